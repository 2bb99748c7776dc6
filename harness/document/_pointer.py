"""JSON Pointers (RFC 6901) as tuples of unescaped keys; list positions are decimal strings."""

from __future__ import annotations

Pointer = tuple[str, ...]


def parse_pointer(text: str) -> Pointer:
    """The keys of a pointer such as `/paths/~1pets/get`; a leading `#` and percent-encoding are understood.

    Raises:
        ValueError: the text neither is empty nor starts with a slash.
    """
    if text.startswith("#"):
        text = text[1:]
        if "%" in text:
            from urllib.parse import unquote  # rarely needed

            text = unquote(text)
    if not text:
        return ()
    if not text.startswith("/"):
        raise ValueError(f"a JSON Pointer starts with a slash: {text!r}")
    return tuple(key.replace("~1", "/").replace("~0", "~") for key in text[1:].split("/"))


def format_pointer(pointer: Pointer) -> str:
    """The text of a pointer, `""` for the whole document."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in pointer)
