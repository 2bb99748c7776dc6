"""Is what stands below something gone when that is deleted?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.resources import parameters_in
from harness.vocabulary import escaped

if TYPE_CHECKING:
    from harness.conformance._made import Made
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.resources import Resource


def ask_below(world: World, resource: Resource, made: Made) -> None:
    """What can be read below what was deleted, of which nothing else has to be named."""
    for operation in world.operations:
        if operation.method == "GET" and _is_below(operation.path, resource, made):
            _ask(
                world, resource, operation, made, f"What stands below what was deleted is still there: {operation.name}"
            )


def delete_with_all_below(world: World, resource: Resource, made: Made) -> None:
    """Something is made in each collection below it, and read when it is deleted."""
    inner = [
        each for each in world.resources if _is_below(each.path, resource, made) and each.create in world.operations
    ]
    children = [(each.read, world.create(each, ids=made.ids)) for each in inner]
    request = world.request(resource.delete, ids=made.ids) if resource.delete is not None and children else None
    exchanged = world.ask(resource.delete, request) if resource.delete is not None and request is not None else None
    if exchanged is None or exchanged.response is None or exchanged.response.status >= 300:
        return  # it may well be refused for as long as there is something below it
    for read, child in children:
        if read is not None and child is not None:
            title = f"What was made below what was deleted can still be read: {read.name}"
            _ask(world, resource, read, child, title)


def _is_below(path: str, resource: Resource, made: Made) -> bool:
    names = {name for _, name in parameters_in(path)}
    return path.startswith(f"{resource.path}/{{{resource.parameter}}}/") and names <= set(made.ids)


def _ask(world: World, resource: Resource, operation: Operation, made: Made, title: str) -> None:
    request = world.request(operation, "smallest", ids=made.ids)
    if request is None or "404" not in operation.responses:
        return
    exchanged = world.ask(operation, request, there=False)
    if exchanged.response is not None and exchanged.response.status < 300:
        why = "What was deleted is gone with all that is below it, until it is created again."
        component = f"paths/{escaped(resource.path)}"
        world.breach(
            "deleted-gone", exchanged, title, why, operation, component=component, likeness="deleted-gone"
        )  # fmt: skip
