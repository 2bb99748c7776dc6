"""Does what the server sends by itself keep the contract of the callback that it was asked for?"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from harness.conformance._client import NotSent
from harness.conformance._definitions import counterpart, refused_node
from harness.conformance._receiver import Receiver
from harness.conformance._refusal_words import words_of
from harness.messages import BODY, Accepted, Exchange, Refusal
from harness.vocabulary import parameter_step, parse_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.messages import HTTPRequest, Path

# Where a request names the address. Source: OpenAPI 3.1.1, 4.8.20.4 Runtime Expressions.
_ADDRESS = re.compile(r"\{?\$request\.(?:body#(?P<body>/[^{}]+)|(?P<place>query|header)\.(?P<name>[^{}]+))\}?")
# Seconds for the first request, and for more of them. That none comes breaks nothing: they may wait for an event.
_PATIENCE = 2.0
_MORE = 0.2
_MOST = 20
_PATH = "/callback"


def callbacks(world: World) -> None:
    """Ask for each callback, with an address of our own."""
    for operation in world.operations:
        if calls_back(operation):
            _called_back(world, operation)


def calls_back(operation: Operation) -> bool:
    """Whether an operation declares callbacks to an address that its requests name."""
    return any(_ADDRESS.match(callback.path) for _, callback in operation.callbacks)


def _called_back(world: World, operation: Operation) -> None:
    with Receiver(_status(operation)) as receiver:
        request = _request(world, operation, receiver.url + _PATH)
        if request is None:
            return
        try:
            exchanged = world.ask(operation, request)
        except NotSent:
            return
        if exchanged.response is None or exchanged.response.status >= 400:
            return
        received = receiver.received(_PATIENCE)
        for _ in range(_MOST):
            if received is None:
                return
            _judge(world, operation, exchanged, received)
            received = receiver.received(_MORE)


def _judge(world: World, operation: Operation, exchanged: Exchanged, received: HTTPRequest) -> None:
    """Hold a request that came to the callbacks that it may be."""
    own = [(name, callback) for name, callback in operation.callbacks if callback.method == received.method]
    if not own:
        names = ", ".join(f"`{name}`" for name, _ in operation.callbacks)
        title = f"A callback is sent by {received.method}"
        why = f"The snapshot declares {names}, by other methods."
        world.breach("callback-request", exchanged, title, why, operation, pointer="method")
        return
    readings = [(name, callback, Exchange(callback).accept_request(received)) for name, callback in own]
    if any(isinstance(reading, Accepted) for _, _, reading in readings):
        return
    name, callback, refusal = readings[0]
    assert isinstance(refusal, Refusal)
    node = refused_node(callback, refusal, None, _media_type(received))
    finding = world.judge.finding(
        "callback-request",
        exchanged,
        f"Callback `{name}`: {words_of(refusal)}",
        "The snapshot says what the server sends there, and whoever receives it may rely on that.",
        operation=operation,
        node=node,
        pointer=refusal.fault if refusal.fault != "schema" else "",
        likeness=f"callback {name}",
        days=tuple(_days_that_take(world, operation, received)),
    )
    world.report(finding)


def _days_that_take(world: World, operation: Operation, received: HTTPRequest) -> Iterator[str]:
    """The days of the other snapshots that allow a request of a callback, the newest first."""
    for day, document in sorted(world.documents.items(), reverse=True):
        other = counterpart(operation, document) if day != world.asked.snapshot else None
        own = [each for _, each in other.callbacks if each.method == received.method] if other is not None else []
        if any(isinstance(Exchange(each).accept_request(received), Accepted) for each in own):
            yield day


def _request(world: World, operation: Operation, url: str) -> HTTPRequest | None:
    """A valid request that names an address for each callback; None where there is none."""
    request = world.request(operation, "fullest")
    exchange = world.judge.exchange(operation)
    read = exchange.accept_request(request) if request is not None else None
    if request is None or not isinstance(read, Accepted):
        return None
    values: dict[Path, Any] = dict(read.values)
    for _, callback in operation.callbacks:
        address = _ADDRESS.match(callback.path)
        if address is None:
            continue
        if address["body"]:
            values[BODY] = _with_member(values.get(BODY), parse_pointer(address["body"]), url)
        else:
            values[(parameter_step(address["place"], address["name"]),)] = url
    naming = exchange.request_of(values, read.media_type)._replace(path=request.path)
    return naming if isinstance(exchange.accept_request(naming), Accepted) else None


def _with_member(body: Any, pointer: tuple[str, ...], value: str) -> Any:
    """A body with a value at a pointer, as far as there are objects on the way."""
    body = copy.deepcopy(body)
    at = body
    for name in pointer[:-1]:
        at = at.setdefault(name, {}) if isinstance(at, dict) else None
    if isinstance(at, dict):
        at[pointer[-1]] = value
    return body


def _status(operation: Operation) -> int:
    """What the callbacks want to be answered with."""
    names = [status for _, callback in operation.callbacks for status in callback.responses]
    return next((int(name) for name in names if name.isdecimal() and name[0] == "2"), 200)


def _media_type(request: HTTPRequest) -> str | None:
    values = [value for name, value in request.headers if name.lower() == "content-type"]
    return values[0].partition(";")[0].strip().lower() if values else None
