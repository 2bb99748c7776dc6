"""Sets of strings that regular expressions, their complements and lengths describe: is there one, and which?"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from harness.containment._algebra import Algebra, mentioned_sets
from harness.containment._regex import NotUnderstood, parsed

if TYPE_CHECKING:
    from harness.containment._regex import Syntax

_LONGEST = 2500


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


@lru_cache(maxsize=4096)
def language(asked: Strings, most: int = 1) -> Language | None:
    """Up to `most` strings; None where an expression is not understood or the search is too long."""
    syntaxes = [parsed(pattern) for pattern in (*asked.patterns, *asked.no_patterns)]
    if any(syntax is None for syntax in syntaxes) or max(asked.min_length, asked.max_length or 0) > _LONGEST:
        return None
    if asked.max_length is not None and asked.max_length < asked.min_length:
        return Language((), complete=True)
    try:
        return _searched(asked, [syntax for syntax in syntaxes if syntax is not None], most)
    except (NotUnderstood, RecursionError):
        return None


def _searched(asked: Strings, syntaxes: list[Syntax], most: int) -> Language:
    sets = {ranges for syntax in syntaxes for ranges in mentioned_sets(syntax)}
    sets |= {((ord(char), ord(char)),) for text in asked.excluded for char in text}
    algebra = Algebra(sets)
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
