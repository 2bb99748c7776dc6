"""From snapshots and their comparisons to the data of a history."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from harness.report.build.diff import report_of
from harness.report.model.diff import Counts
from harness.report.model.history import (
    ADDED,
    CHANGED,
    ENDED,
    REMOVED,
    BreakingChange,
    ChangelogCounts,
    History,
    OperationStep,
    Published,
    Step,
    Sunset,
    VersionLifetime,
    lifetime_state,
    soonest,
)
from harness.vocabulary import BREAKING, component_around, keyword_for, operation_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from harness.changelog import Changelog
    from harness.document import Document
    from harness.report.model.diff import Detail, DiffReport, OperationRow, Row
    from harness.report.model.history import StepState
    from harness.session import Diff, Session
    from harness.versions import Api, Snapshot, Version

    # Is called with all steps so far, and the last of them with its changelog.
    Visit = Callable[[tuple[Step, ...], DiffReport, Changelog], None]

_PROPERTIES = keyword_for("property")

_WORDS: tuple[Detail, ...] = ("words",)
# Whatever stands below these is data of an example, and announces nothing.
_DATA = frozenset({"default", "example", "examples", "enum", "const", "x-sunset"})


def history_of(
    api: Api,
    session: Session,
    today: str,
    *,
    visit: Visit | None = None,
    progress: Callable[[int], None] | None = None,
) -> History:
    """All snapshots of an API, and what changed between neighbours.

    Args:
        api: has one snapshot or more.
        session: reads and judges.
        today: the day of the report.
        visit: called with all steps so far, and the last of them as the session has it.
        progress: told how many snapshots are read, before each of them.
    """
    published = []
    steps: list[Step] = []
    ends: dict[Snapshot, str | None] = {}
    before = None
    from harness.gate import note_texts

    for number, snapshot in enumerate(api.line):
        if progress is not None:
            progress(number)
        new = session.document(snapshot, *() if before is None else (before,))
        published.append(_published_of(snapshot, new))
        ends[snapshot] = _end_of(new)
        if before is not None:
            diff = session.diff(before, snapshot)
            report = _report_of(diff, whole=visit is not None)
            step = _step_of(report, diff.changelog, before.date, snapshot.date)
            steps.append(step._replace(notes=note_texts(snapshot)))
            if visit is not None:
                visit(tuple(steps), report, diff.changelog)
        before = snapshot
    assert before is not None
    snapshots = tuple(published)
    return History(
        api=api.name,
        title=api.title,
        server=api.server,
        style=api.style,
        today=today,
        snapshots=snapshots,
        steps=tuple(steps),
        versions=_versions_of(api, session, ends, today),
        sunsets=_sunsets_of(session.document(before)),
    )


def _published_of(snapshot: Snapshot, document: Document) -> Published:
    """What is said of a snapshot."""
    from hashlib import sha256

    return Published(
        date=snapshot.date,
        version=document.api_version,
        path=snapshot.path.replace("\\", "/"),
        sha256=sha256(document.source.data).hexdigest(),
        openapi=document.version,
        operations=len(document.operations),
    )


def _report_of(diff: Diff, *, whole: bool) -> DiffReport:
    """The report of two neighbours; where it is not to be a page, only what a step tells of it."""
    return report_of(diff) if whole else report_of(diff, (), listed=_WORDS, level=BREAKING)


def _step_of(report: DiffReport, changelog: Changelog, old: str, new: str) -> Step:
    """What happened between two snapshots, by their dates."""
    counts = Counts(**Counter("edits" if row.edit else row.impact for row in report.rows))
    marked = [row for row in report.rows if row.badge == BREAKING]
    breaking = [_breaking(row) for row in report.rows if row.impact == BREAKING]
    return Step(
        old=old,
        new=new,
        counts=counts,
        undecided=sum(row.undecided for row in report.rows),
        breaking=tuple(sorted(breaking, key=lambda change: -len(change.operations))),
        operations=tuple(_operations(report)),
        changelog=ChangelogCounts(
            _summary(changelog), changelog.entries, len(marked), sum(row.is_harmless for row in marked)
        ),
    )


def _versions_of(
    api: Api, session: Session, ends: Mapping[Snapshot, str | None], today: str
) -> tuple[VersionLifetime, ...]:
    """The versions of an API; where none is announced, each snapshot is one.

    Args:
        api: whose versions they are.
        session: reads what was never the latest of the API.
        ends: the sunset that a snapshot announces for its version, for those that were.
        today: the day of the report.
    """
    if api.style == "none":
        return ()
    lanes = []
    for version in api.served(today).named:
        if version.snapshots:
            newest = version.snapshots[-1]
            end = ends[newest] if newest in ends else _end_of(session.document(newest))
            lanes.append(_lifetime_of(version, end, today))
    return tuple(lanes) or tuple(
        VersionLifetime(snapshot.date, end, lifetime_state(end, today), (snapshot.date,), since=snapshot.date)
        for snapshot, end in ends.items()
    )


def _lifetime_of(version: Version, end: str | None, today: str) -> VersionLifetime:
    """How long a version is served: until what the register says, else what its newest snapshot does."""
    dates = tuple(snapshot.date for snapshot in version.snapshots)
    end = version.registered.sunset or end
    state = ENDED if version.is_retired(today) else lifetime_state(end, today)
    return VersionLifetime(
        str(version.name),
        end,
        state,
        dates,
        stage=version.stage(today),
        deprecated=version.registered.deprecated,
        since=version.day or dates[0],
    )


def _end_of(document: Document) -> str | None:
    """The sunset that a document announces for its whole version, None without one."""
    about = document.content.get("info")
    sunset = about.get("x-sunset") if isinstance(about, dict) else None
    return _day(sunset) or _day(document.content.get("x-sunset"))


def _sunsets_of(document: Document) -> tuple[Sunset, ...]:
    """All ends that a document announces with `x-sunset`, the soonest first."""
    from harness.document import format_pointer

    content = document.content
    return soonest(
        Sunset(date, _what(pointer, content), format_pointer(pointer)) for pointer, date in _announced(content)
    )


def _summary(changelog: Changelog) -> str:
    from harness.report.words.changelog import summary, unchanged

    return summary(changelog) if changelog.entries else unchanged(changelog)


def _breaking(row: Row) -> BreakingChange:
    return BreakingChange(row.id, row.title, row.before, row.after, row.rule or "", row.operations)


def _operations(report: DiffReport) -> Iterator[OperationStep]:
    counts: dict[str, Counter[str]] = {}
    states: dict[str, StepState] = {}
    by_name = {operation.name: operation for operation in report.operations}
    olds: dict[str, OperationRow] = {}
    for row in report.rows:
        if row.subject == "operation" and row.trail:
            name = row.trail[0].name
            if row.aspect == "presence":
                states[name] = ADDED if row.old is None else REMOVED
            elif row.aspect in ("path", "method") and row.old is not None:
                olds[name] = _before(olds.get(name, by_name[name]), row.aspect, str(row.old.value))
                counts.setdefault(name, Counter())  # another name of a parameter is no change to clients
        for name in () if row.edit else row.operations:
            counts.setdefault(name, Counter())[row.impact] += 1
    for name, operation in by_name.items():
        if name in counts:
            state: StepState = states.get(name, CHANGED)
            was = None if state == ADDED else olds.get(name, operation).name
            yield OperationStep(operation, was, state, Counts(**counts[name]))


def _before(operation: OperationRow, aspect: str, value: str) -> OperationRow:
    """An operation with another path or method."""
    return operation._replace(method=value.upper()) if aspect == "method" else operation._replace(path=value)


def _announced(content: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where a day of sunset stands, and the day."""
    pending: list[tuple[tuple[str, ...], Any]] = [((), content)]
    seen: set[int] = set()  # aliases of YAML may make a graph
    while pending:
        pointer, value = pending.pop()
        # identity: the document holds its content.
        if not isinstance(value, dict | list) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, list):
            pending += [((*pointer, str(number)), item) for number, item in enumerate(value)]
            continue
        day = _day(value.get("x-sunset"))
        if day is not None:
            yield pointer, day
        within = pointer[-1:] in ((_PROPERTIES,), ("schemas",), ("definitions",))
        pending += [((*pointer, str(key)), item) for key, item in value.items() if within or key not in _DATA]


