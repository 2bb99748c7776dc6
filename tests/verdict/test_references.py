"""A reference that leads nowhere in one document alone leaves the verdict open, wherever it stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import compare
from harness.containment import Budget
from harness.document import load
from harness.verdict import contract
from harness.verdict._judges import Judges

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PET = {"type": "object", "properties": {"name": {"type": "string"}}}
JSON = "application/json"


def ref(section: str) -> dict[str, str]:
    return {"$ref": f"#/components/{section}/A"}


def body(schema: Any) -> dict[str, Any]:
    return {"requestBody": {"content": {JSON: {"schema": schema}}}}


def answer(**said: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "", **said}}}


def tagged(*tags: str) -> dict[str, Any]:
    alternatives = [{"type": "object", "required": ["k"], "properties": {"k": {"const": tag}}} for tag in ("a", *tags)]
    return {"oneOf": alternatives}


PLACES: list[tuple[str, Any, dict[str, Any]]] = [
    ("schemas", PET, body(ref("schemas"))),
    ("schemas", PET, body({"type": "array", "items": ref("schemas")})),
    ("schemas", PET, body({"properties": {"pet": ref("schemas")}})),
    ("schemas", PET, body({"allOf": [ref("schemas")]})),
    ("schemas", PET, answer(content={JSON: {"schema": ref("schemas")}})),
    ("schemas", PET, answer(headers={"X": {"schema": ref("schemas")}})),
    ("schemas", PET, {"parameters": [{"name": "a", "in": "query", "schema": ref("schemas")}]}),
    ("headers", {"schema": PET}, answer(headers={"X": ref("headers")})),
    ("responses", {"description": ""}, {"responses": {"200": ref("responses")}}),
    ("requestBodies", {"content": {JSON: {}}}, {"requestBody": ref("requestBodies")}),
    ("parameters", {"name": "a", "in": "query", "required": True}, {"parameters": [ref("parameters")]}),
]


def api(version: str, operation: dict[str, Any], **said: Any) -> dict[str, Any]:
    whole = {"responses": {"200": {"description": ""}}, **operation}
    head = {"swagger": version} if version == "2.0" else {"openapi": version}
    return {**head, "info": {"title": "T", "version": "1"}, "paths": {"/pets": {"post": whole}}, **said}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.1"])
@pytest.mark.parametrize(("section", "target", "operation"), PLACES)
def test_a_component_that_is_there_on_one_side_alone_leaves_open_what_refers_to_it(
    comparison_of: Callable[..., Any], version: str, section: str, target: Any, operation: dict[str, Any]
) -> None:
    sides = api(version, operation, components={section: {"A": target}}), api(version, operation)
    for (old, new), word in ((sides, "new"), (sides[::-1], "old")):
        found = contract(comparison_of(old, new), today="2025-06-16")
        reason = f"not decided: the reference `#/components/{section}/A` leads nowhere in the {word} document"
        assert [one.reason for one in found.undecided] == [reason]
        assert not found.breaking
    for one in sides:
        assert comparison_of(one, one).changes == ()


@pytest.mark.parametrize(
    ("section", "target", "operation"),
    [
        ("definitions", PET, {"responses": {"200": {"description": "", "schema": {"$ref": "#/definitions/A"}}}}),
        ("responses", {"description": ""}, {"responses": {"200": {"$ref": "#/responses/A"}}}),
        ("parameters", {"name": "a", "in": "query", "type": "string"}, {"parameters": [{"$ref": "#/parameters/A"}]}),
        ("parameters", {"name": "a", "in": "formData", "type": "string"}, {"parameters": [{"$ref": "#/parameters/A"}]}),
    ],
)
def test_the_same_holds_for_swagger(
    comparison_of: Callable[..., Any], section: str, target: Any, operation: dict[str, Any]
) -> None:
    old, new = api("2.0", operation, **{section: {"A": target}}), api("2.0", operation)
    reason = f"not decided: the reference `#/{section}/A` leads nowhere in the new document"
    assert [one.reason for one in contract(comparison_of(old, new)).undecided] == [reason]
    assert comparison_of(new, new).changes == ()


def test_a_dead_reference_is_seen_beside_other_keywords_and_behind_components(
    comparison_of: Callable[..., Any],
) -> None:
    holder = {"B": {"properties": {"pet": {**ref("schemas"), "description": "A pet."}}}}
    operation = body({"$ref": "#/components/schemas/B"})
    old = api("3.1.1", operation, components={"schemas": {**holder, "A": PET}})
    new = api("3.1.1", operation, components={"schemas": holder})
    (one,) = contract(comparison_of(old, new)).undecided
    assert one.change.operations == ("POST /pets",)
    assert comparison_of(new, new).changes == ()


def test_a_file_that_is_missing_on_one_side_leaves_open_what_it_said(tmp_path: Path) -> None:
    document = json.dumps(api("3.0.3", body({"$ref": "common.json#/Pet"})))
    for folder in ("old", "new", "bare"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "api.json").write_text(document, encoding="utf-8")
    for folder in ("old", "new"):
        (tmp_path / folder / "common.json").write_text(json.dumps({"Pet": PET}), encoding="utf-8")

    def between(old: str, new: str) -> Any:
        return compare(load(str(tmp_path / old / "api.json")), load(str(tmp_path / new / "api.json")))

    (one,) = contract(between("old", "bare")).findings
    assert one.reason == "not decided: the reference `common.json#/Pet` leads nowhere in the new document"
    assert between("old", "new").changes == ()
    assert between("bare", "bare").changes == ()


@pytest.mark.parametrize("keyword", ["not", "allOf", "dependentSchemas", "if"])
def test_what_a_schema_that_an_edit_brings_refers_to_is_as_the_edits_say(
    comparison_of: Callable[..., Any], keyword: str
) -> None:
    """The component of that name is another one in the old document, and comes with its own edits alone."""

    def document(value: int, *, is_new: bool) -> dict[str, Any]:
        refused = {"not": ref("schemas")}
        forms: dict[str, Any] = {
            "not": ref("schemas"),
            "allOf": [refused],
            "dependentSchemas": {"a": refused},
            "if": ref("schemas"),
        }
        more = {keyword: forms[keyword], "maxProperties": 3, **({"then": False} if keyword == "if" else {})}
        holder = {"enum": [{"a": number} for number in range(4)], **(more if is_new else {})}
        components = {"schemas": {"A": {"properties": {"a": {"const": value}}}, "Holder": holder}}
        return api("3.1.1", body({"$ref": "#/components/schemas/Holder"}), components=components)

    comparison = comparison_of(document(1, is_new=False), document(2, is_new=True))
    losses = Judges(comparison, Budget()).schemas.losses
    old, new = (side.components("schemas")["Holder"] for side in (comparison.old, comparison.new))
    edits = [edit for edit in losses.switches.edits if edit.change.aspect != "maxProperties"]
    own = [edit for edit in edits if edit.pair.old.value is old.value]
    for some, value in ((own, 1), (edits, 2)):
        made = losses.switches.schema(old, new, sum(edit.bit for edit in some))
        answer = losses._inquiry.messages["request"].contained(old, made, "request")
        assert answer.witness == {"a": value}


_ODD: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a mapping to no reference": (
        {"discriminator": {"propertyName": "k", "mapping": {"a": ["#/components/schemas/B"]}}, **tagged("b")},
        body(ref("schemas")),
    ),
    "a list of itself": (
        {"type": "array", "items": ref("schemas"), "maxItems": 3},
        {"parameters": [{"name": "a", "in": "query", "schema": ref("schemas")}]},
    ),
    "words beside a reference to what is always valid": (
        {"$ref": "#/components/schemas/Anything", "maxLength": 9},
        {"parameters": [{"name": "a", "in": "query", "schema": ref("schemas")}]},
    ),
}


@pytest.mark.parametrize(("schema", "operation"), _ODD.values(), ids=_ODD)
def test_odd_schemas_end_in_no_fault(
    comparison_of: Callable[..., Any], schema: dict[str, Any], operation: dict[str, Any]
) -> None:
    def document(**said: Any) -> dict[str, Any]:
        schemas = {"A": {**schema, **said}, "B": {"type": "object"}, "Anything": True}
        return api("3.1.1", operation, components={"schemas": schemas})

    several: list[dict[str, Any]] = [{"maxItems": 2, "maxLength": 5}, {"type": ["array", "string"]}, {"minItems": 1}]
    for more in (*several, tagged("c"), tagged("b", "c")):
        for sides in ((document(), document(**more)), (document(**more), document())):
            judged = contract(comparison_of(*sides))
            assert judged.faults == ()
            assert [finding.reason for finding in judged.findings if "too odd" in finding.reason] == []


def test_a_header_of_a_part_of_a_form_loses_its_schema_without_a_fault(comparison_of: Callable[..., Any]) -> None:
    def document(**said: Any) -> dict[str, Any]:
        part = {"multipart/form-data": {"schema": PET, "encoding": {"name": {"headers": {"X": ref("headers")}}}}}
        return api(
            "3.0.3", {"requestBody": {"content": part}}, components={"headers": {"A": {"description": "", **said}}}
        )

    text = {"schema": {"type": "string", "maxLength": 3}}
    for sides in ((document(**text), document()), (document(), document(**text))):
        assert contract(comparison_of(*sides)).faults == ()
