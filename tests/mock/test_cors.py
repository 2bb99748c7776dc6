"""Pages of other origins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock.conftest import Client

ORIGIN = "http://localhost:5173"
DOCUMENT: dict[str, Any] = {
    "paths": {
        "/a": {
            "get": {
                "security": [{"key": []}],
                "responses": {
                    "200": {
                        "description": "ok",
                        "headers": {
                            "X-Total": {"schema": {"type": "integer"}},
                            "Access-Control-Allow-Origin": {"schema": {"type": "string"}},
                        },
                    }
                },
            },
            "post": {"responses": {"200": {"description": "ok"}}},
        },
        "/own": {"options": {"responses": {"200": {"description": "ok"}}}},
    },
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
}
PREFLIGHT = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}


def test_a_browser_may_send_what_it_asks_for_by_name(mock: Callable[..., Client]) -> None:
    answer = mock(DOCUMENT)("OPTIONS", "/a", {**PREFLIGHT, "Access-Control-Request-Headers": "authorization, x-odd"})
    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert {"GET", "POST"} <= set(answer.headers["access-control-allow-methods"].split(", "))
    assert {"authorization", "x-odd", "X-Key"} <= set(answer.headers["access-control-allow-headers"].split(", "))


def test_the_version_may_be_sent_as_well(stored: Callable[..., Client]) -> None:
    answer = stored("sensay")("OPTIONS", "/v1/replicas", PREFLIGHT)
    names = answer.headers["access-control-allow-headers"].split(", ")
    assert {"X-API-Version", "X-ORGANIZATION-SECRET", "X-USER-ID"} <= set(names)


@pytest.mark.parametrize(("target", "status"), [("/a", 401), ("/none", 404)])
def test_a_page_may_read_errors_too(mock: Callable[..., Client], target: str, status: int) -> None:
    answer = mock(DOCUMENT)("GET", target, {"Origin": ORIGIN})
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (status, ORIGIN)


def test_a_page_may_read_the_declared_headers(mock: Callable[..., Client]) -> None:
    answer = mock(DOCUMENT)("GET", "/a", {"Origin": ORIGIN, "X-Key": "1"})
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "x-total" in answer.headers["access-control-expose-headers"]


def test_an_operation_of_the_document_answers_before_the_mock_does(mock: Callable[..., Client]) -> None:
    assert mock(DOCUMENT)("OPTIONS", "/own", PREFLIGHT).status == 200


def test_without_an_origin_or_the_wish_nothing_is_said(mock: Callable[..., Client]) -> None:
    for answer in (mock(DOCUMENT)("POST", "/a"), mock(DOCUMENT, cors=False)("POST", "/a", {"Origin": ORIGIN})):
        assert answer.status == 200
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_other_methods_are_named_without_an_origin(mock: Callable[..., Client]) -> None:
    answer = mock(DOCUMENT)("OPTIONS", "/a")
    assert (answer.status, answer.headers["allow"]) == (204, "GET, POST, HEAD, OPTIONS")


def test_no_page_of_another_origin_reaches_the_paths_of_the_mock(mock: Callable[..., Client]) -> None:
    client = mock(DOCUMENT)
    for headers in (
        {"Origin": ORIGIN, "Host": "127.0.0.1:4010"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "rebound.example.com:4010"},
        {"Host": "[broken"},
    ):
        answer = client("GET", "/__mock/health", headers)
        assert answer.status == 403
        assert "access-control-allow-origin" not in answer.headers
    for host in ("127.0.0.1:4010", "localhost:4010", "[::1]:4010", "mock:4010"):
        assert client("GET", "/__mock/health", {"Host": host}).json["status"] == "ok"
    assert client("GET", "/__mock/none").status == 404
    assert client("PUT", "/__mock/health").status == 405
