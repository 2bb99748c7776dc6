"""A number that double precision cannot hold."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any


class ExactNumber(float):
    """A number between two doubles; as a float it is the nearest, and it is compared, hashed and printed as written."""

    __slots__ = ("spelling",)
    spelling: str

    def as_integer_ratio(self) -> tuple[int, int]:
        """The exact ratio, by which `Fraction` takes the number as it is written."""
        exact = Fraction(self.spelling)
        return exact.numerator, exact.denominator

    def is_integer(self) -> bool:
        """Never: an integer that is spelled as a fraction becomes an `int`."""
        return False

    def __str__(self) -> str:
        return self.spelling

    __repr__ = __str__

    def __hash__(self) -> int:
        return hash(Fraction(self.spelling))

    def __eq__(self, other: object) -> bool:
        return bool(Fraction(self.spelling) == _exact(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: Any) -> bool:
        return bool(Fraction(self.spelling) < _exact(other))

    def __le__(self, other: Any) -> bool:
        return bool(Fraction(self.spelling) <= _exact(other))

    def __gt__(self, other: Any) -> bool:
        return bool(Fraction(self.spelling) > _exact(other))

    def __ge__(self, other: Any) -> bool:
        return bool(Fraction(self.spelling) >= _exact(other))

    def __neg__(self) -> ExactNumber:
        return written(-float(self), self.spelling.removeprefix("-") if self < 0 else f"-{self.spelling}")

    def __mul__(self, other: Any) -> Any:
        # By these factors upper and lower bounds are compared alike.
        return self if other == 1 else -self if other == -1 else float(self) * other

    __rmul__ = __mul__


def written(value: float, spelling: str) -> ExactNumber:
    """The number of a spelling, and the double that is nearest to it."""
    exact = ExactNumber(value)
    exact.spelling = spelling
    return exact


def _exact(value: Any) -> Any:
    """The number to compare with: a double is what its shortest spelling says."""
    return Fraction(str(value)) if isinstance(value, float) and math.isfinite(value) else value
