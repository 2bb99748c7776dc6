"""How values become text."""

from __future__ import annotations

from typing import Any

import pytest

from harness.messages._build import _curl_fields
from harness.messages._wire import MULTIPART, URLENCODED, Style, Wire, body_text, readings, serialized

LIST = ["blue", "black"]
COLOUR = {"R": 100, "G": 200}


# Source: OpenAPI 3.1.1, 4.8.12.4 Style Examples.
@pytest.mark.parametrize(
    ("style", "explode", "single", "listed", "named"),
    [
        ("matrix", False, ";color=blue", ";color=blue,black", ";color=R,100,G,200"),
        ("matrix", True, ";color=blue", ";color=blue;color=black", ";R=100;G=200"),
        ("label", False, ".blue", ".blue,black", ".R,100,G,200"),
        ("label", True, ".blue", ".blue.black", ".R=100.G=200"),
        ("simple", False, "blue", "blue,black", "R,100,G,200"),
        ("simple", True, "blue", "blue,black", "R=100,G=200"),
        ("form", False, "color=blue", "color=blue,black", "color=R,100,G,200"),
        ("form", True, "color=blue", "color=blue&color=black", "R=100&G=200"),
        ("spaceDelimited", False, "color=blue", "color=blue%20black", "color=R%20100%20G%20200"),
        ("pipeDelimited", False, "color=blue", "color=blue%7Cblack", "color=R%7C100%7CG%7C200"),
        ("deepObject", True, "color=blue", "color=blue&color=black", "color[R]=100&color[G]=200"),
    ],
)
def test_the_examples_of_the_standard_are_written_as_it_says(
    style: str, explode: bool, single: str, listed: str, named: str
) -> None:
    form = Style(style, explode)
    assert [serialized(form, "color", value) for value in ("blue", LIST, COLOUR)] == [single, listed, named]


@pytest.mark.parametrize(
    ("value", "said"), [(True, "true"), (False, "false"), (None, ""), (1.5, "1.5"), ([{"a": 1}], '{"a": 1}')]
)
def test_single_values_have_their_own_texts(value: Any, said: str) -> None:
    assert serialized(Style("simple", explode=False), "x", value) == said


def test_a_form_is_sent_by_its_members() -> None:
    assert _curl_fields(URLENCODED, {"a": "b c", "d": [1, 2]}) == [
        "--data-urlencode 'a=b c'",
        "--data-urlencode d=1",
        "--data-urlencode d=2",
    ]
    assert _curl_fields(MULTIPART, {"a": {"b": 1}}) == ["--form-string 'a={\"b\": 1}'"]
    assert _curl_fields(MULTIPART, {}) == ["--form-string ''"]


def test_a_field_has_the_header_that_its_part_is_sent_with_and_others_have_none() -> None:
    assert _curl_fields(MULTIPART, {"a": 'b"', "c": "d"}, {"a": "X-Note: 1"}) == [
        """-F 'a="b\\"";headers="X-Note: 1"'""",
        "--form-string c=d",
    ]


def test_what_is_no_form_is_sent_as_a_whole() -> None:
    assert _curl_fields("application/json", {"a": 1}) is None
    assert _curl_fields(URLENCODED, "a") is None
    assert body_text("text/plain", "a") == "a"
    assert body_text("application/json", "a") == '"a"'
    assert body_text("text/plain", 1) == "1"


def test_a_list_of_texts_may_be_one_of_numbers() -> None:
    assert readings(["1", "a", "true"], Wire()) == [["1", "a", "true"], [1, "a", True]]
