"""Clauses on notes and approvals: each is about a break that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.gate._lines import lines_of
from harness.gate._notes import notes_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.gate._approvals import Approval
    from harness.gate._case import Case
    from harness.gate._model import GateFinding


def on_records(case: Case) -> Iterator[GateFinding]:
    """What is to be said of notes and approvals."""
    yield from _notes(case)
    for approval in case.approvals:
        yield from _approval(case, approval)


def _notes(case: Case) -> Iterator[GateFinding]:
    breaks = {transition.step.new: {each.id for each in transition.breaks} for transition in case.transitions}
    for snapshot, notes in case.notes.items():
        for note in notes:
            for name in note.breaks:
                if name not in breaks.get(snapshot, set()):
                    message = f"a note is about `{name}`, and no break of `{snapshot.label}` has that id"
                    facts = {"snapshot": snapshot, "file": notes_path(snapshot), "line": note.line}
                    yield from case.finding("note-stale", message, **facts)


def _approval(case: Case, approval: Approval) -> Iterator[GateFinding]:
    facts = {"version": approval.version, "file": approval.file, "line": approval.line}
    transitions = [each for each in case.transitions if approval.is_for(each.step)]
    if not transitions and (not case.whole or _is_closed(case, approval)):
        return
    label = f"the approval of `{approval.broken}` by {approval.owner}"
    breaks = [broken for each in transitions for broken in each.breaks]
    blamed = {change.id for broken in breaks for change in broken.changes}
    if approval.until < case.today:
        yield from case.finding("approval-expired", f"{label} ended on {approval.until}", **facts)
    elif not blamed & set(approval.changes):
        yield from case.finding("approval-unused", f"{label} is about no break that there is", **facts)
    else:
        yield from _counting(case, approval, label, facts)


def _counting(case: Case, approval: Approval, label: str, facts: Mapping[str, object]) -> Iterator[GateFinding]:
    within = [each for each in case.transitions if approval.is_for(each.step) and each.step.question != "next version"]
    kinds = case.promise.may_break_for
    if within and kinds and approval.kind not in kinds:
        message = f"{label} is of the kind `{approval.kind}`, and a version may break for {', '.join(kinds)} alone"
        yield from case.finding("approval-kind", message, **facts)
    if case.promise.approval_warning.after(case.today) > approval.until:
        yield from case.finding("approval-ending", f"{label} ends on {approval.until}", **facts)


def _is_closed(case: Case, approval: Approval) -> bool:
    """Whether what was approved is published: it is done with, and nothing has to be used any more."""
    date = approval.old.rpartition("@")[2]
    published = set(case.sides.published)
    lines = [line for line in lines_of(case.sides.work) if line.name == approval.version]
    return any(snapshot in published and snapshot.date > date for line in lines for snapshot in line.snapshots)
