"""Bodies that are wrong in one thing, for what is there: ids that are made up are not found, whatever else is wrong."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from harness.conformance._client import NotSent
from harness.conformance._json import json_or_none
from harness.messages import Refusal
from harness.resources import parameters_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._world import World
    from harness.document import Operation
    from harness.messages import HTTPRequest

_ODD = "harness-odd"
_MOST = 16  # of an operation
_LONG, _LARGE = 3000, 10**9


def invalid(world: World) -> None:
    """Ask each operation below something that is there for what the snapshot does not allow."""
    for operation in world.operations:
        request = world.request(operation, "fullest") if parameters_in(operation.path) and operation.body else None
        if request is None or operation.name in world.unreached:
            continue
        try:
            for changed in islice(_refused(world, operation, request), _MOST):
                world.ask(operation, changed, there=False)
        except NotSent:
            continue


def _refused(world: World, operation: Operation, request: HTTPRequest) -> Iterator[HTTPRequest]:
    """The requests with one thing changed that the snapshot does not allow."""
    body, exchange = json_or_none(request.body), world.judge.exchange(operation)
    for changed in _changes(body) if isinstance(body, dict) else ():
        sent = request._replace(body=json.dumps(changed).encode())
        if isinstance(exchange.accept_request(sent), Refusal):
            yield sent


def _changes(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, value in body.items():
        yield {other: each for other, each in body.items() if other != name}
        yield {**body, name: 7 if isinstance(value, str) else _ODD}
        limits = ("", value + "a" * _LONG) if isinstance(value, str) else ()
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        for limit in (-1, _LARGE) if is_number else limits:
            yield {**body, name: limit}
    yield {**body, _ODD: _ODD}
