"""All snapshots of an API in order, what changed between neighbours, and what is served until when: plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from harness.records import NamedTuple
from harness.report.model.diff import Counts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.changelog import Entry
    from harness.conformance import ServerRecord
    from harness.report.model.diff import OperationRow

# What a step does to an operation.
StepState = Literal["added", "removed", "changed"]
ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"

# Until when a version is served.
LifetimeState = Literal["open", "ending", "ended"]
OPEN: Final = "open"
ENDING: Final = "ending"
ENDED: Final = "ended"


class Published(NamedTuple):
    """One snapshot.

    Attributes:
        date: the day of its publication.
        version: its `info.version`, None where it has none.
        path: of its file.
        sha256: of the bytes of that file, in hexadecimal.
        openapi: "2.0", "3.0", "3.1" or "3.2".
        operations: how many it has, webhooks included.
    """

    date: str
    version: str | None
    path: str
    sha256: str
    openapi: str
    operations: int


class BreakingChange(NamedTuple):
    """One breaking change of a step.

    Attributes:
        id: that of the change: `c-65cecc5b26`.
        title: a sentence; names from the documents stand in backticks.
        before, after: the values where they are short and the title does not say them.
        rule: the id of its rule.
        operations: the names of the operations that it reaches.
    """

    id: str
    title: str
    before: str | None
    after: str | None
    rule: str
    operations: tuple[str, ...]


class OperationStep(NamedTuple):
    """One operation that a step came to, by itself or through a shared component.

    Attributes:
        operation: as in the new snapshot if it is there.
        was: its name in the old snapshot; None where it is new.
        state: "added", "removed" or "changed".
    """

    operation: OperationRow
    was: str | None
    state: StepState
    counts: Counts

    @property
    def name(self) -> str:
        """That of the operation."""
        return self.operation.name


class ChangelogCounts(NamedTuple):
    """What the public changelog says of a step.

    Attributes:
        summary: the line under its title, or the sentence that stands for all where there is nothing to tell.
        breaking: how many changes it calls Breaking.
        harmless: how many of those break nobody by the contract.
    """

    summary: str
    entries: tuple[Entry, ...]
    breaking: int
    harmless: int


class Step(NamedTuple):
    """What happened from one snapshot to the next.

    Attributes:
        old, new: the dates.
        counts: of the changes, by the contract.
        undecided: how many of the warnings there are for want of a proof.
        breaking: the breaking changes, those that reach the most operations first.
        operations: those that it touches: of the new snapshot in document order, then those that went.
        changelog: what the public changelog says.
        notes: what its owner tells clients to do, in Markdown.
    """

    old: str
    new: str
    counts: Counts
    undecided: int
    breaking: tuple[BreakingChange, ...]
    operations: tuple[OperationStep, ...]
    changelog: ChangelogCounts
    notes: tuple[str, ...] = ()

    @property
    def reached(self) -> int:
        """How many operations the breaking changes reach."""
        return len({name for change in self.breaking for name in change.operations})


class VersionLifetime(NamedTuple):
    """One version, and how long it is served.

    Attributes:
        version: its name.
        end: the day of its sunset, None where none is announced.
        state: "open", "ending" or "ended" on the day of the report.
        snapshots: the dates of the snapshots that belong to it, oldest first.
        stage: where in its life the register says that it is.
        deprecated: the day from which nobody should begin with it.
        since: the day from which it is in force.
    """

    version: str
    end: str | None
    state: LifetimeState
    snapshots: tuple[str, ...]
    stage: str | None = None
    deprecated: str | None = None
    since: str | None = None


class Sunset(NamedTuple):
    """An end that the newest snapshot announces.

    Attributes:
        date: its day.
        what: what ends; names from the documents stand in backticks.
        pointer: RFC 6901, of the object that announces it.
    """

    date: str
    what: str
    pointer: str


class History(NamedTuple):
    """All snapshots of an API.

    Attributes:
        api: its name in the store.
        title: the name that people know it by.
        server: its URL, None where it is not set.
        style: how it reads a requested day (`harness.document`); "none" for an API without versions.
        today: the day of the report, by which ends lie ahead or behind.
        snapshots, steps: oldest first; a step leads to each snapshot but the first.
        versions: oldest first.
        sunsets: soonest first, past ones included.
        records: what conformance runs found at each server, the one that was asked last first.
    """

    api: str
    title: str
    server: str | None
    style: str
    today: str
    snapshots: tuple[Published, ...]
    steps: tuple[Step, ...]
    versions: tuple[VersionLifetime, ...]
    sunsets: tuple[Sunset, ...]
    records: tuple[ServerRecord, ...] = ()

    @property
    def counts(self) -> Counts:
        """Of all steps together."""
        total = Counts()
        for step in self.steps:
            total = total.plus(step.counts)
        return total

    @property
    def next_sunset(self) -> Sunset | None:
        """The soonest end that has not passed."""
        return next((sunset for sunset in self.sunsets if sunset.date >= self.today), None)


def lifetime_state(end: str | None, today: str) -> LifetimeState:
    """Whether a version that ends on a day is served for good, until then, or not any more."""
    return OPEN if end is None else ENDED if end < today else ENDING


def diff_name(old: str, new: str) -> str:
    """The name of the page of two snapshots, by their dates."""
    return f"diff-{old}-{new}.html"


def soonest(sunsets: Iterable[Sunset]) -> tuple[Sunset, ...]:
    """The ends in order of their days."""
    return tuple(sorted(sunsets, key=lambda sunset: (sunset.date, sunset.pointer)))


def days_between(start: str, end: str) -> int | None:
    """How many days lie between two days, negative where the second is the earlier one; None where one is no day."""
    from datetime import date

    try:
        return (date.fromisoformat(end) - date.fromisoformat(start)).days
    except ValueError:
        return None
