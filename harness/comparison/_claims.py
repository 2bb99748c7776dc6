"""Which differences are accounted for by facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison._layout import COMPOSITION, composition, moves
from harness.comparison._raw import raw_differences
from harness.comparison._references import behind, reference_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.comparison._comparison import Change
    from harness.comparison._graph import Fact
    from harness.comparison._raw import Difference
    from harness.document import Document, Node, Pointer
    from harness.vocabulary import Subject

# What stands elsewhere now, or under another name: its parts have to be accounted for by facts of their own.
_MOVES = frozenset({"path", "method", "level"})
_NAMED = frozenset({"header", "parameter", "response"})


class Claims:
    """The places of facts in the named files of two documents.

    Attributes:
        moves: the objects that stand for each other under different pointers.
    """

    __slots__ = ("_documents", "_lone", "_moved", "_ordered", "_places", "moves")

    def __init__(self, facts: Iterable[Fact | Change], documents: tuple[Document, Document]) -> None:
        self._documents = documents
        self._places: tuple[set[Pointer], set[Pointer]] = (set(), set())
        self._lone: tuple[set[Pointer], set[Pointer]] = (set(), set())
        self._moved: tuple[set[Pointer], set[Pointer]] = (set(), set())
        self._ordered: tuple[set[Pointer], set[Pointer]] = (set(), set())
        self.moves: list[tuple[Node, Node]] = []
        for fact in facts:
            self._add(fact)

    def covers(self, difference: Difference, within: tuple[Node, Node]) -> bool:
        """Whether facts say all of a difference: at its place or above it, or, of what came or went, all its parts.

        The difference is one between the two nodes `within`; what moved below these is accounted for on its own.
        """
        for side, pointer in enumerate((difference.old, difference.new)):
            if pointer is None or self._told(side, pointer, within[side].pointer):
                continue
            home = self._home(side, pointer)
            if home != pointer and self._told(side, home, ()):
                continue
            if difference.kind == "order" and not self._ordered[side].isdisjoint((pointer, home)):
                continue
            node = self._documents[side].file.at(home)
            if node is None or difference.kind in ("order", "changed") or not self._all_told(side, node):
                return False
        return True

    def _home(self, side: int, pointer: Pointer) -> Pointer:
        """The place of which facts tell what stands at another one by an alias of YAML."""
        file = self._documents[side].file
        owner = file.at(pointer[:-1]) if pointer else None
        return pointer if owner is None else (*file.home(owner).pointer, pointer[-1])

    def _add(self, fact: Fact | Change) -> None:
        old, new = fact.old_node, fact.new_node
        if old is not None and new is not None:
            if fact.aspect in _MOVES and fact.subject in ("operation", "path item", "parameter"):
                self._move(old, new)
                return
            if fact.aspect == "name" and fact.subject in _NAMED:
                if old.pointer[-1:] != new.pointer[-1:]:  # the name of a header or response is that of its member
                    self._move(old, new)
                    return
                self._move_parents(old, new)
            if fact.aspect == "reference":
                self._follow(fact.subject, old, new)
            if fact.aspect == COMPOSITION:
                self._compose(old, new)
                return
        # That an array's items stand in another order says nothing of the items.
        places = self._ordered if fact.aspect == "order" else self._places
        for side, node in enumerate((old, new)):
            if node is not None and node.file is self._documents[side].file:
                places[side].add(node.pointer)
                if old is None or new is None:
                    self._lone[side].add(node.pointer)

    def _move(self, old: Node, new: Node) -> None:
        if (old.file, new.file) == (self._documents[0].file, self._documents[1].file):
            self._moved[0].add(old.pointer)
            self._moved[1].add(new.pointer)
            self.moves.append((old, new))

    def _move_parents(self, old: Node, new: Node) -> None:
        was, now = (node.file.at(node.pointer[:-1]) for node in (old, new))
        if was is not None and now is not None:
            self._move(was, now)

    def _follow(self, kind: Subject, old: Node, new: Node) -> None:
        """What references lead to stands for each other; not where a schema has keywords beside its reference."""
        was, now = (behind(document, node, kind) for document, node in zip(self._documents, (old, new), strict=True))
        if was is None or now is None or type(was.value) is not dict or type(now.value) is not dict:
            return
        local = (was.file, now.file) == (self._documents[0].file, self._documents[1].file)
        if local and reference_of(was) is None and reference_of(now) is None:
            self.moves.append((was, now))

    def _compose(self, old: Node, new: Node) -> None:
        """What moved within two schemas, and what either says twice."""
        composed = composition(self._documents, old, new)
        for was, now in moves(composed) if composed is not None else ():
            self._move(was, now)
            for side, (part, whole) in enumerate(((was, old), (now, new))):
                if part.pointer == whole.pointer:
                    # All of the one schema is a part of the other.
                    self._moved[side].update((*whole.pointer, key) for key in whole.value)
        for side, nodes in enumerate(composed.seen if composed is not None else ()):
            self._lone[side].update(node.pointer for node in nodes if node.file is self._documents[side].file)

    def _told(self, side: int, pointer: Pointer, root: Pointer) -> bool:
        places, moved = self._places[side], self._moved[side]
        prefixes = [pointer[:length] for length in range(len(pointer) + 1)]
        return any(prefix in places for prefix in prefixes) or any(
            prefix in moved for prefix in prefixes[len(root) + 1 :]
        )

    def _all_told(self, side: int, node: Node) -> bool:
        pending = [node]
        while pending:
            here = pending.pop()
            # Only what came or went itself tells of a whole that did; what changed in it does not.
            if here.pointer in self._lone[side] or here.pointer in self._moved[side]:
                continue
            below = [member for _, member in here.members()] or list(here.elements())
            if not below:
                return False
            pending += below
        return True


def unclaimed(facts: Iterable[Any], documents: tuple[Document, Document]) -> Iterator[Difference]:
    """The differences between two documents that no fact tells."""
    claims = Claims(facts, documents)
    pairs = [(documents[0].root, documents[1].root), *claims.moves]
    seen: set[Difference] = set()
    for old, new in pairs:
        for difference in raw_differences(old, new, documents):
            if difference not in seen and not claims.covers(difference, (old, new)):
                seen.add(difference)
                yield difference
