"""The bytes of a document as text: what a reader says about a spot in it, and where JSON pointers stand.

Lines and columns are looked up after parsing, and only for those that are asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from harness.document._file import Pointer

# Real documents nest about 30 levels deep. 200 leaves recursion over a document well inside the limits of every Python.
MAX_DEPTH = 200

_MARKS = (
    (b"\xef\xbb\xbf", ""),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Without a mark, the zero bytes of the first character, which is ASCII, tell. Source: YAML 1.2.2, 5.2.
_ZEROS = (
    (re.compile(rb"\0\0\0[^\0]"), "utf-32-be"),
    (re.compile(rb"[^\0]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0[^\0]"), "utf-16-be"),
    (re.compile(rb"[^\0]\0"), "utf-16-le"),
)
_EXCERPT = 240
_BLOCK = 1 << 16
# Up to here the import of msgspec takes longer than it saves.
_SMALL = 100_000
_CONTINUATION = bytes(range(0x80, 0xC0))  # the bytes of UTF-8 that begin no character


class Remark(NamedTuple):
    """A spot that a strict reader would refuse, and how it was read; its pointer where the reader knows it."""

    message: str
    line: int | None
    pointer: tuple[str, ...] = ()


class Flaw(Exception):
    """A spot that makes a text unreadable.

    Args:
        message: what is wrong.
        line: from 1; None where the reader cannot tell.
        column: from 1, in characters.
        label: what is wrong at that column.
        syntax: whether another reading of the same text may succeed.
    """

    def __init__(
        self,
        message: str,
        line: int | None = None,
        column: int | None = None,
        label: str | None = None,
        *,
        syntax: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.label = label
        self.syntax = syntax


def utf8(data: bytes) -> bytes:
    """The same text in UTF-8 without a byte order mark; bytes in no other encoding are returned as they are.

    Raises:
        UnicodeDecodeError: the mark announces an encoding that the bytes are not in.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding).encode() if encoding else data[len(mark) :]
    return _unmarked(data) if b"\0" in data[:2] else data


def _unmarked(data: bytes) -> bytes:
    """The text of UTF-16 or UTF-32 without a mark in UTF-8; the bytes themselves where they are none."""
    encoding = next((encoding for zeros, encoding in _ZEROS if zeros.match(data)), None)
    try:
        text = data.decode(encoding) if encoding else "\0"
    except UnicodeDecodeError:
        return data
    return data if "\0" in text else text.encode()


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset in characters."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def excerpt(data: bytes, line: int | None, column: int | None) -> str | None:
    """The text of a line, fit to be shown; None where the column would lie beyond what is shown of a long line."""
    if line is None or (column or 0) > _EXCERPT:
        return None
    start = 0
    for _ in range(line - 1):
        start = data.find(b"\n", start) + 1
        if not start:
            return None
    end = data.find(b"\n", start)
    text = data[start : min(end if end >= 0 else len(data), start + 4 * _EXCERPT)].decode(errors="replace")
    return "".join(sign if sign.isprintable() else " " for sign in text[:_EXCERPT].rstrip()) or None


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
