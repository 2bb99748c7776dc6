"""Every operation is asked what it allows, so that it is known what can be tested."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from harness.conformance._asked import takes_away_who_asks
from harness.conformance._client import NotSent
from harness.conformance._probe_selves import removed
from harness.conformance._probe_texts import lengthened
from harness.conformance._samples import samples_of
from harness.messages import Accepted
from harness.resources import other_id, parameters_in

if TYPE_CHECKING:
    from harness.conformance._world import World
    from harness.messages import Size

_SIZES: tuple[Size, ...] = ("smallest", "typical", "fullest")


def reach(world: World) -> None:
    """Ask every operation in each size, and by texts of all signs, those that take things away last."""
    for operation in sorted(world.operations, key=lambda operation: operation.method == "DELETE"):
        if operation.method == "DELETE":
            continue  # life cycles delete what they made themselves
        for size in (*_SIZES, None):
            request = world.request(operation, size or "fullest")
            if request is None or (size is None and operation.body is None):
                break
            try:
                world.ask(operation, request if size else lengthened(world, operation, request))
            except NotSent as limit:
                world.unreached.setdefault(operation.name, str(limit))
                break


def absent(world: World) -> None:
    """Ask every operation for what is not there, so that it says so as it is declared."""
    creatable = [resource for resource in world.resources if resource.create is not None]
    members = {each for resource in creatable for each in (resource.update, resource.replace, resource.delete)}
    made: set[str] = set()
    for operation in world.operations:
        names = [name for _, name in parameters_in(operation.path)]
        ids = world.ids(operation) if names else {}
        if not names or names[-1] not in ids or operation.name in world.unreached:
            continue
        request = world.request(operation, "smallest", ids={**ids, names[-1]: other_id(ids[names[-1]])})
        read = world.judge.exchange(operation).accept_request(request) if request is not None else None
        if request is None or not isinstance(read, Accepted) or request.path in made:
            continue
        try:
            exchanged = world.ask(operation, request, there=False)
        except NotSent:
            continue
        succeeded = exchanged.response is not None and exchanged.response.status < 300
        if succeeded and operation.method in ("PUT", "PATCH"):
            made.add(request.path)
        if exchanged.response is not None and exchanged.response.status == HTTPStatus.CREATED:
            continue  # PUT may create what is not there (RFC 9110, 9.3.4)
        if exchanged.response is not None and succeeded and operation in members and "404" in operation.responses:
            title = f"{operation.method} of an id that names nothing is answered with {exchanged.response.status}"
            why = "The snapshot declares 404 for what is not there."
            world.breach("unknown-id", exchanged, title, why, operation, component="", pointer=operation.method)


def reads(world: World) -> None:
    """Ask every operation that reads."""
    for operation, request in samples_of(world):
        world.ask(operation, request)


def removals(world: World) -> None:
    """Ask what takes things away, where no life cycle has: last, and never what may take away who asks."""
    for operation in world.operations:
        if operation.method != "DELETE" or world.succeeded(operation):
            continue
        try:
            if takes_away_who_asks(operation) and (removed(world, operation) or not world.made_up):
                if not world.succeeded(operation):
                    world.unreached.setdefault(operation.name, "it may take away who asks")
                continue
            request = world.request(operation, "smallest")
            if request is not None:
                world.ask(operation, request)
        except NotSent as limit:
            world.unreached.setdefault(operation.name, str(limit))
        world.forget_all()
