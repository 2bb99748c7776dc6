"""What is left out of requests: one thing at a time, and never what says who asks for which version."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from harness.conformance._smaller import least, smaller
from harness.messages import HTTPRequest

_NAMES = st.text("abcdef", min_size=1, max_size=4)
_VALUES = st.recursive(
    st.one_of(st.integers(), st.booleans(), st.none(), st.text(max_size=12)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_NAMES, inner, max_size=4)),
    max_leaves=12,
)
_KEEPS = frozenset({"version", "x-key"})


def _size(request: HTTPRequest) -> tuple[int, int, int]:
    return len(request.query), len(request.headers), len(request.body)


def _request(query: dict[str, str], body: Any) -> HTTPRequest:
    headers = (("X-Key", "k"), ("Content-Type", "application/json"), ("If-Match", "7"))
    return HTTPRequest("POST", "/boats", urlencode({"version": "1", **query}), headers, json.dumps(body).encode())


_REQUESTS = st.builds(_request, st.dictionaries(_NAMES, _NAMES, max_size=4), _VALUES)


@given(_REQUESTS)
def test_each_step_makes_a_request_smaller_and_keeps_who_asks_for_what(request: HTTPRequest) -> None:
    for candidate in smaller(request, _KEEPS):
        assert sum(_size(candidate)) < sum(_size(request))
        assert all(one <= other for one, other in zip(_size(candidate), _size(request), strict=True))
        assert (candidate.method, candidate.path) == (request.method, request.path)
        assert "version=1" in candidate.query
        assert {("X-Key", "k"), ("Content-Type", "application/json")} <= set(candidate.headers)
        json.loads(candidate.body)


@given(_REQUESTS)
def test_where_all_will_do_nothing_is_left(request: HTTPRequest) -> None:
    smallest = least(request, lambda _: True, _KEEPS)
    assert smallest.query == "version=1"
    assert len(smallest.headers) == 2
    assert len(smallest.body) <= max(len(json.dumps(value)) for value in (json.loads(request.body), '"', "x"))
    assert not [*smaller(smallest, _KEEPS)]


@given(_REQUESTS, st.integers(0, 5))
def test_what_is_alike_only_with_a_member_keeps_it(request: HTTPRequest, number: int) -> None:
    body = {"wanted": number, "other": json.loads(request.body)}
    asked = request._replace(body=json.dumps(body).encode())
    smallest = least(asked, lambda each: json.loads(each.body).get("wanted") == number, _KEEPS)
    assert json.loads(smallest.body) == {"wanted": number}


def test_bodies_that_are_no_json_stay_as_they_are() -> None:
    request = HTTPRequest("POST", "/boats", "a=1&b=2", (), b"--x\r\n")
    assert {candidate.body for candidate in smaller(request, _KEEPS)} == {b"--x\r\n"}
