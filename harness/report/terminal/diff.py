"""The differences of two documents as text for developers: both judgements side by side, by operation and component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.model.diff import by_holder
from harness.report.words.text import plural, printable
from harness.report.words.trail import BADGES, acceptance_line, label, reason_text
from harness.report.words.wording import slug
from harness.vocabulary import BREAKING, COMPATIBLE, EFFECTS, IMPACTS, SECTIONS, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.report.model.diff import DiffReport, Evidence, Row
    from harness.report.words.text import Style

_LONGEST_MESSAGE = 600
_MOST_LINES = 12
_LONGEST_VALUE = 600


def diff_text(report: DiffReport, style: Style) -> Iterator[str]:
    """The lines, each with its end."""
    old, new = (printable(label) for label in report.labels)
    listed = report.listed
    if listed:
        yield f"{style.paint(printable(report.title), 'bold')}  {old} {style.arrow} {new}\n"
    column = max((len(row.word) for row in listed), default=0)
    for heading, rows in _groups(report, listed):
        yield f"\n{style.paint(heading, 'bold')}\n"
        messages: set[str] = set()
        for row in sorted(rows, key=lambda row: IMPACTS.index(row.impact)):
            yield from _row(row, style, column)
            if row.evidence is not None:
                again = row.evidence.message in messages
                yield from witness_text(row.evidence, row.defined_in, (old, new), _indent(column), style, again=again)
                messages.add(row.evidence.message)
    yield from _summary(report, listed)


def summary_line(report: DiffReport) -> str:
    """How many differences there are of each impact, and how many operations they reach."""
    counts = report.counts
    numbers = [f"{counts[word]:,} {word}" for word in (IMPACTS if report.judged else EFFECTS)]
    if report.contract:
        numbers[1] = plural(counts[WARNING], WARNING)
    elif report.judged:
        del numbers[1]
    total = len(report.operations)
    where = f" in {report.reached(report.counted):,} of {plural(total, 'operation')}" if total else ""
    return f"{', '.join(numbers)}{where}."


def witness_text(
    evidence: Evidence,
    defined_in: str | None,
    names: tuple[str, str],
    indent: str,
    style: Style,
    *,
    again: bool = False,
) -> Iterator[str]:
    """The lines, each with its end: which side takes what the other does not, then the message itself.

    The message is never folded, so that it can be copied. Of a long one, only the value at its place is shown.

    Args:
        evidence: of the change.
        defined_in: the operation that defines the place of the change.
        names: of the old and the new document.
        indent: of all lines.
        style: how to write.
        again: whether the same message stands above already.
    """
    # A change of a component reaches many operations, and this is the message of one.
    whose = [] if defined_in == evidence.operation else [printable(evidence.operation)]
    lines = evidence.message.split("\n")
    whole = again or (len(evidence.message) <= _LONGEST_MESSAGE and len(lines) <= _MOST_LINES)
    whose += [] if whole else [printable(evidence.place)]
    details = f" ({', '.join(whose)})" if whose else ""
    heading = f"{acceptance_line(evidence, names)}{details}:{' the message above' if again else ''}"
    yield f"{indent}{style.folded(heading, indent)}\n"
    if again:
        return
    if whole:
        yield from (f"{indent}  {printable(line)}\n" if line else "\n" for line in lines)
    else:
        yield f"{indent}  {_value(evidence)}\n"


def _summary(report: DiffReport, listed: tuple[Row, ...]) -> Iterator[str]:
    edits = sum(row.edit for row in report.rows)
    if len(report.rows) > edits:
        yield "\n" * bool(listed) + f"{summary_line(report)}\n"
        yield from _both(report)
        yield from _left(report)
    elif listed:
        yield f"\n{_edits(edits)}.\n"
    elif edits:
        yield f"No differences that clients can notice. {_edits(edits)} left out.\n"
    else:
        yield "No differences.\n" if not report.filtered else "No differences match.\n"


def _both(report: DiffReport) -> Iterator[str]:
    """How the two judgements compare."""
    marked, harmless = report.both_judgements or (0, 0)
    if marked:
        how_many = {0: "none of them is", 1: "1 of them is"}.get(harmless, f"{harmless:,} of them are")
        yield f"{marked:,} Breaking in the changelog; {how_many} harmless to clients.\n"


def _left(report: DiffReport) -> Iterator[str]:
    """What is not listed, and how to see it."""
    counts = report.unlisted
    edits = counts["edit"]
    words = [plural(counts[WARNING], WARNING)] if counts[WARNING] else []
    words += [plural(counts[COMPATIBLE], "compatible change")] if counts[COMPATIBLE] else []
    how = ["--level compatible"] if words else []
    words += [_edits(edits)] if edits else []
    how += ["--all"] if edits else []
    if words:
        is_single = counts.total() == 1
        yield f"{' and '.join(words)} {'is' if is_single else 'are'} not listed, "
        yield f"show {'it' if is_single else 'them'} with {' or '.join(how)}.\n"


def _edits(count: int) -> str:
    return f"{plural(count, 'edit')} to descriptions"


def _groups(report: DiffReport, listed: tuple[Row, ...]) -> Iterator[tuple[str, list[Row]]]:
    """The listed changes under their headings: the document, the operations, the shared components."""
    groups = by_holder(listed)
    if None in groups:
        yield "Document", groups[None]
    operations = {step.name: rows for step, rows in groups.items() if step is not None and step.kind not in SECTIONS}
    for operation in report.operations:
        if operation.name in operations:
            name, operation_id = operation.name, operation.operation_id
            yield printable(f"{name}  {operation_id}" if operation_id else name), operations[operation.name]
    for step, rows in groups.items():
        if step is not None and step.kind in SECTIONS:
            reached = plural(report.reached(rows), "operation")
            yield f"Shared {printable(label(step))}  used by {reached}", rows


def _indent(column: int) -> str:
    return " " * (column + 4)


def _row(row: Row, style: Style, column: int) -> Iterator[str]:
    indent = _indent(column)
    title = style.folded(printable(row.title), indent)
    role = row.impact if row.word == row.impact else "dim"
    yield f"  {style.paint(f'{row.word:<{column}}', role)}  {title}\n"
    if row.before is not None:
        went = printable(f"{row.before} {style.arrow} {row.after}")
        yield f"{indent}{style.folded(went, indent)}\n"
    yield f"{indent}{_where(row, style)}\n"
    reason = reason_text(row) or (row.reason if row.evidence is None and not row.edit else None)
    if reason:
        yield f"{indent}{style.folded(printable(reason), indent)}\n"


def _where(row: Row, style: Style) -> str:
    """Place, rule and badge in one line."""
    side = row.new or row.old
    parts = []
    if side is not None:
        place = side.pointer if side.line is None else f"{side.line}:{side.column}"
        parts.append(style.paint(style.located(printable(f"{side.file}:{place}"), side.file), "dim"))
    named = printable(row.rule or slug(row))
    parts.append(style.located(named, _page_of(row.rule)) if row.rule and style.hyperlinks else named)
    if row.badge is not None:
        badge = f"changelog: {BADGES[row.badge]}"
        parts.append(style.paint(badge, BREAKING if row.badge == BREAKING else "dim"))
    return "  ".join(parts)


def _page_of(rule: str) -> str:
    """Where the page of a rule is, if the program runs from its repository."""
    import os

    return os.path.join(os.path.dirname(__file__), os.pardir, os.pardir, os.pardir, "docs", "rules", f"{rule}.md")


def _value(evidence: Evidence) -> str:
    import json

    text = printable(json.dumps(evidence.value, ensure_ascii=False))
    if len(text) <= _LONGEST_VALUE:
        return text
    return f"{text[:_LONGEST_VALUE]} ... (--format json has all of it)"
