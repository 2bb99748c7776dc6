"""Objects of two documents that stand for each other, and what leads from one such pair to the next.

The walk builds this graph: each pair of places is compared once however many operations reach it, so
time and findings grow with the documents, not with the number of ways through them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.comparison._change import ANNOTATED, NONE, REQUEST, RESPONSE
from harness.comparison._unchanged import component_of
from harness.document import Node

if TYPE_CHECKING:
    from harness.comparison._unchanged import Unchanged
    from harness.document import Document


class Fact(NamedTuple):
    """A change before it is known who reaches it; `step` leads from its pair to its place."""

    subject: str
    aspect: str
    effect: str
    step: tuple[str, ...]
    old_node: Node | None
    new_node: Node | None
    old_value: Any
    new_value: Any


class Edge(NamedTuple):
    """From a pair to one below it.

    Attributes:
        direction: "request" or "response" where the edge decides it, "none" where what is below is no part of
            a message, None where the direction stays what it is.
    """

    pair: Pair
    direction: str | None


class Pair:
    """Two objects of one kind, the facts about themselves, and the pairs below them.

    Attributes:
        label: the step that leads here from the parent; for a root its name.
        parent: the pair below which this one is defined; None for operations and components.
        inverted: whether the server sends the requests and the client answers, as with webhooks.
        names: the operations that are concerned where edges do not tell.
    """

    __slots__ = ("edges", "facts", "inverted", "kind", "label", "names", "new", "old", "parent")

    def __init__(
        self, kind: str, label: str, old: Node, new: Node, parent: Pair | None = None, *, inverted: bool = False
    ) -> None:
        self.kind = kind
        self.label = label
        self.old = old
        self.new = new
        self.parent = parent
        self.inverted = inverted
        self.facts: list[Fact] = []
        self.edges: list[Edge] = []
        self.names: tuple[str, ...] = ()

    @property
    def trail(self) -> tuple[str, ...]:
        """The labels from the defining operation or component down to this pair."""
        labels = []
        pair: Pair | None = self
        while pair is not None:
            labels.append(pair.label)
            pair = pair.parent
        return tuple(reversed([label for label in labels if label]))

    def note(
        self,
        aspect: str,
        effect: str,
        old: Node | None,
        new: Node | None,
        *,
        subject: str = "",
        step: tuple[str, ...] = (),
    ) -> None:
        """Add the fact that `aspect` of this pair differs; the values are those that stand at the nodes."""
        values = (None if old is None else old.value, None if new is None else new.value)
        self.facts.append(Fact(subject or self.kind, aspect, effect, step, old, new, *values))


class Graph:
    """The pairs of two documents.

    Attributes:
        roots: the pairs of operations, and of components that no operation reaches, in document order.
    """

    __slots__ = ("_known", "_pending", "new", "old", "roots", "unchanged")

    def __init__(self, old: Document, new: Document, unchanged: Unchanged) -> None:
        self.old = old
        self.new = new
        self.unchanged = unchanged
        self.roots: list[Pair] = []
        self._known: dict[tuple[str, int, int], Pair] = {}
        self._pending: list[Pair] = []

    def root(self, kind: str, label: str, old: Node, new: Node, *, inverted: bool = False) -> Pair:
        """A pair at which trails begin, to be compared."""
        pair = self._pair(kind, label, old, new, None)
        pair.inverted = inverted
        self.roots.append(pair)
        return pair

    def holder(self, kind: str, label: str, old: Node, new: Node, parent: Pair | None = None) -> Pair:
        """A pair that only holds facts: whoever asks for it compares it."""
        pair = Pair(kind, label, old, new, parent)
        self.roots.append(pair)
        return pair

    def below(self, parent: Pair, label: str, kind: str, old: Node, new: Node, *, inverted: bool) -> Pair:
        """A pair below another, to be compared, whether or not its sides differ."""
        pair = self._pair(kind, label, old, new, parent)
        pair.inverted = inverted
        parent.edges.append(Edge(pair, None))
        return pair

    def next(self) -> Pair | None:
        """A pair that is still to be compared, or None."""
        return self._pending.pop() if self._pending else None

    def link(
        self, parent: Pair, label: str, kind: str, old: Node | None, new: Node | None, direction: str | None = None
    ) -> None:
        """Pair two objects below `parent`, behind their references, unless they are unchanged."""
        if old is None or new is None or self.settled(parent, old, new, direction):
            return
        pair = self._linked(parent, label, kind, old, new)
        if pair is not None:
            parent.edges.append(Edge(pair, _FLIPPED[direction] if parent.inverted and direction else direction))

    def settled(self, parent: Pair, old: Node, new: Node, direction: str | None = None) -> bool:
        """Whether two objects say the same, so that only the changed components that they refer to are paired."""
        stale = self.unchanged.stale(old, new)
        if stale is None:
            return False
        self.link_components(parent, stale, direction)
        return True

    def link_components(self, parent: Pair, references: tuple[str, ...], direction: str | None = None) -> None:
        """Pair the components that both sides refer to from below `parent`."""
        for reference in references:
            kind = _kind_of(reference)
            link = {"$ref": reference}
            old, new = Node(parent.old.file, (), link), Node(parent.new.file, (), link)
            pair = self._linked(parent, "", kind, old, new)
            if pair is not None:
                parent.edges.append(Edge(pair, _FLIPPED[direction] if parent.inverted and direction else direction))

    def _linked(self, parent: Pair, label: str, kind: str, old: Node, new: Node) -> Pair | None:
        follow = kind != "schema" or only_reference(old) or only_reference(new)
        old_target = self._follow(self.old, old, kind) if follow else old
        new_target = self._follow(self.new, new, kind) if follow else new
        moved = old_target is not old or new_target is not new
        if moved and old.get("$ref") != new.get("$ref"):
            parent.note("reference", ANNOTATED, old, new, subject=kind, step=(label,) if label else ())
        if old_target is None or new_target is None:
            return None
        if moved and (old_target.value is not old.value) and self.unchanged(old_target, new_target):
            return None
        name = _component(new_target) if moved else None
        if name is None:
            return self._pair(kind, label, old_target, new_target, parent)
        return self._pair(kind, name, old_target, new_target, None)

    def _follow(self, document: Document, node: Node, kind: str) -> Node | None:
        """The node behind a chain of references; a schema's chain stops at keywords beside its `$ref`."""
        if kind != "schema":
            return document.resolve(node)
        seen: set[int] = set()
        current: Node | None = node
        while current is not None and only_reference(current) and id(current.value) not in seen:
            seen.add(id(current.value))
            current = step(document, current)
        return current

    def _pair(self, kind: str, label: str, old: Node, new: Node, parent: Pair | None) -> Pair:
        key = (kind, id(old.value), id(new.value))
        pair = self._known.get(key)
        if pair is None:
            pair = self._known[key] = Pair(kind, label, old, new, parent)
            self._pending.append(pair)
        return pair


