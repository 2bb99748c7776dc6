"""Items of sequences (OpenAPI 3.2), headers of the parts of forms, and dynamic references are parts of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import audit
from harness.messages._wire import body_text
from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Comparison

OK = {"200": {"description": ""}}
NARROW, WIDE = {"type": "string", "enum": ["a"]}, {"type": "string", "enum": ["a", "b"]}


def api(version: str, operation: dict[str, Any], **members: Any) -> dict[str, Any]:
    info = {"title": "T", "version": "1"}
    return {"openapi": version, "info": info, "paths": {"/a": {"post": operation}}, **members}


def worst(comparison: Comparison) -> str:
    assert audit(comparison) == ()
    impacts = [finding.impact for finding in contract(comparison).findings]
    return max(impacts, key=["compatible", "warning", "breaking"].index)


@pytest.mark.parametrize("media_type", ["application/jsonl", "text/event-stream", "application/json-seq"])
@pytest.mark.parametrize("place", ["request", "response"])
def test_items_of_a_sequence_are_sent_and_read(
    comparison_of: Callable[..., Comparison], media_type: str, place: str
) -> None:
    def document(item: Any) -> dict[str, Any]:
        content = {media_type: {"itemSchema": {"type": "object", "properties": {"data": item}}}}
        if place == "request":
            return api("3.2.0", {"requestBody": {"content": content}, "responses": OK})
        return api("3.2.0", {"responses": {"200": {"description": "", "content": content}}})

    wide, narrow = document(WIDE), document(NARROW)
    narrowed, widened = worst(comparison_of(wide, narrow)), worst(comparison_of(narrow, wide))
    assert (narrowed, widened) == (("breaking", "compatible") if place == "request" else ("compatible", "breaking"))


def test_items_are_written_as_their_media_type_has_it() -> None:
    assert body_text("application/jsonl", [{"a": 1}, "b"]) == '{"a": 1}\n"b"'
    assert body_text("text/event-stream", [{"event": "x", "data": "a\nb"}]) == "event: x\ndata: a\ndata: b\n\n"


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_headers_of_the_parts_of_a_form_are_read(comparison_of: Callable[..., Comparison], version: str) -> None:
    def document(schema: Any) -> dict[str, Any]:
        encoding = {"f": {"headers": {"X": {"required": True, "schema": schema}}}}
        form = {"schema": {"type": "object", "properties": {"f": {"type": "string"}}}, "encoding": encoding}
        return api(version, {"requestBody": {"content": {"multipart/form-data": form}}, "responses": OK})

    assert worst(comparison_of(document(WIDE), document(NARROW))) == "breaking"
    assert worst(comparison_of(document(NARROW), document(WIDE))) == "compatible"


@pytest.mark.parametrize("place", ["body", "query"])
def test_a_dynamic_reference_leads_to_the_anchor_of_its_name(
    comparison_of: Callable[..., Comparison], place: str
) -> None:
    link = {"$dynamicRef": "#n"}
    operation = {
        "body": {"requestBody": {"content": {"application/json": {"schema": link}}}, "responses": OK},
        "query": {"parameters": [{"name": "q", "in": "query", "schema": link}], "responses": OK},
    }[place]
    wide, narrow = (
        api("3.1.0", operation, components={"schemas": {"N": {"$dynamicAnchor": "n", **schema}}})
        for schema in (WIDE, NARROW)
    )
    assert worst(comparison_of(wide, narrow)) == "breaking"
    assert worst(comparison_of(narrow, wide)) == "compatible"
