"""Who may call, and whose data a request is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.mock import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock.conftest import Client

SCHEMES: dict[str, Any] = {
    "Org": {"type": "apiKey", "in": "header", "name": "X-Org"},
    "User": {"type": "apiKey", "in": "header", "name": "X-User"},
    "Query": {"type": "apiKey", "in": "query", "name": "key"},
    "Cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "Basic": {"type": "http", "scheme": "basic"},
    "Token": {"type": "oauth2", "flows": {}},
    "Strange": {"type": "mutualTLS"},
}


def guarded(*alternatives: list[str]) -> dict[str, Any]:
    security = [{name: [] for name in names} for names in alternatives]
    operation = {"security": security, "responses": {"200": {"description": "ok"}}}
    return {"paths": {"/a": {"get": operation}}, "components": {"securitySchemes": SCHEMES}}


@pytest.mark.parametrize(
    ("alternatives", "target", "headers", "passes"),
    [
        ([["Org"]], "/a", {}, False),
        ([["Org"]], "/a", {"x-ORG": "1"}, True),
        ([["Org"]], "/a", {"X-Org": " "}, False),
        ([["Org", "User"]], "/a", {"X-Org": "1"}, False),
        ([["Org", "User"], ["Token"]], "/a", {"Authorization": "bearer x"}, True),
        ([["Token"]], "/a", {"Authorization": "Bearer"}, False),
        ([["Token"]], "/a", {"Authorization": "Bearerx"}, False),
        ([["Query"]], "/a?key=1", {}, True),
        ([["Query"]], "/a?key=", {}, False),
        ([["Cookie"]], "/a", {"Cookie": "a=1; sid=2"}, True),
        ([["Basic"]], "/a", {"Authorization": "Basic YTpi"}, True),
        ([["Basic"]], "/a", {"Authorization": "Basic YWI="}, False),
        ([["Basic"]], "/a", {"Authorization": "Basic ÿ"}, False),
        ([["Org"], []], "/a", {}, True),
        ([], "/a", {}, True),
        ([["Strange"]], "/a", {}, True),
        ([["Unknown"]], "/a", {}, True),
    ],
)
def test_one_alternative_with_all_its_schemes_passes(
    mock: Callable[..., Client], alternatives: list[list[str]], target: str, headers: dict[str, str], passes: bool
) -> None:
    answer = mock(guarded(*alternatives))("GET", target, headers)
    assert answer.status == (200 if passes else 401)
    assert ("www-authenticate" in answer.headers) != passes
    assert mock(guarded(*alternatives), security=False)("GET", target, headers).status == 200


def test_a_refusal_names_what_is_wanted_and_no_credential(mock: Callable[..., Client]) -> None:
    answer = mock(guarded(["Org", "User"], ["Token"]))("GET", "/a", {"X-Org": "top-secret"})
    assert "header X-Org and header X-User or Authorization: Bearer" in answer.json["detail"]
    assert "top-secret" not in answer.text
    assert answer.headers["www-authenticate"].endswith("Bearer")


def test_only_configured_credentials_are_taken_where_there_are_some(mock: Callable[..., Client]) -> None:
    client = mock(guarded(["Org"], ["Token"]), credentials={"Org": frozenset({"right"})})
    assert client("GET", "/a", {"X-Org": "right"}).status == 200
    assert client("GET", "/a", {"X-Org": "wrong"}).status == 401
    assert client("GET", "/a", {"Authorization": "Bearer right"}).status == 401


@pytest.mark.parametrize(
    ("alternatives", "headers", "tenant"),
    [
        ([["Org", "User"], ["Org"]], {"x-org": "o", "x-user": "u"}, "o"),
        ([["User", "Org"], ["Org"]], {"x-org": "o", "x-user": "u"}, "o"),
        ([["User"], ["Token"]], {"authorization": "Bearer t"}, "t"),
        ([["User"], ["Token"]], {"x-user": "t"}, "t"),
        ([], {"x-user": "u"}, ""),
    ],
)
def test_the_tenant_is_what_all_alternatives_ask_for(
    mock: Callable[..., Client], alternatives: list[list[str]], headers: dict[str, str], tenant: str
) -> None:
    service = mock(guarded(*alternatives)).app.services[0]
    (operation,) = service.editions[""].operations
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    assert operation.guard.tenant(Request("GET", "/a", "", raw)) == tenant
