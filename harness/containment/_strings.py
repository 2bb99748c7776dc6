"""Strings that meet lengths, patterns and formats: one, or the proof that there is none."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harness.containment._engine import covers
from harness.containment._outcome import NONE, Found, Outcome, unknown
from harness.containment._patterns import samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.containment._branches import Leaf

# The formats that validators check, with strings that have them. The first is the plainest.
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
_WITHIN = {
    ("uri", "iri"),
    ("uri", "uri-reference"),
    ("uri", "iri-reference"),
    ("uri-reference", "iri-reference"),
    ("iri", "iri-reference"),
    ("email", "idn-email"),
    ("hostname", "idn-hostname"),
}

_PLAIN = ("", "a", "x", "A", "0", "1", "-", " ", "ab", "abc", "Aa0", "a b", "#", "%", "é", "a/b", "1.5", "true")
_LONGEST = 1_000_000


def solve_string(leaf: Leaf) -> Outcome:
    """A string that meets all demands."""
    if leaf.max_length is not None and leaf.min_length > leaf.max_length:
        return NONE
    if any(has in leaf.formats or any((form, has) in _WITHIN for form in leaf.formats) for has in leaf.no_formats):
        return NONE
    if set(leaf.patterns) & set(leaf.no_patterns):
        return NONE
    for text in _candidates(leaf):
        if _meets(leaf, text):
            return Found(text)
    if leaf.max_length == 0 or _engine_refutes(leaf):
        return NONE
    return unknown("no string found for the patterns and formats")


def _meets(leaf: Leaf, text: str) -> bool:
    return (
        leaf.min_length <= len(text)
        and (leaf.max_length is None or len(text) <= leaf.max_length)
        and text not in leaf.excluded
        and all(matches("pattern", pattern, text) for pattern in leaf.patterns)
        and not any(matches("pattern", pattern, text) for pattern in leaf.no_patterns)
        and all(matches("format", form, text) for form in leaf.formats)
        and not any(matches("format", form, text) for form in leaf.no_formats)
    )


def matches(keyword: str, argument: str, text: str) -> bool:
    """Whether a string obeys `pattern` or `format`; one that cannot be understood says nothing."""
    validator = _validator(keyword, argument)
    return validator is None or bool(validator.is_valid(text))


@lru_cache(maxsize=2048)
def _validator(keyword: str, argument: str) -> Any:
    import jsonschema_rs

    try:
        return jsonschema_rs.Draft202012Validator({keyword: argument}, validate_formats=True)
    except ValueError:
        return None


def _candidates(leaf: Leaf) -> Iterator[str]:
    made = [text for form in leaf.formats for text in FORMATS.get(form, ())]
    made += [text for pattern in leaf.patterns for text in samples(pattern)]
    yield from made
    if not leaf.formats and not leaf.patterns:
        # What is refused says where the border is.
        near = [text for form in leaf.no_formats for text in FORMATS.get(form, ())]
        near += [text for pattern in leaf.no_patterns for text in samples(pattern)[:40]]
        yield from _fitted("a", leaf)
        yield from _PLAIN
        yield from (text + "~" for text in near)
        yield from (text[:-1] for text in near)
        yield from (text + text for text in near)
    for text in [*made, *_PLAIN]:
        yield from _fitted(text, leaf)
        yield from ("".join((text, end)) for end in ("a", "0", " "))
    yield from (f"a{number}" for number in range(len(leaf.excluded) + 1))


def _fitted(text: str, leaf: Leaf) -> Iterator[str]:
    """The text cut or filled to the lengths asked for."""
    lengths = {leaf.min_length, leaf.max_length, max(leaf.min_length, 1)}
    for length in sorted(length for length in lengths if length is not None and length <= _LONGEST):
        yield text[:length] if len(text) >= length else text + (text[-1:] or "a") * (length - len(text))
        if len(text) < length:
            yield "a" * (length - len(text)) + text


def _engine_refutes(leaf: Leaf) -> bool:
    """Whether the engine proves that every string with the patterns and lengths has one of those refused."""
    if not leaf.no_patterns or leaf.excluded:
        return False
    narrow: dict[str, Any] = {"type": "string", "minLength": leaf.min_length}
    if leaf.max_length is not None:
        narrow["maxLength"] = leaf.max_length
    narrow["allOf"] = [{"pattern": pattern} for pattern in leaf.patterns]
    return any(covers({"pattern": pattern}, narrow) for pattern in leaf.no_patterns)
