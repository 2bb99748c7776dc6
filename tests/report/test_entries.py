"""What is listed as one: each break once with what is to blame, and every other change once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from harness.report.model.diff import BreakRow, DiffReport, Row
from harness.report.model.entries import Entry, entries_of, rank, worst_first
from harness.vocabulary import GRADES, Step

if TYPE_CHECKING:
    from collections.abc import Callable

OPERATIONS = ("GET /pets", "POST /pets", "GET /pets/{id}")


def row(number: int, operation: str = OPERATIONS[0], **more: object) -> Row:
    """A change that breaks nobody."""
    made = Row(
        id=f"c-{number:010x}",
        title=f"change {number}",
        before=None,
        after=None,
        subject="schema",
        aspect="type",
        effect="narrowed",
        direction="request",
        trail=(Step("operation", operation), Step("request body")),
        operations=(operation,),
        old=None,
        new=None,
        impact="compatible",
        edit=False,
        rule="request-type-narrowed",
    )
    return made._replace(**more)


def break_of(number: int, *rows: Row, cause: int | None = None, **more: object) -> BreakRow:
    """A break that some changes are to blame for."""
    made = BreakRow(
        id=f"b-{number:010x}",
        cause=f"k-{number if cause is None else cause:010x}",
        grade="some",
        title=f"break {number}",
        changes=tuple(one.id for one in rows),
        direction="request",
        operations=tuple(dict.fromkeys(name for one in rows for name in one.operations)),
    )
    return made._replace(**more)


@st.composite
def changes_and_breaks(draw: Callable[..., object]) -> tuple[list[Row], list[BreakRow]]:
    """Some changes, and breaks of which some share a cause."""
    rows = [row(at, draw(st.sampled_from(OPERATIONS))) for at in range(draw(st.integers(1, 6)))]
    breaks = [
        break_of(at, *draw(st.lists(st.sampled_from(rows), min_size=1, max_size=3)), cause=draw(st.integers(0, 2)))
        for at in range(draw(st.integers(0, 4)))
    ]
    return rows, [one._replace(grade=draw(st.sampled_from(GRADES))) for one in breaks]


@given(changes_and_breaks())
def test_each_change_and_each_break_is_in_an_entry(made: tuple[list[Row], list[BreakRow]]) -> None:
    rows, breaks = made
    entries = entries_of(rows, breaks)
    assert {one.id for entry in entries for one in entry.rows} == {one.id for one in rows}
    assert sorted(one.id for entry in entries for one in entry.breaks) == sorted(one.id for one in breaks)
    blamed = {id_ for one in breaks for id_ in one.changes}
    assert sum(not entry.breaks for entry in entries) == len(rows) - len(blamed)
    assert len(entries) - (len(rows) - len(blamed)) == len({one.cause for one in breaks})


@given(changes_and_breaks())
def test_the_worst_stand_first_whatever_their_order(made: tuple[list[Row], list[BreakRow]]) -> None:
    ranks = [rank(entry) for entry in worst_first(entries_of(*made))]
    assert ranks == sorted(ranks)


def test_what_meets_several_operations_in_the_same_words_is_one_entry_of_the_worst_grade() -> None:
    rows = [row(at, name) for at, name in enumerate(OPERATIONS)]
    breaks = [break_of(at, one, cause=7, grade=grade) for at, (one, grade) in enumerate(zip(rows, GRADES, strict=True))]
    (entry,) = entries_of(rows, breaks[::-1])
    assert entry.operations == OPERATIONS[::-1]
    assert entry.grade == "every"
    assert len(entry.holders) == 3


def test_counts_are_of_what_breaks(empty: DiffReport) -> None:
    rows = tuple(row(at, OPERATIONS[0]) for at in range(4))
    report = empty._replace(rows=rows, breaks=(break_of(1, *rows[:3]),))
    assert report.counts == {"breaking": 1, "compatible": 1}
    assert [entry.impact for entry in report.listed_entries] == ["breaking", "compatible"]
    assert [len(entry.rows) for entry in report.entries] == [3, 1]


def test_without_causes_each_change_is_an_entry() -> None:
    rows = [row(1, impact="breaking"), row(2)]
    assert entries_of(rows, ()) == [Entry((rows[0],)), Entry((rows[1],))]


def test_what_each_loses_a_message_alone_is_told_with_it_once() -> None:
    rows = [row(1, impact="breaking"), row(2, impact="breaking"), row(3)]
    (loss, other) = entries_of(rows, [break_of(1, rows[0], also=(rows[1].id,))])
    assert (loss.rows, loss.also, other.rows) == ((rows[0],), (rows[1],), (rows[2],))
    assert rows[1].id in loss.ids
