"""Who reaches a change, in which messages, and how much work that takes."""

from __future__ import annotations

from typing import Any

import pytest

SHARED = {"$ref": "#/components/schemas/Pet"}


def operation(body: Any = None, answer: Any = None, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"responses": {"200": {"description": ""}}, **more}
    if answer is not None:
        made["responses"]["200"]["content"] = {"application/json": {"schema": answer}}
    if body is not None:
        made["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return made


def api(paths: dict[str, Any], schemas: dict[str, Any], **more: Any) -> dict[str, Any]:
    head = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}
    return {**head, "paths": paths, "components": {"schemas": schemas}, **more}


def only(comparison: Any) -> Any:
    (change,) = comparison.changes
    return change


@pytest.mark.parametrize(
    ("paths", "direction", "operations"),
    [
        ({"/a": {"post": operation(body=SHARED)}}, "request", ("POST /a",)),
        ({"/a": {"get": operation(answer=SHARED)}}, "response", ("GET /a",)),
        (
            {"/a": {"get": operation(answer=SHARED)}, "/b": {"post": operation(body=SHARED)}},
            "both",
            ("GET /a", "POST /b"),
        ),
        ({"/a": {"get": operation()}}, "none", ()),
        (
            {"/a": {"get": operation(parameters=[{"name": "q", "in": "query", "schema": SHARED}])}},
            "request",
            ("GET /a",),
        ),
    ],
)
def test_a_shared_schema_is_told_once_with_all_that_reach_it(
    comparison_of: Any, paths: Any, direction: str, operations: Any
) -> None:
    old, new = (api(paths, {"Pet": {"properties": {"id": {"type": kind}}}}) for kind in ("integer", "string"))
    change = only(comparison_of(old, new))
    assert change.trail == (("schemas", "Pet"), ("property", "id"))
    assert change.direction == direction
    assert change.operations == operations
    assert change.old.pointer == change.new.pointer == "/components/schemas/Pet/properties/id/type"


def test_the_server_sends_the_requests_of_webhooks_and_callbacks(comparison_of: Any) -> None:
    event = {"{$request.body#/url}": {"post": operation(body=SHARED)}}
    old, new = (
        api(
            {"/a": {"post": operation(callbacks={"onEvent": event})}},
            {"Pet": {"type": kind}},
            webhooks={"born": {"post": operation(body=SHARED)}},
        )
        for kind in ("integer", "string")
    )
    change = only(comparison_of(old, new))
    assert change.direction == "response"
    assert change.operations == ("POST /a", "Webhook POST born")


def test_what_a_webhook_answers_is_a_request(comparison_of: Any) -> None:
    hooks = {"born": {"post": operation(answer=SHARED)}}
    old, new = (api({}, {"Pet": {"type": kind}}, webhooks=hooks) for kind in ("integer", "string"))
    assert only(comparison_of(old, new)).direction == "request"


def test_a_schema_behind_others_reaches_through_cycles(comparison_of: Any) -> None:
    def schemas(kind: str) -> dict[str, Any]:
        return {
            "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}},
            "B": {"properties": {"a": {"$ref": "#/components/schemas/A"}, "x": {"type": kind}}},
        }

    paths = {
        "/a": {"get": operation(answer={"$ref": "#/components/schemas/A"})},
        "/b": {"post": operation(body={"$ref": "#/components/schemas/B"})},
    }
    change = only(comparison_of(api(paths, schemas("string")), api(paths, schemas("integer"))))
    assert change.trail == (("schemas", "B"), ("property", "x"))
    assert (change.direction, change.operations) == ("both", ("GET /a", "POST /b"))


def test_a_path_item_that_two_paths_share_is_told_once(comparison_of: Any) -> None:
    def document(kind: str) -> dict[str, Any]:
        content = api({"/a": {"$ref": "#/components/pathItems/P"}, "/b": {"$ref": "#/components/pathItems/P"}}, {})
        content["components"]["pathItems"] = {"P": {"get": operation(answer={"type": kind})}}
        return content

    change = only(comparison_of(document("string"), document("integer")))
    assert change.operations == ("GET /a", "GET /b")


def test_a_schema_definition_that_nothing_refers_to_reaches_nobody(comparison_of: Any) -> None:
    paths = {"/a": {"get": operation(answer={"$defs": {"x": SHARED}})}}
    change = only(comparison_of(api(paths, {"Pet": {"type": "string"}}), api(paths, {"Pet": {"type": "integer"}})))
    assert (change.direction, change.operations) == ("none", ())


@pytest.mark.parametrize("length", [18, 200])
def test_a_chain_in_which_each_names_the_next_twice_costs_what_it_is_long(comparison_of: Any, length: int) -> None:
    def chain(kind: str) -> dict[str, Any]:
        schemas: dict[str, Any] = {f"S{length}": {"type": kind}}
        for number in range(length):
            link = {"$ref": f"#/components/schemas/S{number + 1}"}
            schemas[f"S{number}"] = {"properties": {"left": link, "right": link}}
        return api({"/a": {"get": operation(answer={"$ref": "#/components/schemas/S0"})}}, schemas)

    comparison = comparison_of(chain("string"), chain("integer"))
    change = only(comparison)
    assert change.trail == (("schemas", f"S{length}"),)
    assert change.operations == ("GET /a",)
    assert comparison.graph.size <= length + 2


def test_a_chain_of_changed_schemas_is_compared_pair_by_pair(comparison_of: Any) -> None:
    def chain(word: str) -> dict[str, Any]:
        schemas: dict[str, Any] = {"S18": {"description": word}}
        for number in range(18):
            link = {"$ref": f"#/components/schemas/S{number + 1}"}
            schemas[f"S{number}"] = {"description": word, "properties": {"left": link, "right": link}}
        return api({"/a": {"get": operation(answer={"$ref": "#/components/schemas/S0"})}}, schemas)

    comparison = comparison_of(chain("one"), chain("two"))
    assert len(comparison.changes) == 19
    assert comparison.graph.size <= 20


def test_deep_nesting_in_place_overflows_nothing(comparison_of: Any) -> None:
    from harness.comparison import compare
    from harness.document import Document, File
    from harness.document._source import Source

    def deep(kind: str) -> Document:
        schema: dict[str, Any] = {"type": kind}
        for _ in range(900):
            schema = {"properties": {"next": schema}}
        source = Source("deep.json", b"{}", f"memory:{kind}", None)  # type: ignore[arg-type]
        return Document(File(source, api({"/a": {"get": operation(answer=schema)}}, {}), "json"))

    comparison = compare(deep("string"), deep("integer"))
    change = only(comparison)
    assert len(change.trail) == 903
    assert change.direction == "response"
    assert compare(deep("string"), deep("string")).changes == ()
