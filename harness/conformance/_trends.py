"""What several runs say together: since when something fails, what is new, what is mended, and what comes and goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.conformance._store import StoredRun

Course = Literal["new", "failing", "flaky", "fixed"]
MOCK: Final = "the mock"
"""What stands for the address of a mock, which is another in each run."""
THIS_MACHINE: Final = "this machine"
# So often an entry has to come or go before nobody believes that it was mended.
_OFTEN = 3


class Trend(NamedTuple):
    """What became of an entry.

    Attributes:
        failure: its id.
        course: "new" in the last run, "failing" for longer, "fixed" in the last run, or "flaky".
        since: the first run of those in a row that it is in; of one that is fixed, the run that did not find it.
        last: the last run that found it.
        places: the pairs of operation and version that it shows in there.
    """

    failure: str
    title: str
    course: Course
    since: StoredRun
    last: StoredRun
    places: tuple[tuple[str, str], ...]

    def found_in(self, run: StoredRun) -> bool | None:
        """Whether a run found it; None where it did not test what it is about."""
        is_in = self.failure in run.failures
        return is_in if is_in or _would_tell(run, frozenset(self.places)) else None


class ServerRecord(NamedTuple):
    """What runs found at one server.

    Attributes:
        server: as `server_of` names it.
        runs: from the oldest; never empty.
        trends: what is worst first.
    """

    server: str
    runs: tuple[StoredRun, ...]
    trends: tuple[Trend, ...]

    @property
    def new(self) -> frozenset[str]:
        """The ids of what the last run found for the first time."""
        return frozenset(trend.failure for trend in self.trends if trend.course == "new")


def records(runs: Sequence[StoredRun]) -> tuple[ServerRecord, ...]:
    """What runs of one API found at each server, the one that was asked last first.

    Args:
        runs: from the oldest.
    """
    by_server: dict[str, list[StoredRun]] = {}
    for run in reversed(runs):
        by_server.setdefault(server_of(run.base_url), []).insert(0, run)
    return tuple(ServerRecord(server, tuple(own), trends(own)) for server, own in by_server.items())


def server_of(base_url: str) -> str:
    """What a server is called over runs: its address; or this machine, whose ports may differ each time."""
    from harness.conformance._client import is_loopback

    return base_url if base_url == MOCK or not is_loopback(base_url) else THIS_MACHINE


def trends(runs: Sequence[StoredRun]) -> tuple[Trend, ...]:
    """What became of all that runs of one server found, what is worst first.

    A run that did not test what an entry is about says nothing of it.

    Args:
        runs: from the oldest.
    """
    names = dict.fromkeys(failure for run in runs for failure in run.failures)
    order: tuple[Course, ...] = ("new", "failing", "flaky", "fixed")
    all_trends = [trend for failure in names if (trend := _trend(failure, runs)) is not None]
    return tuple(sorted(all_trends, key=lambda trend: (order.index(trend.course), trend.failure)))


def _trend(failure: str, runs: Sequence[StoredRun]) -> Trend | None:
    last = next(run for run in reversed(runs) if failure in run.failures)
    title, places = last.failures[failure]
    telling = [run for run in runs if failure in run.failures or _would_tell(run, places)]
    seen = [failure in run.failures for run in telling]
    changes = [number for number in range(1, len(seen)) if seen[number] != seen[number - 1]]
    since = telling[changes[-1]] if changes else telling[0]
    commits: dict[str, set[bool]] = {}
    for run, is_in in zip(telling, seen, strict=True):
        if run.commit is not None:
            commits.setdefault(run.commit, set()).add(is_in)
    is_flaky = len(changes) >= _OFTEN or any(len(both) > 1 for both in commits.values())
    if not seen[-1] and (not changes or changes[-1] < len(seen) - 1) and not is_flaky:
        return None  # mended before the last run
    fresh = seen[-1] and since is telling[-1]
    course: Course = "flaky" if is_flaky else "new" if fresh else "failing" if seen[-1] else "fixed"
    return Trend(failure, title, course, since, last, tuple(sorted(places)))


def _would_tell(run: StoredRun, places: frozenset[tuple[str, str]]) -> bool:
    """Whether a run would have found an entry that shows in these places."""
    if run.state == "no-answer":
        return False
    named = [place for place in places if place[0]]
    return bool(run.tested) if not named else any(place in run.tested for place in named)
