"""Who sees what: the walls between tenants, and around what is private to one user of a tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from harness.conformance._client import NotSent
from harness.conformance._json import json_of
from harness.conformance._lists import listed
from harness.conformance._shown import is_of_time
from harness.records import NamedTuple
from harness.resources import id_in, parameters_in

if TYPE_CHECKING:
    from harness.conformance._asked import Identity
    from harness.conformance._client import Exchanged
    from harness.conformance._made import Made
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.resources import Resource


class _Wall(NamedTuple):
    """What keeps the things of one apart from another.

    Attributes:
        party: what both are, each of its own.
        owner: who makes something.
        stranger: who is to see nothing of it.
    """

    party: Literal["tenant", "user"]
    owner: Identity | None
    stranger: Identity

    def stands(self, operation: Operation) -> bool:
        """Whether an operation is told who asks, so that it can keep them apart."""
        scheme = self.stranger.shows
        alternatives = [alternative.schemes for alternative in operation.security]
        return bool(alternatives) if scheme is None else any(scheme in schemes for schemes in alternatives)


def tenants(world: World) -> None:
    """What one tenant makes, another one never sees, changes or deletes."""
    wall = _Wall("tenant", None, world.strangers[0]) if world.strangers else None
    for resource in world.resources if wall is not None else ():
        if resource.parameter and world.can_create(resource) and wall is not None:
            _apart(world, resource, wall)


def users(world: World) -> None:
    """What is private to a user, another one of the same tenant never sees, changes or deletes."""
    for resource in world.resources:
        scheme = world.private.get(resource.path)
        pair = _pair(world, scheme) if scheme is not None else None
        if pair is not None and resource.parameter and resource.create in world.operations:
            owner, stranger = pair
            _apart(world, resource, _Wall("user", owner._replace(shows=scheme), stranger._replace(shows=scheme)))


def _pair(world: World, scheme: str) -> tuple[Identity, Identity] | None:
    """Two users of the tenant that asks, who differ in one credential; None where there are none."""
    all_users = (world.identity, *world.users)
    own = [each for each in all_users if each is not None and scheme in each.credentials]
    others = [each for each in own[1:] if each.credentials[scheme] != own[0].credentials[scheme]]
    return (own[0], others[0]) if others else None


def _apart(world: World, resource: Resource, wall: _Wall) -> None:
    if resource.read is None and resource.listing is None:
        return
    try:
        made = world.create(resource, identity=wall.owner)
        if made is not None:
            _unseen(world, resource, made, wall)
            _untouched(world, resource, made, wall)
            _unfilled(world, resource, wall)
    except NotSent:
        pass  # what is not asked is not told


def _unseen(world: World, resource: Resource, made: Made, wall: _Wall) -> None:
    read, listing = resource.read, resource.listing
    if read is not None and wall.stands(read):
        request = world.request(read, "smallest", ids=made.ids)
        exchanged = world.ask(read, request, identity=wall.stranger, there=False) if request is not None else None
        if exchanged is not None and _succeeds(exchanged):
            _told(world, wall, exchanged, f"can be read by another {wall.party}", read)
    if listing is not None and wall.stands(listing):
        own = listed(world, listing, made.ids, identity=wall.stranger)
        ids = [id_in(item, resource.parameter, resource.path) for item in own.items] if own is not None else []
        if own is not None and made.ids[resource.parameter] in ids:
            _told(world, wall, own.exchanges[-1], f"is listed for another {wall.party}", listing)


def _untouched(world: World, resource: Resource, made: Made, wall: _Wall) -> None:
    before = _read(world, resource, made, wall)
    for operation in (resource.replace, resource.update, resource.delete):
        if operation is None or not wall.stands(operation):
            continue
        request = world.request(operation, ids=made.ids)
        exchanged = world.ask(operation, request, identity=wall.stranger, there=False) if request is not None else None
        if exchanged is not None and _succeeds(exchanged):
            _told(world, wall, exchanged, f"takes {operation.method} of another {wall.party}", operation)
        if before is not None and exchanged is not None and _refuses(exchanged):
            _unharmed(world, wall, before, _read(world, resource, made, wall), operation)


def _read(world: World, resource: Resource, made: Made, wall: _Wall) -> Exchanged | None:
    request = world.request(resource.read, "smallest", ids=made.ids) if resource.read is not None else None
    if resource.read is None or request is None:
        return None
    return world.ask(resource.read, request, identity=wall.owner)


def _succeeds(exchanged: Exchanged) -> bool:
    return exchanged.response is not None and exchanged.response.status < 300


def _refuses(exchanged: Exchanged) -> bool:
    return exchanged.response is not None and 400 <= exchanged.response.status < 500


def _unharmed(world: World, wall: _Wall, before: Exchanged, after: Exchanged | None, operation: Operation) -> None:
    """What was refused has not happened."""
    if after is None or after.response is None or before.response is None or before.response.status >= 300:
        return
    old, new = json_of(before.response), json_of(after.response)
    if after.response.status in (404, 410):
        _told(world, wall, after, f"is gone after {operation.method} of another {wall.party}", operation)
    elif isinstance(old, dict) and isinstance(new, dict):
        texts = [name for name in set(old) & set(new) if isinstance(old[name], str) and not is_of_time(name)]
        if any(old[name] != new[name] for name in texts):
            _told(world, wall, after, f"is changed by {operation.method} of another {wall.party}", operation)


def _unfilled(world: World, resource: Resource, wall: _Wall) -> None:
    """Nobody creates anything below what belongs to another tenant; of what is above, users may share all."""
    operation = resource.create
    if wall.party != "tenant" or operation not in world.operations or not parameters_in(resource.path):
        return
    request = world.request(operation) if operation is not None else None
    if operation is None or request is None or not operation.security or operation.name in world.unreached:
        return
    exchanged = world.ask(operation, request, identity=wall.stranger, there=False)
    if _succeeds(exchanged):
        _told(world, wall, exchanged, "takes what another tenant puts below it", operation)


def _told(world: World, wall: _Wall, exchanged: Exchanged, what: str, operation: Operation) -> None:
    why = {
        "tenant": "What belongs to a tenant is not there for any other.",
        "user": "The settings say that it is private to whoever made it.",
    }[wall.party]
    title = f"What a {wall.party} made {what}"
    world.breach(
        f"{wall.party}-isolation", exchanged, title, why, operation, component="", pointer=what,
        likeness=f"any {wall.party}",
    )  # fmt: skip
