"""A conformance run as a page: operations by versions, then each cause with its request, answer and contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance import FLAKY, UNTESTED
from harness.report.pages.page import page
from harness.report.words.conformance import (
    curl,
    doubt,
    held_to,
    interruption,
    known,
    listed,
    of_cases,
    question,
    seconds,
    status,
    verdict,
    where,
)
from harness.report.words.text import plural

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from harness.conformance import AskedOperation, Cell, ConformanceRun, Sum

# Versions named in the head of a failure.
_MOST_HITS = 6
# Headers that some checks are about.
_BLAMED = {"content-type": ("content-type",), "version-echo": ("x-api-version",)}

_Row = tuple["AskedOperation", list[tuple["Cell | None", "str | None"]]]


def conformance_html(run: ConformanceRun, *, pages: Collection[tuple[str, str, bool]] = ()) -> Iterator[str]:
    """The page, in pieces.

    Args:
        run: what to show.
        pages: label, address and whether it is this one, of each page that there is.
    """
    outcome = verdict(run)
    flaky, untested = (
        len({cell.operation for cell in run.cells if cell.state == state}) for state in (FLAKY, UNTESTED)
    )
    return page(
        "conformance.html",
        css=("conformance.css",),
        js=("conformance.js",),
        title=f"{outcome[0]} {outcome[1]}, {run.setup.title}",
        heading=run.setup.title,
        pages=tuple(pages),
        run=run,
        failures=run.ranked,
        verdict=outcome,
        failing=listed(run.failing),
        interruption=interruption(run),
        known=known(run),
        doubt=doubt(run),
        took=seconds(run.end.seconds),
        columns=list(zip(run.versions, run.sums, strict=True)),
        held_to=held_to,
        rows=_rows(run),
        first=_first(run),
        flaky=flaky,
        noted=_noted(run),
        noted_words=_noted_words(flaky, untested),
        most=_MOST_HITS,
        question=question,
        where=where,
        blamed=_BLAMED,
        share=_share,
        parts=_parts,
        of_cases=of_cases,
        curl=curl,
        status=status,
    )


def _rows(run: ConformanceRun) -> list[_Row]:
    """The table: an operation, then for each version its cell and the failure to go to."""
    cells = {(cell.operation, cell.version): cell for cell in run.cells}
    targets = {key: failures[0].id for key, failures in run.hits.items()}
    rows = []
    for operation in run.operations:
        keys = [(operation.name, version.date) for version in run.versions]
        rows.append((operation, [(cells.get(key), targets.get(key)) for key in keys]))
    return rows


def _first(run: ConformanceRun) -> dict[str, str | None]:
    """The failure that the head of a version leads to."""
    hits = [(hit.version, failure.id) for failure in run.ranked for hit in failure.hits]
    return {**dict.fromkeys(version.date for version in run.versions), **dict(reversed(hits))}


def _noted(run: ConformanceRun) -> list[tuple[str, str, str, str | None]]:
    """What needs a word: operations that were flaky or not tested, with the versions it is so in, and why."""
    groups: dict[tuple[str, str, str | None], list[str]] = {}
    for cell in run.cells:
        if cell.state in (FLAKY, UNTESTED):
            groups.setdefault((cell.operation, cell.state, cell.reason), []).append(cell.version)
    states = {FLAKY: "flaky", UNTESTED: "not tested"}
    return [
        (operation, listed(tuple(versions)), states[state], reason.rstrip(".") if reason else None)
        for (operation, state, reason), versions in groups.items()
    ]


def _noted_words(flaky: int, untested: int) -> str:
    words = [f"{plural(flaky, 'operation')} flaky"] if flaky else []
    if untested:
        words.append(f"{untested:,} not tested" if flaky else f"{plural(untested, 'operation')} not tested")
    return ", ".join(words)


def _share(total: Sum) -> str:
    """How much of a bar is passed cases, of 100; a failure shows, however many cases there are."""
    if not total.cases:
        return "0"
    share = 100 * (total.cases - total.failed) / total.cases
    return f"{min(share, 94) if total.failed else share:g}"


def _parts(name: str) -> tuple[str, str]:
    """`GET` and `/pets`; what is named otherwise has no method."""
    method, _, place = name.rpartition(" ")
    return method, place
