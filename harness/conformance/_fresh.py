"""Names that are not taken: the same request with other texts, where a server takes each of them once."""

from __future__ import annotations

import json
from functools import partial
from http import HTTPStatus
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from harness.conformance._json import json_or_none

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.conformance._asked import Identity
    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.messages import HTTPRequest

    Place = tuple[str | int, ...]

_MOST = 20  # texts of a body that are tried


def renewed(world: World, operation: Operation, exchanged: Exchanged, identity: Identity | None = None) -> Exchanged:
    """What comes of a request with other names, where its own are taken; else what came. Nothing is judged."""
    if exchanged.response is None or exchanged.response.status != HTTPStatus.CONFLICT:
        return exchanged
    request = with_fresh_names(exchanged.request, partial(world.judge.readings, operation))
    if request is None:
        return exchanged
    again = world.send(request)
    world.seen(operation, again, identity)
    return again


def with_fresh_names(request: HTTPRequest, readings: Callable[[HTTPRequest], object]) -> HTTPRequest | None:
    """A request with other texts in its body, as far as nothing else depends on them; None where none is free.

    Args:
        request: with a body of JSON.
        readings: what is told of a request, which has to stay as it is.
    """
    body, before = json_or_none(request.body), readings(request)
    fresh: HTTPRequest | None = None
    for place, text in list(_texts(body))[:_MOST]:
        for other in _others(text):
            changed = replaced(body, place, other)
            sent = request._replace(body=json.dumps(changed).encode())
            if readings(sent) == before:
                body, fresh = changed, sent
                break
    return fresh


def _texts(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in members:
        yield from _texts(member, (*place, step))


def _others(text: str) -> Iterator[str]:
    """Others like a text: as long, with the same end, or longer."""
    token = token_hex(3)
    yield f"{text[:-6]}{token}"
    yield f"{token}{text[6:]}"
    yield f"{token}{text}"


def replaced(value: Any, place: Place, other: Any) -> Any:
    """A value with another one at a place in it."""
    if not place:
        return other
    step, rest = place[0], place[1:]
    if isinstance(value, list):
        return [replaced(each, rest, other) if number == step else each for number, each in enumerate(value)]
    return {name: replaced(each, rest, other) if name == step else each for name, each in value.items()}
