"""What decides between the values that a schema allows: the smallest, the typical, the fullest, or chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

_T = TypeVar("_T")
# How many items are made where as many as one likes may stand.
_ITEMS = 2
# How often chance takes an optional property, and an example where there is one.
_OPTIONAL, _SHOWN = 0.6, 0.25
# How many optional properties are asked for in one value; what is asked of GitHub's largest schema is cut by that.
_MOST_OPTIONAL = 2000
# The last turn in which a size is what it is called.
_LATE = 5


class Draw(Protocol):
    """The decisions that make one value."""

    def pick(self, choices: Sequence[_T]) -> _T:
        """One of several, of which the first is the plainest."""

    def keeps_optional(self) -> bool:
        """Whether an optional property is there."""

    def takes_example(self, *, whole: bool) -> bool:
        """Whether an example of the document is the value, which may be whole objects or lists."""

    def size(self, least: int, most: int | None) -> int:
        """How many items, or characters more than the least; `most` is None for no end."""

    def between(self, least: int, most: int) -> int:
        """A whole number."""

    def again(self, turn: int) -> Draw:
        """Decisions for another value beside this one, the more different the later its turn."""


class Fixed:
    """Decisions that are always the same; later turns decide otherwise where the first ones lead nowhere.

    Args:
        optional: whether optional parts are there.
        examples: whether whole examples of the document come first, and not only those of single values.
        turn: of tries at the same value.
    """

    __slots__ = ("_examples", "_left", "_optional", "_turn")

    def __init__(self, *, optional: bool, examples: bool, turn: int = 0) -> None:
        self._optional = optional
        self._examples = examples
        self._turn = turn
        self._left = _MOST_OPTIONAL

    @property
    def is_first(self) -> bool:
        """Whether nothing was tried before."""
        return not self._turn

    def pick(self, choices: Sequence[_T]) -> _T:
        """The first, in later turns another."""
        return choices[self._turn % len(choices)]

    def keeps_optional(self) -> bool:
        """Always, or never; never where the value is long already."""
        self._left -= 1
        return self._optional and self._left > 0

    def takes_example(self, *, whole: bool) -> bool:
        """In the first turn."""
        return self.is_first and (self._examples or not whole)

    def size(self, least: int, most: int | None) -> int:
        """The least; one where optional parts are there."""
        least = max(least, int(self._optional))
        return least if most is None else min(least, most)

    def between(self, least: int, most: int) -> int:
        """The least, or the number nearest to zero above it."""
        return min(most, max(least, self._turn))

    def again(self, turn: int) -> Draw:
        """The same in a later turn."""
        return Fixed(optional=self._optional, examples=self._examples, turn=self._turn + turn) if turn else self


Size = Literal["smallest", "typical", "fullest"]
# Decisions by size, for a turn; in the later ones, optional parts may be what stands in the way.
SIZES: dict[Size, Callable[[int], Fixed]] = {
    "smallest": lambda turn: Fixed(optional=turn > _LATE, examples=False, turn=turn),
    "typical": lambda turn: Fixed(optional=turn <= _LATE, examples=True, turn=turn),
    "fullest": lambda turn: Fixed(optional=turn <= _LATE, examples=False, turn=turn),
}


class Chance:
    """Decisions of a generator of random numbers."""

    __slots__ = ("_left", "_random")

    def __init__(self, random: Random) -> None:
        self._random = random.random
        self._left = _MOST_OPTIONAL

    def pick(self, choices: Sequence[_T]) -> _T:
        """Any of them."""
        return choices[int(self._random() * len(choices))]

    def keeps_optional(self) -> bool:
        """More often than not, and not where the value is long already."""
        self._left -= 1
        return self._random() < _OPTIONAL and self._left > 0

    def takes_example(self, *, whole: bool) -> bool:
        """Now and then."""
        del whole
        return self._random() < _SHOWN

    def size(self, least: int, most: int | None) -> int:
        """The least, or a few more."""
        end = least + _ITEMS if most is None else min(most, least + _ITEMS)
        return least + int(self._random() * (end - least + 1))

    def between(self, least: int, most: int) -> int:
        """Any of them."""
        return least + int(self._random() * (most - least + 1))

    def again(self, turn: int) -> Draw:
        """The next ones."""
        del turn
        return self
