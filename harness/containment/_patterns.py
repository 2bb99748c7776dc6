"""Whether a string matches a pattern, and strings that may: a few, with the edges of classes and repeats among them.

Patterns are ECMA-262. For samples they are parsed with Python's own parser, which understands most of them the same;
what it does not understand gives none. Whether a string matches is always left to the validator.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
    import jsonschema_rs

    try:
        return jsonschema_rs.Draft202012Validator({keyword: argument}, validate_formats=True)
    except ValueError:
        return None


@lru_cache(maxsize=512)
def samples(pattern: str) -> tuple[str, ...]:
    """Strings made along a pattern, the plainest first."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = re._parser.parse(pattern)  # type: ignore[attr-defined]  # noqa: SLF001 - there is no public one
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


def _part(name: str, argument: Any, groups: dict[int, str]) -> Sequence[str]:
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
