"""Makers of single values: texts, numbers, what is listed."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import TYPE_CHECKING, Any

from harness.containment import FORMATS, speller, texts_matching
from harness.messages._draws import Fixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.messages._draws import Draw

    Maker = Callable[[Draw], Any]

_WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "glade", "heron", "iris", "jade")
# By what the name of a property ends in, the plainest value first. The first that fits is taken.
_BY_NAME: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("email", ("maria.lopez@example.com", "kim.park@example.org")),
    ("url", ("https://example.com/orders/1042", "https://example.org/a")),
    ("uri", ("https://example.com/orders/1042", "https://example.org/a")),
    ("uuid", ("3fa85f64-5717-4562-b3fc-2c963f66afa6",)),
    ("firstname", ("Maria", "Kim")),
    ("lastname", ("Lopez", "Park")),
    ("name", ("Quarterly report", "Harbour survey", "Maria Lopez")),
    ("country", ("DE", "FR", "BR")),
    ("currency", ("EUR", "USD")),
    ("language", ("en", "de")),
    ("locale", ("en-US", "de-DE")),
    ("phone", ("+4930123456",)),
    ("id", ("1042", "1043", "2001")),
)
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
# What no validator asks, but people read; none of these is a format of JSON Schema.
_OTHER_FORMATS = {"byte": ("aGVsbG8=", "d29ybGQ="), "binary": ("hello",), "password": ("correct-horse",)}
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
        texts = texts_matching(patterns, least, most, _MOST_TEXTS)
        texts = tuple(text for text in texts if fits(text)) or tuple(filter(fits, _listed(name, formats)))
        spell = speller(patterns[0]) if len(patterns) == 1 else None
        return _spelled(spell, texts, fits) if texts else None
    if formats and formats[0] in _PATTERNED and len(formats) == 1 and not least and most is None:
        template, signs = _PATTERNED[formats[0]]
        plain = FORMATS[formats[0]][0]
        return lambda draw: _from_template(template, signs, plain, draw)
    likely = _listed(name, formats)
    texts = tuple(filter(fits, likely)) or tuple(filter(fits, (_stretched(text, least, most) for text in likely)))
    return (lambda draw: draw.pick(texts)) if texts else None


def number_maker(bounds: dict[str, Any], multiples: list[Any], *, whole: bool) -> Maker | None:
    """Makes numbers; None where the bounds leave none.

    Args:
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

    def made(draw: Draw) -> Any:
        number = draw.between(first, last)
        for count in range(number, min(last, number + _TRIES) + 1):
            value = count * unit
            plain = int(value) if value.denominator == 1 else float(value)
            # Validators that divide in binary have an opinion of their own.
            if all((plain / float(multiple)).is_integer() for multiple in multiples):
                return plain
        return int(value) if value.denominator == 1 else float(value)

    return made


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


def _listed(name: str, formats: list[str]) -> list[str]:
    """Likely texts for formats, or for the name of a property."""
    for form in formats:
        if form in _OTHER_FORMATS or form in FORMATS:
            return list(_OTHER_FORMATS.get(form) or FORMATS[form])
    folded = name.replace("_", "").replace("-", "").lower()
    return next((list(texts) for end, texts in _BY_NAME if folded.endswith(end)), list(_WORDS))


def _stretched(word: str, least: int, most: int | None) -> str:
    """A word of a length that is allowed."""
    return (word * (least // len(word) + 1))[:least] if len(word) < least else word[:most]


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
