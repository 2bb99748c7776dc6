"""Text for terminals: harmless, coloured, folded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.report.words.text import PLAIN, Style, printable


@given(st.text())
def test_printable_text_is_one_harmless_line(text: str) -> None:
    shown = printable(text)
    assert all(sign.isprintable() or sign == "\xa0" for sign in shown)
    assert printable(shown) == shown


@given(st.text(st.characters(categories=["L", "N", "P", "S"], include_characters=" ")))
def test_what_is_harmless_stays(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("two\nlines\tand\rmore", "two\\nlines\\tand\\rmore"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\u2066b\u2069", "a\\u2066b\\u2069"),
        ("\x9b2J", "\\x9b2J"),
        ("\x7f\x00", "\\x7f\\x00"),
        ("\ufeffa\u200bb", "\\ufeffa\\u200bb"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("naïve 日本 🦜\xa0", "naïve 日本 🦜\xa0"),
    ],
)
def test_what_is_not_is_spelled_out(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.sampled_from("ab 日"), max_size=200), st.integers(4, 60))
def test_folded_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = Style(width=width + 2).folded(text, "  ").split("\n")
    columns = [sum(2 if sign == "日" else 1 for sign in line) for line in lines]
    assert columns[0] <= width
    assert all(count <= width + 2 for count in columns[1:])
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_nothing_is_folded_without_a_width() -> None:
    assert PLAIN.folded("word " * 100, "  ") == "word " * 100


def test_words_stay_whole_where_they_can() -> None:
    assert Style(width=20).folded("one two three four five", "    ") == "one two three\n    four five"


def test_plain_text_has_no_colours() -> None:
    assert PLAIN.paint("text", "error") == "text"
    assert Style(colored=True).paint("text", "bold") == "\x1b[1mtext\x1b[0m"
    assert Style(colored=True).paint("", "bold") == ""
