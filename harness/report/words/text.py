"""Text for reports: counts, pieces of bounded length, and what is harmless whatever a document says."""

from __future__ import annotations


def plural(count: int, noun: str, more: str | None = None) -> str:
    """`1 change`, `1,122 changes`; `more` where it is not the noun with an s."""
    return f"{count:,} {noun if count == 1 else more or noun + 's'}"


def printable(text: str) -> str:
    """The text on one line; all that a terminal would obey or hide is made visible, as `U+202E` in escaped form."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\N{NO-BREAK SPACE}" else _escaped(sign) for sign in text)


def printable_lines(text: str) -> str:
    """The same of each line."""
    return "\n".join(printable(line) for line in text.split("\n"))


def clipped(text: str, longest: int) -> str:
    """The text on one line, harmless to terminals, no longer than some characters."""
    line = printable(text[: longest + 1])
    return line if len(line) <= longest and len(text) <= longest else f"{line[: longest - 3]}..."


def _escaped(sign: str) -> str:
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(sign)
    if named is not None:
        return named
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
