"""Do the pages of a list hold all of it, and each thing once?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.conformance._client import NotSent
from harness.conformance._json import json_of
from harness.conformance._lists import (
    Listed,
    asked,
    first_of,
    following_cursor,
    items_of,
    listed,
    members_of,
    most_of,
    pagings_of,
    schema_of,
    totals_of,
)
from harness.records import NamedTuple
from harness.resources import id_in, is_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._client import Exchanged
    from harness.conformance._lists import Paging
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.resources import Resource

_MADE = 5
_SIZE = 2
_MOST_PAGES = 30
# So many walks have to show the same, of so many, as others may come between.
_WALKS, _MOST_WALKS = 2, 6


class _Breach(NamedTuple):
    """What a walk through a list shows."""

    check: str
    exchanged: Exchanged
    title: str
    why: str


class _Page(NamedTuple):
    """A page, and the ids on it."""

    exchanged: Exchanged
    ids: list[Any]


def pages(world: World) -> None:
    """Fill each list that something can be added to, and go through its pages in each way."""
    for resource in world.resources:
        listing = resource.listing
        if listing is None or not world.can_create(resource) or listing not in world.operations:
            continue
        pagings = pagings_of(listing)
        if not pagings or not _fill(world, resource):
            continue
        reported = set[tuple[str, str]]()
        for paging in pagings:
            if paging.size is not None:
                try:
                    _hold(world, resource, listing, paging, reported)
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


def _hold(world: World, resource: Resource, listing: Operation, paging: Paging, reported: set[tuple[str, str]]) -> None:
    """Hold a list to the laws of pages, where nobody adds to it or takes from it meanwhile.

    Args:
        world: who asks.
        resource: whose members are listed.
        listing: the list.
        paging: how it is taken apart.
        reported: the kinds of parameters and checks that were told of the list: two parameters may mean the same.
    """
    name, seen = paging.parameter.name, 0
    for _ in range(_MOST_WALKS):
        walk = _Walk(world, resource, listing, paging)
        breaches = list(walk.breaches())
        seen += bool(breaches) and walk.is_undisturbed()
        if not breaches or seen == _WALKS:
            break
    for check, exchanged, title, why in breaches if seen == _WALKS else ():
        if (paging.kind, check) in reported:
            continue
        reported.add((paging.kind, check))
        world.breach(check, exchanged, f"{title} (by `{name}`)", why, listing, pointer=name, likeness=f"{check} {name}")


class _Walk:
    """One way through a list."""

    def __init__(self, world: World, resource: Resource, listing: Operation, paging: Paging) -> None:
        self.world = world
        self.resource = resource
        self.listing = listing
        self.paging = paging
        self.size = _SIZE
        self.failed = False
        self._length = 0

    def is_undisturbed(self) -> bool:
        """Whether the list is as long now as before the walk: pages move when others add to it."""
        now = listed(self.world, self.listing)
        return now is not None and len(now.items) == self._length

    def breaches(self) -> Iterator[_Breach]:
        """What the list does not keep of the laws of pages."""
        whole = listed(self.world, self.listing)
        ids = None if whole is None else self._ids_of(whole.items)
        self._length = 0 if whole is None else len(whole.items)
        if whole is None or ids is None or len(ids) < _SIZE + 1:
            return
        self.size = max(_SIZE, -(-len(ids) // _MOST_PAGES))
        if self.paging.kind == "before":
            yield from self._before(ids)
            return
        if whole.is_whole:
            yield from self._outside(ids)
        yield from self._unasked(ids)
        parts = list(self._parts(ids))
        if parts and not self.failed:
            wrong = list(self._torn(whole, ids, parts))
            yield from wrong or self._told(whole, ids, parts)

    def _torn(self, whole: Listed, ids: list[Any], parts: list[_Page]) -> Iterator[_Breach]:
        """Pages that are too long, overlap, or leave something out."""
        assert self.paging.size is not None
        widest = [_Page(exchanged, self._ids_of(items_of(exchanged) or []) or []) for exchanged in whole.exchanges]
        for size, pages in ((most_of(self.paging.size), widest), (self.size, parts)):
            for page in pages:
                if len(page.ids) > size:
                    title, why = f"A page of {size} holds {len(page.ids)}", "A page has no more than was asked for."
                    yield _Breach("pages-limit", page.exchanged, title, why)
                    return
        for every, pages in ((ids, widest), ([id_ for page in parts for id_ in page.ids], parts)):
            twice = {id_ for id_ in every if every.count(id_) > 1}
            if twice:
                title = f"{len(twice)} of {len(set(every))} stand on two pages"
                yield _Breach("pages-disjoint", pages[-1].exchanged, title, _DISJOINT)
                return
        own = [id_ for page in parts for id_ in page.ids]
        is_part = self.paging.kind == "size" or (not whole.is_whole and len(own) < len(ids))
        lost = set(ids[: len(own)] if is_part else ids) ^ set(own)
        if lost and (is_part or whole.is_whole):
            title = f"{len(lost)} of {len(set(ids) | set(own))} stand on no page"
            yield _Breach("pages-complete", parts[-1].exchanged, title, _COMPLETE)

    def _told(self, whole: Listed, ids: list[Any], parts: list[_Page]) -> Iterator[_Breach]:
        """What pages tell of the list."""
        if whole.is_whole:
            every = (*whole.exchanges, *(page.exchanged for page in parts))
            yield from [breach for exchanged in every for breach in self._total(exchanged, ids)][:1]
            yield from self._more(parts) if self.paging.kind != "size" else ()

    def _total(self, exchanged: Exchanged, ids: list[Any]) -> Iterator[_Breach]:
        """Another total than there is."""
        for name, value in totals_of(exchanged):
            if value != len(ids):
                title = f"`{name}` is {value}, and the list has {len(ids)}"
                yield _Breach("pages-total", exchanged, title, "The total is how much there is on all pages.")

    def _more(self, parts: list[_Page]) -> Iterator[_Breach]:
        """A wrong word on whether there is another page."""
        full = [page.exchanged for page in parts if page.ids]
        for number, exchanged in enumerate(full, 1):
            for name, value in members_of(json_of(exchanged.response)):
                if is_word(name, "more") and isinstance(value, bool) and value is not (number < len(full)):
                    title = f"`{name}` of page {number} of {len(full)} is {'true' if value else 'false'}"
                    yield _Breach("pages-more", exchanged, title, "Who goes by it stops too early, or never.")
                    return
                if is_word(name, "next cursor", "next") and value is None and number < len(full):
                    title = f"`{name}` is empty on page {number} of {len(full)}"
                    yield _Breach("pages-more", exchanged, title, "Who goes by it stops too early.")
                    return

    def _unasked(self, ids: list[Any]) -> Iterator[_Breach]:
        """Another size than the declared default for who names none."""
        assert self.paging.size is not None
        most = str(schema_of(self.paging.size).get("default"))
        page = self._page({}) if most.isdecimal() and int(most) > 0 else None
        if page is None:
            return
        title = f"A page of no size holds {len(page.ids)}, and the default is {most}"
        why = "The snapshot says how much a page holds by itself."
        if len(page.ids) > int(most):
            yield _Breach("pages-limit", page.exchanged, title, why)
        elif len(page.ids) < min(int(most), len(ids)) and self.paging.kind in ("page", "offset"):
            yield _Breach("default-applied", page.exchanged, title, why)

    def _outside(self, ids: list[Any]) -> Iterator[_Breach]:
        """Something where there is nothing, and no refusal either."""
        if self.paging.kind not in ("page", "offset"):
            return
        places = {"beyond the end": self._number(len(ids) + self.size + 1)}
        if self.paging.kind == "page" and str(schema_of(self.paging.parameter).get("default")) == "1":
            places["before the first"] = 0  # where the snapshot allows it at all
        for where, place in places.items():
            outside = asked(self.world, self.listing, self._part(place))
            own = None if outside is None else items_of(outside)
            why = f"A page {where} is empty, or refused."
            if outside is not None and own:
                yield _Breach("pages-outside", outside, f"A page {where} holds {len(own)}", why)
            elif outside is not None and outside.response is not None and outside.response.status >= 500:
                title = f"A page {where} is answered with {outside.response.status}"
                yield _Breach("pages-outside", outside, title, why)

    def _before(self, ids: list[Any]) -> Iterator[_Breach]:
        """What a cursor names, on the page of what stands before it."""
        page = self._page(self._part(ids[-1]))
        if page is not None and ids[-1] in page.ids:
            yield _Breach("pages-disjoint", page.exchanged, "What a cursor names is on its page, too", _DISJOINT)

    def _parts(self, ids: list[Any]) -> Iterator[_Page]:
        """The pages, up to the first empty one; none where one of them cannot be read."""
        place: Any = None if self.paging.kind in ("after", "size") else self._number(0)
        for number in range(1, min(-(-len(ids) // self.size) + 3, _MOST_PAGES + 3)):
            page = self._page(self._part(place))
            if page is None:
                return
            yield page
            if not page.ids or len(page.ids) > self.size or self.paging.kind == "size":
                return
            if self.paging.kind == "after":
                place = following_cursor(self.paging, self.listing, page.exchanged, items_of(page.exchanged) or [])
                if place is None:
                    return
            else:
                place = self._number(number * self.size)

    def _number(self, start: int) -> int:
        """Page or offset of what stands at a place of the list."""
        return start if self.paging.kind == "offset" else first_of(self.paging) + -(-start // self.size)

    def _part(self, place: Any) -> dict[str, Any]:
        assert self.paging.size is not None
        return {self.paging.size.name: self.size, **({} if place is None else {self.paging.parameter.name: place})}

    def _page(self, query: dict[str, Any]) -> _Page | None:
        """What a query gets; None where it is not allowed, or refused."""
        exchanged = asked(self.world, self.listing, query)
        # What a server fails at has an entry of its own.
        self.failed = self.failed or (exchanged is not None and _failed(exchanged))
        items = None if exchanged is None else items_of(exchanged)
        ids = None if items is None else self._ids_of(items)
        return None if exchanged is None or ids is None else _Page(exchanged, ids)

    def _ids_of(self, items: Any) -> list[Any] | None:
        ids = [id_in(item, self.resource.parameter or "id", self.resource.path) for item in items]
        return None if None in ids else ids


def _failed(exchanged: Exchanged) -> bool:
    return exchanged.response is None or exchanged.response.status >= 500


_DISJOINT = "Whoever goes through the pages gets each thing once; a cursor stands for what comes after it."
_COMPLETE = "Whoever goes through all pages gets everything that is there."
