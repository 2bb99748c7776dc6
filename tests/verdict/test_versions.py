"""The same text in another version of OpenAPI is judged by what it means in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import audit
from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Comparison

OK = {"200": {"description": ""}}
NAMED = {"N": {"type": "string"}, "M": {"type": "object", "properties": {"a": {"type": "string", "nullable": True}}}}
LINK = {"$ref": "#/components/schemas/N", "maxLength": 3}
NULL = {"type": "string", "nullable": True}


def api(version: str, schema: Any, place: str) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    operation: dict[str, Any] = {
        "request": {"requestBody": {"required": True, "content": content}, "responses": OK},
        "response": {"responses": {"200": {"description": "", "content": content}}},
    }[place]
    info = {"title": "T", "version": "1"}
    return {
        "openapi": version, "info": info, "paths": {"/a": {"post": operation}}, "components": {"schemas": NAMED},
    }  # fmt: skip


def impacts(comparison: Comparison) -> list[str]:
    assert audit(comparison) == ()
    return [finding.impact for finding in contract(comparison).findings if finding.impact != "compatible"]


# Schemas that take less in 3.1 than in 3.0, by the same words.
NARROWER = [
    NULL,
    {"type": "object", "properties": {"a": NULL}},
    {"type": "array", "items": {"anyOf": [NULL, {"type": "integer"}]}},
    {"$ref": "#/components/schemas/M"},
    {"type": "object", "properties": {"a": LINK}},
]


@pytest.mark.parametrize("schema", NARROWER)
@pytest.mark.parametrize(("place", "versions"), [("request", ("3.0.3", "3.1.0")), ("response", ("3.1.0", "3.0.3"))])
def test_the_same_words_may_take_less(
    comparison_of: Callable[..., Comparison], schema: Any, place: str, versions: tuple[str, str]
) -> None:
    old, new = (api(version, schema, place) for version in versions)
    assert impacts(comparison_of(old, new)) == ["breaking"]
    assert impacts(comparison_of(new, old)) == []


@pytest.mark.parametrize("schema", NARROWER)
def test_a_further_edit_does_not_hide_it(comparison_of: Callable[..., Comparison], schema: Any) -> None:
    old, new = api("3.0.3", schema, "request"), api("3.1.1", {**schema, "title": "T"}, "request")
    assert "breaking" in impacts(comparison_of(old, new))


@pytest.mark.parametrize("place", ["request", "response"])
def test_null_may_be_written_as_each_version_writes_it(comparison_of: Callable[..., Comparison], place: str) -> None:
    old, new = api("3.0.3", NULL, place), api("3.1.0", {"type": ["string", "null"]}, place)
    assert impacts(comparison_of(old, new)) == impacts(comparison_of(new, old)) == []
