"""The sentences about what several conformance runs say together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from harness.report.words.conformance import listed
from harness.report.words.text import plural

if TYPE_CHECKING:
    from harness.conformance import ServerRecord, StoredRun, Trend

_SHORT = 8
_SHORT_COMMIT = 12
_MOST = 6
_VERBS = {
    "new": "fails since",
    "failing": "fails since",
    "flaky": "comes and goes, so since",
    "fixed": "gone since",
}


def named(run: StoredRun) -> str:
    """`1f0c22ab from 2026-11-20 of commit 9d1f00c2`."""
    commit = f" of commit {run.commit[:_SHORT_COMMIT]}" if run.commit else ""
    return f"{run.id[:_SHORT]} from {run.started[:10]}{commit}"


def summary(record: ServerRecord) -> str:
    """`12 runs, the last 1f0c22ab from 2026-11-20, finished: 1 new, 2 failing`."""
    courses = Counter(trend.course for trend in record.trends)
    counts = ", ".join(f"{count:,} {course}" for course, count in courses.items()) or "nothing fails"
    last = record.runs[-1]
    return f"{plural(len(record.runs), 'run')}, the last {named(last)}, {last.state}: {counts}"


def places(trend: Trend) -> str:
    """`GET /pets on 2025-03-28 and 2025-06-19; POST /pets on 2025-06-19`, with at most a handful of operations."""
    versions: dict[str, list[str]] = {}
    for operation, version in trend.places:
        versions.setdefault(operation or "all operations", []).append(version)
    words = [f"{operation} on {listed(tuple(on))}" for operation, on in list(versions.items())[:_MOST]]
    more = len(versions) - len(words)
    return "; ".join([*words, *([f"{more:,} more"] if more else [])])


def since(trend: Trend) -> str:
    """Since which run it is so: `fails since run 1f0c22ab from 2026-11-20 of commit 9d1f00c2`."""
    return f"{_VERBS[trend.course]} run {named(trend.since)}"
