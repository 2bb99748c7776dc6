"""Offsets of JSON pointers in short JSON texts, with the standard library alone."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from harness.records import NamedTuple

if TYPE_CHECKING:
    from harness.document._file import Pointer

_BLANK = re.compile(r"[ \t\n\r]*")
_decode = json.JSONDecoder().raw_decode


class _Child(NamedTuple):
    """Where a member or an item is, in characters: `start` is that of the key, for an item of the value."""

    start: int
    value: int
    end: int


class SmallJsonLocator:
    """Reads each object and array on the way once more; `JsonLocator` is faster, but slow to import."""

    __slots__ = ("_ascii", "_children", "_text")

    def __init__(self, data: bytes) -> None:
        self._text = data.decode()
        self._ascii = data.isascii()
        self._children: dict[Pointer, dict[str, _Child]] = {}

    def offset(self, pointer: Pointer) -> int | None:
        """Where the key of a member or the start of an item is, in bytes; None if that cannot be told."""
        if not pointer:
            return 0
        child = self._child(pointer)
        if child is None:
            return None
        return child.start if self._ascii else len(self._text[: child.start].encode())

    def text(self, pointer: Pointer) -> str | None:
        """The author's text of a scalar; None if the value is no scalar or cannot be found."""
        child = self._child(pointer) if pointer else _Child(0, _blank(self._text, 0), len(self._text))
        if child is None:
            return None
        spelling = self._text[child.value : child.end].rstrip(" \t\n\r")
        if spelling[:1] in ("{", "["):
            return None
        return str(json.loads(spelling)) if spelling[:1] == '"' else spelling

    def _child(self, pointer: Pointer) -> _Child | None:
        parent = pointer[:-1]
        children = self._children.get(parent)
        if children is None:
            owner = self._child(parent) if parent else None
            if parent and owner is None:
                return None
            start = owner.value if owner is not None else _blank(self._text, 0)
            children = self._children[parent] = _children(self._text, start)
        return children.get(pointer[-1])


def _children(text: str, start: int) -> dict[str, _Child]:
    """The members of the object, or the items of the array by their decimal positions, that starts there."""
    children: dict[str, _Child] = {}
    opening = text[start : start + 1]
    if opening not in ("{", "["):
        return children
    try:
        place = _blank(text, start + 1)
        while text[place] not in "}]":
            first, name = place, str(len(children))
            if opening == "{":
                name, place = _decode(text, place)
                place = _blank(text, _blank(text, place) + 1)
            end = _decode(text, place)[1]
            children[name] = _Child(first, place, end)
            place = _blank(text, end)
            if text[place] == ",":
                place = _blank(text, place + 1)
    except (ValueError, IndexError, RecursionError):
        pass  # not what was read: nothing more is found on this level
    return children


def _blank(text: str, place: int) -> int:
    """Where the blanks end that begin there."""
    match = _BLANK.match(text, place)
    return place if match is None else match.end()
