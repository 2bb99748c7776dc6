"""Which snapshot does a requested version mean? Pure functions over dates; the store supplies them.

A day is text of the form YYYY-MM-DD throughout, so that days compare as text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from harness.errors import InvalidVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STYLES = ("any-day", "exact", "floor", "forward", "none")
"""How an API reads a requested day:

any-day: an announced version means its newest snapshot, any other day the newest snapshot at or before it.
exact:   only announced versions and the dates of snapshots are accepted.
floor:   the newest announced version at or before the day.
forward: the oldest announced version or snapshot at or after the day.
none:    the API has no versions; what is requested is ignored and the latest snapshot is meant.
"""


class Timeline(NamedTuple):
    """What is known of an API's dates: its snapshots, oldest first, and the versions they belong to, oldest first."""

    snapshots: tuple[str, ...]
    versions: Mapping[str, tuple[str, ...]]


class Resolution(NamedTuple):
    """The date of the snapshot that was found, the version that a server names in its answer, and why.

    `version_applied` is None for an API without versions; sent again, it gives the same snapshot.
    """

    snapshot: str
    version_applied: str | None
    reason: str


def date_problem(text: str) -> str | None:
    """What keeps a text from being a day, worded to follow it, or None when it is one."""
    # fromisoformat takes more forms than one, and \d more digits than ten.
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return "is no date of the form YYYY-MM-DD"
    from datetime import date  # not needed where no date is checked

    try:
        date.fromisoformat(text)
    except ValueError:
        return "is no day of the calendar"
    return None


def timeline(published: Mapping[str, str | None], announced: Iterable[str] = ()) -> Timeline:
    """The snapshots with the versions that they belong to.

    A snapshot belongs to the version that its own `info.version` names. Where that is no day, it belongs to the newest
    announced version at or before its date, and to none when there is no such version.

    Args:
        published: the `info.version` of each snapshot by its date.
        announced: versions that the owner announced elsewhere; they may have no snapshot.
    """
    own = {day: version for day, version in published.items() if version is not None and date_problem(version) is None}
    versions = sorted({*announced, *own.values()})
    members: dict[str, list[str]] = {version: [] for version in versions}
    for day in sorted(published):
        at = bisect_right(versions, day)
        if day in own:
            members[own[day]].append(day)
        elif at:
            members[versions[at - 1]].append(day)
    return Timeline(tuple(sorted(published)), {version: tuple(days) for version, days in members.items()})


def resolve(
    requested: str | None, known: Timeline, *, default: str | None = None, style: str = "any-day"
) -> Resolution:
    """The snapshot that a requested version means; see STYLES.

    Args:
        requested: as sent, not trimmed or otherwise mended; None when nothing was sent.
        known: the dates of the API.
        default: the version that is applied when nothing was sent; without one the latest snapshot is meant.
        style: one of STYLES.

    Raises:
        InvalidVersion: the version is no day, or no snapshot answers to it.
    """
    if not known.snapshots:
        raise InvalidVersion("there is no snapshot to resolve a version to")
    latest = known.snapshots[-1]
    if style == "none":
        return Resolution(latest, None, "the API has no versions, so the latest snapshot is meant")
    if requested is None and default is None:
        owner = next((version for version, days in known.versions.items() if latest in days), latest)
        return Resolution(latest, owner, "no version was requested, so the latest snapshot is meant")
    if requested is None and default is not None:
        resolution = _resolve_day(default, known, style, f"the default version {default}")
        return resolution._replace(
            reason=f"no version was requested, so the default {default} applies: {resolution.reason}"
        )
    assert requested is not None
    problem = date_problem(requested)
    if problem is not None:
        # !a: the text comes from a client and may hold anything.
        raise InvalidVersion(f"version {requested[:60]!a} {problem}", hint=_known(known))
    return _resolve_day(requested, known, style, f"version {requested}")


def _resolve_day(day: str, known: Timeline, style: str, subject: str) -> Resolution:
    if style == "floor":
        return _resolve_floor(day, known, subject)
    if style == "forward":
        return _resolve_forward(day, known, subject)
    if known.versions.get(day):
        return _newest_of(day, known)
    if day in known.snapshots:
        return Resolution(day, day, f"{day} is the date of a snapshot")
    if style == "exact":
        problem = "is announced, but no snapshot of it is stored" if day in known.versions else "does not exist"
        raise InvalidVersion(f"{subject} {problem}", hint=_known(known))
    at = bisect_right(known.snapshots, day)
    if not at:
        raise InvalidVersion(f"{subject} lies before the first snapshot, {known.snapshots[0]}", hint=_known(known))
    snapshot = known.snapshots[at - 1]
    return Resolution(snapshot, day, f"{snapshot} is the newest snapshot at or before {day}")


def _resolve_floor(day: str, known: Timeline, subject: str) -> Resolution:
    versions = _served(known) or known.snapshots
    at = bisect_right(versions, day)
    if not at:
        raise InvalidVersion(f"{subject} lies before the first version, {versions[0]}", hint=_known(known))
    return _newest_of(versions[at - 1], known, f"the newest version at or before {day}")


def _resolve_forward(day: str, known: Timeline, subject: str) -> Resolution:
    days = sorted({*_served(known), *known.snapshots})
    at = bisect_left(days, day)
    if at == len(days):
        raise InvalidVersion(f"{subject} lies after the last version, {days[-1]}", hint=_known(known))
    return _newest_of(days[at], known, f"the oldest version at or after {day}")


def _newest_of(version: str, known: Timeline, role: str = "an announced version") -> Resolution:
    members = known.versions.get(version)
    if not members:
        return Resolution(version, version, f"{version} is {role}")
    return Resolution(members[-1], version, f"{version} is {role}, and {members[-1]} its newest snapshot")


def _served(known: Timeline) -> tuple[str, ...]:
    return tuple(version for version, days in known.versions.items() if days)


def _known(known: Timeline) -> str:
    parts = [f"snapshots: {_shortened(known.snapshots)}"]
    if known.versions:
        parts.insert(0, f"versions: {_shortened(tuple(known.versions))}")
    return "known " + "; ".join(parts)


def _shortened(days: tuple[str, ...], limit: int = 8) -> str:
    if len(days) <= limit:
        return ", ".join(days)
    return f"{', '.join(days[: limit - 1])}, ..., {days[-1]} ({len(days)} in all)"
