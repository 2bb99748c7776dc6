"""Errors as people read them."""

from __future__ import annotations

from harness.errors import HarnessError, MalformedDocument
from harness.report.words.text import PLAIN, Style, error_text


def test_an_error_shows_the_line_with_a_caret() -> None:
    error = MalformedDocument(
        "cannot read snapshot 2026-06-24",
        file="spec/2026-06-24.yaml",
        line=2391,
        column=17,
        excerpt="      type object",
        label="expected ':' after a key",
        hint="harness check spec/2026-06-24.yaml",
    )
    assert error_text(error, PLAIN) == (
        "error: cannot read snapshot 2026-06-24\n"
        "  --> spec/2026-06-24.yaml:2391:17\n"
        "     |\n"
        "2391 |       type object\n"
        "     |                 ^ expected ':' after a key\n"
        "hint: harness check spec/2026-06-24.yaml\n"
    )


def test_a_cause_stands_before_the_hint() -> None:
    error = HarnessError("no answer from http://127.0.0.1:8080", cause="connection refused", hint="start the API")
    assert error_text(error, PLAIN) == (
        "error: no answer from http://127.0.0.1:8080\ncause: connection refused\nhint: start the API\n"
    )


def test_the_caret_stands_under_its_sign_behind_escaped_ones() -> None:
    error = HarnessError("bad", file="a", line=1, column=4, excerpt="\x1b\x1b\x1b!")
    lines = error_text(error, PLAIN).splitlines()
    assert lines[3].index("\\x1b") + len("\\x1b" * 3) == lines[4].index("^")


def test_long_lines_are_cut_around_the_caret() -> None:
    error = HarnessError("bad", file="a", line=1, column=5001, excerpt="x" * 5000 + "!" + "y" * 5000)
    lines = error_text(error, PLAIN).splitlines()
    assert len(lines[3]) < 200
    assert lines[3][lines[4].index("^")] == "!"


def test_messages_fold_under_themselves() -> None:
    text = error_text(HarnessError("one two three four five six seven"), Style(width=24))
    assert text == "error: one two three\n       four five six\n       seven\n"


def test_text_from_documents_is_harmless() -> None:
    evil = "\x1b[2J\nerror: forged\u202e"
    error = HarnessError(evil, file=evil, line=1, column=1, excerpt=evil, label=evil, cause=evil, hint=evil)
    text = error_text(error, PLAIN)
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert sum(line.startswith("error:") for line in text.splitlines()) == 1
