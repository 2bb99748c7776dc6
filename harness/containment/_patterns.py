"""Whether a string matches a pattern, and strings that do: samples, and the languages of patterns and formats.

Patterns are ECMA-262. For samples they are parsed with Python's own parser, which understands most of them the same;
what it does not understand gives none. Whether a string matches is always left to the validator.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harness.containment._algebra import Algebra, mentioned_sets
from harness.containment._engine import engine
from harness.containment._regex import Anchor, Chars, Choice, NotUnderstood, Repeat, Sequence, parsed
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.containment._regex import Ranges, Syntax

    # Writes a text by what it is given: `pick` one of several, and a `size` between the least and the most.
    Speller = Callable[[Any], str]

# The first string of each is the plainest.
FORMATS: dict[str, tuple[str, ...]] = {
    "date": ("2024-01-31", "2024-02-29"),
    "date-time": ("2024-01-31T12:00:00Z", "2024-01-31T12:00:00.5+01:00"),
    "time": ("12:00:00Z", "12:00:00.5+01:00"),
    "duration": ("P1D", "PT1H30M"),
    "email": ("a@example.com", "first.last@example.org"),
    "idn-email": ("a@example.com", "ü@example.com"),
    "hostname": ("example.com", "a"),
    "idn-hostname": ("example.com", "exämple.com"),
    "ipv4": ("192.0.2.1", "127.0.0.1"),
    "ipv6": ("2001:db8::1", "::1"),
    "uri": ("https://example.com/", "urn:a:b"),
    "uri-reference": ("/a", "https://example.com/", "a"),
    "iri": ("https://example.com/", "https://example.com/ä"),
    "iri-reference": ("/a", "/ä"),
    "uuid": ("3fa85f64-5717-4562-b3fc-2c963f66afa6", "00000000-0000-0000-0000-000000000000"),
    "uri-template": ("/a/{b}", "/a"),
    "json-pointer": ("/a", ""),
    "relative-json-pointer": ("0", "1/a"),
    "regex": ("^a$", "a"),
}

# Every string of the first format has the second too. Source: the RFCs that JSON Schema 2020-12 names, 7.3.
WITHIN = {
    ("uri", "iri"),
    ("uri", "uri-reference"),
    ("uri", "iri-reference"),
    ("uri-reference", "iri-reference"),
    ("iri", "iri-reference"),
    ("email", "idn-email"),
    ("hostname", "idn-hostname"),
}

# Patterns that every string of the format matches, though others may too.
SHAPES = {
    "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "date-time": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].{6,}$",
    "uuid": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
    "ipv4": "^[0-9]{1,3}(\\.[0-9]{1,3}){3}$",
    "ipv6": "^[0-9a-fA-F:.]{2,45}$",
    "email": "^.+@.+$",
    "duration": "^P.+$",
    "uri": "^[a-zA-Z][a-zA-Z0-9+.-]*:",
}


_MOST = 120
_LONGEST = 2000
_POOL = "aZ0_-. /:@é"
_CATEGORIES = {
    "CATEGORY_DIGIT": "09",
    "CATEGORY_NOT_DIGIT": "aZ-",
    "CATEGORY_SPACE": " \t",
    "CATEGORY_NOT_SPACE": "a0-",
    "CATEGORY_WORD": "aZ0_",
    "CATEGORY_NOT_WORD": "- ",
}


def understood(pattern: str) -> bool:
    """Whether validators know what the pattern means."""
    return _validator("pattern", pattern) is not None


def matches(keyword: str, argument: str, text: str) -> bool:
    """Whether a string obeys a `pattern` or a `format` that is understood."""
    validator = _validator(keyword, argument)
    return validator is None or bool(validator.is_valid(text))


@lru_cache(maxsize=8192)
def _validator(keyword: str, argument: str) -> Any:
    try:
        return engine().Draft202012Validator({keyword: argument}, validate_formats=True)
    except ValueError:
        return None


@lru_cache(maxsize=512)
def samples(pattern: str) -> tuple[str, ...]:
    """Strings made along a pattern, the plainest first."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # There is no public parser, and whether this one is seen by type checkers depends on who else imports it.
            parsed = vars(re)["_parser"].parse(pattern)
        found = _sequence(parsed, {})
    except (re.error, OverflowError, RecursionError, KeyError, ValueError):
        return ()
    return tuple(dict.fromkeys(text for text in found if len(text) <= _LONGEST))


