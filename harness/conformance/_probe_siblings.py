"""Do things keep to themselves: to their parents, and to what they are when nobody names them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.conformance._client import NotSent
from harness.conformance._definitions import applying, below, counterpart, declared_members
from harness.conformance._json import json_of, json_or_none
from harness.conformance._lists import listed
from harness.messages import request_parts
from harness.resources import id_in, member_in, parameters_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._client import Exchanged
    from harness.conformance._made import Made
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.resources import Resource

# What a change is answered with that was made; 201 is for what was not there.
_DONE = frozenset({200, 202, 204})
_PLAIN = str | int | float | bool


def parents(world: World) -> None:
    """What stands below one thing does not stand below another."""
    for resource in world.resources:
        above = parameters_in(resource.path)
        if not above or not resource.parameter or resource.create not in world.operations:
            continue
        prefix, name = above[-1]
        holder = next((each for each in world.resources if each.path == prefix and each.create is not None), None)
        if holder is None or holder.parameter != name:
            continue
        try:
            made, other = world.create(resource), world.create(holder)
            if made is not None and other is not None and made.ids[name] != other.ids[name]:
                _apart(world, resource, made, {**made.ids, name: other.ids[name]})
        except NotSent:
            continue


def _apart(world: World, resource: Resource, made: Made, ids: dict[str, Any]) -> None:
    id_ = made.ids[resource.parameter]
    if resource.read is not None:
        request = world.request(resource.read, "smallest", ids=ids)
        exchanged = world.ask(resource.read, request, there=False) if request is not None else None
        if exchanged is not None and exchanged.response is not None and exchanged.response.status < 300:
            title = "What stands below one thing can be read below another"
            world.breach("parents-apart", exchanged, title, _OWN, resource.read, component="", pointer="read")
    if resource.listing is not None:
        own = listed(world, resource.listing, ids)
        others = [id_in(item, resource.parameter, resource.path) for item in own.items] if own is not None else []
        if own is not None and id_ in others:
            title = "What stands below one thing is listed below another"
            last = own.exchanges[-1]
            world.breach("parents-apart", last, title, _OWN, resource.listing, component="", pointer="list")
    for operation in (resource.update, resource.replace, resource.delete):
        if operation is not None and "404" in operation.responses and _is_changed(world, operation, ids):
            return


def _is_changed(world: World, operation: Operation, ids: dict[str, Any]) -> bool:
    """Whether what stands elsewhere is changed, or taken away."""
    request = world.request(operation, ids=ids)
    exchanged = world.ask(operation, request, there=False) if request is not None else None
    if exchanged is None or exchanged.response is None or exchanged.response.status not in _DONE:
        return False
    title = f"{operation.method} changes below one thing what stands below another"
    world.breach("parents-apart", exchanged, title, _OWN, operation, component="", pointer="change")
    return True


_OWN = "The path says what a thing stands below, and it stands nowhere else."


def defaults(world: World) -> None:
    """What a request leaves out is taken as the default that the snapshot declares."""
    for resource in world.resources:
        operation = resource.create
        if operation is None or operation not in world.operations or not has_defaults(operation):
            continue
        try:
            _defaulted(world, resource, operation)
        except NotSent:
            continue


def _defaulted(world: World, resource: Resource, operation: Operation) -> None:
    request = world.request(operation, "smallest")
    if request is None:
        return
    created = world.ask(operation, request)
    sent = json_or_none(created.request.body)
    if created.response is None or created.response.status >= 300 or not isinstance(sent, dict):
        return
    wrong = set[str]()
    for exchanged in (created, _read(world, resource, created)):
        body = json_of(exchanged.response) if exchanged is not None else None
        member = member_in(body, resource.parameter or "id", resource.path)
        holder = member if isinstance(member, dict) else {}
        for name, default in _defaults(operation):
            is_shown = name not in sent and name in holder and isinstance(holder[name], _PLAIN)
            if exchanged is None or not is_shown or holder[name] == default or name in wrong:
                continue
            wrong.add(name)
            title = f"`{name}` is {holder[name]!r} where it is left out, and its default {default!r}"
            why = "The snapshot says what is meant by a request that leaves it out."
            days = tuple(_days(world, operation, name, holder[name]))
            world.breach("default-applied", exchanged, title, why, operation, pointer=name, at=(name,), days=days)


def _read(world: World, resource: Resource, created: Exchanged) -> Exchanged | None:
    """What was created, as it can be read."""
    id_ = id_in(json_of(created.response), resource.parameter or "id", resource.path)
    if resource.read is None or resource.create is None or id_ is None:
        return None
    ids = {**world.ids(resource.create), resource.parameter: id_}
    request = world.request(resource.read, "smallest", ids=ids)
    return world.ask(resource.read, request) if request is not None else None


def _days(world: World, operation: Operation, name: str, value: Any) -> Iterator[str]:
    """The other snapshots that have a value as the default."""
    for day, document in sorted(world.documents.items(), reverse=True):
        other = counterpart(operation, document) if day != world.asked.snapshot else None
        if other is not None and (name, value) in list(_defaults(other)):
            yield day


def has_defaults(operation: Operation) -> bool:
    """Whether a body has a property with a plain default."""
    return next(_defaults(operation), None) is not None


def _defaults(operation: Operation) -> Iterator[tuple[str, Any]]:
    """The properties of a body that have a plain default."""
    document = operation.document
    parts = [part for part in request_parts(operation) if part.media_type is not None and "json" in part.media_type]
    schemas = list(applying(document, [part.schema for part in parts if part.schema is not None]))
    for name in sorted(declared_members(schemas)):
        for node in below(document, schemas, name):
            if isinstance(node.value.get("default"), _PLAIN):
                yield name, node.value["default"]
