"""What a request may name though it is not there proves nothing of what is valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness.conformance._references import is_beyond
from harness.document import load
from harness.messages import Accepted, Exchange, HTTPRequest

if TYPE_CHECKING:
    from pathlib import Path

_DOCUMENT = """
openapi: 3.1.0
info: {title: Boats, version: "1"}
paths:
  /boats/{number}:
    get:
      parameters:
        - {in: path, name: number, required: true, schema: {type: integer}}
        - {in: query, name: page, schema: {type: integer}}
        - {in: query, name: limit, schema: {type: string, pattern: "^[0-9]+$"}}
        - {in: query, name: crew, schema: {type: integer}}
      responses: {"200": {description: all}}
"""


@pytest.mark.parametrize(
    ("target", "beyond"),
    [
        ("/boats/7", False),
        ("/boats/7?page=1&limit=1", False),
        ("/boats/7?page=0", True),
        ("/boats/7?page=2", True),
        ("/boats/7?limit=0", True),
        ("/boats/7?limit=50", False),
        ("/boats/7?crew=0", False),
        ("/boats/7?crew=9007199254740992", False),
        ("/boats/7?crew=9007199254740993", True),
        ("/boats/-9007199254740993", True),
    ],
)
def test_pages_and_numbers_that_no_server_need_have_are_beyond(tmp_path: Path, target: str, beyond: bool) -> None:
    path = tmp_path / "boats.yaml"
    path.write_text(_DOCUMENT, encoding="utf-8")
    at, _, query = target.partition("?")
    read = Exchange(load(str(path)).operations[0]).accept_request(HTTPRequest("GET", at, query, (), b""))
    assert isinstance(read, Accepted)
    assert is_beyond(read) is beyond
