"""The differences of two documents as text for developers: the verdict first, then what breaks, the worst first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from harness.report.model.entries import SEVERAL, unfinished, worst_first
from harness.report.words.messages import message_of, proof_line
from harness.report.words.text import clipped, plural, printable
from harness.report.words.trail import (
    FILTERED,
    NOUNS,
    also_lines,
    badge_words,
    grade_words,
    label,
    reason_text,
    renaming_words,
    short_labels,
    spot,
)
from harness.report.words.wording import slug
from harness.vocabulary import BREAKING, COMPATIBLE, EFFECTS, IMPACTS, SECTIONS, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.report.model.diff import DiffReport, Evidence, Row
    from harness.report.model.entries import Entry
    from harness.report.words.text import Style
    from harness.vocabulary import Step

_LONGEST_MESSAGE = 600
_MOST_LINES = 12
_MOST_MEMBERS = 4
# A reason is one line, also where nothing is folded.
_LONGEST_REASON = 120
_MOST_CHANGES = 6
_MOST_OPERATIONS = 3


def diff_text(report: DiffReport, style: Style) -> Iterator[str]:
    """The lines, each with its end."""
    old, new = (printable(label) for label in report.labels)
    names = short_labels(report)
    listed = worst_first(report.listed_entries)
    if report.counted or listed:
        yield f"{style.paint(printable(report.title), 'bold')}  {old} {style.arrow} {new}\n\n"
    yield from _summary(report, style)
    column = max((len(entry.word) for entry in listed), default=0)
    messages: set[str] = set()
    for heading, entries in _groups(report, listed):
        yield f"\n{style.paint(heading, 'bold')}\n"
        for entry in entries:
            yield from _entry(entry, style, column)
            if entry.evidence is not None:
                again = entry.evidence.message in messages
                home = None if entry.home is None or isinstance(entry.home, str) else entry.home.name
                yield from witness_text(entry.evidence, home, names, _indent(column), style, again=again)
                messages.add(entry.evidence.message)
            if entry.replay is not None:
                yield f"{_indent(column)}at a server: {printable(entry.replay)}\n"


def headline(report: DiffReport) -> str:
    """How much breaks and where, and how much else there is."""
    counts = report.counts
    total = len(report.operations)
    if not report.judged:
        numbers = ", ".join(f"{counts[word]:,} {word}" for word in EFFECTS)
        where = f" in {report.reached(report.counted):,} of {plural(total, 'operation')}" if total else ""
        return f"{plural(counts.total(), 'change')}{where}: {numbers}."
    broken = [entry for entry in report.counted if entry.word == BREAKING]
    where = f" in {report.reached(broken):,} of {plural(total, 'operation')}" if total and broken else ""
    what = plural(len(broken), NOUNS[BREAKING]) if broken else "No breaking changes"
    warnings = f", {plural(counts[WARNING], NOUNS[WARNING])}" if report.contract else ""
    return f"{what}{where}{warnings}, {plural(counts[COMPATIBLE], NOUNS[COMPATIBLE])}."


def witness_text(
    evidence: Evidence,
    home: str | None,
    names: tuple[str, str],
    indent: str,
    style: Style,
    *,
    again: bool = False,
) -> Iterator[str]:
    """The lines, each with its end: which side takes what the other does not, then the message itself.

    The message is never folded, so that it can be copied. Of a long one, only the part that matters is shown.

    Args:
        evidence: of the change.
        home: the operation or component under which it stands.
        names: of the old and the new document.
        indent: of all lines.
        style: how to write.
        again: whether the same message stands above already.
    """
    # A change of a component reaches many operations, and this is the message of one.
    whose = [] if home == evidence.operation else [printable(evidence.operation)]
    heading = f"{proof_line(evidence, names, details=whose)}:{' the message above' if again else ''}"
    yield f"{indent}{style.folded(heading, indent)}\n"
    if not again:
        longest = _LONGEST_MESSAGE if evidence.message.count("\n") < _MOST_LINES else 0
        lines = message_of(evidence, longest, _MOST_MEMBERS).split("\n")
        yield from (f"{indent}  {line}\n" if line else "\n" for line in lines)


def _summary(report: DiffReport, style: Style) -> Iterator[str]:
    """The verdict, how the two judgements compare, and what is not listed."""
    edits = sum(row.edit for row in report.rows)
    if len(report.rows) > edits:
        role = BREAKING if report.counts[BREAKING] else "bold"
        yield f"{style.paint(style.folded(headline(report), ''), role)}\n"
        yield from (f"{style.folded(line, '')}\n" for line in (*_both(report), *_unfinished(report), *_left(report)))
    elif report.edits and edits:
        yield f"{_edits(edits)}.\n"
    elif edits:
        yield f"No differences that clients can notice. {_edits(edits)} left out.\n"
    else:
        yield "No differences.\n" if not report.filtered else "No differences match.\n"
    if report.filtered and report.rows:
        yield f"{style.folded(FILTERED, '')}\n"


def _unfinished(report: DiffReport) -> Iterator[str]:
    """How much the search left undecided for want of steps."""
    if count := unfinished(report.rows):
        yield f"{plural(count, 'change')} not decided within the limits of time (--time-limit) and memory."


def _both(report: DiffReport) -> Iterator[str]:
    """How the two judgements compare."""
    marked, harmless = report.both_judgements or (0, 0)
    if marked:
        words = f"{harmless:,} of them break{'s' * (harmless == 1)} no client" if harmless else "each may break clients"
        verb = "is" if marked == 1 else "are"
        yield f"By the rules of the public changelog {plural(marked, 'change')} {verb} Breaking; {words}."


def _left(report: DiffReport) -> Iterator[str]:
    """What is not listed, and how to see it."""
    counts = report.unlisted
    words = [f"{plural(counts[word], NOUNS[word])} (--level {word})" for word in (WARNING, COMPATIBLE) if counts[word]]
    words += [f"{_edits(counts['edit'])} (--all)"] if counts["edit"] else []
    if words:
        yield f"Not listed: {' and '.join(words)}."


def _edits(count: int) -> str:
    return f"{plural(count, 'edit')} to descriptions"


def _groups(report: DiffReport, listed: list[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """The entries of each impact, the worst first, by the operation or component that they are of, with headings."""
    known = {operation.name: operation.operation_id for operation in report.operations}
    harmless = Counter(entry.home for entry in report.counted if entry.impact == COMPATIBLE)
    groups: dict[tuple[str, Step | str | None], list[Entry]] = {}
    for entry in listed:
        groups.setdefault((entry.word if entry.word in IMPACTS else "", entry.home), []).append(entry)
    for (word, home), entries in groups.items():
        yield _heading(report, home, entries, known, harmless[home] if word == BREAKING else 0), entries


def _heading(
    report: DiffReport, home: Step | str | None, entries: list[Entry], known: dict[str, str | None], harmless: int
) -> str:
    if home is None:
        return "Document"
    if isinstance(home, str):
        return home
    if home.kind not in SECTIONS:
        operation_id = known.get(home.name)
        return printable(f"{home.name}  {operation_id}" if operation_id else home.name)
    verb = "loses" if harmless == 1 else "lose"
    others = f"; {plural(harmless, 'other edit')} of it {verb} nothing" if harmless else ""
    return f"Shared {printable(label(home))}  used by {plural(report.reached(entries, known), 'operation')}{others}"


def _indent(column: int) -> str:
    return " " * (column + 4)


def _entry(entry: Entry, style: Style, column: int) -> Iterator[str]:
    indent = _indent(column)
    row = entry.rows[0]
    role = entry.impact if entry.word == entry.impact else "dim"
    title = style.folded(printable(entry.title), indent)
    yield f"  {style.paint(f'{entry.word:<{column}}', role)}  {title}\n"
    rows = entry.first_rows
    if len(rows) == 1:
        yield from _values(row, style, indent)
    yield f"{indent}{_where(row, style)}\n"
    yield from (f"{indent}{line}\n" for line in _judgements(entry, style, indent))
    hint = renaming_words(row)
    if hint is not None:
        yield f"{indent}{style.folded(printable(hint), indent)}\n"
    if entry.home == SEVERAL:
        yield f"{indent}{style.folded(printable(_operations(entry)), indent)}\n"
    for change in rows[:_MOST_CHANGES] if len(rows) > 1 else ():
        yield f"{indent}- {style.folded(printable(f'{change.title} ({spot(change.place)})'), f'{indent}  ')}\n"
    yield from (f"{indent}{style.folded(printable(line), indent)}\n" for line in also_lines(entry)[:_MOST_CHANGES])
    reason = reason_text(row) or (row.reason if entry.evidence is None and not row.edit else None)
    if reason:
        room = min((style.width or _LONGEST_REASON), _LONGEST_REASON) - len(indent)
        yield f"{indent}{clipped(reason, max(room, 20))}\n"


def _values(row: Row, style: Style, indent: str) -> Iterator[str]:
    if row.before is not None:
        yield f"{indent}{style.folded(printable(f'{row.before} {style.arrow} {row.after}'), indent)}\n"


def _operations(entry: Entry) -> str:
    names = entry.operations
    more = f" and {len(names) - _MOST_OPERATIONS:,} more" if len(names) > _MOST_OPERATIONS else ""
    return f"in {plural(len(names), 'operation')}: {', '.join(names[:_MOST_OPERATIONS])}{more}"


def _where(row: Row, style: Style) -> str:
    """Place and rule in one line."""
    side = row.place
    parts = []
    if side is not None:
        place = side.pointer if side.line is None else f"{side.line}:{side.column}"
        parts.append(style.paint(style.located(printable(f"{side.file}:{place}"), side.file), "dim"))
    named = printable(row.rule or slug(row))
    parts.append(style.located(named, _page_of(row.rule)) if row.rule and style.hyperlinks else named)
    return "  ".join(parts)


def _judgements(entry: Entry, style: Style, indent: str) -> list[str]:
    """How many messages are lost, and what the changelog says, in one line where that fits."""
    badge = entry.rows[0].badge
    grade = "" if entry.grade is None else grade_words(entry.grade)
    words = "" if badge is None else badge_words(badge)
    lines = [grade, style.paint(style.folded(words, indent), BREAKING if badge == BREAKING else "dim") if words else ""]
    fits = style.width is None or len(f"{indent}{grade}  {words}") <= style.width
    return ["  ".join(filter(None, lines))] if fits and any(lines) else [line for line in lines if line]


def _page_of(rule: str) -> str:
    """Where the page of a rule is, if the program runs from its repository."""
    import os

    return os.path.join(os.path.dirname(__file__), os.pardir, os.pardir, os.pardir, "docs", "rules", f"{rule}.md")
