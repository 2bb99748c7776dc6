"""A real server on loopback: what is sent, limits, clients that mean harm, and a clean end."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Boats", "version": "1"},
    "paths": {
        "/boats/{name}": {
            "parameters": [{"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {
                "responses": {"200": {"description": "ok", "content": {"application/json": {"example": {"a": 1}}}}}
            },
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"type": "object"}},
                        "multipart/form-data": {"schema": {"type": "object"}},
                    }
                },
                "responses": {"200": {"description": "ok"}, "400": {"description": "bad"}},
            },
        }
    },
}
PROGRAM = "from harness.cli import main; main()"


class Server:
    """A mock in a process of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        (folder / "boats.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "mock", "boats.json", "--port", "0", "-q", *options],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().split()[-1]
        self.port = int(self.address.rpartition(":")[2])

    def exchange(self, data: bytes, wait: float = 5) -> bytes:
        """What comes back until the server closes the connection or says nothing more."""
        with socket.create_connection(("127.0.0.1", self.port), wait) as connection:
            connection.settimeout(wait)
            pieces = []
            try:
                connection.sendall(data)
                while piece := connection.recv(65536):
                    pieces.append(piece)
            except OSError:
                pass
            return b"".join(pieces)

    def end(self) -> tuple[int, str]:
        """The exit code and standard error after a wish to end."""
        self.process.send_signal(signal.SIGTERM)
        _, err = self.process.communicate(timeout=20)
        return self.process.returncode, err


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("mock"))
    yield started
    code, err = started.end()
    assert (code, "Traceback" in err) == (0, False), err


def is_alive(server: Server) -> bool:
    return httpx.get(f"{server.address}/boats/heron").json() == {"a": 1}


def test_a_request_is_answered_and_the_connection_goes_on(server: Server) -> None:
    with httpx.Client(base_url=server.address) as client:
        for _ in range(3):
            response = client.get("/boats/heron")
            assert (response.status_code, response.json()) == (200, {"a": 1})
            assert response.headers["content-length"] == str(len(response.content))


def test_requests_in_one_go_are_answered_in_their_order(server: Server) -> None:
    get = b"GET /boats/a HTTP/1.1\r\nHost: x\r\n\r\n"
    head = b"HEAD /boats/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = server.exchange(get + b"GET /none HTTP/1.1\r\nHost: x\r\n\r\n" + head)
    assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"200", b"404", b"200"]
    assert answer.endswith(b"\r\n\r\n")


def test_a_client_that_asks_may_send_its_body(server: Server) -> None:
    head = b"POST /boats/a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n"
    assert server.exchange(head + b"Content-Type: application/json\r\n\r\n{}").startswith(
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200"
    )


HOSTILE = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "no method": b"FROB /boats/a HTTP/1.1\r\nHost: x\r\n\r\n",
    "header flood": b"GET /boats/a HTTP/1.1\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(5000)) + b"\r\n",
    "endless header": b"GET /boats/a HTTP/1.1\r\nX: " + b"a" * 300_000,
    "endless target": b"GET /" + b"a" * 300_000,
    "large body told": b"POST /boats/a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
    "two lengths": b"POST /boats/a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "negative length": b"POST /boats/a HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "length and chunks": b"POST /boats/a HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "broken chunks": b"POST /boats/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "folded header": b"GET /boats/a HTTP/1.1\r\nHost: x\r\nX: 1\r\n 2\r\n\r\n",
    "no text in a header": b"GET /boats/a HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
    "no name of a header": b"GET /boats/a HTTP/1.1\r\nHost: x\r\nX Y: 1\r\n\r\n",
    "endless chunk": b"POST /boats/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}",
    "length in floating point": b"POST /boats/a HTTP/1.1\r\nHost: x\r\nContent-Length: 1e3\r\n\r\n",
    "length with a sign": b"POST /boats/a HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\n{}",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "target of another server": b"GET http://user:word@evil/boats HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "path without a name": b"GET //evil/boats/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "path of thousands": b"GET " + b"/a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "overlong encoding": b"GET /boats/%c0%ae%c0%ae HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "endless preferences": b"GET /boats/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nPrefer: code="
    + b"9" * 5000
    + b"\r\n\r\n",
    "no Unicode in the path": b"GET /boats/%FF HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "bytes in the path": b"GET /boats/\xff\xfe/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "way up": b"GET /boats/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "encoded way up": b"GET /boats/..%2f..%2fetc%2fpasswd/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "connect": b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n",
    "deep JSON": b"POST /boats/a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 200000\r\n"
    b"Connection: close\r\n\r\n" + b"[" * 100_000 + b"]" * 100_000,
    "half a surrogate": b"POST /boats/a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 14\r\n"
    b'Connection: close\r\n\r\n{"a":"\\ud800"}',
    "no multipart": b"POST /boats/a HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    b"Content-Length: 9\r\nConnection: close\r\n\r\n--y\r\n\r\n--",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_requests_are_refused_and_the_server_goes_on(server: Server, data: bytes) -> None:
    answer = server.exchange(data)
    assert not answer or answer.startswith(b"HTTP/1.1 4"), answer[:100]
    assert b"Traceback" not in answer
    assert is_alive(server)


