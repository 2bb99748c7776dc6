"""The history of an API for people at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.model.history import days_between
from harness.report.terminal.runs import record_text
from harness.report.words.changelog import NOTES
from harness.report.words.history import end_words, verdict
from harness.report.words.text import plural, printable, printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.report.model.history import History, Step
    from harness.report.words.text import Style

_LONGEST = 24  # characters of a version
_HEAD = ("snapshot", "version", "operations", "breaking", "warning", "compatible", "changelog")


def history_text(history: History, style: Style) -> Iterator[str]:
    """A line for each snapshot, the newest last, with what the step to it changed; then what is served."""
    count = len(history.snapshots)
    title = f"{printable(history.title)}  {plural(count, 'snapshot')}"
    if count > 1:
        title += f"  {history.snapshots[0].date} {style.arrow} {history.snapshots[-1].date}"
    yield style.paint(title, "bold") + "\n\n"
    yield from _table(history, style)
    yield f"\n{verdict(history)}\n"
    yield from _notes(history, style)
    yield from _served(history, style)
    yield from _next_sunset(history)
    if history.records:
        yield "\n" + style.paint("Conformance runs", "bold") + "\n"
    for record in history.records:
        yield from record_text(record, style)


def _table(history: History, style: Style) -> Iterator[str]:
    steps = {step.new: step for step in history.steps}
    rows = [
        (
            snapshot.date,
            _short(printable(snapshot.version or "-")),
            f"{snapshot.operations:,}",
            *_numbers(steps.get(snapshot.date)),
        )
        for snapshot in history.snapshots
    ]
    widths = [max(len(row[column]) for row in (_HEAD, *rows)) for column in range(len(_HEAD))]
    for row in (_HEAD, *rows):
        cells = [
            f"{cell:<{width}}" if column in (0, 1, 6) else f"{cell:>{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        if row is _HEAD:
            yield style.paint(f"  {'  '.join(cells)}".rstrip(), "dim") + "\n"
            continue
        for column, impact in ((3, "breaking"), (4, "warning"), (5, "compatible")):
            if row[column] not in ("", "0"):
                cells[column] = style.paint(cells[column], impact)
        yield f"  {'  '.join(cells)}".rstrip() + "\n"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _numbers(step: Step | None) -> tuple[str, str, str, str]:
    if step is None:
        return "", "", "", ""
    counts = step.counts
    return (
        f"{counts.breaking:,}",
        f"{counts.warning:,}",
        f"{counts.compatible:,}",
        f"{step.changelog.breaking:,} Breaking" if step.changelog.breaking else "",
    )


def _notes(history: History, style: Style) -> Iterator[str]:
    for step in history.steps:
        for note in step.notes:
            yield f"\n{style.paint(f'{NOTES} for {step.new}', 'bold')}\n"
            yield from (f"  {line}".rstrip() + "\n" for line in printable_lines(note).split("\n"))


def _served(history: History, style: Style) -> Iterator[str]:
    yield "\n" + style.paint("Served versions", "bold") + f"  on {history.today}\n"
    if history.style == "none":
        yield "  The API has no versions: what is served is the latest snapshot.\n"
        return
    for lane in history.versions:
        newest = lane.snapshots[-1]
        version = f"  {lane.version}  {end_words(lane)}"
        yield f"{version}  snapshot {newest}\n" if newest != lane.version else f"{version}\n"


def _next_sunset(history: History) -> Iterator[str]:
    sunset = history.next_sunset
    days = None if sunset is None else days_between(history.today, sunset.date)
    if sunset is not None and days is not None:
        yield f"\nNext sunset {sunset.date}, in {plural(days, 'day')}: {printable(sunset.what)}\n"
