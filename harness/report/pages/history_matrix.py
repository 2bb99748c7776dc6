"""Operations over time: a row for each operation that ever changed, in runs of snapshots that look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.report.model.history import ADDED, CHANGED, REMOVED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.report.model.diff import Counts, OperationRow
    from harness.report.model.history import History, OperationStep

# What a cell is, beside the impacts of what changed.
SAME = "same"
ABSENT = "absent"


class Cell(NamedTuple):
    """One snapshot of an operation, or a run of them in which nothing happens.

    Attributes:
        state: "same", "absent", "added", "removed" or "changed".
        span: how many snapshots it stands for; more than one only for "same" and "absent".
        at: the number of the first of them, from 0.
        counts: of the changes; None for runs.
        operation: as it is called in that snapshot; None for runs.
    """

    state: str
    span: int
    at: int
    counts: Counts | None = None
    operation: OperationRow | None = None


class MatrixRow(NamedTuple):
    """One operation through all snapshots.

    Attributes:
        operation: under its newest name.
        former: the names that it had before, oldest first.
    """

    operation: OperationRow
    former: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def breaks(self) -> bool:
        """Whether any of its changes is breaking."""
        return any(cell.counts is not None and cell.counts.breaking for cell in self.cells)


def matrix(history: History) -> tuple[MatrixRow, ...]:
    """The operations that ever changed: those that are there today, then those that went; each sorted by path."""
    rows: dict[str, _Story] = {}
    for at, step in enumerate(history.steps, 1):
        moved = {operation.name: operation for operation in step.operations}
        # Names may be handed on, from one operation to another, in one step.
        former = {name: rows.pop(operation.was, None) for name, operation in moved.items() if operation.was is not None}
        for name, operation in moved.items():
            story = former.get(name) or (rows.pop(name, None) if operation.state == ADDED else None) or _Story()
            if operation.was is not None and operation.was != name:
                story.former.append(operation.was)
            if operation.state != CHANGED or operation.counts.total:
                story.events.append((at, operation))
            story.operation = operation.operation
            rows[name] = story
    width = len(history.snapshots)
    found_rows = [
        MatrixRow(story.operation, tuple(story.former), _cells(story.events, width))
        for story in rows.values()
        if story.events and story.operation is not None
    ]
    return tuple(
        sorted(
            found_rows,
            key=lambda row: (row.cells[-1].state in (ABSENT, REMOVED), row.operation.path, row.operation.method),
        )
    )


def never_changed(history: History, rows: Iterable[MatrixRow]) -> int:
    """How many operations have been the same in all snapshots."""
    if not history.snapshots:
        return 0
    there = sum(row.cells[0].state != ABSENT for row in rows)
    return max(history.snapshots[0].operations - there, 0)


class _Story:
    """What happened to one operation: what it is now, its former names, and the steps that touched it."""

    __slots__ = ("events", "former", "operation")

    def __init__(self) -> None:
        self.operation: OperationRow | None = None
        self.former: list[str] = []
        self.events: list[tuple[int, OperationStep]] = []


def _cells(events: list[tuple[int, OperationStep]], width: int) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    at = 0
    calm = ABSENT if events[0][1].state == ADDED else SAME
    for number, touched in events:
        if number > at:
            cells.append(Cell(calm, number - at, at))
        cells.append(Cell(touched.state, 1, number, touched.counts, touched.operation))
        at = number + 1
        calm = ABSENT if touched.state == REMOVED else SAME
    if at < width:
        cells.append(Cell(calm, width - at, at))
    return tuple(cells)
