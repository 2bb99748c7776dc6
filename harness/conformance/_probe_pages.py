"""Do the pages of a list hold all of it, and each thing once?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.conformance._client import NotSent
from harness.conformance._json import json_of
from harness.messages import Accepted
from harness.records import NamedTuple
from harness.resources import id_in, is_word, items_in, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.document import Operation, Parameter
    from harness.resources import Resource

# What follows the words for what a page begins or ends at.
_ENDS = ("", "id", "uuid")
_MADE = 5
_SIZE = 2
_MOST_PAGES = 60


class Paging(NamedTuple):
    """How a list is taken apart.

    Attributes:
        kind: "page", "offset", "after" or "before".
        parameter: that says which part.
        size: the parameter that says how much of it; None where nothing does.
    """

    kind: str
    parameter: Parameter
    size: Parameter | None


def pagings_of(operation: Operation) -> list[Paging]:
    """The ways to take the list of an operation apart."""
    query = [parameter for parameter in operation.parameters if parameter.location == "query"]
    size = next((parameter for parameter in query if is_word(parameter.name, "size")), None)
    kinds = [(_kind(parameter.name), parameter) for parameter in query]
    return [Paging(kind, parameter, size) for kind, parameter in kinds if kind is not None]


def widest(operation: Operation) -> dict[str, Any]:
    """The query for as much of a list as there may be."""
    size = next((paging.size for paging in pagings_of(operation) if paging.size is not None), None)
    return {} if size is None else {size.name: _typed(operation, size.name, _most(size))}


def pages(world: World) -> None:
    """Fill each list that something can be added to, and go through its pages in each way."""
    for resource in world.resources:
        listing = resource.listing
        if listing is None or not world.can_create(resource) or listing not in world.operations:
            continue
        pagings = pagings_of(listing)
        if not pagings or not _fill(world, resource):
            continue
        for paging in pagings:
            if paging.size is not None:
                try:
                    _Walk(world, resource, listing, paging).hold()
                except NotSent:
                    return


def _fill(world: World, resource: Resource) -> bool:
    """Whether there is enough to take apart now; something was deleted again, which no total may count."""
    made = [world.create(resource) for _ in range(_MADE + 1)]
    operation, last = resource.delete, made[-1]
    request = world.request(operation, ids=last.ids) if operation is not None and last is not None else None
    if operation is not None and request is not None:
        world.ask(operation, request)
    return all(member is not None for member in made)


class _Walk:
    """One way through a list."""

    def __init__(self, world: World, resource: Resource, listing: Operation, paging: Paging) -> None:
        self.world = world
        self.resource = resource
        self.listing = listing
        self.paging = paging
        self.broken = False
        self.first = 0 if paging.kind == "offset" else _first(paging.parameter)

    def hold(self) -> None:
        """Hold it to the laws of pages."""
        assert self.paging.size is not None
        most = _most(self.paging.size)
        whole = self._asked({self.paging.size.name: most})
        all_ids = self._ids(whole)
        if whole is None or all_ids is None or not 3 <= len(all_ids) < most:
            return
        if self.paging.kind == "before":
            self._before(all_ids)
            return
        self._outside(all_ids)
        self._unasked(all_ids)
        parts = list(self._parts(all_ids))
        if not parts or self.broken:
            return
        last, ids = parts[-1][0], [id_ for _, own in parts for id_ in own]
        for exchanged, own in parts:
            if len(own) > _SIZE:
                self._breach(
                    "pages-limit",
                    exchanged,
                    f"A page of {_SIZE} holds {len(own)}",
                    "A page has no more than was asked for.",
                )
                return
        twice = {id_ for id_ in ids if ids.count(id_) > 1}
        lost = [id_ for id_ in all_ids if id_ not in ids]
        if twice:
            self._breach("pages-disjoint", last, f"{len(twice)} of {len(all_ids)} stand on two pages", _DISJOINT)
        elif lost:
            self._breach("pages-complete", last, f"{len(lost)} of {len(all_ids)} stand on no page", _COMPLETE)
        for exchanged in (whole, *(exchanged for exchanged, _ in parts)):
            if self._total(exchanged, all_ids):
                break
        self._more(parts)

    def _total(self, exchanged: Exchanged, ids: list[Any]) -> bool:
        """Whether a page says another total than there is."""
        body = json_of(exchanged.response)
        members = body.items() if isinstance(body, dict) else ()
        for name, value in members:
            if is_word(name, "total") and type(value) is int and value != len(ids):
                title = f"`{name}` is {value}, and the list has {len(ids)}"
                self._breach("pages-total", exchanged, title, "The total is how much there is on all pages.")
                return True
        return False

    def _more(self, parts: list[tuple[Exchanged, list[Any]]]) -> None:
        """A page says whether there is another one."""
        full = [exchanged for exchanged, own in parts if own]
        for number, exchanged in enumerate(full, 1):
            body = json_of(exchanged.response)
            for name, value in body.items() if isinstance(body, dict) else ():
                if is_word(name, "more") and isinstance(value, bool) and value is not (number < len(full)):
                    title = f"`{name}` of page {number} of {len(full)} is {'true' if value else 'false'}"
                    self._breach("pages-more", exchanged, title, "Who goes by it stops too early, or never.")
                    return
                if is_word(name, "next cursor", "next") and value is None and number < len(full):
                    title = f"`{name}` is empty on page {number} of {len(full)}"
                    self._breach("pages-more", exchanged, title, "Who goes by it stops too early.")
                    return

    def _unasked(self, ids: list[Any]) -> None:
        """Who names no size gets no more than the declared default."""
        assert self.paging.size is not None
        most = _schema(self.paging.size).get("default")
        own = self._ids(self._asked({})) if type(most) is int and 0 < most < len(ids) else None
        if own is not None and type(most) is int and len(own) > most:
            exchanged = self._asked({})
            assert exchanged is not None
            title = f"A page of no size holds {len(own)}, and the default is {most}"
            self._breach("pages-limit", exchanged, title, "The snapshot says how much a page holds by itself.")

    def _outside(self, ids: list[Any]) -> None:
        """Beyond the end there is nothing, or a refusal."""
        if self.paging.kind not in ("page", "offset"):
            return
        beyond = self._asked({**self._part(self._number(len(ids) + 3))})
        own = self._ids(beyond)
        if beyond is not None and own:
            title = f"Beyond the end of the list there are {len(own)} more"
            self._breach("pages-outside", beyond, title, "A page beyond the end is empty, or refused.")
        elif beyond is not None and beyond.response is not None and beyond.response.status >= 500:
            title = f"A page beyond the end is answered with {beyond.response.status}"
            self._breach("pages-outside", beyond, title, "A page beyond the end is empty, or refused.")

    def _before(self, ids: list[Any]) -> None:
        """What stands before a thing, without itself."""
        exchanged = self._asked({**self._part(ids[-1])})
        own = self._ids(exchanged)
        if exchanged is not None and own is not None and ids[-1] in own:
            self._breach("pages-disjoint", exchanged, "What a cursor names is on its page, too", _DISJOINT)

    def _parts(self, all_ids: list[Any]) -> Iterator[tuple[Exchanged, list[Any]]]:
        place: Any = None if self.paging.kind == "after" else self._number(0)
        for number in range(1, min(len(all_ids) + 2, _MOST_PAGES)):
            exchanged = self._asked(self._part(place))
            own = self._ids(exchanged)
            if exchanged is None or own is None:
                self.broken = True
                return
            yield exchanged, own
            if not own or len(own) > _SIZE:
                return
            if self.paging.kind == "after":
                place = _next(json_of(exchanged.response)) or own[-1]
            else:
                place = self._number(number * _SIZE)

    def _number(self, start: int) -> int:
        """Page or offset of what stands at a place of the list."""
        return start if self.paging.kind == "offset" else self.first + -(-start // _SIZE)

    def _part(self, place: Any) -> dict[str, Any]:
        assert self.paging.size is not None
        return {self.paging.size.name: _SIZE, **({} if place is None else {self.paging.parameter.name: place})}

    def _asked(self, query: Mapping[str, Any]) -> Exchanged | None:
        """What a query gets; None where it is not allowed, or refused."""
        values = {name: _typed(self.listing, name, value) for name, value in query.items()}
        request = self.world.request(self.listing, "smallest", query=values)
        read = self.world.judge.exchange(self.listing).accept_request(request) if request is not None else None
        return self.world.ask(self.listing, request) if request is not None and isinstance(read, Accepted) else None

    def _ids(self, exchanged: Exchanged | None) -> list[Any] | None:
        if exchanged is None or exchanged.response is None or exchanged.response.status >= 300:
            return None
        items = items_in(json_of(exchanged.response))
        if items is None:
            return None
        ids = [id_in(item, self.resource.parameter or "id", self.resource.path) for item in items]
        return None if None in ids else ids

    def _breach(self, check: str, exchanged: Exchanged, title: str, why: str) -> None:
        name = self.paging.parameter.name
        self.world.breach(
            check, exchanged, f"{title} (by `{name}`)", why, self.listing, pointer=name, likeness=f"{check} {name}"
        )


_DISJOINT = "Whoever goes through the pages gets each thing once; a cursor stands for what comes after it."
_COMPLETE = "Whoever goes through all pages gets everything that is there."


def _kind(name: str) -> str | None:
    if is_word(name, "page"):
        return "page"
    if is_word(name, "offset"):
        return "offset"
    if is_word(name, "cursor") or named([name], "after", _ENDS) is not None:
        return "after"
    return "before" if named([name], "before", _ENDS) is not None else None


def _schema(parameter: Parameter) -> dict[str, Any]:
    schema = parameter.node.child("schema")
    return schema.value if schema is not None and isinstance(schema.value, dict) else {}


def _first(parameter: Parameter) -> int:
    """The number of the first page."""
    for keyword in ("default", "minimum"):
        value = str(_schema(parameter).get(keyword))
        if value in ("0", "1"):
            return int(value)
    return 1


def _most(size: Parameter) -> int:
    """How much a page may hold."""
    return min(int(_schema(size).get("maximum", 100)), 100)


def _typed(operation: Operation, name: str, value: Any) -> Any:
    """A number as its parameter wants it: some are texts."""
    for parameter in operation.parameters:
        if parameter.name == name and parameter.location == "query":
            types = _schema(parameter).get("type")
            return str(value) if types == "string" else value
    return value


def _next(body: Any) -> Any:
    """The cursor of the next page, where an answer names one."""
    if not isinstance(body, dict):
        return None
    own = (v for n, v in body.items() if is_word(n, "next cursor", "next") and isinstance(v, str) and v)
    inner = (_next(value) for value in body.values() if isinstance(value, dict))
    return next((value for value in (*own, *inner) if value is not None), None)
