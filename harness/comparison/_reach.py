"""From the graph of pairs to the flat list of changes: who reaches each place, and in which messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison._change import BOTH, NONE, REQUEST, RESPONSE, Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison._graph import Fact, Graph, Pair

# For each pair three sets of operations as bits: those that reach it outside of a message, in a request, in a response.
_Reach = list[int]
_SLOT = {REQUEST: 1, RESPONSE: 2}


def changes_of(graph: Graph) -> tuple[Change, ...]:
    """All changes: those of the document, then along the operations, each place once, in document order."""
    names = [root.label for root in graph.roots if root.kind == "operation"]
    reach = _reach(graph)
    listed = _Names(names)
    found: dict[object, int] = {}
    changes: list[Change] = []
    for pair in _in_order(graph):
        trail = pair.trail if pair.facts else ()
        bits = reach.get(id(pair), [0, 0, 0])
        for fact in pair.facts:
            change = _change(pair, fact, trail, bits, listed)
            place = (change.subject, change.aspect, change.effect, _place(fact.old_node), _place(fact.new_node))
            if place in found and (fact.old_node is not None or fact.new_node is not None):
                changes[found[place]] = _merged(changes[found[place]], change)
            else:
                found[place] = len(changes)
                changes.append(change)
    return tuple(changes)


class _Names:
    """The operations of a set of bits, each set made once."""

    __slots__ = ("_known", "_names")

    def __init__(self, names: list[str]) -> None:
        self._names = names
        self._known: dict[int, tuple[str, ...]] = {}

    def of(self, bits: int) -> tuple[str, ...]:
        known = self._known.get(bits)
        if known is None:
            digits = bin(bits)[:1:-1]
            known = tuple(dict.fromkeys(self._names[n] for n, digit in enumerate(digits) if digit == "1"))
            self._known[bits] = known
        return known


def _reach(graph: Graph) -> dict[int, _Reach]:
    """The operations that reach each pair, carried along the edges until nothing is new."""
    reach: dict[int, _Reach] = {}
    number = 0
    for root in graph.roots:
        if root.kind == "operation":
            reach[id(root)] = [1 << number, 0, 0]
            number += 1
    # From callers to what they call, so that but for cycles one pass is enough.
    order = _callers_first(graph)
    news = True
    while news:
        news = False
        for pair in order:
            come = reach.get(id(pair))
            if come is not None:
                for below, direction in pair.edges:
                    if direction != NONE:
                        news = _carry(come, reach.setdefault(id(below), [0, 0, 0]), direction) or news
    return reach


def _carry(come: _Reach, bits: _Reach, direction: str | None) -> bool:
    """Add what comes along an edge; whether any of it is new."""
    if direction is None:
        joined = [bits[0] | come[0], bits[1] | come[1], bits[2] | come[2]]
    else:
        joined = list(bits)
        joined[_SLOT[direction]] |= come[0] | come[1] | come[2]
    if joined == bits:
        return False
    bits[:] = joined
    return True


def _callers_first(graph: Graph) -> list[Pair]:
    """All pairs, each before those below it unless they form a cycle."""
    seen: set[int] = set()
    left: list[Pair] = []
    pending: list[tuple[Pair, bool]] = [(root, False) for root in reversed(graph.roots)]
    while pending:
        pair, done = pending.pop()
        if done:
            left.append(pair)
        elif id(pair) not in seen:
            seen.add(id(pair))
            pending.append((pair, True))
            pending += [(edge.pair, False) for edge in pair.edges if id(edge.pair) not in seen]
    left.reverse()
    return left


def _in_order(graph: Graph) -> Iterator[Pair]:
    seen: set[int] = set()
    pending = list(reversed(graph.roots))
    while pending:
        pair = pending.pop()
        if id(pair) not in seen:
            seen.add(id(pair))
            yield pair
            pending += [edge.pair for edge in reversed(pair.edges)]


def _change(pair: Pair, fact: Fact, trail: tuple[str, ...], bits: _Reach, names: _Names) -> Change:
    request, response = bits[1], bits[2]
    if fact.subject == "parameter" or fact.subject == "request body":
        request |= bits[0] if not pair.inverted else 0
        response |= bits[0] if pair.inverted else 0
    elif fact.subject == "response" and pair.kind == "operation":
        response |= bits[0] if not pair.inverted else 0
        request |= bits[0] if pair.inverted else 0
    elif fact.subject in ("operation", "security") and pair.kind == "operation":
        request |= bits[0]
    direction = BOTH if request and response else REQUEST if request else RESPONSE if response else NONE
    operations = pair.names or names.of(bits[0] | request | response)
    if fact.subject in ("operation", "security") and pair.kind in ("document", "security"):
        direction = REQUEST
        operations = operations or (fact.step if fact.subject == "operation" else ())
    return Change(
        fact.subject,
        fact.aspect,
        fact.effect,
        (*trail, *fact.step),
        direction,
        operations,
        fact.old_node,
        fact.new_node,
        fact.old_value,
        fact.new_value,
    )


def _place(node: object) -> object:
    return None if node is None else (id(node.file), node.pointer)  # type: ignore[attr-defined]


def _merged(one: Change, other: Change) -> Change:
    operations = tuple(dict.fromkeys((*one.operations, *other.operations)))
    directions = {one.direction, other.direction} - {NONE}
    direction = NONE if not directions else directions.pop() if len(directions) == 1 else BOTH
    return one._replace(operations=operations, direction=direction)