def test_an_endless_body_ends_at_the_limit(server: Server) -> None:
    head = b"POST /boats/a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = server.exchange(head + b"100000\r\n%b\r\n" % (b"a" * 2**20) * 20)
    assert not answer or answer.startswith(b"HTTP/1.1 413")
    assert is_alive(server)


def test_clients_that_say_nothing_do_not_keep_others_waiting(server: Server) -> None:
    silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(200)]
    for connection in silent:
        connection.sendall(b"POST /boats/a HTTP/1.1\r\nContent-Length: 10\r\n")
    start = time.monotonic()
    assert is_alive(server)
    assert time.monotonic() - start < 5
    for connection in silent:
        connection.close()


def test_a_taken_port_is_said_in_one_line(server: Server, tmp_path: Path) -> None:
    (tmp_path / "boats.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "mock", "boats.json", "--port", str(server.port)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1:{server.port}" in done.stderr
    assert "--port" in done.stderr


def test_an_interrupt_ends_the_server_as_well(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.process.send_signal(signal.SIGINT)
    _, err = server.process.communicate(timeout=20)
    assert (server.process.returncode, err) == (0, "")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET /boats/a HTTP/1.1\r\nHost: x\r\nX: ", b"408"),
        (b"POST /boats/a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{", b"408"),
        (b"", b""),
        (b"GET /boats/a HTTP/1.1\r\nHost: x\r\n\r\n", b"200"),
    ],
    ids=["head", "body", "nothing", "idle"],
)
def test_a_client_that_takes_its_time_is_closed(
    monkeypatch: pytest.MonkeyPatch, mock_server: Callable[..., Any], tmp_path: Path, data: bytes, status: bytes
) -> None:
    for name, seconds in (("_ROUND", 0.05), ("_LONGEST_HEAD_WAIT", 0.2), ("_LONGEST_IDLE", 0.3)):
        monkeypatch.setattr(f"harness.mock._protocol.{name}", seconds)
    (tmp_path / "boats.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    server = mock_server(str(tmp_path / "boats.json"), longest_wait=0.2)
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), 10) as connection:
        connection.sendall(data)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    assert answer[9:12] == status


def test_a_client_that_does_not_read_holds_up_nobody_but_itself(server: Server) -> None:
    get = b"GET /boats/a HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), 5) as deaf:
        deaf.setblocking(False)
        sent = 0
        for _ in range(60):
            try:
                sent += deaf.send(get * 2000)
            except BlockingIOError:
                break
        assert is_alive(server)
        deaf.setblocking(True)
        deaf.settimeout(30)
        # Whoever reads in the end gets all answers.
        count, tail = 0, b""
        while count < sent // len(get):
            piece = tail + deaf.recv(1 << 20)
            count += piece.count(b"HTTP/1.1 200")
            tail = piece[-11:]
    assert count == sent // len(get)
