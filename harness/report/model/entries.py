"""What a report lists as one: a way in which clients lose messages with all that is to blame, or one other change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.vocabulary import BREAKING, GRADES, IMPACTS, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harness.report.model.diff import BreakRow, Evidence, Row
    from harness.vocabulary import Effect, Grade, Impact, Step


# The home of what meets many operations in the same words.
SEVERAL = "Several operations"


def unfinished(rows: Iterable[Row]) -> int:
    """How many changes are undecided because the search for a proof was given up for want of steps."""
    return sum(row.unfinished for row in rows if row.warning is not None)


class Entry(NamedTuple):
    """One entry of a list.

    Attributes:
        rows: the changes to blame, in document order; of what breaks nobody, the one change.
        breaks: those that say the same, each of its own place; none for what breaks nobody, or where nobody looked for
            causes.
        also: changes that each lose the same message alone.
    """

    rows: tuple[Row, ...]
    breaks: tuple[BreakRow, ...] = ()
    also: tuple[Row, ...] = ()

    @property
    def id(self) -> str:
        """For links: that of its first change."""
        return self.rows[0].id

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that links may name: of its changes, its breaks, and their cause."""
        causes = dict.fromkeys(break_.cause for break_ in self.breaks)
        return (*(row.id for row in (*self.rows, *self.also)), *(break_.id for break_ in self.breaks), *causes)

    @property
    def replay(self) -> str | None:
        """The command that asks a server for the first of its breaks that one can be asked for; None for none."""
        return next((break_.replay for break_ in self.breaks if break_.replay is not None), None)

    @property
    def title(self) -> str:
        """A sentence; names from the documents stand in backticks."""
        return self.breaks[0].title if self.breaks else self.rows[0].title

    @property
    def impact(self) -> Impact:
        """On clients."""
        return BREAKING if self.breaks else self.rows[0].impact

    @property
    def word(self) -> Impact | Effect:
        """The impact; what the change does to messages, where nobody judges."""
        return BREAKING if self.breaks else self.rows[0].word

    @property
    def edit(self) -> bool:
        """Whether it is but an edit to descriptions, examples or extensions."""
        return not self.breaks and self.rows[0].edit

    @property
    def grade(self) -> Grade | None:
        """How many messages are lost at the worst place; None where nobody looked for causes."""
        return min((break_.grade for break_ in self.breaks), key=GRADES.index, default=None)

    @property
    def hidden(self) -> bool:
        """Whether messages are lost so only once the other breaks are mended."""
        return bool(self.breaks) and all(break_.hidden for break_ in self.breaks)

    @property
    def evidence(self) -> Evidence | None:
        """A message that is lost."""
        ours = self.breaks or self.rows
        return next((entry.evidence for entry in ours if entry.evidence is not None), None)

    @property
    def operations(self) -> tuple[str, ...]:
        """The names of the operations that lose messages, or that the change reaches."""
        ours = self.breaks or self.rows
        return (
            ours[0].operations
            if len(ours) == 1
            else tuple(dict.fromkeys(name for entry in ours for name in entry.operations))
        )

    @property
    def holders(self) -> tuple[Step | None, ...]:
        """The operations and shared components that define its changes; None for the document itself."""
        return tuple(dict.fromkeys(row.holder for row in self.rows))

    @property
    def home(self) -> Step | str | None:
        """Where it is listed: with the operation or component that defines it, the first of several; or `SEVERAL`."""
        holders = self.holders
        if len(holders) > 1 and len(self.breaks) > 1:
            return SEVERAL
        return next((step for step in holders if step is not None and step.kind not in SECTIONS), holders[0])

    @property
    def places(self) -> tuple[Entry, ...]:
        """Each of its breaks as an entry of its own."""
        if len(self.breaks) < 2:
            return (self,)
        return tuple(
            Entry(
                tuple(row for row in self.rows if row.id in one.changes) or self.rows[:1],
                (one,),
                tuple(row for row in self.also if row.id in one.also),
            )
            for one in self.breaks
        )

    @property
    def lead(self) -> Row:
        """Its first change, with what is told of the whole entry."""
        if not self.breaks:
            return self.rows[0]
        first = self.first_rows[0]
        return first._replace(
            title=self.title, evidence=self.evidence, operations=self.operations, grade=self.grade, impact=BREAKING
        )

    @property
    def first_rows(self) -> list[Row]:
        """The changes of its first place, which stand for those of all that say the same."""
        if not self.breaks:
            return list(self.rows)
        blamed = set(self.breaks[0].changes)
        return [row for row in self.rows if row.id in blamed] or list(self.rows[:1])


def entries_of(rows: Sequence[Row], breaks: Iterable[BreakRow]) -> list[Entry]:
    """The entries for some changes: the breaks, those of one cause as one, then what is in none of them."""
    by_id = {row.id: row for row in rows}
    order = {id_: at for at, id_ in enumerate(by_id)}
    causes: dict[str, list[BreakRow]] = {}
    for break_ in breaks:
        causes.setdefault(break_.cause, []).append(break_)
    entries = []
    for members in causes.values():
        blamed = sorted({id_ for break_ in members for id_ in break_.changes if id_ in by_id}, key=order.__getitem__)
        if blamed:
            others = dict.fromkeys(id_ for break_ in members for id_ in break_.also if id_ in by_id)
            also = tuple(by_id[id_] for id_ in others if id_ not in blamed)
            entries.append(Entry(tuple(by_id[id_] for id_ in blamed), tuple(members), also))
    told = {row.id for entry in entries for row in (*entry.rows, *entry.also)}
    return entries + [Entry((row,)) for row in rows if row.id not in told]


def worst_first(entries: Iterable[Entry]) -> list[Entry]:
    """By impact, then by grade, then by how many operations are reached, then as they stand."""
    return sorted(entries, key=lambda entry: (*rank(entry), -len(entry.operations)))


def rank(entry: Entry) -> tuple[int, bool, int, bool]:
    """How bad an entry is: the worse, the lower."""
    grade = len(GRADES) if entry.grade is None else GRADES.index(entry.grade)
    return IMPACTS.index(entry.impact), entry.hidden, grade, entry.edit
