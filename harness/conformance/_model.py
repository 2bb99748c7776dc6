"""What a conformance run found, as plain data: filled by a run, or read from JSON that was stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

STORE: Final = "sqlite:///reports/runs.db"
"""The store of runs where nothing else is said."""

# How a run ended.
State = Literal["finished", "stopped", "no-answer"]
FINISHED: Final = "finished"
STOPPED: Final = "stopped"  # by a limit or by hand: the numbers are partial
NO_ANSWER: Final = "no-answer"
STATES: Final[tuple[State, ...]] = (FINISHED, STOPPED, NO_ANSWER)

# What became of an operation in a version.
CellState = Literal["passed", "failed", "flaky", "absent", "untested", "skipped"]
PASSED: Final = "passed"
FAILED: Final = "failed"
FLAKY: Final = "flaky"  # passed on a second try
ABSENT: Final = "absent"  # the snapshot of that version does not have it
UNTESTED: Final = "untested"
SKIPPED: Final = "skipped"  # left out on purpose
CELL_STATES: Final[tuple[CellState, ...]] = (PASSED, FAILED, FLAKY, ABSENT, UNTESTED, SKIPPED)


class VersionSent(NamedTuple):
    """How a request says which version it wants.

    Attributes:
        place: "header", "query" or "path"; "none" where the API has no versions.
        name: of the header or parameter; empty where there is none.
    """

    place: str
    name: str


class Setup(NamedTuple):
    """What is known when a run starts.

    Attributes:
        title: the name of the API.
        command: that does the same again, without a secret.
        started: date and time in UTC, as RFC 3339 writes them: `2026-11-21T18:40:00Z`.
        harness: the version of harness.
        note: what a reader has to know about the run beyond that.
        api: the name of the API in the store, None where nobody knows.
        commit: of the server; None where nobody says.
    """

    title: str
    base_url: str
    sent: VersionSent
    seed: int
    command: str
    started: str
    harness: str
    note: str | None = None
    api: str | None = None
    commit: str | None = None


class End(NamedTuple):
    """How a run ended.

    Attributes:
        state: one of `STATES`.
        seconds: how long it took.
        planned: how many cases it was to have; None where nobody knows.
        reason: why it stopped or what stood in the way: `after 10 s: connection refused`.
    """

    state: State
    seconds: float
    planned: int | None = None
    reason: str | None = None


class ServedVersion(NamedTuple):
    """A version that the server was asked for.

    Attributes:
        date: as it is sent.
        snapshot: the file that the answers were held to.
        served_until: the day of its sunset, None where none is announced.
        sha256: of the snapshot with all its files and its overlay, None where nobody knows.
    """

    date: str
    snapshot: str
    served_until: str | None = None
    sha256: str | None = None


class AskedOperation(NamedTuple):
    """An operation of any of the snapshots.

    Attributes:
        name: `GET /pets`.
    """

    name: str
    operation_id: str | None = None


class Cell(NamedTuple):
    """What became of an operation in a version.

    Attributes:
        state: one of `CELL_STATES`.
        cases: how many requests were judged.
        failed: how many of them failed.
        reason: why it was not tested, or what was flaky.
    """

    operation: str
    version: str
    state: CellState
    cases: int = 0
    failed: int = 0
    reason: str | None = None


class ReportLine(NamedTuple):
    """One line of an answer or a contract.

    Attributes:
        number: from 1; None for a line that stands for others, which were left out.
        marked: whether it is what the answer fails by, or what it fails.
    """

    number: int | None
    text: str
    marked: bool = False


class RecordedRequest(NamedTuple):
    """A request without its secrets.

    Attributes:
        headers: names and values, in the order sent.
        body: as text; None where there is none.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None


class RecordedAnswer(NamedTuple):
    """What the server answered, without its secrets.

    Attributes:
        phrase: the words behind the status code, which the server chose.
        headers: those that matter to the failure.
        lines: of the body, about 4 KB around the place of the failure.
        size: of the whole body, in bytes.
    """

    status: int
    phrase: str
    headers: tuple[tuple[str, str], ...]
    lines: tuple[ReportLine, ...]
    size: int
    milliseconds: int | None = None


class ContractPlace(NamedTuple):
    """The part of a snapshot that an answer does not keep.

    Attributes:
        line: the first line of what is not kept, from 1.
        pointer: RFC 6901, within the file.
    """

    file: str
    line: int
    pointer: str
    lines: tuple[ReportLine, ...]


class Hit(NamedTuple):
    """How often a failure was seen in a version.

    Attributes:
        failed: how many cases.
        cases: of how many of that operation.
    """

    version: str
    failed: int
    cases: int


class Verdict(NamedTuple):
    """What the same request led to in a version.

    Attributes:
        said: why it fails, or what it passes for.
        is_repeat: whether it is the request of the entry itself, sent once more, and the answer tells.
    """

    version: str
    passed: bool
    said: str
    is_repeat: bool = False


