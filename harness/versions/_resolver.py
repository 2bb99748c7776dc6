"""Which version does a request mean, and which snapshot answers it? Pure functions; the store supplies what there is.

::

    versions = Store("specs").api("parcels").served(today="2026-11-29")
    values = versions.settings.place.values(path, query, headers)    # where there is a place
    answer = versions.resolve(*values)
    answer.error or answer.snapshot, answer.version, answer.echo
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from harness.versions._names import day_of, name_problem, order_of
from harness.versions._register import Version, versions_of
from harness.versions._resolution import DEFAULTS, Resolution, VersionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harness.versions._names import Order
    from harness.versions._resolution import Trouble, VersionSettings
    from harness.versions._snapshot import Snapshot

_REMEMBERED = 20_000  # answers; what is sent can be anything


class Versions:
    """All versions of an API, and what requests mean.

    Attributes:
        settings: how the API is asked.
        all: every version, oldest first; snapshots that belong to none come first, under no name.
        today: the day on which requests are made; None for no day at all: nothing lies ahead, no sunset has passed.
    """

    __slots__ = ("_answers", "_by_name", "_closed", "_line", "_starts", "all", "settings", "today")

    def __init__(self, settings: VersionSettings, versions: Sequence[Version], today: str | None = None) -> None:
        self.settings = settings
        self.all = tuple(versions)
        self.today = today
        self._by_name = {version.name: version for version in versions if version.name is not None}
        self._closed = bool(settings.registered)  # whoever lists versions means that list
        self._line = _line_of(versions)
        self._starts = [start for start, _, _ in self._line]
        self._answers: dict[tuple[tuple[str, ...], str | None], Resolution] = {}

    @classmethod
    def from_settings(
        cls, settings: VersionSettings, published: Mapping[Snapshot, str | None], today: str | None = None
    ) -> Versions:
        """The versions of some snapshots.

        Args:
            settings: how the API is asked.
            published: the `info.version` of each snapshot.
            today: the day on which requests are made; see `today` above.
        """
        return cls(settings, versions_of(published, settings.registered, settings.format), today)

    def on(self, today: str | None) -> Versions:
        """The same on another day."""
        return self if today == self.today else Versions(self.settings, self.all, today)

    @property
    def named(self) -> tuple[Version, ...]:
        """The versions that have a name, oldest first."""
        return tuple(self._by_name.values())

    @property
    def served(self) -> tuple[Version, ...]:
        """The versions that requests may name: those that have a name and a snapshot and are not retired."""
        return tuple(version for version in self.named if version.snapshots and not version.is_retired(self.today))

    @property
    def line(self) -> tuple[Snapshot, ...]:
        """The snapshots that were the API's latest one after the other, oldest first.

        Candidates are left out, and so are corrections of a version that had a successor by then.
        """
        return tuple(snapshot for _, snapshot, _ in self._line)

    def version(self, name: str) -> Version | None:
        """The version of that name or alias, None where there is none."""
        return self._by_name.get(self.settings.aliases.get(name, name))

    def version_of(self, snapshot: Snapshot) -> Version:
        """The version that a snapshot belongs to; that without a name where it belongs to none."""
        return next(version for version in self.all if snapshot in version.snapshots)

    def resolve(self, *values: str, pinned: str | None = None) -> Resolution:
        """What a request means.

        Args:
            values: what it says where it names a version, as often as it says it, neither trimmed nor decoded further;
                nothing where it names none.
            pinned: the version that belongs to whoever asks, for APIs whose default is "per-consumer".
        """
        key = (values, pinned)
        known = self._answers.get(key)
        if known is None:
            if len(self._answers) >= _REMEMBERED:
                self._answers.clear()
            known = self._answers[key] = self._resolve(values, pinned)
        return known

    def _resolve(self, values: tuple[str, ...], pinned: str | None) -> Resolution:
        if not self._line:
            return self._refused("unstored", "there is no snapshot to resolve a version to")
        if self.settings.style == "none":
            _, latest, _ = self._line[-1]
            return Resolution(None, latest, None, "the API has no versions, so the latest snapshot is meant")
        if not values:
            return self._unnamed(pinned)
        if len(values) > 1 or self._is_list(values[0]):
            return self._refused("repeated", f"the request names a version {max(len(values), 2)} times")
        return self._requested(values[0], f"version {values[0]}", pinned)

    def _is_list(self, value: str) -> bool:
        # Lines of one header may be joined on their way. Source: RFC 9110, 5.3.
        return "," in value and self.settings.place is not None and self.settings.place.kind == "header"

    def _requested(self, value: str, subject: str, pinned: str | None, *, falls_back: bool = True) -> Resolution:
        """What a name means; `falls_back` where the default may stand for it."""
        version = self.version(value)
        if version is not None and version.snapshots:
            return self._version(version, "an announced version", subject, pinned, falls_back=falls_back)
        problem = name_problem(value, self.settings.format)
        if problem is not None and version is None:
            return self._malformed(value, problem, pinned, falls_back=falls_back)
        answer = None if problem is not None else self._styled(value)
        if isinstance(answer, Resolution):
            return answer
        if answer is not None:
            return self._version(*answer, subject, pinned, falls_back=falls_back)
        return self._unknown(value, subject, pinned, falls_back=falls_back)

    def _styled(self, name: str) -> tuple[Version, str] | Resolution | None:
        """What a well-formed name that is no version with snapshots means in the style of the API."""
        style = self.settings.style
        if style == "any-day":
            return self._on_day(name)
        dated = None if self._closed else self._snapshot_of(name)
        if style == "exact":
            return None if dated is None else (dated, "the date of a snapshot")
        order = order_of(name, self.settings.format)
        if style == "floor":
            steps = self._steps(self.named)
            at = bisect_right(steps, order, key=attrgetter("order"))
            return (steps[at - 1], f"the newest version at or before {name}") if at else None
        return self._forward(order, name, with_snapshots=not self._closed)

    def _forward(self, order: Order, name: str, *, with_snapshots: bool = False) -> tuple[Version, str] | None:
        steps = self._steps(self.served, with_snapshots=with_snapshots)
        at = bisect_left(steps, order, key=attrgetter("order"))
        return (steps[at], f"the oldest version at or after {name}") if at < len(steps) else None

    def _on_day(self, name: str) -> tuple[Version, str] | Resolution | None:
        """The newest snapshot of the version that was in force on a day."""
        day = str(day_of(name, self.settings.format))
        until = day if self.today is None else min(day, self.today)
        at = bisect_right(self._starts, until)
        if not at:
            return None
        _, snapshot, version = self._line[at - 1]
        reason = f"{snapshot.date} is the newest snapshot at or before {name}"
        if name == snapshot.date:
            reason = f"{name} is the date of a snapshot"
        if version.is_retired(self.today):
            return version, reason
        return Resolution(version.name, snapshot, snapshot.date, reason)

    def _version(
        self, version: Version, role: str, subject: str, pinned: str | None, *, falls_back: bool = True
    ) -> Resolution:
        """The newest snapshot of a version, unless it is retired."""
        if version.is_retired(self.today):
            return self._retired(version, subject, pinned, falls_back=falls_back)
        snapshot = version.newest(self.today)
        echo = version.name or snapshot.date
        newest = f", and {snapshot.date} its newest snapshot" if echo != snapshot.date else ""
        return Resolution(version.name, snapshot, echo, f"{echo} is {role}{newest}")

    def _unnamed(self, pinned: str | None) -> Resolution:
        """What a request means that names no version."""
        default = self.settings.default
        if default == "required" or (default == "per-consumer" and pinned is None):
            why = "" if default == "required" else ", and nothing is known of the default of who asks"
            return self._refused("missing", f"the request names no version{why}")
        if default == "per-consumer":
            assert pinned is not None
            answer = self._requested(pinned, f"the pinned version {pinned}", None, falls_back=False)
            return _because(answer, f"no version was requested, so the pinned {pinned} applies")
        if default is not None and default not in DEFAULTS:
            answer = self._requested(default, f"the default version {default}", None, falls_back=False)
            return _because(answer, f"no version was requested, so the default {default} applies")
        return self._worded(default)

    def _worded(self, word: str | None) -> Resolution:
        """The oldest, the oldest supported or the latest version."""
        stored = [version for version in self.all if version.snapshots and not version.is_candidate]
        served = [version for version in stored if not version.is_retired(self.today)]
        if word == "oldest":
            answer = self._version((stored or self.all)[0], "the oldest version", "the oldest version", None)
            return _because(answer, "no version was requested, so the oldest applies")
        if word == "oldest-supported" and served:
            supported = next((version for version in served if version.name is not None), served[0])
            answer = self._version(supported, "the oldest supported version", "", None)
            return _because(answer, "no version was requested, so the oldest supported applies")
        at = len(self._line) if self.today is None else bisect_right(self._starts, self.today)
        for _, snapshot, version in reversed(self._line[: max(at, 1)]):
            if not version.is_retired(self.today):
                reason = "no version was requested, so the latest snapshot is meant"
                return Resolution(version.name, snapshot, version.name or snapshot.date, reason)
        return self._refused("retired", "every version is retired", self.settings.retired)

    def _retired(self, version: Version, subject: str, pinned: str | None, *, falls_back: bool) -> Resolution:
        way = self.settings.retired
        if way == "forward":
            answer = self._forward(version.order, str(version.name))
            if answer is not None:
                return _because(self._version(*answer, subject, pinned), f"{subject} is retired")
        if way == "default" and falls_back:
            return _because(self._unnamed(pinned), f"{subject} is retired")
        sunset = version.registered.sunset
        return self._refused("retired", f"{subject} is retired{f' since {sunset}' if sunset else ''}", way)

    def _unknown(self, value: str, subject: str, pinned: str | None, *, falls_back: bool) -> Resolution:
        """What becomes of a well-formed name that means nothing."""
        trouble, problem = self._trouble(value)
        way = self.settings.unknown
        if way == "forward":
            answer = self._forward(order_of(value, self.settings.format), value)
            if answer is not None:
                return _because(self._version(*answer, subject, pinned), f"{subject} {problem}")
        if way == "default" and falls_back:
            return _because(self._unnamed(pinned), f"{subject} {problem}")
        return self._refused(trouble, f"{subject} {problem}", way)

    def _trouble(self, value: str) -> tuple[Trouble, str]:
        """The kind of trouble with a well-formed name, and what is said of it."""
        if self.version(value) is not None and self.settings.style == "exact":
            return "unstored", "is announced, but no snapshot of it is stored"
        order = order_of(value, self.settings.format)
        if self.settings.style == "any-day":
            return "too-early", f"lies before the first snapshot, {self._starts[0]}"
        steps = self._steps(self.named, with_snapshots=self.settings.style == "forward" and not self._closed)
        if steps and order < steps[0].order:
            return "too-early", f"lies before the first version, {steps[0].name}"
        if steps and order > steps[-1].order:
            return "future", f"lies after the last version, {steps[-1].name}"
        return "unknown", "does not exist"

    def _malformed(self, value: str, problem: str, pinned: str | None, *, falls_back: bool) -> Resolution:
        """What becomes of a value that is no name at all."""
        trouble: Trouble = "empty" if not value else "padded" if value != value.strip() else "malformed"
        # !a: the text comes from a client and may hold anything.
        message = f"version {value[:60]!a} {problem}"
        if self.settings.unknown == "default" and falls_back:
            return _because(self._unnamed(pinned), message)
        return self._refused(trouble, message, self.settings.unknown)

    def _refused(self, trouble: Trouble, message: str, status: int | str = 0) -> Resolution:
        usual = 410 if trouble == "retired" else 400
        code = (status or self.settings.unknown) if trouble != "missing" else 400
        error = VersionError(trouble, code if isinstance(code, int) else usual, message, self._known())
        return Resolution(None, None, None, message, error)

    def _steps(self, versions: Iterable[Version], *, with_snapshots: bool = False) -> list[Version]:
        """What names are counted in: versions, and the snapshots themselves where there is no version."""
        steps = [version for version in versions if version.snapshots and not version.is_candidate]
        if self.settings.format == "date" and (with_snapshots or not self._by_name):
            names = {version.name for version in steps}
            days = {snapshot.date: snapshot for snapshot in self.line if snapshot.date not in names}
            steps = sorted([*steps, *(self._dated(snapshot) for snapshot in days.values())], key=attrgetter("order"))
        return steps

    def _snapshot_of(self, day: str) -> Version | None:
        """The snapshot of a day, as a version of its own."""
        if self.settings.format != "date":
            return None
        return next((self._dated(snapshot) for snapshot in reversed(self.line) if snapshot.date == day), None)

    def _dated(self, snapshot: Snapshot) -> Version:
        registered = self.version_of(snapshot).registered._replace(name=snapshot.date)
        return Version(snapshot.date, order_of(snapshot.date, "date"), snapshot.date, registered, (snapshot,))

    def _known(self) -> str:
        parts = [f"snapshots: {_shortened([snapshot.label for snapshot in self.line])}"]
        names = [name for name, version in self._by_name.items() if not version.is_retired(self.today)]
        if names:
            parts.insert(0, f"versions: {_shortened(names)}")
        return "known " + "; ".join(parts)


def _line_of(versions: Sequence[Version]) -> list[tuple[str, Snapshot, Version]]:
    """What was the latest from when on: the day, the snapshot and its version, oldest first."""
    usual = [version for version in versions if not version.is_candidate]
    if not any(version.snapshots for version in usual):
        usual = list(versions)
    entries = [
        (max(snapshot.date, version.day or ""), snapshot, version)
        for version in usual
        for snapshot in version.snapshots
    ]
    entries.sort(key=lambda entry: (entry[0], entry[2].order, entry[1].date))
    line: list[tuple[str, Snapshot, Version]] = []
    for entry in entries:
        if line and entry[2].order < line[-1][2].order:
            continue
        if line and entry[2].order > line[-1][2].order and entry[0] == line[-1][0]:
            line.pop()  # it never was the latest of a whole day
        line.append(entry)
    return line


def _because(found: Resolution, reason: str) -> Resolution:
    return found._replace(reason=f"{reason}: {found.reason}")


def _shortened(names: Sequence[str], limit: int = 8) -> str:
    if len(names) <= limit:
        return ", ".join(names)
    return f"{', '.join(names[: limit - 1])}, ..., {names[-1]} ({len(names)} in all)"
