"""What is asked of one value: contradictions are noticed at once, and what was asked before is known."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from harness.containment import NO, contained
from harness.containment._demands import ValueDemands
from harness.containment._questions import Reading


def asked(*demands: tuple[str, Any], kind: str = "string") -> tuple[ValueDemands, list[bool]]:
    found = ValueDemands(kind)
    return found, [found.demand(name, value) for name, value in demands]


@pytest.mark.parametrize("what", ["length", "items", "properties"])
def test_counts_become_tighter_until_they_contradict(what: str) -> None:
    least, most = f"min_{what}", f"max_{what}"
    found, possible = asked((least, 2), (least, 1), (most, 4), (most, 5), (least, 4), (least, 5), (most, 9))
    assert possible == [True, True, True, True, True, False, False]
    assert (getattr(found, least), getattr(found, most)) == (5, 4)
    assert [found.has(least, count) for count in (4, 5, 6)] == [True, True, False]
    assert [found.has(most, count) for count in (3, 4, 5)] == [False, True, True]
    assert not ValueDemands("string").has(most, 10)
    assert not ValueDemands("string").has(least, 1)


def test_bounds_become_tighter_until_they_contradict() -> None:
    low, high = (Fraction(1), False), (Fraction(3), False)
    found, possible = asked(
        ("lower", low), ("upper", high), ("lower", (Fraction(0), True)), ("upper", (Fraction(4), True))
    )
    assert possible == [True] * 4
    assert (found.lower, found.upper) == (low, high)
    assert [found.has("lower", (Fraction(n), False)) for n in (0, 1, 2)] == [True, True, False]
    assert [found.has("upper", (Fraction(n), False)) for n in (2, 3, 4)] == [False, True, True]
    assert found.has("lower", low) is not found.has("lower", (Fraction(1), True))
    assert found.has("upper", high) is not found.has("upper", (Fraction(3), True))
    assert not ValueDemands("integer").has("lower", low)
    assert not ValueDemands("integer").has("upper", high)


@pytest.mark.parametrize(
    ("lower", "upper", "is_possible"),
    [
        ((1, False), (1, False), True),
        ((1, True), (1, False), False),
        ((1, False), (1, True), False),
        ((1, True), (2, True), True),
        ((2, False), (1, False), False),
    ],
)
def test_no_number_is_above_and_below(lower: Any, upper: Any, *, is_possible: bool) -> None:
    bounds = [("lower", (Fraction(lower[0]), lower[1])), ("upper", (Fraction(upper[0]), upper[1]))]
    for order in (bounds, bounds[::-1]):
        _, possible = asked(*order, kind="integer")
        assert possible == [True, is_possible]


def test_a_name_is_not_required_and_missing() -> None:
    found, possible = asked(("required", "a"), ("missing", "b"), ("promised", "c"), ("required", "b"), ("missing", "a"))
    assert possible == [True, True, True, False, False]
    assert [found.has("required", name) for name in "abc"] == [True, True, False]
    assert [found.has("missing", name) for name in "abc"] == [True, True, False]
    found, possible = asked(("named", ("a", "x")), ("named", ("a", "y")), ("missing", "a"), ("named", ("a", "z")))
    assert possible == [True, True, False, False]
    assert (found.named, found.has("required", "a")) == ({"a": ("x", "y", "z")}, True)
    assert [found.has("named", pair) for pair in (("a", "x"), ("a", "w"), ("b", "x"))] == [True, False, False]


@pytest.mark.parametrize(("one", "other"), [("unique", "repeated"), ("whole", "written")])
def test_what_cannot_be_both(one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        found, possible = asked((first, True), (second, True))
        assert possible == [True, False]
        assert found.has("repeated", True) is ("repeated" in (one, other))
    assert not ValueDemands("array").has("repeated", True)
    assert not ValueDemands("integer").has("written", True)


def test_choices_are_what_all_leave() -> None:
    found, possible = asked(("choices", (1, 2, True, "a")), ("choices", (True, 2.0, "b")), ("choices", ("a",)))
    assert possible == [True, True, False]
    found, possible = asked(("choices", (1, True, "a")), ("choices", ("a", True)))
    assert (possible, found.choices) == ([True, True], (True, "a"))
    assert asked(("choices", ()))[1] == [False]


def test_all_else_is_added_up() -> None:
    found, possible = asked(
        ("excluded", (1,)),
        ("excluded", (2, 3)),
        ("patterns", "a"),
        ("patterns", "b"),
        ("no_patterns", "c"),
        ("unsupported_keywords", "x"),
    )
    assert all(possible)
    assert (found.excluded, found.patterns, found.no_patterns) == ((1, 2, 3), ("a", "b"), ("c",))
    assert found.unsupported_keywords == ("x",)
    assert [found.has("no_patterns", text) for text in "ac"] == [False, True]
    assert not found.has("patterns", "a")  # which is asked of all, and no way to go


def test_a_copy_is_added_to_alone() -> None:
    found, _ = asked(("required", "a"), ("named", ("a", "x")), ("patterns", "p"), ("min_length", 2))
    copy = found.copy()
    for name, value in (
        ("required", "b"),
        ("missing", "c"),
        ("named", ("b", "y")),
        ("patterns", "q"),
        ("min_length", 3),
    ):
        copy.demand(name, value)
    assert (found.required, found.missing, found.named) == ({"a": None}, {}, {"a": ("x",)})
    assert (found.patterns, found.min_length) == (("p",), 2)
    assert (list(copy.required), copy.patterns, copy.min_length) == (["a", "b"], ("p", "q"), 3)


def test_demands_that_no_name_meets_together_are_met_by_names_of_their_own() -> None:
    values = ({"maximum": 5}, {"minimum": 0}, {"not": {"const": 3}})
    closed = {"properties": {name: {"type": "integer"} for name in "abc"}, "additionalProperties": False}
    sender = {"type": "object", **closed, "allOf": [{"not": {"additionalProperties": value}} for value in values]}
    answer = contained(sender, {"required": ["d"]})
    assert answer.verdict == NO
    above, three, below = sorted(answer.witness.values(), reverse=True)
    assert above > 5
    assert (three, below < 0) == (3, True)


def test_demands_that_one_member_meets_are_met_by_it_where_there_is_no_room_for_more() -> None:
    values = ({"maximum": 5}, {"not": {"multipleOf": 4}})
    refused = [{"not": {"additionalProperties": value}} for value in values]
    sender = {"type": "object", "maxProperties": 1, "additionalProperties": {"type": "integer"}, "allOf": refused}
    answer = contained(sender, {"required": ["d"]})
    assert answer.verdict == NO
    (value,) = answer.witness.values()
    assert value > 5
    assert value % 4 == 0


@pytest.mark.parametrize(
    ("dialect", "age"),
    [
        ("https://spec.openapis.org/oas/3.0/dialect", 0),
        ("http://json-schema.org/draft-03/schema#", 3),
        ("http://json-schema.org/draft-04/schema#", 4),
        ("http://json-schema.org/draft-05/schema#", 4),
        ("http://json-schema.org/draft-06/schema#", 6),
        ("http://json-schema.org/draft-07/schema#", 7),
        ("https://json-schema.org/draft/2019-09/schema", 2019),
        ("https://json-schema.org/draft/2020-12/schema", 2020),
        ("https://spec.openapis.org/oas/3.1/dialect/base", 2020),
    ],
)
def test_a_dialect_is_read_as_the_draft_that_it_is_built_on(dialect: str, age: int) -> None:
    assert Reading(dialect, formats=False).age == age
