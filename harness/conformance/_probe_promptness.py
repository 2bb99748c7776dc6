"""Do answers come within the time that is set for them?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from harness.conformance._client import NotSent
from harness.conformance._fresh import with_fresh_names
from harness.vocabulary import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.messages import HTTPRequest, Size

_SIZES: tuple[Size, ...] = ("smallest", "typical", "fullest")
# So often more a request is sent that was answered too late: once may be chance.
_REPEATS = 2


def promptness(world: World) -> None:
    """Ask each operation that has a limit, and whatever took longer again."""
    for operation in world.operations:
        limit = world.promptness.limit(operation)
        if limit is None:
            continue
        try:
            _ask(world, operation)
            slowest = world.promptness.slowest(operation)
            if slowest is not None:
                _tell(world, operation, [slowest, *_repeated(world, operation, slowest)], limit)
        except NotSent as reason:
            world.unreached.setdefault(operation.name, str(reason))


def _ask(world: World, operation: Operation) -> None:
    for size in _SIZES if operation.method != "DELETE" else ():
        request = world.request(operation, size)
        if request is not None:
            world.ask(operation, request)


def _repeated(world: World, operation: Operation, slowest: Exchanged) -> Iterator[Exchanged]:
    """The same again."""
    for _ in range(_REPEATS):
        request = _once_more(world, operation, slowest.request)
        if request is not None:
            exchanged = world.send(request)
            world.seen(operation, exchanged)
            yield exchanged


def _once_more(world: World, operation: Operation, request: HTTPRequest) -> HTTPRequest | None:
    """The same request, for what can be deleted once or is called what can be taken once; None where there is none."""
    if operation.method == "POST":
        return with_fresh_names(request, partial(world.judge.readings, operation)) or request
    if operation.method != "DELETE":
        return request
    resource = next((each for each in world.resources if each.delete is operation), None)
    made = world.create(resource) if resource is not None else None
    another = world.request(operation, ids=made.ids) if made is not None else None
    return None if another is None else request._replace(path=another.path)


def _tell(world: World, operation: Operation, exchanges: list[Exchanged], limit: float) -> None:
    answered = [each for each in exchanges if each.response is not None]
    fastest = min(answered, key=lambda each: each.seconds)
    if len(answered) <= _REPEATS or fastest.seconds <= limit:
        return
    world.breach(
        "slow-answer",
        fastest,
        f"An answer takes {fastest.seconds:.2f} seconds, where {limit:g} are set",
        f"It was asked for {len(answered)} times, and this is the fastest of them.",
        operation,
        component=f"paths/{escaped(operation.path)}/{operation.method.lower()}",
        likeness="slow",
    )
