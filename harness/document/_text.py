"""The bytes of a document as text, and what a reader says about a spot in it."""

from __future__ import annotations

import re

from harness.records import NamedTuple

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
