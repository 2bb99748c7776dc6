"""What stands where no object is expected, and members that begin with `x-`, are told once, at their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.document import format_pointer

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.document import Node

OPERATION: dict[str, Any] = {"responses": {}}
CALLS = {"a": {"{$url}": {"post": OPERATION}}}


def document(**members: Any) -> dict[str, Any]:
    return {"openapi": "3.2.0", "info": {"title": "T", "version": "1"}, "paths": {}, **members}


def item(**members: Any) -> dict[str, Any]:
    return document(paths={"/a": members})


def callback(value: Any) -> dict[str, Any]:
    return item(post={**OPERATION, "callbacks": value})


def place(node: Node | None) -> str | None:
    return None if node is None else format_pointer(node.pointer)


@pytest.mark.parametrize(
    ("old", "new", "fact", "pointer", "values"),
    [
        (document(paths={"x-a": 1}), document(), "annotated document x-a", "/paths/x-a", (1, None)),
        (document(paths={"x-a": 1}), document(paths={"x-a": 2}), "annotated document x-a", "/paths/x-a", (1, 2)),
        (document(paths={"/a": 1}), document(paths={"/a": 2}), "", "/paths/~1a", (1, 2)),
        (document(webhooks={"a": 1}), document(webhooks={"a": {}}), "", "/webhooks/a", (1, {})),
        (
            item(additionalOperations={"COPY": 1}),
            item(additionalOperations={"COPY": 2}),
            "annotated operation value",
            "/paths/~1a/additionalOperations/COPY",
            (1, 2),
        ),
        (
            item(additionalOperations={"COPY": 1}),
            item(additionalOperations={"COPY": 1, "MOVE": 2}),
            "annotated operation value",
            "/paths/~1a/additionalOperations/MOVE",
            (None, 2),
        ),
        (
            item(additionalOperations={"COPY": 1, "MOVE": 2}),
            item(additionalOperations={"MOVE": 2}),
            "annotated operation value",
            "/paths/~1a/additionalOperations/COPY",
            (1, None),
        ),
        (
            item(additionalOperations=1),
            item(additionalOperations=2),
            "annotated",
            "/paths/~1a/additionalOperations",
            (1, 2),
        ),
        (
            callback({"a": 1}),
            callback({"a": 2}),
            "annotated callback value",
            "/paths/~1a/post/callbacks/a",
            (1, 2),
        ),
        (
            callback({"a": {"$ref": 1}}),
            callback({"a": {"$ref": 2}}),
            "annotated callback $ref",
            "/paths/~1a/post/callbacks/a/$ref",
            (1, 2),
        ),
        (
            callback({"a": {"$ref": 1, "{$url}": 1}}),
            callback({"a": {"$ref": 1, "{$url}": 2}}),
            "annotated path item value",
            "/paths/~1a/post/callbacks/a/{$url}",
            (1, 2),
        ),
        (
            callback({"a": {**CALLS["a"], "x-b": 1}}),
            callback({"a": {**CALLS["a"], "x-b": 2}}),
            "annotated callback x-b",
            "/paths/~1a/post/callbacks/a/x-b",
            (1, 2),
        ),
        (
            callback({"a": {"{$url}": 1}}),
            callback({"a": {}}),
            "annotated callback presence",
            "/paths/~1a/post/callbacks/a/{$url}",
            (1, None),
        ),
        (
            callback({"a": {"{$url}": 1}}),
            callback({"a": {"{$url}": 2}}),
            "annotated path item value",
            "/paths/~1a/post/callbacks/a/{$url}",
            (1, 2),
        ),
    ],
)
def test_a_difference_is_told_at_its_place(
    comparison_of: Callable[..., Any], old: Any, new: Any, fact: str, pointer: str, values: tuple[Any, Any]
) -> None:
    for sides, expected in (((old, new), values), ((new, old), values[::-1])):
        (change,) = comparison_of(*sides).changes
        assert f"{change.effect} {change.subject} {change.aspect}".startswith(fact), change
        assert (change.old_value, change.new_value) == expected
        places = (place(change.old_node), place(change.new_node))
        assert places == tuple(None if value is None else pointer for value in expected)


@pytest.mark.parametrize(("calls", "effect"), [(CALLS, "widened"), ({"a": {"{$url}": 1}}, "annotated")])
def test_a_request_that_a_callback_announces_comes_and_goes(
    comparison_of: Callable[..., Any], calls: Any, effect: str
) -> None:
    without = callback({"a": {"{$other}": {}}})
    old, new = without, callback({"a": {"{$other}": {}, **calls["a"]}})
    (come,) = comparison_of(old, new).changes
    (gone,) = comparison_of(new, old).changes
    assert (str(come.effect), come.subject, come.aspect) == (effect, "callback", "presence")
    assert str(gone.effect) == ("narrowed" if effect == "widened" else "annotated")


def test_a_reference_of_a_callback_is_no_request_of_it(comparison_of: Callable[..., Any]) -> None:
    old, new = ({"a": {"$ref": f"#/components/callbacks/{name}"}} for name in "AB")
    components = {"components": {"callbacks": {"A": CALLS["a"], "B": CALLS["a"]}}}
    changes = comparison_of({**callback(old), **components}, {**callback(new), **components}).changes
    assert {(change.subject, change.aspect) for change in changes} == {("callback", "reference")}


@pytest.mark.parametrize(("old", "new"), [("404", "4XX"), ("503", "5xx")])
def test_a_response_that_becomes_one_of_a_range_is_wider(comparison_of: Callable[..., Any], old: str, new: str) -> None:
    documents = [item(post={"responses": {status: {"description": "It."}}}) for status in (old, new)]
    (there,) = comparison_of(*documents).changes
    (back,) = comparison_of(*reversed(documents)).changes
    assert (there.subject, there.aspect, str(there.effect)) == ("response", "name", "widened")
    assert (back.subject, back.aspect, str(back.effect)) == ("response", "name", "narrowed")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([1], [True]),
        (1, True),
        ([], [1]),
        ([{"A": []}], [{"A": []}, 1]),
        ([{"A": []}, 1], [{"A": []}, 2]),
        ({}, []),
    ],
)
def test_security_that_is_none_is_told_as_it_stands(comparison_of: Callable[..., Any], old: Any, new: Any) -> None:
    def secured(security: Any) -> Any:
        schemes = {"A": {"type": "http", "scheme": "basic"}}
        return {**item(post={**OPERATION, "security": security}), "components": {"securitySchemes": schemes}}

    (change,) = comparison_of(secured(old), secured(new)).changes
    assert (change.subject, change.aspect, str(change.effect)) == ("security", "security", "annotated")
    assert (place(change.old_node), place(change.new_node)) == ("/paths/~1a/post/security",) * 2


def test_a_parameter_behind_a_reference_that_leads_nowhere_has_the_name_of_its_component(
    comparison_of: Callable[..., Any], facts: Callable[..., list[str]]
) -> None:
    taking = item(post={**OPERATION, "parameters": [{"$ref": "#/components/parameters/Limit"}]})
    there = {**taking, "components": {"parameters": {"Limit": {"name": "limit", "in": "query"}}}}
    for old, new in ((there, taking), (taking, there)):
        found = [f"{change.effect} {change.subject} {change.aspect}" for change in comparison_of(old, new).changes]
        assert "replaced parameter reference" in found
        lines = [line for line in facts(old, new) if line.startswith("replaced parameter reference")]
        assert [line.rpartition(" > ")[2] for line in lines] == ["Limit"]


@pytest.mark.parametrize("value", [1, [], "a", None])
def test_a_path_item_that_is_none_is_told_as_it_stands(comparison_of: Callable[..., Any], value: Any) -> None:
    there = {"summary": "It.", "parameters": []}
    for old, new in ((there, value), (value, there)):
        components = [document(components={"pathItems": {"A": side}}) for side in (old, new)]
        paths = [document(paths={"/a": side}) for side in (old, new)]
        callbacks = [callback({"a": {"{$url}": side}}) for side in (old, new)]
        for sides in (components, paths, callbacks):
            changes = comparison_of(*sides).changes
            assert [(change.old_value, change.new_value) for change in changes] == [(old, new)], changes
