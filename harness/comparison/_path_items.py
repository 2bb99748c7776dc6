"""Comparing path items and callbacks that stand by themselves: what they share, what of them came or went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison._contents import members_differ
from harness.comparison._operations import pair_callbacks, pair_items
from harness.comparison._pairing import matched, operations
from harness.comparison._parameters import pair_parameter_arrays
from harness.comparison._references import note_references, reference_of
from harness.comparison._unchanged import same
from harness.document import METHODS, Operation, addresses, same_addresses, without_parameter_names
from harness.vocabulary import ANNOTATED, REPLACED, REQUEST, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.comparison._graph import Graph, Pair
    from harness.document import Node

_METHODS = frozenset(METHODS)


def note_path_items(graph: Graph, top: Pair, section: str) -> None:
    """The path items below `paths` or `webhooks`, whose operations are compared elsewhere."""
    was, now = top.old.child(section), top.new.child(section)
    if any(node is not None and type(node.value) is not dict for node in (was, now)):
        top.note_if_differs(section, ANNOTATED, was, now)
        return
    olds, news = list(was.members()) if was else [], list(now.members()) if now else []
    for old, new in matched(olds, news, lambda item: item[0], lambda item: without_parameter_names(item[0])):
        name = str((new or old or ("",))[0])
        if old is not None and new is not None:
            _path_item(graph, top, _item_step(section, name), old, new)
        elif name.startswith("x-"):
            top.note(name, ANNOTATED, old and old[1], new and new[1], steps=(Step("member", section),))
        else:
            _lone_item(top, _item_step(section, name), old and old[1], new and new[1])
    # Documents of OpenAPI 3.0 call their webhooks `x-webhooks`.
    renamed = (
        section != "paths" and (was is None) != (now is None) and "x-webhooks" in {**top.old.value, **top.new.value}
    )
    if renamed or not (olds or news):
        top.note_if_differs(section, ANNOTATED, was, now)


def _item_step(section: str, name: str) -> Step:
    return Step("path" if section == "paths" else "webhook item", name)


def _path_item(graph: Graph, top: Pair, step: Step, old: tuple[str, Node], new: tuple[str, Node]) -> None:
    (was_name, was), (name, now) = old, new
    if name.startswith("x-"):
        top.note_if_differs(name, ANNOTATED, was, now)
        return
    if was_name == name and _silent(graph, was, now):
        return
    holder = graph.holder("path item", (step,), was, now)
    if was_name != name:
        holder.note("path", ANNOTATED, was, now)
    if type(was.value) is not dict or type(now.value) is not dict:
        holder.note_if_differs("value", ANNOTATED, was, now)
        return
    if reference_of(was) is None and reference_of(now) is None:
        compare_path_items(graph, holder, (was_name, name))
        return
    note_references(holder, "path item", was, now, ())
    _note_unreadable(graph, holder, (was_name, was), (name, now))
    _referring_items(graph, holder, was, now)


def _note_unreadable(graph: Graph, holder: Pair, old: tuple[str, Node], new: tuple[str, Node]) -> None:
    """Note that what one path item refers to cannot be read, while the other can."""
    (was_name, was), (name, now) = old, new
    dead = graph.old.resolve(was) is None, graph.new.resolve(now) is None
    if dead[0] != dead[1]:
        holder.note("reference", REPLACED, was, now, direction=REQUEST)
        kind = "operation" if holder.steps[-1].kind == "path" else "webhook"
        document, path = (graph.old, was_name) if dead[1] else (graph.new, name)
        holder.names = tuple(item.name for item in document.operations if (item.kind, item.path) == (kind, path))


def _referring_items(graph: Graph, holder: Pair, was: Node, now: Node) -> None:
    """Compare path items of which one refers to another, with what stands beside the reference."""
    old, new = graph.old.path_item(was), graph.new.path_item(now)
    beside = [key for key in {**was.value, **now.value} if key != "$ref"]
    if old is None or new is None:
        for key in beside:
            holder.note_if_differs(key, ANNOTATED, was.child(key), now.child(key))
        return
    if reference_of(was) is not None and reference_of(now) is not None:
        for key in beside:
            if (key in was.value) != (key in now.value) and key in old.value and key in new.value:
                holder.note(key, ANNOTATED, was.child(key), now.child(key))  # it stands elsewhere now
    if not graph.unchanged(old, new):
        graph.root("path item", holder.steps[-1], old, new)


def _silent(graph: Graph, was: Node, now: Node) -> bool:
    """Whether two path items say the same beside their operations; False in doubt."""
    before, after = was.value, now.value
    if type(before) is not dict or type(after) is not dict:
        return False
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        if key in _METHODS:
            # An operation that came or went is told elsewhere, what is none has to be told here.
            if any(type(side.get(key, {})) is not dict for side in (before, after)):
                return False
        elif key in ("$ref", "additionalOperations") or not same(old, new):
            return False
    # What the parameters of all operations refer to may have changed.
    return graph.unchanged.changed_references_in_value(before.get("parameters")) == ()


def compare_path_items(graph: Graph, pair: Pair, paths: tuple[str, str] | None = None) -> None:
    """Two path items, which are those of two paths, or of a callback, or components that paths may refer to.

    The operations of paths are paired on their own.
    """
    old, new = pair.old, pair.new
    if type(old.value) is not dict or type(new.value) is not dict:
        pair.note_if_differs("value", ANNOTATED, old, new)
        return
    members_differ(graph, pair, {"parameters", "servers", *_operation_keys(old), *_operation_keys(new)})
    effect = ANNOTATED if _keeps_addresses(graph, old, new) else REPLACED
    pair.note_if_differs("servers", effect, old.child("servers"), new.child("servers"))
    if graph.new.version != "2.0" or graph.old.version != "2.0":
        pair_parameter_arrays(graph, pair, paths or ("", ""))
    for key in METHODS:
        was, now = old.child(key), new.child(key)
        if was is not None and now is not None and (type(was.value) is dict) != (type(now.value) is dict):
            pair.note("value", ANNOTATED, was, now, subject="operation", steps=(Step("method", key),))
    _additional_operations(pair)
    if paths is None:
        pair_items(graph, pair, old, new)


def _keeps_addresses(graph: Graph, old: Node, new: Node) -> bool:
    """Whether all operations of two path items are called under the same addresses."""
    return old.get("servers") != new.get("servers") and keeps_addresses(
        (was, now)
        for was, now in operations(graph.old.operations, graph.new.operations)
        if was is not None and now is not None and (was.item.value, now.item.value) == (old.value, new.value)
    )


def keeps_addresses(pairs: Iterable[tuple[Operation | None, Operation | None]]) -> bool:
    """Whether there are operations that stand for each other, and all of them are called under the same addresses."""
    both = [(was, now) for was, now in pairs if was is not None and now is not None and was.kind == "operation"]
    return bool(both) and all(same_addresses(addresses(was), addresses(now)) for was, now in both)


def _operation_keys(item: Node) -> set[str]:
    keys = {key for key, value in item.value.items() if key in _METHODS and type(value) is dict}
    if type(item.get("additionalOperations")) is dict:
        keys.add("additionalOperations")
    return keys


def _additional_operations(pair: Pair) -> None:
    was, now = pair.old.child("additionalOperations"), pair.new.child("additionalOperations")
    if was is not None and now is not None and type(was.value) is not type(now.value):
        pair.note("additionalOperations", ANNOTATED, was, now)
    olds = was.value if was is not None and type(was.value) is dict else {}
    news = now.value if now is not None and type(now.value) is dict else {}
    for method in {**olds, **news}:
        if not all(type(side.get(method, {})) is dict for side in (olds, news)):
            old, new = was and was.child(method), now and now.child(method)
            pair.note_if_differs("value", ANNOTATED, old, new, subject="operation", steps=(Step("method", method),))
    if not (olds or news):
        pair.note_if_differs("additionalOperations", ANNOTATED, was, now)


def _lone_item(top: Pair, step: Step, old: Node | None, new: Node | None) -> None:
    """A path that came or went: its operations are facts of their own, and so is all else that it says."""
    node = new if new is not None else old
    assert node is not None
    if type(node.value) is not dict or not node.value:
        top.note("presence", ANNOTATED, old, new, subject="path item", steps=(step,))
        return
    operations = _operation_keys(node)
    for key, member in node.members():
        if key not in operations or (key == "additionalOperations" and not _all_operations(member)):
            was, now = (member, None) if new is None else (None, member)
            top.note(key, ANNOTATED, was, now, subject="path item", steps=(step,))


def _all_operations(node: Node) -> bool:
    return bool(node.value) and all(type(value) is dict for value in node.value.values())


def compare_callback_components(graph: Graph, pair: Pair) -> None:
    """Two callbacks that stand below `components`: the requests that they announce, and their extensions."""
    pair_callbacks(graph, pair, {"": pair.old}, {"": pair.new})
