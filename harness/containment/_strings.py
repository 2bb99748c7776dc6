"""Strings that meet lengths, patterns and formats: one, or the proof that there is none."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from harness.containment._formats import FORMATS, SHAPES, WITHIN
from harness.containment._language import Strings, language
from harness.containment._outcome import NONE, Found, Outcome, Unknown
from harness.containment._patterns import matches, samples
from harness.containment._regex import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.containment._leaf import Leaf

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


def solve_string(leaf: Leaf) -> Outcome:
    """A string that meets all demands."""
    return text_for(
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


@lru_cache(maxsize=8192)
def text_for(asked: Texts) -> Outcome:
    """A string that meets what is asked."""
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
    by_language = _searched(asked)
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


def _searched(asked: Texts) -> Outcome | None:
    """What the theory of regular languages says; None where it does not reach."""
    shapes = tuple(SHAPES[form] for form in asked.formats if form in SHAPES)
    # Thousands of excluded strings are no matter of languages.
    excluded = asked.excluded if len(asked.excluded) <= 200 else ()
    strings = Strings((*asked.patterns, *shapes), asked.no_patterns, asked.min_length, asked.max_length, excluded)
    found = language(strings, _TRIES if asked.formats or asked.no_formats or asked.excluded != excluded else 1)
    if found is None:
        return _without_patterns(asked)
    for text in found.texts:
        if _meets(asked, text):
            return Found(text)
    if not found.texts:
        return NONE if found.complete else Unknown("only line ends or control characters tell the patterns apart")
    if found.complete and not asked.formats:
        return NONE
    return None


def _without_patterns(asked: Texts) -> Outcome | None:
    """Whether it fails without those patterns that are not understood here already."""
    kept, no = (tuple(p for p in part if parsed(p) is not None) for part in (asked.patterns, asked.no_patterns))
    if len(kept) == len(asked.patterns) and len(no) == len(asked.no_patterns):
        return None
    found = language(Strings(kept, no, asked.min_length, asked.max_length), 1)
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
