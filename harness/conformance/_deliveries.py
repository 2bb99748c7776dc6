"""Requests that a server sends by itself, held to what the document says of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from harness.conformance._definitions import refused_node
from harness.conformance._other_snapshots import media_type_of
from harness.conformance._refusal_words import words_of
from harness.messages import Accepted, Exchange, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from harness.conformance._client import Exchanged
    from harness.conformance._receiver import Receiver
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.messages import HTTPRequest

    Declared = tuple[tuple[str, Operation], ...]

Kind = Literal["callback", "webhook"]
# Seconds for the first request, and for more of them. That none comes breaks nothing: they may wait for an event.
_PATIENCE = 2.0
_MORE = 0.2
_MOST = 20


def received_by(receiver: Receiver) -> Iterator[HTTPRequest]:
    """What comes, until nothing does for a while."""
    received = receiver.received(_PATIENCE)
    for _ in range(_MOST):
        if received is None:
            return
        yield received
        received = receiver.received(_MORE)


def judge_delivery(
    world: World,
    kind: Kind,
    operation: Operation,
    exchanged: Exchanged,
    received: HTTPRequest,
    declared: Mapping[str, Declared],
) -> None:
    """Hold a request that came to what it may be.

    Args:
        world: whose version was asked for.
        kind: what it is.
        operation: that was told where to send it.
        exchanged: the request that told so.
        received: what came.
        declared: by the days of the snapshots, the requests of the kind with their names.
    """
    check, all_own = f"{kind}-request", declared[world.asked.snapshot]
    own = [(name, each) for name, each in all_own if each.method == received.method]
    if not own:
        names = ", ".join(f"`{name}`" for name in dict(all_own))
        title = f"A {kind} is sent by {received.method}"
        why = f"The snapshot declares {names}, by other methods."
        world.breach(check, exchanged, title, why, operation, pointer="method")
        return
    readings = [(name, each, Exchange(each).accept_request(received)) for name, each in own]
    if any(isinstance(reading, Accepted) for _, _, reading in readings):
        return
    words = _words_of(received)
    name, meant, refusal = next((each for each in readings if each[0] in words), readings[0])
    assert isinstance(refusal, Refusal)
    finding = world.judge.finding(
        check,
        exchanged,
        f"{kind.capitalize()} `{name}`: {words_of(refusal)}",
        "The snapshot says what the server sends there, and whoever receives it may rely on that.",
        operation=operation,
        node=refused_node(meant, refusal, None, media_type_of(received)),
        pointer=refusal.fault if refusal.fault != "schema" else "",
        likeness=f"{kind} {name}",
        days=tuple(_days_that_take(world, received, declared)),
    )
    world.report(finding)


def status_for(operations: Iterable[Operation]) -> int:
    """What requests that a server sends want to be answered with."""
    names = [status for operation in operations for status in operation.responses]
    return next((int(name) for name in names if name.isdecimal() and name[0] == "2"), 200)


def _days_that_take(world: World, received: HTTPRequest, declared: Mapping[str, Declared]) -> Iterator[str]:
    """The days of the other snapshots that allow what came, the newest first."""
    for day, others in sorted(declared.items(), reverse=True):
        own = [each for _, each in others if each.method == received.method and day != world.asked.snapshot]
        if any(isinstance(Exchange(each).accept_request(received), Accepted) for each in own):
            yield day


def _words_of(received: HTTPRequest) -> set[Any]:
    """The texts of a body, one of which may be the name of the event."""
    try:
        body = json.loads(received.body)
    except ValueError:
        return set()
    return {value for value in body.values() if isinstance(value, str)} if isinstance(body, dict) else set()
