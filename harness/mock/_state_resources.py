"""Which resources an API has, and what each operation does with them: derived from paths and methods.

A collection is a path with POST that also has a list or a path to one of its resources: its own with one parameter
more. All versions are looked at together, by paths without the names of their parameters. What cannot be derived is
said by hints in api.toml.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from harness.document import without_parameter_names
from harness.messages import NO_VALUE
from harness.mock._router import parameter_names
from harness.mock._state_store import Kind
from harness.mock._state_views import View
from harness.records import NamedTuple
from harness.resources import collection_of, folded, is_word, names_of_id, singular
from harness.versions import ResourceHint

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from harness.mock._operation import ServedOperation
    from harness.mock._service import Service
    from harness.mock._state_store import Record

Deed = Literal["create", "list", "read", "replace", "change", "delete", "clear", "feed", "upload", "export", "other"]
_ON_COLLECTIONS: dict[str, Deed] = {"GET": "list", "POST": "create", "PUT": "create", "DELETE": "clear"}
_ON_MEMBERS: dict[str, Deed] = {"GET": "read", "PUT": "replace", "PATCH": "change", "DELETE": "delete"}
_NO_HINT = ResourceHint("")
# By path without names of parameters, then by method, the operations of all versions.
_Paths = "Mapping[str, Mapping[str, list[ServedOperation]]]"


class Resource:
    """One kind of things that an API has.

    Attributes:
        kind: by which records are told apart.
        path: of the collection, with the names of its parameters.
        member_path: of one resource.
        segment: the last one of the path.
        ids: the folded names of the identifier.
        hint: of the owner.
    """

    def __init__(
        self, api: str, path: str, paths: Mapping[str, Mapping[str, list[ServedOperation]]], hint: ResourceHint
    ) -> None:
        self._paths = paths
        self.hint = hint
        self.erased = without_parameter_names(path)
        self.path = path
        self.segment = path.rpartition("/")[2]
        self._prefix = singular(self.segment)
        self.parents = parameter_names(path)
        self.kind = Kind(api, self.erased, tuple(dict.fromkeys(self.view_of(own) for own in (path, *hint.also))))
        self.homes = tuple(without_parameter_names(own) for own in (path, *hint.also))
        members = [operation for home in self.homes for operation in _operations(paths.get(f"{home}/{{}}", {}))]
        parameters = dict.fromkeys(parameter_names(operation.operation.path)[-1] for operation in members)
        self.has_members = bool(members)
        self.member_path = members[-1].operation.path if members else path
        self.ids = (*(folded(name) for name in hint.ids), *names_of_id(self.segment, parameters))
        self._aliases = {folded(other): folded(name) for other, name in hint.names.items()}
        self._parent_names = dict(self._names_of_parents())

    @cached_property
    def is_creatable(self) -> bool:
        """Whether requests create such resources."""
        if self.hint.stored is not None:
            return self.hint.stored
        creates = any("POST" in self._paths.get(home, {}) for home in self.homes)
        return (creates and (self.has_members or self.lists is not None)) or self.is_put

    @cached_property
    def names_of_id(self) -> frozenset[str]:
        """The folded names of the identifier where nothing else is beside it, as in headers."""
        return frozenset((*self.ids, *(f"{self._prefix}{end}" for end in ("id", "uuid", "key")), "resourceid"))

    @cached_property
    def is_put(self) -> bool:
        """Whether PUT on a path to one creates it, which its answer 201 says."""
        puts = (self._paths.get(f"{home}/{{}}", {}) for home in self.homes)
        return any(served.answers.declares(201) for methods in puts for served in methods.get("PUT", ()))

    @cached_property
    def shown_names(self) -> frozenset[str]:
        """The folded names of the properties that responses show of one."""
        names: set[str] = set()
        for served, many in self.shown_by():
            success = served.answers.success()
            contents = () if many or success is None else success[1].contents.values()
            names.update(*(View(content, self).names for content in contents if content.is_json))
        return frozenset(names)

    @cached_property
    def lists(self) -> ServedOperation | None:
        """The operation that lists them, of the latest version that has one; None where none does."""
        operations = (o for home in self.homes for o in reversed(self._paths.get(home, {}).get("GET", ())))
        return next((operation for operation in operations if _lists(operation, self)), None)

    @property
    def is_shown(self) -> bool:
        """Whether responses show such resources at all."""
        return self.lists is not None or self.has_members

    def shown_by(self) -> Iterator[tuple[ServedOperation, bool]]:
        """The operations whose responses show such resources, and whether they show many."""
        for home in self.homes:
            yield from ((operation, True) for operation in self._paths.get(home, {}).get("GET", ()))
            yield from ((operation, False) for operation in self._paths.get(home, {}).get("POST", ()))
            yield from ((operation, False) for operation in self._paths.get(f"{home}/{{}}", {}).get("GET", ()))

    def members(self, record: Record, id_name: str | None) -> RecordMembers:
        """The members of a record."""
        return RecordMembers(self, record, id_name)

    def canonical(self, name: str) -> str:
        """A folded name, that of another version put into the usual one."""
        own = folded(name)
        return self._aliases.get(own, own)

    def stored_as(self, name: str, known: Container[str]) -> str | None:
        """Under which of some folded names a property is stored: its own, or with or without that of the resource.

        The `collectionName` of a collection is its `name`.
        """
        own = self.canonical(name)
        forms = (own, f"{self._prefix}{own}", own.removeprefix(self._prefix))
        return next((form for form in forms if form in known), None)

    def parent_of(self, name: str) -> int | None:
        """Which of the parents a property names, None for none."""
        return self._parent_names.get(folded(name))

    def _names_of_parents(self) -> Iterator[tuple[str, int]]:
        segments = self.path.split("/")
        own = [at for at, segment in enumerate(segments) if segment.startswith("{")]
        for place, at in enumerate(own):
            above = segments[at - 1]
            for name in names_of_id(above, [self.parents[place]]):
                if name.startswith(singular(above)) or name == folded(self.parents[place]):
                    yield name, place

    def view_of(self, path: str) -> tuple[int, ...]:
        """Which of the parents a path names."""
        names = [folded(name) for name in parameter_names(path)]
        own = [folded(name) for name in self.parents]
        if all(name in own for name in names):
            return tuple(own.index(name) for name in names)
        return tuple(range(min(len(names), len(own))))


class RecordMembers:
    """What a record says of itself: what is stored, its identifier, and what it lies in."""

    __slots__ = ("_by_name", "_id_name", "_record", "_resource")

    def __init__(self, resource: Resource, record: Record, id_name: str | None) -> None:
        self._resource = resource
        self._record = record
        self._id_name = id_name
        self._by_name = {resource.canonical(name): name for name in record.fields}

    def get(self, name: str, beside: Container[str] = ()) -> Any:
        """What is stored under a name or one that means the same; `NO_VALUE` for nothing.

        Args:
            name: of a property.
            beside: the folded names of all properties: what has a name of its own among them means something else.
        """
        if name == self._id_name:
            return self._record.id
        if name in self._record.fields:
            return self._record.fields[name]
        known = self._resource.stored_as(name, self._by_name)
        if known is not None and (known == self._resource.canonical(name) or known not in beside):
            return self._record.fields[self._by_name[known]]
        if name == self._own_id:
            return self._record.id
        place = self._resource.parent_of(name)
        return NO_VALUE if place is None else self._record.parents[place]

    def names(self) -> Iterable[str]:
        """The names under which something is stored."""
        own = self._own_id
        return self._record.fields if own is None else (*self._record.fields, own)

    @property
    def _own_id(self) -> str | None:
        """What the identifier is called where no document says it; None where one does, or something sent is one."""
        sent = any(folded(name) in self._resource.ids for name in self._record.fields)
        return None if sent or self._id_name is not None else "id"


class Role(NamedTuple):
    """What an operation does with a resource.

    Attributes:
        deed: what it does; `feed` where it leaves one behind beside what it answers, `other` where it only lies below.
        resource: with which.
        scope: the parameters of the path that name the parents.
        view: which of the parents these are.
        id: the parameter of the path that names the resource, None where none does.
        header: the one that does so instead.
        above: the resource that all this lies in.
    """

    deed: Deed
    resource: Resource
    scope: tuple[str, ...] = ()
    view: tuple[int, ...] = ()
    id: str | None = None
    header: bytes | None = None
    above: Role | None = None


class Resources:
    """The resources of one API.

    Args:
        service: the API with all its versions.
    """

    def __init__(self, service: Service) -> None:
        paths: dict[str, dict[str, list[ServedOperation]]] = {}
        for edition in service.editions.values():
            for served in edition.operations:
                path = without_parameter_names(served.operation.path)
                paths.setdefault(path, {}).setdefault(served.operation.method, []).append(served)
        self._paths = paths
        self._api = service.name
        self._hints = {without_parameter_names(hint.path): hint for hint in service.hints}
        self._by_home = dict(self._found())
        self._singles = {
            without_parameter_names(path): (resource, header.lower().encode())
            for resource in self._by_home.values()
            for path, header in resource.hint.single.items()
        }
        self._further = dict(self._hinted())

    def __iter__(self) -> Iterator[Resource]:
        """All of them, by path."""
        return iter(sorted(dict.fromkeys(self._by_home.values()), key=lambda resource: resource.path))

    def unknown(self) -> list[str]:
        """The paths that hints name and no version has."""
        hints = self._hints.values()
        named = [path for h in hints for path in (h.path, *h.also, *h.single, *h.fed_by, *h.upload, *h.export)]
        known = {*self._paths, *(path.removesuffix("/{}") for path in self._paths)}
        return [path for path in named if without_parameter_names(path) not in known]

    def at(self, path: str) -> Resource | None:
        """The resource whose collection has a path, with or without names of parameters."""
        return self._by_home.get(without_parameter_names(path))

    def role(self, served: ServedOperation) -> Role | None:
        """What an operation does; None where it has nothing to do with resources."""
        path, method = served.operation.path, served.operation.method
        erased, names = without_parameter_names(path), parameter_names(path)
        above = self.above(path)
        if erased in self._singles and method in _ON_MEMBERS:
            resource, header = self._singles[erased]
            return Role(_ON_MEMBERS[method], resource, header=header, above=above)
        if (erased, method) in self._further:
            deed, resource = self._further[erased, method]
            return Role(deed, resource, tuple(names), resource.view_of(path), above=above)
        collection, member = self._by_home.get(erased), self._by_home.get(erased.removesuffix("/{}"))
        if method == "POST" and (collection is None or not collection.is_creatable):
            collection = self._bulk(erased) or collection
        if collection is not None and method in _ON_COLLECTIONS:
            view = collection.view_of(path)
            return Role(_ON_COLLECTIONS[method], collection, tuple(names), view, above=above)
        if erased.endswith("/{}") and member is not None and method in _ON_MEMBERS:
            parents = path.rpartition("/")[0]
            view = member.view_of(parents)
            return Role(_ON_MEMBERS[method], member, tuple(names[:-1]), view, names[-1], above=self.above(parents))
        return above

    def _bulk(self, path: str) -> Resource | None:
        """The resource of which a path takes many, such as `/pets/batch` and `/pets:batch`."""
        home, _, last = path.rpartition("/")
        stem, colon, action = last.partition(":")
        resource = self._by_home.get(f"{home}/{stem}" if colon else home)
        return resource if resource is not None and is_word(action if colon else last, "bulk") else None

    def _hinted(self) -> Iterator[tuple[tuple[str, str], tuple[Deed, Resource]]]:
        """What operations of paths do that are no collections, by path and method."""
        for resource in self._by_home.values():
            hint = resource.hint
            ways: tuple[tuple[Deed, str, tuple[str, ...]], ...] = (
                ("feed", "POST", hint.fed_by),
                ("upload", "POST", hint.upload),
                ("export", "GET", hint.export),
            )
            for deed, method, paths in ways:
                yield from (((without_parameter_names(path), method), (deed, resource)) for path in paths)

    def _found(self) -> Iterator[tuple[str, Resource]]:
        also = {without_parameter_names(path) for hint in self._hints.values() for path in hint.also}
        homes: dict[str, str] = {}
        for erased, methods in self._paths.items():
            first = next(iter(_operations(methods))).operation.path
            if not erased.endswith("}") and methods.keys() & {"GET", "POST"}:
                homes.setdefault(erased, first)
            elif (home := collection_of(erased)) is not None and not home.endswith("}") and "GET" in methods:
                homes.setdefault(home, first.rpartition("/")[0])
        for erased, path in homes.items():
            if erased in also or erased in ("", "/"):
                continue
            hint = self._hints.get(erased, _NO_HINT)
            resource = Resource(self._api, path, self._paths, hint)
            for home in resource.homes:
                yield home, resource

    def above(self, path: str) -> Role | None:
        """The nearest resource that a path lies in."""
        segments = path.split("/")
        for end in range(len(segments) - 1, 1, -1):
            if not segments[end - 1].startswith("{"):
                continue
            member = "/".join(segments[:end])
            collection = member.rpartition("/")[0]
            resource = self.at(collection)
            if resource is not None and resource.has_members:
                names = parameter_names(member)
                view = resource.view_of(collection)
                return Role("other", resource, tuple(names[:-1]), view, names[-1])
        return None


def _operations(methods: Mapping[str, Sequence[ServedOperation]]) -> Iterator[ServedOperation]:
    for operations in methods.values():
        yield from operations


def _lists(served: ServedOperation, resource: Resource) -> bool:
    success = served.answers.success()
    contents = [] if success is None else [content for content in success[1].contents.values() if content.is_json]
    return any(View(content, resource).list_place is not None for content in contents)