class Failure(NamedTuple):
    """One cause, in all versions that it shows in.

    Attributes:
        id: `failure_id` of check, component and pointer.
        operations: that it shows in, the one of the request first; none where it is about no single one.
        check: the id of an oracle.
        component: of the definition that is not kept, as `components/schemas/Pet`; empty for the API as a whole.
        pointer: RFC 6901 of what is not kept, within the component; the same in all versions.
        title: a sentence; names stand in backticks.
        why: one or two sentences more.
        hits: the versions that it shows in, in their order; never empty.
        answer: None where there was none.
        contract: None where no line of a snapshot says it, as with a default version.
    """

    id: str
    operations: tuple[str, ...]
    check: str
    component: str
    pointer: str
    title: str
    why: str
    hits: tuple[Hit, ...]
    request: RecordedRequest
    answer: RecordedAnswer | None = None
    contract: ContractPlace | None = None
    verdicts: tuple[Verdict, ...] = ()

    @property
    def operation(self) -> str:
        """The operation of the request that is shown; empty where it is about no single one."""
        return self.operations[0] if self.operations else ""

    @property
    def replay(self) -> str:
        """The command that sends the request again; the JSON of a run that is in no store goes behind it."""
        return f"harness replay {self.id}"

    @property
    def is_flaky(self) -> bool:
        """Whether its request passed when it was sent once more."""
        return any(verdict.is_repeat and verdict.passed for verdict in self.verdicts)

    @property
    def failed(self) -> int:
        """How many cases failed."""
        return sum(hit.failed for hit in self.hits)

    @property
    def cases(self) -> int:
        """How many cases of the operation there were in the versions that it shows in."""
        return sum(hit.cases for hit in self.hits)


class CheckMade(NamedTuple):
    """Whether a check was made in a version.

    Attributes:
        operations: for how many operations it was.
        reason: why it was not made; None where it was.
    """

    check: str
    version: str
    operations: int
    reason: str | None = None


class Sum(NamedTuple):
    """The cells of one version, summed up."""

    version: str
    operations: int
    cases: int
    failed: int
    flaky: int
    untested: int


class ConformanceRun(NamedTuple):
    """A server, held to its snapshots.

    Attributes:
        versions: from the oldest.
        operations: in the order of the newest snapshot, then those that went.
        cells: one for each operation and version that got that far, in any order.
        failures: in any order; `ranked` is the one to show.
        checks: what was asked in each version, and what was not.
        leftovers: what was made at the server and could not be taken away again.
        is_interrupted: whether whoever started it ended it; reports say so where they say why it ended.
        known: how many failures are left out of `failures`, as earlier runs had found them.
        refuses_all: whether the server answered, and no valid request succeeded.
    """

    setup: Setup
    end: End
    versions: tuple[ServedVersion, ...]
    operations: tuple[AskedOperation, ...]
    cells: tuple[Cell, ...]
    failures: tuple[Failure, ...]
    checks: tuple[CheckMade, ...] = ()
    leftovers: tuple[str, ...] = ()
    is_interrupted: bool = False
    known: int = 0
    refuses_all: bool = False

    @property
    def cases(self) -> int:
        """How many requests were judged."""
        return sum(cell.cases for cell in self.cells)

    @property
    def failed(self) -> int:
        """How many of them failed."""
        return sum(cell.failed for cell in self.cells)

    @property
    def is_broken(self) -> bool:
        """Whether it found anything, beside what earlier runs had found."""
        return bool(self.failures or (self.failed and not self.known))

    @property
    def passed(self) -> bool:
        """Whether the run came to its end and found nothing that it has to tell."""
        return self.end.state == FINISHED and not self.is_broken

    @property
    def failing(self) -> tuple[str, ...]:
        """The versions that do not keep to their snapshots, from the newest."""
        hit = {seen.version for failure in self.failures for seen in failure.hits}
        hit.update(cell.version for cell in self.cells if cell.state == FAILED)
        return tuple(version.date for version in reversed(self.versions) if version.date in hit)

    @property
    def ranked(self) -> tuple[Failure, ...]:
        """The failures, those first that show in most versions, then in most cases."""
        return tuple(
            sorted(
                self.failures, key=lambda failure: (-len(failure.hits), -failure.failed, failure.operation, failure.id)
            )
        )

    @property
    def hits(self) -> dict[tuple[str, str], list[Failure]]:
        """The failures of each operation and version that has any, as they are ranked."""
        hits: dict[tuple[str, str], list[Failure]] = {}
        for failure in self.ranked:
            for hit in failure.hits:
                for operation in failure.operations:
                    hits.setdefault((operation, hit.version), []).append(failure)
        return hits

    @property
    def sums(self) -> tuple[Sum, ...]:
        """What came out in each version."""
        return tuple(_sum(version.date, self.cells) for version in self.versions)


def failure_id(check: str, component: str, pointer: str) -> str:
    """The name of a cause: the same in all operations, versions, runs and wordings.

    Args:
        check: the id of an oracle.
        component: of the definition that is not kept.
        pointer: RFC 6901, from there to what is not kept.
    """
    import json
    from hashlib import sha256

    signature = json.dumps([check, component, pointer])
    return f"f-{sha256(signature.encode()).hexdigest()[:10]}"


def _sum(date: str, cells: Iterable[Cell]) -> Sum:
    own = [cell for cell in cells if cell.version == date and cell.state not in (ABSENT, SKIPPED)]
    return Sum(
        version=date,
        operations=len(own),
        cases=sum(cell.cases for cell in own),
        failed=sum(cell.failed for cell in own),
        flaky=sum(cell.state == FLAKY for cell in own),
        untested=sum(cell.state == UNTESTED for cell in own),
    )
