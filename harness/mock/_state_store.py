"""What clients have created: records in collections, by tenant, the least recently used gone beyond a number.

Nothing here knows of documents: a collection is named by what it belongs to, a record by its key in it.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_RECORDS = 10_000
MOST_BYTES = 256 * 2**20


class Kind(NamedTuple):
    """What a record is one of.

    Attributes:
        api: the name of the API.
        path: of its collection, without the names of its parameters.
        views: for each way to come to it, which of its parents the path names; the first names all.
    """

    api: str
    path: str
    views: tuple[tuple[int, ...], ...]


class Record:
    """One resource that a client has created.

    Attributes:
        kind: what it is one of.
        tenant: to whom it belongs.
        parents: the keys of what it lies in, outermost first.
        id: its identifier as it is shown.
        fields: what is stored of it, by the names under which it was sent.
        children: what lies in it.
        number: as the how many of all it was created.
        shown: what is made of it, until it changes.
        size: about how many bytes it takes.
    """

    __slots__ = ("children", "fields", "id", "kind", "number", "parent", "parents", "shown", "size", "tenant")

    def __init__(
        self, kind: Kind, tenant: str, parents: tuple[str, ...], own: Any, fields: dict[str, Any], size: int = 0
    ) -> None:
        self.kind = kind
        self.tenant = tenant
        self.parents = parents
        self.id = own
        self.fields = fields
        self.size = size
        self.number = 0
        self.parent: Record | None = None
        self.children: dict[Record, None] = {}
        self.shown: dict[Any, Any] = {}

    @property
    def key(self) -> str:
        """Its identifier as paths name it."""
        return key_of(self.id)


class Collection:
    """Records in the order of their creation."""

    __slots__ = ("_by_key", "_in_order", "_places", "pages")

    def __init__(self) -> None:
        self._by_key: dict[str, Record] = {}
        self._in_order: list[Record] | None = None
        self._places: dict[str, int] | None = None
        # What is made of it, until it or one of its records changes.
        self.pages: dict[Any, Any] = {}

    def __len__(self) -> int:
        return len(self._by_key)

    def get(self, key: str) -> Record | None:
        """The record of a key."""
        return self._by_key.get(key)

    def has(self, key: str) -> bool:
        """Whether there is a record of a key."""
        return key in self._by_key

    def in_order(self) -> Sequence[Record]:
        """All records."""
        if self._in_order is None:
            self._in_order = list(self._by_key.values())
        return self._in_order

    def place(self, key: str) -> int | None:
        """At which place the record of a key stands, None without one."""
        if self._places is None:
            self._places = {key: place for place, key in enumerate(self._by_key)}
        return self._places.get(key)

    def add(self, record: Record) -> None:
        """Put a record at the end."""
        self._by_key[record.key] = record
        if self._in_order is not None:
            self._in_order.append(record)
        self._places = None
        self.pages.clear()

    def remove(self, record: Record) -> None:
        """Take a record out."""
        del self._by_key[record.key]
        self._in_order = self._places = None
        self.pages.clear()


class Store:
    """All records.

    Args:
        most: how many are kept.
        most_bytes: about how much memory they may take.
    """

    def __init__(self, most: int = MOST_RECORDS, most_bytes: int = MOST_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._collections: dict[tuple[Any, ...], Collection] = {}
        self._recent: OrderedDict[Record, None] = OrderedDict()
        self._bytes = self._count = 0

    def __len__(self) -> int:
        return len(self._recent)

    def __iter__(self) -> Iterator[Record]:
        """All records in the order of their creation."""
        return iter(sorted(self._recent, key=lambda record: record.number))

    def collection(self, kind: Kind, tenant: str, scope: tuple[str, ...], view: tuple[int, ...]) -> Collection | None:
        """The records that a path leads to; None where there were none yet.

        Args:
            kind: of the records.
            tenant: whose records.
            scope: the keys of the parents that the path names.
            view: which of the parents these are.
        """
        return self._collections.get((kind.api, kind.path, tenant, view, scope))

    def knows(self, kind: Kind, tenant: str) -> bool:
        """Whether a tenant has had such records."""
        return (kind.api, kind.path, tenant) in self._collections

    def used(self, record: Record) -> None:
        """Note that a record was used."""
        self._recent.move_to_end(record)

    def add(self, record: Record, parent: Record | None) -> None:
        """Keep a new record; what was not used for longest may have to go."""
        for collection in self._homes(record):
            collection.add(record)
        # Whoever has created something knows such records, even when all are gone.
        self._collections.setdefault((record.kind.api, record.kind.path, record.tenant), Collection())
        if parent is not None:
            record.parent = parent
            parent.children[record] = None
        record.number = self._count = self._count + 1
        self._recent[record] = None
        self._bytes += record.size
        while self._recent and (len(self._recent) > self._most or self._bytes > self._most_bytes):
            oldest = next(iter(self._recent))
            if oldest is record:
                break
            self.remove(oldest)

    def changed(self, record: Record, fields: dict[str, Any], size: int) -> None:
        """Exchange what is stored of a record."""
        self._bytes += size - record.size
        record.fields, record.size = fields, size
        record.shown.clear()
        for collection in self._homes(record):
            collection.pages.clear()
        self.used(record)

    def remove(self, record: Record) -> None:
        """Take a record out, with all that lies in it."""
        waiting = [record]
        while waiting:
            gone = waiting.pop()
            waiting += gone.children
            gone.children = {}
            for collection in self._homes(gone):
                collection.remove(gone)
            if gone.parent is not None:
                gone.parent.children.pop(gone, None)
            del self._recent[gone]
            self._bytes -= gone.size
        self._tidy()

    def clear(self) -> None:
        """Begin anew."""
        self._collections.clear()
        self._recent.clear()
        self._bytes = 0

    def forget_shown(self) -> None:
        """Drop what was made of the records, which stay."""
        for record in self._recent:
            record.shown.clear()
        for collection in self._collections.values():
            collection.pages.clear()

    def _homes(self, record: Record) -> Iterator[Collection]:
        """The collections that a record is in, one for each way to come to it."""
        kind = record.kind
        for view in kind.views:
            scope = tuple(record.parents[place] for place in view)
            yield self._collections.setdefault((kind.api, kind.path, record.tenant, view, scope), Collection())

    def _tidy(self) -> None:
        """Drop empty collections once there are many: tenants may be as many as requests."""
        if len(self._collections) > 4 * self._most:
            self._collections = {key: value for key, value in self._collections.items() if len(value)}


def key_of(value: Any) -> str:
    """An identifier as paths name it: `7` for 7.0 too."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else str(value)
