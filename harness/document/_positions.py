"""Lines and columns of JSON pointers, looked up after parsing and only for those that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from harness.document._text import utf8
from harness.records import NamedTuple

if TYPE_CHECKING:
    from harness.document._file import Pointer

_BLOCK = 1 << 16
# Up to here the import of msgspec takes longer than it saves.
_SMALL = 100_000
_CONTINUATION = bytes(range(0x80, 0xC0))  # the bytes of UTF-8 that begin no character


class Position(NamedTuple):
    """A place in a text.

    Attributes:
        line: from 1.
        column: from 1, in characters.
        exact: False where it is the place of the nearest ancestor that could be found.
    """

    line: int
    column: int
    exact: bool


class Locator(Protocol):
    """What finds pointers in a text of one format."""

    def offset(self, pointer: Pointer) -> int | None:
        """Where the key of a member or the start of an item is, in bytes; None if that cannot be told."""

    def text(self, pointer: Pointer) -> str | None:
        """The author's text of a scalar; None if the value is no scalar or cannot be found."""


class Positions:
    """Finds pointers in the bytes of a document that was read without trouble.

    The first look-up costs up to a pass over the bytes, later ones next to nothing.

    Args:
        data: the bytes that `read` read.
        format: "json" or "yaml".
    """

    __slots__ = ("_blocks", "_data", "_lines", "_locator")

    def __init__(self, data: bytes, format: str) -> None:  # noqa: A002  # the word of `ParsedBytes`
        data = utf8(data)
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        self._data = data
        self._locator = _locator(data, format)
        self._blocks: tuple[list[int], list[int]] | None = None
        self._lines: list[bytes] | None = None

    def locate(self, pointer: Pointer) -> Position:
        """The position of the key for a member of an object, of the value for an item; (1, 1) for the root."""
        for length in range(len(pointer), 0, -1):
            offset = self._locator.offset(pointer[:length])
            if offset is not None:
                line, column = self._line_and_column(offset)
                return Position(line, column, length == len(pointer))
        return Position(1, 1, not pointer)

    def text(self, pointer: Pointer) -> str | None:
        """The author's text of a scalar: a number as it is spelled, a string without quotes; None for anything else."""
        return self._locator.text(pointer)

    @property
    def lines(self) -> list[bytes]:
        """All lines, as UTF-8 without their ends."""
        if self._lines is None:
            self._lines = self._data.split(b"\n")
        return self._lines

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        if self._blocks is None:
            self._blocks = self._count()
        lines, characters = self._blocks
        block = offset // _BLOCK
        line = lines[block] + self._data.count(b"\n", block * _BLOCK, offset) + 1
        start = self._data.rfind(b"\n", 0, offset) + 1
        if offset - start < _BLOCK:
            return line, _length(self._data[start:offset]) + 1
        first = start // _BLOCK
        between = characters[block] - characters[first]
        before = _length(self._data[first * _BLOCK : start])
        return line, between - before + _length(self._data[block * _BLOCK : offset]) + 1

    def _count(self) -> tuple[list[int], list[int]]:
        """Line breaks and characters before each block, so that no look-up counts from the start again."""
        lines, characters = [0], [0]
        for start in range(0, len(self._data), _BLOCK):
            block = self._data[start : start + _BLOCK]
            lines.append(lines[-1] + block.count(b"\n"))
            characters.append(characters[-1] + _length(block))
        return lines, characters


def _length(part: bytes) -> int:
    return len(part) if part.isascii() else len(part.translate(None, _CONTINUATION))


def _locator(data: bytes, format_: str) -> Locator:
    if format_ == "json" and len(data) <= _SMALL:
        from harness.document._positions_small import SmallJsonLocator

        return SmallJsonLocator(data)
    if format_ == "json":
        from harness.document._positions_json import JsonLocator

        return JsonLocator(data)
    from harness.document._positions_yaml import YamlLocator

    return YamlLocator(data)