def _day(value: Any) -> str | None:
    from harness.versions import date_problem

    text = str(value)[:10] if value is not None and not isinstance(value, dict | list) else ""
    return text if date_problem(text) is None else None


def _what(pointer: tuple[str, ...], content: Any) -> str:
    """What an object at a pointer is called: "`url` of POST /v1/webhooks"."""
    from harness.report.words.trail import code

    whole = _whole(pointer)
    named = _part(pointer, content)
    if not whole:
        return "the whole version" if pointer in ((), ("info",)) else code("/".join(pointer))
    return f"{code(named)} of {code(whole)}" if named is not None else code(whole)


def _whole(pointer: tuple[str, ...]) -> str | None:
    match pointer:
        case ("paths", path, method, *_) if method not in ("parameters", "servers"):
            return operation_name("operation", method.upper(), path)
        case ("paths", path, *_):
            return path
        case ("webhooks", name, method, *_):
            return operation_name("webhook", method.upper(), name)
        case _:
            return next(reversed(component_around(pointer)), None)


def _part(pointer: tuple[str, ...], content: Any) -> str | None:
    """The innermost property or parameter that a pointer leads through."""
    name = None
    value = content
    for place, token in enumerate(pointer):
        value = value[int(token)] if isinstance(value, list) else _member(value, token)
        before = pointer[place - 1] if place else ""
        if before == _PROPERTIES and place > 2:
            name = token
        elif before == "parameters" and isinstance(value, dict) and isinstance(value.get("name"), str):
            name = value["name"]
    return name


def _member(value: Any, token: str) -> Any:
    if not isinstance(value, dict):
        return None
    return value[token] if token in value else next((item for key, item in value.items() if str(key) == token), None)
