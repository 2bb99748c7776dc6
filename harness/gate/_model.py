"""What the gate asks and answers: clauses, the steps that are judged, and findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

from harness.records import NamedTuple
from harness.rules import BREAKING, COMPATIBLE, WARNING
from harness.verdict import is_of_version
from harness.vocabulary import GRADES

if TYPE_CHECKING:
    from harness.gate._approvals import Approval
    from harness.gate._notes import Note
    from harness.session import Diff
    from harness.verdict import Break, Finding
    from harness.versions import Snapshot
    from harness.vocabulary import Impact

Question = Literal["same version", "next version", "other versions", "register", "snapshots", "records", "server"]
QUESTIONS: Final[tuple[Question, ...]] = get_args(Question)
"""What is asked, never two of them at a time:

same version:   against the newest snapshot of its own version, may this one be published?
next version:   against its predecessor, may this version begin?
other versions: is every other served version what it was, or more?
register:       is each version served as long as is promised?
snapshots:      is what was published still there, and is what is new well made?
records:        are notes and approvals about what there is?
server:         does who serves it keep each version?
"""


class Clause(NamedTuple):
    """One rule of the gate: one line of the promise, or what holds whatever is promised.

    Attributes:
        line: the key of `[promise]` that it judges; None for what always holds.
        impact: what it comes to; "breaking" denies.
        checks: one sentence that begins with "Checks that".
        why: why it matters.
        instead: what to do.
    """

    id: str
    question: Question
    line: str | None
    impact: Impact
    checks: str
    why: str
    instead: str


class SnapshotStep(NamedTuple):
    """A snapshot, and the one that it is judged against.

    Attributes:
        question: "same version", "next version" or "other versions".
        old, new: the snapshots.
        old_version, version: the names of their versions; None for an API without versions.
        already: whether both are in the base as they are.
        free: whether nothing is promised of it yet: a candidate.
    """

    question: Question
    old: Snapshot
    new: Snapshot
    old_version: str | None
    version: str | None
    already: bool = False
    free: bool = False


class Transition(NamedTuple):
    """A step that was judged.

    Attributes:
        diff: what differs, and what that means.
        breaks: those that count after all settings.
        known: the ids of the breaks that the base has already, where the new snapshot is another version of one there.
    """

    step: SnapshotStep
    diff: Diff
    breaks: tuple[Break, ...]
    known: frozenset[str] = frozenset()

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are warnings."""
        return tuple(finding for finding in self.diff.contract.findings if finding.impact == WARNING)

    @property
    def has_changes(self) -> bool:
        """Whether anything differs that a client could notice: not words alone, nor what the version is called."""
        version = self.diff.judging.version
        return any(change.effect != "annotated" and not is_of_version(change, version) for change in self.diff.changes)


class ServerBreach(NamedTuple):
    """One thing in which a server does not keep its versions.

    Attributes:
        id: of the entry of the conformance run.
        title: a sentence; names stand in backticks.
        versions: under which it shows.
        operations: that it shows in.
        replay: the command that looks whether it is still so; None where no run is stored.
    """

    id: str
    title: str
    versions: tuple[str, ...]
    operations: tuple[str, ...]
    replay: str | None = None


class ServerAnswers(NamedTuple):
    """What a server answered when it was held to its versions.

    Attributes:
        source: the file of the run, or the address of the server.
        breaches: all that it does not keep.
        untested: what nobody knows of it, in words; None where all was asked.
    """

    source: str
    breaches: tuple[ServerBreach, ...] = ()
    untested: str | None = None


class GateFinding(NamedTuple):
    """What the gate has to say.

    Attributes:
        clause: the rule that says it.
        impact: after settings; "breaking" denies.
        message: one line, its names in backticks; empty for a break, whose sentence is that of its changes.
        version: that it is about, None for the API itself.
        already: whether it is on the branch already, and no news of what is judged.
        snapshot: that it is about.
        file, line: where to look; None for a snapshot's own file and place.
        hint: what to do about this one, where the clause says too little.
        broken: the break that it is about.
        warned: the warning of the contract that it is about.
        step: in which the break or the warning is.
        accepted: the approval that lets the break pass.
        note: that lets it pass.
        breach: of the server that it is about.
    """

    clause: Clause
    impact: Impact
    message: str
    version: str | None = None
    already: bool = False
    snapshot: Snapshot | None = None
    file: str | None = None
    line: int | None = None
    hint: str | None = None
    broken: Break | None = None
    warned: Finding | None = None
    step: SnapshotStep | None = None
    accepted: Approval | None = None
    note: Note | None = None
    breach: ServerBreach | None = None

    def denies(self, level: FailOn, *, release: bool = False) -> bool:
        """Whether it keeps the gate closed; what is on the branch already does so only for a release."""
        if (self.already and not release) or self.impact == COMPATIBLE:
            return False
        if self.impact == WARNING:
            return level.warnings
        return self.broken is None or GRADES.index(self.broken.grade) <= GRADES.index(level.grade)


class FailOn(NamedTuple):
    """From what on the gate is closed.

    Attributes:
        grade: the least grade of breaks that close it.
        warnings: whether warnings do too.
    """

    grade: Literal["every", "some", "unusual"] = "unusual"
    warnings: bool = False


class Gate(NamedTuple):
    """What the gate says of one API.

    Attributes:
        api: its name.
        title: its own.
        today: the day of the judgement.
        base: what it was compared with, in words; None where both sides were named.
        steps: all that were judged, oldest first.
        findings: in the order of the clauses.
        unsupported: what is promised and no clause can judge.
        unasked: the steps for which there was no time.
        server: what the server answered; None where it was not asked.
        unfinished: the steps for whose proofs there was not enough.
    """

    api: str
    title: str
    today: str
    base: str | None
    steps: tuple[SnapshotStep, ...]
    findings: tuple[GateFinding, ...]
    unsupported: tuple[str, ...] = ()
    unasked: tuple[SnapshotStep, ...] = ()
    server: ServerAnswers | None = None
    unfinished: tuple[SnapshotStep, ...] = ()

    def denied(self, level: FailOn, *, release: bool = False) -> bool:
        """Whether it may not be published."""
        return any(finding.denies(level, release=release) for finding in self.findings)


IMPACT_WORDS: Final = {BREAKING: "denied", WARNING: "warning", COMPATIBLE: "passes"}
