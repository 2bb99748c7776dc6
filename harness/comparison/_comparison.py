"""The comparison of two documents as its users see it: who reaches each change, and in which messages."""

from __future__ import annotations

from itertools import compress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from harness.comparison._graph import pairs_in_order
from harness.comparison._pairing import operations
from harness.comparison._unchanged import Usage, may_use
from harness.comparison._walk import walk
from harness.records import NamedTuple
from harness.vocabulary import ANNOTATED, BOTH, NONE, REQUEST, RESPONSE, component_at, component_step_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.comparison._graph import Fact, Graph, Pair
    from harness.document import Document, Node, Operation
    from harness.vocabulary import Direction, Effect, Step, Subject


# For each pair three sets of operations as bits: those that reach it outside of a message, in a request, in a response.
_Reach = tuple[int, int, int]
_NOBODY: _Reach = (0, 0, 0)
# Components that messages are made after.
_IN_MESSAGES = frozenset({"schema", "parameter", "header", "request body", "response", "media type"})
_DIGITS = bytes.maketrans(b"01", b"\0\1")


class Place(NamedTuple):
    """Where something stands: the name of a file, and the RFC 6901 pointer in it."""

    file: str
    pointer: str

    def __str__(self) -> str:
        return f"{self.file}#{self.pointer}"


class Change(NamedTuple):
    """One atomic difference between two versions of a document, once for its place of definition.

    Attributes:
        subject: what kind of object changed: "operation", "parameter", "property", "schema", …
        aspect: what of it: "presence", "required", or the keyword.
        direction: who sends the messages that it is about.
        trail: the steps from the operation or component that defines the place to the place itself.
        operations: the names of the operations that reach the place, in document order.
        old, new: the place on each side; None where it does not exist.
        old_node, new_node: what stands there. For a presence, the whole object that went or came.
        old_owner, new_owner: the objects that were compared, of which this is one difference.
    """

    subject: Subject
    aspect: str
    effect: Effect
    trail: tuple[Step, ...]
    direction: Direction
    operations: tuple[str, ...]
    old_node: Node | None
    new_node: Node | None
    old_value: Any
    new_value: Any
    old_owner: Node
    new_owner: Node

    @property
    def old(self) -> Place | None:
        """The place in the old document, or None."""
        return _place_of(self.old_node)

    @property
    def new(self) -> Place | None:
        """The place in the new document, or None."""
        return _place_of(self.new_node)

    @property
    def id(self) -> str:
        """A name for the change that stays the same over runs, order and wording: `c-65cecc5b26`.

        The BLAKE2b hash of five bytes, in hexadecimal, of the JSON array of subject, aspect, effect, trail and both
        values, written without blanks, in ASCII, with the members of objects in order of their names. Where a whole
        object came or went, its place says enough, and there are no values.
        """
        import json
        from hashlib import blake2b

        values = () if self.aspect == "presence" else (self.old_value, self.new_value)
        content = (self.subject, self.aspect, self.effect, self.trail, *values)
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return "c-" + blake2b(text.encode("ascii"), digest_size=5).hexdigest()


def _place_of(node: Node | None) -> Place | None:
    """The place of a node, None for None."""
    from harness.document import format_pointer

    return None if node is None else Place(node.file.name, format_pointer(node.pointer))


