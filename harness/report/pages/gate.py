"""The page of a gate: a section for each API, each finding as a row that opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.pages.page import page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.report.model.gate import GateRow, GateRun

_MARKS = {"denied": "b", "warning": "w", "on branch": "w"}


def gate_html(run: GateRun) -> Iterator[str]:
    """The page, in pieces; what is denied stands open."""
    return page(
        "gate.html",
        css=("history.css", "gate.css"),
        title=f"API gate: {run.verdict}",
        heading="API gate",
        pages=(),
        run=run,
        mark_of=_mark,
    )


def _mark(row: GateRow) -> str:
    return _MARKS.get(row.word, "o")
