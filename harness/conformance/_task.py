"""What a run asks its processes to do, and what they tell of it: plain data, for it goes from one to the other."""

from __future__ import annotations

from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.conformance._asked import AskedVersion, Identity
    from harness.conformance._client import Exchanged
    from harness.conformance._corpus import UnitCases
    from harness.conformance._engine import Phase
    from harness.conformance._finding import Finding
    from harness.conformance._limits import Rate
    from harness.conformance._model import VersionSent
    from harness.conformance._promptness import AnswersWithin
    from harness.document import Document, Operation
    from harness.versions import Snapshot

Kind = Literal["oracles", "reads", "corpus", "engine"]
# The kinds of units: what our own checks send, and how requests are generated.
OWN = ("oracles", "reads")
ENDLESS = frozenset({"fuzzing", "stateful"})
# How often counts are told, in seconds: what is not told is lost when the time is up.
_PULSE = 1.0


class Scope(NamedTuple):
    """Which operations to test: what fits any glob of each kind that is given."""

    operations: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Target(NamedTuple):
    """What all processes of a run share.

    Attributes:
        api: its name in the store.
        root: the folder of the store.
        overlay: whether overlays mend the snapshots.
        identities: who may ask; the first one asks, and the others are of other tenants or other users of the first.
        echoes: the header of answers that names the version that was applied; None where none does.
        asked: all versions of the run.
        names: aliases and retired versions, which settings name.
        strict: whether the server knows exactly these identities, and refuses others.
        invented: whether the identities are made up, so that each task may have its own.
        today: the day of the run, by which sunsets have passed or not.
        checks: the absolute paths of files with checks of others.
        rates: how fast operations may be asked.
        promptness: how long answers may take.
        private: by the paths of collections, the security scheme of whoever has their things for itself.
        requests: how many may be sent, all in all; None for any number.
        cleans: whether what was made is taken away again.
        is_renewed: whether credentials come from commands, which may be run again.
        renews: after how many seconds credentials have grown old; None where they do not.
    """

    api: str
    root: str
    overlay: bool
    base_url: str
    sent: VersionSent
    identities: tuple[Identity, ...]
    echoes: str | None
    asked: tuple[AskedVersion, ...]
    scope: Scope = Scope()
    seed: int = 1
    timeout: float = 10.0
    examples: int = 10
    rates: tuple[Rate, ...] = ()
    promptness: tuple[AnswersWithin, ...] = ()
    private: tuple[tuple[str, str], ...] = ()
    requests: int | None = None
    allow_writes: bool = False
    names: tuple[str, ...] = ()
    strict: bool = False
    invented: bool = False
    today: str | None = None
    checks: tuple[str, ...] = ()
    cleans: bool = False
    is_renewed: bool = False
    renews: float | None = None


class Unit(NamedTuple):
    """What is tested at once: done whole, and once in a run.

    Attributes:
        version: the label of the version that is asked for.
        phase: a phase of the engine, or one of `OWN`.
        part: the name of an operation, a probe, or the seed of sequences.
    """

    version: str
    phase: str
    part: str


class Task(NamedTuple):
    """What one process does, one unit after the other.

    Attributes:
        number: of the task in its run, whatever of it is left to do.
        corpus: the file that cases come from, or that those which are generated will go to; None for neither.
    """

    kind: Kind
    asked: AskedVersion
    units: tuple[Unit, ...] = ()
    number: int = 0
    corpus: str | None = None

    @property
    def operations(self) -> dict[Phase, tuple[str, ...]]:
        """By phase, the operations that requests are generated for; none where it makes sequences of them all."""
        parts: dict[Any, tuple[str, ...]] = {}
        for unit in self.units:
            own = () if unit.phase == "stateful" else (unit.part,)
            parts[unit.phase] = (*parts.get(unit.phase, ()), *own)
        return parts


class Seen(NamedTuple):
    """What a process tells, again and again: how much of a unit was done up to now.

    Attributes:
        cases: judged exchanges by operation.
        failed: how many of them failed, by operation.
        valid: requests by operation that were allowed and could be taken; `successes` of them were.
        hits: failed exchanges by the key of a finding.
        unreached: why operations could not be tested.
    """

    cases: dict[str, int]
    failed: dict[str, int]
    valid: dict[str, int]
    successes: dict[str, int]
    hits: dict[tuple[str, ...], int]
    unreached: dict[str, str]


class Done(NamedTuple):
    """A unit is done.

    Attributes:
        reason: why not all of it could be; None where all was.
        answered: whether the server ever did.
    """

    unit: Unit
    reason: str | None = None
    answered: bool = True


class Ended(NamedTuple):
    """The last word of a process: why it ended before its work was done, None where it was done.

    Attributes:
        answered: whether the server ever did.
        is_away: whether nobody takes connections any more.
    """

    reason: str | None = None
    answered: bool = True
    is_away: bool = False


