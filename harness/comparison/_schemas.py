"""Comparing schemas keyword by keyword, and pairing the subschemas below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison._graph import only_reference, reference_of, target
from harness.comparison._keywords import effect_of, is_assertion
from harness.comparison._subschemas import (
    APPLICATORS,
    DEFINITIONS,
    compare_alternatives,
    compare_applicator,
    compare_required,
    link_schemas,
    openness,
)
from harness.document import Node
from harness.vocabulary import ANNOTATED, COMBINING, NARROWED, NONE, REPLACED, WIDENED, Step

if TYPE_CHECKING:
    from harness.comparison._graph import Graph, Pair

__all__ = ["compare_schemas", "link_schemas"]


def compare_schemas(graph: Graph, pair: Pair) -> None:
    """Note all differences between two schemas, and pair their subschemas."""
    old, new = _sides(graph, pair)
    if type(old.value) is not dict or type(new.value) is not dict:
        pair.note_if_differs("schema", openness(old.value, new.value), old, new)
        return
    before, after = old.value, new.value
    for keyword in {**before, **after}:
        if keyword in before and keyword in after:
            direction = NONE if keyword in DEFINITIONS else None
            if graph.settled_values(pair, before[keyword], after[keyword], direction):
                if keyword == "$ref":
                    _note_if_dead(graph, pair)
                continue
        _compare_keyword(graph, pair, keyword, old, new)


def _compare_keyword(graph: Graph, pair: Pair, keyword: str, old: Node, new: Node) -> None:
    was, now = old.child(keyword), new.child(keyword)
    if keyword == "$ref":
        _references(graph, pair, was, now)
    elif keyword == "required":
        compare_required(pair, was, now)
    elif keyword in COMBINING:
        compare_alternatives(graph, pair, keyword, was, now)
    elif keyword in APPLICATORS:
        compare_applicator(graph, pair, keyword, (old, new))
    elif is_assertion(keyword):
        _assertion(graph, pair, keyword, old, new)
    else:
        pair.note_if_differs(keyword, ANNOTATED, was, now)


def _sides(graph: Graph, pair: Pair) -> tuple[Node, Node]:
    """Both schemas in a form in which their keywords can be compared one by one.

    Where only one has a `$ref`, what it refers to is laid out under its own keywords.
    """
    old, new = pair.old, pair.new
    old_refers, new_refers = reference_of(old) is not None, reference_of(new) is not None
    if old_refers and not new_refers:
        old = _laid_out(graph, pair, old=True)
    elif new_refers and not old_refers:
        new = _laid_out(graph, pair, old=False)
    return old, new


def _laid_out(graph: Graph, pair: Pair, *, old: bool) -> Node:
    node = pair.old if old else pair.new
    parts: dict[str, Node] = {}
    value: dict[str, Any] = {}
    current: Node | None = node
    seen: set[int] = set()
    while current is not None and type(current.value) is dict and id(current.value) not in seen:
        seen.add(id(current.value))
        for keyword, member in current.members():
            if keyword != "$ref" and keyword not in value:
                value[keyword] = member.value
                parts[keyword] = member
        reference = reference_of(current)
        if reference is None:
            break
        current = target(graph.old if old else graph.new, current, reference)
        if current is None:
            pair.note("reference", REPLACED, pair.old, pair.new, subject="schema")
        if current is not None and current.value is False:
            return current
    return Node(node.file, node.pointer, value, parts)


def _note_if_dead(graph: Graph, pair: Pair) -> None:
    """Note that the same reference leads nowhere on one side alone."""
    reference = reference_of(pair.old)
    if reference is not None:
        found = target(graph.old, pair.old, reference), target(graph.new, pair.new, reference)
        if (found[0] is None) != (found[1] is None):
            pair.note("reference", REPLACED, pair.old, pair.new, subject="schema")


def _references(graph: Graph, pair: Pair, was: Node | None, now: Node | None) -> None:
    """Both schemas have a `$ref`: what they refer to is compared as one more part."""
    if was is None or now is None or type(was.value) is not str or type(now.value) is not str:
        if type(was and was.value) is not str and type(now and now.value) is not str:
            pair.note_if_differs("$ref", ANNOTATED, was, now)
        elif (was is None or type(was.value) is str) != (now is None or type(now.value) is str):
            pair.note("$ref", ANNOTATED, was, now)
        return
    if was.value != now.value:
        pair.note("reference", ANNOTATED, was, now, subject="schema")
    old_link = Node(pair.old.file, pair.old.pointer, {"$ref": was.value})
    new_link = Node(pair.new.file, pair.new.pointer, {"$ref": now.value})
    if only_reference(pair.old) and only_reference(pair.new):
        old_link, new_link = pair.old, pair.new
    graph.follow(pair, Step("$ref"), "schema", old_link, new_link)


def _assertion(graph: Graph, pair: Pair, keyword: str, old: Node, new: Node) -> None:
    was, now = old.child(keyword), new.child(keyword)
    effect = effect_of(keyword, old.value, new.value)
    if keyword in ("enum", "type") and effect == REPLACED and _is_list(was) and _is_list(now):
        # Values that went and values that came deserve judgements of their own.
        pair.note(keyword, NARROWED, was, now)
        pair.note(keyword, WIDENED, was, now)
    else:
        pair.note_if_differs(keyword, effect, was, now)
    if keyword == "$dynamicRef" and was is not None and now is not None:
        _dynamic(graph, pair, was, now)


def _dynamic(graph: Graph, pair: Pair, was: Node, now: Node) -> None:
    """What a `$dynamicRef` leads to at the place itself; where it is evaluated may lead elsewhere."""
    if type(was.value) is str and type(now.value) is str:
        old, new = (
            Node(side.file, side.pointer, {"$ref": reference.value})
            for side, reference in ((pair.old, was), (pair.new, now))
        )
        graph.follow(pair, Step("$dynamicRef"), "schema", old, new)


def _is_list(node: Node | None) -> bool:
    return node is not None and type(node.value) is list
