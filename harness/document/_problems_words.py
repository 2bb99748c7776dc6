"""Words for the messages of problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def shown(value: Any) -> str:
    """A value in a message: what it is, and how it reads if it is short."""
    if value is None:
        return "null"
    if type(value) is dict:
        return "an object"
    if type(value) is list:
        return "an array"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is str:
        return f"the string {value[:60]!r}"
    return f"the number {str(value)[:60]}"


def printable(text: str) -> str:
    """A message in one line, without anything that a terminal would obey."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """A hint at the known name that was probably meant, or None."""
    from difflib import get_close_matches

    near = get_close_matches(name[:100], [word for word in known if len(word) < 100], 1)
    return f"did you mean {near[0]!r}?" if near else None
