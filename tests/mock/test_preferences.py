"""`Prefer` and `Accept`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.mock._preferences import negotiated, preferences, sent_type

DECLARED = ("application/json", "text/csv", "application/vnd.boats+json", "text/html; charset=utf-8", "image/*")


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/*", "text/csv"),
        ("text/html", "text/html; charset=utf-8"),
        ("text/html;charset=utf-8", "text/html; charset=utf-8"),
        ("application/json;q=0.1, text/csv;q=0.2", "text/csv"),
        ("application/json;q=0, */*;q=0.1", "text/csv"),
        ("application/vnd.boats+json", "application/vnd.boats+json"),
        ("application/vnd.cars+json", "application/json"),
        ("image/gif", "image/*"),
        ("audio/ogg", None),
        ("audio/ogg, */*;q=0", None),
        ("nonsense", "application/json"),
        ("text/csv;q=much", "text/csv"),
    ],
)
def test_the_media_type_of_the_highest_quality_is_sent(accept: str | None, wanted: str | None) -> None:
    assert negotiated(accept, DECLARED) == wanted


@given(st.text(max_size=60))
def test_no_header_is_too_odd_to_be_read(text: str) -> None:
    assert negotiated(text, DECLARED) in {*DECLARED, None}
    preferences(text)


def test_of_a_declared_range_the_type_that_is_asked_for_is_sent() -> None:
    assert sent_type("image/*", "image/gif") == "image/gif"
    assert sent_type("image/*", None) == "image/png"
    assert sent_type("text/csv", "*/*") == "text/csv"


@pytest.mark.parametrize(
    ("header", "code", "example", "dynamic"),
    [
        ("code=404", "404", None, False),
        ('code="404", example="the first"', "404", "the first", False),
        ("respond-async, dynamic=true", None, None, True),
        ("example=a; note=1, code=200, code=500", "200", "a", False),
        ("wait=10", None, None, False),
    ],
)
def test_preferences_are_read_and_others_ignored(
    header: str, code: str | None, example: str | None, dynamic: bool
) -> None:
    assert preferences(header) == (code, example, dynamic)
