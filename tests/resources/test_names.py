"""Names that mean the same are told to mean the same, and others are not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.resources import WORDS, folded, id_in, is_word, items_in, named, names_of_id, singular

PARTS = st.lists(st.text("abcdefgh", min_size=1, max_size=6), min_size=1, max_size=3)


@given(PARTS)
def test_all_spellings_of_a_name_are_one(parts: list[str]) -> None:
    spellings = {
        "_".join(parts),
        "-".join(parts),
        ".".join(parts),
        "".join(parts),
        "".join(part.capitalize() for part in parts),
        f"{parts[0]}[{''.join(parts[1:])}]",
    }
    assert {folded(name) for name in spellings} == {"".join(parts)}


def test_every_word_is_written_as_it_is_looked_up() -> None:
    assert [name for names in WORDS.values() for name in names if folded(name) != name] == []


def test_no_word_has_a_name_twice() -> None:
    assert {word: names for word, names in WORDS.items() if len(set(names)) != len(names)} == {}


def test_the_likeliest_name_of_a_word_is_taken() -> None:
    assert named(["total", "page_size", "limit"], "size") == "page_size"
    assert named(["starting_after_id", "q"], "after", ("", "id")) == "starting_after_id"
    assert named(["starting_after_id"], "after") is None
    assert is_word("Next-Page-Token", "total", "next cursor")
    assert not is_word("Next-Page-Token", "total")


@pytest.mark.parametrize(
    ("segment", "name"),
    [("ai-gateways", "aigateway"), ("stories", "story"), ("boxes", "box"), ("glass", "glass"), ("ties", "tie")],
)
def test_a_collection_holds_one_of_its_kind(segment: str, name: str) -> None:
    assert singular(segment) == name


@pytest.mark.parametrize(
    ("parameter", "names"),
    [
        ("visitNo", {"visitno", "no"}),
        ("no", {"no", "visitno"}),
        ("visit_uuid", {"visituuid", "uuid"}),
        ("id", {"id", "visitid"}),
    ],
)
def test_an_identifier_is_called_like_its_parameter_with_or_without_the_resource(
    parameter: str, names: set[str]
) -> None:
    assert names <= set(names_of_id("visits", [parameter]))


ITEMS = [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize(
    "body",
    [
        ITEMS,
        {"visits": ITEMS},
        {"data": {"items": ITEMS}, "total": 2},
        {"meta": {"tags": 1}, "payload": {"page": {"rows": ITEMS}}},
        {"errors": [], "items": ITEMS},
    ],
)
def test_the_items_of_a_list_are_told_wherever_they_stand(body: Any) -> None:
    assert items_in(body) == ITEMS


@pytest.mark.parametrize("body", [None, 7, "items", {}, {"one": 1}, {"left": [1], "right": [2]}])
def test_what_is_no_list_has_no_items(body: Any) -> None:
    assert items_in(body) is None


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ({"id": 3, "ownerId": 4}, 3),
        ({"visitId": "v", "ownerId": 4}, "v"),
        ({"visit": {"uuid": "u"}}, "u"),
        ({"reference_id": 5}, 5),
        ({"a_id": 5, "b_id": 6}, None),
        ({"id": True}, None),
        ([1], None),
    ],
)
def test_the_identifier_of_one_is_told(body: Any, own: Any) -> None:
    assert id_in(body, "visitId", "/visits") == own
