"""The rules of the changelog where no published page settles them, and its dealings with odd documents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.report.changelogs import FORMATS, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.changelog import Changelog


def api(schema: dict[str, Any], **components: Any) -> dict[str, Any]:
    """A document with one operation, whose body has one property of that schema."""
    body = {"type": "object", "properties": {"value": schema}}
    operation = {"requestBody": {"content": {"application/json": {"schema": body}}}, "responses": {}}
    return {"paths": {"/a": {"post": operation}}, "components": {"schemas": components}}


def taking(*parameters: dict[str, Any], **operation: Any) -> dict[str, Any]:
    return {"paths": {"/a": {"get": {"parameters": list(parameters), "responses": {}, **operation}}}}


def parameter(location: str = "query", name: str = "page", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": location, "schema": {"type": "string"}, **more}


@pytest.fixture
def said(changed: Callable[..., Changelog]) -> Callable[..., list[str]]:
    """The lines of the page below the operation; for `api`, below its body's content type."""

    def lines(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
        page = "".join(render(changed(old, new), "text")).splitlines()[6:]
        head = ["  - Body", "    - application/json content type Modified"]
        return [line.strip().removeprefix("- ") for line in (page[2:] if page[:2] == head else page)]

    return lines


def test_a_parameter_that_is_now_required_breaks(said: Callable[..., list[str]]) -> None:
    assert said(taking(parameter()), taking(parameter(required=True))) == [
        "Query",
        "page query parameter Modified",
        "Query parameter is now required [Breaking]",
    ]


def test_cookies_have_a_section_of_their_own(said: Callable[..., list[str]]) -> None:
    assert said(taking(), taking(parameter("cookie"))) == ["Cookie", "page cookie Added"]


def test_the_case_of_a_header_does_not_count(changed: Callable[..., Changelog]) -> None:
    old, new = taking(parameter("header", "X-Page")), taking(parameter("header", "x-page", description="It."))

    assert changed(old, new).entries == ()


def test_a_deprecated_operation_may_still_break_in_its_parts(said: Callable[..., list[str]]) -> None:
    assert said(taking(parameter(), deprecated=True), taking(deprecated=True)) == [
        "Query",
        "page query parameter Removed",
        "Removing a resource is always breaking unless it was deprecated before [Breaking]",
    ]


def test_a_breaking_change_too_deep_to_be_shown_still_marks_its_group(changed: Callable[..., Changelog]) -> None:
    def deep(schema: dict[str, Any]) -> dict[str, Any]:
        for name in "dcba":
            schema = {"type": "object", "properties": {name: schema}}
        return api(schema)

    found = changed(deep({"type": "string"}), deep({"type": "number"}))

    assert "Modified (1) [Breaking]" in "".join(render(found, "text"))
    assert found.breaking
    assert found.breaking_changes == 0


def test_what_is_in_a_beta_property_breaks_nothing(said: Callable[..., list[str]]) -> None:
    def beta(kind: str) -> dict[str, Any]:
        return api({"type": "object", "x-beta": True, "properties": {"a": {"type": kind}}})

    assert said(beta("string"), beta("number")) == [
        "value property Modified",
        "a property Modified",
        "Type went from `string` to `number`",
    ]


def test_a_shared_schema_breaks_where_it_is_not_beta(changed: Callable[..., Changelog]) -> None:
    def shared(kind: str) -> dict[str, Any]:
        body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
        paths = {
            "/beta": {"post": {"x-beta": True, "requestBody": body, "responses": {}}},
            "/stable": {"post": {"requestBody": body, "responses": {}}},
        }
        pet = {"type": "object", "properties": {"id": {"type": kind}}}
        return {"paths": paths, "components": {"schemas": {"Pet": pet}}}

    assert [entry.breaks for entry in changed(shared("string"), shared("number")).entries] == [False, True]


@pytest.mark.parametrize(
    "nullable",
    [
        {"anyOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "null"}]},
        {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Pet"}]},
        {"allOf": [{"$ref": "#/components/schemas/Pet"}], "nullable": True},
        {"$ref": "#/components/schemas/Pet", "nullable": True},
    ],
)
def test_a_reference_that_may_be_null_as_well_is_the_same_type_or_null(
    nullable: dict[str, Any], said: Callable[..., list[str]]
) -> None:
    pet = {"type": "object", "properties": {"id": {"type": "string"}}}

    assert said(api({"$ref": "#/components/schemas/Pet"}, Pet=pet), api(nullable, Pet=pet)) == [
        "value property Modified",
        "Type went from `object` to `object | null`",
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [{"$ref": "#/components/schemas/Pet"}]},
        {"allOf": [{"type": "object"}, {"properties": {"id": {"type": "string"}}}], "description": "It."},
        {"type": "object", "properties": {"id": {"type": "string", "maxLength": 4}}},
    ],
)
def test_another_spelling_of_the_same_structure_is_no_change(
    schema: dict[str, Any], changed: Callable[..., Changelog]
) -> None:
    pet = {"type": "object", "properties": {"id": {"type": "string"}}}

    assert changed(api({"$ref": "#/components/schemas/Pet"}, Pet=pet), api(schema, Pet=pet)).entries == ()


def test_an_unnamed_scalar_alternative_is_a_type_and_no_more(said: Callable[..., list[str]]) -> None:
    old = {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]}

    assert said(api(old), api({"type": "array", "items": {"type": "string"}})) == [
        "value property Modified",
        "Type went from `array[string] | string` to `array[string]` [Breaking]",
    ]


