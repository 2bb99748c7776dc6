"""The convention of messages: a sender uses names that its own schema declares, or that nobody does."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from harness.containment._patterns import matches

if TYPE_CHECKING:
    from harness.containment._demands import ValueDemands
    from harness.containment._schemas import NormalSchema

# What is kept of a schema under this name, and so many parts of one are looked at.
_DECLARED, _MOST_PARTS = "declared", 2_000


def is_sendable(name: str, leaf: ValueDemands) -> bool:
    """Whether a sender uses a name: one that the variant which it chose declares, or that nothing does.

    What conditions say of a name, and patterns, are demands on whoever uses it.
    """
    if any(name in declared_names(normal) for normal in (*leaf.direct, *leaf.senders)):
        return _is_declared(name, leaf)
    return True


def declared_names(normal: NormalSchema) -> frozenset[str]:
    """The names that `properties` of a schema declare, of its parts and variants in the same place too."""
    known: frozenset[str] | None = normal.opened.get(_DECLARED)
    if known is None:
        seen: dict[int, NormalSchema] = {}
        _gather(normal, seen)
        known = frozenset().union(*(chain(part.members, part.hidden) for part in seen.values()))
        normal.opened[_DECLARED] = known
    return known


def _gather(normal: NormalSchema, seen: dict[int, NormalSchema]) -> None:
    if normal.number in seen or len(seen) > _MOST_PARTS:
        return
    seen[normal.number] = normal
    for part in chain(normal.conjuncts, *normal.disjunctions, *normal.exclusives):
        _gather(normal.at(part), seen)
    for context, target in normal.targets:
        _gather(context.normal(target), seen)


def _is_declared(name: str, leaf: ValueDemands) -> bool:
    """Whether the sender's own schema declares a name."""
    return name in leaf.promised or any(_declares(normal, name) for normal in leaf.senders)


def _declares(normal: NormalSchema, name: str) -> bool:
    return name in normal.members or any(matches("pattern", p, name) for p in normal.patterned)