def _sequence(tokens: Iterable[Any], groups: dict[int, str]) -> list[str]:
    """The first string of every part put together, then with one part at a time taken otherwise."""
    parts = [_part(str(token[0]), token[1], groups) for token in tokens]
    if any(not part for part in parts):
        return []
    first = [part[0] for part in parts]
    found = ["".join(first)]
    for number, part in enumerate(parts):
        for other in part[1:]:
            found.append("".join([*first[:number], other, *first[number + 1 :]]))
            if len(found) >= _MOST:
                return found
    return [*found, "".join(part[-1] for part in parts), "".join(part[len(part) // 2] for part in parts)]


def _part(name: str, argument: Any, groups: dict[int, str]) -> list[str]:
    match name:
        case "LITERAL":
            return [chr(argument)]
        case "NOT_LITERAL":
            return [char for char in _POOL if ord(char) != argument]
        case "ANY":
            return ["a", "Z", "0", "-", " "]
        case "IN":
            return _class(argument)
        case "BRANCH":
            return [text for branch in argument[1] for text in _sequence(branch, groups)][:_MOST]
        case "SUBPATTERN":
            found = _sequence(argument[3], groups)
            if argument[0] is not None and found:
                groups[argument[0]] = found[0]
            return found
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, inner = argument
            return _repeat(least, most, inner, groups)
        case "GROUPREF":
            return [groups.get(argument, "")]
        case "ATOMIC_GROUP":
            return _sequence(argument, groups)
        case _:
            # Anchors and assertions take no characters.
            return [""]


def _repeat(least: int, most: int, tokens: Any, groups: dict[int, str]) -> list[str]:
    inner = _sequence(tokens, groups)
    if not inner:
        return [""] if least == 0 else []
    counts = {least or min(1, int(most)), least, least + 1}
    if int(most) <= least + 300:
        counts |= {int(most), max(least, int(most) - 1)}
    ordered = sorted(count for count in counts if count <= int(most))
    ordered.sort(key=lambda count: count == 0)
    found = [inner[0] * count for count in ordered]
    if any(ordered):
        found += [text * max(least, 1) for text in inner[1:]]
    return found[:_MOST]


def _class(items: list[Any]) -> list[str]:
    chars: list[str] = []
    negated = False
    for kind, argument in items:
        match str(kind):
            case "NEGATE":
                negated = True
            case "LITERAL":
                chars.append(chr(argument))
            case "RANGE":
                low, high = argument
                chars += [chr(low), chr(high), chr((low + high) // 2)]
            case "CATEGORY":
                chars += _CATEGORIES.get(str(argument), "")
    if not negated:
        return list(dict.fromkeys(chars))
    try:
        excluded = re.compile(f"[{''.join(re.escape(char) for char in chars)}]") if chars else None
    except re.error:
        excluded = None
    ranges = [argument for kind, argument in items if str(kind) == "RANGE"]
    return [
        char
        for char in _POOL
        if not (excluded and excluded.match(char)) and not any(low <= ord(char) <= high for low, high in ranges)
    ]


_LONGEST_ASKED = 2500
# So many parts of expressions are looked at in the time of one step of a search.
_PARTS_PER_STEP = 64


class Strings(NamedTuple):
    """What is asked of a string: to match some patterns and not others, and a length."""

    patterns: tuple[str, ...] = ()
    no_patterns: tuple[str, ...] = ()
    min_length: int = 0
    max_length: int | None = None
    excluded: tuple[str, ...] = ()


class Language(NamedTuple):
    """The strings that were found.

    Attributes:
        texts: the shortest ones, without line ends and control characters.
        complete: whether these are all there are.
    """

    texts: tuple[str, ...]
    complete: bool


def texts_matching(
    patterns: tuple[str, ...], min_length: int = 0, max_length: int | None = None, most: int = 12
) -> tuple[str, ...]:
    """Up to `most` strings that match patterns and have a length, the plainest first; none where none was found."""
    strings = language(Strings(patterns, min_length=min_length, max_length=max_length), most)
    texts = strings.texts if strings is not None else tuple(text for pattern in patterns for text in samples(pattern))
    return tuple(
        text
        for text in texts[:_MOST]
        if min_length <= len(text) <= (len(text) if max_length is None else max_length)
        and all(matches("pattern", pattern, text) for pattern in patterns)
    )[:most]


def speller(pattern: str) -> Speller | None:
    """Writes strings along a pattern; None where that asks for what cannot be written from left to right."""
    syntax = parsed(pattern)
    try:
        return None if syntax is None else _spelled(syntax)
    except NotUnderstood:
        return None


def _spelled(syntax: Syntax) -> Speller:
    match syntax:
        case Chars(ranges):
            signs = _readable(ranges)
            return lambda draw: draw.pick(signs)
        case Sequence(parts):
            spellers = [_spelled(part) for part in parts]
            return lambda draw: "".join([spell(draw) for spell in spellers])
        case Choice(parts):
            spellers = [_spelled(part) for part in parts]
            return lambda draw: draw.pick(spellers)(draw)
        case Repeat(part, least, most):
            spell = _spelled(part)
            return lambda draw: "".join([spell(draw) for _ in range(draw.size(least, most))])
        case Anchor():
            return lambda _: ""
    raise NotUnderstood


def _readable(ranges: Ranges) -> str:
    """Some characters of ranges, letters and digits where there are any."""
    signs = [chr(code) for low, high in ranges for code in range(low, min(high, low + _MOST) + 1)]
    plain = [sign for sign in signs if sign.isascii() and sign.isprintable()]
    found = [sign for sign in plain if sign.isalnum()] or plain or signs
    if not found:
        raise NotUnderstood
    return "".join(found)


def language(asked: Strings, most: int = 1) -> Language | None:
    """Up to `most` strings; None where an expression is not understood or the search is too long."""
    return language_and_steps(asked, most)[0]


@lru_cache(maxsize=4096)
def language_and_steps(asked: Strings, most: int = 1) -> tuple[Language | None, int]:
    """The same with the steps that it costs, whether or not it was asked before."""
    syntaxes = [parsed(pattern) for pattern in (*asked.patterns, *asked.no_patterns)]
    if any(syntax is None for syntax in syntaxes) or max(asked.min_length, asked.max_length or 0) > _LONGEST_ASKED:
        return None, 0
    if asked.max_length is not None and asked.max_length < asked.min_length:
        return Language((), complete=True), 0
    understood = [syntax for syntax in syntaxes if syntax is not None]
    sets = {ranges for syntax in understood for ranges in mentioned_sets(syntax)}
    sets |= {((ord(char), ord(char)),) for text in asked.excluded for char in text}
    algebra = Algebra(sets)
    try:
        strings = _searched(asked, understood, most, algebra)
    except (NotUnderstood, RecursionError):
        strings = None
    return strings, algebra.parts // _PARTS_PER_STEP


def _searched(asked: Strings, syntaxes: list[Syntax], most: int, algebra: Algebra) -> Language:
    parts = [algebra.searched(syntax) for syntax in syntaxes[: len(asked.patterns)]]
    parts += [algebra.no(algebra.searched(syntax)) for syntax in syntaxes[len(asked.patterns) :]]
    parts += [algebra.no(algebra.literal(text)) for text in asked.excluded]
    if asked.min_length or asked.max_length is not None:
        parts.append(algebra.repeat(algebra.any_char, asked.min_length, asked.max_length))
    root = algebra.both(parts)
    texts = tuple(algebra.shortest(root, most))
    if len(texts) == most:
        return Language(texts, complete=False)
    # What is left may hold characters that no witness should be made of.
    return Language(texts, complete=algebra.is_exhausted(root))
