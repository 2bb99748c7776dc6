"""Makers of single values: texts, numbers, what is listed."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import TYPE_CHECKING, Any

from harness.containment import speller, texts_matching
from harness.messages._draws import Fixed
from harness.messages._words import at_length, numbers_for, texts_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.messages._draws import Draw

    Maker = Callable[[Draw], Any]

# What is written from numbers in a pattern of digits and letters: `#` is any digit of the base.
_PATTERNED: dict[str, tuple[str, str]] = {
    "uuid": ("########-####-4###-a###-############", "0123456789abcdef"),
    "date": ("202#-01-1#", "0123456789"),
    "date-time": ("202#-01-1#T0#:1#:2#Z", "0123456789"),
    "time": ("0#:1#:2#Z", "0123456789"),
    "ipv4": ("192.0.2.1#", "0123456789"),
    "email": ("user##@example.com", "0123456789"),
    "uri": ("https://example.com/##", "0123456789"),
}
# What patterns may take, of which no name tells.
_LIKELY = (
    *("standard", "blue", "Aa1", "1042", "EUR", "DE", "en", "1.2.0", "2025-03-14", "+4930123456"),
    *("https://example.com/orders/1042", "9f86d081884c7d65", "report.csv", "Quarterly report"),
)
_MOST_TEXTS = 24
_BOUNDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
# How many numbers there are to choose from where nothing bounds them.
_SPAN = 1000
# How many of them are tried.
_TRIES = 20
# How many digits one number is good for.
_DIGITS = 12


def text_maker(
    name: str, formats: list[str], patterns: tuple[str, ...], least: int, most: int | None, fits: Callable[[Any], bool]
) -> Maker | None:
    """Makes texts; None where none is found.

    Args:
        name: of the property, for which a likely text is made where the schema does not say more.
        formats: that the texts have.
        patterns: that they match.
        least: number of characters.
        most: number of characters, None for no end.
        fits: whether a text is valid.
    """
    if patterns:
        texts = tuple(filter(fits, (*texts_for(name, formats), *_LIKELY)))
        texts += tuple(filter(fits, texts_matching(patterns, least, most, _MOST_TEXTS)))
        spell = speller(*patterns) if len(patterns) == 1 else None
        return _spelled(spell, texts, fits) if texts else None
    if formats and formats[0] in _PATTERNED and len(formats) == 1 and not least and most is None:
        template, signs = _PATTERNED[formats[0]]
        plain = texts_for(name, formats)[0]
        return lambda draw: _from_template(template, signs, plain, draw)
    likely = texts_for(name, formats)
    stretched = (at_length(text, max(least, min(len(text), len(text) if most is None else most))) for text in likely)
    texts = tuple(filter(fits, likely)) or tuple(filter(fits, stretched))
    return (lambda draw: draw.pick(texts)) if texts else None


def number_maker(name: str, bounds: dict[str, Any], multiples: list[Any], *, whole: bool) -> Maker | None:
    """Makes numbers; None where the bounds leave none.

    Args:
        name: of the property, for which a likely number is made where the schema does not say more.
        bounds: `minimum`, `exclusiveMinimum`, `maximum`, `exclusiveMaximum`, as far as there are any.
        multiples: what they are multiples of.
        whole: whether they are integers.
    """
    steps = [_exact(multiple) for multiple in multiples] + ([Fraction(1)] if whole else [])
    unit = reduce(_common_multiple, steps) if steps else Fraction(1, 4)
    first, last = _range(bounds, unit)
    if first > last and not steps:
        unit = _width(bounds) / 4
        first, last = _range(bounds, unit) if unit else (1, 0)
    if first > last:
        return None

    likely = next((number for number in numbers_for(name) if _is_in(number, first * unit, bounds, unit, steps)), None)

    def made(draw: Draw) -> Any:
        if likely is not None and isinstance(draw, Fixed) and draw.is_first:
            return likely
        number = draw.between(first, last)
        for count in range(number, min(last, number + _TRIES) + 1):
            value = count * unit
            plain = int(value) if value.denominator == 1 else float(value)
            # Validators that divide in binary have an opinion of their own.
            if all((plain / float(multiple)).is_integer() for multiple in multiples):
                return plain
        return int(value) if value.denominator == 1 else float(value)

    return made


def _is_in(number: Any, least: Fraction, bounds: dict[str, Any], unit: Fraction, steps: list[Fraction]) -> bool:
    """Whether a number is within some bounds, and a multiple where that is asked."""
    most, below = (_bound(bounds, name) for name in _BOUNDS[2:])
    exact = _exact(number)
    is_below = (most is None or exact <= most) and (below is None or exact < below)
    return least <= exact and is_below and not (steps and exact % unit)


def _range(bounds: dict[str, Any], unit: Fraction) -> tuple[int, int]:
    """The first and the last multiple of a unit within some bounds."""
    least, above, most, below = (_bound(bounds, name) for name in _BOUNDS)
    lows = [] if least is None else [-(-least // unit)]
    lows += [] if above is None else [above // unit + 1]
    highs = [] if most is None else [most // unit]
    highs += [] if below is None else [-(-below // unit) - 1]
    if not lows:
        return (min(0, min(highs) - _SPAN), min(highs)) if highs else (0, _SPAN)
    return max(lows), min(highs) if highs else max(lows) + _SPAN


def _width(bounds: dict[str, Any]) -> Fraction:
    """How far the bounds are apart; nothing where one is missing."""
    least, above, most, below = (_bound(bounds, name) for name in _BOUNDS)
    lows = [low for low in (least, above) if low is not None]
    highs = [high for high in (most, below) if high is not None]
    return max(Fraction(0), min(highs) - max(lows)) if lows and highs else Fraction(0)


def _bound(bounds: dict[str, Any], name: str) -> Fraction | None:
    """A bound; up to draft 4 an exclusive one is a flag beside the other."""
    value, inclusive = bounds.get(name), bounds.get(name.replace("exclusiveM", "m"))
    if value is True:
        value = inclusive
    return None if value is None or isinstance(value, bool) else _exact(value)


def _exact(number: Any) -> Fraction:
    return Fraction(str(number))


def _common_multiple(left: Fraction, right: Fraction) -> Fraction:
    return Fraction(lcm(left.numerator, right.numerator), gcd(left.denominator, right.denominator))


def _from_template(template: str, signs: str, plain: str, draw: Draw) -> str:
    most = len(signs) ** _DIGITS
    number = draw.between(0, most - 1)
    if not number:
        return plain
    made = []
    for sign in template:
        if sign == "#":
            number, digit = divmod(number or draw.between(1, most - 1), len(signs))
            made.append(signs[digit])
        else:
            made.append(sign)
    return "".join(made)


def _spelled(spell: Callable[[Draw], str] | None, texts: tuple[str, ...], fits: Callable[[Any], bool]) -> Maker:
    """Writes along a pattern, where that gives what fits, and takes one of some texts otherwise."""

    def made(draw: Draw) -> str:
        text = spell(draw) if spell is not None and not isinstance(draw, Fixed) else ""
        return text if text and fits(text) else draw.pick(texts)

    return made
