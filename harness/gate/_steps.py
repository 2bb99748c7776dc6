"""Which snapshots are judged, and against which others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.gate._lines import lines_of, predecessor
from harness.gate._model import SnapshotStep
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.gate._lines import Line
    from harness.gate._model import Question
    from harness.versions import Snapshot, Versions


class Sides(NamedTuple):
    """An API before and after.

    Attributes:
        base: what is there already.
        work: what is to be published.
        today: the day of the judgement.
    """

    base: Versions
    work: Versions
    today: str

    @property
    def added(self) -> tuple[Snapshot, ...]:
        """The snapshots that the base does not have as they are, or had as candidates only, oldest first."""
        known = {*_snapshots(self.base)}
        return tuple(
            snapshot for snapshot in _snapshots(self.work) if snapshot not in known or snapshot in self.established
        )

    @property
    def published(self) -> tuple[Snapshot, ...]:
        """The snapshots of the base whose day has come, and that were more than candidates."""
        free = _of_candidates(self.base)
        return tuple(each for each in _snapshots(self.base) if each.date <= self.today and each not in free)

    @property
    def established(self) -> frozenset[Snapshot]:
        """The snapshots of versions that were candidates, and are no more."""
        return _of_candidates(self.base) - _of_candidates(self.work)

    def before(self, snapshot: Snapshot) -> Snapshot | None:
        """The snapshot of the base under the same date as one that was added: what it stands in the place of."""
        return next((each for each in _snapshots(self.base) if _key(each) == _key(snapshot)), None)

    @property
    def removed(self) -> tuple[Snapshot, ...]:
        """The snapshots of the base whose date is free now."""
        dates = {_key(snapshot) for snapshot in _snapshots(self.work)}
        return tuple(snapshot for snapshot in _snapshots(self.base) if _key(snapshot) not in dates)


def steps_of(sides: Sides) -> Iterator[SnapshotStep]:
    """Each snapshot that is new or whose day is still to come, with the one that it is judged against.

    That is the one before it in its version, else the newest of the version before. What was edited after its day had
    come is judged against what was published.
    """
    lines = lines_of(sides.work)
    added = set(sides.added)
    published = set(sides.published)
    last = max((at for at, line in enumerate(lines) if _is_established(line, sides)), default=-1)
    for at, line in enumerate(lines):
        for snapshot in line.snapshots:
            if snapshot not in added and snapshot.date <= sides.today:
                continue
            question: Question = "same version" if at >= last else "other versions"
            earlier = [each for each in line.snapshots if each.date < snapshot.date]
            if snapshot in sides.established:
                # What changed while nothing was promised is nobody's business.
                if snapshot != line.snapshots[-1]:
                    continue
                earlier = []
            edited = sides.before(snapshot) if snapshot in added else None
            later = [each for each in line.snapshots if each in published and each.date > snapshot.date]
            above = predecessor(lines, at)
            if edited is not None and edited in published:
                old, old_name = edited, line.name
            elif earlier or later:
                old, old_name = (earlier or later)[-1], line.name
            elif above is not None:
                old, old_name = _newest(above, snapshot.date), above.name
                question = "next version"
            else:
                continue
            already = snapshot not in added and old not in added
            yield SnapshotStep(question, old, snapshot, old_name, line.name, already, line.free)


def _is_established(line: Line, sides: Sides) -> bool:
    """Whether a version was there before what is new."""
    names = {each.name for each in lines_of(sides.base)}
    return not line.free and line.name in names


def _newest(line: Line, date: str) -> Snapshot:
    return next((each for each in reversed(line.snapshots) if each.date <= date), line.snapshots[-1])


def _of_candidates(versions: Versions) -> frozenset[Snapshot]:
    return frozenset(each for version in versions.all if version.is_candidate for each in version.snapshots)


def _snapshots(versions: Versions) -> list[Snapshot]:
    return sorted((each for version in versions.all for each in version.snapshots), key=lambda each: each.date)


def _key(snapshot: Snapshot) -> tuple[str | None, str]:
    return snapshot.series, snapshot.date
