"""Pages of a list: by number, by offset, by what stands before and after, and by what the query asks of the items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.messages import NO_VALUE
from harness.mock._state_names import folded
from harness.mock._state_store import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from harness.document import Operation, Parameter
    from harness.mock._state_store import Collection, Record

_SIZES = ("pagesize", "perpage", "limit", "size", "maxresults", "maxitems", "first", "top", "take", "count")
_NUMBERS = ("page", "pageindex", "pagenumber", "pageno", "currentpage")
_OFFSETS = ("offset", "skip", "start", "startindex", "from")
_BEFORE, _AFTER = ("before", "endingbefore"), ("after", "startingafter", "since")
_TEXTS = ("search", "q", "query", "filter", "text")
# The size of pages where a page is asked for and nothing says how long it is.
_USUAL = 20
TOTALS = ("total", "totalcount", "totalitems", "totalresults", "totalrecords")


class Page(NamedTuple):
    """Some of the records of a list.

    Attributes:
        records: in their order.
        numbers: what a response may say of them, by folded name.
    """

    records: Sequence[Record]
    numbers: Mapping[str, Any]


class Pages:
    """Reads which part of a list a request asks for.

    Args:
        operation: that lists.
    """

    def __init__(self, operation: Operation) -> None:
        queries = {p.name: p for p in operation.parameters if p.location == "query"}
        by_fold = {folded(name): name for name in queries}
        self._size = next((by_fold[name] for name in _SIZES if name in by_fold), None)
        self._numbers = [by_fold[name] for name in _NUMBERS if name in by_fold]
        self._offset = next((by_fold[name] for name in _OFFSETS if name in by_fold), None)
        self._before = _cursor(by_fold, _BEFORE)
        self._after = _cursor(by_fold, _AFTER)
        # `before` and `after` are the words of chats, which begin with the latest.
        self._latest_first = self._before is not None and folded(self._before).startswith("before")
        self._schemas = {name: _schema(operation, parameter) for name, parameter in queries.items()}
        own = {self._size, *self._numbers, self._offset, self._before, self._after}
        self._filters = {name: folded(name) for name in queries if name not in own}

    def page(self, collection: Collection, queries: Mapping[str, Any], item: Callable[[Record], Any]) -> Page:
        """The part that a query asks for.

        Args:
            collection: that is listed.
            queries: the values of the query by name.
            item: what the list shows of a record.
        """
        records = collection.in_order()
        asked = {self._filters[name]: value for name, value in queries.items() if name in self._filters}
        filtered = [record for record in records if _fits(item(record), asked)] if asked else records
        size = self._number(queries, self._size)
        before, after = (queries.get(name) for name in (self._before or "", self._after or ""))
        if before is not None or after is not None or (self._latest_first and size is not None):
            place = collection.place if filtered is records else _places(filtered).get
            part = _window(filtered, place, before, after, size, latest=self._latest_first)
            return Page(part, {name: len(filtered) for name in TOTALS})
        sent = next((name for name in self._numbers if name in queries), next(iter(self._numbers), None))
        number = self._number(queries, sent)
        offset = self._number(queries, self._offset) or 0
        if number is not None:
            base = self._base(sent or "")
            size = _USUAL if size is None and sent in queries else size
            offset += max(0, number - base) * (size or 0)
        part = filtered if size is None and not offset else filtered[offset : None if size is None else offset + size]
        return Page(part, _numbers(len(filtered), len(part), size, number, offset))

    def words(self) -> str:
        """Which parameters of the query choose what is listed."""
        chosen = [*self._numbers, *filter(None, (self._offset, self._size, self._before, self._after))]
        filters = ", ".join(self._filters)
        return "; ".join(filter(None, (", ".join(chosen), f"by what items show: {filters}" if filters else "")))

    def _number(self, queries: Mapping[str, Any], name: str | None) -> int | None:
        """What a parameter says, or its default; None for nothing."""
        if name is None:
            return None
        value = queries.get(name, self._schemas[name].get("default"))
        try:
            return max(0, int(value))
        except (TypeError, ValueError, OverflowError):
            return None

    def _base(self, name: str) -> int:
        """The number of the first page."""
        schema = self._schemas[name]
        if schema.get("minimum") == 0 or str(schema.get("default")) == "0":
            return 0
        says_more = "minimum" in schema or "exclusiveMinimum" in schema or "default" in schema
        return 1 if says_more or folded(name) != "pageindex" else 0


def _schema(operation: Operation, parameter: Parameter) -> Mapping[str, Any]:
    child = parameter.node.child("schema")
    schema = None if child is None else operation.document.resolve(child)
    return schema.value if schema is not None and isinstance(schema.value, dict) else {}


def _cursor(by_fold: Mapping[str, str], words: Sequence[str]) -> str | None:
    ends = ("", "id", "uuid", "key", "item", "cursor")
    names = [f"{word}{end}" for word in words for end in ends]
    return next((by_fold[name] for name in names if name in by_fold), None)


def _window(
    records: Sequence[Record],
    place: Callable[[str], int | None],
    before: Any,
    after: Any,
    size: int | None,
    *,
    latest: bool,
) -> Sequence[Record]:
    """What stands beside a record, without the record itself; nothing beside one that is not there."""
    start, end = 0, len(records)
    if after is not None:
        at = place(key_of(after))
        start = end if at is None else at + 1
    if before is not None:
        at = place(key_of(before))
        end = start if at is None else at
    if size is not None and (before is not None or (latest and after is None)):
        start = max(start, end - size)
    elif size is not None:
        end = min(end, start + size)
    return records[start:end]


def _places(records: Sequence[Record]) -> dict[str, int]:
    return {record.key: place for place, record in enumerate(records)}


def _numbers(total: int, length: int, size: int | None, number: int | None, offset: int) -> dict[str, Any]:
    """What responses say of a page."""
    numbers: dict[str, Any] = dict.fromkeys(TOTALS, total)
    numbers |= {"offset": offset, "hasmore": offset + length < total, "hasnext": offset + length < total}
    numbers["count"] = numbers["size"] = length
    if size is not None:
        pages = -(-total // size) if size else 0
        numbers |= dict.fromkeys(("pagesize", "perpage", "limit"), size) | dict.fromkeys(("totalpages", "pages"), pages)
    if number is not None:
        numbers |= dict.fromkeys(_NUMBERS, number)
    return numbers


def _fits(item: Any, asked: Mapping[str, Any]) -> bool:
    """Whether an item is what a query asks for; what items say nothing of is not asked of them."""
    if not isinstance(item, dict):
        return item is not NO_VALUE
    members = {folded(name): value for name, value in item.items()}
    for name, wanted in asked.items():
        if name in members:
            if not _matches(members[name], wanted):
                return False
        elif name in _TEXTS and isinstance(wanted, str):
            texts = (value.casefold() for value in item.values() if isinstance(value, str))
            if not any(wanted.casefold() in text for text in texts):
                return False
    return True


def _matches(value: Any, wanted: Any) -> bool:
    known = {_text(part) for part in value} if isinstance(value, list) else {_text(value)}
    asked = {_text(part) for part in wanted} if isinstance(wanted, list) else {_text(wanted)}
    return asked <= known if isinstance(value, list) else bool(asked & known)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else key_of(value)
