"""Of a long message the part that is refused is shown, with the way to it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harness.report.model.diff import Evidence
from harness.report.words.messages import part_of, proof_line

NAMES = st.text(alphabet='ab/~:" ', min_size=1, max_size=4)


def evidence(value: Any, *refused: str | int, undeclared: str | None = None, direction: str = "response") -> Evidence:
    message = f"HTTP/1.1 200\nContent-Type: application/json\n\n{'x' * 5_000}"
    if direction == "request":
        message = f"curl -X POST https://api.example.com/p \\\n  --data '{'x' * 5_000}'"
    place = "response 200" if direction == "response" else "request body"
    return Evidence(direction, "POST /p", place, value, message, "wrong", refused, undeclared)


def test_the_object_that_is_refused_is_outlined_with_the_member_that_is_meant_first() -> None:
    inner = {"a": {"deep": 1}, "b": [], "c": [1], "extra": "y" * 200}
    part = part_of(evidence({"items": [inner]}, "items", 0, undeclared="extra"))
    assert part == (
        "HTTP/1.1 200\nContent-Type: application/json\n\nresponse 200 /items/0:\n"
        f'{{\n  "extra": "{"y" * 59}…,\n  "a": {{…}},\n  "b": [],\n  "c": […]\n}}'
    )


def test_a_request_begins_with_its_address() -> None:
    part = part_of(evidence([1, *range(40)], 0, direction="request"))
    assert part == "curl -X POST https://api.example.com/p\n\nrequest body /0:\n1"


def test_where_nothing_is_known_of_the_refusal_the_whole_value_is_outlined() -> None:
    part = part_of(evidence({f"n{number}": number for number in range(30)}))
    assert part.endswith('"n11": 11,\n  … 18 more\n}')


STEPS = st.lists(NAMES | st.integers(-2, 3), max_size=3)


@given(st.recursive(st.none() | st.text(max_size=90), lambda one: st.lists(one) | st.dictionaries(NAMES, one)), STEPS)
def test_the_part_is_short_wherever_the_steps_lead(value: Any, steps: list[str | int]) -> None:
    assert len(part_of(evidence(value, *steps))) < 1_100


def test_what_is_refused_for_being_absent_is_named() -> None:
    inner = {f"n{number}": number for number in range(6)}
    part = part_of(evidence({"item": inner}, "item", "id"), members=2)
    assert part.endswith('response 200 /item without "id":\n{\n  "n0": 0,\n  "n1": 1,\n  … 4 more\n}')


def test_a_proof_says_which_side_takes_what_and_where_it_is_not_as_usual() -> None:
    proof = evidence({"item": {}}, direction="request")
    assert proof_line(proof, ("1", "2")) == "accepted by 1, refused by 2"
    assert proof_line(proof, ("1", "2"), details=["PUT /q"]) == "accepted by 1, refused by 2 (PUT /q)"
    somewhere = proof._replace(differs=("item", "a/b"))
    line = "accepted by `1`, refused by `2` (as usual but for `request body /item/a~1b`)"
    assert proof_line(somewhere, ("1", "2"), "`{}`".format) == line
    whole = evidence("x")._replace(differs=())
    assert proof_line(whole, ("1", "2")) == "sent by 2, not allowed by 1 (as usual but for response 200)"
