"""Decisions for values that are the same for the same seed, and as plain as examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_T = TypeVar("_T")
_MOST_OPTIONAL = 500
# From this turn on, optional parts may be what stands in the way.
_LATE = 5


class Steady:
    """Examples first, everything optional, the first of alternatives; numbers and what is made of them by chance.

    Args:
        random: decides on numbers.
        turn: of tries at the same value; later ones decide otherwise.
    """

    __slots__ = ("_left", "_random", "_turn")

    def __init__(self, random: Random, turn: int = 0) -> None:
        self._random = random
        self._turn = turn
        self._left = _MOST_OPTIONAL

    def pick(self, choices: Sequence[_T]) -> _T:
        """The first, in later turns another."""
        return choices[self._turn % len(choices)]

    def keeps_optional(self) -> bool:
        """Always, but where the value is long already or nothing else worked."""
        self._left -= 1
        return self._left > 0 and self._turn <= _LATE

    def takes_example(self, *, whole: bool) -> bool:
        """In the first turn."""
        del whole
        return not self._turn

    def size(self, least: int, most: int | None) -> int:
        """The least, but one where there may be one."""
        wanted = max(least, int(self._turn <= _LATE))
        return wanted if most is None else min(wanted, most)

    def between(self, least: int, most: int) -> int:
        """Any of them."""
        return least + int(self._random.random() * (most - least + 1))

    def again(self, turn: int) -> Steady:
        """The same in a later turn."""
        return Steady(self._random, self._turn + turn) if turn else self
