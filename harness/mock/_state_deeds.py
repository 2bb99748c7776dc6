"""What one operation does with a resource: creates, lists, reads, changes or deletes."""

from __future__ import annotations

from functools import cached_property, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from harness.messages import NO_VALUE
from harness.mock._contents import json_body
from harness.mock._http import raw_header
from harness.mock._state import Outcome
from harness.mock._state_files import counted, entries_of, entry_of
from harness.mock._state_pages import Page, Pages
from harness.mock._state_requests import JSON_PATCH, MERGE_PATCH, SentResource, body_of, patched
from harness.mock._state_store import Collection, Record, key_of
from harness.mock._state_views import View
from harness.resources import WORDS, folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harness.mock._http import RawHeader
    from harness.mock._operation import ServedOperation
    from harness.mock._state import Call
    from harness.mock._state_identifiers import Identifiers
    from harness.mock._state_resources import Resource, Role
    from harness.mock._state_store import Store

_MOST_PAGES = 256
_NOTHING = Collection()


class Shelf(Protocol):
    """Where operations find their records."""

    store: Store
    identifiers: Identifiers

    def record(self, role: Role, call: Call) -> Record | None:
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
        # Where nothing is stored; its pages are remembered all the same.
        self._nothing = Collection()
        self.role = role

    def answer(self, call: Call, tenant: str, parent: Record | None) -> Outcome | None:
        """The answer to a call; None to leave it to the document.

        Args:
            call: that has passed.
            tenant: whose records it is about.
            parent: what the resource lies in, where that is stored.
        """
        match self.role.deed:
            case "list":
                return self._listed(call, tenant)
            case "export":
                return self._exported(call, tenant)
            case "clear":
                return self._cleared(call, tenant)
            case "create" | "upload":
                return self._taken(call, tenant, parent)
            case "feed":
                self._taken(call, tenant, parent)
                return None
        record = self._shelf.record(self.role, call)
        if record is None:
            return self._without(call, tenant, parent)
        if self.role.deed in ("replace", "change"):
            fields = self._fields_after(call, record)
            if not isinstance(fields, dict):
                return fields
            whole = call.operation.operation.method == "PUT"
            size = len(call.request.body) if whole else len(json_body(fields))
            self._shelf.store.changed(record, fields, size)
        outcome = self._showing(call, record)
        if self.role.deed == "delete":
            self._shelf.store.remove(record)
            return outcome or Outcome()
        return outcome

    def acted(self, call: Call, record: Record, resource: Resource) -> Outcome | None:
        """The answer of an action that shows the resource which it is done to; None of what shows something else."""
        view, names = self._view(call, resource), resource.shown_names
        if view is None or not names or not names <= view.names or self._served.operation.method != "POST":
            return None
        value = view.one(record)
        return None if value is NO_VALUE else Outcome(value=value)

    def _without(self, call: Call, tenant: str, parent: Record | None) -> Outcome | None:
        """The answer where there is no such record: PUT may create one, if that is declared."""
        if self.role.header is not None:
            # Whoever is named by a header alone may be known elsewhere.
            return None
        fields = self._sent.one(body_of(call)) if self.role.deed == "replace" and self._creates else None
        if fields is None:
            return missing(self.role, call)
        record = self._kept(call, tenant, parent, fields, call.places.get(self.role.id or ""))
        plan = self._served.answers.planned(201, call.request.text(b"accept"))
        outcome = self._showing(call if plan is None else call._replace(plan=plan), record)
        return None if outcome is None else outcome._replace(status=201)

    def _listed(self, call: Call, tenant: str) -> Outcome | None:
        view = self._view(call)
        if view is None or view.list_place is None:
            return None
        collection = self._collection(call, tenant)
        key = view, call.request.query, call.request.fields.get(b"host")
        outcome: Outcome | None = collection.pages.get(key)
        if outcome is None:
            page = self._pages.page(collection, call.queries(), view, url_of(call))
            if page.fault:
                return Outcome(400, reason=page.fault)
            value = view.many(page)
            headers = ((name, page.header(name)) for name in call.plan.response.header_names)
            own = tuple(raw_header(name, text) for name, text in headers if text is not None)
            outcome = Outcome(value=value, headers=own)
            if len(collection.pages) < _MOST_PAGES:
                collection.pages[key] = outcome
        return None if outcome.value is NO_VALUE else outcome

    def _collection(self, call: Call, tenant: str) -> Collection:
        kind, scope = self.role.resource.kind, scope_of(self.role, call)
        return self._shelf.store.collection(kind, tenant, scope, self.role.view) or self._nothing

    def _cleared(self, call: Call, tenant: str) -> Outcome | None:
        for record in tuple(self._collection(call, tenant).in_order()):
            self._shelf.store.remove(record)
        return Outcome() if call.plan.content is None else None

    def _exported(self, call: Call, tenant: str) -> Outcome | None:
        collection = self._collection(call, tenant)
        return (
            None if call.plan.content is None else Outcome(value=[entry_of(record) for record in collection.in_order()])
        )

    def _taken(self, call: Call, tenant: str, parent: Record | None) -> Outcome | None:
        """What a request creates: one resource, or many."""
        body = body_of(call)
        is_json = (call.request.text(b"content-type") or "").partition(";")[0].strip().lower().endswith("json")
        entries = self._sent.many(body) if is_json else entries_of(body)
        if self.role.deed == "upload" or entries:
            return self._all_taken(call, tenant, parent, entries or [])
        if entries is not None and is_json:
            return None
        created = self._created(call, tenant, parent, self._sent.one(body) or {})
        if isinstance(created, Outcome):
            return created
        outcome = self._showing(call, created)
        if outcome is None:
            return None
        view = self._view(call)
        if view is not None and view.shows_nothing_of(created):
            outcome = outcome._replace(value=counted(call.plan.content, 1, outcome.value))
        return outcome._replace(headers=tuple(self._headers(call, created)))

    def _all_taken(
        self, call: Call, tenant: str, parent: Record | None, entries: Sequence[dict[str, Any]]
    ) -> Outcome | None:
        created = [self._created(call, tenant, parent, entry) for entry in entries]
        records = [record for record in created if not isinstance(record, Outcome)]
        view = self._view(call)
        if view is not None and view.list_place is not None:
            value = view.many(Page(records, dict.fromkeys((*WORDS["count"], *WORDS["total"]), (len(records),)), {}))
        else:
            value = counted(call.plan.content, len(entries))
        return Outcome(value=value) if value is not NO_VALUE or call.plan.content is None else None

    def _headers(self, call: Call, record: Record) -> Iterator[RawHeader]:
        """What headers say of a new record: where it is, and its identifier."""
        names = call.plan.response.header_names
        for name in names:
            if name.lower() == "location":
                path = f"{call.request.path.rstrip('/')}/{quote(record.key, safe='')}"
                is_whole = "uri" in call.plan.response.formats(name)
                yield raw_header("Location", f"{origin_of(call)}{path}" if is_whole else path)
            elif folded(name).removeprefix("x") in self.role.resource.names_of_id:
                yield raw_header(name, record.key)

    def _created(self, call: Call, tenant: str, parent: Record | None, fields: dict[str, Any]) -> Record | Outcome:
        """A new record, or the refusal of one that is there already."""
        resource, store = self.role.resource, self._shelf.store
        parents = self._parents(call, fields)
        collection = store.collection(resource.kind, tenant, parents, resource.kind.views[0]) or _NOTHING
        own = self._sent.id(fields)
        if own is None:
            own = self._shelf.identifiers.new(resource, self._view(call), collection.has)
        elif (known := collection.get(key_of(own))) is not None:
            if call.operation.operation.method == "PUT":
                store.changed(known, self._sent.replacing(known, fields), len(call.request.body))
                return known
            status = self._first_declared(409, 400, 422)
            return Outcome(status, reason=f"{resource.path}: {short(own)} is taken")
        return self._kept(call, tenant, parent, fields, own)

    def _kept(self, call: Call, tenant: str, parent: Record | None, fields: dict[str, Any], own: Any) -> Record:
        kind, parents = self.role.resource.kind, self._parents(call, fields)
        record = Record(kind, tenant, parents, own, self._sent.defaults | fields, len(call.request.body))
        self._shelf.store.add(record, parent)
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

    def _fields_after(self, call: Call, record: Record) -> dict[str, Any] | Outcome | None:
        """What is stored after a change: PUT replaces what its version can say, PATCH changes what it names."""
        body = body_of(call)
        media_type = (call.request.text(b"content-type") or "").partition(";")[0].strip().lower()
        if media_type == JSON_PATCH:
            return self._patched(call, record, body)
        fields = self._sent.one(body)
        if fields is None:
            return None
        if call.operation.operation.method == "PUT":
            return self._sent.replacing(record, fields)
        return self._sent.changing(record, fields, removes=media_type == MERGE_PATCH)

    def _patched(self, call: Call, record: Record, patch: Any) -> dict[str, Any] | Outcome:
        view = self._view(call)
        before = None if view is None else view.item_of(view.one(record))
        before = before if isinstance(before, dict) else record.fields
        try:
            after = patched(before, patch)
        except ValueError as error:
            reason, is_patch = error.args
            status = self._first_declared(409, 422, 400) if is_patch else 400
            return Outcome(status, reason=f"request body: {reason}")
        if not isinstance(after, dict) or (view is not None and not view.accepts_item(after)):
            return Outcome(
                self._first_declared(422, 400), reason="request body: what it makes is refused by the schema"
            )
        return self._sent.patching(record, before, after)

    def _first_declared(self, *statuses: int) -> int:
        """The first of some statuses that is declared, else the first."""
        return next((status for status in statuses if self._served.answers.declares(status)), statuses[0])

    def _showing(self, call: Call, record: Record) -> Outcome | None:
        """The answer that shows a record; None where no answer of the document can."""
        if call.plan.content is None:
            return Outcome()
        view = self._view(call)
        value = NO_VALUE if view is None else view.one(record)
        return None if value is NO_VALUE else Outcome(value=value)

    def _view(self, call: Call, resource: Resource | None = None) -> View | None:
        """The response as it shows the resource of the operation, or another."""
        content, own = call.plan.content, resource or self.role.resource
        if content is None or not content.is_json:
            return None
        # identity: the operation keeps its contents.
        view = self._views.get(id(content))
        if view is None:
            date = call.date
            view = View(content, own, lambda *noted: self._shelf.note(own, date, *noted))
            self._views[id(content)] = view
        return view

    @cached_property
    def _pages(self) -> Pages:
        return Pages(self._served.operation)

    @cached_property
    def _creates(self) -> bool:
        return self._served.answers.declares(201)

    @cached_property
    def _sent(self) -> SentResource:
        resource = self.role.resource
        return SentResource(self._served.operation, resource, resource.shown_names)


def url_of(call: Call) -> str:
    """The URL of a request as its client knows it."""
    request = call.request
    return f"{origin_of(call)}{request.path}{'?' if request.query else ''}{request.query}"


def origin_of(call: Call) -> str:
    """`http://localhost:4010`, as the client of a request calls it."""
    return f"http://{call.request.text(b'host') or 'localhost'}"


def scope_of(role: Role, call: Call) -> tuple[str, ...]:
    """The keys of the parents that a path names."""
    return tuple([key_of(call.places.get(name, "")) for name in role.scope])


def missing(role: Role, call: Call) -> Outcome:
    """The answer where a path leads to nothing."""
    key = call.request.text(role.header) if role.header is not None else call.places.get(role.id or "")
    return Outcome(404, reason=f"{role.resource.path}: there is no {short(key)}")


@lru_cache(maxsize=4096)
def tenant_of(credential: str, within: str = "") -> str:
    """The name of a tenant, or of who is one within it, without the credentials by which they are known."""
    known = f"{credential}\0{within}" if within else credential
    return f"sha256:{sha256(known.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}" if known else ""


def short(value: Any) -> str:
    """A value in a sentence."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
