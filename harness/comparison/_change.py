"""The vocabulary of differences: what one fact says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from harness.document import Node
    from harness.vocabulary import Direction, Effect, Step


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

    subject: str
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
        return place_of(self.old_node)

    @property
    def new(self) -> Place | None:
        """The place in the new document, or None."""
        return place_of(self.new_node)

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


def place_of(node: Node | None) -> Place | None:
    """The place of a node, None for None."""
    from harness.document import format_pointer

    return None if node is None else Place(node.file.name, format_pointer(node.pointer))
