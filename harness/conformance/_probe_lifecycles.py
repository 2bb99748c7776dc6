"""Is what was created there, as it was sent, until it is changed or deleted, and then no more?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from harness.conformance._below import ask_below, delete_with_all_below
from harness.conformance._client import NotSent
from harness.conformance._definitions import body_schemas, counterpart, declared_members
from harness.conformance._json import json_of, json_or_none
from harness.conformance._lists import ids_listed, listed
from harness.conformance._probe_singles import singles
from harness.conformance._probe_texts import changed_texts
from harness.conformance._shown import differing, is_copy, is_other, lost_member, stable
from harness.messages import BODY, Accepted
from harness.resources import id_in, member_in, other_id, renamed, with_changes
from harness.vocabulary import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._client import Exchanged
    from harness.conformance._lists import Listed
    from harness.conformance._made import Made
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.messages import HTTPRequest
    from harness.resources import Resource

    Members = dict[Any, Any]

_KEPT = "What was stored is shown as it was sent, until something changes it."
_SEED = 4200
_TRIES = 4


def lifecycles(world: World) -> None:
    """Lead a member of each collection from its creation to its end, those within others first."""
    for resource in sorted(world.resources, key=lambda resource: -resource.path.count("/")):
        if not resource.parameter or not world.can_create(resource):
            continue
        try:
            _Life(world, with_changes(resource, world.resources)).lead()
        except NotSent as limit:
            for operation in resource.operations:
                world.unreached.setdefault(operation.name, str(limit))
    singles(world)


class _Life:
    """The life of one member."""

    def __init__(self, world: World, resource: Resource) -> None:
        self.world = world
        self.resource = resource
        self.there = False
        self.hidden = set[str]()

    def lead(self) -> None:
        """From its creation to its end."""
        before = self._there()
        made, other = self.world.create(self.resource, full=True), self.world.create(self.resource)
        if made is None or other is None:
            return
        if made.ids == other.ids:
            self._breach("ids-unique", other.exchanged, "Two things have one id", "An id stands for one thing.")
            return
        self._location(made)
        self._taken(made)
        self.there = self._is_there(made)
        if self.there:
            self._unknown(made)
            self._shared(made)
            if not (self._as_sent(made) or self._as_sent(other)):
                self._long_as_sent()
            self._listed(made)
            self._listed(other)
            self._once(before, made, other)
            self._updated(made)  # before PUT, which may leave nothing to be lost
            self._replaced(made)
            self._list_agrees(made)
        if self._deleted(made):
            self._survives(other)
            delete_with_all_below(self.world, self.resource, other)

    def _location(self, made: Made) -> None:
        response = made.exchanged.response
        assert response is not None
        values = [value for name, value in response.headers if name.lower() == "location"]
        create = self.resource.create
        declared = create.responses.get(str(response.status)) if create is not None else None
        headers = declared.get("headers") if declared is not None else None
        promised = isinstance(headers, dict) and any(name.lower() == "location" for name in headers)
        if promised and not values:
            title = "`Location` is missing where something was created"
            self._breach("location", made.exchanged, title, "The snapshot declares the header.")
        ends = str(made.ids[self.resource.parameter])
        if values and self.resource.read is not None and unquote(urlsplit(values[0]).path).rpartition("/")[2] != ends:
            title = "`Location` does not lead to what was created"
            self._breach("location", made.exchanged, title, "It names the new resource (RFC 9110, 15.3.2).")

    def _taken(self, made: Made) -> None:
        """An id that its creator chose cannot be chosen again."""
        id_ = made.ids[self.resource.parameter]
        operation = self.resource.create
        if operation is None or not isinstance(made.body, dict) or id_ not in made.body.values():
            return
        request = self.world.request(operation, ids=made.ids, body=made.body)
        if request is None:
            return
        again = self.world.ask(operation, request, there=False, fresh=False)
        if again.response is not None and again.response.status < 300:
            self._breach("ids-unique", again, "An id that is taken is taken again", "Its creator chose the id.")

    def _unknown(self, made: Made) -> None:
        """What was never there is not there."""
        operation = self.resource.read
        if operation is None:
            return
        ids = {**made.ids, self.resource.parameter: other_id(made.ids[self.resource.parameter])}
        request = self.world.request(operation, "smallest", ids=ids)
        read = self.world.judge.exchange(operation).accept_request(request) if request is not None else None
        if request is None or not isinstance(read, Accepted):
            return
        exchanged = self.world.ask(operation, request, there=False)
        if exchanged.response is not None and exchanged.response.status < 300:
            self._breach("unknown-id", exchanged, "An id that names nothing is answered", "There is nothing to show.")

    def _shared(self, made: Made) -> None:
        """What is created under one version is there under all that can read it."""
        operation = self.resource.read
        for world in self.world.elsewhere if operation is not None else ():
            assert operation is not None
            other = counterpart(operation, world.document)
            if other is None:
                continue
            request = world.request(other, "smallest", ids=renamed(made.ids, operation, other))
            exchanged = world.ask(other, request) if request is not None else None
            if exchanged is not None and exchanged.response is not None and exchanged.response.status in (404, 410):
                title = f"What was created is not there under {world.asked.label}"
                why = "Versions are views of the same things."
                self._breach("shared-by-versions", exchanged, title, why)

    def _is_there(self, made: Made) -> bool:
        read = self._read(made)
        if read is None or read.response is None:
            return self.resource.read is None
        if read.response.status in (404, 410):
            why = "What was created can be read, until it is deleted."
            self._breach("created-readable", read, "What was created cannot be read", why)
            return False
        return read.response.status < 300

    def _as_sent(self, made: Made) -> bool:
        """Whether what was created is shown otherwise than it was sent."""
        read = self._read(made)
        for exchanged in (made.exchanged, read):
            if exchanged is not None and self._differs("created-as-sent", made.body, exchanged):
                return True
        return read is not None and isinstance(made.body, dict) and self._hides("created-as-sent", made.body, read)

    def _long_as_sent(self) -> None:
        for name, exchanged in changed_texts(self.world, self.resource):
            self._breach("created-as-sent", exchanged, f"`{name}` is not what was sent", _KEPT, at=(name,))

    def _hides(self, check: str, sent: dict[str, Any], read: Exchanged) -> bool:
        """Whether what was sent is not shown, though the snapshot says that such a thing is."""
        operation, current = self.resource.read, json_of(read.response)
        if operation is None or read.response is None or read.response.status >= 300 or not isinstance(current, dict):
            return False
        schemas = body_schemas(operation, read.response.status, "application/json")
        for name in sorted(declared_members(schemas) & set(sent) - set(current) - self.hidden):
            if isinstance(sent[name], str | int | float) and sent[name]:
                title = f"`{name}` was sent, and is not shown"
                self.hidden.add(name)  # what is never shown is one mistake, whatever was sent
                self._breach(check, read, title, "The snapshot says where it is shown.")
                return True
        return False

    def _list_agrees(self, made: Made) -> None:
        """The list shows what can be read, of what can be sent."""
        read = self._read(made)
        ids, own = self._ids_listed(made) or ([], None)
        current = self._member(read)
        if own is None or not isinstance(current, dict) or not isinstance(made.body, dict):
            return
        item = dict(zip(ids, own.items, strict=True)).get(made.ids[self.resource.parameter], {})
        stale = [name for name in made.body if name in item and name in current and is_other(current[name], item[name])]
        if stale:
            title = f"The list shows another `{stale[0]}`"
            self._breach("updated-readable", own.exchanges[-1], title, "What is listed is what can be read.")

    def _survives(self, other: Made) -> None:
        """What was not deleted is still there."""
        read = self._read(other)
        if read is not None and read.response is not None and read.response.status in (404, 410):
            title = "What was not deleted is gone, too"
            self._breach("deleted-gone", read, title, "To delete one thing leaves all others alone.")

    def _refused(self, exchanged: Exchanged, check: str, what: str) -> bool:
        """Whether what is there is answered as if it were not."""
        missing = exchanged.response is not None and exchanged.response.status in (404, 410)
        if missing and self.there and self.resource.read is not None:
            self._breach(check, exchanged, f"What is there cannot be {what}", "It can be read, so it is there.")
        return missing

    def _there(self) -> Members | None:
        """What is in the list, by id; None where not all of it can be seen."""
        operation = self.resource.listing
        own = None if operation is None else listed(self.world, operation)
        if own is None or not own.is_whole:
            return None
        ids = [id_in(item, self.resource.parameter, self.resource.path) for item in own.items]
        return None if None in ids else dict(zip(ids, own.items, strict=True))

    def _once(self, before: Members | None, made: Made, other: Made) -> None:
        """What was created once is there once."""
        own = {each.ids[self.resource.parameter] for each in (made, other)}
        listed_now = self._ids_listed(made)
        if before is None or listed_now is None or not isinstance(made.body, dict):
            return
        for id_, item in zip(listed_now[0], listed_now[1].items, strict=True):
            if id_ not in before and id_ not in own and is_copy(item, made.body, other.body):
                why = "One request creates one thing."
                self._breach("created-listed", listed_now[1].exchanges[-1], "What was created once is there twice", why)
                return

    def _listed(self, made: Made) -> None:
        ids, own = self._ids_listed(made, there=True) or ([], None)
        if own is not None and own.is_whole and made.ids[self.resource.parameter] not in ids:
            self._breach("created-listed", own.exchanges[-1], "What was created is not in the list", "It is there.")

    def _replaced(self, made: Made) -> None:
        operation = self.resource.replace
        if operation is None:
            return
        made_up = (self.world.request(operation, ids=made.ids, seed=_SEED + number) for number in range(_TRIES))
        request = max(filter(None, made_up), key=lambda each: len(each.body), default=None)
        if request is None:
            return
        there = self._there()
        first = self.world.ask(operation, request)
        if self._refused(first, "updated-readable", "changed") or not _succeeded(first):
            return
        before = self._read(made)
        sent = json_or_none(first.request.body)
        if before is not None and self._differs("updated-readable", sent, before):
            return
        if self._differs("updated-readable", sent, first):
            return
        if before is not None and isinstance(sent, dict):
            self._hides("updated-readable", sent, before)
        second = self.world.ask(operation, first.request, fresh=False)
        self._no_other(there, sent, second)
        after = self._read(made)
        why = "To replace something by the same twice comes to the same (RFC 9110, 9.2.2)."
        if second.response is not None and 400 <= second.response.status < 500:
            title = f"The same PUT a second time is answered with {second.response.status}"
            self._breach("replaced-twice", second, title, why)
        elif before is not None and after is not None and stable(self._member(before)) != stable(self._member(after)):
            self._breach("replaced-twice", after, "The same PUT twice leaves something else than once", why)

    def _no_other(self, before: Members | None, sent: Any, exchanged: Exchanged) -> None:
        """PUT of what is there makes nothing else."""
        after = self._there() if before is not None else None
        for id_, item in (after or {}).items():
            if id_ not in (before or {}) and is_copy(item, sent):
                why = "To replace something leaves nothing else behind (RFC 9110, 9.3.4)."
                self._breach("replaced-twice", exchanged, "PUT of what is there makes another one", why)
                return

    def _updated(self, made: Made) -> None:
        operation = self.resource.update
        before = self._read(made)
        current = self._member(before)
        changes = list(self._changes(made)) if isinstance(current, dict) else []
        members = {name for name, _ in changes} | set(made.body if isinstance(made.body, dict) else ())
        for name, single in changes:
            if operation is None or not isinstance(current, dict) or name not in current:
                continue
            exchanged = self.world.ask(operation, single)
            narrow = {name: json_or_none(exchanged.request.body)[name]}
            after = self._read(made)
            now = self._member(after)
            refused = self._refused(exchanged, "updated-readable", "changed")
            if refused or not _succeeded(exchanged) or not isinstance(now, dict):
                return
            assert after is not None
            if any(self._differs("updated-readable", narrow, each) for each in (after, exchanged)):
                return
            lost = lost_member(current, now, name, members)
            if lost is not None:
                title = f"A change of `{name}` changes `{lost}`, too"
                self._breach("lost-update", after, title, "What an update does not name stays as it was.")
                return
            current = now

    def _changes(self, made: Made) -> Iterator[tuple[str, HTTPRequest]]:
        """Requests that change one member each, with its name."""
        operation = self.resource.update
        tried = set[str]()
        for seed in range(_SEED + 1, _SEED + 1 + _TRIES):
            request = self.world.request(operation, ids=made.ids, seed=seed) if operation is not None else None
            if operation is None or request is None:
                return
            exchange = self.world.judge.exchange(operation)
            read = exchange.accept_request(request)
            value = read.values.get(BODY) if isinstance(read, Accepted) else None
            if not isinstance(read, Accepted) or not isinstance(value, dict):
                return
            for name in [name for name in value if name not in tried]:
                single = exchange.request_of({**read.values, BODY: {name: value[name]}}, read.media_type)
                if isinstance(exchange.accept_request(single), Accepted):
                    tried.add(name)
                    yield name, single

    def _deleted(self, made: Made) -> bool:
        """Delete it, and look whether it is gone; whether the server said so."""
        operation = self.resource.delete
        request = self.world.request(operation, ids=made.ids) if operation is not None else None
        if operation is None or request is None:
            return False
        first = self.world.ask(operation, request)
        if self._refused(first, "deleted-gone", "deleted") or not _succeeded(first):
            return False
        why = "What was deleted is gone, until it is created again."
        read = self._read(made, there=False)
        if read is not None and read.response is not None and read.response.status < 300:
            self._breach("deleted-gone", read, "What was deleted can still be read", why)
            return True
        ids, own = self._ids_listed(made, there=False) or ([], None)
        if own is not None and made.ids[self.resource.parameter] in ids:
            self._breach("deleted-gone", own.exchanges[-1], "What was deleted is still in the list", why)
        ask_below(self.world, self.resource, made)
        self._changed_when_gone(made, why)
        second = self.world.ask(operation, request, there=False)
        if second.response is not None and second.response.status < 300 and "404" in operation.responses:
            title = f"To delete it again is answered with {second.response.status}"
            self._breach("deleted-twice", second, title, "The snapshot declares 404 for what is not there.")
        self.world.forget(self.resource)
        return True

    def _changed_when_gone(self, made: Made, why: str) -> None:
        """What is gone cannot be changed, and does not come back."""
        for operation in (self.resource.update, self.resource.replace):
            request = self.world.request(operation, ids=made.ids) if operation is not None else None
            if operation is None or request is None or "404" not in operation.responses:
                continue
            exchanged = self.world.ask(operation, request, there=False)
            if _succeeded(exchanged):
                title = f"{operation.method} of what was deleted is answered as if it were there"
                self._breach("deleted-gone", exchanged, title, why)

    def _read(self, made: Made, *, there: bool = True) -> Exchanged | None:
        operation = self.resource.read
        request = self.world.request(operation, "smallest", ids=made.ids) if operation is not None else None
        return (
            self.world.ask(operation, request, there=there) if operation is not None and request is not None else None
        )

    def _ids_listed(self, made: Made, *, there: bool | None = None) -> tuple[list[Any], Listed] | None:
        """The ids of the list, and how much of it there is to see, where the member should be there or not."""
        return ids_listed(self.world, self.resource, made.ids, there=there)

    def _member(self, exchanged: Exchanged | None) -> Any:
        """What an answer shows of the member."""
        body = json_of(exchanged.response) if exchanged is not None else None
        return member_in(body, self.resource.parameter, self.resource.path)

    def _differs(self, check: str, sent: Any, exchanged: Exchanged) -> bool:
        """Whether an answer shows something else than what was sent."""
        name = differing(sent, self._member(exchanged))
        if name is not None:
            self._breach(check, exchanged, f"`{name}` is not what was sent", _KEPT, at=(name,))
        return name is not None

    def _breach(
        self, check: str, exchanged: Exchanged, title: str, why: str, at: tuple[str | int, ...] | None = None
    ) -> None:
        component = f"paths/{escaped(self.resource.path)}"
        operation = self._asked(exchanged)
        self.world.breach(check, exchanged, title, why, operation, component=component, likeness=check, at=at)

    def _asked(self, exchanged: Exchanged) -> Operation | None:
        """The operation that a request was for."""
        wanted = exchanged.request.method
        own = [operation for operation in self.resource.operations if operation.method == wanted]
        depth = exchanged.request.path.count("/")
        return next((each for each in own if each.path.count("/") == depth), own[0] if own else None)


def _succeeded(exchanged: Exchanged) -> bool:
    return exchanged.response is not None and exchanged.response.status < 300
