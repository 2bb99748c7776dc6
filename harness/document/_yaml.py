"""YAML 1.2 read fast, with every doubtful document handed to the exact reader; and what plain scalars mean.

Source for these: YAML 1.2.2, section 10.3.2, the core schema.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from harness.document._numbers import number
from harness.document._text import MAX_DEPTH, Flaw, Remark

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN = frozenset({int, float, bool, type(None)})
_PLACE = re.compile(r"YAML parse error at line (\d+), column (\d+)\n(?:.*\n)*(.+)\Z")
# Bytes whose meaning turns on spelling. Each pattern starts with one literal byte, which the engine finds at C speed.
_ANCHOR = re.compile(rb"&(?:(?<=[\s\[{,]&)|(?<=\A&))([^\s\[\]{},]+)")
_ALIAS = re.compile(rb"\*(?<=[\s\[{,:]\*)([^\s\[\]{},]+)")
_UNDERSCORE = re.compile(rb"_(?<=[\s\[{,:.+\-0-9_]_)")
_ZERO = re.compile(rb"0(?:(?<=[\s\[{,:]0)[0-9bBoOxX_]|(?<=[\s\[{,:][+-]0))")
_PLUS = re.compile(rb"\+(?<=[\s{,]\+)[0-9._]")
# A double keeps 15 digits: of a longer number, 8 stand on one side of the point.
_LONG = re.compile(rb"\.(?:(?<=[0-9]{8}\.)(?=[0-9])|(?<=[0-9]\.)(?=[0-9]{8})|(?=[0-9]{15}))")
_DIGITS = b"0123456789"
_SMALL = re.compile(rb"[eE]-[0-9]{3}")
_TINY = re.compile(rb"(?<![0-9A-Za-z_.+-])[-+]?[0-9.]+[eE]-[0-9]{3}\Z")
_SPELLING = b"0123456789_.+-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_AFTER = re.compile(rb"([0-9A-Za-z_.+-]*)(\s*:)?")
_MAX_BITS = 14_000  # Python converts integers of up to 4300 digits to text and back
_RUN = 1024
_STEP = 64
# Indentation and the marks of nested block collections become dashes, anything else a dot.
_OPENING = bytes(0x2D if byte in b"-?: \t" else 0x2E for byte in range(256))

_INTEGER = re.compile(r"[-+]?[0-9]+")
_PREFIXED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_LABELS = {
    "could not find expected ':'": "expected ':' after this key",
    "did not find expected key": "expected a key in line with the others",
    "mapping values are not allowed in this context": "a second ': ' in one line; such a text needs quotes",
    "found unexpected end of stream": "opened here and never closed",
}


class _Survey:
    """What kinds of keys and single values a tree holds, its numbers and its mappings."""

    __slots__ = ("deep", "keys", "kinds", "mappings", "numbers")

    def __init__(self, root: Any) -> None:
        self.deep = False
        self.mappings: list[dict[Any, Any]] = []
        single: list[Any] = []
        level: list[Any] = [[root]]
        for _ in range(MAX_DEPTH + 1):
            below: list[Any] = []
            for collection in level:
                for value in collection.values() if type(collection) is dict else collection:
                    # Most values are strings: one test is all that they cost.
                    if type(value) is str:
                        continue
                    if type(value) is dict or type(value) is list:
                        below.append(value)
                    else:
                        single.append(value)
            self.mappings += [value for value in below if type(value) is dict]
            if not below:
                break
            level = below
        else:
            self.deep = True
        self.kinds: set[type] = set(map(type, single))
        self.numbers = {value for value in single if type(value) is int or type(value) is float}
        self.keys: set[Any] = set()
        self.keys.update(*self.mappings)


_Exact = tuple[Any, tuple[Remark, ...]]


def read_yaml(data: bytes, read_exactly: Callable[[str], _Exact]) -> tuple[Any, tuple[Remark, ...]]:
    """What a YAML text in UTF-8 says, and what had to be read leniently.

    Args:
        data: the text.
        read_exactly: what every doubtful text is given to; it raises as this does.

    Raises:
        Flaw: it is no YAML, or YAML that no OpenAPI document may hold.
        UnicodeDecodeError: it is no UTF-8.
    """
    text = data.decode()
    if _has_long_opening(data):
        return read_exactly(text)

    import yaml_rs

    try:
        content = yaml_rs.loads(text, parse_datetime=False)
    except (yaml_rs.YAMLDecodeError, TypeError) as error:  # TypeError: a key that contains a list
        return _read_leniently(text, str(error), read_exactly)
    return (content, ()) if _settled(content, data) else _doubted(text, content, read_exactly)


def core_value(text: str) -> Any:
    """What a plain scalar says; infinity for integers of more digits than Python converts."""
    if text in _WORDS:
        return _WORDS[text]
    if not text or text[0] not in "0123456789+-.":
        return text
    try:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _PREFIXED.fullmatch(text):
            return int(str(int(text, 0)))
    except ValueError:  # more digits than Python converts
        return float("inf")
    if _FLOAT.fullmatch(text):
        with suppress(ValueError):  # infinity
            return number(text)
        return float(text)
    return float(text.lower().replace(".", "")) if _SPECIAL.fullmatch(text) else text


def key_text(plain: str) -> str:
    """The key that a plain scalar makes: its spelling, but one spelling each for true, false and null."""
    word = _WORDS.get(plain, plain)
    return plain if word is plain else "null" if word is None else str(word).lower()


def label_of(problem: str) -> str:
    """What was expected where a reader found a problem."""
    return _LABELS.get(problem, problem)


def _has_long_opening(data: bytes) -> bool:
    """Whether so many blanks and marks of nested collections follow each other that the fast reader must not see them.

    It recurses on the stack of C, where too deep a recursion kills the process. A collection begins further to the
    right than the one around it, after nothing but such characters; flow collections it limits itself.
    """
    samples = data[::_STEP].translate(_OPENING)
    suspect = b"-" * (_RUN // _STEP - 1)
    place = samples.find(suspect)
    while place >= 0:
        if not data[place * _STEP : (place + len(suspect) - 1) * _STEP].strip(b"-?: \t"):
            return True
        place = samples.find(suspect, place + 1)
    return False


def _doubted(text: str, content: Any, read_exactly: Callable[[str], _Exact]) -> _Exact:
    try:
        return read_exactly(text)
    except Flaw as flaw:
        # libyaml knows YAML 1.1 only. Where it stumbles over syntax that 1.2 allows, the fast reading has to do.
        if not flaw.syntax:
            raise
        survey = _Survey(content)
        if survey.deep or survey.kinds - _PLAIN or not all(type(key) is str for key in survey.keys):
            raise
        return content, ()


def _read_leniently(text: str, refusal: str, read_exactly: Callable[[str], _Exact]) -> _Exact:
    match = _PLACE.match(refusal)
    problem = (match.group(3) if match else refusal.strip().rpartition("\n")[2])[:200]
    if problem.startswith("while "):
        problem = problem.partition(", ")[2] or problem
    place = (int(match.group(1)), int(match.group(2))) if match else None
    try:
        content, remarks = read_exactly(text)
    except Flaw as flaw:
        if flaw.syntax and place and (flaw.line is None or place < (flaw.line, flaw.column or 0)):
            raise Flaw(f"not valid YAML: {problem}", *place, label_of(problem), syntax=True) from None
        raise
    line = place[0] if place else None
    if remarks and "duplicate" in problem:
        return content, remarks
    return content, (
        *remarks,
        Remark(f"a strict reader refuses this YAML: {problem}; read leniently", line),
    )


def _settled(content: Any, data: bytes) -> bool:
    """Whether the fast reading can be trusted; its keys are made strings then."""
    survey = _Survey(content)
    if survey.deep or survey.kinds - _PLAIN or not all(map(_readable, survey.numbers)):
        return False
    if type(content) is list and re.search(rb"^---(?!\S)", data, re.MULTILINE):
        return False  # a list of documents, or one document that is a list
    if "<<" in survey.keys or (b"&" in data and set(_ANCHOR.findall(data)) & set(_ALIAS.findall(data))):
        return False  # the fast reader neither merges nor notices an alias inside its own anchor
    odd = {key for key in survey.keys if type(key) is not str}
    if not all(type(key) is int or type(key) is bool for key in odd):
        return False
    if _misspelled(data, survey.numbers, odd) or (float in survey.kinds and _exceeds_doubles(data)):
        return False
    return not odd or all(_name_keys(mapping) for mapping in survey.mappings if not odd.isdisjoint(mapping))


def _readable(number: float) -> bool:
    return number.bit_length() < _MAX_BITS if isinstance(number, int) else math.isfinite(number)


def _misspelled(data: bytes, numbers: set[float], keys: set[Any]) -> bool:
    """Whether the text may hold numbers that YAML 1.2 takes for text, or keys spelled unlike their number."""
    for pattern in (_UNDERSCORE, _ZERO, _PLUS) if keys else (_UNDERSCORE, _ZERO):
        for match in pattern.finditer(data):
            place = match.start()
            before = data[max(0, place - 64) : place]
            after = _AFTER.match(data, place)
            assert after, "the pattern takes anything, nothing too"
            spelling = (before[len(before.rstrip(_SPELLING)) :] + after.group(1)).decode()
            value = _loose_number(spelling)
            if value is None:
                continue
            if value in numbers and type(core_value(spelling)) is str:
                return True
            if value in keys and after.group(2) and spelling != str(value):
                return True
    return False


def _exceeds_doubles(data: bytes) -> bool:
    """Whether the text may hold a number of more digits than a double keeps, which the fast reader makes of each."""
    for match in _LONG.finditer(data):
        place = match.start()
        before, after = data[max(0, place - 64) : place], data[place + 1 : place + 65]
        if len(before) - len(before.rstrip(_DIGITS)) + len(after) - len(after.lstrip(_DIGITS)) > 15:
            return True
    # Near zero a double holds fewer digits than elsewhere, or none.
    return any(_TINY.search(data, max(0, match.start() - 64), match.end()) for match in _SMALL.finditer(data))


def _loose_number(spelling: str) -> float | None:
    """The number that the fast reader makes of a plain scalar, laxer than YAML 1.2; None if it makes none."""
    text = spelling.replace("_", "").lower()
    for base in (0, 10):
        try:
            return int(text, base)
        except ValueError:
            continue
    try:
        return float(text)
    except ValueError:
        return None


def _name_keys(mapping: dict[Any, Any]) -> bool:
    """Turn the keys of a mapping into strings; False where two become one."""
    members = [(key if type(key) is str else str(key).lower(), value) for key, value in mapping.items()]
    mapping.clear()
    mapping.update(members)
    return len(mapping) == len(members)
