"""Comparing what carries schemas: parameters, bodies, media types, responses, headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from harness.comparison._pairing import matched
from harness.comparison._references import reference_of
from harness.comparison._schemas import link_schemas
from harness.comparison._unchanged import same
from harness.vocabulary import (
    ANNOTATED,
    NARROWED,
    REPLACED,
    WIDENED,
    Effect,
    Step,
    media_type_key,
    subschema_step,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from harness.comparison._graph import Graph, Pair
    from harness.document import Document, Node


# What an absent `style` means. Source: OpenAPI 3.1.1, 4.8.12.2.
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_PARAMETER = frozenset(
    {"name", "in", "required", "allowEmptyValue", "allowReserved", "style", "explode", "schema", "content"}
)
# What the members of a map are.
_Kind = Literal["media type", "header", "encoding", "link"]
_ENCODING = ("contentType", "style", "explode", "allowReserved")


def members_differ(graph: Graph, pair: Pair, handled: Collection[str] = ()) -> None:
    """Note each member that differs and is not handled elsewhere, as an annotation."""
    old, new = pair.old, pair.new
    if not _objects(pair):
        return
    before, after = old.value, new.value
    for key in {**before, **after}:
        if key in handled:
            continue
        if key in before and key in after and same(before[key], after[key]):
            if key == "examples":
                _examples_elsewhere(graph, pair)
            continue
        pair.note(key, ANNOTATED, old.child(key), new.child(key))


def _examples_elsewhere(graph: Graph, pair: Pair) -> None:
    """Note examples that say something else in another file, to which both sides refer in the same words."""
    was, now = pair.old.child("examples"), pair.new.child("examples")
    for name, node in was.members() if was is not None else ():
        other = now.child(name) if now is not None else None
        if other is not None and str(reference_of(node) or "#")[:1] != "#":
            old, new = graph.old.resolve(node), graph.new.resolve(other)
            if old is not None and new is not None and not same(old.value, new.value):
                pair.note("examples", ANNOTATED, old, new)


def compare_parameters(graph: Graph, pair: Pair) -> None:
    """Two parameters or headers that stand for each other."""
    if not _objects(pair):
        return
    old, new = pair.old, pair.new
    if pair.kind == "header":
        names, flags = ANNOTATED, ANNOTATED
    else:
        # HTTP does not tell header names apart by case, and a path's parameters have a place.
        places = {str(old.get("in")), str(new.get("in"))}
        names, flags = (ANNOTATED if places in ({"header"}, {"path"}) else REPLACED), REPLACED
    pair.note_if_differs("name", names, old.child("name"), new.child("name"))
    pair.note_if_differs("in", flags, old.child("in"), new.child("in"))
    _flag(pair, "required", NARROWED, WIDENED)
    _flag(pair, "allowEmptyValue", WIDENED, NARROWED)
    _flag(pair, "allowReserved", WIDENED, NARROWED)
    for keyword in ("style", "explode"):
        alike = _serialized(old, keyword) == _serialized(new, keyword)
        pair.note_if_differs(keyword, ANNOTATED if alike else REPLACED, old.child(keyword), new.child(keyword))
    if not _rewritten(graph, pair):
        _maps(graph, pair, "content", "media type", media_type_key)
        _optional_schema(graph, pair, "schema")
    members_differ(graph, pair, _PARAMETER)


def compare_bodies(graph: Graph, pair: Pair) -> None:
    """Two request bodies."""
    if _objects(pair):
        _flag(pair, "required", NARROWED, WIDENED)
        _maps(graph, pair, "content", "media type", media_type_key)
        members_differ(graph, pair, {"required", "content"})


def compare_responses(graph: Graph, pair: Pair) -> None:
    """Two responses of one status."""
    if _objects(pair):
        _maps(graph, pair, "content", "media type", media_type_key)
        _maps(graph, pair, "headers", "header", str.lower)
        _maps(graph, pair, "links", "link")
        members_differ(graph, pair, {"content", "headers", "links"})


def compare_media_types(graph: Graph, pair: Pair) -> None:
    """Two media type objects."""
    if _objects(pair):
        _optional_schema(graph, pair, "schema")
        _optional_schema(graph, pair, "itemSchema")
        _maps(graph, pair, "encoding", "encoding")
        members_differ(graph, pair, {"schema", "itemSchema", "encoding"})


def compare_encodings(graph: Graph, pair: Pair) -> None:
    """Two encodings of one property of a form."""
    if _objects(pair):
        for keyword in _ENCODING:
            pair.note_if_differs(keyword, REPLACED, pair.old.child(keyword), pair.new.child(keyword))
        _maps(graph, pair, "headers", "header", str.lower)
        members_differ(graph, pair, {*_ENCODING, "headers"})


def _objects(pair: Pair) -> bool:
    """Whether both sides can be looked into; notes the difference where not."""
    if type(pair.old.value) is dict and type(pair.new.value) is dict:
        return True
    pair.note_if_differs("value", ANNOTATED, pair.old, pair.new)
    return False


def _maps(graph: Graph, pair: Pair, member: str, kind: _Kind, fold: Callable[[str], str] = str) -> None:
    """Members of a map of named objects, paired by name."""
    was, now = pair.old.child(member), pair.new.child(member)
    if was is None and now is None:
        return
    if was is not None and now is not None and graph.link_if_unchanged(pair, was, now):
        return
    if any(node is not None and type(node.value) is not dict for node in (was, now)):
        pair.note_if_differs(member, ANNOTATED, was, now)
        return
    olds = list(was.members()) if was else []
    news = list(now.members()) if now else []
    for old, new in matched(olds, news, lambda item: item[0], lambda item: fold(item[0])):
        steps = (Step(kind, str((new or old or ("",))[0])),)
        if old is not None and new is not None:
            if old[0] != new[0]:
                pair.note("name", ANNOTATED, old[1], new[1], subject=kind, steps=steps)
            graph.link(pair, steps, kind, old[1], new[1])
        else:
            effect = ANNOTATED if kind == "link" else NARROWED if new is None else WIDENED
            values = _resolved(graph.old, old and old[1]), _resolved(graph.new, new and new[1])
            pair.note("presence", effect, old and old[1], new and new[1], subject=kind, steps=steps, values=values)
    if not (olds or news):
        pair.note_if_differs(member, ANNOTATED, was, now)


def _resolved(document: Document, node: Node | None) -> Any:
    """What stands behind the references of a node, None where they lead nowhere."""
    target = document.resolve(node) if node is not None else None
    return None if target is None else target.value


def _rewritten(graph: Graph, pair: Pair) -> bool:
    """Whether a value that has a `schema` on one side has a media type on the other: it is written in another form."""
    forms = [(node.child("schema"), node.child("content")) for node in (pair.old, pair.new)]
    (was_schema, was_content), (now_schema, now_content) = forms
    if (was_schema is None) == (was_content is None) or (now_schema is None) == (now_content is None):
        return False
    if (was_schema is None) == (now_schema is None):
        return False
    pair.note("content", REPLACED, was_schema or was_content, now_schema or now_content)
    schemas = [schema or _only_schema(content) for schema, content in forms]
    if schemas[0] is not None and schemas[1] is not None:
        link_schemas(graph, pair, (), schemas[0], schemas[1])
    return True


def _only_schema(content: Node | None) -> Node | None:
    """The schema of the one media type that a parameter or header may have."""
    entries = [node for _, node in content.members()] if content is not None else []
    return entries[0].child("schema") if len(entries) == 1 else None


def _optional_schema(graph: Graph, pair: Pair, member: str) -> None:
    was, now = pair.old.child(member), pair.new.child(member)
    if was is not None and now is not None:
        link_schemas(graph, pair, () if member == "schema" else (subschema_step(member),), was, now)
    elif was is not None or now is not None:
        # Without a schema anything goes.
        pair.note(member, NARROWED if was is None else WIDENED, was, now)


def _flag(pair: Pair, keyword: str, on: Effect, off: Effect) -> None:
    was, now = pair.old.child(keyword), pair.new.child(keyword)
    before, after = was is not None and was.value is True, now is not None and now.value is True
    pair.note_if_differs(keyword, ANNOTATED if before == after else on if after else off, was, now)


def _serialized(node: Node, keyword: str) -> object:
    style = node.get("style", _STYLES.get(str(node.get("in")), "simple"))
    return style if keyword == "style" else node.get("explode", style == "form")
