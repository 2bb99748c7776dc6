"""Numbers and strings that meet what is asked of them: one, or the proof that there is none."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import TYPE_CHECKING, Any

from harness.containment._patterns import FORMATS, SHAPES, WITHIN, Strings, language_and_steps, matches, samples
from harness.containment._questions import NONE, Found, Outcome, Unknown
from harness.containment._regex import parsed
from harness.containment._schemas import frozen
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.containment._demands import ValueDemands

# So many steps of a grid of multiples are looked at from each end.
_STEPS = 2000
# Integers below are floats exactly.
_EXACT = 2**53


def solve_number(leaf: ValueDemands) -> Outcome:
    """A number of the leaf's kind, integer or fraction."""
    if not leaf.written:
        return _solved(leaf)
    if leaf.whole:
        return NONE
    # Only `1.0` is no integer in draft 4, so that is what is looked for.
    found = _solved(leaf)
    return Found(float(found.value)) if isinstance(found, Found) and abs(found.value) < _EXACT else found


def _solved(leaf: ValueDemands) -> Outcome:
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


def _step(leaf: ValueDemands) -> Fraction | None:
    """The number whose multiples are exactly those of all divisors, None without any."""
    step: Fraction | None = None
    for divisor in leaf.multiples:
        step = divisor if step is None else _common(step, divisor)
    return step


def _common(one: Fraction, other: Fraction) -> Fraction:
    denominator = lcm(one.denominator, other.denominator)
    return Fraction(lcm(int(one * denominator), int(other * denominator)), denominator)


def _is_empty(leaf: ValueDemands) -> bool:
    if leaf.lower is None or leaf.upper is None:
        return False
    low, high = leaf.lower, leaf.upper
    return low[0] > high[0] or (low[0] == high[0] and (low[1] or high[1]))


def _on_grid(leaf: ValueDemands, step: Fraction) -> Outcome:
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


def _dense(leaf: ValueDemands) -> Outcome:
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


def _between(leaf: ValueDemands) -> Iterator[Fraction]:
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


_PLAIN = ("a", "", "x", "A", "0", "1", "-", " ", "ab", "abc", "Aa0", "a b", "#", "%", "é", "a/b", "1.5", "true")
_LONGEST = 1_000_000
# So many strings of a language are looked at for one that has no format.
_TRIES = 40


class Texts(NamedTuple):
    """All that is asked of a string."""

    patterns: tuple[str, ...]
    no_patterns: tuple[str, ...]
    formats: tuple[str, ...]
    no_formats: tuple[str, ...]
    min_length: int
    max_length: int | None
    excluded: tuple[str, ...]


def solve_string(leaf: ValueDemands, spend: Callable[[int], None]) -> Outcome:
    """A string that meets all demands; the steps of the search for it are spent."""
    outcome, steps = _text_and_steps(
        Texts(
            tuple(sorted(set(leaf.patterns))),
            tuple(sorted(set(leaf.no_patterns))),
            tuple(sorted(set(leaf.formats))),
            tuple(sorted(set(leaf.no_formats))),
            leaf.min_length,
            leaf.max_length,
            tuple(dict.fromkeys(text for text in leaf.excluded if isinstance(text, str))),
        )
    )
    spend(steps)
    return outcome


def text_for(asked: Texts) -> Outcome:
    """A string that meets what is asked."""
    return _text_and_steps(asked)[0]


@lru_cache(maxsize=8192)
def _text_and_steps(asked: Texts) -> tuple[Outcome, int]:
    """A string that meets what is asked, and the steps of the search, whether or not it was asked for before."""
    steps: list[int] = []
    outcome = _text_for(asked, steps.append)
    return outcome, sum(steps)


