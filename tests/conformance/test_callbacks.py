"""What a server sends to an address that it was given is received whole, and only where it can be."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from harness.conformance._probe_callbacks import calls_back
from harness.conformance._receiver import Receiver
from harness.document import load

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_is_sent_is_received_as_it_was_sent(method: str) -> None:
    with Receiver(202) as receiver:
        parts = urlsplit(receiver.url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        connection.request(method, "/callback?a=1", b"{}", {"Content-Type": "application/json"})
        assert connection.getresponse().status == 202
        connection.close()
        received = receiver.received(5)
        assert received is not None
        assert (received.method, received.path, received.query, received.body) == (method, "/callback", "a=1", b"{}")
        assert ("Content-Type", "application/json") in received.headers
        assert receiver.received(0.01) is None


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("{$request.body#/notify}", True),
        ("$request.query.notify", True),
        ("{$request.header.Notify}/done", True),
        ("https://elsewhere.example/hook", False),
        ("{$response.body#/url}", False),
    ],
)
def test_only_addresses_that_a_request_names_can_be_ours(tmp_path: Path, expression: str, named: bool) -> None:
    answers: dict[str, Any] = {"200": {"description": "done"}}
    operation = {"responses": answers, "callbacks": {"done": {expression: {"post": {"responses": answers}}}}}
    document = {"openapi": "3.1.0", "info": {"title": "Boats", "version": "1"}, "paths": {"/tows": {"post": operation}}}
    path = tmp_path / "boats.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert calls_back(load(str(path)).operations[0]) is named
