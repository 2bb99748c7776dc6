"""From the graph of pairs to the flat list of changes: who reaches each place, and in which messages."""

from __future__ import annotations

from itertools import compress
from types import MappingProxyType
from typing import TYPE_CHECKING

from harness.comparison._change import Change
from harness.comparison._usage import Usage, may_use
from harness.vocabulary import ANNOTATED, BOTH, NONE, REQUEST, RESPONSE, component_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.comparison._graph import Fact, Graph, Pair
    from harness.document import Node
    from harness.vocabulary import Step

# For each pair three sets of operations as bits: those that reach it outside of a message, in a request, in a response.
_Reach = tuple[int, int, int]
_NOBODY: _Reach = (0, 0, 0)
# Components that messages are made after.
_IN_MESSAGES = frozenset({"schema", "parameter", "header", "request body", "response", "media type"})
_DIGITS = bytes.maketrans(b"01", b"\0\1")


def changes_of(graph: Graph) -> tuple[Change, ...]:
    """All changes: those of the document, then along the operations, each place once, in document order."""
    reach = _reach(graph)
    users = _users(graph, reach)
    if users:
        reach = _reach(graph, users)
    names = _Names([name for name, _ in graph.reaching] + [name for used in users.values() for name, _ in used])
    found: dict[object, Change] = {}
    for pair in pairs_in_order(graph):
        if not pair.facts:
            continue
        trail = pair.trail
        bits = reach.get(pair, _NOBODY)
        for fact in pair.facts:
            change = _change(pair, fact, trail, bits, names)
            place = (fact.subject, fact.aspect, fact.effect, _place(fact.old_node), _place(fact.new_node))
            known = found.get(place)
            found[place] = change if known is None else _merged(known, change)
    return tuple(found.values())


class _Names:
    """The operations of a set of bits, each set made once."""

    __slots__ = ("_known", "_names")

    def __init__(self, names: list[str]) -> None:
        self._names = names
        self._known: dict[int, tuple[str, ...]] = {}

    def of(self, bits: int) -> tuple[str, ...]:
        known = self._known.get(bits)
        if known is None:
            digits = bin(bits)[:1:-1].encode().translate(_DIGITS)
            known = tuple(dict.fromkeys(compress(self._names, digits)))
            self._known[bits] = known
        return known


def _users(graph: Graph, reach: dict[Pair, _Reach]) -> dict[Pair, list[tuple[str, str]]]:
    """The operations with a direction whose messages, of both documents, are made after a pair that no way leads to."""
    found: dict[Pair, list[tuple[str, str]]] = {}
    usages: tuple[Usage, Usage] | None = None
    for pair in graph.roots:
        name = component_at(pair.old.pointer) if pair.kind in _IN_MESSAGES and pair not in reach else None
        if name is None or not _says_more(pair):
            continue
        if not (may_use(graph.old, name) and may_use(graph.new, name)):
            continue
        usages = usages or (Usage(graph.old), Usage(graph.new))
        before, after = usages[0].of(name), usages[1].of(name)
        both = [user for user in after if user in before]
        if both:
            found[pair] = both
    return found


def _says_more(pair: Pair) -> bool:
    """Whether there is anything at or below a pair but edits that no message notices."""
    seen, pending = {pair}, [pair]
    while pending:
        one = pending.pop()
        if any(fact.effect != ANNOTATED for fact in one.facts):
            return True
        for below, _ in one.edges:
            if below not in seen:
                seen.add(below)
                pending.append(below)
    return False


def _reach(graph: Graph, users: Mapping[Pair, list[tuple[str, str]]] = MappingProxyType({})) -> dict[Pair, _Reach]:
    """The operations that reach each pair, carried along the edges until nothing is new.

    Args:
        graph: of all pairs.
        users: operations of which no edge tells.
    """
    reach: dict[Pair, _Reach] = {}
    for number, (_, pair) in enumerate(graph.reaching):
        outside, *_ = reach.get(pair, _NOBODY)
        reach[pair] = (outside | 1 << number, 0, 0)
    number = len(graph.reaching)
    for pair, used in users.items():
        request = response = 0
        for _, direction in used:
            if direction == REQUEST:
                request |= 1 << number
            else:
                response |= 1 << number
            number += 1
        reach[pair] = (0, request, response)
    # From callers to what they call, so that but for cycles one pass is enough.
    order = _callers_first(graph)
    done: set[Pair] = set()
    again = True
    while again:
        again = False
        for pair in order:
            come = reach.get(pair)
            if come is not None and _carry(pair, come, reach, done):
                again = True
            done.add(pair)
        done.clear()
    return reach


def _carry(pair: Pair, come: _Reach, reach: dict[Pair, _Reach], done: set[Pair]) -> bool:
    """Add what comes to a pair to those below it; whether that is news to one that has passed it on already."""
    outside, request, response = come
    anywhere = outside | request | response
    late = False
    for below, direction in pair.edges:
        there = reach.get(below, _NOBODY)
        if direction is None:
            joined = (there[0] | outside, there[1] | request, there[2] | response)
        elif direction == REQUEST:
            joined = (there[0], there[1] | anywhere, there[2])
        elif direction == RESPONSE:
            joined = (there[0], there[1], there[2] | anywhere)
        else:
            continue
        if joined != there:
            reach[below] = joined
            late = late or below is pair or below in done
    return late


def _callers_first(graph: Graph) -> list[Pair]:
    """All pairs, each before those below it unless they form a cycle."""
    seen: set[Pair] = set()
    left: list[Pair] = []
    pending: list[Pair | tuple[Pair]] = list(reversed(graph.roots))
    while pending:
        item = pending.pop()
        if type(item) is tuple:
            left.append(item[0])
        elif item not in seen:
            seen.add(item)  # type: ignore[arg-type]
            pending.append((item,))  # type: ignore[arg-type]
            pending += [below for below, _ in item.edges if below not in seen]  # type: ignore[union-attr]
    left.reverse()
    return left


def pairs_in_order(graph: Graph) -> Iterator[Pair]:
    """All pairs, each after the first that leads to it."""
    seen: set[Pair] = set()
    pending = list(reversed(graph.roots))
    while pending:
        pair = pending.pop()
        if pair not in seen:
            seen.add(pair)
            yield pair
            pending += [below for below, _ in reversed(pair.edges)]


def _change(pair: Pair, fact: Fact, trail: tuple[Step, ...], bits: _Reach, names: _Names) -> Change:
    outside, request, response = bits
    if fact.direction is not None:
        if (fact.direction == REQUEST) != pair.inverted:
            request |= outside
        else:
            response |= outside
    direction = BOTH if request and response else REQUEST if request else RESPONSE if response else NONE
    if pair.names and fact.direction is not None:
        direction = fact.direction
    return Change(
        fact.subject,
        fact.aspect,
        fact.effect,
        (*trail, *fact.steps),
        direction,
        pair.names or names.of(outside | request | response),
        fact.old_node,
        fact.new_node,
        fact.old_value,
        fact.new_value,
        pair.old,
        pair.new,
    )


def _place(node: Node | None) -> object:
    return None if node is None else (id(node.file), node.pointer)


def _merged(one: Change, other: Change) -> Change:
    operations = tuple(dict.fromkeys((*one.operations, *other.operations)))
    directions = {one.direction, other.direction} - {NONE}
    direction = NONE if not directions else directions.pop() if len(directions) == 1 else BOTH
    return one._replace(operations=operations, direction=direction)
