"""The one walk over a pair of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from harness.comparison._contents import (
    compare_bodies,
    compare_encodings,
    compare_media_types,
    compare_parameters,
    compare_responses,
    members_differ,
)
from harness.comparison._graph import Graph
from harness.comparison._operations import compare_operations, pair_operations
from harness.comparison._pairing import SERVERS, operations, out_of_order, pair_repeated
from harness.comparison._path_items import (
    compare_callback_components,
    compare_path_items,
    keeps_addresses,
    note_path_items,
)
from harness.comparison._references import only_reference, reference_of
from harness.comparison._schemas import compare_schemas
from harness.comparison._security import compare_document_security, compare_schemes, users_of_schemes
from harness.comparison._unchanged import Unchanged, refers_elsewhere
from harness.vocabulary import ANNOTATED, NARROWED, REPLACED, SECTIONS, SWAGGER_SECTIONS, WIDENED, Step, component_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison._graph import Pair
    from harness.document import Document, Node
    from harness.vocabulary import Subject

_COMPARERS: dict[str, Callable[[Graph, Pair], None]] = {
    "operation": compare_operations,
    "schema": compare_schemas,
    "parameter": compare_parameters,
    "header": compare_parameters,
    "request body": compare_bodies,
    "response": compare_responses,
    "media type": compare_media_types,
    "encoding": compare_encodings,
    "security scheme": compare_schemes,
    "path item": compare_path_items,
    "callback": compare_callback_components,
}

# What of these is a request and what a response, they tell themselves.
_ASIDE = frozenset({"operation", "path item", "callback"})
_PATHS = ("paths", "webhooks", "x-webhooks")
_ARRAYS: dict[str, tuple[Literal["server", "tag"], str]] = {"servers": ("server", "url"), "tags": ("tag", "name")}
_WALKED = frozenset({*_PATHS, *_ARRAYS, "components", "security", *SWAGGER_SECTIONS})
_ADDRESS = frozenset({"host", "basePath", "schemes"})


def walk(old: Document, new: Document) -> Graph:
    """The graph of all pairs that differ, completely compared."""
    graph = Graph(old, new, Unchanged(old, new))
    if old is new or (old.content is new.content and not refers_elsewhere(old)):
        return graph
    top = graph.holder("document", (), old.root, new.root)
    _document(graph, top)
    pair_operations(graph, old.operations, new.operations)
    _finish(graph)
    for section in _PATHS:
        note_path_items(graph, top, section)
    _finish(graph)
    _components(graph, top)
    _finish(graph)
    if old.version == new.version == "2.0":
        from harness.comparison._remainder import note_remainder

        note_remainder(graph)
    return graph


def _finish(graph: Graph) -> None:
    while (pair := graph.next()) is not None:
        if pair.kind not in _ASIDE and graph.link_if_component_unchanged(pair):
            continue
        _COMPARERS.get(pair.kind, members_differ)(graph, pair)


def _document(graph: Graph, top: Pair) -> None:
    old, new = top.old, top.new
    kept = _keeps_addresses(graph)
    for key in {**old.value, **new.value}:
        if key in _WALKED:
            continue
        was, now = old.child(key), new.child(key)
        if key in ("info", "externalDocs") and was is not None and now is not None:
            members_differ(graph, graph.holder(key, (Step("member", key),), was, now))
        else:
            moved = key in _ADDRESS and not kept
            top.note_if_differs(key, REPLACED if moved else ANNOTATED, was, now)
    for section, (kind, key) in _ARRAYS.items():
        _named_items(graph, top, section, kind, key, meaningless=kind == "tag" or kept)
    compare_document_security(graph)


def _keeps_addresses(graph: Graph) -> bool:
    """Whether servers are told otherwise, and every operation is called under the addresses that it had."""
    sides = [[document.content.get(key) for key in SERVERS] for document in (graph.old, graph.new)]
    return sides[0] != sides[1] and keeps_addresses(operations(graph.old.operations, graph.new.operations))


def _named_items(
    graph: Graph, top: Pair, section: str, kind: Literal["server", "tag"], key: str, *, meaningless: bool
) -> None:
    """An array at the top whose items are known by one of their members."""
    was, now = top.old.child(section), top.new.child(section)
    if any(node is not None and type(node.value) is not list for node in (was, now)):
        top.note_if_differs(section, ANNOTATED, was, now)
        return
    olds, news = list(was.elements()) if was else [], list(now.elements()) if now else []
    pairs = pair_repeated(olds, news, lambda item: name if type(name := item.get(key)) is str else None)
    gone = [old for old, new in pairs if new is None]
    come = [new for old, new in pairs if old is None]
    if len(gone) == len(come) == 1:
        pairs = [*(pair for pair in pairs if None not in pair), (gone[0], come[0])]
    for old, new in pairs:
        step = Step(kind, str((new if new is not None else old).get(key)))  # type: ignore[union-attr]
        if old is not None and new is not None:
            _named_item(graph, graph.holder(kind, (step,), old, new), key, meaningless=meaningless)
        else:
            effect = ANNOTATED if meaningless else WIDENED if old is None else NARROWED
            top.note("presence", effect, old, new, subject=kind, steps=(step,))
    if out_of_order(pairs):
        top.note("order", ANNOTATED, was, now, steps=(Step("member", section),))
    if not (olds or news):
        top.note_if_differs(section, ANNOTATED, was, now)


def _named_item(graph: Graph, pair: Pair, key: str, *, meaningless: bool) -> None:
    if type(pair.old.value) is dict and type(pair.new.value) is dict:
        pair.note_if_differs(key, ANNOTATED if meaningless else REPLACED, pair.old.child(key), pair.new.child(key))
    members_differ(graph, pair, {key})


def _components(graph: Graph, top: Pair) -> None:
    """Components that came or went, and those that differ and no operation reaches."""
    old, new = top.old.child("components"), top.new.child("components")
    if any(node is not None and type(node.value) is not dict for node in (old, new)):
        top.note_if_differs("components", ANNOTATED, old, new)
        old = new = None
    sections = [
        (key, SECTIONS.get(key), old and old.child(key), new and new.child(key))
        for key in {**(old.value if old else {}), **(new.value if new else {})}
    ]
    if not sections:
        top.note_if_differs("components", ANNOTATED, old, new)
    sections += [(key, kind, top.old.child(key), top.new.child(key)) for key, kind in SWAGGER_SECTIONS.items()]
    for key, kind, was, now in sections:
        malformed = any(node is not None and type(node.value) is not dict for node in (was, now))
        if kind is None or malformed:
            top.note_if_differs(key, ANNOTATED, was, now, steps=(Step("member", "components"),))
        else:
            _section(graph, top, (key, kind), was, now)


def _section(graph: Graph, top: Pair, section: tuple[str, Subject], was: Node | None, now: Node | None) -> None:
    key, kind = section
    changed = []
    olds, news = was.value if was else {}, now.value if now else {}
    for name in {**olds, **news}:
        old, new = was and was.child(name), now and now.child(name)
        step = component_step(key, name)
        if old is None or new is None:
            top.note("presence", ANNOTATED, old, new, subject="component", steps=(step,))
        elif not graph.unchanged(old, new):
            changed.append((name, _component(graph, kind, step, old, new)))
    users = users_of_schemes(graph.new) if changed and kind == "security scheme" else {}
    for name, pair in changed:
        if pair is not None:
            pair.names = tuple(users.get(name, ()))
    if not (olds or news):
        top.note_if_differs("components", ANNOTATED, was, now, steps=(component_step(key, ""),))


def _component(graph: Graph, kind: Subject, step: Step, old: Node, new: Node) -> Pair | None:
    """The pair of two components; None where others compare them."""
    if graph.old.version == graph.new.version == "2.0" and kind in ("parameter", "response"):
        return None  # in the form of the operations that use them; else what remains is noted in the end
    refers = (reference_of(old) is not None, reference_of(new) is not None)
    if any(refers) and (kind != "schema" or refers[0] != refers[1] or only_reference(old) != only_reference(new)):
        graph.link(graph.holder(kind, (step,), old, new), (), kind, old, new)
        return None
    return graph.root(kind, step, old, new)
