"""Regular expressions as ECMA-262 has them: which characters a class holds, what means the same, and what is left."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest

from harness.containment._regex import Chars, complement, parsed, united

# Source: ECMA-262, 12.2 White Space and 12.3 Line Terminators.
LINE_ENDS = {*map(ord, "\n\r\u2028\u2029")}
EVERY = range(sys.maxunicode + 1)
SPACES = {*map(ord, "\t\v\f\ufeff"), *LINE_ENDS, *(code for code in EVERY if unicodedata.category(chr(code)) == "Zs")}
DIGITS = {*map(ord, "0123456789")}
WORDS = {code for code in range(0x300) if re.fullmatch(r"\w", chr(code), re.ASCII)}


def codes_of(pattern: str) -> set[int]:
    syntax = parsed(pattern)
    assert isinstance(syntax, Chars)
    assert syntax.ranges == united(list(syntax.ranges))
    return {code for low, high in syntax.ranges for code in range(low, high + 1)}


@pytest.mark.parametrize(
    ("pattern", "codes", "others"),
    [(r"\d", DIGITS, r"\D"), (r"\w", WORDS, r"\W"), (r"\s", SPACES, r"\S"), ("[\n\r\u2028\u2029]", LINE_ENDS, ".")],
)
def test_a_class_holds_what_the_standard_names_and_its_opposite_all_else(
    pattern: str, codes: set[int], others: str
) -> None:
    assert codes_of(pattern) == codes
    assert codes_of(others) == {*EVERY} - codes


@pytest.mark.parametrize(
    ("pattern", "other"),
    [
        ("[a-c]", "[abc]"),
        ("[a-]", r"[a\-]"),
        ("[-a]", r"[\-a]"),
        ("[ca-b]", "[a-c]"),
        ("[a-cb-e]", "[a-e]"),
        ("[a-ec]", "[a-e]"),
        ("[a-a]", "a"),
        (r"[\d]", "[0-9]"),
        (r"[\da-f]", "[0-9a-f]"),
        (r"[^\D]", r"\d"),
        ("[^a-c]", "[^abc]"),
        ("[a^]", r"[\^a]"),
        (r"[\t]", r"\t"),
        (r"\t\n\v\f\r", "\t\n\v\f\r"),
        (r"\x41\u0042", "AB"),
        (r"[\x41-\u0043]", "[A-C]"),
        (r"\.\*\-\/\ ", r"[.][*][\-]/ "),
        ("a*?", "a*"),
        ("a{2}?", "a{2}"),
        ("a{2}", "a{2,2}"),
        ("a?", "a{0,1}"),
        ("a*", "a{0,}"),
        ("a+", "a{1,}"),
        ("(?<name>a)", "(a)"),
        ("(?:a)", "a"),
        ("(ab)", "ab"),
        ("(a|b)", "a|b"),
        ("&-~", r"[&][\-][~]"),
        ("[a&b]", r"[a\&b]"),
    ],
)
def test_two_ways_to_write_the_same_are_read_the_same(pattern: str, other: str) -> None:
    assert parsed(pattern) is not None
    assert parsed(pattern) == parsed(other)


@pytest.mark.parametrize(
    ("pattern", "other"),
    [("a*", "a+"), ("a", "a?"), ("a{1,2}", "a{1,3}"), ("(?=a)", "(?!a)"), ("^", "$"), ("ab", "a|b"), ("a|", "a")],
)
def test_what_means_something_else_is_read_otherwise(pattern: str, other: str) -> None:
    assert None not in (parsed(pattern), parsed(other))
    assert repr(parsed(pattern)) != repr(parsed(other))


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "{",
            "}",
            "]",
            ")",
            "(",
            "*",
            "+a",
            "?",
            "a)",
            "(a",
            "[a",
            "[]",
            "[^]",
            "a{",
            "a{}",
            "a{,2}",
            "a{x}",
            "a{1,x}",
        ),
        *("a{2,1}", "a**", "a*??", "a{1}{2}", "a?+", "^*", "$?", "(?=a)*", "(?!a){2}", "(?", "(?a)", "(?<1>a)", "(?<a"),
        *(
            "[b-a]",
            r"[a-\d]",
            r"[\d-a]",
            "[a--]",
            "[a&&b]",
            "[--a]",
            "[~~]",
            "[[a]",
            "[a-[b]",
            "\\",
            r"\p",
            r"\1",
            r"\b",
        ),
        *(
            r"\x4",
            r"\x4g",
            r"\u004",
            r"\u00+1",
            r"\ud800",
            r"\udfff",
            "a{\u0661}",
            "a{1,\u0661}",
            r"\k",
            "[\\",
            "a{20001}",
        ),
        *("a{1,20001}", "(" * 61 + "a" + ")" * 61, r"\xe"),
    ],
)
def test_what_readers_may_read_otherwise_is_not_understood(pattern: str) -> None:
    assert parsed(pattern) is None


@pytest.mark.parametrize(
    "pattern", ["a{20000}", "a{20000,}", "(" * 60 + "a" + ")" * 60, r"\ud7ff", r"\ue000", "", "()"]
)
def test_what_is_at_the_limits_is_understood(pattern: str) -> None:
    assert parsed(pattern) is not None


def test_a_complement_has_all_other_characters() -> None:
    last = sys.maxunicode
    assert complement(()) == ((0, last),)
    assert complement(((0, last),)) == ()
    assert complement(((0, 3), (5, 5))) == ((4, 4), (6, last))
    assert complement(((1, last - 1),)) == ((0, 0), (last, last))
    assert complement(((7, last),)) == ((0, 6),)


def test_ranges_are_united_where_they_touch() -> None:
    assert united([(5, 6), (1, 2), (3, 3)]) == ((1, 3), (5, 6))
    assert united([(1, 9), (2, 3), (11, 12)]) == ((1, 9), (11, 12))
    assert united([]) == ()
