"""Text from documents as pages may show it."""

from __future__ import annotations


def plain(text: str) -> str:
    r"""The text with all that is not printed made visible: line ends, terminal escapes, direction marks, surrogates.

    An escape character becomes `\u001b`; ordinary text, blanks included, stays as it is.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escaped(ord(character)) for character in text)


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
