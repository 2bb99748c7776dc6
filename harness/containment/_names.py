"""The names that objects have and may have: alternatives may be told apart by a name of their own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harness.containment._schemas import NormalSchema


class Names(NamedTuple):
    """The names that the objects of a schema have and may have.

    Attributes:
        required: those that all have.
        allowed: all that any may have; None for any names.
    """

    required: frozenset[str]
    allowed: frozenset[str] | None

    def are_shut_out_by(self, others: Names) -> bool:
        """Whether no object that has these names may have no others than those."""
        return others.allowed is not None and not self.required <= others.allowed


ANY_NAMES = Names(frozenset(), None)


def names_of(parts: Sequence[NormalSchema]) -> Names:
    """The names of the objects that obey some schemas, the first of which comes with the others."""
    known: Names | None = parts[0].opened.get("names")
    if known is None:
        required = frozenset(name for part in parts for name in part.required)
        known = parts[0].opened["names"] = Names(required, allowed_by(parts))
    return known


def allowed_by(parts: Iterable[NormalSchema]) -> frozenset[str] | None:
    """All names that some schemas together allow; None for any names."""
    closed = [part.hidden.union(part.members) for part in parts if part.additional is False and not part.patterned]
    return frozenset.intersection(*closed) if closed else None


def by_name(several: Sequence[Names]) -> dict[str | None, list[int]]:
    """The numbers of alternatives by the name that each asks for and the fewest others do, if any."""
    counts = Counter(name for names in several for name in names.required)
    numbers: dict[str | None, list[int]] = {}
    for number, names in enumerate(several):
        rarest = min(sorted(names.required), key=counts.__getitem__, default=None)
        numbers.setdefault(rarest, []).append(number)
    return numbers
