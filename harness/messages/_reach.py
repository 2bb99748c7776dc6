"""The messages that a changed schema is part of, with the paths to it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from harness.containment import ApartAlternatives
from harness.messages._parts import PartPair, operation_pairs, part_pairs
from harness.messages._paths import ReferencePaths, SchemaPath, SchemaPaths, without_branches
from harness.messages._places import PathStep
from harness.messages._starts import Starts
from harness.messages._wire import JSON
from harness.vocabulary import BOTH, REQUEST, RESPONSE, component_around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Change, Comparison
    from harness.document import Document, Node
    from harness.vocabulary import Sender

_NEAREST = 2  # operations that are looked at before all others
# A part of a message with the steps to a schema in it.
Reached = tuple[PartPair, tuple[PathStep, ...]]


def is_field(part: PartPair, path: SchemaPath) -> bool:
    """Whether a path leads to a field of a form; what is deeper is written in ways that nobody agrees on."""
    kinds = [kind for kind, _ in path.steps if kind != "branch"]
    return part.is_form and path.holder is None and kinds.count("property") == 1 and kinds[0] == "property"


class Reach:
    """The messages of one comparison by the schemas in them."""

    __slots__ = ("_apart", "_comparison", "_operations", "_parts", "_paths", "_references", "_starts", "_whole")

    def __init__(self, comparison: Comparison) -> None:
        old, new = comparison.old, comparison.new
        self._comparison = comparison
        reached = {name for change in comparison.changes for name in change.operations}
        self._operations = {name: pair for name, pair in operation_pairs(comparison).items() if name in reached}
        self._parts: dict[str, tuple[PartPair, ...]] = {}
        self._references = ReferencePaths(old), ReferencePaths(new)
        self._paths = tuple(SchemaPaths(each, known) for each, known in zip((old, new), self._references, strict=True))
        # By the name of an operation and the number of a side.
        self._starts: dict[tuple[str, int], Starts] = {}
        self._apart = tuple(
            paths.where_apart(ApartAlternatives(side)) for side, paths in zip((old, new), self._paths, strict=True)
        )
        # By the identity of a schema's value, which its document keeps.
        self._whole: dict[tuple[int, Sender], list[str]] | None = None

    def parts(self) -> Iterator[PartPair]:
        """The parts of all messages that any change reaches."""
        for name in self._operations:
            yield from self._parts_of(name)

    def nearest(self, change: Change, direction: Sender) -> Change:
        """A change with those operations first of which a whole part is made after the component that it is in."""
        if self._whole is None:
            self._whole = self._by_whole_part()
        owner = change.old_owner
        component = owner.file.at(component_around(owner.pointer)) or owner
        # identity: as above.
        names = self._whole.get((id(component.value), direction), [])
        known = frozenset(change.operations) if names else frozenset()
        first = list(islice((name for name in names if name in known), _NEAREST))
        return change._replace(operations=tuple(dict.fromkeys((*first, *change.operations)))) if first else change

    def _by_whole_part(self) -> dict[tuple[int, Sender], list[str]]:
        names: dict[tuple[int, Sender], list[str]] = {}
        for name, (old, _) in self._operations.items():
            for part in self._parts_of(name):
                target = old.document.resolve(part.old) or part.old
                names.setdefault((id(target.value), part.direction), []).append(name)  # identity: as above
        return names

    def of(self, change: Change, sender: Node, direction: Sender) -> Iterator[tuple[PartPair, SchemaPath]]:
        """The messages that a changed schema is part of, with the paths to it.

        The same schema may stand elsewhere in the message of the other side, as one does that referred to itself.

        Args:
            change: of the schema.
            sender: the schema on the side that sends the messages.
            direction: of the messages.
        """
        index = 0 if direction == REQUEST else 1
        other = change.new_owner if sender is change.old_owner else change.old_owner
        for name in change.operations:
            for part in self._leading(name, sender, index):
                if part.direction == direction:
                    known = set()
                    for path in self._between(part, sender, other, index):
                        known.add(without_branches(path.steps))
                        yield part, path
                    for path in self._paths[1 - index].between(part.sides[1], other) if known else ():
                        steps = without_branches(path.steps)
                        if path.holder is None and steps not in known:
                            yield part, path.read_in(part.sides[0].file, part.sides[1].file)

    def _between(self, part: PartPair, sender: Node, other: Node, index: int) -> list[SchemaPath]:
        """The paths from the sender's schema of a message; without holders that are told apart on both sides."""
        paths = list(self._paths[index].between(part.sides[0], sender))
        if all(path.holder is None for path in paths):
            return paths
        theirs = list(self._apart[1 - index].between(part.sides[1], other))
        if not theirs or any(path.holder is not None for path in theirs):
            return paths
        return list(self._apart[index].between(part.sides[0], sender))

    def is_text(self, change: Change) -> bool:
        """Whether all values of a changed schema travel as text: in parameters, headers, and fields of forms."""
        owners: tuple[tuple[Node, Sender], ...] = ((change.old_owner, REQUEST), (change.new_owner, RESPONSE))
        is_reached = False
        for owner, sender in owners:
            for part, path in self.of(change, owner, sender):
                if not ((part.text and part.wires[0].kind != JSON) or is_field(part, path)):
                    return False
                is_reached = True
        return is_reached

    def is_sent(self, change: Change, direction: Sender) -> bool:
        """Whether messages of a direction have what changed, of two directions that both may."""
        if change.direction != BOTH:
            return True
        requests = direction == REQUEST
        sender, other = (change.old_owner, change.new_owner)[:: 1 if requests else -1]
        if any(self.of(change, sender, direction)):
            return True
        return not any(self.of(change, other, RESPONSE if requests else REQUEST))

    def is_nowhere(self, change: Change) -> bool:
        """Whether nothing that asserts anything leads from a message to what changed, as extensions do not."""
        for document, owner in ((self._comparison.old, change.old_owner), (self._comparison.new, change.new_owner)):
            # Views of Swagger 2.0 and dynamic references hide paths.
            if document.version == "2.0" or b"$dynamicRef" in document.source.data:
                return False
            for direction in (REQUEST, RESPONSE):
                if any(self._in(document, change, owner, direction)):
                    return False
        return True

    def _in(self, document: Document, change: Change, owner: Node, direction: Sender) -> Iterator[SchemaPath]:
        for name in change.operations:
            index = 0 if document is self._comparison.old else 1
            for part in self._leading(name, owner, index):
                if part.direction == direction:
                    yield from self._paths[index].between((part.old, part.new)[index], owner)

    def _leading(self, name: str, node: Node, index: int) -> list[PartPair]:
        """The parts of an operation whose schemas on one side may lead to another one, 0 for the old side."""
        parts = self._parts_of(name)
        starts = self._starts.get((name, index))
        if starts is None:
            schemas = [(part.old, part.new)[index] for part in parts]
            starts = self._starts[name, index] = Starts(schemas, self._references[index])
        return [parts[number] for number in starts.leading_to(node)]

    def _parts_of(self, name: str) -> tuple[PartPair, ...]:
        known = self._parts.get(name)
        if known is None:
            pair = self._operations.get(name)
            known = self._parts[name] = tuple(part_pairs(*pair)) if pair is not None else ()
        return known
