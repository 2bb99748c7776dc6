"""Clauses on what changes: within a version, and from one version to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.gate._approvals import accepted
from harness.gate._parts import was_announced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.gate._case import Case
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
