"""The gate of one API: its steps are judged, then its clauses are asked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harness.gate._approvals import APPROVALS_FILE, read_approvals
from harness.gate._case import Case
from harness.gate._clauses import CLAUSES
from harness.gate._everywhere import on_everywhere
from harness.gate._lines import lines_of
from harness.gate._model import Gate, SnapshotStep, Transition
from harness.gate._notes import notes_path, read_notes
from harness.gate._on_changes import on_changes
from harness.gate._on_records import on_records
from harness.gate._on_register import on_register
from harness.gate._on_schedule import on_schedule
from harness.gate._on_server import on_server
from harness.gate._on_snapshots import on_snapshots
from harness.gate._parts import on_parts
from harness.gate._promise import promise_of
from harness.gate._steps import steps_of
from harness.rules import BREAKING, IMPACTS
from harness.vocabulary import GRADES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from harness.gate._model import GateFinding, ServerAnswers
    from harness.gate._steps import Sides
    from harness.session import Diff, Session
    from harness.verdict import Break
    from harness.versions import Api, Snapshot
    from harness.vocabulary import Impact


def gate(
    api: Api,
    sides: Sides,
    session: Session,
    *,
    impacts: Mapping[str, Impact] | None = None,
    base: str | None = None,
    whole: bool = True,
    server: ServerAnswers | None = None,
) -> Gate:
    """May what is new be published?

    Args:
        api: the API.
        sides: before and after, and the day.
        session: reads documents and judges pairs; steps for which its budget has nothing left stay unasked.
        impacts: of clauses by their ids, where settings say them.
        base: what it is compared with, in words.
        whole: whether `sides` are all of the API, not only a pair that was named.
        server: what the server answered; None where it was not asked.

    Raises:
        DocumentError: a snapshot cannot be read.
        UsageError: notes or approvals cannot be used.
    """
    promise = promise_of(api.settings)
    approvals = read_approvals(os.path.join(api.folder, APPROVALS_FILE))
    steps = list(steps_of(sides)) or list(_named_pair(sides, whole=whole))
    notes = {snapshot: each for snapshot in sides.added if (each := read_notes(_notes_path(api, snapshot)))}
    transitions, unasked = _judged(steps, sides, session)
    case = Case(
        api.settings,
        promise,
        sides,
        tuple(transitions),
        notes,
        approvals,
        impacts or {},
        session.document,
        whole,
        server,
    )
    findings = tuple(decide(case))
    return Gate(
        api.name,
        api.title,
        sides.today,
        base,
        tuple(steps),
        findings,
        promise.unsupported,
        tuple(unasked),
        server,
        tuple(transition.step for transition in transitions if transition.diff.contract.unfinished),
    )


def decide(case: Case) -> list[GateFinding]:
    """All that the clauses say of a case: the worst first, then in the order of the clauses."""
    order = {clause.id: at for at, clause in enumerate(CLAUSES)}
    findings = [
        *on_snapshots(case),
        *on_changes(case),
        *on_everywhere(case),
        *on_parts(case),
        *on_register(case),
        *on_schedule(case),
        *on_records(case),
        *on_server(case),
    ]
    return sorted(
        findings,
        key=lambda each: (
            IMPACTS.index(each.impact),
            each.already,
            order[each.clause.id],
            0 if each.broken is None else GRADES.index(each.broken.grade),
        ),
    )


def breaks_of(diff: Diff) -> tuple[Break, ...]:
    """The breaks of a diff that count: some change to blame is breaking after all settings."""
    contract = diff.contract
    # identity: the comparison holds its changes.
    breaking = {id(finding.change) for finding in contract.findings if finding.impact == BREAKING}
    return tuple(each for each in contract.breaks if any(id(change) in breaking for change in each.changes))


def _judged(
    steps: Iterable[SnapshotStep], sides: Sides, session: Session
) -> tuple[list[Transition], list[SnapshotStep]]:
    """The steps, judged, and those for which no time was left."""
    budget = session.judging.budget
    transitions: list[Transition] = []
    unasked: list[SnapshotStep] = []
    for step in steps:
        if budget is not None and budget.is_spent:
            unasked.append(step)
            continue
        diff = session.diff(step.old, step.new)
        transitions.append(Transition(step, diff, breaks_of(diff), _known(step, sides, session)))
    return transitions, unasked


def _known(step: SnapshotStep, sides: Sides, session: Session) -> frozenset[str]:
    """The ids of the breaks that the base has in the place of a step whose day has not come."""
    before = sides.before(step.new)
    if step.already or before is None or before in (step.old, step.new):
        return frozenset()
    return frozenset(each.id for each in breaks_of(session.diff(step.old, before)))


def _named_pair(sides: Sides, *, whole: bool) -> Iterator[SnapshotStep]:
    """The step between two snapshots that were named, where their order alone would not make it one."""
    if whole or not sides.added:
        return
    old, new = lines_of(sides.base)[0], sides.added[0]
    line = next(line for line in lines_of(sides.work) if new in line.snapshots)
    yield SnapshotStep("next version", old.snapshots[0], new, old.name, line.name, free=line.free)


def _notes_path(api: Api, snapshot: Snapshot) -> str:
    """Where the notes stand: those on a candidate from elsewhere stand where its snapshot will."""
    stored = os.path.join(api.folder, snapshot.series or "", "x")
    return notes_path(snapshot._replace(path=stored))
