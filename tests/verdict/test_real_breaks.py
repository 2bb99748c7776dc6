"""Breaks of real documents and of the examples of rules: each is one cause, and its words fit its message.

Real documents stand in the folder `shared`; all of their pairs are looked at under the profile `deep`, and otherwise a
few breaks of those that are quickly judged.
"""

from __future__ import annotations

import copy
import json
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from harness.comparison import compare
from harness.containment import NO, Budget
from harness.document import load
from harness.messages import Reach, operation_pairs, part_pairs
from harness.verdict import contract
from harness.verdict._inquiry import Inquiry
from harness.verdict._lifts import sides_of
from harness.verdict._schemas import SchemaJudge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from harness.comparison import Change, Comparison
    from harness.messages import PartPair, SchemaPath
    from harness.verdict import Break
    from harness.verdict._losses import Losses
    from harness.verdict._switches import Edits

TODAY = "2026-11-21"
IS_DEEP = settings.get_current_profile_name() == "deep"
# Of each pair of real documents this many breaks are looked at, and of pairs with less than this many bytes.
SAMPLE, LARGEST = (None, None) if IS_DEEP else (6, 1_500_000)
QUICK = ("box", "notion", "azure", "slack")


def real_pairs(shared: Path) -> list[tuple[Path, Path]]:
    """The documents of each API, each with the next one."""
    folders: dict[Path, list[Path]] = {}
    for path in sorted((shared / "corpus").rglob("*")):
        if path.suffix in (".json", ".yaml") and path.relative_to(shared / "corpus").parts[0] in apis(shared):
            api = path.parent if path.parent.parent == shared / "corpus" else path.parents[1]
            folders.setdefault(api, []).append(path)
    return [pair for paths in folders.values() for pair in pairwise(paths) if is_pair(*pair)]


def apis(shared: Path) -> Sequence[str]:
    others = ("circular", "sensay")
    return [path.name for path in (shared / "corpus").iterdir() if path.name not in others] if IS_DEEP else QUICK


def is_pair(old: Path, new: Path) -> bool:
    """Whether two files are the same document on two days."""
    same = old.suffix == new.suffix and (old.name == new.name or old.parent == new.parent)
    return same and "converted" not in new.name and (LARGEST is None or old.stat().st_size < LARGEST)


class Breaks:
    """The breaks of a pair, with what tells of any message which edits lose it."""

    def __init__(self, comparison: Comparison) -> None:
        self.found = contract(comparison, today=TODAY)
        self.inquiry = Inquiry(comparison, Budget())
        self.losses: Losses = SchemaJudge(self.inquiry).losses
        self.switches = self.losses.switches
        self.reach = Reach(comparison)
        self.operations = operation_pairs(comparison)

    def shown(self) -> Iterator[tuple[Break, PartPair, Edits]]:
        """Those of schemas that a message shows, with the part that it is."""
        for loss in self.found.breaks:
            witness, edits = loss.witness, self.switches.edits_of(loss.changes)
            if witness is None or not edits or witness.operation not in self.operations:
                continue
            place = witness.direction, witness.place
            roots = [
                root
                for root in part_pairs(*self.operations[witness.operation])
                if (root.direction, root.place) == place
                and (root.media_type is None or f"Content-Type: {root.media_type}" in witness.message)
            ]
            if roots:
                yield loss, roots[0], edits

    def loses(self, edits: Edits, root: PartPair, value: Any) -> bool:
        """Whether some edits alone lose a message, by validators that had no part in finding it."""
        return bool(edits) and self.losses.surely_loses(edits, root, value)

    def whole(self, root: PartPair, value: Any) -> bool:
        """Whether the whole difference loses it."""
        if root.text:
            return bool(self.inquiry.texts(root).is_lost(value, *root.sides))
        return self.loses(self.switches.reach(root.old, root.new), root, value)

    def wrongs(self, loss: Break, root: PartPair, edits: Edits) -> Iterator[str]:
        """What does not hold of a break."""
        assert loss.witness is not None
        value, rest = loss.witness.value, self.switches.reach(root.old, root.new) & ~edits
        if not (self.whole(root, value) or loss.hidden):
            yield "its message is not lost"
        if not self.loses(edits, root, value) and self.loses(rest, root, value):
            yield "its message is lost without what it blames"
        for change in loss.changes if len(loss.changes) > 1 else ():
            if self.loses(edits & ~self.switches.edits_of([change]), root, value):
                yield f"{change.aspect} can be left out"
        for change in loss.changes:
            if not self.fits(change, loss, root):
                yield f"{change.subject} {change.aspect} {change.effect} does not fit its message"

    def fits(self, change: Change, loss: Break, root: PartPair) -> bool:
        """Whether what stands at the place of a change is what its words say."""
        assert loss.witness is not None
        direction, value = loss.witness.direction, loss.witness.value
        sender = change.old_owner if direction == "request" else change.new_owner
        here = change._replace(operations=(loss.witness.operation,))
        ways = [way for part, way in self.reach.of(here, sender, direction) if part.place == root.place]
        found = [inner for way in ways for inner in standing_at(value, way)]
        # The shortest way to a schema is not the only one.
        fitting = [inner for inner in [*found, *below(value)] if says(change, direction, inner)]
        if fitting and change.subject == "property" and change.new_node is None and direction == "response":
            name = str(change.trail[-1].name)
            # What is declared at another place still is refused for what it is.
            return any(name not in inner for inner in fitting) or not self.whole(root, without(value, name))
        return bool(fitting)

    def left(self) -> Iterator[str]:
        """What messages lose once all that is blamed is undone."""
        spared = self.switches.edits_of(
            finding.change for finding in self.found.findings if finding.rule.decided_by != "schema"
        )
        blamed = self.switches.edits_of(change for loss in self.found.breaks for change in (*loss.changes, *loss.also))
        seen = set()
        for pair in self.operations.values():
            for root in part_pairs(*pair):
                rest = self.switches.reach(root.old, root.new) & ~blamed & ~spared
                key = (*self.switches.identity(root.old, root.new), root.direction)
                if not rest or key in seen or root.text or root.is_form:
                    continue
                seen.add(key)
                sides = sides_of(root.old, self.switches.schema(root.old, root.new, rest), root.direction)
                messages = self.inquiry.messages[root.direction]
                answer = messages.contained(*sides, root.direction, steps=2000)
                if answer.verdict == NO:
                    yield f"{pair[1].name} {root.place} still loses {json.dumps(answer.witness)[:200]}"


