"""The effect of a keyword is what becomes of the values that it allows."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GRID = [number / 4 for number in range(-13, 14)]
BOUNDS = (None, -1, 0, 1.5)


def bounds(side: str) -> Iterator[dict[str, Any]]:
    """All ways to bound numbers on one side, with a number or a flag for what is exclusive."""
    inclusive, exclusive = f"{side}imum", f"exclusive{side.capitalize()}imum"
    for bound, strict in product(BOUNDS, (*BOUNDS, True, False)):
        yield {keyword: value for keyword, value in ((inclusive, bound), (exclusive, strict)) if value is not None}


def allowed(schema: dict[str, Any], values: list[Any]) -> set[int]:
    """Which of the values a schema allows; flags say of the bound beside them that it is exclusive."""
    plain = {keyword: value for keyword, value in schema.items() if type(value) is not bool or keyword == "const"}
    for side in ("Min", "Max"):
        if schema.get(f"exclusive{side}imum") is True and f"{side.lower()}imum" in plain:
            plain[f"exclusive{side}imum"] = plain[f"{side.lower()}imum"]
    validator = jsonschema.Draft202012Validator(plain)
    return {number for number, value in enumerate(values) if validator.is_valid(value)}


def expected(old: set[int], new: set[int]) -> str:
    if old == new:
        return "annotated"
    return "narrowed" if new < old else "widened" if old < new else "replaced"


def effects(comparison_of: Callable[..., Any], old: Any, new: Any) -> set[str]:
    def document(schema: Any) -> Any:
        body = {"content": {"application/json": {"schema": schema}}}
        head = {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}}
        return {**head, "paths": {"/a": {"post": {"requestBody": body, "responses": {}}}}}

    return {str(change.effect) for change in comparison_of(document(old), document(new)).changes}


@pytest.mark.parametrize("side", ["min", "max"])
def test_bounds_of_numbers(comparison_of: Callable[..., Any], side: str) -> None:
    schemas = list(bounds(side))
    for old, new in list(product(schemas, schemas))[::3]:
        found = effects(comparison_of, old, new)
        assert found == ({expected(allowed(old, GRID), allowed(new, GRID))} if old != new else set()), (old, new)


@pytest.mark.parametrize(
    ("keywords", "values"),
    [
        (("minLength", "maxLength"), ["a" * length for length in range(6)]),
        (("minItems", "maxItems"), [[1] * length for length in range(6)]),
        (("minProperties", "maxProperties"), [dict.fromkeys("abcde"[:length]) for length in range(6)]),
    ],
)
def test_bounds_of_counts(comparison_of: Callable[..., Any], keywords: tuple[str, str], values: list[Any]) -> None:
    for keyword in keywords:
        schemas = [{}, *({keyword: count} for count in range(4))]
        for old, new in product(schemas, schemas):
            found = effects(comparison_of, old, new)
            assert found == ({expected(allowed(old, values), allowed(new, values))} if old != new else set()), (
                old,
                new,
            )


def test_multiples(comparison_of: Callable[..., Any]) -> None:
    schemas = [{}, *({"multipleOf": number} for number in (0.25, 0.5, 0.75, 1, 1.5, 2, 3))]
    grid = [0.1, *(number / 4 for number in range(-48, 49))]
    for old, new in product(schemas, schemas):
        found = effects(comparison_of, old, new)
        assert found == ({expected(allowed(old, grid), allowed(new, grid))} if old != new else set()), (old, new)


def test_choices(comparison_of: Callable[..., Any]) -> None:
    values = [1, 2, True, "a", None]
    schemas: list[Any] = [
        {"enum": some} for some in ([1], [1, 2], [2, 1], [1.0], [True], ["a", None], [1, "a"], values)
    ]
    schemas += [{"const": value} for value in (1, 1.0, True, "a", None)]
    for old, new in product([{}, *schemas], schemas):
        if old == new:
            continue
        found = effects(comparison_of, old, new)
        lost = expected(allowed(old, [*values, 3]), allowed(new, [*values, 3]))
        assert found in ({lost}, {"narrowed", "widened"} if lost == "replaced" else {lost}), (old, new)


def test_types(comparison_of: Callable[..., Any]) -> None:
    values = [1, 1.5, True, "a", None, [], {}]
    kinds = ("integer", "number", "string", ["integer", "string"], ["number", "null"], ["integer", "number"], ["null"])
    schemas: list[Any] = [{}, *({"type": kind} for kind in kinds)]
    for old, new in product(schemas, schemas):
        if old == new:
            continue
        found = effects(comparison_of, old, new)
        lost = expected(allowed(old, values), allowed(new, values))
        assert found in ({lost}, {"narrowed", "widened"} if lost == "replaced" else {lost}), (old, new)
