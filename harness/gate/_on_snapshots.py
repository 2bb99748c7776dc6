"""Clauses on snapshots: what was published stays, and what is new is well made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.document import check
from harness.gate._lines import lines_of
from harness.versions import name_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.document import Document
    from harness.gate._case import Case
    from harness.gate._model import GateFinding, Transition
    from harness.versions import Snapshot

_MOST = 20  # mistakes of one document


def on_snapshots(case: Case) -> Iterator[GateFinding]:
    """What is to be said of snapshots."""
    published = set(case.sides.published)
    for snapshot in case.sides.added:
        before = case.sides.before(snapshot)
        if before in published:
            message = f"the snapshot of `{snapshot.label}` was published and says something else now"
            yield from case.finding("snapshot-edited", message, version=_version(case, snapshot), snapshot=snapshot)
    for snapshot in case.sides.removed:
        if snapshot in published:
            message = f"the snapshot of `{snapshot.label}` was published and is gone"
            yield from case.finding("snapshot-removed", message, version=_version(case, snapshot))
    judged = {transition.step.new: transition for transition in case.transitions}
    for snapshot in case.sides.added:
        yield from _dates(case, snapshot)
        yield from _names(case, snapshot)
        yield from _mistakes(case, snapshot, judged.get(snapshot))
    for transition in case.transitions:
        yield from _foreign(case, transition)


def _version(case: Case, snapshot: Snapshot) -> str | None:
    for versions in (case.sides.work, case.sides.base):
        for line in lines_of(versions):
            if snapshot in line.snapshots:
                return line.name
    return None


def _dates(case: Case, snapshot: Snapshot) -> Iterator[GateFinding]:
    line = next(line for line in lines_of(case.sides.work) if snapshot in line.snapshots)
    published = set(case.sides.published)
    later = [each for each in line.snapshots if each in published and each.date > snapshot.date]
    if later and not line.free and case.sides.before(snapshot) is None:
        message = f"the snapshot of `{snapshot.label}` lies before that of `{later[-1].label}`, which was published"
        yield from case.finding("date-out-of-order", message, version=line.name, snapshot=snapshot)
    last = case.promise.ahead.after(case.today)
    if snapshot.date > last:
        message = f"`{snapshot.date}` lies more than {case.promise.ahead.text} after {case.today}"
        yield from case.finding("date-too-far", message, version=line.name, snapshot=snapshot)


def _names(case: Case, snapshot: Snapshot) -> Iterator[GateFinding]:
    """Whether `info.version`, where it is the name of a version, agrees with what else says it."""
    settings = case.sides.work.settings
    name = case.document(snapshot).api_version
    if settings.style == "none" or name is None or name_problem(name, settings.format) is not None:
        return
    facts = {"version": _version(case, snapshot), "snapshot": snapshot}
    if snapshot.series is not None and snapshot.series.removeprefix("v") != name.removeprefix("v"):
        message = f"`info.version` is `{name}`, and the folder is that of `{snapshot.series}`"
        yield from case.finding("version-mismatch", message, **facts)
        return
    version = case.sides.work.version_of(snapshot)
    registered = {entry.name for entry in settings.registered}
    if registered and version.name not in registered:
        message = f"`info.version` is `{name}`, which the register does not have"
        yield from case.finding("version-mismatch", message, **facts)
    elif not registered and version.day is not None and version.day > snapshot.date:
        message = f"`info.version` is `{name}`, which begins on {version.day}, after the day of the snapshot"
        yield from case.finding("version-mismatch", message, **facts)


def _mistakes(case: Case, snapshot: Snapshot, transition: Transition | None) -> Iterator[GateFinding]:
    document = case.document(snapshot)
    problems = check(document, reference=False)
    if not problems:
        return
    known = _known_mistakes(transition.diff.old) if transition is not None else set()
    version = _version(case, snapshot)
    for problem in problems[:_MOST]:
        yield from case.finding(
            "document-invalid",
            problem.message.replace("`", "'"),
            version=version,
            snapshot=snapshot,
            already=(problem.code, problem.message) in known,
            file=problem.file,
            line=problem.line or _line_of(document, problem.file, problem.pointer),
            hint=problem.hint,
        )
    if len(problems) > _MOST:
        message = f"{len(problems) - _MOST} more mistakes"
        yield from case.finding("document-invalid", message, version=version, snapshot=snapshot)


def _known_mistakes(document: Document) -> set[tuple[str, str]]:
    return {(problem.code, problem.message) for problem in check(document, reference=False)}


def _line_of(document: Document, name: str, pointer: str) -> int | None:
    from harness.document import parse_pointer

    file = next((each for each in document.files if each.name == name), None)
    return None if file is None else file.position(parse_pointer(pointer)).line


def _foreign(case: Case, transition: Transition) -> Iterator[GateFinding]:
    old, new = transition.diff.old, transition.diff.new
    pairs = transition.diff.comparison.operations
    shares = any(None not in pair for pair in pairs)
    if old.title != new.title and not shares and old.operations and new.operations:
        message = f"`{new.title[:100]}` has no operation of `{old.title[:100]}`"
        step = transition.step
        yield from case.finding("another-api", message, version=step.version, snapshot=step.new, already=step.already)
