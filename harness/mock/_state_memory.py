"""The state of a mock: what requests create, read, change and delete, whatever version they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.messages import NO_VALUE
from harness.mock._state_deeds import Deed, missing, scope_of, short, tenant_of
from harness.mock._state_identifiers import Identifiers
from harness.mock._state_resources import Resources
from harness.mock._state_store import MOST_RECORDS, Store, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.mock._operation import ServedOperation
    from harness.mock._service import Service
    from harness.mock._state import Call, Outcome
    from harness.mock._state_resources import Resource, Role
    from harness.mock._state_store import Record

_MOST_NOTES = 1000


class Memory:
    """Answers what clients have created; the `State` of an application.

    Args:
        services: the APIs.
        seed: decides on identifiers.
        most: how many records are kept.
        tell: is told, once each, what a version cannot show of what is stored.

    Attributes:
        store: of all records.
        identifiers: for those that bring none.
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
        self.identifiers = Identifiers(seed)
        self._tell = tell
        self._notes: set[str] = set()
        self.serve(services)

    def serve(self, services: Iterable[Service]) -> None:
        """Answer for other documents; what is stored stays."""
        self._services = {service.name: service for service in services}
        self._resources: dict[str, Resources] = {}
        self._deeds: dict[ServedOperation, Deed | None] = {}
        self.store.forget_shown()

    def reset(self) -> None:
        """Forget everything."""
        self.store.clear()
        self.identifiers.reset()

    def names(self) -> list[str]:
        """Of the APIs."""
        return list(self._services)

    def resources(self, api: str) -> Resources:
        """The resources of an API."""
        if api not in self._resources:
            self._resources[api] = Resources(self._services[api])
        return self._resources[api]

    def explained(self, api: str) -> str:
        """What is stored of an API, and why."""
        from harness.mock._state_explain import explanation

        return explanation(api, self.resources(api))

    def answer(self, call: Call) -> Outcome | None:
        """The answer to a call; None to leave it to the document."""
        try:
            deed = self._deeds[call.operation]
        except KeyError:
            role = self.resources(call.api).role(call.operation)
            deed = self._deeds[call.operation] = None if role is None else Deed(self, call.operation, role)
        if deed is None:
            return None
        role, tenant = deed.role, self.tenant(deed.role.resource, call)
        above = role if role.deed == "other" else role.above
        parent = None if above is None else self.record(above, call)
        if above is not None and parent is None and self._is_stored(above.resource, self.tenant(above.resource, call)):
            return missing(above, call)
        if role.deed == "other" or not self._is_stored(role.resource, tenant):
            return None if parent is None or above is None else deed.acted(call, parent, above.resource)
        return deed.answer(call, tenant, parent)

    def tenant(self, resource: Resource, call: Call) -> str:
        """Whose resources a call is about: those of a tenant, or of one credential within it."""
        scheme = resource.hint.private_to
        return tenant_of(call.tenant, "" if scheme is None else call.operation.credential(scheme, call.request))

    def record(self, role: Role, call: Call) -> Record | None:
        """What a path leads to; None for nothing."""
        tenant = self.tenant(role.resource, call)
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

    def keep(self, record: Record) -> None:
        """Store a record that was stored before."""
        before = self.store.collection(record.kind, record.tenant, record.parents, record.kind.views[0])
        known = None if before is None else before.get(record.key)
        if known is not None:
            self.store.remove(known)
        self.store.add(record, self._parent(record))

    def note(self, resource: Resource, date: str, name: str, stored: Any, instead: Any) -> None:
        """Say, once, that a version cannot show a value."""
        if self._tell is None or len(self._notes) >= _MOST_NOTES:
            return
        outcome = "leaves it out" if instead is NO_VALUE else f"shows {short(instead)}"
        words = f"{resource.path}: {date or 'the document'} cannot show {name} = {short(stored)}, and {outcome}"
        if words not in self._notes:
            self._notes.add(words)
            self._tell(words)

    def _is_stored(self, resource: Resource, tenant: str) -> bool:
        return resource.is_creatable or self.store.knows(resource.kind, tenant)

    def _parent(self, record: Record) -> Record | None:
        """What a record lies in."""
        resource = self.resources(record.kind.api).at(record.kind.path)
        role = None if resource is None else self.resources(record.kind.api).above(resource.path)
        if role is None:
            return None
        above = role.resource
        number = len(above.parents)
        collection = self.store.collection(above.kind, record.tenant, record.parents[:number], above.kind.views[0])
        return None if collection is None else collection.get(record.parents[number])
