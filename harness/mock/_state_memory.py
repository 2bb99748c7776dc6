"""The state of a mock: what requests create, read, change and delete, whatever version they mean."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from harness.messages import BODY, NO_VALUE, UNREADABLE, Compiler, SchemaBundle, ValueGenerator, request_parts
from harness.mock._bodies import json_value
from harness.mock._http import raw_header
from harness.mock._state import Outcome
from harness.mock._state_identifiers import Identifiers
from harness.mock._state_names import folded
from harness.mock._state_pages import Pages
from harness.mock._state_resources import Resources
from harness.mock._state_shapes import Shape
from harness.mock._state_store import MOST_RECORDS, Collection, Record, Store, key_of
from harness.mock._state_views import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from harness.mock._operation import ServedOperation
    from harness.mock._service import Service
    from harness.mock._state import Call
    from harness.mock._state_resources import Resource, Role

_MERGE_PATCH = "application/merge-patch+json"
_MOST_NOTES = 1000
_MOST_PAGES = 256
_NOTHING = Collection()


class Memory:
    """Answers what clients have created; the `State` of an application.

    Args:
        services: the APIs.
        seed: decides on identifiers.
        most: how many records are kept.
        tell: is told, once each, what a version cannot show of what is stored.
    """

    def __init__(
        self,
        services: Iterable[Service],
        *,
        seed: int = 0,
        most: int = MOST_RECORDS,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self.store = Store(most)
        self._tell = tell
        self._notes: set[str] = set()
        self._identifiers = Identifiers(seed)
        self.serve(services)

    def serve(self, services: Iterable[Service]) -> None:
        """Answer for other documents; what is stored stays."""
        self._services = {service.name: service for service in services}
        self._resources: dict[str, Resources] = {}
        self._known: dict[ServedOperation, _Deed | None] = {}
        self.store.forget_shown()

    def reset(self) -> None:
        """Forget everything."""
        self.store.clear()
        self._identifiers.reset()

    def names(self) -> list[str]:
        """Of the APIs."""
        return list(self._services)

    def keep(self, record: Record) -> None:
        """Store a record that was stored before."""
        resource = self.resources(record.kind.api).at(record.kind.path)
        whole = record.kind.views[0]
        before = self.store.collection(record.kind, record.tenant, record.parents, whole)
        known = None if before is None else before.get(record.key)
        if known is not None:
            self.store.remove(known)
        self.store.add(record, None if resource is None else self._parent(resource, record))

    def _parent(self, resource: Resource, record: Record) -> Record | None:
        """What a record lies in."""
        role = self.resources(record.kind.api).above(f"{resource.path}")
        if role is None:
            return None
        number = len(role.resource.parents)
        scope = record.parents[:number]
        collection = self.store.collection(role.resource.kind, record.tenant, scope, role.resource.kind.views[0])
        return None if collection is None or len(record.parents) <= number else collection.get(record.parents[number])

    def resources(self, api: str) -> Resources:
        """The resources of an API."""
        if api not in self._resources:
            self._resources[api] = Resources(self._services[api])
        return self._resources[api]

    def answer(self, call: Call) -> Outcome | None:
        """The answer to a call; None to leave it to the document."""
        try:
            deed = self._known[call.operation]
        except KeyError:
            deed = self._known[call.operation] = self._deed(call)
        if deed is None:
            return None
        tenant = name_of(call.tenant)
        above = deed.role if deed.role.deed == "other" else deed.role.above
        parent = self._record(above, call, tenant) if above is not None else None
        if above is not None and parent is None and self._is_stored(above.resource, tenant):
            return _missing(above, call)
        if deed.role.deed == "other" or not self._is_stored(deed.role.resource, tenant):
            return None
        return deed.answer(call, tenant, parent)

    def _deed(self, call: Call) -> _Deed | None:
        role = self.resources(call.api).role(call.operation)
        return None if role is None else _Deed(self, call.operation, role)

    def _is_stored(self, resource: Resource, tenant: str) -> bool:
        return resource.is_creatable or self.store.knows(resource.kind, tenant)

    def _record(self, role: Role, call: Call, tenant: str) -> Record | None:
        """What a path leads to; None for nothing."""
        if role.header is not None:
            key = call.request.text(role.header) or ""
        else:
            # A document may leave out to declare a parameter; then nothing says what the path leads to.
            key = key_of(call.places.get(role.id or "", ""))
        collection = self.store.collection(role.resource.kind, tenant, scope_of(role, call), role.view)
        record = None if collection is None else collection.get(key)
        if record is not None:
            self.store.used(record)
        return record

    def note(self, resource: Resource, date: str, name: str, stored: Any, shown: Any) -> None:
        """Say, once, that a version cannot show a value."""
        if self._tell is None or len(self._notes) >= _MOST_NOTES:
            return
        instead = "leaves it out" if shown is NO_VALUE else f"shows {_short(shown)}"
        words = f"{resource.path}: {date or 'the document'} cannot show {name} = {_short(stored)}, and {instead}"
        if words not in self._notes:
            self._notes.add(words)
            self._tell(words)


class _Deed:
    """What one operation does with a resource; compiled when it is first called."""

    def __init__(self, memory: Memory, served: ServedOperation, role: Role) -> None:
        self._memory = memory
        self._store = memory.store
        self._served = served
        self.role = role
        self._views: dict[Any, View] = {}
        self._pages = Pages(served.operation) if role.deed == "list" else None
        self._bodies: dict[str, frozenset[str]] = {}

    def answer(self, call: Call, tenant: str, parent: Record | None) -> Outcome | None:
        """The answer to a call whose parent is there."""
        role = self.role
        if role.deed == "list":
            return self._listed(call, tenant)
        if role.deed == "create":
            return self._created(call, tenant, parent)
        record = self._memory._record(role, call, tenant)  # noqa: SLF001 - one module
        if record is None:
            # Whoever is named by a header alone may be known elsewhere.
            return None if role.header is not None else _missing(role, call)
        if role.deed == "delete":
            outcome = self._one(call, record)
            self._store.remove(record)
            return outcome
        if role.deed != "read":
            body = _body(call)
            if not isinstance(body, dict):
                return None
            self._store.changed(record, self._changed_fields(call, record, body), len(call.request.body))
        return self._one(call, record)

    def _listed(self, call: Call, tenant: str) -> Outcome | None:
        view = self._view(call)
        if view is None or view.list_place is None or self._pages is None:
            return None
        scope = scope_of(self.role, call)
        collection = self._store.collection(self.role.resource.kind, tenant, scope, self.role.view)
        if collection is None:
            collection = _NOTHING
        key = self, call.plan.sent_as, call.request.query
        value = collection.pages.get(key)
        if value is None:
            value = view.many(self._pages.page(collection, call.queries(), view.item))
            if len(collection.pages) < _MOST_PAGES and collection is not _NOTHING:
                collection.pages[key] = value
        return None if value is NO_VALUE else Outcome(value=value)

    def _created(self, call: Call, tenant: str, parent: Record | None) -> Outcome | None:
        body = _body(call)
        if isinstance(body, list):
            return None
        fields = dict(body) if isinstance(body, dict) else {}
        resource = self.role.resource
        parents = self._parents(call, parent, fields)
        own = self._sent_id(fields)
        whole = resource.kind.views[0]
        collection = self._store.collection(resource.kind, tenant, parents, whole)
        if own is not None and collection is not None and collection.get(key_of(own)) is not None:
            errors = self._served.answers
            status = next((status for status in (409, 400, 422) if errors.declares(status)), 409)
            return Outcome(status, reason=f"{resource.segment}: {key_of(own)} is taken")
        fields = self._defaults(call) | fields
        view = self._view(call)
        if own is None:
            own = self._memory._identifiers.new(resource, view, lambda key: collection is not None and collection.get(key) is not None)  # noqa: SLF001, E501
        record = Record(resource.kind, tenant, parents, own, fields, len(call.request.body))
        self._store.add(record, parent)
        outcome = self._one(call, record)
        if outcome is None or "location" not in (name.lower() for name in call.plan.response.header_names):
            return outcome
        place = f"{call.request.path.rstrip('/')}/{quote(record.key, safe='')}"
        return outcome._replace(headers=(raw_header("Location", place),))

    def _parents(self, call: Call, parent: Record | None, fields: Mapping[str, Any]) -> tuple[str, ...]:
        """The keys of all parents: those of the path, and where it names none, those that the body names."""
        resource = self.role.resource
        named = dict(zip(self.role.view, scope_of(self.role, call), strict=False))
        for name, value in fields.items():
            place = resource.parent_of(name)
            if place is not None:
                named.setdefault(place, key_of(value))
        return tuple(named.get(place, "") for place in range(len(resource.parents)))

    def _sent_id(self, fields: Mapping[str, Any]) -> Any:
        names = {folded(name): value for name, value in fields.items()}
        own = next((names[name] for name in self.role.resource.ids if name in names), None)
        return own if isinstance(own, str | int) and not isinstance(own, bool) and own != "" else None

    def _changed_fields(self, call: Call, record: Record, body: dict[str, Any]) -> dict[str, Any]:
        """What is stored after a change: PUT replaces what its version can say, PATCH what it names."""
        resource = self.role.resource
        fields = dict(record.fields)
        replaced = {resource.canonical(name) for name in body}
        if self.role.deed == "replace":
            replaced |= {resource.canonical(name) for name in self._shape_of_body(call).members}
            body = self._defaults(call) | body
        merges = self._media_type(call) == _MERGE_PATCH
        before = {resource.canonical(name): value for name, value in fields.items()}
        fields = {name: value for name, value in fields.items() if resource.canonical(name) not in replaced}
        for name, value in body.items():
            changed = merged(before.get(resource.canonical(name)), value) if merges else value
            if not (merges and value is None):
                fields[name] = changed
        for name in body:
            # The identifier is what the path says.
            if folded(name) in resource.ids and name in fields:
                fields[name] = record.id
        return fields

    def _defaults(self, call: Call) -> dict[str, Any]:
        """What a request says by leaving it out."""
        members = self._shape_of_body(call).members
        return {name: member.default for name, member in members.items() if member.default is not NO_VALUE}

    def _media_type(self, call: Call) -> str:
        return (call.request.text(b"content-type") or "").partition(";")[0].strip().lower()

    def _shape_of_body(self, call: Call) -> Shape:
        """What requests of this operation may say."""
        if not hasattr(self, "_shape"):
            parts = [part for part in request_parts(self._served.operation) if part.media_type is not None]
            json_parts = [part for part in parts if (part.media_type or "").partition(";")[0].endswith("json")]
            part = next(iter(json_parts or parts), None)
            if part is None or part.schema is None:
                self._shape = Shape(Compiler(SchemaBundle({})), ({},))
            else:
                compiler = ValueGenerator(part.schema, self._served.operation.document, "request").compiler
                self._shape = Shape(compiler, (compiler.bundle.root,))
        return self._shape

    def _one(self, call: Call, record: Record) -> Outcome | None:
        """The answer that shows a record."""
        if call.plan.content is None:
            return Outcome()
        view = self._view(call)
        value = NO_VALUE if view is None else view.one(record)
        return None if value is NO_VALUE else Outcome(value=value)

    def _view(self, call: Call) -> View | None:
        content = call.plan.content
        if content is None or not content.is_json:
            return None
        # identity: the operation keeps its contents.
        view = self._views.get(id(content))
        if view is None:
            resource, date = self.role.resource, call.date
            view = View(content, resource, lambda *noted: self._memory.note(resource, date, *noted))
            self._views[id(content)] = view
        return view




def scope_of(role: Role, call: Call) -> tuple[str, ...]:
    """The keys of the parents that a path names."""
    return tuple(key_of(call.places.get(name, "")) for name in role.scope)


@lru_cache(maxsize=4096)
def name_of(credential: str) -> str:
    """A tenant, without the credential by which it is known."""
    return f"sha256:{sha256(credential.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}" if credential else ""


def merged(before: Any, patch: Any) -> Any:
    """A value with a patch. Source: RFC 7396, 2."""
    if not isinstance(patch, dict):
        return patch
    value = dict(before) if isinstance(before, dict) else {}
    for name, member in patch.items():
        if member is None:
            value.pop(name, None)
        else:
            value[name] = merged(value.get(name), member)
    return value


def _body(call: Call) -> Any:
    """What the body of a request says; `NO_VALUE` for nothing."""
    if BODY in call.values:
        return call.values[BODY]
    value = json_value(call.request.body) if call.request.body else NO_VALUE
    return NO_VALUE if value is UNREADABLE else value


def _missing(role: Role, call: Call) -> Outcome:
    key = call.request.text(role.header) if role.header is not None else call.places.get(role.id or "")
    return Outcome(404, reason=f"{role.resource.path}: there is no {_short(key)}")


def _short(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
