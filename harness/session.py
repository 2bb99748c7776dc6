"""One run: documents are read, compared and judged here, each once, for every command, report and program."""

from __future__ import annotations

import gc
from functools import cached_property
from typing import TYPE_CHECKING

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from harness.changelog import Badges, Changelog
    from harness.comparison import Change, Comparison
    from harness.containment import RunBudget
    from harness.document import Document, Operation
    from harness.rules import Setting
    from harness.verdict import Contract, Fault
    from harness.versions import Beta, Snapshot, VersionSettings

__all__ = ["Diff", "Judging", "Scope", "Session", "diff", "distant_pairs"]

# How many documents are held at a time: two to compare, and one that the next pair needs.
_HELD = 3
# Documents and comparisons go round in circles, which only the collector frees. A pass costs as much as is held, so it
# is worth it for six times as much: that many bytes of documents, and not for a few.
_GARBAGE = 6
_LITTLE = 8_000_000


class Judging(NamedTuple):
    """How differences are judged.

    Attributes:
        today: the day of the judgement, as YYYY-MM-DD, by which sunsets have passed or not; None for no day at all.
        settings: those of rules by id, where their impact is not to be the catalogue's.
        beta: what is promised of operations in beta; None for no settings of that.
        version: how messages name the version that they are of; None for no settings of that.
        witnesses: whether to put what breaks into whole messages.
        budget: the steps of all proofs of all pairs; None for as many as are usual for each pair.
        order: of the operations in the changelog: "ascending" or "descending".
        on_faults: told of faults of ours, where findings are undecided or their messages unexplained for them.
    """

    today: str | None = None
    settings: Mapping[str, Setting] | None = None
    beta: Beta | None = None
    version: VersionSettings | None = None
    witnesses: bool = True
    budget: RunBudget | None = None
    order: str = "ascending"
    on_faults: Callable[[tuple[Fault, ...]], None] | None = None

    def tell(self, faults: tuple[Fault, ...]) -> None:
        """Tell of faults of ours whoever wants to know of them."""
        if faults and self.on_faults is not None:
            self.on_faults(faults)


class Scope(NamedTuple):
    """Which changes to look at: what fits any glob of each kind that is given.

    Attributes:
        paths, tags, operations: of the operations that a change reaches; these are known by their ids and names.
        rules: of the ids of rules.
    """

    paths: Sequence[str] = ()
    tags: Sequence[str] = ()
    operations: Sequence[str] = ()
    rules: Sequence[str] = ()


