"""Whatever changed at once: where a whole message is lost, some change of it breaks or is undecided."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from harness.comparison import compare
from harness.containment import NO, YES, message_contained
from harness.document import Document, Node, load
from harness.verdict import contract

if TYPE_CHECKING:
    from pathlib import Path

NAMES = st.sampled_from(["a", "b", "c"])
LEAVES = st.one_of(
    st.sampled_from(["string", "integer", "number", "boolean", ["string", "null"]]).map(lambda kind: {"type": kind}),
    st.lists(st.sampled_from(["a", "b", "ab", 1, 2, None]), min_size=1, max_size=3, unique_by=repr).map(
        lambda values: {"enum": values}
    ),
    # Two keywords that allow little without each other.
    st.sampled_from(
        [
            {"type": "string", "enum": ["a"]},
            {"type": ["string", "null"], "enum": ["a", None]},
            {"type": "integer", "enum": [1, 2]},
            {"enum": ["ab"], "maxLength": 2},
            {"enum": ["ab", "abc"], "maxLength": 3},
        ]
    ),
    st.tuples(st.integers(0, 2), st.integers(2, 4)).map(
        lambda ends: {"type": "string", "minLength": ends[0], "maxLength": ends[1]}
    ),
    st.tuples(st.integers(0, 4), st.integers(4, 9)).map(
        lambda ends: {"type": "integer", "minimum": ends[0], "maximum": ends[1]}
    ),
    st.booleans(),
)


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Objects with some members, needed or not, and open, closed or of one kind beside them."""

    def made(members: dict[str, Any], needed: list[str], others: Any) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "object", "properties": members}
        if needed:
            schema["required"] = needed
        return schema if others is None else {**schema, "additionalProperties": others}

    members = st.dictionaries(NAMES, inner, max_size=3)
    return st.builds(made, members, st.lists(NAMES, unique=True, max_size=2), st.none() | st.booleans() | LEAVES)


def arrays(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Arrays of one kind, with or without a least number."""
    return st.builds(
        lambda items, least: {"type": "array", "items": items, "minItems": least}, inner, st.integers(0, 2)
    )


# Names that only one branch of a choice declares are sent or not by a convention of single changes.
CHOICES = st.builds(
    lambda keyword, parts: {keyword: parts},
    st.sampled_from(["anyOf", "oneOf", "allOf"]),
    st.lists(LEAVES, min_size=1, max_size=3),
)
SCHEMAS = st.recursive(
    LEAVES | CHOICES, lambda inner: st.one_of(objects(inner), objects(inner), arrays(inner)), max_leaves=4
)


@st.composite
def edited(draw: st.DrawFn) -> tuple[Any, Any]:
    """A schema, and the same with a few places drawn anew."""
    old = draw(SCHEMAS)
    new = json.loads(json.dumps(old))
    for _ in range(draw(st.integers(1, 3))):
        new = _replaced(draw, new)
    return old, new


def _replaced(draw: st.DrawFn, schema: Any) -> Any:
    below = [
        (keyword, name)
        for keyword in ("properties", "items", "additionalProperties")
        if isinstance(schema, dict) and isinstance(schema.get(keyword), dict)
        for name in (schema[keyword] if keyword == "properties" else [""])
    ]
    if not below or draw(st.integers(0, 2)) == 0:
        return draw(SCHEMAS)
    keyword, name = draw(st.sampled_from(below))
    if keyword == "properties":
        members = {**schema[keyword], name: _replaced(draw, schema[keyword][name])}
        return {**schema, keyword: members}
    return {**schema, keyword: _replaced(draw, schema[keyword])}


def document(folder: Path, name: str, schema: Any, direction: str) -> Document:
    """A document with one message of a schema."""
    content = {"application/json": {"schema": schema}}
    operation: dict[str, Any] = {"responses": {"200": {"description": "ok"}}}
    if direction == "request":
        operation["requestBody"] = {"required": True, "content": content}
    else:
        operation["responses"]["200"]["content"] = content
    path = folder / name
    said = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/p": {"post": operation}}}
    path.write_text(json.dumps(said), encoding="utf-8")
    return load(str(path))


def schema_of(document: Document, direction: str) -> Node:
    """The schema of the one message."""
    body = ("requestBody",) if direction == "request" else ("responses", "200")
    node = document.file.at(("paths", "/p", "post", *body, "content", "application/json", "schema"))
    assert node is not None
    return node


@given(pair=edited(), direction=st.sampled_from(["request", "response"]))
def test_a_message_that_is_lost_has_a_change_that_says_so(
    tmp_path_factory: Any, pair: tuple[Any, Any], direction: str
) -> None:
    folder = tmp_path_factory.mktemp("pair")
    old, new = (document(folder, f"{number}.json", schema, direction) for number, schema in enumerate(pair))
    judged = contract(compare(old, new), today="2025-06-16")
    sides = (old, new) if direction == "request" else (new, old)
    whole = message_contained(*(schema_of(one, direction) for one in sides), *sides, direction, formats=True)
    if whole.verdict == NO:
        assert judged.breaking or judged.undecided, whole.witness
    if whole.verdict == YES:
        assert not judged.breaking
    for finding in judged.findings:
        if finding.witness is not None:
            taken, refused = pair if direction == "request" else pair[::-1]
            assert is_valid(finding.witness.value, taken)
            assert not is_valid(finding.witness.value, refused)


def is_valid(value: Any, schema: Any) -> bool:
    """The opinion of a validator that had no part in the search."""
    return bool(jsonschema.Draft202012Validator(schema).is_valid(value))
