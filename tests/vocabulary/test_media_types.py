"""Spellings of media types."""

from __future__ import annotations

import pytest

from harness.vocabulary import media_type_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("application/json", "Application/JSON"),
        ("application/json", "application/json; charset=utf-8"),
        ("application/problem+json;charset=UTF-8", "application/problem+json"),
        ("text/csv;charset=UTF-8", 'text/csv ; Charset="utf-8"'),
        ("text/plain; a=1; b=2", "text/plain;b=2;a=1"),
        ("application/json", "application/json;"),
    ],
)
def test_spellings_of_one_media_type_have_one_key(one: str, other: str) -> None:
    assert media_type_key(one) == media_type_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/json", "application/json; version=2"),
        ("application/json; profile=a", "application/json; profile=A"),
        ("application/json", "application/*"),
        ("application/xml", "application/json"),
    ],
)
def test_other_media_types_have_other_keys(one: str, other: str) -> None:
    assert media_type_key(one) != media_type_key(other)
