"""One file of a document: its bytes, what they say, and the places in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.document._reading import read
from harness.vocabulary import format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.document._positions import Position, Positions
    from harness.document._reading import Remark
    from harness.document._source import Source


# A JSON Pointer (RFC 6901) as a tuple of unescaped keys; list positions are decimal strings.
Pointer = tuple[str, ...]
# What an anchor of YAML begins with, or looks as if it did. Source: YAML 1.2.2, 6.9.2 and 7.1.
_ANCHOR = re.compile(rb"&(?<![^\s,\[{]&)[^\s,\[\]{}]")


class File:
    """A parsed file.

    Attributes:
        source: the bytes and where they came from.
        content: what they say; changed by nobody.
        remarks: spots that only a lenient reader accepts.
    """

    __slots__ = (
        "_anchors",
        "_dynamic_anchors",
        "_homes",
        "_may_anchor",
        "_positions",
        "content",
        "format",
        "remarks",
        "source",
    )

    def __init__(self, source: Source, content: Any, format_: str, remarks: tuple[Remark, ...] = ()) -> None:
        self.source = source
        self.content = content
        self.format = format_
        self.remarks = remarks
        self._positions: Positions | None = None
        self._anchors: dict[str, Pointer] | None = None
        self._dynamic_anchors: dict[str, dict[Pointer, Node]] | None = None
        self._may_anchor: bool | None = None
        self._homes: dict[int, Pointer] | None = None

    @classmethod
    def of(cls, source: Source) -> File:
        """The parsed file of a source.

        Raises:
            MalformedDocument: the bytes are neither JSON nor YAML.
        """
        reading = read(source.data, source.name)
        return cls(source, reading.content, reading.format, reading.remarks)

    @property
    def name(self) -> str:
        """The name that people know the file by."""
        return self.source.name

    @property
    def root(self) -> Node:
        """The whole content."""
        return Node(self, (), self.content)

    def position(self, pointer: Pointer) -> Position:
        """Line and column of a pointer, or of its nearest ancestor that can be found."""
        return self._located().locate(pointer)

    def text(self, pointer: Pointer) -> str | None:
        """A scalar as its author spelled it, or None where that cannot be told."""
        return self._located().text(pointer)

    @property
    def lines(self) -> list[bytes]:
        """The lines that positions count, as UTF-8 without their ends."""
        return self._located().lines

    def at(self, pointer: Pointer) -> Node | None:
        """The node at a pointer, or None where it points at nothing."""
        value = self.content
        for key in pointer:
            if type(value) is dict and key in value:
                value = value[key]
            elif type(value) is list and key.isdecimal() and key.isascii() and int(key) < len(value):
                value = value[int(key)]
            else:
                return None
        return Node(self, pointer, value)

    def home(self, node: Node) -> Node:
        """The object of a node where it is written: the node itself, unless an alias of YAML leads to it."""
        if self._homes is None:
            may_repeat = self.format == "yaml" and _ANCHOR.search(self.source.data)
            self._homes = _homes(self.content) if may_repeat else {}
        # identity: the file holds its content.
        pointer = self._homes.get(id(node.value)) if self._homes else None
        return node if pointer is None or pointer == node.pointer else Node(self, pointer, node.value)

    def anchored(self, name: str) -> Node | None:
        """The schema that names itself `name` by `$anchor`, `$dynamicAnchor` or `$id`; the whole file by `$self`.

        Source: JSON Schema 2020-12 core, 8.2; OpenAPI 3.2.0, 4.1.2.2.
        """
        if self._anchors is None:
            self._anchors = _anchors(self.content)
        pointer = self._anchors.get(name)
        return None if pointer is None else self.at(pointer)

    @property
    def may_have_dynamic_anchors(self) -> bool:
        """Whether any schema may name itself by `$dynamicAnchor`; most files have no such word."""
        if self._may_anchor is None:
            self._may_anchor = b"dynamicAnchor" in self.source.data
        return self._may_anchor

    def dynamic_anchors(self, name: str) -> dict[Pointer, Node]:
        """The schemas that name themselves `name` by `$dynamicAnchor`, by their pointers."""
        if self._dynamic_anchors is None:
            self._dynamic_anchors = self._find_dynamic_anchors()
        return self._dynamic_anchors.get(name, {})

    def _find_dynamic_anchors(self) -> dict[str, dict[Pointer, Node]]:
        found: dict[str, dict[Pointer, Node]] = {}
        pending = [self.root]
        while pending:
            node = pending.pop()
            if type(name := node.get("$dynamicAnchor")) is str:
                found.setdefault(name, {})[node.pointer] = node
            pending += [member for _, member in node.members()]
            pending += node.elements()
        return found

    def _located(self) -> Positions:
        if self._positions is None:
            from harness.document._positions import Positions

            self._positions = Positions(self.source.data, self.format)
        return self._positions


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


def _homes(content: Any) -> dict[int, Pointer]:
    """By identity, the first place of each object: anchors come before what repeats them. Empty if nothing is repeated.

    What stands within a repeated object has its place in the first one, too.
    """
    homes: dict[int, Pointer] = {}
    is_repeated = False
    pending: list[tuple[Pointer, Any]] = [((), content)]
    while pending:
        pointer, value = pending.pop()
        # identity: the content holds its objects.
        if id(value) in homes:
            is_repeated = True
            continue
        homes[id(value)] = pointer
        members = value.items() if type(value) is dict else enumerate(value)
        below = [((*pointer, str(key)), member) for key, member in members if type(member) in (dict, list)]
        pending += reversed(below)
    return homes if is_repeated else {}


def _anchors(content: Any) -> dict[str, Pointer]:
    pointers: dict[str, Pointer] = {}
    pending: list[tuple[Pointer, Any]] = [((), content)]
    while pending:
        pointer, value = pending.pop()
        if type(value) is dict:
            for keyword in ("$anchor", "$dynamicAnchor", "$id", "id", "$self"):
                name = value.get(keyword)
                if (
                    type(name) is str
                    and (keyword != "$self" or not pointer)
                    and (keyword != "id" or name.startswith("#"))
                ):
                    anchor = name.lstrip("#")
                    # Which of several wins is said nowhere; this one does not depend on the order of the document.
                    pointers[anchor] = min(pointer, pointers.get(anchor, pointer))
            pending += [((*pointer, key), member) for key, member in value.items() if type(member) in (dict, list)]
        elif type(value) is list:
            pending += [((*pointer, str(number)), item) for number, item in enumerate(value)]
    return pointers
