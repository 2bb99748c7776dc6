"""What several conformance runs say together, as text for terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.words.runs import places, since, summary
from harness.report.words.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance import ServerRecord, Trend
    from harness.report.words.text import Style

_ROLES = {"new": "breaking", "failing": "breaking", "flaky": "warning", "fixed": "ok"}


def record_text(record: ServerRecord, style: Style) -> Iterator[str]:
    """The runs of a server in a line, then what became of each failure; lines with their ends."""
    yield f"{style.folded(printable(f'{record.server}: {summary(record)}'), '  ')}\n"
    for trend in record.trends:
        yield from _trend(trend, style)


def _trend(trend: Trend, style: Style) -> Iterator[str]:
    title = printable(trend.title.replace("`", ""))
    course = style.paint(f"{trend.course:<8}", _ROLES[trend.course])
    yield f"  {course}{trend.failure}  {style.folded(title, ' ' * 24)}\n"
    yield f"          {style.folded(printable(since(trend)), ' ' * 12)}\n"
    yield f"          {style.folded(printable(places(trend)), ' ' * 12)}\n"
