"""Which items of a list a query chooses, and in which order: by what the list shows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from harness.mock._state_store import key_of
from harness.resources import is_word

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from harness.mock._state_queries import Asked
    from harness.mock._state_store import Record


class Listing(Protocol):
    """What a list shows of records."""

    @property
    def item_names(self) -> Container[str]:
        """The folded names of the properties of items."""

    def members(self, record: Record) -> Mapping[str, Any] | None:
        """The members of what is shown of a record, by folded names; None where nothing is."""


def chosen(records: Sequence[Record], asked: Asked, listing: Listing) -> Sequence[Record]:
    """The records that a query chooses, as it sorts them; the same sequence where it asks for neither."""
    if asked.filters:
        records = [record for record in records if _fits(listing.members(record), asked.filters, listing.item_names)]
    for sorting in reversed(asked.sortings):
        if not sorting.name:
            records = records[::-1] if sorting.descends else records
        else:
            name = sorting.name
            values = [(_rank((listing.members(record) or {}).get(name)), record) for record in records]
            # What is not shown is neither small nor large: without a value the order stays.
            if any(rank != _NOTHING for rank, _ in values):
                values.sort(key=lambda entry: entry[0], reverse=sorting.descends)
                records = [record for _, record in values]
    return records


_NOTHING = (0, 0)


def _rank(value: Any) -> tuple[int, Any]:
    """By what values are sorted: nothing, then numbers, then texts."""
    if isinstance(value, int | float):
        return 1, value
    return (2, value.casefold()) if isinstance(value, str) else _NOTHING


def _fits(members: Mapping[str, Any] | None, filters: Mapping[str, Any], declared: Container[str]) -> bool:
    """Whether an item is what a query asks for; what no item says anything of is not asked of them."""
    if members is None:
        return False
    for name, wanted in filters.items():
        if name in members or name in declared:
            if not _matches(members.get(name), wanted):
                return False
        elif isinstance(wanted, list) and name.removesuffix("s") in members:
            # `ids` are those of which an item has one.
            if not _matches(members[name.removesuffix("s")], wanted):
                return False
        elif is_word(name, "search") and isinstance(wanted, str):
            texts = (value.casefold() for value in members.values() if isinstance(value, str))
            if not any(wanted.casefold() in text for text in texts):
                return False
    return True


def _matches(value: Any, wanted: Any) -> bool:
    known = {_text(part) for part in value} if isinstance(value, list) else {_text(value)}
    asked = {_text(part) for part in wanted} if isinstance(wanted, list) else {_text(wanted)}
    return asked <= known if isinstance(value, list) else bool(asked & known)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else key_of(value)
