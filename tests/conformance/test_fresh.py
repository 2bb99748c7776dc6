"""Where names are taken, the same is asked with others, and nothing else about the request is another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.conformance._asked import AskedVersion
from harness.conformance._fresh import with_fresh_names
from harness.conformance._judge import Judge
from harness.conformance._model import VersionSent
from harness.document import load
from harness.messages import HTTPRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_DOCUMENT = """
openapi: 3.1.0
info: {title: Boats, version: "1"}
paths:
  /boats:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string, minLength: 1, maxLength: LONGEST}
                kind: {enum: [sloop, ketch]}
                crew: {type: integer}
                mail: {type: string, format: email}
                papers: {type: array, items: {type: object, properties: {number: {type: string}}}}
      responses: {"201": {description: made}}
"""
_LONGEST = {"2025-01-01": 20, "2025-06-01": 12}


@pytest.fixture
def read(tmp_path: Path) -> Callable[[HTTPRequest], Any]:
    """How `POST /boats` is read in the first of two versions, and in the second."""
    documents = {}
    for day, longest in _LONGEST.items():
        path = tmp_path / f"{day}.yaml"
        path.write_text(_DOCUMENT.replace("LONGEST", str(longest)), encoding="utf-8")
        documents[day] = load(str(path))
    first = min(documents)
    judge = Judge(AskedVersion(first, first, first), documents, VersionSent("header", "Date-Of"), echoes=None)
    return lambda request: judge.readings(documents[first].operations[0], request)


def _request(body: object) -> HTTPRequest:
    return HTTPRequest("POST", "/boats", "", (("Content-Type", "application/json"),), json.dumps(body).encode())


def test_free_texts_are_others_and_all_else_is_the_same(read: Callable[[HTTPRequest], Any]) -> None:
    body = {"name": "Albatross", "kind": "ketch", "crew": 3, "mail": "ada@example.org", "papers": [{"number": "A7"}]}
    fresh = with_fresh_names(_request(body), read)
    assert fresh is not None
    assert read(fresh) == (None, None)
    sent = json.loads(fresh.body)
    assert {name for name in body if sent[name] != body[name]} == {"name", "mail", "papers"}
    assert sent["papers"][0]["number"] != "A7"
    assert with_fresh_names(_request(body), read) != fresh


@pytest.mark.parametrize(
    "body",
    [
        {"name": "a" * 21},
        {"name": "a" * 20},
        {"name": "Albatross", "kind": "yawl"},
        {"name": "Albatross", "crew": "many"},
        {"name": "Albatross", "mail": "nowhere"},
        {"mail": "ada@example.org"},
    ],
    ids=str,
)
def test_what_refuses_a_request_in_any_version_stays(read: Callable[[HTTPRequest], Any], body: dict[str, Any]) -> None:
    fresh = with_fresh_names(_request(body), read)
    assert fresh is not None
    assert read(fresh) == read(_request(body)) != (None, None)


@pytest.mark.parametrize("body", [{"kind": "ketch"}, {"crew": 3}, {}, [], None, 7])
def test_a_request_without_free_texts_has_no_other_names(read: Callable[[HTTPRequest], Any], body: object) -> None:
    assert with_fresh_names(_request(body), read) is None