def _text_for(asked: Texts, spend: Callable[[int], None]) -> Outcome:
    if asked.max_length is not None and asked.min_length > asked.max_length:
        return NONE
    formats = asked.formats
    if any(no in formats or any((form, no) in WITHIN for form in formats) for no in asked.no_formats):
        return NONE
    if set(asked.patterns) & set(asked.no_patterns):
        return NONE
    for text in _likely(asked):
        if _meets(asked, text):
            return Found(text)
    by_language = _searched(asked, spend)
    if by_language is not None:
        return by_language
    for text in _candidates(asked):
        if _meets(asked, text):
            return Found(text)
    return Unknown("no string found for the patterns and formats")


def _likely(asked: Texts) -> Iterator[str]:
    """Strings that people like to read, where the patterns ask for nothing in particular."""
    for form in asked.formats:
        yield from FORMATS[form]
    if asked.formats or asked.patterns:
        return
    if asked.min_length <= 1:
        yield from _PLAIN
    elif asked.min_length <= _LONGEST:
        yield "a" * asked.min_length


def _searched(asked: Texts, spend: Callable[[int], None]) -> Outcome | None:
    """What the theory of regular languages says; None where it does not reach."""
    shapes = tuple(SHAPES[form] for form in asked.formats if form in SHAPES)
    # Thousands of excluded strings are no matter of languages.
    excluded = asked.excluded if len(asked.excluded) <= 200 else ()
    strings = Strings((*asked.patterns, *shapes), asked.no_patterns, asked.min_length, asked.max_length, excluded)
    most = _TRIES if asked.formats or asked.no_formats or asked.excluded != excluded else 1
    found, steps = language_and_steps(strings, most)
    spend(steps)
    if found is None:
        return _without_patterns(asked, spend)
    for text in found.texts:
        if _meets(asked, text):
            return Found(text)
    if not found.texts:
        return NONE if found.complete else Unknown("only line ends or control characters tell the patterns apart")
    if found.complete and not asked.formats:
        return NONE
    return None


def _without_patterns(asked: Texts, spend: Callable[[int], None]) -> Outcome | None:
    """Whether it fails without those patterns that are not understood here already."""
    kept, no = (tuple(p for p in part if parsed(p) is not None) for part in (asked.patterns, asked.no_patterns))
    if len(kept) == len(asked.patterns) and len(no) == len(asked.no_patterns):
        return None
    found, steps = language_and_steps(Strings(kept, no, asked.min_length, asked.max_length))
    spend(steps)
    return NONE if found is not None and not found.texts and found.complete else None


def _meets(asked: Texts, text: str) -> bool:
    return (
        asked.min_length <= len(text)
        and (asked.max_length is None or len(text) <= asked.max_length)
        and text not in asked.excluded
        and all(matches("pattern", pattern, text) for pattern in asked.patterns)
        and not any(matches("pattern", pattern, text) for pattern in asked.no_patterns)
        and all(matches("format", form, text) for form in asked.formats)
        and not any(matches("format", form, text) for form in asked.no_formats)
    )


def _candidates(asked: Texts) -> Iterator[str]:
    made = [text for form in asked.formats for text in FORMATS.get(form, ())]
    made += [text for pattern in asked.patterns for text in samples(pattern)]
    yield from made
    if not asked.formats and not asked.patterns:
        # What is refused says where the border is.
        near = [text for form in asked.no_formats for text in FORMATS.get(form, ())]
        near += [text for pattern in asked.no_patterns for text in samples(pattern)[:40]]
        yield from _fitted("a", asked)
        yield from (text + "~" for text in near)
        yield from (text[:-1] for text in near)
        yield from (text + text for text in near)
    for text in [*made, *_PLAIN]:
        yield from _fitted(text, asked)
        yield from (text + end for end in ("a", "0", " "))
    yield from (f"a{number}" for number in range(len(asked.excluded) + 1))


def _fitted(text: str, asked: Texts) -> Iterator[str]:
    """The text cut or filled to the lengths asked for."""
    lengths = {asked.min_length, asked.max_length, max(asked.min_length, 1)}
    for length in sorted(length for length in lengths if length is not None and length <= _LONGEST):
        yield text[:length] if len(text) >= length else text + (text[-1:] or "a") * (length - len(text))
        if len(text) < length:
            yield "a" * (length - len(text)) + text
