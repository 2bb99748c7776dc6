"""What all processes of a run share: how fast requests may leave, how many, and what a server asks to wait for."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from fnmatch import translate
from functools import cached_property
from time import monotonic, sleep, time
from typing import TYPE_CHECKING, Any

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.messages._exchange import Header

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})
# So often a request is sent again to a server that asks to wait.
PATIENCE = 3
# How long nobody may be there, in seconds: a server that begins anew is back by then.
AWAY = 2.0
# Bytes of a response, and how many are read at once.
LARGEST, BLOCK = 16_000_000, 1 << 16
_LONGEST = 60.0  # seconds that a server may ask to wait
_BUSY = 1.0  # seconds to wait after a 429 that names none
_SENT, _PAUSED, _RATES = 0, 1, 2


class NotSent(Exception):
    """A request that the limits of the run forbid; says which."""


class Rate(NamedTuple):
    """How fast some operations may be asked.

    Attributes:
        operations: a glob of `METHOD /path`; a parameter of the path stands for any segment.
        rate: requests a second.
    """

    operations: str
    rate: float


class Limits:
    """The limits of a run, the same for all its processes.

    Args:
        rates: how fast requests may leave; each has a place of its own in what is shared.
        most: how many requests may be sent; None for any number.
        deadline: of the run, by the monotonic clock; nothing waits for longer.
        shared: doubles of shared memory, as `shared_by_processes` makes them; None for one process alone.
    """

    def __init__(
        self,
        rates: Iterable[Rate] = (),
        *,
        most: int | None = None,
        deadline: float | None = None,
        shared: Any = None,
    ) -> None:
        self.rates = tuple(rates)
        self.most = most
        self.deadline = deadline
        self._own = [0.0] * (_RATES + len(self.rates))
        self._shared = shared

    def shared_by_processes(self) -> Limits:
        """The same limits, for processes that are started by `spawn`."""
        from multiprocessing import get_context

        shared = get_context("spawn").Array("d", self._own)
        return Limits(self.rates, most=self.most, deadline=self.deadline, shared=shared)

    def afterwards(self, seconds: float) -> Limits:
        """The same rates for what follows the run, within so many seconds of its deadline, or of now."""
        now = monotonic()
        return Limits(self.rates, deadline=max(now, now if self.deadline is None else self.deadline) + seconds)

    def take(self, method: str, path: str) -> None:
        """Wait until a request may leave, and count it.

        Raises:
            NotSent: there are no more requests, or the wait would be longer than the run.
        """
        name = f"{method} {path}"
        places = [place for place, pattern in enumerate(self._patterns, _RATES) if pattern.match(name)]
        now = monotonic()
        if self._shared is None:
            at = self._taken(self._own, places, now)
        else:
            with self._shared.get_lock():
                at = self._taken(self._shared, places, now)
        if at > now:
            sleep(at - now)

    def waits(self, status: int, headers: Iterable[Header]) -> bool:
        """Whether a server asks to come again later, for all of the run; the next request will have waited."""
        seconds = asked_to_wait(status, headers)
        if seconds is None or seconds > _LONGEST or self._is_over(monotonic() + seconds):
            return False
        until = monotonic() + seconds
        if self._shared is None:
            self._own[_PAUSED] = max(self._own[_PAUSED], until)
        else:
            with self._shared.get_lock():
                self._shared[_PAUSED] = max(self._shared[_PAUSED], until)
        return True

    @property
    def sent(self) -> int:
        """How many requests were."""
        return int((self._own if self._shared is None else self._shared)[_SENT])

    def _taken(self, slots: Any, places: list[int], now: float) -> float:
        """When a request may leave; the places are taken."""
        if self.most is not None and slots[_SENT] >= self.most:
            raise NotSent("the run has no requests left")
        at: float = max(now, slots[_PAUSED], *(slots[place] for place in places))
        if self._is_over(at):
            raise NotSent("the run has no time left to wait for its limits")
        slots[_SENT] += 1
        for place in places:
            slots[place] = at + 1 / self.rates[place - _RATES].rate
        return at

    def _is_over(self, at: float) -> bool:
        return self.deadline is not None and at > self.deadline

    @cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        return [pattern_of(rate.operations) for rate in self.rates]


def pattern_of(operations: str) -> re.Pattern[str]:
    """What matches the `METHOD /path` of the requests and operations that a glob means."""
    return re.compile(translate(re.sub(r"\{[^{}/]*\}", "*", operations)))


def asked_to_wait(status: int, headers: Iterable[Header]) -> float | None:
    """The seconds that a response asks to wait for; None where it asks nothing.

    Source: RFC 6585, 4; RFC 9110, 10.2.3 and 15.6.4.
    """
    if status not in (429, 503):
        return None
    value = next((value.strip() for name, value in headers if name.lower() == "retry-after"), "")
    if value.isascii() and value.isdecimal() and len(value) < 10:
        return float(value)
    try:
        return max(parsedate_to_datetime(value).timestamp() - time(), 0.0)
    except (ValueError, OverflowError):
        return _BUSY if status == 429 else None
