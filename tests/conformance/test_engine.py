"""What is relied on of Schemathesis, whose engine is no documented interface: an upgrade that breaks it shows here."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from harness.conformance._engine import PHASES, EngineCase, EngineProblem, EngineSettings, engine_run, prepared
from harness.conformance._engine_transport import Gate
from harness.conformance._limits import SAFE_METHODS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEADER = "X-Shop-Version"
_PRICE = {"type": "object", "required": ["price"], "properties": {"price": {"type": "integer"}}}
_DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "2026-01-01"},
    "paths": {
        "/goods": {
            "get": {
                "parameters": [
                    {"$ref": "#/components/parameters/Version"},
                    {"in": "query", "name": "most", "schema": {"type": "integer", "minimum": 1}, "example": 3},
                ],
                "responses": {"200": {"description": "all", "content": {"application/json": {"schema": _PRICE}}}},
            },
            "post": {
                "parameters": [{"in": "header", "name": _HEADER.lower(), "schema": {"type": "string"}}],
                "requestBody": {"required": True, "content": {"application/json": {"schema": _PRICE}}},
                "responses": {
                    "201": {
                        "description": "made",
                        "content": {"application/json": {"schema": _PRICE}, "text/event-stream": {"schema": _PRICE}},
                    }
                },
            },
        }
    },
    "components": {"parameters": {"Version": {"in": "header", "name": _HEADER, "schema": {"type": "string"}}}},
}


class _Shop(BaseHTTPRequestHandler):
    """Answers all that comes with a price that is no number."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str, str | None, bytes]]

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.seen.append((self.command, self.path, self.headers.get(_HEADER), body))
        text = json.dumps({"price": "dear"}).encode()
        self.send_response(418 if self.command == "GET" and "most=1" in self.path else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@contextmanager
def _shop() -> Iterator[tuple[str, list[tuple[str, str, str | None, bytes]]]]:
    handler = type("Shop", (_Shop,), {"seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", handler.seen  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


def _run(url: str, **settings: Any) -> list[EngineCase | EngineProblem]:
    content = prepared(_DOCUMENT, without=("header", _HEADER))
    return list(engine_run(content, EngineSettings(url, {_HEADER: "2026-01-01"}, 7, examples=3, **settings)))


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[EngineCase]:
    """All that one run sends, in a folder of its own."""
    before = os.getcwd()
    os.chdir(tmp_path_factory.mktemp("engine"))
    try:
        with _shop() as (url, _):
            told = _run(url)
    finally:
        os.chdir(before)
    assert not [each for each in told if isinstance(each, EngineProblem)]
    return [each for each in told if isinstance(each, EngineCase)]


def test_each_phase_sends_requests(cases: list[EngineCase]) -> None:
    assert {case.phase for case in cases} >= set(PHASES) - {"stateful"}


def test_the_version_is_sent_with_every_request_and_never_another(cases: list[EngineCase]) -> None:
    versions = [[value for name, value in case.request.headers if name.lower() == _HEADER.lower()] for case in cases]
    assert all(own == ["2026-01-01"] for own in versions)


def test_valid_and_invalid_requests_are_told_apart(cases: list[EngineCase]) -> None:
    assert {case.valid for case in cases} == {True, False}


def test_failures_keep_their_codes_and_lead_to_the_keyword(cases: list[EngineCase]) -> None:
    failures = [failure for case in cases for failure in case.failures]
    assert {"ST103", "ST108"} <= {failure.code for failure in failures}
    paths = {failure.path for failure in failures if failure.code == "ST108"}
    assert paths == {("properties", "price", "type")}


def test_requests_name_the_operation_that_they_are_for(cases: list[EngineCase]) -> None:
    assert {case.operation for case in cases} == {"GET /goods", "POST /goods"}
    assert all(case.request.path == "/goods" for case in cases)


def test_what_comes_is_kept_as_it_was(cases: list[EngineCase]) -> None:
    bodies = {case.response.body for case in cases if case.response is not None and case.request.method != "HEAD"}
    assert bodies == {b'{"price": "dear"}'}


def test_streams_lose_their_schemas_and_the_parameter_of_the_version_goes() -> None:
    content = prepared(_DOCUMENT, without=("header", _HEADER))
    post = content["paths"]["/goods"]["post"]
    assert post["responses"]["201"]["content"]["text/event-stream"] == {}
    assert post["parameters"] == []
    assert [parameter.get("name") for parameter in content["paths"]["/goods"]["get"]["parameters"]] == ["most"]
    assert "schema" in _DOCUMENT["paths"]["/goods"]["post"]["responses"]["201"]["content"]["text/event-stream"]


def test_the_same_seed_sends_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    streams = []
    for _ in range(2):
        with _shop() as (url, seen):
            _run(url, phases=("examples", "coverage"))
            streams.append(list(seen))
    assert streams[0] == streams[1]


def test_only_the_chosen_operations_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with _shop() as (url, _):
        told = _run(url, phases=("examples", "fuzzing"), operations=("GET /goods",))
    assert {case.operation for case in told if isinstance(case, EngineCase)} == {"GET /goods"}


def test_a_server_that_hangs_is_given_up_after_the_limit_of_a_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        told = _run(url, phases=("examples",), timeout=0.3)
    assert all(case.response is None for case in told if isinstance(case, EngineCase))


def test_what_a_path_has_a_place_for_is_declared() -> None:
    shelf = {"in": "path", "name": "shelf", "required": True, "schema": {"type": "string"}}
    content = {
        "paths": {"/{shelf}/{book}": {"parameters": [{"$ref": "#/components/parameters/Shelf"}], "get": {}}},
        "components": {"parameters": {"Shelf": shelf}},
    }
    declared = prepared(content)["paths"]["/{shelf}/{book}"]["get"]["parameters"]
    assert [parameter["name"] for parameter in declared] == ["book"]


def test_the_tables_of_characters_are_made_once_for_all_processes(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = """
import re, sys
from harness.conformance._engine import prepare_process
prepare_process(sys.argv[1])
# The peak of this program alone: what `getrusage` says began in the process that started it.
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""
    command = [sys.executable, "-c", code, str(tmp_path)]
    first, second = (int(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(2))
    assert second < first / 2


def test_nothing_that_changes_things_passes_a_gate_that_forbids_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with _shop() as (url, seen):
        settings = EngineSettings(url, {_HEADER: "2026-01-01"}, 7, ("examples", "coverage"), examples=2, writes=False)
        cases = list(engine_run(prepared(_DOCUMENT), settings, Gate(writes=False)))
    assert {method for method, *_ in seen} <= SAFE_METHODS
    assert {case.request.method for case in cases if isinstance(case, EngineCase)} <= SAFE_METHODS
    assert seen


def test_the_engine_sends_no_more_than_the_run_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    gate = Gate(Limits(most=5))
    with _shop() as (url, seen):
        settings = EngineSettings(url, {_HEADER: "2026-01-01"}, 7, ("coverage",))
        cases = [each for each in engine_run(prepared(_DOCUMENT), settings, gate) if isinstance(each, EngineCase)]
    assert (len(seen), gate.stopped) == (5, "the run has no requests left")
    assert 0 < len(cases) <= 5
