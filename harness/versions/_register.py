"""The register of versions: which there are, in which order, at what stage, and which snapshots belong to each."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final, Literal, get_args

from harness.records import NamedTuple
from harness.versions._names import UNNAMED, day_of, name_problem, order_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harness.versions._names import Format, Order
    from harness.versions._snapshot import Snapshot

Stage = Literal["candidate", "current", "supported", "maintenance", "deprecated", "retired"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)


class Registered(NamedTuple):
    """What settings say of a version.

    Attributes:
        name: as clients send it.
        stage: None where the register does not say.
        released: the day from which it is in force; without it, the day that its name says.
        deprecated: the day from which nobody should begin with it.
        sunset: the last day on which it is served.
    """

    name: str
    stage: Stage | None = None
    released: str | None = None
    deprecated: str | None = None
    sunset: str | None = None


class Version(NamedTuple):
    """A version and its snapshots.

    Attributes:
        name: as clients send it; None for snapshots that belong to no version.
        order: what versions compare by.
        day: from which it is in force; None where nothing says it.
        registered: what settings say of it.
        snapshots: oldest first; none where it is announced only.
    """

    name: str | None
    order: Order
    day: str | None
    registered: Registered
    snapshots: tuple[Snapshot, ...]

    @property
    def is_candidate(self) -> bool:
        """Whether it is there to be tried: it never is what unnamed requests or days mean."""
        return self.registered.stage == "candidate"

    def is_retired(self, today: str | None) -> bool:
        """Whether it is served no more; its sunset has passed only where a day is given."""
        sunset = self.registered.sunset
        return self.registered.stage == "retired" or (None not in (sunset, today) and str(sunset) < str(today))

    def stage(self, today: str | None) -> Stage | None:
        """Its stage on a day, as the register says it and its days make it; None where neither does."""
        if self.is_retired(today):
            return "retired"
        deprecated = self.registered.deprecated
        if self.registered.stage is None and deprecated is not None and (today is None or deprecated <= today):
            return "deprecated"
        return self.registered.stage

    def newest(self, today: str | None) -> Snapshot:
        """Its newest snapshot that is published on a day; where none is yet, its first."""
        if today is None:
            return self.snapshots[-1]
        at = bisect_right(self.snapshots, today, key=lambda snapshot: snapshot.date)
        return self.snapshots[max(at - 1, 0)]


def versions_of(
    published: Mapping[Snapshot, str | None], registered: Sequence[Registered], form: Format
) -> tuple[Version, ...]:
    """The versions of an API, oldest first; what belongs to none stands before them under no name.

    A snapshot belongs to the version in whose folder it lies, else to the one that its `info.version` names. Where that
    is no name of a version, it belongs to the newest version whose day is not after its date.

    Args:
        published: the `info.version` of each snapshot.
        registered: what settings say of versions, some of which may have no snapshot.
        form: the format of the names.
    """
    entries = {entry.name: entry for entry in registered}
    by_order = {order_of(name, form, at): name for at, name in enumerate(entries)}

    def named(snapshot: Snapshot, version: str | None) -> str | None:
        name = snapshot.series or version
        if name is None or name in entries:
            return name
        if snapshot.series is None and name_problem(name, form) is not None:
            return None
        return by_order.get(order_of(name, form), name)  # "71" in a document is the v71 of the register

    names = {snapshot: named(snapshot, version) for snapshot, version in published.items()}
    for own in sorted({name for name in names.values() if name is not None}):
        entries.setdefault(own, Registered(own))
    bare = [_version(entry, form, at) for at, entry in enumerate(entries.values())]
    dated = sorted((version.day, version.name) for version in bare if version.day and not version.is_candidate)
    members: dict[str | None, list[Snapshot]] = {}
    for snapshot, own_name in names.items():
        members.setdefault(own_name or _by_day(snapshot.date, dated), []).append(snapshot)
    if None in members:
        bare.append(Version(None, UNNAMED, None, Registered(""), ()))
    bare.sort(key=lambda version: version.order)
    return tuple(version._replace(snapshots=_sorted(members.get(version.name, ()))) for version in bare)


def _version(entry: Registered, form: Format, position: int) -> Version:
    day = entry.released or day_of(entry.name, form)
    return Version(entry.name, order_of(entry.name, form, position), day, entry, ())


def _by_day(date: str, dated: Sequence[tuple[str | None, str | None]]) -> str | None:
    at = bisect_right(dated, date, key=lambda pair: pair[0] or "")
    return dated[at - 1][1] if at else None


def _sorted(snapshots: Iterable[Snapshot]) -> tuple[Snapshot, ...]:
    return tuple(sorted(snapshots, key=lambda snapshot: snapshot.date))
