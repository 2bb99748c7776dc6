"""What is spelled otherwise and means the same is compatible, in every place and both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import audit
from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Comparison


def api(old: Any, version: str = "3.1.0", **members: Any) -> dict[str, Any]:
    return {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {"/a": old}, **members}


def impacts(comparison: Comparison) -> set[str]:
    assert audit(comparison) == ()
    return {finding.impact for finding in contract(comparison).findings}


MEDIA_TYPES = [
    ("application/json", "application/json; charset=utf-8"),
    ("application/JSON;charset=UTF-8", "application/json"),
    ("text/csv; header=present; charset=UTF-8", "Text/CSV;charset=utf-8;header=present"),
]
SCHEMA = {"schema": {"type": "string"}}


@pytest.mark.parametrize(("one", "other"), MEDIA_TYPES)
@pytest.mark.parametrize("place", ["request", "response", "callback", "parameter", "header"])
def test_a_media_type_in_another_spelling_loses_nothing(
    comparison_of: Callable[..., Comparison], place: str, one: str, other: str
) -> None:
    def operation(content: Any) -> dict[str, Any]:
        ok = {"200": {"description": ""}}
        request = {"post": {"requestBody": {"required": True, "content": content}, "responses": ok}}
        return {
            "request": request,
            "response": {"get": {"responses": {"200": {"description": "", "content": content}}}},
            "callback": {"get": {"responses": ok, "callbacks": {"c": {"{$request.query.u}": request}}}},
            "parameter": {"get": {"responses": ok, "parameters": [{"name": "q", "in": "query", "content": content}]}},
            "header": {"get": {"responses": {"200": {"description": "", "headers": {"X": {"content": content}}}}}},
        }[place]

    old, new = (api(operation({name: SCHEMA})) for name in (one, other))
    assert impacts(comparison_of(old, new)) == {"compatible"}


def test_a_body_is_compared_behind_another_spelling_of_its_media_type(
    comparison_of: Callable[..., Comparison],
) -> None:
    def body(name: str, kind: str) -> dict[str, Any]:
        content = {name: {"schema": {"type": kind}}}
        return api({"post": {"requestBody": {"content": content}, "responses": {"200": {"description": ""}}}})

    comparison = comparison_of(body("application/json", "string"), body("application/json;charset=utf-8", "integer"))
    rules = [finding.rule.id for finding in contract(comparison).findings if finding.impact == "breaking"]
    assert rules == ["request-type-narrowed"]


SCHEMES = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "oauth": {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "https://a.example", "scopes": {"r": "R"}}}},
}


def secured(own: Any = None, top: Any = None, schemes: Any = SCHEMES, **others: Any) -> dict[str, Any]:
    """A document of two operations that ask for `own`, or else for `top`, and one more if there are others."""
    ok = {"responses": {"200": {"description": ""}}}
    item = {method: ok if own is None else {**ok, "security": own} for method in ("get", "put")}
    members = {} if top is None else {"security": top}
    return api({**item, **others}, **members, components={"securitySchemes": schemes})


WAYS: list[Any] = [[{"key": []}], [{"key": []}, {"bearer": []}], [{"key": [], "oauth": ["r"]}], [{}, {"key": []}], []]


@pytest.mark.parametrize("way", WAYS)
def test_security_may_move_between_document_and_operations(comparison_of: Callable[..., Comparison], way: Any) -> None:
    sides = [secured(own=way), secured(top=way), secured(own=way, top=[{"basic": []}]), secured(own=way, top=[])]
    for old in sides:
        for new in sides:
            assert impacts(comparison_of(old, new)) <= {"compatible"}


def test_what_nobody_inherits_may_change(comparison_of: Callable[..., Comparison]) -> None:
    old = secured(own=[{"key": []}], top=[{"key": []}, {"oauth": ["r"]}])
    new = secured(own=[{"key": []}], top=[{"bearer": []}, {"oauth": ["r", "w"]}])
    assert impacts(comparison_of(old, new)) == {"compatible"}


def test_what_one_operation_inherits_may_not(comparison_of: Callable[..., Comparison]) -> None:
    inherits = {"delete": {"responses": {"200": {"description": ""}}}}
    old = secured(own=[{"key": []}], top=[{"key": []}], **inherits)
    new = secured(own=[{"key": []}], top=[{"bearer": []}], **inherits)
    lost = [finding for finding in contract(comparison_of(old, new)).findings if finding.impact == "breaking"]
    assert [finding.change.operations for finding in lost] == [("DELETE /a",)]


@pytest.mark.parametrize("level", ["own", "top"])
@pytest.mark.parametrize("name", [*SCHEMES])
def test_a_security_scheme_may_get_another_name(
    comparison_of: Callable[..., Comparison], name: str, level: str
) -> None:
    renamed = {("renamed" if key == name else key): scheme for key, scheme in SCHEMES.items()}
    for others in ({}, {"basic" if name != "basic" else "key": []}):
        old = secured(**{level: [{name: ["r"], **others}]})
        new = secured(**{level: [{"renamed": ["r"], **others}]}, schemes=renamed)
        assert impacts(comparison_of(old, new)) == {"compatible"}
        wider = secured(**{level: [{"renamed": ["r", "w"], **others}]}, schemes=renamed)
        assert "breaking" in impacts(comparison_of(old, wider))


@pytest.mark.parametrize(
    ("name", "member", "value", "impact"),
    [
        ("bearer", "scheme", "Bearer", "compatible"),
        ("basic", "scheme", "BASIC", "compatible"),
        ("bearer", "scheme", "digest", "breaking"),
        ("key", "name", "x-KEY", "compatible"),
        ("key", "name", "X-Token", "breaking"),
    ],
)
def test_letters_of_schemes_and_header_names_count_in_any_case(
    comparison_of: Callable[..., Comparison], name: str, member: str, value: str, impact: str
) -> None:
    schemes = {**SCHEMES, name: {**SCHEMES[name], member: value}}
    comparison = comparison_of(secured(own=[{name: []}]), secured(own=[{name: []}], schemes=schemes))
    assert impacts(comparison) == {impact}


def test_the_name_of_a_key_in_a_query_has_its_case(comparison_of: Callable[..., Comparison]) -> None:
    schemes = [{"key": {"type": "apiKey", "in": "query", "name": name}} for name in ("token", "Token")]
    old, new = (secured(own=[{"key": []}], schemes=scheme) for scheme in schemes)
    assert impacts(comparison_of(old, new)) == {"breaking"}
