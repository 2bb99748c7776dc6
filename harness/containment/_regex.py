"""Regular expressions of ECMA-262, parsed: only what every reader surely understands the same.

Back references, word boundaries, look-behind, flags and property escapes are not, nor is what Annex B of ECMA-262
tolerates. Source: ECMA-262, 22.2.1.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from harness.records import NamedTuple

# Sorted, disjoint ranges of code points.
Ranges = tuple[tuple[int, int], ...]

_LAST = 0x10FFFF
_DIGIT: Ranges = ((0x30, 0x39),)
_WORD: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACE: Ranges = (
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
)
LINE_ENDS: Ranges = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_ESCAPES = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_MOST_REPEATS = 20_000


class Chars(NamedTuple):
    """One character out of some ranges."""

    ranges: Ranges


class Sequence(NamedTuple):
    """One thing after another."""

    parts: tuple[Any, ...]


class Choice(NamedTuple):
    """One of several things."""

    parts: tuple[Any, ...]


class Repeat(NamedTuple):
    """The same thing several times; `most` is None for any number."""

    part: Any
    least: int
    most: int | None


class Anchor(NamedTuple):
    """`^` or `$`."""

    sign: str


class Look(NamedTuple):
    """What must, or must not, follow."""

    part: Any
    wanted: bool


Syntax = Chars | Sequence | Choice | Repeat | Anchor | Look


class NotUnderstood(Exception):
    """The expression uses something that readers may disagree about."""


@lru_cache(maxsize=2048)
def parsed(pattern: str) -> Syntax | None:
    """The syntax of a pattern, None where it is not surely understood."""
    parser = _Parser(pattern)
    try:
        found = parser.choice(0)
        return found if parser.at == len(pattern) else None
    except (NotUnderstood, IndexError, ValueError):
        return None


def complement(ranges: Ranges) -> Ranges:
    """All other code points."""
    found = []
    start = 0
    for low, high in ranges:
        if low > start:
            found.append((start, low - 1))
        start = high + 1
    if start <= _LAST:
        found.append((start, _LAST))
    return tuple(found)


def united(ranges: list[tuple[int, int]]) -> Ranges:
    """The ranges sorted and merged."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


_CLASSES = {
    "d": _DIGIT,
    "D": complement(_DIGIT),
    "w": _WORD,
    "W": complement(_WORD),
    "s": _SPACE,
    "S": complement(_SPACE),
}


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def choice(self, depth: int) -> Syntax:
        if depth > 60:
            raise NotUnderstood
        parts = [self._sequence(depth)]
        while self._peek() == "|":
            self.at += 1
            parts.append(self._sequence(depth))
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def _next(self) -> str:
        char = self.text[self.at]
        self.at += 1
        return char

    def _sequence(self, depth: int) -> Syntax:
        parts = []
        while self._peek() not in ("", "|", ")"):
            atom = self._atom(depth)
            if not isinstance(atom, Anchor | Look):
                atom = self._repeated(atom)
            elif self._peek() and self._peek() in "*+?{":
                raise NotUnderstood
            parts.append(atom)
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeated(self, atom: Syntax) -> Syntax:
        sign = self._peek()
        if not sign or sign not in "*+?{":
            return atom
        self.at += 1
        if sign == "{":
            end = self.text.index("}", self.at)
            least, comma, most = self.text[self.at : end].partition(",")
            if not (least.isascii() and least.isdecimal()) or (most and not (most.isascii() and most.isdecimal())):
                raise NotUnderstood
            self.at = end + 1
            low = int(least)
            high = int(most) if most else None if comma else low
        else:
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        if max(low, high or 0) > _MOST_REPEATS or (high is not None and high < low):
            raise NotUnderstood
        if self._peek() == "?":
            self.at += 1
        if self._peek() and self._peek() in "*+?{":
            raise NotUnderstood
        return Repeat(atom, low, high)

    def _atom(self, depth: int) -> Syntax:
        char = self._next()
        if char in "^$":
            return Anchor(char)
        if char == ".":
            return Chars(complement(LINE_ENDS))
        if char == "(":
            return self._group(depth)
        if char == "[":
            return self._class()
        if char == "\\":
            return Chars(self._escape())
        if char in "*+?{}])":
            raise NotUnderstood
        return Chars(((ord(char), ord(char)),))

    def _group(self, depth: int) -> Syntax:
        look: bool | None = None
        if self._peek() == "?":
            self.at += 1
            sign = self._next()
            if sign in "=!":
                look = sign == "="
            elif sign == "<":
                end = self.text.index(">", self.at)
                if not self.text[self.at : end].isidentifier():
                    raise NotUnderstood
                self.at = end + 1
            elif sign != ":":
                raise NotUnderstood
        inner = self.choice(depth + 1)
        if self._next() != ")":
            raise NotUnderstood
        return inner if look is None else Look(inner, look)

    def _class(self) -> Syntax:
        negated = self._peek() == "^"
        if negated:
            self.at += 1
        if self._peek() == "]":
            raise NotUnderstood
        found: list[tuple[int, int]] = []
        while (char := self._next()) != "]":
            if char == "[" or (char in "&-~" and self._peek() == char):
                # Some engines know operations on classes.
                raise NotUnderstood
            low = self._escape() if char == "\\" else ((ord(char), ord(char)),)
            if self._peek() == "-" and self.text[self.at + 1] != "]":
                self.at += 1
                if self._peek() == "-":
                    raise NotUnderstood
                char = self._next()
                high = self._escape() if char == "\\" else ((ord(char), ord(char)),)
                if char == "[" or not (_is_single(low) and _is_single(high)) or high[0][0] < low[0][0]:
                    raise NotUnderstood
                found.append((low[0][0], high[0][0]))
            else:
                found += low
        ranges = united(found)
        return Chars(complement(ranges) if negated else ranges)

    def _escape(self) -> Ranges:
        char = self._next()
        if char in _CLASSES:
            return _CLASSES[char]
        if char in _ESCAPES:
            code = _ESCAPES[char]
        elif char in "xu":
            digits = self.text[self.at : self.at + (2 if char == "x" else 4)]
            if len(digits) != (2 if char == "x" else 4) or not digits.isalnum():
                raise NotUnderstood
            code = int(digits, 16)
            self.at += len(digits)
        elif char.isascii() and not char.isalnum():
            code = ord(char)
        else:
            raise NotUnderstood
        if 0xD800 <= code <= 0xDFFF:
            raise NotUnderstood
        return ((code, code),)


def _is_single(ranges: Ranges) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]
