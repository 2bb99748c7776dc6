"""Comparing what carries schemas: parameters, bodies, media types, responses, headers, links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison._change import ANNOTATED, NARROWED, REPLACED, WIDENED
from harness.comparison._pairing import matched, moved
from harness.comparison._unchanged import image

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable

    from harness.comparison._graph import Graph, Pair
    from harness.document import Node

# What an absent member means. Source: OpenAPI 3.1.1, 4.8.12.2.
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def compare_members(graph: Graph, pair: Pair, handled: Collection[str] = ()) -> None:
    """Note each member that differs and is not handled elsewhere, as an annotation."""
    old, new = pair.old, pair.new
    if type(old.value) is not dict or type(new.value) is not dict:
        if image(old.value) != image(new.value):
            pair.note("value", ANNOTATED, old, new)
        return
    for key in {**old.value, **new.value}:
        if key not in handled:
            was, now = old.child(key), new.child(key)
            if was is None or now is None or image(was.value) != image(now.value):
                pair.note(key, ANNOTATED, was, now)


def compare_parameters(graph: Graph, pair: Pair) -> None:
    """Two parameters or headers that stand for each other."""
    old, new = pair.old, pair.new
    if old.get("name") != new.get("name"):
        same = pair.kind == "header" or str(old.get("in")) == "header"
        pair.note(
            "name", ANNOTATED if same or old.get("in") == "path" else REPLACED, old.child("name"), new.child("name")
        )
    if old.get("in") != new.get("in"):
        pair.note("in", REPLACED, old.child("in"), new.child("in"))
    _flag(pair, "required", NARROWED, WIDENED)
    _flag(pair, "allowEmptyValue", WIDENED, NARROWED)
    _flag(pair, "allowReserved", WIDENED, NARROWED)
    for keyword in ("style", "explode"):
        was, now = old.child(keyword), new.child(keyword)
        if (was and was.value) != (now and now.value):
            same = _serialized(old, keyword) == _serialized(new, keyword)
            pair.note(keyword, ANNOTATED if same else REPLACED, was, now)
    compare_content(graph, pair)
    _optional_schema(graph, pair, "schema")
    compare_members(
        graph,
        pair,
        {"name", "in", "required", "allowEmptyValue", "allowReserved", "style", "explode", "schema", "content"},
    )


def compare_bodies(graph: Graph, pair: Pair) -> None:
    """Two request bodies."""
    _flag(pair, "required", NARROWED, WIDENED)
    compare_content(graph, pair)
    compare_members(graph, pair, {"required", "content"})


def compare_responses(graph: Graph, pair: Pair) -> None:
    """Two responses of one status."""
    compare_content(graph, pair)
    _maps(graph, pair, "headers", "header", str.lower)
    _maps(graph, pair, "links", "link")
    compare_members(graph, pair, {"content", "headers", "links"})


def compare_media_types(graph: Graph, pair: Pair) -> None:
    """Two media type objects."""
    _optional_schema(graph, pair, "schema")
    _optional_schema(graph, pair, "itemSchema")
    _maps(graph, pair, "encoding", "encoding")
    compare_members(graph, pair, {"schema", "itemSchema", "encoding"})


def compare_encodings(graph: Graph, pair: Pair) -> None:
    """Two encodings of one property of a form."""
    for keyword in ("contentType", "style", "explode", "allowReserved"):
        was, now = pair.old.child(keyword), pair.new.child(keyword)
        if (was and image(was.value)) != (now and image(now.value)):
            pair.note(keyword, REPLACED, was, now)
    _maps(graph, pair, "headers", "header", str.lower)
    compare_members(graph, pair, {"contentType", "style", "explode", "allowReserved", "headers"})


def compare_content(graph: Graph, pair: Pair) -> None:
    """The media types of a body, a response or a parameter."""
    _maps(graph, pair, "content", "media type")


def _maps(graph: Graph, pair: Pair, member: str, kind: str, fold: Callable[[str], str] = str) -> None:
    """Members of a map of named objects, paired by name."""
    was, now = pair.old.child(member), pair.new.child(member)
    if any(node is not None and type(node.value) is not dict for node in (was, now)):
        if was is None or now is None or image(was.value) != image(now.value):
            pair.note(member, ANNOTATED, was, now)
        return
    olds = list(was.members()) if was else []
    news = list(now.members()) if now else []
    for old, new in matched(olds, news, lambda item: item[0], lambda item: fold(item[0])):
        name = (new or old)[0]
        label = f"header {name}" if kind == "header" else name
        if old is not None and new is not None:
            if old[0] != new[0]:
                pair.note("name", ANNOTATED, old[1], new[1], subject=kind, step=(label,))
            graph.link(pair, label, kind, old[1], new[1])
        else:
            effect = NARROWED if new is None else WIDENED
            pair.note("presence", effect, old and old[1], new and new[1], subject=kind, step=(label,))
    if (was is None) != (now is None) and not (olds or news):
        pair.note(member, ANNOTATED, was, now)


def _optional_schema(graph: Graph, pair: Pair, member: str) -> None:
    was, now = pair.old.child(member), pair.new.child(member)
    if was is not None and now is not None:
        if type(was.value) is dict and type(now.value) is dict:
            graph.link(pair, "" if member == "schema" else member, "schema", was, now)
        elif image(was.value) != image(now.value):
            pair.note(member, REPLACED, was, now)
    elif was is not None or now is not None:
        # Without a schema anything goes.
        pair.note(member, NARROWED if was is None else WIDENED, was, now)


def _flag(pair: Pair, keyword: str, on: str, off: str) -> None:
    was, now = pair.old.child(keyword), pair.new.child(keyword)
    before, after = was is not None and was.value is True, now is not None and now.value is True
    if before != after:
        pair.note(keyword, on if after else off, was, now)
    elif (was is None) != (now is None) or (was is not None and now is not None and was.value is not now.value):
        if was is None or now is None or image(was.value) != image(now.value):
            pair.note(keyword, ANNOTATED, was, now)


def _serialized(node: Node, keyword: str) -> object:
    style = node.get("style", _STYLES.get(str(node.get("in")), "simple"))
    return style if keyword == "style" else node.get("explode", style == "form")


def reordered(pair: Pair, member: str, old: list[Hashable], new: list[Hashable]) -> None:
    """Note that an array's items stand in another order, where they do."""
    if moved(old, new):
        pair.note("order", ANNOTATED, pair.old.child(member), pair.new.child(member), step=(member,))
