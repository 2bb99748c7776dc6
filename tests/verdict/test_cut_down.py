"""What is cut down to what a value touches says the same of that value as the whole, whatever edits are made."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from harness.containment import Budget, _bundles, _check
from harness.messages import Reach, part_pairs
from harness.verdict import _slices
from harness.verdict._inquiry import Inquiry
from harness.verdict._losses import Losses
from harness.verdict._switches import bits_of, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.comparison import Comparison
    from harness.messages import PartPair

_NAMES = ("kind", "name", "size")
_COMPONENTS = ("One", "Two", "Three")
_SEEDS = 24


class Drawn:
    """Schemas and values with few names and texts, so that much has to do with each other."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret is made of it

    def scalar(self) -> dict[str, Any]:
        choice = self.random.choice
        return choice(
            [
                {"const": choice("ab")},
                {"enum": choice([["a"], ["b"], ["a", "b"], [1], ["a", None]])},
                {"type": "string", "maxLength": choice([1, 2])},
                {"type": choice(["integer", "string"])},
                {},
            ]
        )

    def plain(self) -> dict[str, Any]:
        choice, sample = self.random.choice, self.random.sample
        members = {name: self.scalar() for name in sample(_NAMES, choice([1, 2, 2, 3]))}
        if choice("abcd") == "a":
            next(iter(members.values()))["readOnly"] = True
        if choice("abc") == "a":
            members["inner"] = {"type": "array", "items": self.reference()}
        required = sample(sorted(members), choice([0, 1, 1, min(2, len(members))]))
        more = choice([{}, {}, {"additionalProperties": False}, {"minProperties": 2}])
        return {"type": "object", "properties": members, "required": required, **more}

    def reference(self, among: tuple[str, ...] = _COMPONENTS) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{self.random.choice(among)}"}

    def schema(self, depth: int, later: tuple[str, ...]) -> dict[str, Any]:
        """A schema that is put together of parts, and of components that do not lead back to it."""
        form = self.random.choice(["plain", "plain", "oneOf", "anyOf", "allOf", "reference"]) if depth else "plain"
        if form == "reference" and later:
            return self.reference(later)
        if form in ("plain", "reference"):
            return self.plain()
        parts = [self.schema(depth - 1, later) for _ in range(self.random.choice([2, 3]))]
        return {form: parts, **(self.plain() if self.random.choice("abc") == "a" else {})}

    def edited(self, schema: Any) -> Any:
        """The same with some differences."""
        if isinstance(schema, list):
            items = [self.edited(item) for item in schema]
            if self.random.random() < 0.1 and len(items) > 1 and isinstance(items[0], dict):
                items.pop(self.random.randrange(len(items)))
            return items
        if not isinstance(schema, dict):
            return schema
        if "properties" in schema and self.random.random() < 0.5:
            return {**schema, "required": self.random.sample(sorted(schema["properties"]), 1)}
        return {
            key: self.scalar() if key in _NAMES and self.random.random() < 0.3 else self.edited(value)
            for key, value in schema.items()
        }

    def value(self, depth: int = 2) -> Any:
        choice = self.random.choice
        names = self.random.sample((*_NAMES, "else"), choice([0, 1, 2, 3]))
        value: dict[str, Any] = {name: choice(["a", "b", "ab", 1, None]) for name in names}
        if depth and choice("ab") == "a":
            value["inner"] = [self.value(depth - 1) for _ in range(choice([0, 1, 2]))]
        return choice([value, value, value, value, value, "a", [value]])


def pair_of(seed: int) -> tuple[dict[str, Any], dict[str, Any], list[Any]]:
    """Two documents, and values."""
    drawn = Drawn(seed)
    direction = drawn.random.choice(["requestBody", "responses"])
    schemas = {name: drawn.schema(2, _COMPONENTS[number + 1 :]) for number, name in enumerate(_COMPONENTS)}
    root = {"oneOf": [drawn.reference(), drawn.schema(1, _COMPONENTS)]}
    old, new = (document(direction, side(root), side(schemas)) for side in (lambda schema: schema, drawn.edited))
    return old, new, [drawn.value() for _ in range(24)]


def document(direction: str, root: Any, schemas: Any) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": root}}}
    body = content if direction == "requestBody" else {"200": {"description": "Done", **content}}
    operation = {"responses": {"204": {"description": "Done"}}} | {direction: body}
    head = {"openapi": "3.1.0", "info": {"title": "Drawn", "version": "1"}}
    return {**head, "paths": {"/x": {"post": operation}}, "components": {"schemas": schemas}}


def verdicts(comparison: Comparison, values: list[Any], seed: int) -> Iterator[tuple[Any, bool]]:
    """Whether sets of edits lose values, as the search reads schemas and by validators."""
    inquiry = Inquiry(comparison, Budget())
    losses, drawn = Losses(inquiry, Reach(comparison)), random.Random(seed)  # noqa: S311 - as above
    for root in (root for pair in inquiry.pairs.values() for root in part_pairs(*pair)):
        # Of hidden members sender and reader have views of their own, without any edit.
        plain = [value for value in values if not lost_without_edits(inquiry, root, value)]
        for edits in sets_of(losses, root, drawn):
            for value in plain:
                yield (edits, value), losses.loses(edits, root, value)
                yield (edits, value), losses.surely_loses(edits, root, value)
                yield (edits, value), losses.affects(edits, root, value)


def lost_without_edits(inquiry: Inquiry, root: PartPair, value: Any) -> bool:
    messages = inquiry.messages[root.direction]
    return any(messages.is_lost(value, schema, schema, root.direction) for schema in (root.old, root.new))


def sets_of(losses: Losses, root: PartPair, drawn: random.Random) -> Iterator[int]:
    bits = list(bits_of(losses.switches.reach(root.old, root.new)))
    yield from bits[:6]
    yield from (joined(bits) & ~bit for bit in bits[:6])
    yield from (joined(drawn.sample(bits, drawn.randint(1, len(bits)))) for _ in range(4 if bits else 0))


@pytest.mark.parametrize("seed", range(_SEEDS))
def test_any_edits_lose_what_they_lose_in_the_whole(
    seed: int, comparison_of: Callable[..., Comparison], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new, values = pair_of(seed)
    for module, name in ((_slices, "_MANY"), (_bundles, "_FEW"), (_check, "_FEW")):
        monkeypatch.setattr(module, name, 1_000)
    whole = list(verdicts(comparison_of(old, new), values, seed))
    for module, name in ((_slices, "_WIDE"), (_slices, "_MANY"), (_bundles, "_FEW"), (_check, "_FEW")):
        monkeypatch.setattr(module, name, -1)
    assert list(verdicts(comparison_of(old, new), values, seed)) == whole


def test_what_is_drawn_has_values_that_edits_lose(comparison_of: Callable[..., Comparison]) -> None:
    lost = 0
    for seed in range(12):
        old, new, values = pair_of(seed)
        lost += sum(is_lost for _, is_lost in verdicts(comparison_of(old, new), values, seed))
    assert lost > 20