class Diff:
    """Two documents, what differs between them, and what that means: each judgement is made when it is first asked for.

    Attributes:
        comparison: the facts, with the documents.
        judging: how they are judged.
    """

    def __init__(self, comparison: Comparison, judging: Judging | None = None) -> None:
        self.comparison = comparison
        self.judging = judging or Judging()
        self._contract: Contract | None = None

    @property
    def old(self) -> Document:
        """The document before."""
        return self.comparison.old

    @property
    def new(self) -> Document:
        """The document after."""
        return self.comparison.new

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every difference once for its place of definition, in document order."""
        return self.comparison.changes

    @property
    def changelog(self) -> Changelog:
        """What the public changelog says."""
        return self.badges.changelog

    @cached_property
    def badges(self) -> Badges:
        """What the public changelog says of each change."""
        from harness.changelog import Badges

        return Badges(self.comparison, order=self.judging.order)

    def within(self, scope: Scope) -> Iterator[bool]:
        """Whether a scope holds each change, in the order of the changes."""
        names = self._reaching(scope) if any(scope[:3]) else None
        for change in self.changes:
            reaches = names is None or not names.isdisjoint(change.operations)
            yield reaches and (not scope.rules or _fits((self._rule(change),), scope.rules))

    def holds_any(self, scope: Scope) -> bool:
        """Whether a scope holds any operation of either document."""
        return any(_holds(scope, operation) for operation in (*self.old.operations, *self.new.operations))

    def names(self, kind: str) -> list[str]:
        """What globs of a kind of a scope may fit: paths, tags, ids and names of operations, ids of rules."""
        if kind == "rule":
            from harness.rules import RULES

            return [rule.id for rule in RULES]
        operations = [*self.old.operations, *self.new.operations]
        if kind == "path":
            return [operation.path for operation in operations]
        if kind == "operation":
            ids = [operation.operation_id for operation in operations]
            return [*(operation.name for operation in operations), *(known for known in ids if isinstance(known, str))]
        tags = (operation.node.get("tags") for operation in operations)
        return [tag for listed in tags if isinstance(listed, list) for tag in listed if isinstance(tag, str)]

    @property
    def contract(self) -> Contract:
        """What really breaks clients: a finding for each change, with the message that proves it."""
        return self.judge()

    def judge(self, progress: Callable[[int], None] | None = None) -> Contract:
        """The contract; while it is made, `progress` is told how many changes are judged, before each of them."""
        if self._contract is None:
            from harness.verdict import contract

            run = self.judging.budget
            budget = None if run is None else run.for_pair()
            self._contract = contract(
                self.comparison,
                today=self.judging.today,
                settings=self.judging.settings,
                beta=self.judging.beta,
                version=self.judging.version,
                witnesses=self.judging.witnesses,
                progress=progress,
                budget=budget,
            )
            if run is not None and budget is not None:
                run.settle(budget, len(self._contract.unfinished))
            self.judging.tell(self._contract.faults)
        return self._contract

    def _reaching(self, scope: Scope) -> frozenset[str]:
        """The names, as changes have them, of the operations that a scope holds on one side or the other."""
        names = set()
        for sides in self.comparison.operations:
            operation = sides[1] or sides[0]
            if operation is not None and any(side is not None and _holds(scope, side) for side in sides):
                names.add(operation.name)
        return frozenset(names)

    def _rule(self, change: Change) -> str:
        from harness.rules import rule_for

        return rule_for(change, self.judging.today).id


class Session:
    """Reads snapshots and compares them, however many there are: three documents at most are held at a time.

    A snapshot is read again only where more than two others have been needed since.

    Args:
        read: gives the document of a snapshot.
        judging: how pairs are judged, each on the day of its new snapshot, so that what is told of the past stays.

    Attributes:
        judging: as given.
    """

    def __init__(self, read: Callable[[Snapshot], Document], judging: Judging | None = None) -> None:
        self.judging = judging or Judging()
        self._read = read
        self._documents: dict[Snapshot, Document] = {}
        self._dropped = 0  # bytes of documents, since the last collection

    def document(self, snapshot: Snapshot, *needed: Snapshot) -> Document:
        """The document of a snapshot; to make room for it, none of the two that are `needed` is let go."""
        if snapshot not in self._documents:
            self._make_room(needed)
            self._documents[snapshot] = self._read(snapshot)
        return self._documents[snapshot]

    def diff(self, old: Snapshot, new: Snapshot, beside: Snapshot | None = None) -> Diff:
        """What differs between two snapshots; the document of the third, `beside`, is not let go if it is held."""
        from harness.comparison import compare

        needed = (old, new) if beside is None else (old, new, beside)
        comparison = compare(self.document(old, *needed), self.document(new, *needed))
        return Diff(comparison, self.judging._replace(today=new.date))

    def _make_room(self, needed: Sequence[Snapshot]) -> None:
        surplus = len(self._documents) - _HELD + 1
        for snapshot in [held for held in self._documents if held not in needed][: max(surplus, 0)]:
            self._dropped += len(self._documents.pop(snapshot).source.data)
        held = sum(len(document.source.data) for document in self._documents.values())
        if self._dropped > max(_GARBAGE * held, _LITTLE):
            self._dropped = 0
            gc.collect()


def diff(old: Document, new: Document) -> Diff:
    """What differs between two documents, and what that means."""
    from harness.comparison import compare

    return Diff(compare(old, new))


def distant_pairs(snapshots: Sequence[Snapshot]) -> Iterator[tuple[Snapshot, Snapshot, Snapshot]]:
    """All pairs of snapshots that are no neighbours, each with a third one to hold beside: half as many are read so.

    Two snapshots stay while the later ones come and go, and each of these is compared with both.
    """
    for start in range(0, len(snapshots) - 2, 2):
        first, second = snapshots[start : start + 2]
        for place, new in enumerate(snapshots[start + 2 :]):
            yield first, new, second
            if place:
                yield second, new, first


def _holds(scope: Scope, operation: Operation) -> bool:
    tags = operation.node.get("tags")
    return (
        _fits((operation.path,), scope.paths)
        and _fits(tags if isinstance(tags, list) else (), scope.tags)
        and _fits((operation.operation_id, operation.name), scope.operations)
    )


def _fits(texts: Iterable[object], globs: Sequence[str]) -> bool:
    """Whether any text fits any of some globs, or there are no globs."""
    from fnmatch import fnmatchcase  # only where somebody asks for less than all

    return not globs or any(fnmatchcase(text, glob) for text in texts if isinstance(text, str) for glob in globs)
