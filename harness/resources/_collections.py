"""What an API keeps, read from its paths: collections with their members."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.document import Document, Operation

_MEMBER = re.compile(r"(.+)/\{[^{}/]*\}")
_PARAMETER = re.compile(r"\{([^{}]+)\}")
# Names of parameters that say nothing of what they name.
PLAIN = frozenset({"id", "uuid", "name", "key", "code", "slug"})


class Resource(NamedTuple):
    """A collection and its members.

    Attributes:
        path: of the collection.
        parameter: the name of the path parameter that tells a member; empty where there are no paths of members.
        create: POST on the collection; None where nothing can be created there.
        listing: GET on the collection.
        read: GET on a member.
        replace: PUT on a member.
        update: PATCH on a member.
        delete: DELETE on a member.
    """

    path: str
    parameter: str
    create: Operation | None = None
    listing: Operation | None = None
    read: Operation | None = None
    replace: Operation | None = None
    update: Operation | None = None
    delete: Operation | None = None

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Those that there are."""
        return tuple(operation for operation in self[2:] if operation is not None)


def resources_of(document: Document) -> tuple[Resource, ...]:
    """The collections of an API, in the order of its document; a list that nothing can be added to is one too."""
    paths: dict[str, dict[str, Operation]] = {}
    for operation in document.operations:
        if operation.kind == "operation":
            paths.setdefault(operation.path, {})[operation.method] = operation
    members: dict[str, tuple[str, str]] = {}
    for path in paths:
        home = collection_of(path)
        if home is not None:
            members.setdefault(home, (path, path.rpartition("/")[2][1:-1]))
    return tuple(_resources(paths, members))


def collection_of(path: str) -> str | None:
    """The path of the collection that a path leads to a member of: `/pets` of `/pets/{id}`; None for another path."""
    match = _MEMBER.fullmatch(path)
    return None if match is None else match[1]


def creators_of(resource: Resource, resources: tuple[Resource, ...]) -> list[Resource]:
    """The collections that members may be created in, its own first: `/shelves/{id}/notes` for those of `/notes`."""
    if resource.create is not None:
        return [resource]
    last = resource.path.rpartition("/")[2]
    return [other for other in resources if other.create is not None and other.path.rpartition("/")[2] == last]


def with_changes(resource: Resource, resources: tuple[Resource, ...]) -> Resource:
    """A collection, with what changes its members where they are created, if that is elsewhere."""
    for creator in creators_of(resource, resources):
        if creator.parameter == resource.parameter:
            replace, update = resource.replace or creator.replace, resource.update or creator.update
            resource = resource._replace(replace=replace, update=update)
    return resource


def sources_of(prefix: str, parameter: str, resources: tuple[Resource, ...]) -> list[Resource]:
    """Where an id for a parameter may come from, the likeliest first.

    Args:
        prefix: the path before the parameter.
        parameter: its name.
        resources: of the API.
    """
    own = [resource for resource in resources if resource.path == prefix]
    named = [
        resource
        for resource in resources
        if resource.parameter == parameter and resource not in own and parameter.lower() not in PLAIN
    ]
    last = prefix.rpartition("/")[2]
    alike = [
        resource
        for resource in resources
        if resource.path.rpartition("/")[2] == last and resource not in own and resource not in named
    ]
    creating = [resource for resource in (*own, *named, *alike) if resource.create is not None]
    return [*creating, *(resource for resource in own if resource.create is None)]


def parameters_in(path: str) -> list[tuple[str, str]]:
    """The parameters of a path, each with the path before it: `("/pets", "id")` of `/pets/{id}/toys`."""
    return [(path[: match.start()].rstrip("/"), match[1]) for match in _PARAMETER.finditer(path)]


def renamed(ids: Mapping[str, Any], own: Operation, other: Operation) -> dict[str, Any]:
    """Ids by the names that the path of another version has for the same parameters."""
    names = zip(parameters_in(own.path), parameters_in(other.path), strict=True)
    return {theirs: ids[ours] for (_, ours), (_, theirs) in names if ours in ids}


def with_undeclared(operation: Operation, path: str, ids: Mapping[str, Any]) -> str:
    """A path with values for parameters that the document forgets to declare, where they fill a segment."""
    declared = {parameter.name for parameter in operation.parameters if parameter.location == "path"}
    template, segments = operation.path.split("/"), path.split("/")
    if len(template) != len(segments):
        return path
    for number, piece in enumerate(template):
        name = piece[1:-1]
        if piece == f"{{{name}}}" and name in ids and name not in declared:
            segments[number] = quote(str(ids[name]), safe="")
    return "/".join(segments)


def _resources(paths: dict[str, dict[str, Operation]], members: dict[str, tuple[str, str]]) -> Iterator[Resource]:
    lasts = {path.rpartition("/")[2] for path in members}
    collections = [
        path
        for path, methods in paths.items()
        if "POST" in methods and ("GET" in methods or path.rpartition("/")[2] in lasts)
    ]
    for path in dict.fromkeys([*(path for path in paths if path in members or path in collections), *members]):
        member, parameter = members.get(path, ("", ""))
        own, inner = paths.get(path, {}), paths.get(member, {})
        yield Resource(
            path,
            parameter,
            own.get("POST"),
            own.get("GET"),
            inner.get("GET"),
            inner.get("PUT"),
            inner.get("PATCH"),
            inner.get("DELETE"),
        )