def test_arrays_in_arrays_are_named_and_transparent(said: Callable[..., list[str]]) -> None:
    def nested(*names: str) -> dict[str, Any]:
        pet = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
        return {"type": "array", "items": {"type": "array", "items": pet}}

    assert said(api(nested("a")), api(nested("a", "b"))) == ["value property Modified", "b property Added"]
    assert said(api(nested("a")), api({"type": "array", "items": {"type": "string"}}))[1] == (
        "Type went from `array[array[object]]` to `array[string]` [Breaking]"
    )


def test_a_schema_that_contains_itself_is_shown_to_the_fourth_level(said: Callable[..., list[str]]) -> None:
    def node(**more: Any) -> dict[str, Any]:
        return {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}, **more}}

    reference = {"$ref": "#/components/schemas/Node"}
    assert said(api(reference, Node=node()), api(reference, Node=node(id={"type": "string"}))) == [
        "value property Modified",
        "next property Modified",
        "next property Modified",
        "id property Added",
        "id property Added",
    ]


@pytest.mark.parametrize("combinator", ["allOf", "anyOf", "oneOf"])
def test_a_schema_that_consists_of_itself_ends(combinator: str, changed: Callable[..., Changelog]) -> None:
    reference = {"$ref": "#/components/schemas/Node"}
    old = api(reference, Node={combinator: [reference, {"type": "string"}]})
    new = api(reference, Node={combinator: [reference, {"type": "number"}]})

    assert [entry.name for entry in changed(old, new).entries] == ["POST /a"]


def test_unions_of_arrays_of_unions_stay_readable(changed: Callable[..., Changelog]) -> None:
    def nested(end: str) -> dict[str, Any]:
        level = {f"L{n}": {"anyOf": _arrays(f"#/components/schemas/L{n + 1}")} for n in range(60)}
        return api({"$ref": "#/components/schemas/L0"}, **level, L60={"type": end})

    assert len("".join(render(changed(nested("string"), nested("number")), "text"))) < 100_000


def test_an_operation_id_that_is_used_twice_names_no_operation(changed: Callable[..., Changelog]) -> None:
    def twice(*paths: str) -> dict[str, Any]:
        return {"paths": {path: {"get": {"operationId": "same", "responses": {}}} for path in paths}}

    assert changed(twice("/a", "/b"), twice("/b", "/a")).entries == ()
    assert [(entry.name, entry.status) for entry in changed(twice("/a"), twice("/a", "/b")).entries] == [
        ("GET /b", "added")
    ]


