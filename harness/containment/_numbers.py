"""Numbers that meet bounds and divisors: one, or the proof that there is none."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from harness.containment._outcome import NONE, Found, Outcome, Unknown
from harness.containment._values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.containment._leaf import Leaf

# So many steps of a grid of multiples are looked at from each end.
_STEPS = 2000
# Integers below are floats exactly.
_EXACT = 2**53


def solve_number(leaf: Leaf) -> Outcome:
    """A number of the leaf's kind, integer or fraction."""
    if not leaf.written:
        return _solved(leaf)
    if leaf.whole:
        return NONE
    # Only `1.0` is no integer in draft 4, so that is what is looked for.
    found = _solved(leaf)
    return Found(float(found.value)) if isinstance(found, Found) and abs(found.value) < _EXACT else found


def _solved(leaf: Leaf) -> Outcome:
    step = _step(leaf)
    if leaf.kind == "integer":
        step = Fraction(1) if step is None else _common(step, Fraction(1))
    elif step is not None and step.denominator == 1:
        return NONE
    if _is_empty(leaf):
        return NONE
    if step is None:
        return _dense(leaf)
    for divisor in leaf.no_multiples:
        if (step / divisor).denominator == 1:
            # Validators that divide in binary do not agree on the multiples of 0.3.
            exact = is_binary(divisor) or divisor in leaf.multiples
            return NONE if exact else Unknown(f"validators do not agree on multiples of {float(divisor)}")
    return _on_grid(leaf, step)


def is_binary(number: Fraction) -> bool:
    """Whether a float says the number exactly, so that all validators divide by it alike."""
    return number.denominator & (number.denominator - 1) == 0


def _step(leaf: Leaf) -> Fraction | None:
    """The number whose multiples are exactly those of all divisors, None without any."""
    step: Fraction | None = None
    for divisor in leaf.multiples:
        step = divisor if step is None else _common(step, divisor)
    return step


def _common(one: Fraction, other: Fraction) -> Fraction:
    denominator = lcm(one.denominator, other.denominator)
    return Fraction(lcm(int(one * denominator), int(other * denominator)), denominator)


def _is_empty(leaf: Leaf) -> bool:
    if leaf.lower is None or leaf.upper is None:
        return False
    low, high = leaf.lower, leaf.upper
    return low[0] > high[0] or (low[0] == high[0] and (low[1] or high[1]))


def _on_grid(leaf: Leaf, step: Fraction) -> Outcome:
    """Multiples of `step` within the bounds, from both ends and around zero."""
    first = None if leaf.lower is None else _at_least(leaf.lower, step)
    last = None if leaf.upper is None else _at_most(leaf.upper, step)
    if first is not None and last is not None and first > last:
        return NONE
    whole = first is not None and last is not None and last - first < 2 * _STEPS
    excluded = set(map(frozen, leaf.excluded))
    for count in _counts(first, last):
        value = step * count
        if leaf.kind == "fraction" and value.denominator == 1:
            continue
        if any((value / divisor).denominator == 1 for divisor in leaf.no_multiples):
            continue
        number = _json(value)
        if number not in excluded:
            return Found(number)
    return NONE if whole else Unknown("no multiple found within the bounds")


def _counts(first: int | None, last: int | None) -> Iterator[int]:
    if first is None and last is None:
        for count in range(_STEPS):
            yield count
            yield -count
        return
    if first is not None and (first > 0 or last is None or first == 0):
        end = first + 2 * _STEPS if last is None else min(last + 1, first + 2 * _STEPS)
        yield from range(first, end)
        if last is None:
            return
    if first is not None and last is not None and first < 0 <= last:
        yield from range(min(last + 1, _STEPS))
    if last is not None:
        start = last - 2 * _STEPS if first is None else max(first - 1, last - 2 * _STEPS)
        yield from range(last, start, -1)
        if first is not None:
            yield from range(first, min(last + 1, first + 2 * _STEPS))


def _at_least(bound: tuple[Fraction, bool], step: Fraction) -> int:
    count = -((-bound[0]) // step)
    return int(count) + (1 if bound[1] and step * count == bound[0] else 0)


def _at_most(bound: tuple[Fraction, bool], step: Fraction) -> int:
    count = bound[0] // step
    return int(count) - (1 if bound[1] and step * count == bound[0] else 0)


def _dense(leaf: Leaf) -> Outcome:
    """A number that is no integer, where every number between the bounds will do."""
    excluded = set(map(frozen, leaf.excluded))
    for value in _between(leaf):
        if value.denominator == 1 or any((value / divisor).denominator == 1 for divisor in leaf.no_multiples):
            continue
        number = _json(value)
        # A float may not be able to say the number exactly.
        if Fraction(str(number)) == value and number not in excluded:
            return Found(number)
    low, high = leaf.lower, leaf.upper
    if low is not None and high is not None and low[0] == high[0]:
        return NONE if low[0].denominator == 1 else Unknown("the only number cannot be written")
    return Unknown("no number found within the bounds")


def _between(leaf: Leaf) -> Iterator[Fraction]:
    low = None if leaf.lower is None else leaf.lower[0]
    high = None if leaf.upper is None else leaf.upper[0]
    for edge in (leaf.lower, leaf.upper):
        if edge is not None and not edge[1]:
            yield edge[0]
    if low is None and high is None:
        low = Fraction(0)
    if low is None or high is None:
        start = low if low is not None else high
        sign = 1 if low is not None else -1
        assert start is not None
        for denominator in (2, 10, 3, 7, 100, 1000):
            for count in range(1, 12):
                yield Fraction(int(start)) + sign * (1 + Fraction(count, denominator))
                yield start + sign * Fraction(count, denominator)
        return
    for digits in range(1, 15):
        scale = 10**digits
        inner = range(int(low * scale) + 1, int(low * scale) + 12)
        yield from (Fraction(n, scale) for n in inner if low < Fraction(n, scale) < high)
    yield (low + high) / 2


def _json(value: Fraction) -> Any:
    return int(value) if value.denominator == 1 else float(value)
