"""Numbers as their authors wrote them: where double precision cannot hold them, exactly."""

from __future__ import annotations

import math
from typing import Any

# As many digits are always the same again after they were a double; a longer spelling is looked at.
_SAFE = 15
_MOST_SIGNS = 1000


def number(spelling: str) -> float:
    """A number that is no plain integer: a float where that says the same, else an `ExactNumber`, or an `int`.

    Numbers of thousands of digits are the nearest double.

    Raises:
        ValueError: it is too large to be a float.
    """
    value = float(spelling)
    if math.isinf(value):
        raise ValueError(spelling)
    if len(spelling) <= _SAFE and "e" not in spelling and "E" not in spelling:
        return value
    if len(spelling) > _MOST_SIGNS or not -_MOST_SIGNS < _exponent_of(spelling) < _MOST_SIGNS:
        return value
    from fractions import Fraction  # 10 ms, and needed rarely

    from harness.document._exact_number import written

    exact = Fraction(spelling)
    if exact == Fraction(repr(value)):
        return value
    if exact.denominator == 1:
        return int(exact)
    return written(value, spelling)


def plain_type(value: object) -> type:
    """The type of a value of JSON, that of a number which no double holds a float too."""
    return float if isinstance(value, float) else type(value)


def rounded(value: Any) -> Any:
    """The value with floats for what double precision cannot hold, for libraries that know no other numbers."""
    if type(value) is dict:
        return {key: rounded(member) for key, member in value.items()}
    if type(value) is list:
        return [rounded(item) for item in value]
    return float(value) if isinstance(value, float) else value


def _exponent_of(spelling: str) -> int:
    _, _, exponent = spelling.lower().partition("e")
    return int(exponent) if exponent and len(exponent) < 8 else 10**8 if exponent else 0
