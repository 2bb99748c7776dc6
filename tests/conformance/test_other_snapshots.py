"""An answer of another version is called one, whatever the lists on the way to it are called there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.conformance import VersionSent
from harness.conformance._asked import AskedVersion
from harness.conformance._client import Exchanged
from harness.conformance._judge import Judge
from harness.document import load
from harness.messages import HTTPRequest, HTTPResponse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_OLD, _NEW = "2025-01-01", "2025-06-01"
_INTEGER, _TEXT = {"type": "integer"}, {"type": "string"}


def _object(*optional: str, **properties: Any) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


@pytest.fixture
def checks(tmp_path: Path) -> Callable[[dict[str, Any], dict[str, Any], Any], list[str]]:
    """The checks that speak of an answer under the old version."""

    def run(old: dict[str, Any], new: dict[str, Any], body: Any) -> list[str]:
        documents = {}
        for day, schema in ((_OLD, old), (_NEW, new)):
            answer = {"description": "all", "content": {"application/json": {"schema": schema}}}
            paths = {"/boats": {"get": {"responses": {"200": answer}}}}
            path = tmp_path / f"{day}.json"
            path.write_text(
                json.dumps({"openapi": "3.1.0", "info": {"title": "Boats", "version": day}, "paths": paths})
            )
            documents[day] = load(str(path))
        judge = Judge(AskedVersion(_OLD, _OLD), documents, VersionSent("header", "X-Version"), echoes=None)
        response = HTTPResponse(200, (("Content-Type", "application/json"),), json.dumps(body).encode())
        exchanged = Exchanged(HTTPRequest("GET", "/boats", "", (("X-Version", _OLD),)), response)
        return [finding.check for finding in judge.of(documents[_OLD].operations[0], exchanged)]

    return run


_BOAT, _NEW_BOAT = _object(id=_INTEGER, name=_TEXT), _object(id=_TEXT, name=_TEXT)


@pytest.mark.parametrize(
    ("old", "new", "wrap"),
    [
        (_BOAT, _NEW_BOAT, lambda boat: boat),
        (_list(_BOAT), _list(_NEW_BOAT), lambda boat: [boat]),
        (_object(items=_list(_BOAT)), _object(items=_list(_NEW_BOAT)), lambda boat: {"items": [boat]}),
        (_object(items=_list(_BOAT)), _object(items=_list(_NEW_BOAT), count=_INTEGER), lambda boat: {"items": [boat]}),
        (_object(items=_list(_BOAT)), _object(boats=_list(_NEW_BOAT)), lambda boat: {"items": [boat]}),
        (
            _object(page=_object(items=_list({"allOf": [_BOAT]}))),
            _object(page=_object(boats=_list({"allOf": [_NEW_BOAT]}))),
            lambda boat: {"page": {"items": [boat]}},
        ),
    ],
)
def test_a_type_of_another_version_is_a_leak_wherever_it_stands(
    checks: Callable[[dict[str, Any], dict[str, Any], Any], list[str]],
    old: dict[str, Any],
    new: dict[str, Any],
    wrap: Callable[[Any], Any],
) -> None:
    assert checks(old, new, wrap({"id": 7, "name": "Alba"})) == []
    assert checks(old, new, wrap({"id": "seven", "name": "Alba"})) == ["version-leak"]
    assert checks(old, new, wrap({"id": True, "name": "Alba"})) == ["response-schema"]


def test_a_member_of_another_version_is_a_leak_in_a_list_that_is_called_otherwise_there(
    checks: Callable[[dict[str, Any], dict[str, Any], Any], list[str]],
) -> None:
    old, new = _object(items=_list(_BOAT)), _object(boats=_list(_object(id=_INTEGER, name=_TEXT, sails=_INTEGER)))
    boat = {"id": 7, "name": "Alba", "sails": 3}
    assert checks(old, new, {"items": [boat]}) == ["version-leak"]
    assert checks(old, old, {"items": [boat]}) == []


def test_of_two_lists_none_is_taken_for_the_other(
    checks: Callable[[dict[str, Any], dict[str, Any], Any], list[str]],
) -> None:
    new = _object("boats", "crews", boats=_list(_NEW_BOAT), crews=_list(_NEW_BOAT))
    assert checks(_object(items=_list(_BOAT)), new, {"items": [{"id": "x", "name": "n"}]}) == ["response-schema"]
