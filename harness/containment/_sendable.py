"""The convention of messages: a sender uses names that its own schema declares, or that nobody does."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from harness.containment._names import Names, names_of
from harness.containment._patterns import matches
from harness.containment._tags import parts_of

if TYPE_CHECKING:
    from harness.containment._alternatives import Alternatives
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


_CHOICES = ("disjunctions", "exclusives")
# By what a schema may declare more names than its `properties` have.
BRANCHES = (
    *_CHOICES,
    "conditionals",
    "schemas_if_present",
    "negations",
    "unsupported_keywords",
    "counted",
    "patterned",
)


def sent_names(
    sender: tuple[NormalSchema, ...], alternative: NormalSchema, reader: NormalSchema, several: Alternatives
) -> Names | None:
    """The names that a sender uses who takes an alternative, as far as the reader's alternatives ask for them.

    Args:
        sender: all that it says in that place; None comes of one that may declare more names than the alternative does.
        alternative: the one that it takes.
        reader: the schema of who reads the message.
        several: the alternatives of that.
    """
    groups = sum(len(part.disjunctions) + len(part.exclusives) for part in sender)
    others = [name for name in BRANCHES if name not in _CHOICES]
    parts = parts_of(alternative)
    if groups != 1 or any(part.says(name) for part in sender for name in others):
        return None
    if any(part.says(name) for part in parts for name in BRANCHES):
        return None
    declared = {name for part in (*sender, *parts) for name in (*part.members, *part.hidden, *part.required)}
    return Names(names_of(parts).required, frozenset(declared) | (several.required - declared_names(reader)))


def may_use(sender: tuple[NormalSchema, ...], name: str) -> bool:
    """Whether a sender may use a name that none of its properties has."""
    return any(name in part.required or any(map(part.says, BRANCHES)) for part in sender)