def standing_at(value: Any, way: SchemaPath) -> list[Any]:
    """What stands at the end of a way in a message; all that is below where it ends at what holds the place."""
    found = [value]
    for kind, name in way.steps:
        if kind == "property":
            found = [inner[name] for inner in found if isinstance(inner, dict) and name in inner]
        elif kind == "item":
            found = [item for inner in found if isinstance(inner, list) for item in inner]
        elif kind == "other":
            found = [member for inner in found if isinstance(inner, dict) for member in inner.values()]
    return found if way.holder is None else [inner for one in found for inner in below(one)]


def below(value: Any) -> Iterator[Any]:
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from below(inner)


def without(value: Any, name: str) -> Any:
    copied = copy.deepcopy(value)
    for inner in below(copied):
        if isinstance(inner, dict):
            inner.pop(name, None)
    return copied


_ORDERS: dict[str, Any] = {
    "maxLength": lambda value, limit: isinstance(value, str | int | float) and len(str(value)) > limit,
    "minLength": lambda value, limit: isinstance(value, str | int | float) and len(str(value)) < limit,
    "maxItems": lambda value, limit: isinstance(value, list) and len(value) > limit,
    "minItems": lambda value, limit: isinstance(value, list) and len(value) < limit,
    "maximum": lambda value, limit: isinstance(value, int | float) and value >= limit,
    "minimum": lambda value, limit: isinstance(value, int | float) and value <= limit,
}
_KINDS = {"boolean": bool, "integer": int, "number": (int, float), "string": str, "array": list, "object": dict}


def says(change: Change, direction: str, value: Any) -> bool:
    """Whether a value is what the words of a change say of a message."""
    is_request = direction == "request"
    if change.subject == "property":
        if not isinstance(value, dict):
            return False
        is_there = change.trail[-1].name in value
        return not is_there if change.aspect == "required" else is_there or not is_request
    read = change.new_value if is_request else change.old_value
    if change.aspect in ("nullable", "x-nullable"):
        return value is None
    if change.aspect == "enum" and isinstance(read, list):
        return json.dumps(value) not in map(json.dumps, read)
    if change.aspect in _ORDERS and isinstance(read, int | float):
        return bool(_ORDERS[change.aspect](value, read))
    if change.aspect == "type" and read is not None:
        return not any(is_of(kind, value) for kind in ([read] if isinstance(read, str) else read))
    return True


def is_of(kind: str, value: Any) -> bool:
    """Whether a value is of a type of JSON Schema."""
    if value is None or isinstance(value, bool):
        return kind == ("null" if value is None else "boolean")
    return isinstance(value, _KINDS.get(kind, ()))


def wrongs_of(comparison: Comparison, sample: int | None) -> list[str]:
    breaks = Breaks(comparison)
    shown = list(breaks.shown())
    said = [
        f"{loss.id} {loss.witness.operation if loss.witness else ''}: {wrong}"
        for loss, root, edits in (shown if sample is None else Random(1).sample(shown, min(sample, len(shown))))  # noqa: S311
        for wrong in breaks.wrongs(loss, root, edits)
    ]
    messages = [(w.direction, w.operation, w.place, json.dumps(w.value)) for loss, *_ in shown if (w := loss.witness)]
    said += [f"{message} is shown twice" for message in messages if messages.count(message) > 1]
    return said + list(breaks.left() if sample is None else ())


def test_the_breaks_of_real_documents_are_causes_and_their_words_fit(shared: Path) -> None:
    pairs = real_pairs(shared)
    if not pairs:
        pytest.skip("no real documents")
    found = {new: wrongs_of(compare(load(str(old)), load(str(new))), SAMPLE) for old, new in pairs}
    assert {str(path): said for path, said in found.items() if said} == {}


def test_the_breaks_of_examples_are_causes_and_their_words_fit(root: Path) -> None:
    folders = [path for path in sorted((root / "tests" / "rules").iterdir()) if (path / "old.yaml").is_file()]
    found = {
        folder.name: wrongs_of(compare(load(str(folder / "old.yaml")), load(str(folder / "new.yaml"))), None)
        for folder in (folders if IS_DEEP else folders[::6])
    }
    assert {name: said for name, said in found.items() if said} == {}
