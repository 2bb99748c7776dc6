"""What a run asks its processes to do, and what they tell of it: plain data, for it goes from one to the other."""

from __future__ import annotations

from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.conformance._asked import AskedVersion, Identity
    from harness.conformance._client import Exchanged
    from harness.conformance._engine import Phase
    from harness.conformance._finding import Finding
    from harness.conformance._model import VersionSent
    from harness.document import Document, Operation
    from harness.versions import Snapshot

Kind = Literal["oracles", "reads", "engine"]
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
    rate: float | None = None
    requests: int | None = None
    allow_writes: bool = False
    names: tuple[str, ...] = ()
    strict: bool = False
    invented: bool = False
    today: str | None = None
    checks: tuple[str, ...] = ()


class Task(NamedTuple):
    """What one process does."""

    kind: Kind
    asked: AskedVersion
    phases: tuple[Phase, ...] = ()

    @property
    def is_endless(self) -> bool:
        """Whether there could always be more of it."""
        return bool(self.phases) and set(self.phases) <= {"fuzzing", "stateful"}

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.asked.label} {'+'.join(self.phases) or self.kind}"


class Seen(NamedTuple):
    """What a process tells, again and again: how much was done up to now.

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


class Ended(NamedTuple):
    """The last word of a process: why it ended before its work was done, None where it was done."""

    reason: str | None = None
    answered: bool = True


def key_of(finding: Finding) -> tuple[str, ...]:
    """What makes two findings of a version the same."""
    return finding.check, finding.component, finding.pointer, finding.operation


class Tally:
    """Counts what is judged, and hands each finding on when it is first seen."""

    def __init__(self, send: Callable[[Any], None]) -> None:
        self._send = send
        self._due = monotonic() + _PULSE
        # What was exchanged is held for as long as its identity stands for it.
        self._failed: dict[tuple[str, int], Exchanged] = {}
        self.cases: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.valid: Counter[str] = Counter()
        self.successes: Counter[str] = Counter()
        self.hits: Counter[tuple[str, ...]] = Counter()
        self.unreached: dict[str, str] = {}

    def judged(self, operation: str, exchanged: Exchanged, *, valid: bool) -> None:
        """An exchange was judged."""
        self.cases[operation] += 1
        response = exchanged.response
        if valid:
            self.valid[operation] += 1
            self.successes[operation] += response is not None and 200 <= response.status < 300
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

    def tell(self) -> None:
        """Tell how much was done."""
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
