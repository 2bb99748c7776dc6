"""Names of versions: what they look like, and which is older."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.versions import NAME_FORMATS, RequestPlace, name_problem
from harness.versions._names import UNNAMED, day_of, is_word, order_of

# Each from the oldest on.
ORDERED = {
    "date": ["0001-01-01", "2024-02-29", "2024-12-31", "2025-01-01"],
    "month": ["1999-12", "2025-01", "2025-10", "2026-02"],
    "date-train": ["2024-06-20", "2024-09-30.acacia", "2024-09-30.basil", "2025-03-31.acacia"],
    "date-preview": ["2024-01-01", "2026-03-01-beta.2", "2026-03-01-preview", "2026-03-01", "2026-03-02-preview"],
    "number": ["v1", "v1.0", "2.9", "2.13", "v10", "71", "2024.0"],
}


@pytest.mark.parametrize("form", NAME_FORMATS)
def test_names_of_a_format_have_an_order(form: str) -> None:
    names = ORDERED[form]
    assert [name_problem(name, form) for name in names] == [None] * len(names)  # type: ignore[arg-type]
    orders = [UNNAMED, *(order_of(name, form) for name in names), order_of("beta", form, 1)]  # type: ignore[arg-type]
    assert sorted(set(orders)) == orders


@pytest.mark.parametrize(
    ("form", "name", "problem"),
    [
        ("date", "2025-02-29", "is no day of the calendar"),
        ("date", "2025-1-1", "is no date of the form YYYY-MM-DD"),
        ("date", "2025-01-01\n", "is no date of the form YYYY-MM-DD"),
        ("date", "\uff12\uff10\uff12\uff15-01-01", "is no date of the form YYYY-MM-DD"),
        ("month", "2025-13", "is no month of the calendar"),
        ("month", "2025-1", "is no month of the form YYYY-MM"),
        ("date-train", "2025-01-01.", "is no date with the name of a train, YYYY-MM-DD.name"),
        ("date-train", "2025-02-30.endive", "is no day of the calendar"),
        ("date-preview", "2025-01-01-", "is no date, YYYY-MM-DD, or its preview, YYYY-MM-DD-preview"),
        ("number", "v", "is no number such as 2.14 or v71"),
        ("number", "1.2.3.4.5", "is no number such as 2.14 or v71"),
        ("number", "1" * 70, "is no number such as 2.14 or v71"),
        ("number", "-1", "is no number such as 2.14 or v71"),
    ],
)
def test_what_is_no_name_is_told_why(form: str, name: str, problem: str) -> None:
    assert name_problem(name, form) == problem  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "name", "day"),
    [
        ("date", "2025-03-25", "2025-03-25"),
        ("month", "2026-10", "2026-10-01"),
        ("date-train", "2026-09-30.endive", "2026-09-30"),
        ("date-preview", "2026-03-01-preview", "2026-03-01"),
        ("number", "2.14", None),
        ("date", "beta", None),
    ],
)
def test_a_name_says_a_day_or_none(form: str, name: str, day: str | None) -> None:
    assert day_of(name, form) == day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "answer"), [("beta", True), ("Unstable", True), ("v1", False), ("", False), ("a b", False)]
)
def test_a_word_is_a_name_without_numbers(text: str, answer: bool) -> None:
    assert is_word(text) is answer


@given(st.dates(date(1, 1, 1)), st.dates(date(1, 1, 1)))
def test_dates_are_older_as_their_days_are(first: date, second: date) -> None:
    orders = [order_of(day.isoformat(), "date") for day in (first, second)]
    assert (orders[0] < orders[1]) == (first < second)


@given(st.lists(st.integers(0, 999), min_size=1, max_size=4), st.lists(st.integers(0, 999), min_size=1, max_size=4))
def test_numbers_are_no_decimals(first: list[int], second: list[int]) -> None:
    orders = [order_of(".".join(map(str, numbers)), "number") for numbers in (first, second)]
    assert (orders[0] < orders[1]) == (first < second)


@given(st.text(max_size=12), st.sampled_from(NAME_FORMATS))
def test_any_text_is_a_name_or_is_told_why(text: str, form: str) -> None:
    if name_problem(text, form) is None:  # type: ignore[arg-type]
        assert order_of(text, form)[0] == 0  # type: ignore[arg-type]
        assert text.isascii()


HEADER = RequestPlace("header", "X-API-Version")
QUERY = RequestPlace("query", "api-version")
PATH = RequestPlace("path", "/admin/api/{version}")


def test_a_version_is_found_where_the_api_looks_for_it_as_often_as_it_is_there() -> None:
    headers = [("x-api-version", "a"), ("Accept", "*/*"), ("X-API-VERSION", " b ")]
    query = [("api-version", ""), ("API-Version", "c"), ("api-version", "d")]
    assert HEADER.values("/", query, headers) == ("a", " b ")
    assert HEADER.values("/") == ()
    assert QUERY.values("/", query, headers) == ("", "d")  # names of parameters are told by their case
    assert PATH.values("/admin/api/2026-10/products", query, headers) == ("2026-10",)


@pytest.mark.parametrize(
    ("path", "version", "rest"),
    [
        ("/admin/api/2026-10/products/1", "2026-10", "/products/1"),
        ("/admin/api/2026-10", "2026-10", "/"),
        ("/admin/api/2026-10/", "2026-10", "/"),
        ("/admin/api//products", "", "/products"),
        ("/admin/api", None, "/admin/api"),
        ("/admin/apis/2026-10", None, "/admin/apis/2026-10"),
        ("/other/admin/api/2026-10", None, "/other/admin/api/2026-10"),
    ],
)
def test_a_path_is_split_into_its_version_and_the_rest(path: str, version: str | None, rest: str) -> None:
    assert PATH.split(path) == (version, rest)
    assert HEADER.split(path) == (None, path)
