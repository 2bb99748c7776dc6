"""JSON Pointers as text. Source: RFC 6901."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def escaped(key: str) -> str:
    """A key as it stands in a pointer: `~1pets` for `/pets`."""
    return key.replace("~", "~0").replace("/", "~1")


def unescaped(key: str) -> str:
    """The key that part of a pointer means."""
    return key.replace("~1", "/").replace("~0", "~")


def parse_pointer(text: str) -> tuple[str, ...]:
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
    return tuple(map(unescaped, text[1:].split("/")))


def format_pointer(pointer: Iterable[str]) -> str:
    """The text of a pointer, `""` for the whole document."""
    return "".join("/" + escaped(key) for key in pointer)
