"""A gate as text for terminals: what is denied and why, then what is on the branch already, warned of, and let pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.words.text import plural, printable, printable_lines
from harness.vocabulary import BREAKING, COMPATIBLE, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.report.model.gate import GateReport, GateRow, GateRun
    from harness.report.words.text import Style

_INDENT = " " * 11
_MOST_LINES = 12
_ROLES = {
    "denied": BREAKING,
    "on branch": "dim",
    "warning": WARNING,
    "accepted": "dim",
    "noted": "dim",
    "passes": "dim",
}


def gate_text(run: GateRun, style: Style) -> Iterator[str]:
    """The lines, each with its end.

    Args:
        run: the gates of some APIs.
        style: how to write.
    """
    for report in run.reports:
        yield from _api(report, style)
    for unjudged in run.unjudged:
        message = style.folded(printable(unjudged.message), _INDENT)
        yield f"{style.paint(printable(unjudged.api), 'bold')}  {style.paint('cannot be judged', 'error')}\n"
        yield f"{_INDENT}{message}\n"
        if unjudged.hint:
            yield f"{_INDENT}{style.folded(printable(unjudged.hint), _INDENT)}\n"
        yield "\n"
    if run.unchanged:
        yield f"{plural(run.unchanged, 'API')} unchanged.\n"


def _api(report: GateReport, style: Style) -> Iterator[str]:
    against = f"  against {report.base}" if report.base else ""
    yield f"{style.paint(printable(f'{report.title}{against}'), 'bold')}\n"
    for step in report.steps:
        names = "" if step.version is None else f" of version {step.version}"
        if step.question == "next version":
            names = f", version {step.version} after {step.old_version}"
        asked = "  not asked: no time was left" if step.unasked else ""
        asked = "  not all decided: no time was left" if step.unfinished else asked
        line = printable(f"{step.question}: {step.old} {style.arrow} {step.new}{names}{asked}")
        yield f"  {style.paint(style.folded(line, '  '), 'dim')}\n"
    if report.server is not None:
        untested = f", not all: {report.server.untested}" if report.server.untested else ""
        line = printable(f"server: {report.server.source}{untested}")
        yield f"  {style.paint(style.folded(line, '  '), 'dim')}\n"
    yield "\n"
    advised: set[str] = set()
    for row, *others in _alike(report.rows):
        yield from _row(row, style)
        if others:
            places = ", ".join(f"{_place(other)} {other.break_id}" for other in others)
            more = f"and in {plural(len(others), 'more place')}: {places}"
            yield f"{_INDENT}{style.folded(printable(more), _INDENT)}\n"
        # Once is enough for many findings of one kind.
        if row.impact != COMPATIBLE and row.instead not in advised:
            advised.add(row.instead)
            yield f"{_INDENT}{style.folded(printable(row.instead), _INDENT)}\n"
    for line in report.unsupported:
        text = style.folded(f"not judged: {printable(line)}", _INDENT)
        yield f"{style.paint(text, 'dim')}\n"
    yield f"{_verdict(report, style)}\n\n"


def _alike(rows: Iterable[GateRow]) -> list[list[GateRow]]:
    """The rows, those of breaks that say the same of several places as one."""
    groups: dict[object, list[GateRow]] = {}
    for row in rows:
        is_alone = row.break_id is None or row.message is not None
        same = (row.title, row.rule, row.word, row.old, row.new, row.grade, row.accepted, row.note, row.file)
        # identity: the report holds its rows.
        groups.setdefault(id(row) if is_alone else same, []).append(row)
    return list(groups.values())


def _place(row: GateRow) -> str:
    """Where to look for one more of those that say the same."""
    return f":{row.line}" if row.line else next(iter(row.operations), "")


def _row(row: GateRow, style: Style) -> Iterator[str]:
    title = style.folded(printable(row.title), _INDENT)
    yield f"{style.paint(f'{row.word:<9}', _ROLES.get(row.word, 'dim'))}  {title}\n"
    place = "" if row.file is None else f"{row.file}{f':{row.line}' if row.line else ''}"
    parts = [place, row.rule, row.break_id, row.reach, row.warning]
    about = "  ".join(printable(part) for part in parts if part)
    yield f"{_INDENT}{style.paint(about, 'dim')}\n"
    if row.accepted is not None:
        accepted = f"accepted by {row.accepted.owner} until {row.accepted.until}: {row.accepted.reason}"
        yield f"{_INDENT}{style.folded(printable(accepted), _INDENT)}\n"
    elif row.note is not None:
        yield f"{_INDENT}{style.folded(printable(row.note.splitlines()[0]), _INDENT)}\n"
    elif row.denies and (message := row.message if row.excerpt is None else row.excerpt) is not None:
        lines = printable_lines(message).split("\n")
        yield from (f"{_INDENT}  {line}\n" for line in lines[:_MOST_LINES])
        if len(lines) > _MOST_LINES:
            yield f"{_INDENT}  ...\n"


def _verdict(report: GateReport, style: Style) -> str:
    role = "breaking" if not report.passed else "warning" if report.is_partial else "ok"
    subject = f"{report.api}: "
    parts = [plural(report.denied, "reason")] if report.denied else []
    if report.already:
        parts.append(f"{report.already} already on the branch")
    more = f" ({', '.join(parts)})" if parts else ""
    return f"{printable(subject)}{style.paint(report.verdict, role)}{more}, on {report.today}."
