"""A proxy passes bytes as they are, tells what violates the snapshot, and records without credentials."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SPECS = Path(__file__).parent / "documents"
SECRET = "k3y/with+signs"  # noqa: S105
HEADERS = {"Bakery-Key": SECRET, "Bakery-Date": "2031-02-01"}
LOAF = {"id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "grain": "rye", "grams": 3}


class Server(BaseHTTPRequestHandler):
    """Answers what a test wants, and remembers what it was sent."""

    answers: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {}
    requests: ClassVar[list[tuple[str, str, dict[str, str], bytes]]] = []
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.requests.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        status, headers, content = self.answers[self.path.partition("?")[0]]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


class Running:
    """A proxy in front of the server."""

    def __init__(self, folder: Path, upstream: str) -> None:
        self.violations, self.record = folder / "violations.ndjson", folder / "passed.har"
        command = [sys.executable, "-m", "harness", "--specs", str(SPECS), "mock", "bakery", "--port", "0"]
        command += ["--proxy", upstream, "--violations", str(self.violations), "--record", str(self.record)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = next(line for line in self._process.stdout if "http://" in line).rpartition(" ")[2].strip()

    def told(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.violations.read_text().splitlines()]

    def stop(self) -> str:
        self._process.terminate()
        return self._process.communicate(timeout=20)[1]


@pytest.fixture
def server() -> Iterator[str]:
    Server.answers, Server.requests = {}, []
    running = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.fixture
def proxy(server: str, tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path, server)
    yield running
    running.stop()


def answer(value: Any, status: int = 200, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json", **headers}, json.dumps(value).encode()


def test_bytes_pass_as_they_are_and_what_is_right_is_not_told(proxy: Running) -> None:
    packed = gzip.compress(json.dumps([LOAF]).encode())
    own = {"Content-Type": "application/json", "Content-Encoding": "gzip", "X-Own": "1"}
    Server.answers = {"/loaves": (200, own, packed), "/loaves/%2F%C3%A4": answer({"message": "no"}, 404)}
    with httpx.stream("GET", f"{proxy.url}/loaves?a=%20b&c", headers=HEADERS) as response:
        assert b"".join(response.iter_raw()) == packed
        assert response.headers["x-own"] == "1"
        assert "x-mock-violations" not in response.headers
    method, path, headers, _ = Server.requests[0]
    assert (method, path, headers["bakery-key"]) == ("GET", "/loaves?a=%20b&c", SECRET)
    body = b'{ "grain" :"rye","grams": 1 }'
    Server.answers["/loaves"] = answer(LOAF, 201)
    httpx.post(f"{proxy.url}/loaves", content=body, headers={**HEADERS, "Content-Type": "application/json"})
    assert Server.requests[1][3] == body
    assert proxy.told() == []


def test_what_violates_the_snapshot_that_a_request_means_is_told(proxy: Running) -> None:
    Server.answers = {
        "/loaves": answer([LOAF | {"grain": "emmer"}]),
        f"/loaves/{LOAF['id']}": answer(LOAF, 207),
        "/cakes": answer({}),
    }
    old = httpx.get(f"{proxy.url}/loaves", headers=HEADERS)
    assert "grain" in old.headers["x-mock-violations"]
    new = httpx.post(f"{proxy.url}/loaves", json={"grain": "rye"}, headers=HEADERS)
    assert new.status_code == 200
    httpx.get(f"{proxy.url}/loaves/{LOAF['id']}", headers=HEADERS)
    httpx.get(f"{proxy.url}/cakes", headers=HEADERS)
    httpx.get(f"{proxy.url}/loaves", headers=HEADERS | {"Bakery-Date": "2030-01-01"})
    told = proxy.told()
    assert (told[0]["direction"], told[0]["operation"], told[0]["date"]) == ("response", "GET /loaves", "2031-02-01")
    assert told[0]["reason"].startswith("response 200: ")
    assert ("request", "POST /loaves") in {(entry["direction"], entry["operation"]) for entry in told}
    assert any("grams" in entry["reason"] and "missing" in entry["reason"] for entry in told)
    assert any("/cakes is no path" in entry["reason"] for entry in told)
    assert any("2030-01-01" in entry["reason"] for entry in told)


def test_a_recording_holds_what_passed_and_no_credential(proxy: Running) -> None:
    Server.answers = {"/loaves": answer([LOAF | {"comment": f"said {SECRET}"}], **{"Set-Cookie": "session=abcdef"})}
    httpx.get(f"{proxy.url}/loaves?note=k3y%2Fwith%2Bsigns", headers=HEADERS | {"Cookie": "a=bcdef"})
    log = proxy.stop()
    text = proxy.record.read_text()
    for secret in (SECRET, "k3y%2Fwith%2Bsigns", "session=abcdef", "bcdef"):
        assert secret not in text
        assert secret not in log
    (entry,) = json.loads(text)["log"]["entries"]
    assert entry["response"]["status"] == 200
    assert json.loads(entry["response"]["content"]["text"])[0]["grams"] == 3
    assert entry["request"]["url"].endswith("/loaves?note=[masked]")


def test_a_server_that_is_away_is_a_502(tmp_path: Path) -> None:
    running = Running(tmp_path, "http://127.0.0.1:9")
    assert httpx.get(f"{running.url}/loaves", headers=HEADERS).status_code == 502
    running.stop()
