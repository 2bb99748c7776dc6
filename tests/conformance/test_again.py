"""What is sent once more tells what is flaky from what is taken."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from harness.conformance._again import with_fresh_names
from harness.document import load
from harness.messages import Accepted, Exchange, HTTPRequest

if TYPE_CHECKING:
    from pathlib import Path

_DOCUMENT = """
openapi: 3.1.0
info: {title: Boats, version: "1"}
paths:
  /boats:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                name: {type: string, maxLength: 20}
                kind: {enum: [sloop, ketch]}
                crew: {type: integer}
      responses: {"201": {description: made}}
"""


@pytest.fixture
def boats(tmp_path: Path) -> Exchange:
    """What reads and makes the messages of `POST /boats`."""
    path = tmp_path / "boats.yaml"
    path.write_text(_DOCUMENT, encoding="utf-8")
    return Exchange(load(str(path)).operations[0])


def _request(body: object) -> HTTPRequest:
    return HTTPRequest("POST", "/boats", "", (("Content-Type", "application/json"),), json.dumps(body).encode())


def test_free_texts_are_others_and_all_else_is_the_same(boats: Exchange) -> None:
    body = {"name": "Albatross of the sea", "kind": "ketch", "crew": 3}
    fresh = with_fresh_names(_request(body), boats)
    assert fresh is not None
    assert isinstance(boats.accept_request(fresh), Accepted)
    sent = json.loads(fresh.body)
    assert sent["name"] != body["name"]
    assert {**sent, "name": body["name"]} == body
    assert with_fresh_names(_request(body), boats) != fresh


@pytest.mark.parametrize("body", [{"kind": "ketch"}, {"crew": 3}, {}])
def test_a_request_without_free_texts_has_no_other_names(boats: Exchange, body: object) -> None:
    assert with_fresh_names(_request(body), boats) is None
