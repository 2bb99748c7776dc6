"""What is shown is held to what was sent, and what the server may decide is left to it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harness.conformance._shown import differing, is_copy, is_other, lost_member, stable

_PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_OBJECTS = st.dictionaries(st.sampled_from(["name", "size", "note", "updatedAt"]), _PLAIN)


@given(_OBJECTS)
def test_what_is_shown_as_it_was_sent_differs_in_nothing(sent: dict[str, Any]) -> None:
    assert differing(sent, sent) is None
    assert differing(sent, {**sent, "more": 1}) is None
    assert lost_member(sent, sent, "name", sent) is None


@given(_PLAIN, _PLAIN)
def test_that_a_value_is_another_one_goes_both_ways(one: Any, two: Any) -> None:
    assert is_other(one, two) is is_other(two, one)
    assert not is_other(one, one)


def test_how_a_text_is_spelled_is_left_to_the_server() -> None:
    assert not is_other(" Anna ", "anna")
    assert is_other("anna", "bert")
    assert is_other(True, False)
    assert not is_other(1, True)


def test_names_that_are_only_spelled_otherwise_are_one() -> None:
    assert differing({"rawText": "a"}, {"raw_text": "b"}) == "rawText"
    assert differing({"rawText": "a"}, {"raw_text": "a"}) is None
    assert differing({"rawText": "a"}, {"rawText": "a", "raw_text": "b"}) is None


def test_nothing_is_not_what_was_sent() -> None:
    assert differing({"note": "a"}, {"note": None}) == "note"
    assert differing({"note": ""}, {"note": None}) is None


def test_sentences_are_shown_in_the_case_that_they_have() -> None:
    assert is_other("Anna of the Sea", "anna of the sea")
    assert not is_other("ANNA@example.org", "anna@example.org")


def test_one_sign_is_the_same_however_it_is_composed() -> None:
    assert not is_other("Gro\u0308\u00dfe", "Gr\u00f6\u00dfe")
    assert is_other("Gr\u00f6\u00dfe", "Gr??e")


@given(st.lists(_PLAIN, min_size=1), st.data())
def test_a_list_that_lacks_something_is_another_one(items: list[Any], data: st.DataObject) -> None:
    assert not is_other(items, [*data.draw(st.permutations(items)), "more"])
    assert is_other(["a", "b"], ["a"])
    assert is_other(["a"], [])
    assert is_other([{"a": 1}, {"a": 2}], [{"a": 1}])
    assert not is_other(["Sea"], ["sea"])


def test_an_object_is_another_one_by_what_stands_in_it() -> None:
    assert is_other({"a": {"b": "c"}}, {"a": {"b": "d"}})
    assert not is_other({"a": 1, "b": 2}, {"a": 1, "c": 3})
    assert not is_other({"updatedAt": "now"}, {"updatedAt": "then"})


def test_what_a_change_may_not_name_may_follow_from_it() -> None:
    before, now = {"name": "a", "slug": "a", "note": "n"}, {"name": "b", "slug": "b", "note": None}
    assert lost_member(before, now, "name", ["name"]) is None
    assert lost_member(before, now, "name", ["name", "note"]) == "note"
    assert lost_member(before, now, "name", ["name", "slug"]) == "slug"


def test_when_something_was_created_stays() -> None:
    before = {"name": "a", "createdAt": "2026-01-01", "updatedAt": "2026-01-01"}
    now = {"name": "b", "createdAt": "2026-01-01", "updatedAt": "2026-01-02"}
    assert lost_member(before, now, "name", ["name"]) is None
    assert lost_member(before, {**now, "createdAt": "2026-01-02"}, "name", ["name"]) == "createdAt"


@given(_OBJECTS)
def test_what_the_time_changes_is_no_difference(shown: dict[str, Any]) -> None:
    assert stable({**shown, "updatedAt": "now"}) == stable({**shown, "updatedAt": "then"})


def test_a_copy_shows_all_that_was_sent_for_it() -> None:
    assert is_copy({"id": 7, "name": "a"}, {"name": "a", "secret": "x"})
    assert not is_copy({"id": 7, "name": "b"}, {"name": "a"})
    assert not is_copy({"id": 7}, {"name": "a"})
