"""Every operation is asked what it allows, so that it is known what can be tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._client import NotSent

if TYPE_CHECKING:
    from harness.conformance._world import World
    from harness.messages import Size

_SIZES: tuple[Size, ...] = ("smallest", "typical", "fullest")


def reach(world: World) -> None:
    """Ask every operation in each size, those that take things away last."""
    for operation in sorted(world.operations, key=lambda operation: operation.method == "DELETE"):
        if operation.method == "DELETE":
            continue  # life cycles delete what they made themselves
        for size in _SIZES:
            request = world.request(operation, size)
            if request is None:
                break
            try:
                world.ask(operation, request)
            except NotSent as limit:
                world.unreached.setdefault(operation.name, str(limit))
                break


def reads(world: World) -> None:
    """Ask every operation that reads."""
    for operation, request in world.samples():
        world.ask(operation, request)


def removals(world: World) -> None:
    """Ask what takes things away, where no life cycle has: last, and never what may take away who asks."""
    for operation in world.operations:
        if operation.method != "DELETE" or world.succeeded(operation):
            continue
        if not world.made_up and "{" not in operation.path:
            world.unreached.setdefault(operation.name, "it may take away who asks")
            continue
        request = world.request(operation, "smallest")
        if request is None:
            continue
        try:
            world.ask(operation, request)
        except NotSent as limit:
            world.unreached.setdefault(operation.name, str(limit))
        world.forget_all()
