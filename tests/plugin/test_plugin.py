"""The pytest plugin, in projects of its own: what it starts, asks, judges, skips and imports."""

from __future__ import annotations

import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from tests.gate.conftest import SETTINGS, document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OLD, NEW = "2026-01-01", "2026-02-01"
HEAD = "import pytest\npytestmark = pytest.mark.harness('parcels')\n"


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., str]:
    """Runs pytest over some tests, in a project that stores an API, and gives what it prints."""
    folder = tmp_path / "specs/parcels"
    folder.mkdir(parents=True)
    (folder / "api.toml").write_text(SETTINGS)
    for date in (OLD, NEW):
        (folder / f"{date}.yaml").write_text(json.dumps(document(date)))
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\n")

    def run(tests: str, *options: str, head: str = HEAD) -> str:
        (tmp_path / "test_it.py").write_text(head + tests)
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-rs", "-v", *options]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
        return done.stdout + done.stderr

    return run


class Wrong(BaseHTTPRequestHandler):
    """A server that answers everything with an object."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"secret": "of the server"}')

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def wrong() -> Iterator[str]:
    """The address of a server that keeps nothing."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Wrong)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_test_is_made_for_each_version_against_a_mock(project: Callable[..., str]) -> None:
    out = project(
        "def test_them(harness_client, harness_version, harness_server, harness_tenants, harness_api):\n"
        "    assert harness_client.get('/parcels').status == 200\n"
        "    assert harness_client.version == harness_version\n"
        "    assert harness_server.startswith('http://127.0.0.1:')\n"
        "    assert len({each.tenant for each in harness_tenants}) == 2\n"
        "    assert harness_api.title == 'Parcels'\n"
    )
    assert "2 passed" in out, out
    assert f"test_them[{OLD}]" in out
    assert f"test_them[{NEW}]" in out


def test_the_marker_chooses_versions(project: Callable[..., str]) -> None:
    tests = (
        f"@pytest.mark.harness('parcels', '{NEW}')\ndef test_it(harness_version):\n    assert harness_version.name\n"
    )
    assert "1 passed" in project(tests)
    unknown = project("@pytest.mark.harness('parcels', '2020-01-01')\ndef test_it(harness_version):\n    pass\n")
    assert "parcels has no version '2020-01-01'" in unknown


def test_an_answer_that_breaks_its_snapshot_fails_the_test(project: Callable[..., str], wrong: str) -> None:
    out = project("def test_it(harness_client):\n    harness_client.get('/parcels')\n", "--base-url", wrong)
    assert "2 failed" in out, out
    assert "response-schema" in out
    assert f"GET /parcels under {OLD}" in out


def test_what_changes_another_machine_is_skipped(project: Callable[..., str]) -> None:
    out = project(
        "def test_it(harness_client):\n    harness_client.post('/parcels', {'to': 'a'})\n",
        "--base-url",
        "http://192.0.2.1",
    )
    assert "2 skipped" in out, out
    assert "--harness-allow-writes" in out


def test_a_test_says_which_api_it_is_about(project: Callable[..., str]) -> None:
    out = project("def test_it(harness_client):\n    pass\n", head="")
    assert "does not say which API it is about" in out


def test_a_run_can_be_made(project: Callable[..., str], wrong: str) -> None:
    tests = (
        "def test_it(harness_conform):\n"
        "    run = harness_conform(seconds=20)\n"
        "    print({failure.check for failure in run.ranked})\n"
        "    assert run.passed\n"
    )
    assert "response-schema" in project(tests, "--base-url", wrong, "-k", OLD)


def test_the_plugin_imports_nothing_until_it_is_asked() -> None:
    code = "import sys, harness.plugin; print(*[name for name in sys.modules if name.split('.')[0] in {names}])"
    names = {"harness", "schemathesis", "hypothesis", "jsonschema_rs", "uvicorn", "yaml", "msgspec", "httpx"}
    done = subprocess.run(
        [sys.executable, "-c", code.format(names=names)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["harness", "harness.plugin"]
