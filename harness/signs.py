"""Text of documents on one line: harmless to terminals, logs and shells."""

from __future__ import annotations

import re
from typing import Final

_NAMED: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
# What runners of pipelines obey wherever it stands in a line.
_ORDER: Final = re.compile(r"##(?=[A-Za-z]*\[)")
_QUOTED: Final = re.compile(r"[\\']|##")


def printable(text: str) -> str:
    """The text on one line; all that a terminal would obey or hide is made visible, as `U+202E` in escaped form."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\N{NO-BREAK SPACE}" else _escaped(sign) for sign in text)


def printable_lines(text: str) -> str:
    """The same of each line."""
    return "\n".join(printable(line) for line in text.split("\n"))


def escape_sequence(sign: str) -> str:
    r"""A character as it is spelled in JSON: `\u001b`; `\U0001f600` beyond the first plane."""
    code = ord(sign)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shell_word(text: str) -> str:
    r"""The text as one word of a command line that stays on one line: `'a b'`, or `$'a\nb'` where signs are unseen.

    Source: POSIX.1-2024, Shell Command Language, 2.2.4 Dollar-Single-Quotes.
    """
    from shlex import quote

    # Halves of surrogate pairs are spelled as streams spell them.
    text = text.encode(errors="backslashreplace").decode()
    if text.isprintable() and not _ORDER.search(text):
        return quote(text)
    escaped = _QUOTED.sub(lambda match: "#\\x23" if match[0] == "##" else f"\\{match[0]}", text)
    return f"$'{''.join(sign if sign.isprintable() else _NAMED.get(sign) or _bytes(sign) for sign in escaped)}'"


def _bytes(sign: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in sign.encode())


def _escaped(sign: str) -> str:
    return _NAMED.get(sign) or (f"\\x{ord(sign):02x}" if ord(sign) < 0x100 else escape_sequence(sign))
