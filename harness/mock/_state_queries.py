"""What the query of a list asks for: which parameter means what, told by its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.records import NamedTuple
from harness.resources import WORDS, folded, named
from harness.vocabulary import keyword_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.document import Document, Node, Operation

_ENDS = ("", "id", "uuid", "key", "item", "cursor")
_FILTER = re.compile(r"(?:filters?|where)\[([^\[\]]+)\]")
_DIRECTIONS = {"asc": False, "ascending": False, "1": False, "desc": True, "descending": True, "-1": True}
# The size of pages where a page is asked for and nothing says how long it is.
_USUAL = 20
_MOST_SORTINGS = 8
# Behind the end of every list.
_NOWHERE = 1 << 40
# Those of instants choose by time, and name nothing that a page could begin at.
_INSTANTS = ("date", "date-time")


class Sorting(NamedTuple):
    """By what a list is sorted; no name: by the order of creation."""

    name: str
    descends: bool


class Asked(NamedTuple):
    """What one query asks of a list.

    Attributes:
        filters: values by the folded names of what items show.
        sortings: the first is the most important.
        size: of a page; None for all.
        number: of the page, from 0; less before the first, where nothing stands; None where pages have none.
        offset: how many are left out before.
        before: what the page ends at: an identifier or a cursor.
        after: what it begins at.
    """

    filters: Mapping[str, Any]
    sortings: tuple[Sorting, ...]
    size: int | None
    number: int | None
    offset: int
    before: Any = None
    after: Any = None


class ListQuery:
    """Reads what queries ask of a list.

    Args:
        operation: that lists.

    Attributes:
        number: the parameter for the number of the page; None where there is none, as for those that follow.
        offset: for how many are left out.
        after: for what it begins at.
        before: for what it ends at.
        takes_cursors: whether what it begins at is a cursor rather than an identifier.
        latest_first: whether it begins with the latest.
        base: the number of the first page.
    """

    def __init__(self, operation: Operation) -> None:
        self._schemas = dict(_declared(operation))
        names = list(self._schemas)
        known = [name for name in names if self._schemas[name].get("format") not in _INSTANTS]
        self._size = named(known, "size")
        numbers = {folded(name): name for name in known}
        self._numbers = [numbers[form] for form in WORDS["page"] if form in numbers and self._is_single(numbers[form])]
        self.number = next(iter(self._numbers), None)
        self.offset = named(known, "offset")
        self.before = named(known, "before", _ENDS)
        self.after = named(known, "after", _ENDS) or named(known, "cursor")
        self.takes_cursors = self.after is not None and folded(self.after) in WORDS["cursor"]
        # `before` and `after` are the words of chats, which begin with the latest.
        self.latest_first = self.before is not None and folded(self.before).startswith("before")
        self._sort = named(names, "sort")
        direction = named([name for name in names if name != self._sort], "direction")
        self._direction = direction
        own = {self._size, *self._numbers, self.offset, self.before, self.after, self._sort, direction}
        self._own = own - {None}
        self.base = 0 if self.number is None else self._base(self.number)

    def asked(self, queries: Mapping[str, Any]) -> Asked:
        """What a query asks for.

        Args:
            queries: its values by name.
        """
        if not queries:
            sent: dict[str, Any] = {}
        else:
            sent = dict(_flat(queries))
        name = next((name for name in self._numbers if name in sent), self.number)
        number = self._integer(sent, name)
        size = self._integer(sent, self._size)
        size = _USUAL if size is None and name in sent else size
        offset = self._integer(sent, self.offset) or 0
        if number is not None:
            number = self._from_zero(name or "", number)
            offset += number * (size or 0) if number >= 0 else _NOWHERE
        filters = {_filter(name): value for name, value in sent.items() if name not in self._own}
        before, after = (sent.get(name) for name in (self.before or "", self.after or ""))
        return Asked(filters, self._sortings(sent), size, number, offset, before, after)

    def accepts(self, name: str, value: Any) -> bool:
        """Whether a parameter takes a value, as far as its type tells."""
        wanted = self._schemas[name].get("type", "string")
        return isinstance(value, int) == (wanted in ("integer", "number"))

    def words(self) -> str:
        """Which parameters of the query choose what is listed."""
        chosen = [*self._numbers, *filter(None, (self.offset, self._size, self.before, self.after))]
        sorting = ", ".join(filter(None, (self._sort, self._direction)))
        filters = ", ".join(name for name in self._schemas if name not in self._own)
        parts = (", ".join(chosen), sorting and f"sorted by {sorting}", filters and f"by what items show: {filters}")
        return "; ".join(filter(None, parts))

    def _sortings(self, sent: Mapping[str, Any]) -> tuple[Sorting, ...]:
        value = sent.get(self._sort or "", self._default(self._sort))
        direction = sent.get(self._direction or "", self._default(self._direction))
        descends = _DIRECTIONS.get(str(direction).lower(), False)
        texts = value if isinstance(value, list) else str(value).split(",") if value is not None else []
        named_sortings = (
            _sorting(str(text), descends=descends) for text in texts[:_MOST_SORTINGS] if str(text).strip()
        )
        sortings = tuple(named_sortings)
        return sortings or ((Sorting("", descends),) if descends else ())

    def _default(self, name: str | None) -> Any:
        return None if name is None else self._schemas[name].get("default")

    def _integer(self, sent: Mapping[str, Any], name: str | None) -> int | None:
        """What a parameter says, or its default; None for nothing."""
        if name is None:
            return None
        try:
            return max(0, int(sent.get(name, self._default(name))))
        except (TypeError, ValueError, OverflowError):
            return None

    def _is_single(self, name: str) -> bool:
        return self._schemas[name].get("type") not in ("object", "array")

    def _from_zero(self, name: str, number: int) -> int:
        """The number of a page from 0, and less only where the document says that the first one is another."""
        is_declared = str(self._schemas[name].get("default")) == "1"
        return number - self._base(name) if is_declared else max(0, number - self._base(name))

    def _base(self, name: str) -> int:
        schema = self._schemas[name]
        if schema.get("minimum") == 0 or str(schema.get("default")) == "0":
            return 0
        says_more = "minimum" in schema or "exclusiveMinimum" in schema or "default" in schema
        return 1 if says_more or folded(name) != "pageindex" else 0


def _declared(operation: Operation) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The parameters of a query with their schemas, the members of objects as parameters of their own."""
    for parameter in operation.parameters:
        if parameter.location != "query":
            continue
        schema = _resolved(operation.document, parameter.node.child("schema"))
        members = None if schema is None else schema.child(keyword_for("property"))
        if members is None or schema is None or schema.get("type") != "object":
            yield parameter.name, {} if schema is None else schema.value
            continue
        for name, member in members.members():
            inner = _resolved(operation.document, member)
            yield f"{parameter.name}[{name}]", {} if inner is None else inner.value


def _resolved(document: Document, node: Node | None) -> Node | None:
    target = None if node is None else document.resolve(node)
    return target if target is not None and isinstance(target.value, dict) else None


def _flat(queries: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The values of a query, those of objects under names of their own: `page[size]`."""
    for name, value in queries.items():
        if isinstance(value, dict):
            yield from ((f"{name}[{inner}]", member) for inner, member in value.items())
        else:
            yield name, value


def _filter(name: str) -> str:
    inner = _FILTER.fullmatch(name)
    return folded(name if inner is None else inner[1])


def _sorting(text: str, *, descends: bool) -> Sorting:
    """What `-created`, `created:desc`, `created desc` and `created_desc` ask for."""
    text = text.strip()
    if text[:1] in "+-":
        return Sorting(folded(text[1:]), text[0] == "-")
    name, _, last = text.replace(":", " ").replace(".", " ").rpartition(" ")
    if not name:
        name, _, last = text.rpartition("_")
    if text.lower() in _DIRECTIONS:
        return Sorting("", _DIRECTIONS[text.lower()])
    if name and last.lower() in _DIRECTIONS:
        return Sorting(folded(name), _DIRECTIONS[last.lower()])
    return Sorting(folded(text), descends)
