"""Changes that lose nothing alone and something together, and schemas that are true or false."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.verdict import Contract

STRING = {"type": "string"}
SELF = {"$ref": "#/components/schemas/T"}
TOGETHER = [
    ({"type": "string", "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a", None]}, None),
    ({"type": "integer", "enum": [1, 2]}, {"type": "string", "enum": ["A", "B"]}, "A"),
    ({"type": "integer", "const": 1}, {"type": "string", "const": "1"}, "1"),
    ({"enum": ["ab"], "maxLength": 2}, {"enum": ["ab", "abc"], "maxLength": 3}, "abc"),
    ({"enum": ["abc"], "minLength": 2}, {"enum": ["abc", "x"], "minLength": 1}, "x"),
    ({"enum": ["a1"], "pattern": "^a"}, {"enum": ["b1"], "pattern": "^b"}, "b1"),
]
WIDER = [True, {}, STRING]


def document(schema: Any, direction: str, component: Any = None) -> dict[str, Any]:
    """A document with one message of a schema."""
    content = {"application/json": {"schema": schema}}
    operation: dict[str, Any] = {"responses": {"200": {"description": "ok"}}}
    if direction == "request":
        operation["requestBody"] = {"required": True, "content": content}
    else:
        operation["responses"]["200"]["content"] = content
    schemas = {} if component is None else {"T": component}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/p": {"post": operation}},
        "components": {"schemas": schemas},
    }


@pytest.fixture
def judged(comparison_of: Callable[..., Any]) -> Callable[..., Contract]:
    """The contract of two schemas of one message, the wider one first for requests."""

    def judge(direction: str, wide: Any, narrow: Any) -> Contract:
        both = document(wide, direction), document(narrow, direction)
        return contract(comparison_of(*(both if direction == "request" else both[::-1])), today="2025-06-16")

    return judge


@pytest.mark.parametrize(("old", "new", "lost"), TOGETHER)
@pytest.mark.parametrize("place", ["whole", "member", "item", "branch"])
def test_keywords_that_break_together_break(
    comparison_of: Callable[..., Any], old: Any, new: Any, lost: Any, place: str
) -> None:
    def placed(schema: Any) -> Any:
        return {
            "whole": schema,
            "member": {"properties": {"a": schema}},
            "item": {"type": "array", "items": schema},
            "branch": {"oneOf": [{"type": "object", "required": ["a"]}, schema]},
        }[place]

    both = (document(placed(schema), "response") for schema in (old, new))
    findings = contract(comparison_of(*both), today="2025-06-16").findings
    broken = [finding for finding in findings if finding.impact == "breaking"]
    assert broken
    value = {"whole": lost, "member": {"a": lost}, "item": [lost], "branch": lost}[place]
    assert {repr(finding.witness and finding.witness.value) for finding in broken} == {repr(value)}


@pytest.mark.parametrize(("old", "new", "lost"), TOGETHER)
def test_what_breaks_together_is_harmless_the_other_way_where_it_is_wider(
    comparison_of: Callable[..., Any], old: Any, new: Any, lost: Any
) -> None:
    if not all(value in new.get("enum", ()) for value in old.get("enum", (old.get("const"),))):
        pytest.skip("neither is the wider one")
    both = (document(schema, "request") for schema in (old, new))
    assert not contract(comparison_of(*both), today="2025-06-16").breaking


@pytest.mark.parametrize("direction", ["request", "response"])
@pytest.mark.parametrize("wide", WIDER)
@pytest.mark.parametrize("keyword", ["additionalProperties", "items", "property", "whole"])
def test_a_schema_that_becomes_false_takes_nothing_more(
    judged: Callable[..., Contract], direction: str, wide: Any, keyword: str
) -> None:
    def placed(schema: Any) -> Any:
        if keyword == "whole":
            return schema
        return {"properties": {"a": schema}} if keyword == "property" else {keyword: schema}

    assert judged(direction, placed(wide), placed(False)).breaking
    assert not judged(direction, placed(False), placed(wide)).breaking


@pytest.mark.parametrize("direction", ["request", "response"])
@pytest.mark.parametrize("unique", [False, True])
def test_items_break_under_any_number_of_them(judged: Callable[..., Contract], direction: str, *, unique: bool) -> None:
    more = {"type": "array", "minItems": 2, "uniqueItems": unique}
    found = judged(direction, {**more, "items": STRING}, {**more, "items": {"type": "string", "maxLength": 2}})
    (finding,) = found.findings
    assert finding.impact == "breaking"
    assert finding.witness is not None
    assert len(finding.witness.value) == 2


@pytest.mark.parametrize(("direction", "wide"), [("request", SELF), ("response", {"type": "array", "items": SELF})])
def test_a_member_of_its_own_schema_is_found_where_it_stands(
    comparison_of: Callable[..., Any], direction: str, wide: Any
) -> None:
    narrow = {"type": "array", "items": SELF} if wide is SELF else SELF
    schemas = [{"type": "object", "properties": {"child": schema}} for schema in (wide, narrow)]
    both = (document(SELF, direction, schema) for schema in schemas)
    findings = contract(comparison_of(*both), today="2025-06-16").findings
    assert any(finding.impact == "breaking" and finding.witness is not None for finding in findings)
    assert not any(finding.undecided for finding in findings)


def test_a_sibling_that_refuses_the_first_value_leaves_room_for_others(judged: Callable[..., Contract]) -> None:
    five = {"type": "integer", "minimum": 5, "maximum": 5}
    wide, narrow = ({"allOf": [five, {"anyOf": kinds}]} for kinds in ([{"type": "integer"}, STRING], [STRING]))
    (finding,) = judged("request", wide, narrow).findings
    assert (finding.impact, finding.witness and finding.witness.value) == ("breaking", 5)
