"""The versions of an API as lines of snapshots, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.records import NamedTuple

if TYPE_CHECKING:
    from harness.versions import Snapshot, Versions


class Line(NamedTuple):
    """The snapshots of one version.

    Attributes:
        name: of the version; the date of its only snapshot where that has no other name, None where an API has no
            versions.
        day: from which it is in force; None where nothing says it.
        snapshots: oldest first.
        free: whether nothing is promised of it: a candidate.
        retired: whether it is served no more.
    """

    name: str | None
    day: str | None
    snapshots: tuple[Snapshot, ...]
    free: bool = False
    retired: bool = False

    @property
    def train(self) -> str | None:
        """The train of a name such as `2026-09-30.endive`."""
        return (self.name or "").partition(".")[2] or None

    @property
    def is_preview(self) -> bool:
        """Whether it is a preview by its name, such as `2026-03-01-preview`."""
        return (self.name or "")[10:11] == "-"


def lines_of(versions: Versions) -> tuple[Line, ...]:
    """All versions that have a snapshot, oldest first.

    Where versions have no names of their own, each snapshot is one: a request that names its day gets it.
    """
    lines: list[Line] = []
    for version in versions.all:
        retired = version.is_retired(versions.today)
        if version.name is None and versions.settings.style != "none":
            lines += [Line(snapshot.label, snapshot.date, (snapshot,)) for snapshot in version.snapshots]
        elif version.snapshots:
            lines.append(Line(version.name, version.day, version.snapshots, version.is_candidate, retired))
    return tuple(lines)


def predecessor(lines: tuple[Line, ...], at: int) -> Line | None:
    """The version before one of the lines, candidates left out."""
    return next((line for line in reversed(lines[:at]) if not line.free), None)
