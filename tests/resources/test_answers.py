"""What an answer shows is found, whatever it is wrapped in."""

from __future__ import annotations

from typing import Any

import pytest

from harness.resources import id_in, member_in

_BOAT = {"id": 4, "name": "Anna", "owner": {"id": 9}}


@pytest.mark.parametrize(
    "answer",
    [
        _BOAT,
        {"boat": _BOAT},
        {"data": _BOAT, "links": {"self": "/boats/4"}},
        {"boat": _BOAT, "meta": {"took": 3}},
        {"data": {"boat": _BOAT}},
    ],
)
def test_a_member_and_its_id_are_found_in_what_wraps_them(answer: dict[str, Any]) -> None:
    assert member_in(answer, "boatId", "/boats") == _BOAT
    assert id_in(answer, "boatId", "/boats") == _BOAT["id"]


@pytest.mark.parametrize("answer", [None, [], "text", 3, {}, {"one": {"a": 1}, "two": {"a": 2}}])
def test_what_wraps_no_member_is_left_as_it_is(answer: Any) -> None:
    assert member_in(answer, "boatId", "/boats") == answer
