"""Offsets of JSON pointers in YAML, by indentation; PyYAML only for flow collections and folded scalars.

The members of a block mapping are the lines of exactly its indentation inside its span, and so are the items of a block
sequence: everything that belongs to a member is indented deeper. Source: YAML 1.2.2, section 8.2.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from harness.document._yaml import key_text
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.document._file import Pointer

# Composing costs 0.1 s/MB; a larger flow collection is not worth it for a column.
_MAX_COMPOSED = 16_000_000
_HEAD = re.compile(rb"(?:(?:%[^\n]*|[ \t]*#[^\n]*|[ \t]*)\n)*---(?=[ \t\n]|\Z)")
_BLANKS = re.compile(rb"[ \t]*(?:(?:#[^\n]*)?\n[ \t]*)*")
_PROPERTY = re.compile(rb"[&!][^\s]*")
_QUOTED = rb"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\n]|'')*)'"
_KEY = re.compile(rb"(?:" + _QUOTED + rb"|([^\s\"'#][^\n]*?))[ \t]*:(?=[ \t\n]|\Z)")
_EXPLICIT_KEY = re.compile(rb"\?[ \t]+(?:" + _QUOTED + rb"|([^\s\"'#|>&!*{\[?-][^\n]*?))[ \t]*(?=\n|\Z)")
_DASH = re.compile(rb"-(?=[ \t\n]|\Z)")
_PLAIN = re.compile(rb"[^\n]*?(?=[ \t]+#|[ \t]*(?:\n|\Z))")


class _Node(NamedTuple):
    """A member or an item.

    Attributes:
        place: where the key is, or the item.
        value: where the value begins, blanks and comments before it included; the offset of the text for `flow`.
        end: where it must have ended.
        flow: the composed value, inside a flow collection.
        text: the text that `flow` was composed from.
    """

    place: int
    value: int
    end: int
    flow: Any = None
    text: str = ""


class YamlLocator:
    """Lists the members of each level that is asked for once."""

    __slots__ = ("_children", "_data", "_root")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._children: dict[Pointer, dict[str, _Node]] = {}
        head = _HEAD.match(data)
        start = head.end() if head else 0
        self._root = _Node(0, start, min(_marker(data, b"---", start), _marker(data, b"...", start)))

    def offset(self, pointer: Pointer) -> int | None:
        """Where the key of a member or the start of an item is, in bytes; None if that cannot be told."""
        node = self._node(pointer)
        if node is None:
            return None
        # PyYAML counts in characters.
        return node.value + len(node.text[: node.place].encode()) if node.text else node.place

    def text(self, pointer: Pointer) -> str | None:
        """The author's text of a scalar; None if the value is no scalar or cannot be found."""
        node = self._node(pointer)
        if node is None:
            return None
        if node.flow is not None:
            return node.flow.value if isinstance(node.flow.value, str) else None
        data, end = self._data, node.end
        place = self._begin(node)
        if place >= end or data[place] in b"{[*#" or _DASH.match(data, place) or _KEY.match(data, place, end):
            return None
        line = _PLAIN.match(data, place, end)
        if line and data[place] not in b"\"'|>" and self._skip(line.end()) >= end:
            return line.group().decode()
        composed = self._compose(place, end)
        return composed.value if composed is not None and isinstance(composed.value, str) else None

    def _node(self, pointer: Pointer) -> _Node | None:
        if not pointer:
            return self._root
        parent = pointer[:-1]
        children = self._children.get(parent)
        if children is None:
            owner = self._node(parent)
            if owner is None:
                return None
            children = self._children[parent] = dict(self._list(owner))
        return children.get(pointer[-1])

    def _list(self, owner: _Node) -> Iterator[tuple[str, _Node]]:
        if owner.flow is not None:
            return _flow_children(owner)
        place = self._begin(owner)
        if place >= owner.end:
            return iter(())
        sign = self._data[place]
        if sign in b"{[":
            composed = self._compose(place, owner.end)
            text = self._data[place : owner.end].decode()
            return iter(()) if composed is None else _flow_children(_Node(0, place, owner.end, composed, text))
        if _DASH.match(self._data, place):
            return self._items(place, owner.end)
        return self._members(place, owner.end) if sign not in b"|>#" else iter(())

    def _items(self, first: int, end: int) -> Iterator[tuple[str, _Node]]:
        places = [first, *self._lines(first, end, rb"-(?=[ \t\n]|\Z)"), end]
        for index, (dash, limit) in enumerate(pairwise(places)):
            place = self._skip(dash + 1)
            yield str(index), _Node(place if place < limit else dash, dash + 1, limit)

    def _members(self, first: int, end: int) -> Iterator[tuple[str, _Node]]:
        """The members of a block mapping; those with keys that cannot be told are left out."""
        members: list[tuple[int, str | None, int, int]] = []  # line, key, its place, value
        explicit: tuple[str | None, int] | None = None
        for line in (first, *self._lines(first, end, rb"(?![\s#]|-[ \t\n])")):
            if self._data[line : line + 2] in (b"? ", b"?\t", b"?\n"):
                match = _EXPLICIT_KEY.match(self._data, line, end)
                explicit = (_key(match), match.start(match.lastindex or 0)) if match else (None, line)
                members.append((line, None, line, line))
            elif explicit and self._data[line : line + 2] in (b": ", b":\t", b":\n"):
                quote = 1 if self._data[explicit[1] - 1] in b"\"'" else 0
                members.append((line, explicit[0], explicit[1] - quote, line + 1))
                explicit = None
            elif match := _KEY.match(self._data, line, end):
                members.append((line, _key(match), line, match.end()))
        limits = [*(line for line, *_ in members[1:]), end][: len(members)]
        for (_, key, place, value), limit in zip(members, limits, strict=True):
            if key is not None:
                yield key, _Node(place, value, limit)

    def _lines(self, first: int, end: int, pattern: bytes) -> Iterator[int]:
        """Where, after the first, lines with the indentation of the first begin whose text fits a pattern."""
        indent = b" " * (first - self._data.rfind(b"\n", 0, first) - 1)
        for match in re.compile(b"\n" + indent + pattern).finditer(self._data, first, end):
            yield match.start() + 1 + len(indent)

    def _begin(self, node: _Node) -> int:
        """Where the value itself begins: after blanks, comments, anchor and tag."""
        place = self._skip(node.value)
        while place < node.end and (match := _PROPERTY.match(self._data, place, node.end)):
            place = self._skip(match.end())
        return place

    def _skip(self, place: int) -> int:
        match = _BLANKS.match(self._data, place)
        return match.end() if match else place

    def _compose(self, place: int, end: int) -> Any:
        if end - place > _MAX_COMPOSED:
            return None
        import yaml

        try:
            return yaml.compose(self._data[place:end].decode(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except yaml.YAMLError:  # an alias whose anchor is elsewhere, for one
            return None


def _marker(data: bytes, marker: bytes, start: int) -> int:
    """Where the next line with a document marker begins."""
    while (start := data.find(b"\n" + marker, start)) >= 0:
        start += 1
        if data[start + 3 : start + 4] in (b"", b" ", b"\t", b"\n"):
            return start
    return len(data)


def _flow_children(owner: _Node) -> Iterator[tuple[str, _Node]]:
    import yaml

    if isinstance(owner.flow, yaml.MappingNode):
        for key, value in owner.flow.value:
            if isinstance(key, yaml.ScalarNode):
                name = key.value if key.style else key_text(key.value)
                yield name, owner._replace(place=key.start_mark.index, flow=value)
    elif isinstance(owner.flow, yaml.SequenceNode):
        for index, value in enumerate(owner.flow.value):
            yield str(index), owner._replace(place=value.start_mark.index, flow=value)


def _key(match: re.Match[bytes]) -> str | None:
    double, single, plain = match.groups()
    if plain is not None:
        # An alias or a property before the key: the key is not what stands here.
        return None if plain[:1] in (b"*", b"&", b"!") else key_text(plain.decode())
    if single is not None:
        return str(single.replace(b"''", b"'").decode())
    try:
        return str(json.loads(b'"' + double + b'"', strict=False))
    except ValueError:  # an escape of YAML's own
        import yaml

        node: Any = yaml.compose('"' + double.decode() + '"', Loader=yaml.SafeLoader)
        return str(node.value)
