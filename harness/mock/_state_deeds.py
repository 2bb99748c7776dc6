"""What one operation does with a resource: creates, lists, reads, changes or deletes."""

from __future__ import annotations

from functools import cached_property, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from harness.messages import BODY, NO_VALUE, UNREADABLE, Compiler, SchemaBundle, ValueGenerator, request_parts
from harness.mock._bodies import json_value
from harness.mock._http import raw_header
from harness.mock._state import Outcome
from harness.mock._state_files import counted, entries_of, entry_of
from harness.mock._state_names import folded
from harness.mock._state_pages import Pages
from harness.mock._state_shapes import Shape
from harness.mock._state_store import Collection, Record, key_of
from harness.mock._state_views import View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.mock._operation import ServedOperation
    from harness.mock._state import Call
    from harness.mock._state_identifiers import Identifiers
    from harness.mock._state_resources import Resource, Role
    from harness.mock._state_store import Store

_MERGE_PATCH = "application/merge-patch+json"
_MOST_PAGES = 256
_NOTHING = Collection()


class Shelf(Protocol):
    """Where operations find their records."""

    store: Store
    identifiers: Identifiers

    def record(self, role: Role, call: Call, tenant: str) -> Record | None:
        """What a path leads to; None for nothing."""

    def note(self, resource: Resource, date: str, name: str, stored: Any, instead: Any) -> None:
        """Say that a version cannot show a value."""


class Deed:
    """One operation with its resource; compiled when it is first called.

    Attributes:
        role: what the operation does.
    """

    def __init__(self, shelf: Shelf, served: ServedOperation, role: Role) -> None:
        self._shelf = shelf
        self._served = served
        self._views: dict[Any, View] = {}
        self.role = role

    def answer(self, call: Call, tenant: str, parent: Record | None) -> Outcome | None:
        """The answer to a call; None to leave it to the document.

        Args:
            call: that has passed.
            tenant: whose records it is about.
            parent: what the resource lies in, where that is stored.
        """
        if self.role.deed == "list":
            return self._listed(call, tenant)
        if self.role.deed == "export":
            return self._exported(call, tenant)
        if self.role.deed in ("create", "feed", "upload"):
            outcome = self._taken(call, tenant, parent)
            return None if self.role.deed == "feed" else outcome
        record = self._shelf.record(self.role, call, tenant)
        if record is None:
            # Whoever is named by a header alone may be known elsewhere.
            return None if self.role.header is not None else missing(self.role, call)
        if self.role.deed in ("replace", "change"):
            body = _body(call)
            if not isinstance(body, dict):
                return None
            self._shelf.store.changed(record, self._fields_after(call, record, body), len(call.request.body))
        outcome = self._showing(call, record)
        if self.role.deed == "delete":
            self._shelf.store.remove(record)
            return outcome or Outcome()
        return outcome

    def _listed(self, call: Call, tenant: str) -> Outcome | None:
        view = self._view(call)
        if view is None or view.list_place is None:
            return None
        kind, scope = self.role.resource.kind, scope_of(self.role, call)
        collection = self._shelf.store.collection(kind, tenant, scope, self.role.view) or _NOTHING
        key = view, call.request.query
        value = collection.pages.get(key)
        if value is None:
            value = view.many(self._pages.page(collection, call.queries(), view.item))
            if collection is not _NOTHING and len(collection.pages) < _MOST_PAGES:
                collection.pages[key] = value
        return None if value is NO_VALUE else Outcome(value=value)

    def _exported(self, call: Call, tenant: str) -> Outcome | None:
        kind, scope = self.role.resource.kind, scope_of(self.role, call)
        collection = self._shelf.store.collection(kind, tenant, scope, self.role.view) or _NOTHING
        return (
            None if call.plan.content is None else Outcome(value=[entry_of(record) for record in collection.in_order()])
        )

    def _taken(self, call: Call, tenant: str, parent: Record | None) -> Outcome | None:
        """What a request creates: one resource, or those of a file."""
        body = _body(call)
        is_json = (call.request.text(b"content-type") or "").partition(";")[0].strip().lower().endswith("json")
        entries = [] if is_json else entries_of(body)
        if self.role.deed == "upload" or entries:
            for entry in entries:
                self._created(call, tenant, parent, entry)
            value = counted(call.plan.content, len(entries))
            return Outcome(value=value) if value is not NO_VALUE or call.plan.content is None else None
        if isinstance(body, list):
            return None
        created = self._created(call, tenant, parent, dict(body) if isinstance(body, dict) else {})
        if isinstance(created, Outcome):
            return created
        outcome = self._showing(call, created)
        if outcome is None or not any(name.lower() == "location" for name in call.plan.response.header_names):
            return outcome
        place = f"{call.request.path.rstrip('/')}/{quote(created.key, safe='')}"
        return outcome._replace(headers=(raw_header("Location", place),))

    def _created(self, call: Call, tenant: str, parent: Record | None, fields: dict[str, Any]) -> Record | Outcome:
        """A new record, or the refusal of one that is there already."""
        resource, store = self.role.resource, self._shelf.store
        parents = self._parents(call, fields)
        collection = store.collection(resource.kind, tenant, parents, resource.kind.views[0]) or _NOTHING
        own = self._sent_id(fields)
        if own is None:
            own = self._shelf.identifiers.new(resource, self._view(call), collection.has)
        elif (known := collection.get(key_of(own))) is not None:
            if call.operation.operation.method == "PUT":
                store.changed(known, self._fields_after(call, known, fields), len(call.request.body))
                return known
            declares = self._served.answers.declares
            status = next((status for status in (409, 400, 422) if declares(status)), 409)
            return Outcome(status, reason=f"{resource.path}: {short(own)} is taken")
        record = Record(resource.kind, tenant, parents, own, self._defaults | fields, len(call.request.body))
        store.add(record, parent)
        return record

    def _parents(self, call: Call, fields: Mapping[str, Any]) -> tuple[str, ...]:
        """The keys of all parents: those of the path, and where it names none, those that the body names."""
        resource = self.role.resource
        scope = scope_of(self.role, call)
        if len(scope) == len(resource.parents):
            return scope
        named = dict(zip(self.role.view, scope, strict=False))
        for name, value in fields.items():
            place = resource.parent_of(name)
            if place is not None:
                named.setdefault(place, key_of(value))
        return tuple(named.get(place, "") for place in range(len(resource.parents)))

    def _sent_id(self, fields: Mapping[str, Any]) -> str | int | None:
        """The identifier that a request brings; None where it brings none."""
        ids = self.role.resource.ids
        names = {folded(name): value for name, value in fields.items() if folded(name) in ids}
        own = next((names[name] for name in ids if name in names), None) if names else None
        return own if isinstance(own, str | int) and not isinstance(own, bool) and own != "" else None

    def _fields_after(self, call: Call, record: Record, body: dict[str, Any]) -> dict[str, Any]:
        """What is stored after a change: PUT replaces what its version can say, PATCH what it names."""
        resource = self.role.resource
        canonical = resource.canonical
        declared = {canonical(name) for name in (*body, *self._shape.members)}
        known = {canonical(name) for name in record.fields}
        is_whole = call.operation.operation.method == "PUT"
        names = (*body, *self._shape.members) if is_whole else tuple(body)
        replaced = {canonical(name) for name in names}
        others = {resource.stored_as(name, known) for name in names}
        replaced |= {name for name in others if name is not None and name not in declared}
        merges = (call.request.text(b"content-type") or "").startswith(_MERGE_PATCH)
        if is_whole:
            body = self._defaults | body
        elif merges:
            before = {canonical(name): value for name, value in record.fields.items()}
            body = {n: merged(before.get(canonical(n)), value) for n, value in body.items() if value is not None}
        fields = {name: value for name, value in record.fields.items() if canonical(name) not in replaced} | body
        # The identifier is what the path says.
        own = {name: record.id for name in body if folded(name) in self.role.resource.ids}
        return fields | own

    def _showing(self, call: Call, record: Record) -> Outcome | None:
        """The answer that shows a record; None where no answer of the document can."""
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
            view = View(content, resource, lambda *noted: self._shelf.note(resource, date, *noted))
            self._views[id(content)] = view
        return view

    @cached_property
    def _pages(self) -> Pages:
        return Pages(self._served.operation)

    @cached_property
    def _shape(self) -> Shape:
        """What the bodies of requests look like."""
        operation = self._served.operation
        parts = [part for part in request_parts(operation) if part.media_type is not None and part.schema is not None]
        json_parts = [part for part in parts if (part.media_type or "").partition(";")[0].endswith("json")]
        part = next(iter(json_parts or parts), None)
        if part is None or part.schema is None:
            return Shape(Compiler(SchemaBundle({})), ({},))
        compiler = ValueGenerator(part.schema, operation.document, "request").compiler
        return Shape(compiler, (compiler.bundle.root,))

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        """What a request says by leaving it out."""
        members = self._shape.members
        return {name: member.default for name, member in members.items() if member.default is not NO_VALUE}


