"""How many there are of something."""

from __future__ import annotations


def plural(count: int, noun: str, more: str | None = None) -> str:
    """`1 change`, `1,122 changes`; `more` where it is not the noun with an s."""
    return f"{count:,} {noun if count == 1 else more or noun + 's'}"
