"""Typical messages: valid, always the same, those first whose loss hits most, and named for what they are."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from harness.containment import NO, contained
from harness.document import load
from harness.messages import Graft, TypicalMessages, grafted, response_parts
from harness.vocabulary import EVERY, GRADES, SOME, UNUSUAL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.document import Document

_MOST = 60
# The versions of OpenAPI with the drafts that they speak, and what an independent validator calls these.
_DIALECTS = {
    "3.0.3": (None, jsonschema.Draft202012Validator),
    "3.1.1": (None, jsonschema.Draft202012Validator),
    "3.1.0": ("http://json-schema.org/draft-07/schema#", jsonschema.Draft7Validator),
    "3.2.0": ("https://json-schema.org/draft/2019-09/schema", jsonschema.Draft201909Validator),
}


def document_of(folder: Path, schema: Any, version: str = "3.1.1", dialect: str | None = None) -> Document:
    content: dict[str, Any] = {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {}}
    content |= {"jsonSchemaDialect": dialect} if dialect else {}
    path = folder / "api.json"
    path.write_text(json.dumps({**content, "components": {"schemas": {"A": schema}}}), encoding="utf-8")
    return load(str(path))


def typical_of(folder: Path, schema: Any, direction: Any = "request", **options: Any) -> TypicalMessages:
    document = document_of(folder, schema)
    return TypicalMessages(document.components("schemas")["A"], document, direction, **options)


_LEAVES = st.sampled_from(
    [
        {"type": "string", "maxLength": 7},
        {"type": "string", "format": "date-time"},
        {"type": "string", "pattern": "^[A-Z]{2}[0-9]{2,}$"},
        {"type": "integer", "minimum": 3, "maximum": 900},
        {"type": "number", "multipleOf": 0.5},
        {"enum": ["card", "iban", None, 3]},
        {"type": "boolean", "default": False},
        {"type": "string", "example": "Lisbon"},
    ]
)


def _wider(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.lists(st.sampled_from(("id", "name", "card", "iban")), unique=True)
    return st.one_of(
        st.builds(
            lambda properties, required, closed: {
                "type": "object",
                "properties": properties,
                "required": required,
                **({"additionalProperties": False} if closed else {}),
            },
            st.dictionaries(st.sampled_from(("id", "name", "card", "iban")), inner),
            names,
            st.booleans(),
        ),
        st.builds(lambda items, least: {"type": "array", "items": items, "minItems": least}, inner, st.integers(0, 2)),
        st.builds(lambda one, other: {"anyOf": [one, other]}, inner, inner),
        st.builds(lambda one, other: {"oneOf": [one, other]}, inner, inner),
        st.builds(lambda one, other: {"allOf": [one, other]}, inner, inner),
    )


_SCHEMAS = st.recursive(_LEAVES, _wider, max_leaves=6)


@pytest.mark.parametrize("version", _DIALECTS)
@given(schema=_SCHEMAS)
def test_every_candidate_is_valid_for_an_independent_validator(
    tmp_path_factory: Any, version: str, schema: Any
) -> None:
    dialect, validator_of = _DIALECTS[version]
    document = document_of(tmp_path_factory.mktemp("typical"), schema, version, dialect)
    typical = TypicalMessages(document.components("schemas")["A"], document, "request")
    # In 3.0 an example is no keyword of JSON Schema and nothing else here differs.
    validator = validator_of(schema, format_checker=validator_of.FORMAT_CHECKER)
    for candidate in islice(typical.candidates(), _MOST):
        assert validator.is_valid(candidate.value), candidate


@given(schema=_SCHEMAS)
def test_candidates_are_always_the_same_and_the_worst_come_first(tmp_path_factory: Any, schema: Any) -> None:
    folder = tmp_path_factory.mktemp("typical")
    one, other = (list(islice(typical_of(folder, schema).candidates(), _MOST)) for _ in range(2))
    assert one == other
    ranks = [GRADES.index(candidate.grade) for candidate in one]
    assert ranks == sorted(ranks)


@given(schema=_SCHEMAS)
def test_a_candidate_is_typical_or_differs_from_a_typical_message_in_one_place(
    tmp_path_factory: Any, schema: Any
) -> None:
    typical = typical_of(tmp_path_factory.mktemp("typical"), schema)
    for candidate in islice(typical.candidates(), _MOST):
        if candidate.place is None:
            assert candidate.value in typical.values
        else:
            assert any(_differ_only_at(candidate.value, other, candidate.place) for other in typical.values)


def _differ_only_at(one: Any, other: Any, place: tuple[str | int, ...]) -> bool:
    if not place:
        return True
    key, *rest = place
    if isinstance(one, dict) and isinstance(other, dict):
        keys: Any = {*one, *other}
    elif isinstance(one, list) and isinstance(other, list):
        keys = range(max(len(one), len(other)))
        one, other = dict(enumerate(one)), dict(enumerate(other))
    else:
        return False
    same = all(name in one and name in other and one[name] == other[name] for name in keys if name != key)
    return same and (not rest or _differ_only_at(one.get(key), other.get(key), tuple(rest)))


@given(schema=_SCHEMAS)
def test_the_grade_of_a_message_is_that_of_its_candidate(tmp_path_factory: Any, schema: Any) -> None:
    typical = typical_of(tmp_path_factory.mktemp("typical"), schema)
    for candidate in islice(typical.candidates(), _MOST):
        assert typical.grade_of(candidate.value) in (candidate.grade, EVERY)


_PET = {
    "type": "object",
    "required": ["id", "kind"],
    "properties": {
        "id": {"type": "integer"},
        "kind": {"enum": ["cat", "dog"]},
        "contactEmail": {"type": "string"},
        "born": {"type": "string", "format": "date"},
        "weight": {"type": "number", "example": 4.5},
    },
}


def test_typical_messages_read_well(tmp_path: Path) -> None:
    assert typical_of(tmp_path, _PET).values == (
        {"id": 1042, "kind": "cat", "contactEmail": "maria.lopez@example.com", "born": "2025-03-14", "weight": 4.5},
        {"id": 1042, "kind": "cat"},
    )


def test_what_the_document_shows_comes_first_where_it_is_valid(tmp_path: Path) -> None:
    shown, wrong = {"id": 7, "kind": "dog"}, {"id": "7", "kind": "dog"}
    example = {"id": 8, "kind": "cat", "born": "2020-02-02"}
    typical = typical_of(tmp_path, {**_PET, "examples": [example]}, examples=[wrong, shown])
    assert typical.examples == (shown, example)
    assert typical.values[:2] == (shown, example)


def test_a_mixture_that_a_tag_shuts_out_is_unusual(tmp_path: Path) -> None:
    text, image = {"type": "string"}, {"type": "string", "format": "uri"}
    schema = {"type": "object", "properties": {"kind": {"enum": ["text", "image"]}, "text": text, "image": image}}
    typical = typical_of(tmp_path, schema)
    assert typical.values == ({"kind": "text", "text": "Delivered on time"}, {})
    assert typical.grade_of({"kind": "image", "image": "https://example.com/a"}) == SOME
    assert typical.grade_of({"kind": "image", "text": "x"}) == UNUSUAL


def test_a_mixture_of_branches_is_unusual(tmp_path: Path) -> None:
    branches = [{"type": "object", "properties": {name: {"type": "string"}}} for name in ("card", "iban")]
    typical = typical_of(tmp_path, {"anyOf": branches})
    assert [typical.grade_of({name: "x"}) for name in ("card", "iban")] == [SOME, SOME]
    assert typical.grade_of({"card": "x", "iban": "x"}) == UNUSUAL


@pytest.mark.parametrize(
    ("schema", "grade"),
    [
        ({"type": "object", "properties": {}, "additionalProperties": {"type": "string"}}, SOME),
        ({"type": "object", "additionalProperties": True}, SOME),
        ({"type": "object", "patternProperties": {"^n": {}}}, SOME),
        ({"type": "object", "properties": {"id": {}}, "additionalProperties": True}, UNUSUAL),
        ({"type": "object"}, UNUSUAL),
    ],
)
def test_the_names_of_a_map_are_declared_and_other_names_are_not(tmp_path: Path, schema: Any, grade: str) -> None:
    assert typical_of(tmp_path, schema).grade_of({"notes": "Delivered on time"}) == grade


def _grade(typical: TypicalMessages, is_lost: Any) -> str:
    return typical.grade(is_lost, next(one.value for one in typical.candidates() if is_lost(one.value)))


def test_a_break_of_all_that_is_typical_is_one_of_every_message(tmp_path: Path) -> None:
    typical = typical_of(tmp_path, _PET)
    assert _grade(typical, lambda pet: "id" in pet) == EVERY
    assert _grade(typical, lambda pet: pet["kind"] == "cat") == SOME
    assert _grade(typical, lambda pet: pet["kind"] == "dog") == SOME
    assert _grade(typical, lambda pet: "born" in pet) == SOME
    assert _grade(typical, lambda pet: not pet.keys() <= _PET["properties"].keys()) == UNUSUAL


def test_where_there_are_messages_without_the_part_not_every_one_is_lost(tmp_path: Path) -> None:
    assert typical_of(tmp_path, _PET, is_optional=True).grade(lambda _: True, {"id": 1, "kind": "cat"}) == SOME


@pytest.mark.parametrize(("direction", "grade"), [("response", EVERY), ("request", SOME)])
def test_of_responses_what_the_document_shows_counts(tmp_path: Path, direction: Any, grade: str) -> None:
    typical = typical_of(tmp_path, _PET, direction, examples=[{"id": 7, "kind": "dog", "weight": 3}])
    assert typical.grade(lambda pet: bool({"weight", "born", "contactEmail"} & pet.keys()), typical.values[0]) == SOME
    assert typical.grade(lambda pet: "weight" in pet or pet["kind"] == "dog" or "born" in pet, {}) == grade


def test_every_part_of_the_snapshots_has_typical_messages(root: Path) -> None:
    for path in sorted(root.glob("specs/*/20*.yaml")):
        document = load(str(path))
        for operation in document.operations:
            for status in operation.responses:
                for part in response_parts(operation, status):
                    if part.schema is not None:
                        assert TypicalMessages(part.schema, document, part.direction).values, operation.name


def lost_between(old: Any, new: Any) -> Callable[[Any], bool]:
    """Whether a message is lost, by a validator that has no part in the search, nor in what is made."""
    sides = [
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
        for schema in (old, new)
    ]
    return lambda value: sides[0].is_valid(value) and not sides[1].is_valid(value)


@given(old=_SCHEMAS, new=_SCHEMAS)
def test_a_graft_is_lost_and_differs_from_a_typical_message_in_one_place(
    tmp_path_factory: Any, old: Any, new: Any
) -> None:
    answer, is_lost = contained(old, new, formats=True), lost_between(old, new)
    assume(answer.verdict == NO and is_lost(answer.witness))
    typical = typical_of(tmp_path_factory.mktemp("graft"), old)
    graft = grafted(answer.witness, typical, is_lost)
    assert is_lost(graft.value)
    assert graft == grafted(answer.witness, typical, is_lost)
    if graft.place is None:
        assert graft.value in typical.values
    else:
        # What a place is in may have been put there whole: it is all that differs.
        around = [graft.place[:end] for end in range(len(graft.place) + 1)]
        assert any(_differ_only_at(graft.value, base, place) for base in typical.values for place in around)


_ORDER = {
    "type": "object",
    "required": ["to"],
    "properties": {
        "to": {"type": "string", "example": "Lisbon"},
        "count": {"type": "integer"},
        "service": {"enum": ["economy", "express"]},
        "label": {"type": "string", "maxLength": 12},
        "token": {"type": "string", "example": "pk_live_4242"},
        "parcel": {
            "type": "object",
            "required": ["weight"],
            "properties": {"weight": {"type": "number"}, "note": {"type": "string"}},
        },
    },
}
_SHOWN = {"to": "Porto", "count": 2, "service": "express"}


def _without(schema: Any, *names: str) -> Any:
    properties = {name: member for name, member in schema["properties"].items() if name not in names}
    return {**schema, "properties": properties, "additionalProperties": False}


def _with(name: str, **member: Any) -> Any:
    return {**_ORDER, "properties": {**_ORDER["properties"], name: member}}


@pytest.mark.parametrize(
    ("new", "found", "value", "place"),
    [
        (_with("count", type="integer", maximum=10), {"to": "a", "count": 11}, {**_SHOWN, "count": 11}, ("count",)),
        (_with("service", enum=["express"]), {"to": "a", "service": "economy"},
         {**_SHOWN, "service": "economy"}, ("service",)),
        (_with("label", type="string", maxLength=5), {"to": "a", "label": "aaaaaa"},
         {**_SHOWN, "label": "Maria Lopez"}, ("label",)),
        (_without(_ORDER, "parcel"), {"to": "a", "parcel": {"weight": 0}}, {**_SHOWN, "parcel": {"weight": 1}},
         ("parcel",)),
        ({**_ORDER, "required": ["to", "count"]}, {"to": "a"}, {"to": "Lisbon"}, None),
        (_with("to", type="integer"), {"to": "a"}, _SHOWN, None),
    ],
)  # fmt: skip
def test_a_graft_is_the_example_of_the_document_with_the_loss_in_it(
    tmp_path: Path, new: Any, found: Any, value: Any, place: Any
) -> None:
    typical = typical_of(tmp_path, _ORDER, examples=[_SHOWN])
    assert grafted(found, typical, lost_between(_ORDER, new)) == Graft(value, place)


def test_without_an_example_the_smallest_message_has_the_loss(tmp_path: Path) -> None:
    new = _with("parcel", type="object", required=["weight"], properties={"weight": {"type": "number", "maximum": 30}})
    found = {"to": "a", "parcel": {"weight": 31, "note": "a"}}
    graft = grafted(found, typical_of(tmp_path, _ORDER), lost_between(_ORDER, new))
    assert graft == Graft({"to": "Lisbon", "parcel": {"weight": 31}}, ("parcel", "weight"))


def test_examples_beside_names_of_secrets_are_not_shown(tmp_path: Path) -> None:
    shown = {**_SHOWN, "token": "pk_live_4242"}
    typical = typical_of(tmp_path, _ORDER, examples=[shown])
    assert all("pk_live" not in str(value) for value in typical.values)
    graft = grafted({"to": "a", "token": "a"}, typical, lost_between(_ORDER, _without(_ORDER, "token")))
    assert graft.value == {**_SHOWN, "token": "k_7f3a91c2"}


def test_a_text_of_a_pattern_and_a_length_is_no_row_of_one_letter(tmp_path: Path) -> None:
    def of_hash(most: int) -> Any:
        return {"type": "string", "pattern": "^[0-9a-f]+$", "maxLength": most}

    old, new = ({"type": "object", "properties": {"sha": of_hash(most)}} for most in (64, 32))
    graft = grafted({"sha": "a" * 33}, typical_of(tmp_path, old), lost_between(old, new))
    assert graft.value["sha"].startswith("9f86d081884c7d65")
    assert len(graft.value["sha"]) == 33
