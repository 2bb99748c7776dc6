"""What the places of reusable objects are called in trails."""

from __future__ import annotations

from harness.vocabulary import kind_at


def label_of(pointer: tuple[str, ...], file: str) -> str | None:
    """`schema Pet` for the pointer of a component, the file's name for a whole file, None for any other place."""
    kind = kind_at(pointer)
    if kind is not None:
        return f"{kind} {pointer[-1]}"
    return None if pointer else file
