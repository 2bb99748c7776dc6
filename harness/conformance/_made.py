"""What was created at a server, by us or by others before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.conformance._client import NotSent
from harness.conformance._json import json_of
from harness.resources import id_in, items_in

if TYPE_CHECKING:
    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.resources import Resource


class Made(NamedTuple):
    """A member of a collection that was created.

    Attributes:
        ids: of it and of what it stands below, by the names of their path parameters.
        body: what was sent.
        answer: what the server said of it.
    """

    resource: Resource
    ids: dict[str, Any]
    body: Any
    answer: Any
    exchanged: Exchanged


def first_listed(world: World, resource: Resource) -> Made | None:
    """The first member of a list that shows its id, whoever created it; None where there is none."""
    operation = resource.listing
    if operation is None or not resource.parameter:
        return None
    ids = world.ids(operation)
    request = world.request(operation, "smallest", ids=ids)
    if request is None:
        return None
    try:
        exchanged = world.ask(operation, request)
    except NotSent:
        return None
    for item in items_in(json_of(exchanged.response)) or []:
        id_ = id_in(item, resource.parameter, resource.path)
        if id_ is not None:
            return Made(resource, {**ids, resource.parameter: id_}, None, item, exchanged)
    return None
