"""Pages of a list: by number, by offset, by cursors and by what stands before and after; and what is said of them."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from harness.mock._state_queries import ListQuery
from harness.mock._state_selection import chosen
from harness.mock._state_store import key_of
from harness.records import NamedTuple
from harness.resources import WORDS, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from harness.document import Operation
    from harness.mock._state_queries import Asked
    from harness.mock._state_selection import Listing
    from harness.mock._state_store import Collection, Record
    from harness.resources import Word


class Page(NamedTuple):
    """Some of the records of a list.

    Attributes:
        records: in their order.
        facts: what a response may say of them, by folded names, the likeliest first.
        links: URLs of other pages, by their relations.
        fault: why there is no such page; empty where there is.
    """

    records: Sequence[Record]
    facts: Mapping[str, Sequence[Any]]
    links: Mapping[str, str]
    fault: str = ""

    def header(self, name: str) -> str | None:
        """What a header says of the page, such as `Link` or `X-Total-Count`; None for nothing."""
        own = folded(name)
        if own == "link":
            return ", ".join(f'<{url}>; rel="{relation}"' for relation, url in self.links.items())
        values = self.facts.get(own.removeprefix("x"), ())
        value = next((value for value in values if value is not None), None)
        return None if value is None else json.dumps(value) if isinstance(value, bool) else str(value)


class _Part(NamedTuple):
    """Where a page begins and ends in a list of some length, and whether it is one that leads back."""

    start: int
    end: int
    total: int
    leads_back: bool = False


class Pages:
    """Reads which part of a list a request asks for.

    Args:
        operation: that lists.
    """

    def __init__(self, operation: Operation) -> None:
        self.query = ListQuery(operation)

    def page(self, collection: Collection, queries: Mapping[str, Any], listing: Listing, url: str) -> Page:
        """The part that a query asks for.

        Args:
            collection: that is listed.
            queries: the values of the query by name.
            listing: what the list shows of records.
            url: of the request.
        """
        asked = self.query.asked(queries)
        records = collection.in_order()
        selection = chosen(records, asked, listing)
        place = collection.place if selection is records else _places(selection).get
        if self.query.takes_cursors and asked.after is not None and _place(asked.after, place) is None:
            return Page((), {}, {}, f"query parameter {self.query.after}: this is no cursor of the list")
        part = self._part(asked, len(selection), place)
        further = self._further(part, asked, selection)
        links = {relation: _with_query(url, *change) for relation, change in further.items()}
        return Page(selection[part.start : part.end], self._facts(part, asked, further, links), links)

    def _part(self, asked: Asked, total: int, place: Callable[[str], int | None]) -> _Part:
        before, after, size = asked.before, asked.after, asked.size
        if before is None and after is None and not (self.query.latest_first and size is not None):
            start = min(total, asked.offset)
            return _Part(start, total if size is None else min(total, start + size), total)
        # Nothing stands beside what is not there.
        start, end = 0, total
        if after is not None:
            at = _place(after, place)
            start = end if at is None else min(total, max(0, at + 1))
        if before is not None:
            at = _place(before, place)
            end = start if at is None else max(start, at)
        leads_back = before is not None or (self.query.latest_first and after is None)
        if size is not None and leads_back:
            start = max(start, end - size)
        elif size is not None:
            end = min(end, start + size)
        return _Part(start, end, total, leads_back)

    def _further(self, part: _Part, asked: Asked, records: Sequence[Record]) -> dict[str, tuple[str | None, Any]]:
        """By their relations, the pages beside a page: which parameter has which value there, None for none."""
        query, own = self.query, dict[str, tuple[str | None, Any]]()
        more, fewer = part.end < part.total, part.start > 0
        own["first"] = query.after or query.before or query.number or query.offset, None
        if part.leads_back and query.before is not None:
            own |= {"next": (query.before, _cursor(records, part.start))} if fewer else {}
        elif query.after is not None and asked.number is None and not asked.offset:
            own |= {"next": (query.after, self._after(records, part.end - 1))} if more and part.end else {}
        elif query.number is not None and asked.size:
            number = query.base + part.start // asked.size
            own["first"] = query.number, query.base
            own |= {"prev": (query.number, number - 1)} if fewer else {}
            own |= {"next": (query.number, number + 1)} if more else {}
            own["last"] = query.number, query.base + max(0, -(-part.total // asked.size) - 1)
        elif query.offset is not None and asked.size:
            own |= {"prev": (query.offset, max(0, part.start - asked.size))} if fewer else {}
            own |= {"next": (query.offset, part.end)} if more else {}
        return own

    def _after(self, records: Sequence[Record], place: int) -> Any:
        """What the parameter for the beginning has to be: a cursor, or the identifier that the page begins after."""
        own = records[place].id
        if self.query.accepts(self.query.after or "", 0):
            return own if isinstance(own, int) and not self.query.takes_cursors else place
        return _cursor(records, place) if self.query.takes_cursors else records[place].key

    def _facts(
        self,
        part: _Part,
        asked: Asked,
        further: Mapping[str, tuple[str | None, Any]],
        links: Mapping[str, str],
    ) -> dict[str, Sequence[Any]]:
        length, size = part.end - part.start, asked.size
        more, fewer = part.end < part.total, part.start > 0
        next_value = further["next"][1] if "next" in further else None
        by_cursor = isinstance(next_value, str)
        url = links.get("next")
        facts: dict[Word, Sequence[Any]] = {
            "total": (part.total,),
            "count": (length,),
            "offset": (part.start,),
            "more": (fewer if part.leads_back else more,),
            "fewer": (more if part.leads_back else fewer,),
            "next": (next_value, url) if by_cursor else (url, next_value),
            "next cursor": (next_value if by_cursor or self.query.number is None else None,),
            "next page": (next_value, url),
            "previous": (links.get("prev"),),
            "previous cursor": (None,),
            "first": (links["first"],),
            "last": (links.get("last"),),
        }
        if size is not None:
            facts |= {"size": (size,), "pages": (-(-part.total // size) if size else 0,)}
        if self.query.number is not None or asked.number is not None:
            facts["page"] = (self.query.base + (asked.number or 0),)
        by_name = {name: values for word, values in facts.items() for name in WORDS[word]}
        # `size` and `count` are how many there are, `limit` how many there may be.
        return by_name | dict.fromkeys(WORDS["count"], (length,)) | {"linksnext": (url,), "pagesize": (size,)}


def _places(records: Sequence[Record]) -> dict[str, int]:
    return {record.key: place for place, record in enumerate(records)}


def _place(value: Any, place: Callable[[str], int | None]) -> int | None:
    """Where what an identifier or a cursor names stands; where it stood, if it is gone."""
    own = place(key_of(value))
    if own is not None:
        return own
    if isinstance(value, int):
        return value
    known = _named_by(value)
    if known is None:
        return None
    at, key = known
    own = place(key)
    return at if own is None else own


def _cursor(records: Sequence[Record], place: int) -> str:
    """What stands for a place in a list; nobody is to know what it is made of."""
    return base64.urlsafe_b64encode(json.dumps([place, records[place].key]).encode()).decode().rstrip("=")


def _named_by(cursor: Any) -> tuple[int, str] | None:
    """The place and the key that a cursor is made of; None for what is none."""
    try:
        place, key = json.loads(base64.urlsafe_b64decode(f"{cursor}==="))
    except (ValueError, TypeError, binascii.Error):
        return None
    return (place, key) if isinstance(place, int) and isinstance(key, str) else None


def _with_query(url: str, name: str | None, value: Any) -> str:
    """A URL with another value of a parameter, None for no value."""
    path, _, query = url.partition("?")
    pairs = [pair for pair in query.split("&") if pair]
    if name is not None:
        own = quote(name, safe="[]")
        same = (f"{own}=", f"{quote(name, safe='')}=")
        pairs = [pair for pair in pairs if not pair.startswith(same)]
        pairs += [] if value is None else [f"{own}={quote(str(value), safe='')}"]
    return f"{path}?{'&'.join(pairs)}" if pairs else path
