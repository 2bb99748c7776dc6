"""What HTTP leaves to servers is no breach, and what no document can decide proves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness.conformance._leeway import asks_otherwise, is_certain, is_failure, is_of_http, refuses
from harness.document import load
from harness.messages import Exchange, HTTPRequest, Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from harness.document import Operation

_DOCUMENT = """
openapi: 3.1.0
info: {title: Boats, version: "1"}
paths:
  /boats:
    get:
      parameters: [{in: query, name: kind, schema: {type: string, enum: [sloop, ketch]}}]
      responses: {"200": {description: all}, "501": {description: not yet}}
"""


@pytest.fixture
def operation(tmp_path: Path) -> Operation:
    """`GET /boats`, which declares 501."""
    path = tmp_path / "boats.yaml"
    path.write_text(_DOCUMENT, encoding="utf-8")
    return load(str(path)).operations[0]


def _get(query: str = "", *headers: tuple[str, str], body: bytes = b"") -> HTTPRequest:
    return HTTPRequest("GET", "/boats", query, headers, body)


@pytest.mark.parametrize(
    ("status", "header"), [(304, "If-None-Match"), (412, "If-Match"), (206, "Range"), (416, "Range")]
)
def test_what_a_header_asks_for_needs_no_declaration(status: int, header: str) -> None:
    assert is_of_http(status, _get("", (header, "x")))
    assert not is_of_http(status, _get())


def test_a_failure_is_none_where_the_contract_plans_it(operation: Operation) -> None:
    assert [is_failure(status, operation) for status in (200, 500, 501, 503)] == [False, True, False, True]


def test_a_request_without_the_body_that_its_headers_name_proves_nothing() -> None:
    assert asks_otherwise(_get("", ("Content-Type", "multipart/form-data")))
    assert asks_otherwise(_get("", ("Content-Type", "multipart/form-data"), body=b"x"))
    assert not asks_otherwise(_get("", ("Content-Type", "multipart/form-data; boundary=x"), body=b"x"))
    assert not asks_otherwise(_get("", ("Content-Type", "application/json"), body=b"{}"))


def test_a_request_for_another_media_type_proves_nothing() -> None:
    assert asks_otherwise(_get("", ("Accept", "text/csv")))
    assert not asks_otherwise(_get("", ("Accept", "text/csv, */*")))


@pytest.mark.parametrize(("query", "certain"), [("kind=x", True), ("kind=sloop&kind=ketch", False)])
def test_of_a_parameter_that_comes_twice_any_may_be_read(operation: Operation, query: str, certain: bool) -> None:
    refusal = Exchange(operation).accept_request(_get(query))
    assert isinstance(refusal, Refusal)
    assert is_certain(refusal, _get(query)) is certain


def test_405_refuses_a_request_of_the_operation_alone(operation: Operation) -> None:
    assert refuses(405, _get(), operation)
    assert not refuses(405, _get()._replace(method="PUT"), operation)