_FLIPPED = {REQUEST: RESPONSE, RESPONSE: REQUEST, NONE: NONE}


def only_reference(node: Node) -> bool:
    """Whether a schema says nothing beside its `$ref`."""
    value = node.value
    return type(value) is dict and len(value) == 1 and type(value.get("$ref")) is str


def step(document: Document, node: Node) -> Node | None:
    """The node that one `$ref` points at, or None where it points at nothing."""
    from harness.errors import DocumentError

    try:
        return document.target(node, node.value["$ref"])
    except DocumentError:
        return None


# Component kinds: the section of OpenAPI 3 or Swagger 2.0 that holds them, and what one is called.
COMPONENTS = {
    "schemas": "schema",
    "responses": "response",
    "parameters": "parameter",
    "requestBodies": "request body",
    "headers": "header",
    "securitySchemes": "security scheme",
    "links": "link",
    "callbacks": "callback",
    "examples": "example",
    "pathItems": "path item",
    "mediaTypes": "media type",
}
SECTIONS = {
    "definitions": "schema",
    "parameters": "parameter",
    "responses": "response",
    "securityDefinitions": "security scheme",
}


def _kind_of(reference: str) -> str:
    section = component_of(reference).partition("/")[0]
    return COMPONENTS.get(section) or SECTIONS.get(section, "schema")


def _component(node: Node) -> str | None:
    """`schema Pet` for the node of a component, None for any other."""
    pointer = node.pointer
    if len(pointer) == 3 and pointer[0] == "components":
        return f"{COMPONENTS.get(pointer[1], pointer[1])} {pointer[2]}"
    if len(pointer) == 2 and pointer[0] in SECTIONS:
        return f"{SECTIONS[pointer[0]]} {pointer[1]}"
    if not pointer and node.file is not None:
        return f"{node.file.name}"
    return None
