"""Sets of strings, held against a validator's own engine for regular expressions."""

from __future__ import annotations

import jsonschema_rs
from hypothesis import assume, given
from hypothesis import strategies as st

from harness.containment._patterns import Strings, language

_ATOMS = st.sampled_from(["a", "b", "0", "-", ".", "\\d", "\\w", "[ab]", "[^a]", "[a-c0]", "\\W", "^", "$"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    groups = inner.map("(?:{})".format)
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(groups, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}"])).map("".join),
        inner.map("(?={})".format),
        inner.map("(?!{})".format),
    )


_PATTERNS = st.recursive(_ATOMS, _grown, max_leaves=6)
_TEXTS = st.text("ab0- ", max_size=5)


def _is_match(pattern: str, text: str) -> bool:
    return bool(jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid(text))


def _literally(text: str) -> str:
    return "^" + "".join(f"\\u{ord(char):04x}" for char in text) + "$"


@given(_PATTERNS, _TEXTS)
def test_a_string_is_in_the_language_exactly_if_it_matches(pattern: str, text: str) -> None:
    found = language(Strings((pattern, _literally(text))))
    assume(found is not None)
    assert found is not None
    assert bool(found.texts) is _is_match(pattern, text)


@given(_PATTERNS, _PATTERNS)
def test_what_is_found_matches_one_pattern_and_not_the_other(one: str, other: str) -> None:
    found = language(Strings((one,), (other,)), 3)
    assume(found is not None)
    assert found is not None
    assert all(_is_match(one, text) and not _is_match(other, text) for text in found.texts)


@given(_PATTERNS, _PATTERNS, st.lists(_TEXTS, max_size=30))
def test_nothing_is_missed_where_nothing_is_found(one: str, other: str, texts: list[str]) -> None:
    found = language(Strings((one,), (other,)))
    assume(found is not None and not found.texts and found.complete)
    assert not any(_is_match(one, text) and not _is_match(other, text) for text in texts)


def test_what_is_not_surely_read_the_same_everywhere_is_not_understood() -> None:
    for pattern in (r"^\cC$", r"(a)\1", r"\ba", "(?<=a)b", "(?i)a", r"\p{L}", "[a&&b]", "[[a]", "a{,2}", "a**", "[]"):
        assert language(Strings((pattern,))) is None


def test_a_witness_is_never_made_of_line_ends() -> None:
    found = language(Strings((), (".",), min_length=1))
    assert found is not None
    assert found.texts == ()
    assert not found.complete
