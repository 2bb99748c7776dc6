"""Who asks can be deleted, too: somebody is created for it, so that nobody who is needed goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._json import json_of
from harness.resources import id_in

if TYPE_CHECKING:
    from harness.conformance._asked import Identity
    from harness.conformance._client import Exchanged
    from harness.conformance._made import Made
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.resources import Resource


def removed(world: World, operation: Operation) -> bool:
    """Delete somebody by what deletes who asks, and look whether they are gone; False where nobody can be made.

    Raises:
        NotSent: the limits of the run forbid it.
    """
    resource = _collection(world, operation)
    scheme = _scheme(operation, resource) if resource is not None else None
    made = world.create(resource) if resource is not None and scheme is not None else None
    # A server that takes whoever comes takes them for somebody new when they are gone.
    if resource is None or scheme is None or made is None or world.identity is None or world.made_up:
        return False
    id_ = made.ids[resource.parameter]
    own = world.identity._replace(credentials={**world.identity.credentials, scheme: str(id_)})
    before = _shown(world, operation, own)
    is_there = before is not None and before.response is not None and before.response.status < 300
    whose = id_in(json_of(before.response), resource.parameter, resource.path) if before is not None else None
    if before is None or not is_there or str(whose) != str(id_):
        if is_there and before is not None and whose is not None:
            title, why = "Who asks is shown somebody else", "The credentials are those of whoever was just created."
            world.breach("user-isolation", before, title, why, operation, component="", pointer=operation.path)
        return False  # whoever else answers here would be deleted
    request = world.request(operation, "smallest")
    if request is None:
        return False
    first = world.ask(operation, request, identity=own)
    if first.response is not None and first.response.status < 300:
        _hold_gone(world, operation, resource, made, own)
        again = world.ask(operation, request, identity=own, there=False)
        if again.response is not None and again.response.status < 300 and "404" in operation.responses:
            title = f"To delete it again is answered with {again.response.status}"
            why = "The snapshot declares 404 for what is not there."
            world.breach("deleted-twice", again, title, why, operation, pointer=operation.path)
    return True


def _collection(world: World, operation: Operation) -> Resource | None:
    """Where those who ask are members: `/users` for `/users/me`."""
    home = operation.path.rpartition("/")[0]
    own = (each for each in world.resources if each.path == home and each.create is not None and each.parameter)
    return next(own, None)


def _scheme(operation: Operation, resource: Resource) -> str | None:
    """The security scheme that names who asks: the one that whoever creates somebody can do without."""
    create = resource.create
    needed = {frozenset(alternative.schemes) for alternative in create.security} if create is not None else set()
    for alternative in operation.security:
        for others in needed:
            own = set(alternative.schemes) - others
            if len(own) == 1:
                return own.pop()
    return None


def _shown(world: World, operation: Operation, identity: Identity, *, there: bool = True) -> Exchanged | None:
    """Who asks, as the same path shows it."""
    read = next((each for each in world.operations if (each.method, each.path) == ("GET", operation.path)), None)
    request = world.request(read, "smallest") if read is not None else None
    return None if read is None or request is None else world.ask(read, request, identity=identity, there=there)


def _hold_gone(world: World, operation: Operation, resource: Resource, made: Made, own: Identity) -> None:
    """Whoever was deleted is there for nobody."""
    read = resource.read
    request = world.request(read, "smallest", ids=made.ids) if read is not None else None
    others = world.ask(read, request, there=False) if read is not None and request is not None else None
    for exchanged in (others, _shown(world, operation, own, there=False)):
        if exchanged is not None and exchanged.response is not None and exchanged.response.status < 300:
            title = "Who asked to be deleted can still be read"
            why = "What was deleted is gone, until it is created again."
            world.breach("deleted-gone", exchanged, title, why, operation, pointer=operation.path)
            return
