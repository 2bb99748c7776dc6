"""How much work searches may cost, counted in steps: the same for the same documents on any machine."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from time import monotonic, process_time
from typing import TYPE_CHECKING, TypeVar

try:
    import resource
except ImportError:  # on Windows
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    _T = TypeVar("_T")

# What seconds are worth in steps: so many were searched in one on a virtual machine of 2024 with two busy cores.
STEPS_PER_SECOND = 50_000
SECONDS = 30.0
# Steps of a question in the first round, how many times as many each of the next has, and how many one has at least.
_FIRST, _MORE, _FEWEST = 4_000, 8, 500
# No item of many uses up more than this part of what is left, and no question more than that part of all; where but few
# items are left undecided, they have this part of all together.
_SHARES, _LARGEST_PART, _LAST_PART = 50, 40, 5
_ENDLESS = 1 << 60
# What a pair may take beside its documents and what came before, in bytes: machines of pipelines have a few of these.
MOST_MEMORY = 1 << 30


def memory() -> int:
    """The most memory that the process has had so far, in bytes; 0 where the system does not tell."""
    if resource is None:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


class Exhausted(Exception):
    """The search is given up: its steps are used up, or the schemas are too tangled."""


class Clock:
    """Tells when the process has used some seconds, or far more memory than it had."""

    __slots__ = ("_at_soonest", "_most_memory", "_until")

    def __init__(self, seconds: float) -> None:
        self._until = process_time() + seconds
        # No process uses more seconds than pass, and those cost less to ask for.
        self._at_soonest = monotonic() + seconds
        self._most_memory = memory() + MOST_MEMORY

    def is_over(self) -> bool:
        """Whether it has used them."""
        return (monotonic() > self._at_soonest and process_time() > self._until) or memory() > self._most_memory


class Allowance:
    """The steps of one question.

    Attributes:
        steps: how many there were.
        left: how many are left.
    """

    __slots__ = ("_clock", "left", "steps")

    def __init__(self, steps: int, clock: Clock | None = None) -> None:
        """So many steps, until a clock says that time is over."""
        self.steps = self.left = steps
        self._clock = clock

    def spend(self, steps: int = 1) -> None:
        """Count steps.

        Raises:
            Exhausted: there are none left.
        """
        self.left -= steps
        # Each 256 steps, however many are spent at once.
        if (self.left ^ (self.left + steps)) >> 8 and self._clock is not None and self._clock.is_over():
            self.left = -1
        if self.left < 0:
            raise Exhausted

    def extend(self, steps: int) -> None:
        """Allow some more."""
        self.steps += steps
        self.left += steps

    @contextmanager
    def limited(self, steps: int) -> Iterator[None]:
        """Leave no more than so many steps for what is done meanwhile."""
        reserve = max(self.left - steps, 0)
        self.left -= reserve
        yield
        self.left += reserve


class RunBudget:
    """The steps of all pairs of a run: what one of several leaves is for those that come later.

    Attributes:
        unfinished: how many changes were left undecided for want of steps.
    """

    __slots__ = ("_part", "_seconds", "unfinished")

    def __init__(self, seconds: float = SECONDS, *, several: bool = False) -> None:
        """So many seconds, of which each of several pairs gets at most half of what is left."""
        self._seconds = seconds
        self._part = 2 if several else 1
        self.unfinished = 0

    @property
    def is_spent(self) -> bool:
        """Whether no steps are left."""
        return self._seconds * STEPS_PER_SECOND < 1

    def for_pair(self) -> Budget:
        """The steps of the next pair."""
        return Budget(self._seconds / self._part)

    def settle(self, budget: Budget, unfinished: int) -> None:
        """Count what a pair has used up, and how much of it was left undecided for want of steps."""
        self._seconds -= budget.seconds
        self.unfinished += unfinished


class Budget:
    """The steps of a pair, which all its questions share: few each at first, more for those that these do not decide.

    What used up its steps is remembered: the second question about the same schemas gets half as many, the third a
    third of them, and so on.

    Attributes:
        left: the steps that are left.
        refusals: how many questions were left undecided for want of steps.
    """

    __slots__ = ("_clock", "_endless", "_question", "_reserve", "_whole", "left", "refusals")

    def __init__(self, seconds: float = SECONDS, *, guard: float | None = None) -> None:
        """So many seconds' worth of steps.

        Args:
            seconds: what the steps are worth.
            guard: seconds of the processor after which nothing is asked any more, whatever steps are left; as many as
                the steps are worth where nothing is said.
        """
        self.left = self._whole = int(min(seconds, 1e9) * STEPS_PER_SECOND)
        self.refusals = 0
        self._clock = Clock(seconds if guard is None else guard)
        self._question = _FIRST
        # What the item that is asked about may not touch.
        self._reserve = 0
        self._endless: Counter[Hashable] = Counter()

    @classmethod
    def for_each(cls, steps: int) -> Budget:
        """So many steps for each of any number of questions."""
        budget = cls(_ENDLESS)
        budget.left = _ENDLESS
        budget._question = steps
        return budget

    @property
    def is_over(self) -> bool:
        """Whether the process has used as many seconds as the steps are worth: asking costs more than it searches."""
        return self._clock.is_over()

    @property
    def seconds(self) -> float:
        """What is used up, in seconds that steps are worth."""
        return (self._whole - self.left) / STEPS_PER_SECOND

    def shared(self, items: Iterable[_T], decide: Callable[[_T], bool]) -> list[_T]:
        """Decide all items, in rounds of more and more steps for each question, and give back what is left undecided.

        Args:
            items: what to decide.
            decide: asks questions about one, and says whether it is decided; it is asked again after a refusal, while
                time is left.
        """
        pending = list(items)
        is_first = True
        while True:
            undecided = []
            for number, item in enumerate(pending):
                if self.is_over and not is_first:
                    undecided.append(item)
                    continue
                self._reserve = self.left - self.left // min(len(pending) - number, _SHARES)
                before = self.refusals
                if not decide(item) and self.refusals > before:
                    undecided.append(item)
            self._reserve = 0
            more = self._question * _MORE
            if not undecided or more > max(self._whole // _LARGEST_PART, self._whole // _LAST_PART // len(undecided)):
                return undecided
            pending, is_first = undecided, False
            self.begin(more)

    def begin(self, steps: int) -> None:
        """Allow so many steps for each question from now on, whatever the earlier ones used up."""
        self._question = steps
        self._endless.clear()

    def allowance(self, schemas: Hashable, most: int | None = None) -> Allowance:
        """The steps of a question about some schemas."""
        if self._clock.is_over():
            self.left = 0
        steps = max(self._question // (1 + self._endless[schemas]), min(self._question, _FEWEST))
        return Allowance(max(min(steps, self.left - self._reserve, _ENDLESS if most is None else most), 0), self._clock)

    def charge(self, steps: int) -> None:
        """Count what was done without an allowance."""
        self.left -= min(steps, self.left)

    def settle(self, schemas: Hashable, allowance: Allowance, *, is_exhausted: bool) -> None:
        """Count what a question has cost; where it came to no end, the next ones about these schemas are shorter."""
        self.left -= allowance.steps - max(allowance.left, 0)
        if is_exhausted:
            self.refusals += 1
            self._endless[schemas] += 1
