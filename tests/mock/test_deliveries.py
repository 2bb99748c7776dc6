"""What the mock sends by itself, the files that it watches, its fixture, and what it says at the start."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from harness.mock import MockSettings, app, services_of
from harness.mock._deliveries import is_near
from harness.mock._faults import faults_of
from harness.mock._start import start_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Receiver:
    """A client that waits for requests."""

    def __init__(self) -> None:
        self.received: list[tuple[str, str, Any]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                receiver.received.append((self.command, self.path, json.loads(body)))
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base has it
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self) -> list[tuple[str, str, Any]]:
        """What has come within some seconds."""
        end = time.monotonic() + 10
        while not self.received and time.monotonic() < end:
            time.sleep(0.02)
        return self.received


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    started = Receiver()
    yield started
    started.server.shutdown()
    started.server.server_close()


def json_of(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


@pytest.fixture
def document(tmp_path: Path) -> str:
    seven = {"type": "object", "required": ["n"], "properties": {"n": {"const": 7}}}
    arrived = {
        "post": {
            "requestBody": {"required": True, **json_of(seven)},
            "responses": {"204": {"description": "thanks"}},
        }
    }
    order = {"type": "object", "properties": {"hook": {"type": "string"}}}
    content = {
        "openapi": "3.1.0",
        "info": {"title": "Harbour", "version": "1"},
        "paths": {
            "/orders": {
                "post": {
                    "requestBody": json_of(order),
                    "responses": {"201": {"description": "made"}},
                    "callbacks": {"arrived": {"{$request.body#/hook}/arrived": arrived}},
                }
            }
        },
        "webhooks": {"ship": arrived},
    }
    file = tmp_path / "harbour.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return str(file)


def test_a_declared_callback_is_sent_where_the_request_says(
    document: str, receiver: Receiver, mock_server: Callable[..., Any]
) -> None:
    server = mock_server(document, callbacks=True)
    assert httpx.post(f"{server.url}/orders", json={"hook": receiver.url}).status_code == 201
    assert receiver.wait() == [("POST", "/arrived", {"n": 7})]


def test_a_callback_is_sent_only_where_that_is_wished(
    document: str, receiver: Receiver, mock_server: Callable[..., Any]
) -> None:
    server = mock_server(document)
    assert httpx.post(f"{server.url}/orders", json={"hook": receiver.url}).status_code == 201
    time.sleep(0.3)
    assert receiver.received == []


def test_a_webhook_is_sent_on_demand(document: str, receiver: Receiver, mock_server: Callable[..., Any]) -> None:
    server = mock_server(document)
    answer = httpx.post(f"{server.url}/__mock/webhooks/ship", json={"url": f"{receiver.url}/in"})
    assert answer.status_code == 202
    assert receiver.wait() == [("POST", "/in", {"n": 7})]
    assert httpx.post(f"{server.url}/__mock/webhooks/none", json={"url": receiver.url}).status_code == 404
    for url in ("http://example.com/", "http://10.0.0.1/", "nonsense", None):
        assert httpx.post(f"{server.url}/__mock/webhooks/ship", json={"url": url}).status_code == 400


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("http://127.0.0.1:1/", True),
        ("https://localhost/x", True),
        ("http://[::1]:8000/", True),
        ("http://example.com/", False),
        ("http://127.0.0.1.example.com/", False),
        ("http://localhost@example.com/", False),
        ("file:///etc/passwd", False),
        ("http://[broken", False),
        ("", False),
    ],
)
def test_nothing_is_sent_beyond_this_machine(url: str, near: bool) -> None:
    assert is_near(url) is near


def test_the_fixture_serves_on_a_port_of_its_own(document: str, mock_server: Callable[..., Any]) -> None:
    one, other = mock_server(document), mock_server(document)
    assert one.url != other.url
    one.stop()
    assert httpx.get(f"{other.url}/__mock/health").json()["status"] == "ok"


def test_what_cannot_be_answered_is_named(tmp_path: Path) -> None:
    never = {"type": "integer", "minimum": 2, "maximum": 1}
    responses = {"200": {"description": "ok", **json_of(never)}}
    lost = {"200": {"description": "ok", **json_of({"$ref": "#/components/schemas/Lost"})}}
    paths = {"/a": {"get": {"responses": responses}}, "/b": {"get": {"responses": lost}}}
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": paths}))
    faults = list(faults_of(services_of([str(file)], MockSettings())))
    assert any("GET /a" in fault for fault in faults)
    assert any("Lost" in fault for fault in faults)


def test_the_text_at_the_start_is_as_wide_as_a_terminal(root: Path) -> None:
    services = services_of([], MockSettings(), root=str(root / "specs"))
    text = start_text(services, "http://127.0.0.1:4010", MockSettings())
    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith("Serving on http://127.0.0.1:4010\n")
    assert "header X-API-Version; without it 2025-03-25" in text
    assert "\n  curl http://127.0.0.1:4010/" in text


def test_the_application_answers_lifespan(document: str) -> None:
    import asyncio

    sent: list[str] = []
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    asyncio.run(app(document)({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_the_application_serves_requests_as_asgi_has_them(document: str) -> None:
    import asyncio

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app(document, most_bytes=100))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://mock") as client:
            assert (await client.post("/orders", json={"hook": "x" * 200})).status_code == 413
            return await client.post("/orders", json={"hook": "no address"})

    assert asyncio.run(ask()).status_code == 201
