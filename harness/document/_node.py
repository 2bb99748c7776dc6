"""Places in documents: a value together with where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document._pointer import Pointer, format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.document._file import File


class Node:
    """A value in a file, and its pointer there.

    `parts` holds children that stand elsewhere than below this pointer: the views of Swagger 2.0 are made
    of them, so that every part of a view still knows the line that its author wrote.
    """

    __slots__ = ("file", "parts", "pointer", "value")

    def __init__(self, file: File, pointer: Pointer, value: Any, parts: Mapping[str, Node] | None = None) -> None:
        self.file = file
        self.pointer = pointer
        self.value = value
        self.parts = parts

    def __repr__(self) -> str:
        return f"<Node {self.file.name}#{format_pointer(self.pointer)}>"

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a member, or `default` where there is none or this is no object."""
        return self.value.get(key, default) if type(self.value) is dict else default

    def child(self, key: str) -> Node | None:
        """The member or list item at `key`, or None where there is none."""
        if self.parts is not None and key in self.parts:
            return self.parts[key]
        value = self.value
        if type(value) is dict:
            return Node(self.file, (*self.pointer, key), value[key]) if key in value else None
        if type(value) is list and key.isdecimal() and key.isascii() and int(key) < len(value):
            return Node(self.file, (*self.pointer, key), value[int(key)])
        return None

    def members(self) -> Iterator[tuple[str, Node]]:
        """The members of an object in document order; nothing for other values."""
        if type(self.value) is dict:
            parts = self.parts or {}
            for key, value in self.value.items():
                yield key, parts.get(key) or Node(self.file, (*self.pointer, key), value)

    def elements(self) -> Iterator[Node]:
        """The items of an array in order; nothing for other values."""
        if type(self.value) is list:
            parts = self.parts or {}
            for number, value in enumerate(self.value):
                yield parts.get(str(number)) or Node(self.file, (*self.pointer, str(number)), value)
