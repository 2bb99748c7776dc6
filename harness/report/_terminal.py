"""Text for terminals: harmless whatever a document says, coloured where that is wanted, folded at words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

# The sixteen colours only, so that the user's theme decides how they look.
_CODES = {
    "bold": "1",
    "dim": "2",
    "error": "1;31",
    "hint": "36",
    "ok": "32",
    "breaking": "31",
    "warning": "33",
    "compatible": "34",
}
_NARROWEST, _WIDEST = 40, 120


def printable(text: str) -> str:
    """The text on one line; all that a terminal would obey or hide is made visible, as `U+202E` in escaped form."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\N{NO-BREAK SPACE}" else _escaped(sign) for sign in text)


class Style:
    """How a stream is written to: with or without colours, folded at a width or not at all.

    Attributes:
        width: in columns; None for no folding.
    """

    __slots__ = ("colored", "width")

    def __init__(self, *, colored: bool = False, width: int | None = None) -> None:
        self.colored = colored
        self.width = width

    def paint(self, text: str, role: str) -> str:
        """The text in the colour of its role: an impact, "bold", "dim", "error", "hint" or "ok"."""
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self.colored and text else text

    def folded(self, text: str, indent: str) -> str:
        """The text in lines that fit behind an indent, which is put before all of them but the first."""
        room = None if self.width is None else self.width - len(indent)
        if room is None or _columns(text) <= room:
            return text
        return f"\n{indent}".join(_lines(text, room))


PLAIN = Style()


def style_of(stream: TextIO, choice: str, environment: Mapping[str, str]) -> Style:
    """How to write to a stream.

    Args:
        stream: what is written to.
        choice: "auto", "always" or "never".
        environment: where NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE and TERM are looked up.
    """
    terminal = stream.isatty()
    width = _width(stream) if terminal else None
    return Style(colored=_colored(choice, environment, terminal=terminal), width=width)


def _colored(choice: str, environment: Mapping[str, str], *, terminal: bool) -> bool:
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return terminal and environment.get("TERM") != "dumb"


def _width(stream: TextIO) -> int:
    import os

    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    return min(max(columns or 80, _NARROWEST), _WIDEST)


def _escaped(sign: str) -> str:
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(sign)
    if named is not None:
        return named
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _lines(text: str, room: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if _columns(joined) <= room:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        while _columns(word) > room:
            cut = _fitting(word, room)
            lines[-1] = word[:cut]
            lines.append("")
            word = word[cut:]  # noqa: PLW2901 - the rest of a word that is longer than a line
        lines[-1] = word
    return lines


def _fitting(word: str, room: int) -> int:
    """How many signs of a word fit; at least one."""
    if word.isascii():
        return room
    used = 0
    for number, sign in enumerate(word):
        used += _columns(sign)
        if used > room:
            return max(number, 1)
    return len(word)


def _columns(text: str) -> int:
    """The columns that a text takes. Source: Unicode Standard Annex 11."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def tolerant(stream: TextIO) -> None:
    """Let a stream spell in escaped form what its encoding cannot say."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
