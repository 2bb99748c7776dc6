"""All that the clauses judge by: data that was read before, and documents that are read when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.gate._clauses import clause
from harness.gate._model import GateFinding
from harness.records import NamedTuple
from harness.rules import COMPATIBLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from harness.document import Document
    from harness.gate._approvals import Approval
    from harness.gate._model import ServerAnswers, Transition
    from harness.gate._notes import Note
    from harness.gate._promise import Promise
    from harness.gate._steps import Sides
    from harness.versions import Settings, Snapshot
    from harness.vocabulary import Impact


class Case(NamedTuple):
    """One API, before its judgement.

    Attributes:
        settings: of the API.
        promise: what they promise.
        sides: before and after, and the day.
        transitions: the steps, judged.
        notes: those on each snapshot that has any.
        approvals: all of them.
        impacts: of clauses by their ids, where settings say them.
        document: reads that of a snapshot.
        whole: whether all of the API is looked at, not only a pair that was named.
        server: what the server answered; None where it was not asked.
    """

    settings: Settings
    promise: Promise
    sides: Sides
    transitions: tuple[Transition, ...]
    notes: Mapping[Snapshot, tuple[Note, ...]]
    approvals: tuple[Approval, ...]
    impacts: Mapping[str, Impact]
    document: Callable[[Snapshot], Document]
    whole: bool = True
    server: ServerAnswers | None = None

    @property
    def today(self) -> str:
        """The day of the judgement."""
        return self.sides.today

    def finding(self, name: str, message: str, **facts: Any) -> Iterator[GateFinding]:
        """What a clause has to say, unless settings turn it off."""
        each = clause(name)
        impact = self.impacts.get(name, each.impact)
        if impact != COMPATIBLE:
            yield GateFinding(each, impact, message, **facts)

    def passing(self, name: str, **facts: Any) -> GateFinding:
        """What a clause looked at and lets pass."""
        return GateFinding(clause(name), COMPATIBLE, "", **facts)
