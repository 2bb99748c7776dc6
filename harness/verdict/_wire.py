"""Values that travel as text: what a parameter or header of one type means to a reader of another.

On the wire an integer is a string of digits, so a reader of any string takes it, and one value is as good as a list of
one where lists repeat the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document import Node

if TYPE_CHECKING:
    from harness.document import Document

_SCALARS = ["string", "number", "integer", "boolean"]
_LIMITS = ("enum", "const", "pattern", "format", "minLength", "maxLength")
_TEXTS: dict[str, dict[str, Any]] = {
    "integer": {"type": "string", "pattern": "^-?(0|[1-9][0-9]*)$"},
    "number": {"type": "string", "pattern": "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$"},
    "boolean": {"type": "string", "enum": ["true", "false"]},
}


def as_text(
    sender: Node, reader: Node, documents: tuple[Document, Document], *, repeats: bool = False
) -> tuple[Node, Node]:
    """Both schemas in a form in which containment of values is containment of texts.

    Args:
        sender: the schema of the side that writes the value.
        reader: that of the side that reads it.
        documents: those of sender and reader.
        repeats: whether lists repeat the name, so that one value is a list of one.
    """
    was, now = documents[0].resolve(sender) or sender, documents[1].resolve(reader) or reader
    if type(was.value) is not dict or type(now.value) is not dict:
        return sender, reader
    if repeats and _is_list(now) and not _is_list(was) and _types(was):
        items = now.child("items")
        if items is not None and (now.get("minItems") or 0) <= 1:
            now = documents[1].resolve(items) or items
    if _is_list(now) and _is_list(was):
        return was, _with_items(was, now, documents)
    if _takes_any_text(now):
        return was, Node(now.file, now.pointer, {**_without_limits(now.value), "type": [*_SCALARS, *_others(now)]})
    texts = [_TEXTS[name] for name in _types(was) if name in _TEXTS]
    if texts and _types(now) == ["string"] and len(_types(was)) == 1:
        return Node(was.file, was.pointer, texts[0]), now
    return was, now


def _with_items(was: Node, now: Node, documents: tuple[Document, Document]) -> Node:
    before, after = was.child("items"), now.child("items")
    if before is None or after is None:
        return now
    _, items = as_text(before, after, documents)
    return now if items is after else Node(now.file, now.pointer, {**now.value, "items": items.value})


def _types(node: Node) -> list[str]:
    declared = node.get("type")
    names = [declared] if isinstance(declared, str) else declared if isinstance(declared, list) else []
    return [name for name in names if isinstance(name, str) and name != "null"]


def _is_list(node: Node) -> bool:
    return _types(node) == ["array"]


def _others(node: Node) -> list[str]:
    declared = node.get("type")
    null = node.get("nullable") is True or (isinstance(declared, list) and "null" in declared)
    return [name for name in (*_types(node), *(("null",) if null else ())) if name not in _SCALARS]


def _takes_any_text(node: Node) -> bool:
    return "string" in _types(node) and not any(keyword in node.value for keyword in _LIMITS)


def _without_limits(value: dict[str, Any]) -> dict[str, Any]:
    """Bounds of numbers say nothing where any text goes."""
    limits = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
    return {keyword: member for keyword, member in value.items() if keyword not in limits}
