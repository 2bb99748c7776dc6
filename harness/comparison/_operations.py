"""Comparing operations: what they are called, take and answer, and what of them came or went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison._contents import members_differ
from harness.comparison._graph import Fact
from harness.comparison._pairing import matched, operations, statuses
from harness.comparison._parameters import pair_parameters
from harness.comparison._references import note_references, reference_of
from harness.comparison._security import compare_operation_security
from harness.document import METHODS, Operation, addresses, same_addresses, without_parameter_names
from harness.vocabulary import ANNOTATED, NARROWED, REPLACED, REQUEST, RESPONSE, WIDENED, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.comparison._graph import Graph, Pair
    from harness.document import Document, Node


_MESSAGES = frozenset({"parameters", "requestBody", "responses", "callbacks", "security", "servers"})


def pair_operations(graph: Graph, old: Iterable[Operation], new: Iterable[Operation]) -> None:
    """Pair the operations of two documents, and note those that came or went.

    Of a path item that cannot be read nobody knows its operations: neither came they nor did they go.
    """
    unreadable = _unreadable_items(graph.old), _unreadable_items(graph.new)
    for was, now in operations(list(old), list(new)):
        if was is not None and now is not None:
            unchanged_members = graph.unchanged.changed_references_by_member(was.node, now.node)
            if not _same(graph, was, now, unchanged_members):
                pair = graph.operation(was, now, _operation_step(now))
                pair.unchanged_members = unchanged_members
                graph.reaching.append((now.name, pair))
                for aspect, before, after in (("path", was.path, now.path), ("method", was.method, now.method)):
                    if before != after:
                        alike = aspect == "path" and without_parameter_names(before) == without_parameter_names(after)
                        alike = alike or (aspect == "path" and same_addresses(addresses(was), addresses(now)))
                        effect = ANNOTATED if alike else REPLACED
                        pair.facts.append(
                            Fact("operation", aspect, effect, (), REQUEST, was.node, now.node, before, after)
                        )
            continue
        operation = was or now
        assert operation is not None
        if (operation.kind, without_parameter_names(operation.path)) in unreadable[was is not None]:
            continue
        holder = graph.holder("operation", (_operation_step(operation),), operation.node, operation.node)
        holder.names = (operation.name,)
        effect = NARROWED if now is None else WIDENED
        old_node, new_node = was.node if was is not None else None, now.node if now is not None else None
        holder.note("presence", effect, old_node, new_node, direction=REQUEST)


def _unreadable_items(document: Document) -> set[tuple[str, str]]:
    """The path items that refer to nothing that can be read, by kind and path."""
    return {
        (kind, without_parameter_names(path))
        for kind, section in (("operation", "paths"), ("webhook", "webhooks"), ("webhook", "x-webhooks"))
        for node in (document.root.child(section),)
        for path, item in (node.members() if node is not None else ())
        if reference_of(item) is not None and document.resolve(item) is None
    }


def compare_operations(graph: Graph, pair: Pair) -> None:
    """Two operations that stand for each other."""
    assert pair.operations is not None
    old, new = pair.operations
    plain = "2.0" not in (old.document.version, new.document.version)
    pair_parameters(graph, pair, old, new)
    if not plain:
        _swagger_messages(graph, pair, old, new)
    else:
        if not graph.link_if_member_unchanged(pair, "requestBody", REQUEST):
            _body(graph, pair, pair.old.child("requestBody"), pair.new.child("requestBody"))
        if not graph.link_if_member_unchanged(pair, "responses", RESPONSE):
            _responses(graph, pair, pair.old.child("responses"), pair.new.child("responses"))
    _callbacks(graph, pair)
    compare_operation_security(pair, old, new)
    members_differ(graph, pair, _MESSAGES | pair.unchanged_members.keys())
    if "servers" not in pair.unchanged_members:
        effect = ANNOTATED if same_addresses(addresses(old), addresses(new)) else REPLACED
        pair.note_if_differs("servers", effect, pair.old.child("servers"), pair.new.child("servers"))


def _operation_step(operation: Operation) -> Step:
    return Step("webhook" if operation.kind == "webhook" else "operation", operation.name)


def _same(graph: Graph, old: Operation, new: Operation, unchanged_members: dict[str, tuple[str, ...]]) -> bool:
    """Whether nothing that an operation says or inherits has changed."""
    if any(unchanged_members.values()) or not len(unchanged_members) == len(old.node.value) == len(new.node.value):
        return False
    if old.path != new.path or old.method != new.method:
        return False
    was, now = old.item.child("parameters"), new.item.child("parameters")
    if (was is None) != (now is None) or (was is not None and now is not None and not graph.unchanged(was, now)):
        return False
    if "2.0" not in (old.document.version, new.document.version):
        return True
    keys = ("consumes", "produces")
    return all(old.document.content.get(key) == new.document.content.get(key) for key in keys)


def _body(graph: Graph, pair: Pair, was: Node | None, now: Node | None) -> None:
    step = Step("request body")
    if was is not None and now is not None:
        graph.link(pair, (step,), "request body", was, now, direction=REQUEST)
    elif was is not None or now is not None:
        node = graph.old.resolve(was) if was is not None else graph.new.resolve(now) if now is not None else None
        more = (node is None or node.get("required") is not True) == (was is None)
        effect = WIDENED if more else NARROWED
        pair.note("presence", effect, was, now, subject="request body", steps=(step,), direction=REQUEST)


def _responses(graph: Graph, pair: Pair, was: Node | None, now: Node | None) -> None:
    if any(node is not None and type(node.value) is not dict for node in (was, now)):
        pair.note_if_differs("responses", ANNOTATED, was, now)
        return
    olds, news = was.value if was else {}, now.value if now else {}
    for before, after in statuses(olds, news):
        status = after or before or ""
        old, new = was and was.child(before or status), now and now.child(status)
        steps = (Step("response", status),)
        if status.startswith("x-"):
            pair.note_if_differs(status, ANNOTATED, old, new, steps=(Step("member", "responses"),))
        elif old is not None and new is not None:
            if before != after:
                effect = WIDENED if status[1:].upper() == "XX" else NARROWED
                pair.note("name", effect, old, new, subject="response", steps=steps, direction=RESPONSE)
            graph.link(pair, steps, "response", old, new, direction=RESPONSE)
        else:
            effect = NARROWED if new is None else WIDENED
            pair.note("presence", effect, old, new, subject="response", steps=steps, direction=RESPONSE)
    if not (olds or news):
        pair.note_if_differs("responses", ANNOTATED, was, now)


def _swagger_messages(graph: Graph, pair: Pair, old: Operation, new: Operation) -> None:
    """Bodies and responses in the form of OpenAPI 3, of which one or both are made from Swagger 2.0."""
    _body(graph, pair, old.body, new.body)
    olds, news = old.responses, new.responses
    raw_olds, raw_news = pair.old.child("responses"), pair.new.child("responses")
    for status in {**olds, **news}:
        was, now = olds.get(status), news.get(status)
        steps = (Step("response", status),)
        raw_old, raw_new = raw_olds and raw_olds.child(status), raw_news and raw_news.child(status)
        if (was is None) != (now is None) and raw_old is not None and raw_new is not None:
            pair.note("reference", REPLACED, raw_old, raw_new, subject="response", steps=steps, direction=RESPONSE)
        elif was is not None and now is not None:
            if raw_old is not None and raw_new is not None and (reference_of(raw_old) or reference_of(raw_new)):
                note_references(pair, "response", raw_old, raw_new, steps)
            graph.link(pair, steps, "response", was, now, direction=RESPONSE)
        else:
            effect = NARROWED if now is None else WIDENED
            pair.note("presence", effect, was, now, subject="response", steps=steps, direction=RESPONSE)
    for status in {*_extensions(raw_olds), *_extensions(raw_news)}:
        was, now = raw_olds and raw_olds.child(status), raw_news and raw_news.child(status)
        pair.note_if_differs(status, ANNOTATED, was, now, steps=(Step("member", "responses"),))


def _extensions(node: Node | None) -> list[str]:
    return [key for key, _ in node.members() if key.startswith("x-")] if node is not None else []


def _callbacks(graph: Graph, pair: Pair) -> None:
    was, now = pair.old.child("callbacks"), pair.new.child("callbacks")
    if (was is None and now is None) or pair.unchanged_members.get("callbacks") == ():
        return
    if any(node is not None and type(node.value) is not dict for node in (was, now)):
        pair.note_if_differs("callbacks", ANNOTATED, was, now)
        return
    olds, news = dict(was.members()) if was else {}, dict(now.members()) if now else {}
    for name in {**olds, **news}:
        old, new = olds.get(name), news.get(name)
        if old is not None and new is not None and (reference_of(old) or reference_of(new)):
            note_references(pair, "callback", old, new, (Step("callback", name),))
    before = {name: item for name, node in olds.items() if (item := graph.old.resolve(node)) is not None}
    after = {name: item for name, node in news.items() if (item := graph.new.resolve(node)) is not None}
    pair_callbacks(graph, pair, before, after)
    _odd_callbacks(pair, olds, news)
    if not (olds or news):
        pair.note_if_differs("callbacks", ANNOTATED, was, now)


def _odd_callbacks(pair: Pair, olds: dict[str, Node], news: dict[str, Node]) -> None:
    """Callbacks that came or went and are no object of path items, or refer to one."""
    for name in {**olds, **news}:
        old, new = olds.get(name), news.get(name)
        for node in (old, new) if (old is None) != (new is None) else ():
            if node is not None and (type(node.value) is not dict or not node.value or reference_of(node)):
                pair.note("presence", ANNOTATED, old, new, subject="callback", steps=(Step("callback", name),))


def pair_callbacks(graph: Graph, pair: Pair, olds: dict[str, Node], news: dict[str, Node]) -> None:
    """The requests that callbacks of the same name announce, below an operation or a component."""
    for name in {**olds, **news}:
        old, new = olds.get(name), news.get(name)
        steps = (Step("callback", name),) if name else ()
        if old is not None and new is not None and (type(old.value) is not dict or type(new.value) is not dict):
            pair.note_if_differs("value", ANNOTATED, old, new, subject="callback", steps=steps)
            continue
        expressions = {**_value(old), **_value(new)}
        for expression in expressions:
            was, now = old and old.child(expression), new and new.child(expression)
            if expression == "$ref":
                if not any(node is not None and type(node.value) is str for node in (was, now)):
                    pair.note_if_differs(expression, ANNOTATED, was, now, subject="callback", steps=steps)
                continue
            if expression.startswith("x-"):
                pair.note_if_differs(expression, ANNOTATED, was, now, subject="callback", steps=steps)
            else:
                _callback_item(graph, pair, was, now, (*steps, Step("expression", expression)))


def _callback_item(graph: Graph, pair: Pair, was: Node | None, now: Node | None, steps: tuple[Step, ...]) -> None:
    if was is not None and now is not None and graph.unchanged(was, now):
        return
    if was is None or now is None:
        node = was if was is not None else now
        effect = ANNOTATED if node is None or type(node.value) is not dict else NARROWED if now is None else WIDENED
        pair.note("presence", effect, was, now, subject="callback", steps=steps)
        return
    if reference_of(was) is not None or reference_of(now) is not None:
        note_references(pair, "path item", was, now, steps)
    old, new = graph.old.resolve(was), graph.new.resolve(now)
    if (old is None) != (new is None):
        pair.note("reference", REPLACED, was, now, subject="path item", steps=steps)
    if old is None or new is None:
        return
    if type(old.value) is not dict or type(new.value) is not dict:
        pair.note_if_differs("value", ANNOTATED, old, new, subject="path item", steps=steps)
        return
    graph.below(pair, steps, "path item", old, new)


def pair_items(graph: Graph, pair: Pair, old: Node, new: Node) -> None:
    """Pair the operations of two path items that stand below a component or a callback."""
    kind = "callback" if pair.parent is not None else "operation"
    path = pair.steps[-1].name
    olds, news = (
        list(_operations(graph.old, kind, path, old)),
        list(_operations(graph.new, kind, path, new)),
    )
    for was, now in matched(olds, news, lambda operation: operation.method):
        if was is None or now is None:
            effect = NARROWED if now is None else WIDENED
            operation = was or now
            assert operation is not None
            old_node, new_node = was and was.node, now and now.node
            pair.note(
                "presence",
                effect,
                old_node,
                new_node,
                subject="operation",
                steps=(Step("method", operation.method),),
                direction=REQUEST,
            )
            continue
        unchanged_members = graph.unchanged.changed_references_by_member(was.node, now.node)
        if not _same(graph, was, now, unchanged_members):
            graph.operation(was, now, Step("method", now.method), pair).unchanged_members = unchanged_members


def _operations(document: Document, kind: str, path: str, item: Node) -> Iterable[Operation]:
    for key, node in item.members():
        if key in METHODS and type(node.value) is dict:
            yield Operation(document, kind, key.upper(), path, item, node)
    additional = item.child("additionalOperations")
    for method, node in additional.members() if additional else ():
        if type(node.value) is dict:
            yield Operation(document, kind, method, path, item, node)


def _value(node: Node | None) -> dict[str, object]:
    return node.value if node is not None and type(node.value) is dict else {}
