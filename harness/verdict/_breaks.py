"""Breaks: each way in which clients lose messages, with the changes that are to blame for it."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from harness.records import NamedTuple
from harness.rules import BREAKING
from harness.vocabulary import EVERY, GRADES, SOME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harness.comparison import Change
    from harness.messages import Witness
    from harness.verdict._finding import Finding
    from harness.verdict._losses import Cause
    from harness.vocabulary import Direction, Grade

# What defines places of its own operation alone.
_OPERATIONS = ("operation", "webhook")


class Break(NamedTuple):
    """One way in which clients lose messages at one place.

    Attributes:
        grade: how many messages are lost: "every", "some", or "unusual" ones.
        changes: those to blame: undoing them, with all others kept, gives the message back, or they lose it alone. None
            of them can be left out.
        direction: who sends the messages.
        operations: the names of the operations that lose messages so.
        witness: a message that is lost; None for what breaks by rule, or where nobody wants to see it.
        hidden: whether messages are lost so only once the other breaks are mended.
        also: others that each lose the same message alone.
    """

    grade: Grade
    changes: tuple[Change, ...]
    direction: Direction
    operations: tuple[str, ...]
    witness: Witness | None = None
    hidden: bool = False
    also: tuple[Change, ...] = ()

    @property
    def id(self) -> str:
        """A name that stays the same over runs, order and wording: `b-65cecc5b26`."""
        return _named("b", self.direction, *sorted(change.id for change in self.changes))

    @property
    def cause(self) -> str:
        """The same for breaks that say the same of several operations: `k-65cecc5b26`."""
        return _named("k", self.direction, *sorted(map(_anywhere, self.changes)))


def in_order(breaks: Iterable[Break]) -> tuple[Break, ...]:
    """The worst first: by grade, then by how many operations are hit, then as they stand in the documents."""
    return tuple(sorted(breaks, key=lambda loss: (loss.hidden, GRADES.index(loss.grade), -len(loss.operations))))


def break_of(cause: Cause, changes: tuple[Change, ...], witness: Witness | None) -> Break:
    """The break of a cause.

    Args:
        cause: what loses messages.
        changes: those to blame.
        witness: the message that shows it.
    """
    reached = [set(change.operations) for change in changes]
    operations = [name for name in changes[0].operations if all(name in names for names in reached)]
    grade = cause.witness.grade if cause.witness is not None else None
    return Break(
        grade or SOME,
        changes,
        cause.direction,
        tuple(operations) or changes[0].operations,
        witness,
        hidden=cause.hidden,
    )


def joined(breaks: Iterable[Break]) -> list[Break]:
    """The breaks, with those that show the same message as another one joined to that: each alone loses it."""
    known: dict[str, int] = {}
    apart: list[Break] = []
    for loss in breaks:
        witness = loss.witness
        key = "" if witness is None else _text((loss.direction, witness.operation, witness.place, witness.value))
        if key and key in known:
            first = apart[known[key]]
            also = tuple(change for change in loss.changes if change not in (*first.changes, *first.also))
            apart[known[key]] = first._replace(also=(*first.also, *also))
            continue
        known[key] = len(apart)
        apart.append(loss)
    return apart


def by_rule(findings: Iterable[Finding], breaks: Sequence[Break]) -> list[Break]:
    """The breaks of the findings that break, but are in none yet: each of its own."""
    # identity: the comparison holds its changes.
    blamed = {id(change) for loss in breaks for change in (*loss.changes, *loss.also)}
    return [
        _of_one(finding.change, finding.witness)
        for finding in findings
        if finding.impact == BREAKING and id(finding.change) not in blamed
    ]


def _of_one(change: Change, witness: Witness | None) -> Break:
    direction = change.direction if witness is None else witness.direction
    grade = witness.grade if witness is not None else None
    return Break(grade or EVERY, (change,), direction, change.operations, witness)


def _anywhere(change: Change) -> str:
    """What a change is, whichever operation it is in."""
    # Operations that come or go are not the same, though all is the same that is said of them.
    is_within = len(change.trail) > 1 and change.trail[0].kind in _OPERATIONS
    trail = change.trail[1:] if is_within else change.trail
    values = () if change.aspect == "presence" else (change.old_value, change.new_value)
    return _text((change.subject, change.aspect, change.effect, trail, *values))


def _named(kind: str, *content: Any) -> str:
    return f"{kind}-{blake2b(_text(content).encode('ascii'), digest_size=5).hexdigest()}"


def _text(content: Any) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"))
