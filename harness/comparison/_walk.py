"""The one walk over a pair of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison._change import ANNOTATED, NARROWED, REPLACED, WIDENED
from harness.comparison._graph import COMPONENTS, SECTIONS, Graph, Pair
from harness.comparison._messages import (
    compare_bodies,
    compare_encodings,
    compare_media_types,
    compare_members,
    compare_parameters,
    compare_responses,
)
from harness.comparison._operations import Matched, compare_operations, compare_security, pair_operations
from harness.comparison._pairing import matched
from harness.comparison._schemas import compare_schemas
from harness.comparison._unchanged import Unchanged, image, refers_elsewhere
from harness.document import METHODS, erased, security_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.document import Document, Node

_COMPARERS: dict[str, Callable[[Graph, Pair], None]] = {
    "schema": compare_schemas,
    "parameter": compare_parameters,
    "header": compare_parameters,
    "request body": compare_bodies,
    "response": compare_responses,
    "media type": compare_media_types,
    "encoding": compare_encodings,
    "path item": lambda graph, pair: compare_members(graph, pair, _IN_ITEMS),
}

_WALKED = frozenset({"paths", "webhooks", "x-webhooks", "components", "servers", "security", *SECTIONS})
_IN_ITEMS = frozenset({*METHODS, "parameters", "additionalOperations"})
_ADDRESS = frozenset({"host", "basePath", "schemes"})


def walk(old: Document, new: Document) -> Graph:
    """The graph of all pairs that differ, completely compared."""
    graph = Graph(old, new, Unchanged(old, new))
    if old is new or (old.content is new.content and not refers_elsewhere(old)):
        return graph
    matches = Matched()
    top = graph.holder("document", "", old.root, new.root)
    _document(graph, top)
    pair_operations(graph, top, old.operations, new.operations, matches)
    _finish(graph, matches)
    _components(graph, top)
    _finish(graph, matches)
    return graph


def _finish(graph: Graph, matches: Matched) -> None:
    while (pair := graph.next()) is not None:
        operations = matches.by_pair.get(id(pair))
        if operations is not None:
            compare_operations(graph, pair, *operations, matches)
        else:
            _COMPARERS.get(pair.kind, compare_members)(graph, pair)


def _document(graph: Graph, top: Pair) -> None:
    old, new = top.old, top.new
    for key in {**old.value, **new.value}:
        was, now = old.child(key), new.child(key)
        if key in _WALKED or (was is not None and now is not None and image(was.value) == image(now.value)):
            continue
        if key in ("info", "externalDocs") and was is not None and now is not None:
            below = graph.holder(key, key, was, now)
            compare_members(graph, below)
        else:
            top.note(key, REPLACED if key in _ADDRESS else ANNOTATED, was, now)
    _servers(graph, top)
    _security(graph, old.child("security"), new.child("security"))
    for key in ("paths", "webhooks", "x-webhooks"):
        _path_items(graph, top, key)


def _security(graph: Graph, was: Node | None, now: Node | None) -> None:
    """What the document asks of every operation that asks nothing itself."""
    if was is None and now is None:
        return
    holder = graph.holder("security", "", graph.old.root, graph.new.root)
    compare_security(holder, security_of(was), security_of(now))
    if (was is None) != (now is None) and not security_of(was or now):
        holder.note("security", ANNOTATED, was, now)
    if holder.facts:
        inherits = [operation.name for operation in graph.new.operations if "security" not in operation.node.value]
        holder.names = tuple(inherits)


def _servers(graph: Graph, top: Pair) -> None:
    was, now = top.old.child("servers"), top.new.child("servers")
    olds, news = list(was.elements()) if was else [], list(now.elements()) if now else []
    pairs = matched(olds, news, lambda server: server.get("url"))
    gone = [old for old, new in pairs if new is None]
    come = [new for old, new in pairs if old is None]
    if len(gone) == len(come) == 1 and gone[0] is not None and come[0] is not None:
        pairs = [pair for pair in pairs if None not in pair] + [(gone[0], come[0])]
    for old, new in pairs:
        server = new or old
        assert server is not None
        label = f"server {server.get('url')}"
        if old is None or new is None:
            top.note("presence", WIDENED if old is None else NARROWED, old, new, subject="server", step=(label,))
        elif image(old.value) != image(new.value):
            below = graph.holder("server", label, old, new)
            if old.get("url") != new.get("url"):
                below.note("url", REPLACED, old.child("url"), new.child("url"))
            compare_members(graph, below, {"url"})
    indices = [old.pointer[-1] for old, new in pairs if old is not None and new is not None]
    if indices != sorted(indices, key=int):
        top.note("order", ANNOTATED, was, now, step=("servers",))


def _path_items(graph: Graph, top: Pair, section: str) -> None:
    """What path items say beside their operations and parameters."""
    was, now = top.old.child(section), top.new.child(section)
    olds, news = list(was.members()) if was else [], list(now.members()) if now else []
    for old, new in matched(olds, news, lambda item: item[0], lambda item: erased(item[0])):
        name = (new or old)[0]
        if name.startswith("x-"):
            if old is None or new is None or image(old[1].value) != image(new[1].value):
                top.note(name, ANNOTATED, old and old[1], new and new[1], step=(section,))
        elif old is not None and new is not None:
            _path_item(graph, name, old[1], new[1])
        else:
            _lone_item(graph, top, name, old and old[1], new and new[1])
    if (was is None) != (now is None) and not (olds or news):
        top.note(section, ANNOTATED, was, now)


def _path_item(graph: Graph, name: str, old: Node, new: Node) -> None:
    if image(old.value) == image(new.value) and type(old.get("$ref")) is not str:
        return
    _compare_items(graph, graph.holder("path item", name, old, new))


def _compare_items(graph: Graph, pair: Pair) -> None:
    compare_members(graph, pair, _IN_ITEMS)


def _lone_item(graph: Graph, top: Pair, name: str, old: Node | None, new: Node | None) -> None:
    """A path that came or went: its operations are facts of their own; without any, it is one itself."""
    node = new if new is not None else old
    assert node is not None
    document = graph.new if new is not None else graph.old
    resolved = document.resolve(node)
    if resolved is None or not any(key in METHODS for key, _ in resolved.members()):
        top.note("presence", ANNOTATED, old, new, subject="path item", step=(name,))


def _components(graph: Graph, top: Pair) -> None:
    """Components that came or went, and those that differ and no operation reaches."""
    for kind, was, now in _component_maps(top):
        olds, news = dict(was.members()) if was else {}, dict(now.members()) if now else {}
        for name in {**olds, **news}:
            old, new = olds.get(name), news.get(name)
            if old is None or new is None:
                top.note("presence", ANNOTATED, old, new, subject="component", step=(f"{kind} {name}",))
            elif not graph.unchanged(old, new):
                pair = graph.root(kind, f"{kind} {name}", old, new)
                if kind == "security scheme":
                    pair.names = _users(graph, name)
        if (was is None) != (now is None) and not (olds or news):
            top.note("components", ANNOTATED, was, now, step=(kind,))


def _users(graph: Graph, scheme: str) -> tuple[str, ...]:
    """The operations that a security scheme may be used for."""
    return tuple(
        operation.name
        for operation in graph.new.operations
        if any(scheme in alternative.schemes for alternative in operation.security)
    )


def _component_maps(top: Pair) -> list[tuple[str, Node | None, Node | None]]:
    old, new = top.old.child("components"), top.new.child("components")
    keys = {**_members(old), **_members(new)}
    maps = [(COMPONENTS.get(key, key), old and old.child(key), new and new.child(key)) for key in keys]
    for section, kind in SECTIONS.items():
        was, now = top.old.child(section), top.new.child(section)
        if was is not None or now is not None:
            maps.append((kind, was, now))
    return maps


def _members(node: Node | None) -> dict[str, object]:
    return node.value if node is not None and type(node.value) is dict else {}
