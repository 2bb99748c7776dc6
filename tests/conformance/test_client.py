"""Requests leave within limits, and whatever a server does instead of answering is one plain problem."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import pytest

from harness.conformance._asked import Identity
from harness.conformance._client import Client, NotSent, ServerAway, is_loopback
from harness.conformance._limits import Limits, Rate
from harness.conformance._renewal import Renewal
from harness.messages import HTTPRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_GET = HTTPRequest("GET", "/things", "a=1", (("X-Name", "Zoë"),))


@contextmanager
def _server(answer: Callable[[socket.socket, bytes], None]) -> Iterator[str]:
    """A server that answers connections one after the other, as it is told."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    try:
                        answer(connection, connection.recv(65536))
                    except OSError:
                        continue

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def client_of() -> Iterator[Callable[..., Client]]:
    """Makes clients that are closed at the end."""
    made: list[Client] = []

    def client(url: str, **limits: Any) -> Client:
        made.append(Client(url, **limits))
        return made[-1]

    yield client
    for each in made:
        each.close()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "closed without a response"),
        (b"garbage\r\n\r\n", "no HTTP: BadStatusLine"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", "closed within the response"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "closed within the response"),
    ],
)
def test_what_is_no_response_is_one_plain_problem(text: bytes, problem: str, client_of: Callable[..., Client]) -> None:
    with _server(lambda connection, _: connection.sendall(text)) as url:
        exchanged = client_of(url, timeout=2).send(_GET)
    assert (exchanged.response, exchanged.problem) == (None, problem)


def test_a_server_that_drips_is_given_up_when_the_time_is_up(client_of: Callable[..., Client]) -> None:
    def drip(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            connection.sendall(b"x")
            sleep(0.05)

    with _server(drip) as url:
        start = monotonic()
        exchanged = client_of(url, timeout=0.5).send(_GET)
    assert exchanged.problem == "no response in time"
    assert monotonic() - start < 3


def test_nobody_there_is_told_without_a_traceback(client_of: Callable[..., Client]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ServerAway, match="connection refused"):
        client_of(f"http://127.0.0.1:{port}", timeout=1).send(_GET)


def test_a_server_that_begins_anew_is_waited_for(client_of: Callable[..., Client]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    def serve() -> None:
        sleep(0.4)
        with socket.create_server(("127.0.0.1", port)) as server:
            connection, _ = server.accept()
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 204 No\r\nConnection: close\r\n\r\n")
            connection.close()

    thread = Thread(target=serve)
    thread.start()
    exchanged = client_of(f"http://127.0.0.1:{port}", timeout=2).send(_GET)
    thread.join()
    assert exchanged.response is not None
    assert exchanged.response.status == 204


def test_a_server_that_asks_to_wait_is_asked_again_when_it_said(client_of: Callable[..., Client]) -> None:
    answers = [b"HTTP/1.1 429 Slow\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 204 No\r\n\r\n"]
    with _server(lambda connection, _: connection.sendall(answers.pop(0))) as url:
        start = monotonic()
        exchanged = client_of(url).send(_GET)
    assert exchanged.response is not None
    assert exchanged.response.status == 204
    assert monotonic() - start >= 1


def test_a_token_that_has_expired_is_fetched_anew_and_the_request_sent_again(client_of: Callable[..., Client]) -> None:
    seen: list[bytes] = []

    def guarded(connection: socket.socket, request: bytes) -> None:
        seen.append(request)
        status = b"204 Fine" if b"Bearer second-token" in request else b"401 Expired"
        connection.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")

    old = (Identity("reader", "a", {"Token": "first-token"}),)
    new = (Identity("reader", "a", {"Token": "second-token"}),)
    request = _GET._replace(headers=(("Authorization", "Bearer first-token"),))
    with _server(guarded) as url:
        client = client_of(url, renewal=Renewal(old, lambda: new))
        statuses = [getattr(client.send(request).response, "status", None) for _ in range(2)]
    assert statuses == [204, 204]
    assert len(seen) == 3


def test_who_is_refused_for_other_reasons_asks_for_no_new_token(client_of: Callable[..., Client]) -> None:
    fetched: list[int] = []

    def renewed() -> tuple[Identity, ...]:
        fetched.append(1)
        return old

    old = (Identity("reader", "a", {"Token": "first-token"}),)
    request = _GET._replace(headers=(("Authorization", "Bearer another"),))
    with _server(lambda connection, _: connection.sendall(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")) as url:
        client_of(url, renewal=Renewal(old, renewed)).send(request)
    assert not fetched


def test_a_redirect_is_the_answer_wherever_it_leads(client_of: Callable[..., Client]) -> None:
    seen: list[bytes] = []

    def away(connection: socket.socket, request: bytes) -> None:
        seen.append(request)
        moved = b"HTTP/1.1 302 Found\r\nLocation: /base/others\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(moved if b"/things" in request else b"HTTP/1.1 204 No\r\n\r\n")

    with _server(away) as url:
        exchanged = client_of(f"{url}/base", timeout=2).send(_GET)
    assert exchanged.response is not None
    assert exchanged.response.status == 302
    assert seen[0].startswith(b"GET /base/things?a=1 HTTP/1.1\r\n")


@pytest.mark.parametrize("location", ["/things", "/basement/things", "http://127.0.0.1.example.com/base/things"])
def test_a_redirect_out_of_the_server_is_not_followed(client_of: Callable[..., Client], location: str) -> None:
    seen: list[bytes] = []

    def away(connection: socket.socket, request: bytes) -> None:
        seen.append(request)
        connection.sendall(f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode())

    with _server(away) as url:
        assert client_of(f"{url}/base", timeout=2).send(_GET).response is not None
    assert len(seen) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_changes_things_never_leaves_this_machine_unasked(method: str) -> None:
    request = HTTPRequest(method, "/things")
    with pytest.raises(NotSent, match="--allow-writes"):
        Client("http://api.example.com").send(request)


def test_no_more_is_sent_than_the_budget_has(client_of: Callable[..., Client]) -> None:
    with _server(lambda connection, _: connection.sendall(b"HTTP/1.1 204 No\r\n\r\n")) as url:
        client = client_of(url, limits=Limits(most=2))
        assert [client.send(_GET).response is not None for _ in range(2)] == [True, True]
        with pytest.raises(NotSent):
            client.send(_GET)


def test_no_more_is_sent_in_a_second_than_the_rate_has(client_of: Callable[..., Client]) -> None:
    with _server(lambda connection, _: connection.sendall(b"HTTP/1.1 204 No\r\nConnection: close\r\n\r\n")) as url:
        client, start = client_of(url, limits=Limits([Rate("*", 20)])), monotonic()
        for _ in range(5):
            client.send(_GET)
    assert monotonic() - start >= 0.2


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [
        ("http://localhost:1", True),
        ("http://127.8.0.1", True),
        ("http://[::1]:80", True),
        ("http://localhost.example.com", False),
        ("http://10.0.0.1", False),
        ("http://127.0.0.1.example.com", False),
    ],
)
def test_this_machine_is_told_by_its_address(url: str, is_ours: bool) -> None:
    assert is_loopback(url) is is_ours


def test_redirects_without_an_end_are_no_response(client_of: Callable[..., Client]) -> None:
    def circle(connection: socket.socket, request: bytes) -> None:
        place = b"/others" if b"/things" in request else b"/things"
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: " + place + b"\r\nContent-Length: 0\r\n\r\n")

    with _server(circle) as url:
        exchanged = client_of(url, timeout=2).send(_GET)
    assert exchanged.response is None
    assert exchanged.problem == "redirects without an end"
