"""The report of a gate: findings of clauses, and breaks in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.build.diff import evidence_of
from harness.report.model.gate import Acceptance, GateReport, GateRow, GateServer, GateStep
from harness.report.words.breaks import break_sentence
from harness.report.words.messages import part_of
from harness.report.words.wording import sentence

if TYPE_CHECKING:
    from harness.gate import FailOn, Gate, GateFinding
    from harness.messages import Witness

_LONGEST = 4_000  # characters of a message
_SHORT = 600  # characters of a message that is shown whole everywhere


def gate_report(gate: Gate, level: FailOn, *, release: bool = False) -> GateReport:
    """What the gate of one API says.

    Args:
        gate: the gate.
        level: from what on it is closed.
        release: whether what is on the branch already closes it too.
    """
    steps = tuple(
        GateStep(
            step.question,
            step.old.label,
            step.new.label,
            step.old_version,
            step.version,
            unasked=step in gate.unasked,
            unfinished=step in gate.unfinished,
        )
        for step in gate.steps
    )
    rows = tuple(_row(finding, level, release=release) for finding in gate.findings)
    passed = not gate.denied(level, release=release)
    server = None if gate.server is None else GateServer(gate.server.source, gate.server.untested)
    return GateReport(gate.api, gate.title, gate.today, gate.base, passed, steps, rows, gate.unsupported, server)


def _row(finding: GateFinding, level: FailOn, *, release: bool) -> GateRow:
    clause, step, broken = finding.clause, finding.step, finding.broken
    file, line = _place(finding)
    approval, witness = finding.accepted, None if broken is None else broken.witness
    return GateRow(
        rule=clause.id,
        question=clause.question if step is None else step.question,
        impact=finding.impact,
        denies=finding.denies(level, release=release),
        already=finding.already,
        title=_title(finding),
        why=clause.why,
        instead=finding.hint or clause.instead,
        version=finding.version,
        old=None if step is None else step.old.label,
        new=None if step is None else step.new.label,
        file=file,
        line=line,
        break_id=None if broken is None else broken.id,
        grade=None if broken is None else broken.grade,
        operations=_operations(finding),
        warning=None if finding.warned is None else finding.warned.rule.id,
        change_id=None if finding.warned is None else finding.warned.change.id,
        message=_message(witness),
        excerpt=_excerpt(witness),
        direction=None if witness is None else witness.direction,
        accepted=None
        if approval is None
        else Acceptance(approval.owner, approval.until, approval.reason, approval.kind),
        note=None if finding.note is None else finding.note.text,
    )


def _operations(finding: GateFinding) -> tuple[str, ...]:
    about = finding.broken or finding.breach
    return () if about is None else about.operations


def _title(finding: GateFinding) -> str:
    if finding.broken is not None:
        return break_sentence(finding.broken)
    return sentence(finding.warned.change) if finding.warned is not None else finding.message


def _message(witness: Witness | None) -> str | None:
    return None if witness is None or len(witness.message) > _LONGEST else witness.message


def _excerpt(witness: Witness | None) -> str | None:
    return None if witness is None or len(witness.message) <= _SHORT else part_of(evidence_of(witness))


def _place(finding: GateFinding) -> tuple[str | None, int | None]:
    """Where to look: what changed in the new document, else in the old one."""
    change = finding.broken.changes[0] if finding.broken is not None else None
    if finding.warned is not None:
        change = finding.warned.change
    if change is not None and finding.snapshot is not None:
        # What went is missed where it stood, in the new document.
        is_whole = change.new_owner.file is change.old_owner.file
        node = change.new_node or (None if is_whole else change.new_owner)
        place = None if node is None else node.file.position(node.pointer)
        return (finding.snapshot.path, 1) if node is None or place is None else (node.file.name, place.line)
    if finding.file is not None:
        return finding.file, finding.line
    return (None, None) if finding.snapshot is None else (finding.snapshot.path, 1)