class Comparison:
    """Two documents and what differs between them.

    Attributes:
        old, new: the documents.
        graph: the pairs of places behind the changes.
    """

    __slots__ = ("_by_place", "_changes", "_operations", "graph", "new", "old")

    def __init__(self, old: Document, new: Document, graph: Graph) -> None:
        self.old = old
        self.new = new
        self.graph = graph
        self._changes: tuple[Change, ...] | None = None
        self._by_place: dict[object, Change] | None = None
        self._operations: tuple[tuple[Operation | None, Operation | None], ...] | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every difference once for its place of definition, in document order."""
        if self._changes is None:
            self._changes = tuple(self.by_place.values())
        return self._changes

    @property
    def by_place(self) -> dict[object, Change]:
        """The same by what tells them apart: two pairs may lead to the same difference."""
        if self._by_place is None:
            self._by_place = changes_of(self.graph)
        return self._by_place

    @property
    def operations(self) -> tuple[tuple[Operation | None, Operation | None], ...]:
        """The operations that stand for each other: those of the new document, then those that went.

        Changes call an operation by its name in the new document, one that went by that in the old one.
        """
        if self._operations is None:
            pairs = operations(self.old.operations, self.new.operations)
            places = {operation: place for place, operation in enumerate(self.new.operations)}
            pairs.sort(key=lambda pair: len(places) if pair[1] is None else places[pair[1]])
            self._operations = tuple(pairs)
        return self._operations


def compare(old: Document, new: Document) -> Comparison:
    """What differs between two documents; without changes for a document and itself."""
    return Comparison(old, new, walk(old, new))


def schema_pairs(comparison: Comparison) -> Iterator[tuple[Pair, list[Change]]]:
    """The pairs of schemas, each with the changes that are between the two."""
    for pair in pairs_in_order(comparison.graph):
        if pair.kind == "schema":
            yield pair, [comparison.by_place[_key(fact)] for fact in pair.facts]


def changes_of(graph: Graph) -> dict[object, Change]:
    """All changes: those of the document, then along the operations, each place once, in document order."""
    reach = _reach(graph)
    users = _users(graph, reach)
    if users:
        reach = _reach(graph, users)
    names = _Names([name for name, _ in graph.reaching] + [name for name, _ in _numbers(graph, users)])
    changes: dict[object, Change] = {}
    for pair in pairs_in_order(graph):
        if not pair.facts:
            continue
        trail = pair.trail
        bits = reach.get(pair, _NOBODY)
        for fact in pair.facts:
            change = _change(pair, fact, trail, bits, names)
            place = _key(fact)
            known = changes.get(place)
            changes[place] = change if known is None else _merged(known, change)
    return changes


def _key(fact: Fact) -> object:
    return (fact.subject, fact.aspect, fact.effect, _place(fact.old_node), _place(fact.new_node))


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
    users: dict[Pair, list[tuple[str, str]]] = {}
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
            users[pair] = both
    return users


def _numbers(graph: Graph, users: Mapping[Pair, list[tuple[str, str]]]) -> dict[tuple[str, str], int]:
    """The number of each of the users, in document order, after those of the operations that edges tell of."""
    places = {operation.name: place for place, operation in enumerate(graph.new.operations)}
    distinct = dict.fromkeys(user for used in users.values() for user in used)
    ordered = sorted(distinct, key=lambda user: places.get(user[0], 0))
    return {user: number for number, user in enumerate(ordered, len(graph.reaching))}


def _says_more(pair: Pair) -> bool:
    """Whether there is anything at or below a pair but edits that no message notices."""
    seen, pending = {pair}, [pair]
    while pending:
        current = pending.pop()
        if any(fact.effect != ANNOTATED for fact in current.facts):
            return True
        for below, _ in current.edges:
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
    numbers = _numbers(graph, users)
    for pair, used in users.items():
        request = response = 0
        for user in used:
            if user[1] == REQUEST:
                request |= 1 << numbers[user]
            else:
                response |= 1 << numbers[user]
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
        *_owners(pair),
    )


def _owners(pair: Pair) -> tuple[Node, Node]:
    """The objects of a pair, with what they are made of where they are laid out."""
    if pair.sides is None:
        return pair.old, pair.new
    from harness.document import Node

    old, new = (
        Node(node.file, node.pointer, node.value, side.parts)
        for node, side in zip((pair.old, pair.new), pair.sides, strict=True)
    )
    return old, new


def _place(node: Node | None) -> object:
    return None if node is None else (node.file, node.pointer)


def _merged(known: Change, other: Change) -> Change:
    operations = tuple(dict.fromkeys((*known.operations, *other.operations)))
    directions = {known.direction, other.direction} - {NONE}
    direction = NONE if not directions else directions.pop() if len(directions) == 1 else BOTH
    # Of two ways to a place the shorter one begins nearer to where it is defined.
    nearest = min(known, other, key=lambda change: len(change.trail))
    trail = nearest.trail if known.trail == other.trail else _home(nearest) or nearest.trail
    return nearest._replace(trail=trail, operations=operations, direction=direction)


def _home(change: Change) -> tuple[Step, ...] | None:
    """The component that a keyword stands in, whatever refers to that; None where it stands in none itself."""
    node = change.new_node or change.old_node
    step = component_step_at(node.pointer[:-1]) if node is not None and change.subject == "schema" else None
    return None if step is None else (step,)
