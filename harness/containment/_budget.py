"""How much work searches may cost, counted in steps: the same for the same documents on any machine."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Exhausted(Exception):
    """The search is given up: its steps are used up, or the schemas are too tangled."""


class Allowance:
    """The steps of one question."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Count steps.

        Raises:
            Exhausted: there are none left.
        """
        self.left -= steps
        if self.left < 0:
            raise Exhausted

    @contextmanager
    def limited(self, steps: int) -> Iterator[None]:
        """Leave no more than so many steps for what is done meanwhile."""
        reserve = max(self.left - steps, 0)
        self.left -= reserve
        yield
        self.left += reserve
