"""Alternatives that a tag tells apart are decided tag by tag, however many there are."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.containment import NO, UNDECIDED, YES, ApartAlternatives
from harness.containment._alternatives import Alternatives, alternatives
from harness.containment._branches import Others
from harness.containment._budget import Allowance
from harness.containment._contained import in_document
from harness.containment._names import names_of
from harness.containment._questions import DRAFT_2020, Reading, Requirement, decide
from harness.containment._search import by_branches
from harness.containment._solver import Solver
from harness.containment._tags import kinds_of, tags_of, values_of
from harness.document import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.containment import Answer
    from harness.containment._schemas import NormalSchema


def alternatives_of(schema: Any) -> Alternatives:
    """The alternatives of a `oneOf`."""
    normal = in_document(schema, Reading(DRAFT_2020, formats=False)).normal(schema)
    return alternatives(normal, normal.exclusives[0])


def asked(one: Any, other: Any) -> tuple[Answer, int]:
    """Whether one schema lies within another, and after how many steps that was known."""
    sides = [in_document(schema, Reading(DRAFT_2020, formats=False)).normal(schema) for schema in (one, other)]
    solver = Solver(Allowance(1_000_000))
    validators = [jsonschema.Draft202012Validator(schema) for schema in (one, other)]

    def confirmed(value: Any) -> bool:
        return validators[0].is_valid(value) and not validators[1].is_valid(value)

    answer = by_branches(solver, sides[0], sides[1], confirmed)
    answer = answer or decide(solver, (Requirement(True, sides[0]), Requirement(False, sides[1])), confirmed)
    return answer, 1_000_000 - solver.budget.left


@given(seed=st.integers(0, 2**32))
def test_no_value_fits_two_alternatives_that_are_apart(generator: Any, seed: int) -> None:
    maker = generator.Schemas(seed, 2020)
    maker.definitions = []
    schemas = [maker.root() for _ in range(4)]
    schemas += [
        {"required": [name], "properties": {name: schema}} for name, schema in zip("abab", schemas, strict=True)
    ]
    try:
        several = alternatives_of({"oneOf": schemas})
        validators = [jsonschema.Draft202012Validator(schema) for schema in schemas]
        for value in generator.sampled(maker, tuple(schemas), 40):
            fits = [number for number, validator in enumerate(validators) if validator.is_valid(value)]
            assert all(several.may_share(one, other) for one, other in itertools.combinations(fits, 2))
            if fits:
                assert {id(several.parts[number]) for number in fits} <= set(map(id, several.of_value(value)))
                assert set(fits) <= set(several.sharing(several.parts[fits[0]]))
    except (RecursionError, jsonschema.SchemaError):
        # Schemas that lead back to themselves for the same value, and ones that are none.
        return


def _with(tag: Any, number: int) -> Any:
    return {"type": "object", "required": ["tag"], "properties": {"tag": tag, f"own{number}": {"type": "string"}}}


# An alternative by its number, for each kind of tag.
_KINDS: dict[str, Callable[[int], Any]] = {
    "a constant": lambda number: _with({"const": f"t{number}"}, 0),
    "an enum of one value": lambda number: _with({"type": "string", "enum": [f"t{number}"]}, number),
    "an enum of several values": lambda number: _with({"enum": [f"t{number}", f"u{number}", None]}, number),
    "a number": lambda number: _with({"const": number / 2}, 0),
    "a tag within allOf": lambda number: {"allOf": [_with({"type": "string"}, 0), _with({"const": f"t{number}"}, 0)]},
    "a tag that one part of allOf requires": lambda number: {
        "allOf": [
            _with({"enum": [f"t{number}", "other"]}, 0),
            {"properties": {"tag": {"enum": [f"t{number}", "another"]}}},
        ]
    },
    "a tag in two levels": lambda number: {
        "type": "object",
        "required": ["tag", "version"],
        "properties": {"tag": {"const": f"t{number // 4}"}, "version": {"const": number % 4}},
    },
    "choices with tags of their own": lambda number: {
        "oneOf": [_with({"const": f"t{number}"}, 0), _with({"const": f"u{number}"}, 0)]
    },
    "a name of its own": lambda number: {
        "type": "object",
        "required": [f"own{number}"],
        "properties": {name: {"type": "string"} for name in (f"own{number}", "note", "place", "day")},
        "additionalProperties": False,
    },
    "values": lambda number: {"enum": [number, f"t{number}"]},
    "constants of values": lambda number: {"const": f"t{number}"},
}
_COUNT = 60


def _union(kind: str, count: int = _COUNT, keyword: str = "oneOf") -> Any:
    return {keyword: [_KINDS[kind](number) for number in range(count)]}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("kind", _KINDS)
def test_a_union_is_within_itself_in_another_order_and_with_one_alternative_more(kind: str, keyword: str) -> None:
    union = _union(kind, keyword=keyword)
    reordered = {keyword: [*union[keyword][7:], *union[keyword][:7][::-1]]}
    more = {keyword: [*union[keyword][:3], _KINDS[kind](_COUNT), *union[keyword][3:]]}
    assert asked(union, reordered)[0].verdict == YES
    if kind != "an enum of several values" or keyword == "anyOf":
        assert asked(union, more)[0].verdict == YES


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("kind", _KINDS)
def test_an_alternative_that_is_removed_or_says_more_is_found(kind: str, keyword: str) -> None:
    union = _union(kind, keyword=keyword)
    removed = {keyword: [part for number, part in enumerate(union[keyword]) if number != 11]}
    assert asked(union, removed)[0].verdict == NO
    narrowed = {keyword: list(union[keyword])}
    narrowed[keyword][11] = {"allOf": [narrowed[keyword][11], {"not": {"const": "t11"}}, {"maxProperties": 3}]}
    assert asked(union, narrowed)[0].verdict == NO
    if kind != "an enum of several values" or keyword == "anyOf":
        assert asked(narrowed, union)[0].verdict == YES


# The values of these stand in several alternatives each: a value of one may be shut out by others, and all are asked.
_SHARING = ("an enum of several values", "oneOf")


@pytest.mark.parametrize(
    ("kind", "keyword"),
    [(kind, keyword) for kind in _KINDS for keyword in ("oneOf", "anyOf") if (kind, keyword) != _SHARING],
)
def test_the_work_grows_with_the_number_of_alternatives(kind: str, keyword: str) -> None:
    def work(count: int) -> int:
        union = _union(kind, count, keyword)
        narrowed = {keyword: [{"allOf": [part, {"maxProperties": 9}]} for part in union[keyword]]}
        wider = {"properties": {"of": union}, "required": ["of"]}
        nested = {**wider, "properties": {"of": narrowed}}
        answers = [asked(*pair) for pair in ((narrowed, union), (union, narrowed), (wider, nested))]
        assert UNDECIDED not in {answer.verdict for answer, _ in answers}
        return sum(steps for _, steps in answers)

    assert work(4 * _COUNT) <= 6 * work(_COUNT)


def test_an_alternative_without_a_tag_shares_values_with_all() -> None:
    union = {"oneOf": [*_union("a constant")["oneOf"], {"type": "object", "required": ["other"]}, {"type": "null"}]}
    several = alternatives_of(union)
    assert several.sharing(several.parts[3]) == [3, _COUNT]
    assert several.sharing(several.parts[_COUNT + 1]) == [_COUNT + 1]
    answer, _ = asked(union, {"oneOf": union["oneOf"][:-1]})
    assert answer == (NO, None, "a value shows the difference")
    assert asked({"oneOf": union["oneOf"][:-1]}, union)[0].verdict == YES


def test_a_tag_that_may_be_absent_tells_only_what_has_it_apart() -> None:
    parts = [{"type": "object", "properties": {"tag": {"const": tag}}} for tag in ("a", "b")]
    several = alternatives_of({"oneOf": parts})
    assert several.may_share(0, 1)
    assert [several.of_value({"tag": tag}) for tag in ("a", "c")] == [[several.parts[0]], []]
    assert len(several.of_value({})) == 2


def test_names_of_their_own_are_decided_for_many_alternatives() -> None:
    union = {"anyOf": [{"type": "object", "required": [f"k{n}"]} for n in range(150)]}
    fewer = {"anyOf": union["anyOf"][:-1]}
    assert asked(fewer, union)[0].verdict == YES
    answer, _ = asked(union, fewer)
    assert answer.verdict == NO
    assert answer.witness.keys() == {"k149"}


def test_an_alternative_more_is_found_beside_many_that_became_narrower() -> None:
    def work(count: int) -> int:
        old = {"anyOf": [_open(f"k{number}", 9) for number in range(count)]}
        new = {"anyOf": [_open(f"k{number}", 3) for number in range(count + 1)]}
        answer, steps = asked(new, old)
        assert answer.verdict == NO
        assert answer.witness.keys() == {f"k{count}"}
        return steps

    assert work(4 * _COUNT) <= 6 * work(_COUNT)


def test_alternatives_that_all_share_values_are_refused_for_the_ways_that_are_gone_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def union(longest: int) -> Any:
        names = [f"k{number}" for number in range(4 * _COUNT)]
        return {"oneOf": [_open(name, longest) for name in names]}

    listed = []
    real = Others.__iter__
    monkeypatch.setattr(Others, "__iter__", lambda others: listed.append(others) or real(others))
    answer, steps = asked(union(9), union(3))
    assert answer.verdict == NO
    assert len(answer.witness) == 1
    assert len(listed) < 9
    assert steps < 9 * 4 * _COUNT


def _open(name: str, longest: int) -> Any:
    return {"type": "object", "required": [name], "properties": {name: {"type": "string", "maxLength": longest}}}


@pytest.mark.parametrize("kind", _KINDS)
def test_what_lies_within_an_alternative_is_looked_for_there(kind: str) -> None:
    union = _union(kind, 12)
    several = alternatives_of(union)
    narrower = alternatives_of({"oneOf": [{"allOf": [part, {"maxProperties": 3}]} for part in union["oneOf"]]})
    assert all(number in several.holding(part) for number, part in enumerate(narrower.parts))
    assert max(len(several.holding(part)) for part in narrower.parts) < 12


def test_alternatives_are_apart_where_nothing_else_is_said_of_the_choice(tmp_path: Path) -> None:
    tagged = [{"type": "object", "required": ["tag"], "properties": {"tag": {"const": tag}}} for tag in ("a", "b")]
    schemas = {
        "Tagged": {"oneOf": tagged},
        "Open": {"oneOf": [*tagged, {"type": "object"}]},
        "Beside": {"oneOf": tagged, "$ref": "#/components/schemas/Other"},
        "Single": {"oneOf": tagged[:1]},
        "Other": {"type": "object"},
    }
    content = {"openapi": "3.1.1", "info": {}, "paths": {}, "components": {"schemas": schemas}}
    (tmp_path / "api.json").write_text(json.dumps(content), encoding="utf-8")
    document = load(str(tmp_path / "api.json"))
    apart = ApartAlternatives(document)
    numbers = {name: apart.of(document.components("schemas")[name]) for name in schemas if name != "Other"}
    assert numbers == {"Tagged": {0, 1}, "Open": set(), "Beside": set(), "Single": set()}


@pytest.mark.parametrize("levels", [0, 1, 7, 8, 12])
def test_tags_values_and_kinds_are_known_of_alternatives_of_alternatives_to_a_depth(levels: int) -> None:
    def nested(leaf: Any, others: Callable[[int], Any]) -> NormalSchema:
        for level in range(levels):
            leaf = {"anyOf": [leaf, others(level)]}
        return in_document(leaf, Reading(DRAFT_2020, formats=False)).normal(leaf)

    def tagged(tag: Any) -> Any:
        return {"type": "object", "required": ["tag"], "properties": {"tag": {"const": tag}}}

    is_known = levels < 8
    assert {place: len(tag.values) for place, tag in tags_of(nested(tagged("leaf"), tagged)).items()} == (
        {"tag": levels + 1} if is_known else {}
    )
    values = values_of(nested({"const": "leaf"}, lambda level: {"const": level}))
    assert values is None if not is_known else values is not None and len(values) == levels + 1
    kinds = kinds_of(nested({"type": "string"}, lambda _: {"type": "integer"}))
    assert {"string"} <= kinds
    assert (kinds <= {"string", "integer"}) == (levels <= 8)


def test_a_schema_of_itself_tells_nothing_apart_by_itself() -> None:
    itself = {"anyOf": [{"$ref": "#"}, {"type": "object", "required": ["tag"], "properties": {"tag": {"const": 1}}}]}
    assert tags_of(in_document(itself, Reading(DRAFT_2020, formats=False)).normal(itself)) == {}


def test_the_names_of_several_schemas_are_those_of_all_whatever_is_known_of_one() -> None:
    context = in_document({}, Reading(DRAFT_2020, formats=False))
    first, second = (
        context.normal({"required": [name], "properties": {"a": {}, "b": {}}, "additionalProperties": False})
        for name in "ab"
    )
    assert names_of([second]) == (frozenset("b"), frozenset("ab"))
    assert names_of([first, second]) == (frozenset("ab"), frozenset("ab"))
    assert names_of([second]) == (frozenset("b"), frozenset("ab"))


def closed(kind: str, *names: str) -> dict[str, Any]:
    """A closed object whose tag may be left out."""
    properties = {"kind": {"enum": [kind]}, **{name: {"type": "string"} for name in names}}
    return {"type": "object", "properties": properties, "additionalProperties": False}


@pytest.mark.parametrize("count", [6, 12, 24, 48])
def test_an_added_alternative_is_held_against_those_that_may_be_taken_without_their_tags(count: int) -> None:
    old = [closed(f"kind{number}", "note", f"own{number}") for number in range(count)]
    # Each of the old ones is held against the others. Without a tag, `note` alone is taken by all of them, and so is no
    # value of theirs.
    harmless, harmful = closed("added", "note"), closed("added", "note", "own3")
    answer, steps = asked({"oneOf": old}, {"oneOf": [*old, harmless]})
    assert answer.verdict == YES
    assert steps < 3 * count * count + 220
    answer, steps = asked({"oneOf": old}, {"oneOf": [*old, harmful]})
    assert answer.verdict == NO
    assert "own3" in answer.witness
    assert steps < 3 * count * count + 220
