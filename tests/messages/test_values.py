"""Values of schemas: what is made is valid, and the same for the same seed."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.document import load
from harness.messages import NO_VALUE, ValueGenerator
from harness.messages._draws import _MOST_OPTIONAL, Chance

if TYPE_CHECKING:
    from pathlib import Path

    from harness.document import Document

SIZES = ("smallest", "typical", "fullest")
_NAMES = "abc"


def document_of(folder: Path, version: str = "3.1.1", **schemas: Any) -> Document:
    head = {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {}}
    path = folder / "api.json"
    path.write_text(json.dumps({**head, "components": {"schemas": schemas}}), encoding="utf-8")
    return load(str(path))


def generator_of(folder: Path, schema: Any, direction: Any = "request", **others: Any) -> ValueGenerator:
    document = document_of(folder, A=schema, **others)
    return ValueGenerator(document.components("schemas")["A"], document, direction)


# Schemas of the keywords that people use, satisfiable or not.
_LEAVES = st.one_of(
    st.builds(lambda low, width: {"type": "integer", "minimum": low, "maximum": low + width},
              st.integers(-9, 9), st.integers(0, 9)),
    st.builds(lambda step, low: {"type": "number", "multipleOf": step, "exclusiveMinimum": low},
              st.sampled_from([0.01, 0.5, 3, 7]), st.integers(-5, 5)),
    st.builds(lambda low, width: {"type": "string", "minLength": low, "maxLength": low + width},
              st.integers(0, 12), st.integers(0, 9)),
    st.sampled_from([
        {"type": "string", "format": name} for name in ("date", "uuid", "ipv4")
    ]),
    st.sampled_from([{"type": "string", "pattern": one} for one in ("^[A-Z]{3}-[0-9]+$", "^a|b$", "x.*y")]),
    st.builds(lambda values: {"enum": values}, st.lists(st.sampled_from(["a", 1, None, True, [], {}]), min_size=1)),
    st.sampled_from([{"type": ["string", "null"]}, {"const": {"a": 1}}, {}, True, {"type": "boolean"}, False]),
)  # fmt: skip


def _wider(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.lists(st.sampled_from(_NAMES), unique=True)
    return st.one_of(
        st.builds(
            lambda properties, required, further: {
                "type": "object", "properties": properties, "required": required, "additionalProperties": further,
            },
            st.dictionaries(st.sampled_from(_NAMES), inner), names, st.one_of(st.booleans(), inner),
        ),
        st.builds(lambda items, least, unique: {
            "type": "array", "items": items, "minItems": least, "maxItems": 3, "uniqueItems": unique,
        }, inner, st.integers(0, 3), st.booleans()),
        st.builds(lambda one, other: {"anyOf": [one, other]}, inner, inner),
        st.builds(lambda one, other: {"oneOf": [one, other]}, inner, inner),
        st.builds(lambda one, other: {"allOf": [one, other]}, inner, inner),
        st.builds(lambda one, names: {"allOf": [one, {"minProperties": len(names), "required": names}]}, inner, names),
        st.builds(lambda one, other: {"if": one, "then": other}, inner, inner),
        st.builds(lambda one, other: {"prefixItems": [one], "contains": other, "type": "array"}, inner, inner),
    )  # fmt: skip


@given(schema=st.recursive(_LEAVES, _wider, max_leaves=8), seed=st.integers(0, 2**32))
def test_what_is_made_is_valid_for_an_independent_validator(tmp_path_factory: Any, schema: Any, seed: int) -> None:
    values = generator_of(tmp_path_factory.mktemp("values"), schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    made = [*map(values.sized, SIZES), values.seeded(seed)]
    assert all(value is NO_VALUE or validator.is_valid(value) for value in made)


@pytest.mark.parametrize("size", SIZES)
def test_every_schema_of_the_snapshots_has_values(root: Path, size: Any) -> None:
    for path in sorted(root.glob("specs/*/20*.yaml")):
        document = load(str(path))
        for name, node in document.components("schemas").items():
            for direction in ("request", "response"):
                assert ValueGenerator(node, document, direction).sized(size) is not NO_VALUE, (path.name, name)


def test_the_same_seed_makes_the_same_value_and_others_make_others(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}}
    one, other = generator_of(tmp_path, schema), generator_of(tmp_path, schema)
    assert [one.seeded(seed) for seed in range(50)] == [other.seeded(seed) for seed in range(50)]
    assert len({one.seeded(seed)["id"] for seed in range(50)}) == 50


def test_a_schema_without_values_has_none_and_says_so(tmp_path: Path) -> None:
    values = generator_of(tmp_path, {"type": "string", "minLength": 3, "maxLength": 2})
    assert [values.sized("typical"), values.seeded(1)] == [NO_VALUE, NO_VALUE]
    assert generator_of(tmp_path, {"type": "null"}).sized("smallest") is None


def test_a_schema_that_only_leads_to_itself_has_no_value_and_ends(tmp_path: Path) -> None:
    own = {"$ref": "#/components/schemas/A"}
    endless = {"type": "object", "required": ["next"], "properties": {"next": own}}
    assert generator_of(tmp_path, endless).sized("fullest") is NO_VALUE
    tree = {"type": "object", "properties": {"left": own, "right": own, "value": {"type": "integer"}}}
    values = generator_of(tmp_path, {**tree, "required": ["value"]})
    assert values.sized("smallest") == {"value": 1}
    assert len(json.dumps(values.sized("fullest"))) < 20_000


def test_what_the_document_shows_comes_first(tmp_path: Path) -> None:
    properties = {
        "shown": {"type": "string", "example": "Berlin"},
        "told": {"type": "integer", "default": 7},
        "wrong": {"type": "integer", "example": "no number"},
        "made": {"type": "string", "format": "date"},
        "email": {"type": "string"},
        "hidden": {"type": "string", "readOnly": True},
    }
    values = generator_of(tmp_path, {"type": "object", "properties": properties})
    assert values.sized("typical") == {
        "shown": "Berlin", "told": 7, "wrong": 1, "made": "2025-03-14", "email": "maria.lopez@example.com",
    }  # fmt: skip
    whole = {"type": "object", "properties": properties, "example": {"shown": "Rome", "hidden": "left out"}}
    assert generator_of(tmp_path, whole).sized("typical") == {"shown": "Rome"}


def test_a_discriminator_gives_each_alternative_its_own_tag(tmp_path: Path) -> None:
    pet = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    branches = [{"$ref": f"#/components/schemas/{name}"} for name in ("Cat", "Dog")]
    mapping = {"propertyName": "kind", "mapping": {"hound": "#/components/schemas/Dog"}}
    values = generator_of(tmp_path, {"anyOf": branches, "discriminator": mapping}, Cat=pet, Dog=pet)
    assert {values.seeded(seed)["kind"] for seed in range(40)} == {"Cat", "hound"}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("size", SIZES)
def test_a_schema_of_itself_has_values_that_end_by_the_flattest_alternative(
    tmp_path: Path, size: Any, keyword: str
) -> None:
    itself = {"$ref": "#/components/schemas/A"}
    inner = {"type": "object", "required": ["of"], "properties": {"of": itself}}
    pair = {"type": "array", "prefixItems": [itself, itself], "minItems": 2}
    value = generator_of(tmp_path, {keyword: [inner, pair, {"const": "leaf"}, False]}).sized(size)
    while isinstance(value, dict | list):
        value = value["of"] if isinstance(value, dict) else value[0]
    assert value == "leaf"


def test_chance_asks_for_no_more_optional_properties_where_a_value_is_long() -> None:
    class Always(Random):
        def random(self) -> float:
            return 0.0

    chance = Chance(Always())
    assert sum(chance.keeps_optional() for _ in range(5000)) == _MOST_OPTIONAL - 1
