"""Which rule a change has where more than its row decides: directions, announcements, what the standard ignores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.rules import announced, rule_for

if TYPE_CHECKING:
    from collections.abc import Callable


def api(**paths: Any) -> dict[str, Any]:
    head = {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}}
    return {**head, "paths": {"/pets": {"get": {"responses": {"200": {"description": ""}}, **paths}}}}


def shared_schema(schema: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}
    made = api(requestBody={"content": content}, responses={"200": {"description": "", "content": content}})
    return {**made, "components": {"schemas": {"Pet": schema}}}


def removed(**said: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    old = api(**said)
    return old, {**old, "paths": {}}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"maxLength": 9}, {"maxLength": 5}, "request-length-narrowed"),
        ({"maxLength": 5}, {"maxLength": 9}, "response-length-widened"),
        ({"pattern": "a"}, {"pattern": "b"}, "request-pattern-narrowed"),
        ({"readOnly": False}, {"readOnly": True}, "request-property-read-only"),
        ({"writeOnly": False}, {"writeOnly": True}, "response-property-write-only"),
        ({"oneOf": [{}]}, {"oneOf": [{}, {"type": "null"}]}, "response-one-of-widened"),
    ],
)
def test_a_change_of_both_directions_has_the_rule_of_the_side_that_it_may_break(
    old: Any, new: Any, expected: str, comparison_of: Callable[..., Any]
) -> None:
    (change,) = comparison_of(shared_schema(old), shared_schema(new)).changes
    assert change.direction == "both"
    assert rule_for(change).id == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2025-06-29", "operation-removed"),
        ("2025-06-30", "operation-removed-after-sunset"),
        (None, "operation-removed"),
    ],
)
def test_a_removal_is_announced_until_the_day_of_its_sunset(
    today: str | None, expected: str, comparison_of: Callable[..., Any]
) -> None:
    old, new = removed(deprecated=True, **{"x-sunset": "2025-06-30"})
    change = next(change for change in comparison_of(old, new).changes if change.subject == "operation")
    assert rule_for(change, today).id == expected


@pytest.mark.parametrize(
    "said",
    [
        {"x-sunset": "2025-01-01"},
        {"deprecated": True},
        {"deprecated": True, "x-sunset": "soon"},
        {"deprecated": True, "x-sunset": True},
        {"x-beta": "yes"},
        {"x-stability-level": "beta"},
        {"x-stability-level": "stable"},
    ],
)
def test_what_was_not_announced_is_a_break(said: dict[str, Any], comparison_of: Callable[..., Any]) -> None:
    change = next(change for change in comparison_of(*removed(**said)).changes if change.subject == "operation")
    assert announced(change, "2025-06-16") is None
    assert rule_for(change, "2025-06-16").id == "operation-removed"


@pytest.mark.parametrize("said", [{"x-beta": True}, {"x-stability-level": "alpha"}, {"x-stability-level": "draft"}])
def test_what_is_in_beta_may_go_at_any_time(said: dict[str, Any], comparison_of: Callable[..., Any]) -> None:
    change = next(change for change in comparison_of(*removed(**said)).changes if change.subject == "operation")
    assert rule_for(change).id == "operation-removed-in-beta"


def test_nothing_can_be_removed_in_two_harmless_steps(comparison_of: Callable[..., Any]) -> None:
    (change,) = comparison_of(api(), api(**{"x-beta": True})).changes
    assert rule_for(change).impact == "breaking"


@pytest.mark.parametrize("name", ["Accept", "content-type", "AUTHORIZATION"])
def test_headers_that_the_standard_ignores_break_nothing(name: str, comparison_of: Callable[..., Any]) -> None:
    parameter = {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
    changes = comparison_of(api(), api(parameters=[parameter])).changes
    assert {rule_for(change).id for change in changes} == {"ignored-header-changed"}


def test_a_property_is_not_taken_for_an_ignored_header(comparison_of: Callable[..., Any]) -> None:
    def schema(limit: int) -> dict[str, Any]:
        return shared_schema({"properties": {"header parameter Accept": {"maxLength": limit}}})

    (change,) = comparison_of(schema(9), schema(5)).changes
    assert rule_for(change).id == "request-length-narrowed"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("https://a.example/v1", "https://b.example/v1/", "server-moved"),
        ("https://a.example/v1", "https://a.example/v2", "server-path-changed"),
        ("https://a.example", "/", "server-moved"),
        ("/v1", "/v2", "server-path-changed"),
        ("https://{host}.example/v1", "https://a.example/v1", "server-moved"),
    ],
)
def test_the_path_of_a_server_is_part_of_the_contract_and_its_host_is_not(
    old: str, new: str, expected: str, comparison_of: Callable[..., Any]
) -> None:
    before, after = ({**api(), "servers": [{"url": url}]} for url in (old, new))
    (change,) = comparison_of(before, after).changes
    assert rule_for(change).id == expected


@pytest.mark.parametrize(
    ("gone", "come", "expected"),
    [
        ("404", "410", "response-error-status-replaced"),
        ("404", "500", "response-error-status-replaced"),
        ("4XX", "500", "response-error-status-replaced"),
        ("404", "202", "response-status-removed"),
        ("302", "404", "response-status-removed"),
    ],
)
def test_an_error_is_replaced_by_an_error_alone(
    gone: str, come: str, expected: str, comparison_of: Callable[..., Any]
) -> None:
    said = {"description": ""}
    old, new = (api(responses={"200": said, status: said}) for status in (gone, come))
    assert expected in {rule_for(change).id for change in comparison_of(old, new).changes if change.new_node is None}
