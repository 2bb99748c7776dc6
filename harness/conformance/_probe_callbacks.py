"""Does what the server sends by itself keep the contract of the callback that it was asked for?"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from harness.conformance._client import NotSent
from harness.conformance._definitions import counterpart
from harness.conformance._deliveries import judge_delivery, received_by, status_for
from harness.conformance._receiver import Receiver
from harness.messages import BODY, Accepted
from harness.vocabulary import parameter_step, parse_pointer

if TYPE_CHECKING:
    from harness.conformance._world import World
    from harness.document import Document, Operation
    from harness.messages import HTTPRequest, Path

# Where a request names the address. Source: OpenAPI 3.1.1, 4.8.20.4 Runtime Expressions.
_ADDRESS = re.compile(r"\{?\$request\.(?:body#(?P<body>/[^{}]+)|(?P<place>query|header)\.(?P<name>[^{}]+))\}?")
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
    declared = {day: _declared(operation, document) for day, document in world.documents.items()}
    with Receiver(status_for(callback for _, callback in operation.callbacks)) as receiver:
        request = _request(world, operation, receiver.url + _PATH)
        if request is None:
            return
        try:
            exchanged = world.ask(operation, request)
        except NotSent:
            return
        if exchanged.response is None or exchanged.response.status >= 400:
            return
        for received in received_by(receiver):
            judge_delivery(world, "callback", operation, exchanged, received, declared)


def _declared(operation: Operation, document: Document) -> tuple[tuple[str, Operation], ...]:
    """The callbacks that a document declares for an operation."""
    own = operation if operation.document is document else counterpart(operation, document)
    return () if own is None else own.callbacks


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
