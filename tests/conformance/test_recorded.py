"""Messages are shown as they were, cut around what matters; commands send what was sent."""

from __future__ import annotations

import json
import shlex
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harness.conformance import RecordedRequest, ReportLine, failure_id
from harness.conformance._recorded import LIMIT, cut, recorded_answer, recorded_request
from harness.report.words.conformance import curl

_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4),
    max_leaves=12,
)
_headers = st.lists(
    st.tuples(
        st.from_regex(r"X-[A-Za-z]{1,6}", fullmatch=True),
        st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), max_size=8),
    )
)


def _bytes(value: Any) -> bytes:
    return json.dumps(value).encode()


@given(_values)
def test_a_json_body_is_laid_out_and_says_the_same(value: Any) -> None:
    answer = recorded_answer(200, "OK", [], _bytes(value))
    assert json.loads("\n".join(line.text for line in answer.lines)) == value
    assert [line.number for line in answer.lines] == list(range(1, len(answer.lines) + 1))
    assert not any(line.marked for line in answer.lines)
    assert answer.size == len(_bytes(value))


@given(_values, st.data())
def test_the_place_of_the_failure_is_marked_and_shown(value: Any, data: st.DataObject) -> None:
    path: list[str | int] = []
    node = {"list": [value] * 300}
    inner: Any = node
    while isinstance(inner, dict | list) and inner and (not path or data.draw(st.booleans())):
        key = data.draw(st.sampled_from(list(inner) if isinstance(inner, dict) else range(len(inner))))
        path.append(key)
        inner = inner[key]
    answer = recorded_answer(200, "OK", [], _bytes(node), at=path)
    marked = [line.text for line in answer.lines if line.marked and line.number is not None]
    assert marked
    assert not isinstance(path[-1], str) or f"{json.dumps(path[-1])}: " in marked[0]
    assert sum(len(line.text) for line in answer.lines) < LIMIT + 1000


def test_what_is_left_out_is_counted() -> None:
    lines = tuple(ReportLine(number, "x" * 99, number == 500) for number in range(1, 1001))
    shown = cut(lines)
    assert shown[0].number is None
    assert shown[-1].number is None
    numbers = [line.number for line in shown if line.number is not None]
    assert 500 in numbers
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert shown[0].text == f"… {numbers[0] - 1} more lines …"
    assert shown[-1].text == f"… {1000 - numbers[-1]} more lines …"


def test_a_line_of_a_megabyte_is_cut() -> None:
    answer = recorded_answer(200, "OK", [], b"x" * 1_000_000)
    assert len(answer.lines) == 1
    assert len(answer.lines[0].text) < 500
    assert answer.size == 1_000_000


def test_of_a_large_object_that_lacks_a_member_the_brackets_are_marked() -> None:
    answer = recorded_answer(200, "OK", [], _bytes({"item": {f"a{number}": 1 for number in range(30)}}), at=["item"])
    assert [line.text.strip() for line in answer.lines if line.marked] == ['"item": {', "}"]


@given(st.binary(max_size=200))
def test_any_bytes_can_be_shown(body: bytes) -> None:
    answer = recorded_answer(200, "OK", [], body, at=["a", 0])
    "\n".join(line.text for line in answer.lines).encode()
    curl(recorded_request("POST", "http://h/", body=body)).encode()


def test_a_body_that_is_nested_too_deeply_is_shown_as_it_is() -> None:
    body = b"[" * 100_000
    assert recorded_answer(200, "OK", [], body).lines[0].text.startswith("[[[")
    nested = b"[" * 400 + b"]" * 400
    assert recorded_answer(200, "OK", [], nested).size == 800


@given(
    _headers,
    st.none() | st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"])),
    st.text("ab[]{}'\"$`;&|\\ ", max_size=9),
)
def test_a_shell_reads_the_command_as_it_was_meant(headers: list[tuple[str, str]], body: str | None, path: str) -> None:
    request = RecordedRequest("PUT", f"http://127.0.0.1/{path}", tuple(headers), body)
    words = shlex.split(curl(request))
    assert words[:2] == ["curl", "-sS"]
    assert words[words.index("-X") + 1] == "PUT"
    assert f"http://127.0.0.1/{path}" in words
    assert ("--globoff" in words) == any(sign in path for sign in "[]{}")
    given_headers = [words[at + 1] for at, word in enumerate(words[:-1]) if word == "-H"]
    assert given_headers == [f"{name}: {value}" if value else f"{name};" for name, value in headers]
    if body is not None:
        assert words[-2:] == ["--data-raw", body]


def test_a_command_holds_nothing_that_a_terminal_obeys() -> None:
    request = RecordedRequest("GET", "http://h/\x1b[31m", (("X", "a\nb\u202e"),), "\x1b]0;x\x07\n")
    assert all(line.isprintable() for line in curl(request).split("\n"))


def test_a_failure_keeps_its_name_over_versions_and_wording() -> None:
    assert failure_id("status-code", "paths/~1pets/get", "/responses/500") == "f-8c90378525"
    ids = {
        failure_id("status-code", "paths/~1pets/get", "/responses/500"),
        failure_id("status-code", "paths/~1pets/post", "/responses/500"),
        failure_id("content-type", "paths/~1pets/get", "/responses/500"),
        failure_id("status-code", "paths/~1pets/get", "/responses/501"),
        # The parts do not run into each other.
        failure_id("status-codep", "aths/~1pets/get", "/responses/500"),
    }
    assert len(ids) == 5
    assert all(len(one) == 12 and one.startswith("f-") for one in ids)