def scope_of(role: Role, call: Call) -> tuple[str, ...]:
    """The keys of the parents that a path names."""
    return tuple([key_of(call.places.get(name, "")) for name in role.scope])


def missing(role: Role, call: Call) -> Outcome:
    """The answer where a path leads to nothing."""
    key = call.request.text(role.header) if role.header is not None else call.places.get(role.id or "")
    return Outcome(404, reason=f"{role.resource.path}: there is no {short(key)}")


@lru_cache(maxsize=4096)
def tenant_of(credential: str) -> str:
    """The name of a tenant, without the credential by which it is known."""
    return f"sha256:{sha256(credential.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}" if credential else ""


def merged(before: Any, patch: Any) -> Any:
    """A value with a patch. Source: RFC 7396, 2."""
    if not isinstance(patch, dict):
        return patch
    value = dict(before) if isinstance(before, dict) else {}
    for name, member in patch.items():
        # Another version may have stored it under a name that means the same.
        same = next((own for own in value if folded(own) == folded(name)), name)
        stored = value.pop(same, None)
        if member is not None:
            value[name] = merged(stored, member)
    return value


def short(value: Any) -> str:
    """A value in a sentence."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _body(call: Call) -> Any:
    """What the body of a request says; `NO_VALUE` for nothing."""
    if BODY in call.values:
        return call.values[BODY]
    value = json_value(call.request.body) if call.request.body else NO_VALUE
    return NO_VALUE if value is UNREADABLE else value
