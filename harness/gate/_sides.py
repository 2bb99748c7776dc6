"""The two sides of a gate: the work tree and a revision, the store and a candidate, or two snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.errors import UsageError
from harness.gate._steps import Sides
from harness.versions import Snapshot, Versions, date_problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.document import Document
    from harness.versions import Api, Past


def sides_of_past(api: Api, past: Past, today: str) -> Sides:
    """The work tree against a revision; raises DocumentError where a snapshot cannot be read."""
    return Sides(past.versions, api.served(today), today)


def sides_of_pair(api: Api, old: Snapshot, new: Snapshot, today: str) -> Sides:
    """One snapshot against another, as if there were no others."""
    return _sides(api, (old,), (old, new), today)


def sides_until(api: Api, snapshot: Snapshot) -> Sides:
    """A stored snapshot against all that were there before it, on its day."""
    until = [each for each in api.snapshots if each.date <= snapshot.date]
    return _sides(api, [each for each in until if each != snapshot], until, snapshot.date)


def sides_of_candidate(api: Api, date: str, document: Document, today: str) -> tuple[Sides, Snapshot]:
    """The store with a document under a date that is not in it yet, against the store.

    A document of a day that has not come stands for the snapshot that the store has of that day.

    Raises:
        UsageError: that is no date.
    """
    problem = date_problem(date)
    if problem is not None:
        raise UsageError(f"{date[:60]!a} {problem}", hint="give --date a day of the form YYYY-MM-DD")
    stored = {snapshot: _version(api, snapshot, snapshot.version) for snapshot in api.snapshots}
    candidate = Snapshot(api.name, date, document.source.name)
    same = next((each for each in stored if each.date == date and each.series is None), None)
    if same is not None and _data(same) == document.source.data:
        candidate = same
    work = {snapshot: version for snapshot, version in stored.items() if snapshot is not same}
    work[candidate] = _version(api, candidate, document.api_version)
    settings = api.settings.version
    sides = Sides(Versions.from_settings(settings, stored, today), Versions.from_settings(settings, work, today), today)
    return sides, candidate


def _sides(api: Api, base: Iterable[Snapshot], work: Iterable[Snapshot], today: str) -> Sides:
    settings = api.settings.version
    published = {each: _version(api, each, each.version) for each in work}
    before = {each: published[each] for each in base}
    return Sides(
        Versions.from_settings(settings, before, today), Versions.from_settings(settings, published, today), today
    )


def _version(api: Api, snapshot: Snapshot, published: str | None) -> str | None:
    return None if api.settings.version.style == "none" or snapshot.series is not None else published


def _data(snapshot: Snapshot) -> bytes:
    return snapshot.source().data
