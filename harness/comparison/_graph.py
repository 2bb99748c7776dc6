"""Objects of two documents that stand for each other, and what leads from one such pair to the next.

The walk builds this graph: each pair of places is compared once however many operations reach it, so
time and findings grow with the documents, not with the number of ways through them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison._references import behind, note_references, note_restated
from harness.comparison._unchanged import same
from harness.document import Node
from harness.records import NamedTuple
from harness.vocabulary import REPLACED, REQUEST, RESPONSE, Step, component_step_at, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison._unchanged import Unchanged
    from harness.document import Document, Operation, Pointer
    from harness.vocabulary import Direction, Effect, Subject

_FLIPPED: dict[Direction, Direction] = {REQUEST: RESPONSE, RESPONSE: REQUEST}


class Fact(NamedTuple):
    """A change before it is known who reaches it; `steps` lead from its pair to its place.

    Attributes:
        direction: whose message it is about, where the pair does not tell.
    """

    subject: Subject
    aspect: str
    effect: Effect
    steps: tuple[Step, ...]
    direction: Direction | None
    old_node: Node | None
    new_node: Node | None
    old_value: Any
    new_value: Any


class Pair:
    """Two objects of one kind, the facts about themselves, and the pairs below them.

    Attributes:
        steps: those that lead here from the parent; for a root what it is.
        parent: the pair below which this one is defined; None for operations and components.
        inverted: whether the server sends the requests and the client answers, as with webhooks.
        operations: the operations whose nodes these are, if they are operations.
        unchanged_members: their members that say the same, each with the changed components that it refers to.
        names: the operations that are concerned where edges do not tell.
        sides: two schemas in the form in which they were compared, where that is another than they have; else None.
        edges: the pairs below, each with "request" or "response" where that is decided here, "none" where what
            is below is no part of a message, and None where it stays what it is.
    """

    __slots__ = (
        "edges",
        "facts",
        "inverted",
        "kind",
        "names",
        "new",
        "old",
        "operations",
        "parent",
        "sides",
        "steps",
        "unchanged_members",
    )

    def __init__(
        self, kind: Subject, steps: tuple[Step, ...], old: Node, new: Node, parent: Pair | None = None
    ) -> None:
        self.kind = kind
        self.steps = steps
        self.old = old
        self.new = new
        self.parent = parent
        self.inverted = False
        self.operations: tuple[Operation, Operation] | None = None
        self.unchanged_members: dict[str, tuple[str, ...]] = {}
        self.names: tuple[str, ...] = ()
        self.sides: tuple[Node, Node] | None = None
        self.facts: list[Fact] = []
        self.edges: dict[tuple[Pair, Direction | None], None] = {}

    @property
    def trail(self) -> tuple[Step, ...]:
        """The steps from the defining operation or component down to this pair."""
        backwards: list[Step] = []
        pair: Pair | None = self
        while pair is not None:
            backwards += pair.steps[::-1]
            pair = pair.parent
        return tuple(reversed(backwards))

    def note(
        self,
        aspect: str,
        effect: Effect,
        old: Node | None,
        new: Node | None,
        *,
        subject: Subject | None = None,
        steps: tuple[Step, ...] = (),
        direction: Direction | None = None,
        values: tuple[Any, Any] | None = None,
    ) -> None:
        """Add the fact that `aspect` of this pair differs; the values are those at the nodes if none are given."""
        values = values or (None if old is None else old.value, None if new is None else new.value)
        self.facts.append(Fact(subject or self.kind, aspect, effect, steps, direction, old, new, *values))

    def note_if_differs(
        self,
        aspect: str,
        effect: Effect,
        old: Node | None,
        new: Node | None,
        *,
        subject: Subject | None = None,
        steps: tuple[Step, ...] = (),
    ) -> None:
        """Add the fact that `aspect` of this pair differs, if it does."""
        if old is None or new is None:
            if old is new:
                return
        elif same(old.value, new.value):
            return
        self.note(aspect, effect, old, new, subject=subject, steps=steps)

    def add_edge(self, pair: Pair, direction: Direction | None = None) -> None:
        """Add an edge to a pair below."""
        if self.inverted and direction is not None:
            direction = _FLIPPED.get(direction, direction)
        self.edges[pair, direction] = None


class Graph:
    """The pairs of two documents.

    Attributes:
        roots: the pairs at which trails begin: operations, components, and holders of facts, in document order.
        reaching: the operations that reach what is below their pair, by name.
    """

    __slots__ = ("_by_reference", "_known", "_pending", "_possible", "new", "old", "reaching", "roots", "unchanged")

    def __init__(self, old: Document, new: Document, unchanged: Unchanged) -> None:
        self.old = old
        self.new = new
        self.unchanged = unchanged
        self.roots: list[Pair] = []
        self.reaching: list[tuple[str, Pair]] = []
        self._known: dict[tuple[object, ...], Pair] = {}
        self._pending: list[Pair] = []
        self._possible: list[tuple[Pair, tuple[Step, ...], Subject, Direction | None, Node, Node]] = []
        self._by_reference: dict[str, Pair | None] = {}

    @property
    def size(self) -> int:
        """How many pairs of places were compared."""
        return len(self._known)

    def root(self, kind: Subject, step: Step, old: Node, new: Node) -> Pair:
        """A pair at which trails begin, to be compared."""
        pair = self._pair(kind, (step,), old, new, None)
        self.roots.append(pair)
        return pair

    def holder(self, kind: Subject, steps: tuple[Step, ...], old: Node, new: Node) -> Pair:
        """A pair that only holds facts: whoever asks for it compares it."""
        pair = Pair(kind, steps, old, new)
        self.roots.append(pair)
        return pair

    def operation(self, old: Operation, new: Operation, step: Step, parent: Pair | None = None) -> Pair:
        """The pair of two operations, to be compared; below `parent` for those of callbacks."""
        pair = self._pair("operation", (step,), old.node, new.node, parent)
        if pair.operations is None:
            pair.operations = (old, new)
            pair.inverted = old.kind != "operation" if parent is None else parent.inverted
        if parent is None:
            self.roots.append(pair)
        else:
            parent.add_edge(pair)
        return pair

    def below(self, parent: Pair, steps: tuple[Step, ...], kind: Subject, old: Node, new: Node) -> Pair:
        """A pair below another, to be compared, whose messages go the other way."""
        pair = self._named(kind, steps, old, new, parent)
        pair.inverted = not parent.inverted
        parent.add_edge(pair)
        return pair

    def next(self) -> Pair | None:
        """A pair that is still to be compared, or None."""
        if not self._pending and self._possible:
            self._link_possible()
        return self._pending.pop() if self._pending else None

    def link(
        self,
        parent: Pair,
        steps: tuple[Step, ...],
        kind: Subject,
        old: Node,
        new: Node,
        *,
        direction: Direction | None = None,
    ) -> None:
        """Pair two objects below `parent`, behind their references, unless they are unchanged."""
        if self.link_if_unchanged(parent, old, new, direction):
            return
        if type(old.value) is not dict or type(new.value) is not dict:
            parent.note_if_differs("value", REPLACED, old, new, subject=kind, steps=steps)
            return
        targets = self._targets(parent, steps, kind, old, new, direction)
        if targets is None:
            return
        is_elsewhere = targets[0] is not old and targets[1] is not new
        if is_elsewhere and component_step_at(targets[1].pointer) is None:
            self._possible.append((parent, steps, kind, direction, *targets))
        else:
            parent.add_edge(self._named(kind, steps, *targets, parent), direction)

    def follow(self, parent: Pair, step: Step, kind: Subject, old: Node, new: Node) -> None:
        """Pair what two references lead to, whatever is to be said of the references themselves."""
        old_target, new_target = behind(self.old, old, kind), behind(self.new, new, kind)
        if (old_target is None) != (new_target is None):
            parent.note("reference", REPLACED, parent.old, parent.new, subject=kind)
        if old_target is None or new_target is None or self.unchanged(old_target, new_target):
            return
        if old_target.value is parent.old.value and new_target.value is parent.new.value:
            return
        self._possible.append((parent, (step,), kind, None, old_target, new_target))

    def may_lead(self, parent: Pair, step: Step, old: Node, new: Node) -> None:
        """Pair two schemas to which a schema may lead, unless they are unchanged.

        This waits until all else is paired: schemas have the trail of the place where they stand, if they have one.
        """
        if not self.unchanged(old, new):
            self._possible.append((parent, (step,), "schema", None, old, new))

    def _link_possible(self) -> None:
        """Pair what waited, in an order that is not that of the operations."""
        links, self._possible = self._possible, []
        for parent, steps, kind, direction, old, new in sorted(links, key=_place_of_link):
            parent.add_edge(self._named(kind, steps, old, new, parent), direction)

    def link_if_unchanged(self, parent: Pair, old: Node, new: Node, direction: Direction | None = None) -> bool:
        """Whether two objects say the same, so that only the changed components that they refer to are paired."""
        return self._link_changed(parent, self.unchanged.changed_references_in(old, new), direction)

    def link_if_values_unchanged(self, parent: Pair, old: Any, new: Any, direction: Direction | None = None) -> bool:
        """The same for values that stand directly below the pair."""
        kind = type(old)
        if kind is not dict and kind is not list:
            return same(old, new)
        local = parent.old.file is self.old.file and parent.new.file is self.new.file
        return self._link_changed(parent, self.unchanged.changed_references_in_values(old, new, local=local), direction)

    def link_if_member_unchanged(self, pair: Pair, key: str, direction: Direction | None = None) -> bool:
        """The same for a member of two operations."""
        return self._link_changed(pair, pair.unchanged_members.get(key), direction)

    def link_if_component_unchanged(self, pair: Pair) -> bool:
        """Whether the pair is that of a component that says the same on both sides."""
        return self._link_changed(pair, self.unchanged.changed_references_in_component(pair.old, pair.new), None)

    def _link_changed(self, parent: Pair, references: tuple[str, ...] | None, direction: Direction | None) -> bool:
        """Pair the changed components that both sides refer to; False where they are not known."""
        if not references:
            return references is not None
        for reference in references:
            if reference not in self._by_reference:
                self._by_reference[reference] = self._component(reference)
            pair = self._by_reference[reference]
            if pair is not None:
                parent.add_edge(pair, direction)
        return True

    def _component(self, reference: str) -> Pair | None:
        link = {"$ref": reference}
        old, new = Node(self.old.file, (), link), Node(self.new.file, (), link)
        kind = kind_of(reference)
        targets = self._targets(None, (), kind, old, new)
        return None if targets is None else self._named(kind, (), *targets, None)

    def _targets(
        self,
        parent: Pair | None,
        steps: tuple[Step, ...],
        kind: Subject,
        old: Node,
        new: Node,
        direction: Direction | None = None,
    ) -> tuple[Node, Node] | None:
        """What stands behind the references and aliases of two objects, unless it is unchanged or leads nowhere."""
        if parent is not None and ("$ref" in old.value or "$ref" in new.value):
            note_references(parent, kind, old, new, steps)
        old_target, new_target = behind(self.old, old, kind), behind(self.new, new, kind)
        if parent is not None and (old_target is None) != (new_target is None):
            parent.note("reference", REPLACED, old, new, subject=kind, steps=steps, direction=direction)
        if old_target is None or new_target is None:
            return None
        if parent is not None and kind == "schema":
            note_restated(parent, (old, new), (old_target, new_target), steps)
        if self.unchanged(old_target, new_target):
            return None
        return old_target.file.home(old_target), new_target.file.home(new_target)

    def _named(self, kind: Subject, steps: tuple[Step, ...], old: Node, new: Node, parent: Pair | None) -> Pair:
        """The pair of two objects: a component has a name of its own, all else has that of its way."""
        component = component_step_at(new.pointer) if new.pointer else Step("file", new.file.name)
        if component is None:
            return self._pair(kind, steps, old, new, parent)
        return self._pair(kind, (component,), old, new, None)

    def _pair(self, kind: Subject, steps: tuple[Step, ...], old: Node, new: Node, parent: Pair | None) -> Pair:
        key = (kind, *_identity(old), *_identity(new))
        pair = self._known.get(key)
        if pair is None:
            pair = self._known[key] = Pair(kind, steps, old, new, parent)
            self._pending.append(pair)
        return pair


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


def _place_of_link(link: tuple[Any, ...]) -> tuple[Pointer, Pointer]:
    return link[0].new.pointer, link[-1].pointer


def _identity(node: Node) -> tuple[object, ...]:
    """What tells two places apart: objects are themselves, `true` is the same everywhere."""
    value = node.value
    # identity: the documents hold their values for as long as the graph lives.
    return (id(value),) if type(value) is dict else (node.file, node.pointer)
