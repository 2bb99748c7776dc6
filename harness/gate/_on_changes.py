"""Clauses on what changes: within a version, from one version to the next, and in all the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.gate._approvals import accepted
from harness.gate._lines import lines_of
from harness.gate._parts import was_announced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Change
    from harness.gate._case import Case
    from harness.gate._lines import Line
    from harness.gate._model import GateFinding, Transition
    from harness.verdict import Break


def on_changes(case: Case) -> Iterator[GateFinding]:
    """What is to be said of the steps."""
    for transition in case.transitions:
        if transition.step.free:
            continue
        if transition.step.question == "next version" and not _is_same_train(case, transition):
            yield from _next_version(case, transition)
        else:
            yield from _same_version(case, transition)
        yield from _everywhere(case, transition)


def _same_version(case: Case, transition: Transition) -> Iterator[GateFinding]:
    step = transition.step
    for broken in transition.breaks:
        if case.promise.removal == "all-versions" and was_announced(case, transition, broken):
            yield case.passing("break-in-version", **_facts(transition, broken))
        else:
            yield from _break(case, transition, broken, "break-in-version")
    for warned in transition.warnings:
        facts = {"version": step.version, "snapshot": step.new, "already": step.already}
        yield from case.finding("risk-in-version", "", warned=warned, step=step, **facts)
    if not transition.has_changes:
        return
    facts = {"version": step.version, "snapshot": step.new, "already": step.already}
    if case.promise.new_version == "any-change":
        yield from case.finding("change-in-version", f"`{step.new.label}` changes the version", **facts)
    if case.promise.additive == "new-version-only":
        message = f"`{step.new.label}` changes a version that is promised to stay"
        yield from case.finding("addition-in-version", message, **facts)


def _next_version(case: Case, transition: Transition) -> Iterator[GateFinding]:
    step = transition.step
    notes = {name: note for note in case.notes.get(step.new, ()) for name in note.breaks}
    for broken in transition.breaks:
        note = notes.get(broken.id)
        if note is not None and note.text:
            yield case.passing("break-without-note", note=note, **_facts(transition, broken))
        else:
            hint = None if note is None else "its note is empty: say what clients must do"
            yield from _break(case, transition, broken, "break-without-note", hint)
    if case.promise.new_version == "breaking" and not transition.breaks:
        message = f"nothing breaks from `{step.old.label}` to `{step.new.label}`"
        facts = {"version": step.version, "snapshot": step.new, "already": step.already}
        yield from case.finding("version-without-break", message, **facts)


def _break(
    case: Case, transition: Transition, broken: Break, clause: str, hint: str | None = None
) -> Iterator[GateFinding]:
    """A break that is denied, unless an approval covers it."""
    approval, counts = accepted(broken, transition.step, case.approvals, case.today)
    facts = _facts(transition, broken)
    if approval is not None and counts:
        yield case.passing(clause, accepted=approval, **facts)
        return
    if approval is not None:
        hint = f"its approval by {approval.owner} ended on {approval.until}"
    yield from case.finding(clause, "", hint=hint, **facts)


def _facts(transition: Transition, broken: Break) -> dict[str, object]:
    step = transition.step
    return {
        "version": step.version,
        "snapshot": step.new,
        "already": step.already or broken.id in transition.known,
        "broken": broken,
        "step": step,
    }


def _is_same_train(case: Case, transition: Transition) -> bool:
    if case.promise.breaking_needs != "new-train":
        return False
    old, new = ((name or "").partition(".")[2] for name in (transition.step.old_version, transition.step.version))
    return old == new


def _everywhere(case: Case, transition: Transition) -> Iterator[GateFinding]:
    """Whether what comes or goes does so in all served versions, where that is promised."""
    if case.promise.additive == "all-versions":
        yield from _in_others(case, transition, "addition-incomplete")
    if case.promise.removal == "all-versions":
        yield from _in_others(case, transition, "removal-incomplete")


def _in_others(case: Case, transition: Transition, clause: str) -> Iterator[GateFinding]:
    is_addition = clause == "addition-incomplete"
    changes = [change for change in transition.diff.changes if _is_operation(change, added=is_addition)]
    if not changes:
        return
    step = transition.step
    others = [(line, _operations(case, line)) for line in _others(case, step.version)]
    for change in changes:
        name = change.operations[0]
        wrong = [str(line.name) for line, names in others if (name in names) != is_addition]
        if wrong:
            verb = "is new, and not in" if is_addition else "is gone, and still in"
            message = f"`{name}` {verb} {', '.join(f'`{each}`' for each in wrong)}"
            facts = {"version": step.version, "snapshot": step.new, "already": step.already}
            yield from case.finding(clause, message, **facts)


def _is_operation(change: Change, *, added: bool) -> bool:
    gone = change.old_node if added else change.new_node
    return change.subject == "operation" and change.aspect == "presence" and gone is None and bool(change.operations)


def _others(case: Case, version: str | None) -> list[Line]:
    lines = lines_of(case.sides.work)
    return [line for line in lines if line.name != version and not line.free and not line.retired]


def _operations(case: Case, line: Line) -> frozenset[str]:
    return frozenset(operation.name for operation in case.document(line.snapshots[-1]).operations)
