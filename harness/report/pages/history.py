"""The history of an API as a page: bars at their dates, served versions, operations over time, every changelog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.report.model.history import days_between, diff_name
from harness.report.pages.history_charts import WIDTHS, bars_of, lanes_of_chart
from harness.report.pages.history_matrix import matrix, never_changed
from harness.report.pages.page import operation_id, page
from harness.report.words.changelog import groups_of, sentence
from harness.report.words.changelog import plural as noun_for
from harness.report.words.history import counts_words, end_words, verdict
from harness.report.words.runs import named, places, since, summary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from harness.changelog import Entry, Status
    from harness.conformance import ServerRecord, StoredRun, Trend
    from harness.report.model.diff import Counts
    from harness.report.model.history import History, Published, Step
    from harness.report.pages.diff import Bar

# Entries of changelogs that a page shows, over all steps; the newest come first.
_MOST_ENTRIES = 4_000
_MOST_BARS = 6
# Conformance runs that have a column, and failures that have a row.
_MOST_RUNS = 14
_MOST_TRENDS = 200

NEIGHBOURS = "neighbours"
ALL_PAIRS = "all"
NO_PAIRS = "none"


class RecordTable(NamedTuple):
    """What conformance runs found at one server.

    Attributes:
        runs: those that have a column, the newest last.
        rows: what became of a failure, and for each of these runs whether it found it; None where it did not look.
        more: how many failures have no row.
    """

    record: ServerRecord
    runs: tuple[StoredRun, ...]
    rows: list[tuple[Trend, list[bool | None]]]
    more: int


class SnapshotRow(NamedTuple):
    """One snapshot, with the step that led to it.

    Attributes:
        groups: of its changelog: status, entries, and whether any of them breaks. None where the page is full.
        link: the page of the step, None where there is none.
    """

    published: Published
    step: Step | None
    mark: str
    groups: list[tuple[Status, tuple[Entry, ...], bool]] | None
    link: str | None


def history_html(
    history: History, *, pairs: str = NO_PAIRS, pages: Collection[tuple[str, str, bool]] = (), feed: str | None = None
) -> Iterator[str]:
    """The page, in pieces.

    Args:
        history: what to show.
        pairs: which pages of differences stand beside it: "neighbours", "all" or "none".
        pages: label, address and whether it is this one, of each page that there is.
        feed: the address of the feed, None where there is none.
    """
    rows = matrix(history)
    changed = any(step.counts.total for step in history.steps)
    return page(
        "history.html",
        css=("history.css",),
        js=("history.js",),
        title=f"{verdict(history)} {history.title}",
        heading=history.title,
        pages=tuple(pages),
        history=history,
        dates=[snapshot.date for snapshot in history.snapshots],
        bars=bars_of(history) if changed else None,
        lanes=lanes_of_chart(history) if history.versions else None,
        rows=rows,
        calm=never_changed(history, rows),
        years=sorted({snapshot.date[:4] for snapshot in history.snapshots}),
        snapshots=_snapshots(history, pairs),
        records=[_record(record) for record in history.records],
        pairs=pairs,
        feed=feed,
        broken_steps=sum(bool(step.counts.breaking) for step in history.steps),
        link=_links(history, pairs),
        noun_for=noun_for,
        plain=str,
        sentence=sentence,
        **_FUNCTIONS,
    )


def strip_of(steps: Sequence[Step], date: str, home: str) -> tuple[Bar, ...]:
    """The snapshots up to a date as bars above the changes of a page, the oldest first.

    Args:
        steps: all steps that are known, oldest first.
        date: of the new snapshot of that page.
        home: the address of the page of the history.
    """
    from harness.report.pages.diff import Bar

    newest = [step for step in steps if step.new <= date][-_MOST_BARS:]
    return tuple(Bar(one.new, f"{home}#v-{one.new}", one.counts.breaking, one.new == date) for one in newest)


def _links(history: History, pairs: str) -> dict[str, str]:
    """By the date of a snapshot, where its step is told: a page of its own, or the list further down."""
    return {
        step.new: f"#v-{step.new}" if pairs == NO_PAIRS else diff_name(step.old, step.new) for step in history.steps
    }


def _snapshots(history: History, pairs: str) -> list[SnapshotRow]:
    steps = {step.new: step for step in history.steps}
    room = _MOST_ENTRIES
    rows: list[SnapshotRow] = []
    for published in reversed(history.snapshots):
        step = steps.get(published.date)
        groups = None
        if step is not None and (not rows or len(step.changelog.entries) <= room):
            groups = groups_of(step.changelog.entries)
            room -= len(step.changelog.entries)
        link = None if step is None or pairs == NO_PAIRS else diff_name(step.old, step.new)
        rows.append(SnapshotRow(published, step, _mark(step), groups, link))
    return rows


def _record(record: ServerRecord) -> RecordTable:
    runs = record.runs[-_MOST_RUNS:]
    rows = [(trend, [trend.found_in(run) for run in runs]) for trend in record.trends[:_MOST_TRENDS]]
    return RecordTable(record, runs, rows, len(record.trends) - len(rows))


def _mark(step: Step | None) -> str:
    """The class of a row: b, w or i as on all pages, z where nothing changed."""
    worst = None if step is None else step.counts.worst
    return "z" if worst is None else {"breaking": "b", "warning": "w", "compatible": "i"}[worst]


def _worst(counts: Counts | None) -> str:
    return (counts.worst if counts is not None else None) or "compatible"


def _width_class(width: int) -> str:
    return f"w{WIDTHS.index(width)}"


_FUNCTIONS = {
    "named": named,
    "places": places,
    "since": since,
    "summary": summary,
    "counts_words": counts_words,
    "days_between": days_between,
    "end_words": end_words,
    "operation_id": operation_id,
    "width_class": _width_class,
    "worst": _worst,
}