def test_forms_and_answers_of_swagger_are_bodies_and_content_types(changed: Callable[..., Changelog]) -> None:
    def form(*names: str) -> dict[str, Any]:
        fields = [{"name": name, "in": "formData", "type": "string"} for name in names]
        page = {"name": "page", "in": "query", "type": "integer"}
        pet = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
        answer = {"200": {"description": "", "schema": {"$ref": "#/definitions/Pet"}}}
        paths = {f"/{number}": {"post": {"parameters": [page, *fields], "responses": answer}} for number in range(40)}
        return {"swagger": "2.0", "paths": paths, "definitions": {"Pet": pet}}

    found = changed(form("a"), form("a", "b"))

    assert len(found.entries) == 40
    assert {entry.items for entry in found.entries} == {found.entries[0].items}
    assert [line.strip() for line in "".join(render(found, "text")).splitlines()[6:13]] == [
        "- Body",
        "- application/x-www-form-urlencoded content type Modified",
        "- b property Added",
        "- Response",
        "- 200 response Modified",
        "- application/json content type Modified",
        "- b property Added",
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_no_word_of_a_page_comes_from_a_document(form: str, changed: Callable[..., Changelog]) -> None:
    hostile = "<script>alert(1)</script>"

    page = "".join(render(changed(taking(), taking(parameter(hostile))), form))

    assert "script" not in page


@pytest.mark.parametrize(
    "odd",
    [
        {"parameters": [None, 1, {"name": 1, "in": "query"}, {"$ref": "#/nowhere"}], "responses": []},
        {"requestBody": {"content": {"application/json": 1}}, "responses": {"200": 1, "404": {"content": []}}},
        {"requestBody": {"content": []}, "responses": None, "security": {"a": 1}},
        {"responses": {"200": {"content": {"a/b": {"schema": True}}}}},
        {"responses": {"200": {"content": {"a/b": {"schema": {"properties": [], "required": 1, "type": {}}}}}}},
        {"responses": {"200": {"content": {"a/b": {"schema": {"anyOf": {}, "allOf": 1, "items": []}}}}}},
        {"responses": {"200": {"content": {"a/b": {"schema": {"properties": {"a": False}, "format": 1}}}}}},
    ],
)
def test_odd_documents_have_a_changelog_too(odd: dict[str, Any], changed: Callable[..., Changelog]) -> None:
    plain = taking(parameter())
    operation = {"paths": {"/a": {"get": {"x-beta": True, **odd}}}}

    for old, new in ((plain, operation), (operation, plain)):
        assert [entry.name for entry in changed(old, new).entries] == ["GET /a"]


def _arrays(reference: str) -> list[dict[str, Any]]:
    items = {"$ref": reference}
    return [{"type": "array", "items": items}, {"type": "array", "items": {"anyOf": [items, {"type": "null"}]}}]


def test_a_scheme_that_takes_the_place_of_one_with_the_same_words_went_and_came(
    changed: Callable[..., Changelog],
) -> None:
    def content(scheme: str) -> dict[str, Any]:
        return {"paths": {"/pets": {"get": {"responses": {}, "security": [{scheme: []}]}}}}

    page = "".join(render(changed(content("User"), content("UserID")), "text"))

    assert page.splitlines()[3:] == [
        "Modified (1) [Breaking]",
        "",
        "GET /pets",
        "  - Authentication",
        "    - User authentication method Removed",
        "      - Removing a resource is always breaking unless it was deprecated before [Breaking]",
        "    - User authentication method Added",
    ]


def test_the_order_of_the_schemes_of_one_way_to_authenticate_means_nothing(changed: Callable[..., Changelog]) -> None:
    def content(*schemes: str) -> dict[str, Any]:
        security: list[dict[str, list[str]]] = [{scheme: [] for scheme in schemes}]
        return {"paths": {"/pets": {"get": {"responses": {}, "security": security}}}}

    assert not changed(content("A", "B"), content("B", "A")).entries
    assert changed(content("A", "B"), content("B")).entries


def test_two_schemes_with_the_same_words_are_two_in_json(changed: Callable[..., Changelog]) -> None:
    def content(*schemes: str) -> dict[str, Any]:
        return {"paths": {"/pets": {"get": {"responses": {}, "security": [{scheme: []} for scheme in schemes]}}}}

    (entry,) = json.loads("".join(render(changed(content("User", "UserID"), content("Key")), "json")))["details"]
    removed = [child["id"] for child in entry["children"] if child["status"] == "removed"]

    assert len(removed) == len(set(removed)) == 2


@pytest.mark.parametrize("where", ["parameter", "schema"])
@pytest.mark.parametrize(("mark", "word"), [("x-beta", "beta"), ("deprecated", "deprecated")])
def test_a_parameter_is_marked_on_itself_or_in_its_schema(
    where: str, mark: str, word: str, said: Callable[..., list[str]]
) -> None:
    def marked(kind: str, *, value: bool) -> dict[str, Any]:
        plain = parameter(schema={"type": kind})
        (plain if where == "parameter" else plain["schema"])[mark] = value
        return taking(plain)

    assert said(marked("string", value=False), marked("string", value=True))[-1] == f"Query parameter is now {word}"
    assert (
        said(marked("string", value=True), marked("string", value=False))[-1] == f"Query parameter is no longer {word}"
    )
    assert said(marked("string", value=True), marked("integer", value=True))[-1] == (
        "Type went from `string` to `integer`"
    )
    assert said(marked("string", value=True), taking())[-1] == "page query parameter Removed"


def test_what_is_beta_silences_its_content_type_and_all_below(said: Callable[..., list[str]]) -> None:
    def content(kind: str, *, beta: bool) -> dict[str, Any]:
        inner = {"x-beta": True, "type": "object", "properties": {"deep": {"type": kind}}}
        schema = {"x-beta": True, "type": kind} if beta else {"type": "object", "properties": {"inner": inner}}
        body = {"content": {"application/json": {"schema": schema}}}
        return {"paths": {"/a": {"post": {"requestBody": body, "responses": {}}}}}

    assert said(content("string", beta=True), content("integer", beta=True)) == ["Type went from `string` to `integer`"]
    assert said(content("string", beta=False), content("integer", beta=False)) == [
        "inner property Modified",
        "deep property Modified",
        "Type went from `string` to `integer`",
    ]


def test_a_deprecated_operation_may_move(changed: Callable[..., Changelog]) -> None:
    def at(path: str) -> dict[str, Any]:
        return {"paths": {path: {"get": {"operationId": "read", "deprecated": True, "responses": {}}}}}

    (entry,) = changed(at("/a"), at("/b")).entries

    assert [(line.aspect, line.breaking) for line in entry.lines] == [("path", False)]


@pytest.mark.parametrize("order", [("calm", "loud"), ("loud", "calm")])
def test_a_group_breaks_if_anything_hidden_in_one_of_it_does(
    order: tuple[str, str], changed: Callable[..., Changelog]
) -> None:
    def content(*, gone: bool) -> dict[str, Any]:
        inner: dict[str, dict[str, Any]] = {
            "calm": {"new": {"type": "string"}} if gone else {},
            "loud": {} if gone else {"old": {"type": "string"}},
        }
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {name: {"type": "object", "properties": inner[name]} for name in order},
        }
        for _ in range(2):
            schema = {"type": "object", "properties": {"outer": schema}}
        return api(schema)

    (entry,) = changed(content(gone=False), content(gone=True)).entries

    assert entry.breaks
    assert "Breaking" in "".join(render(changed(content(gone=False), content(gone=True)), "text")).splitlines()[3]


def test_null_alone_is_no_type_and_two_are_no_alternatives(said: Callable[..., list[str]]) -> None:
    null = {"type": "null"}

    assert said(api({"allOf": [{}]}), api({"allOf": [{}], "nullable": True})) == []
    assert said(api({"anyOf": [null, null]}), api({"anyOf": [null, {"type": "string"}]})) == [
        "value property Modified",
        "Type went from `null` to `string | null`",
    ]


def test_the_first_part_that_has_a_property_says_what_it_is(said: Callable[..., list[str]]) -> None:
    def parts(first: str, second: str) -> dict[str, Any]:
        return api({"allOf": [{"properties": {"a": {"type": kind}}} for kind in (first, second)]})

    assert said(parts("string", "integer"), parts("string", "number")) == []
    assert said(parts("string", "integer"), parts("number", "integer"))[-1] == (
        "Type went from `string` to `number` [Breaking]"
    )
