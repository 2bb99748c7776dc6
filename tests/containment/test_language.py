"""Sets of strings, held against a validator's own engine for regular expressions."""

from __future__ import annotations

import re
from itertools import product

import jsonschema_rs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from harness.containment._algebra import _PARTS, Algebra
from harness.containment._patterns import Strings, language, language_and_steps

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


@pytest.mark.parametrize("inner", ["*", "+", "?", "{2}", "{1,2}", "{2,}", "{0}", "{1}"])
def test_what_is_repeated_again_is_in_the_language_exactly_if_it_matches(inner: str) -> None:
    for outer in ("*", "+", "?", "{2}", "{0,2}", "{3,}", "{0}"):
        pattern = f"^(?:a{inner}){outer}$"
        for count in range(9):
            found = language(Strings((pattern, _literally("a" * count))))
            assert found is not None
            assert bool(found.texts) is _is_match(pattern, "a" * count), (pattern, count)


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


_PIECES = (
    "a",
    "b",
    "[ab]",
    "[^a]",
    "^",
    "$",
    "(?=a)",
    "(?!a)",
    "(?:ab)",
    "(?:a|ba)",
    "(?:^|b)",
    "(?:a|$)",
    ".",
    "[a-b]",
)
_TIMES = ("", "*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}")
_AB = ["".join(letters) for length in range(4) for letters in product("ab", repeat=length)]


@pytest.mark.parametrize("first", _PIECES)
def test_all_strings_of_a_small_pattern_are_found(first: str) -> None:
    """Up to three letters, in the order of their lengths; Python's own engine says which match."""
    patterns = [f"{first}{times}{piece}{more}" for times, piece, more in product(_TIMES[:5], _PIECES, _TIMES[::2])]
    for pattern in patterns[:: 1 if first in ("^", "$") else 3]:
        try:
            matching = [text for text in _AB if re.search(pattern, text)]
        except re.error:
            continue
        found = language(Strings((pattern, "^[ab]*$"), (), 0, 3), 40)
        shortest = language(Strings((pattern, "^[ab]*$"), (), 0, 3), 1)
        if found is None or shortest is None:  # such as a lookahead that is repeated
            continue
        # Letters that no pattern tells apart stand for each other.
        assert set(map(len, found.texts)) == set(map(len, matching)), pattern
        assert list(map(len, found.texts)) == sorted(map(len, found.texts)), pattern
        assert set(found.texts) <= set(matching), pattern
        # They are all only if none stands for another.
        assert found.complete is (len(found.texts) == len(matching)), pattern
        assert shortest.texts == found.texts[:1], pattern
        assert shortest.complete is not bool(matching), pattern


@pytest.mark.parametrize(("least", "most"), [(0, None), (1, None), (2, 2), (1, 3), (3, 2), (0, 0)])
def test_lengths_and_strings_that_are_left_out_bound_a_language(least: int, most: int | None) -> None:
    out = ("a", "bb", "aba")
    matching = [t for t in _AB if least <= len(t) <= (3 if most is None else most) and t not in out and t[:1] != "b"]
    found = language(Strings(("^[ab]{0,3}$",), ("^b",), least, most, out), 40)
    assert found is not None
    assert (set(found.texts), found.complete) == (set(matching), True)


def test_lengths_beyond_all_bounds_are_not_searched() -> None:
    assert language(Strings(("^a*$",), (), 2501)) is None
    assert language(Strings(("^a*$",), (), 0, 2501)) is None
    found = language(Strings(("^a*$",), (), 2500))
    assert found is not None
    assert found.texts == ("a" * 2500,)


@pytest.mark.parametrize(("pattern", "text"), [(r"^\x41$", "A"), (r"^\u00e9$", "\u00e9"), (r"^[\x30-\x31]$", "0")])
def test_a_character_may_be_written_by_its_number(pattern: str, text: str) -> None:
    found = language(Strings((pattern,)))
    assert found is not None
    assert text in found.texts
    assert all(_is_match(pattern, one) for one in found.texts)


@pytest.mark.parametrize("pattern", [r"\x4", r"\x-1", r"\xzz", r"\u00-1"])
def test_what_is_no_number_of_a_character_is_not_understood(pattern: str) -> None:
    assert language(Strings((pattern,))) is None


_MANY = Strings(tuple(f"(?=.*[a-m]{number})(?!.*{number}[n-z])" for number in range(200)))


def test_the_search_for_a_string_is_given_up_where_its_parts_become_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Algebra] = []
    build = Algebra.__init__

    def remember(algebra: Algebra, *arguments: object) -> None:
        made.append(algebra)
        build(algebra, *arguments)

    monkeypatch.setattr(Algebra, "__init__", remember)
    assert language(_MANY._replace(min_length=1)) is None
    assert max(algebra.parts for algebra in made) < 1.01 * _PARTS


def test_the_search_for_a_string_costs_the_same_steps_whoever_asks_for_it_again() -> None:
    language_and_steps.cache_clear()
    first, again = (language_and_steps(_MANY)[1] for _ in range(2))
    assert first == again > 1_000
    assert language_and_steps(Strings(("^a+$",), ("^b",)))[1] == 0