class Outcome(NamedTuple):
    """What came of one unit.

    Attributes:
        ended: None where the time was up first.
    """

    unit: Unit
    findings: tuple[Finding, ...] = ()
    seen: Seen | None = None
    ended: Ended | None = None

    @property
    def is_done(self) -> bool:
        """Whether all of it was."""
        return self.ended is not None and self.ended.reason is None


class Renew(NamedTuple):
    """A process asks for the credentials of now."""


class Created(NamedTuple):
    """Something that was made at the server, and how to take it away.

    Attributes:
        version: the label of the version that it was made under.
        operation: that takes it away.
        path: of it.
        who: the name of the identity that made it.
        task: the number of the task, whose identities are its own where they are made up.
    """

    version: str
    operation: str
    path: str
    who: str
    task: int = 0


def key_of(finding: Finding) -> tuple[str, ...]:
    """What makes two findings of a version the same."""
    return finding.check, finding.component, finding.pointer, finding.operation


class Tally:
    """Counts what is judged in a unit, and hands each finding on when it is first seen there."""

    def __init__(self, send: Callable[[Any], None]) -> None:
        self._send = send
        self._due = monotonic() + _PULSE
        # What was exchanged is held for as long as its identity stands for it.
        self._failed: dict[tuple[str, int], Exchanged] = {}
        self._unit: Unit | None = None
        self.cases: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.valid: Counter[str] = Counter()
        self.successes: Counter[str] = Counter()
        self.succeeded: set[str] = set()
        self.hits: Counter[tuple[str, ...]] = Counter()
        self.unreached: dict[str, str] = {}

    def begin(self, unit: Unit) -> None:
        """What is judged from now on belongs to a unit."""
        self._unit = unit

    def end(self, reason: str | None = None, *, answered: bool = True) -> None:
        """The unit is done."""
        if self._unit is None:
            return
        self.tell()
        self._send(Done(self._unit, reason, answered))
        self._unit = None
        for counts in (self.cases, self.failed, self.valid, self.successes, self.hits):
            counts.clear()

    def judged(self, operation: str, exchanged: Exchanged, *, valid: bool) -> None:
        """An exchange was judged."""
        self.cases[operation] += 1
        response = exchanged.response
        if valid:
            success = response is not None and 200 <= response.status < 300
            self.valid[operation] += 1
            self.successes[operation] += success
            if success:
                self.succeeded.add(operation)
        if monotonic() > self._due:
            self.tell()

    def found(self, finding: Finding) -> None:
        """A breach was seen."""
        key = key_of(finding)
        self.hits[key] += 1
        # identity: the mark holds what was exchanged.
        mark = finding.operation, id(finding.exchanged)
        if mark not in self._failed:
            self._failed[mark] = finding.exchanged
            self.failed[finding.operation] += 1
        if self.hits[key] == 1:
            self._send(finding)

    def created(self, created: Created) -> None:
        """Something was made at the server."""
        self._send(created)

    def generated(self, cases: UnitCases) -> None:
        """These requests were generated, and can be sent again."""
        self._send(cases)

    def tell(self) -> None:
        """Tell how much of the unit was done."""
        self._due = monotonic() + _PULSE
        self._failed.clear()
        self._send(
            Seen(
                dict(self.cases),
                dict(self.failed),
                dict(self.valid),
                dict(self.successes),
                dict(self.hits),
                dict(self.unreached),
            )
        )


def documents_of(target: Target) -> dict[str, Document]:
    """The documents of all snapshots, by their days."""
    from harness.versions import load_snapshot

    return {snapshot.label: load_snapshot(snapshot, overlay=target.overlay) for snapshot in _snapshots(target)}


def hashes_of(target: Target) -> dict[str, str]:
    """What tells the content of each snapshot from any other, by their days."""
    from harness.versions import Store, sha256_of

    overlay = Store(target.root).api(target.api).overlay if target.overlay else None
    return {snapshot.label: sha256_of(snapshot, overlay) for snapshot in _snapshots(target)}


def _snapshots(target: Target) -> list[Snapshot]:
    from harness.versions import Store

    labels = {asked.snapshot for asked in target.asked}
    return [snapshot for snapshot in Store(target.root).api(target.api).snapshots if snapshot.label in labels]


def is_chosen(operation: Operation, scope: Scope) -> bool:
    """Whether an operation is to be tested."""
    from fnmatch import fnmatchcase

    tags = operation.node.get("tags")
    texts = (
        (scope.operations, [operation.name, operation.operation_id or ""]),
        (scope.paths, [operation.path]),
        (scope.tags, [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []),
    )
    return all(not globs or any(fnmatchcase(text, glob) for text in own for glob in globs) for globs, own in texts)
