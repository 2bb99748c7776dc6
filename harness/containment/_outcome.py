"""What the search for a value comes to."""

from __future__ import annotations

from typing import Any, NamedTuple


class Found(NamedTuple):
    """A value that meets all demands, as far as they were understood."""

    value: Any


class Nothing(NamedTuple):
    """No value meets the demands.

    Attributes:
        level: the outermost goal in progress that this was taken for granted of, None if of none. Such a proof holds
            only as part of that goal's.
    """

    level: int | None = None


class Unknown(NamedTuple):
    """Neither a value nor a proof that there is none."""

    reason: str


Outcome = Found | Nothing | Unknown

NONE = Nothing()


def unknown(reason: str) -> Unknown:
    """The outcome for want of a proof."""
    return Unknown(reason)


def outermost(one: int | None, other: int | None) -> int | None:
    """The outermost of two levels."""
    if one is None or other is None:
        return one if other is None else other
    return min(one, other)
