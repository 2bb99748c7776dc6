"""What a gate says, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.vocabulary import BREAKING, COMPATIBLE, WARNING

if TYPE_CHECKING:
    from harness.vocabulary import Grade, Impact, Sender


class Acceptance(NamedTuple):
    """Who lets a break pass, until when and why."""

    owner: str
    until: str
    reason: str
    kind: str


class GateRow(NamedTuple):
    """One thing that the gate has to say.

    Attributes:
        rule: the id of the clause.
        question: which of the questions it belongs to.
        impact: "breaking" where it denies, unless it is on the branch already or below what was asked for.
        denies: whether it keeps the gate closed.
        already: whether it is on the branch already.
        title: a sentence; names from the documents stand in backticks.
        why: why that matters.
        instead: what to do.
        version: that it is about; None for the API itself.
        old, new: the snapshots between which it is; None where it is not about a step.
        file, line: where to look.
        break_id, grade, operations: of the break that it is about.
        warning: the id of the rule of the contract that warns.
        change_id: of the change that it warns of.
        message: the request or response that shows the break.
        excerpt: the part of it that matters; None where the message is short.
        direction: who sends it.
        accepted: who lets it pass.
        note: what clients are told to do.
    """

    rule: str
    question: str
    impact: Impact
    denies: bool
    already: bool
    title: str
    why: str
    instead: str
    version: str | None = None
    old: str | None = None
    new: str | None = None
    file: str | None = None
    line: int | None = None
    break_id: str | None = None
    grade: Grade | None = None
    operations: tuple[str, ...] = ()
    warning: str | None = None
    change_id: str | None = None
    message: str | None = None
    accepted: Acceptance | None = None
    note: str | None = None
    excerpt: str | None = None
    direction: Sender | None = None

    @property
    def reach(self) -> str | None:
        """Which messages a break loses: `every message`, `some messages`; None where it is about no break."""
        if self.grade is None:
            return None
        return f"{self.grade} {'message' if self.grade == 'every' else 'messages'}"

    @property
    def word(self) -> str:
        """What becomes of it, in one word."""
        if self.denies:
            return "denied"
        if self.accepted is not None:
            return "accepted"
        if self.note is not None:
            return "noted"
        if self.already:
            return "on branch"
        return {BREAKING: "passes", WARNING: "warning", COMPATIBLE: "passes"}[self.impact]


class GateStep(NamedTuple):
    """Two snapshots, and what was asked of them.

    Attributes:
        unasked: whether there was no time for it.
        unfinished: whether there was not enough for all of its proofs.
    """

    question: str
    old: str
    new: str
    old_version: str | None
    version: str | None
    unasked: bool = False
    unfinished: bool = False


class GateServer(NamedTuple):
    """What was asked of a server.

    Attributes:
        source: the file of the run, or the address of the server.
        untested: what nobody knows of it; None where all was asked.
    """

    source: str
    untested: str | None


class GateReport(NamedTuple):
    """The gate of one API.

    Attributes:
        api: its name in the store.
        title: its own.
        today: the day of the judgement.
        base: what it was compared with; None where both sides were named.
        passed: whether it may be published.
        steps: what was judged against what.
        rows: the worst first.
        unsupported: what is promised and cannot be judged.
        server: what was asked of the server; None where nothing was.
    """

    api: str
    title: str
    today: str
    base: str | None
    passed: bool
    steps: tuple[GateStep, ...]
    rows: tuple[GateRow, ...]
    unsupported: tuple[str, ...] = ()
    server: GateServer | None = None

    @property
    def denied(self) -> int:
        """How many rows keep it closed."""
        return sum(row.denies for row in self.rows)

    @property
    def already(self) -> int:
        """How many rows would, were they not on the branch already."""
        return sum(row.already and row.impact == BREAKING for row in self.rows)

    @property
    def is_partial(self) -> bool:
        """Whether not all was asked."""
        return any(step.unasked or step.unfinished for step in self.steps) or (
            self.server is not None and self.server.untested is not None
        )

    @property
    def verdict(self) -> str:
        """The verdict in a few words."""
        if not self.passed:
            return "denied"
        if self.is_partial:
            return "not all asked"
        return "may be published" if self.steps else "nothing new"


class Unjudged(NamedTuple):
    """An API that could not be judged.

    Attributes:
        message: what stood in the way, with its place.
        hint: what to do.
    """

    api: str
    message: str
    hint: str | None


class GateRun(NamedTuple):
    """The gates of all APIs that were asked for.

    Attributes:
        reports: one for each that was judged.
        unjudged: the others.
        unchanged: how many were not looked at, for nothing of them changed.
    """

    reports: tuple[GateReport, ...]
    unjudged: tuple[Unjudged, ...] = ()
    unchanged: int = 0

    @property
    def rows(self) -> list[tuple[GateReport, GateRow]]:
        """All rows with their APIs; those that deny first."""
        rows = [(report, row) for report in self.reports for row in report.rows]
        return sorted(rows, key=lambda pair: not pair[1].denies)

    @property
    def verdict(self) -> str:
        """The verdict on all of them."""
        if any(not report.passed for report in self.reports):
            return "denied"
        if self.unjudged:
            return "cannot be judged"
        if any(report.is_partial for report in self.reports):
            return "not all asked"
        return "may be published" if any(report.steps for report in self.reports) else "nothing new"
