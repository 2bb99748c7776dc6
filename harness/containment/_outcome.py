"""What the search for a value comes to."""

from __future__ import annotations

from typing import Any, NamedTuple


class Found(NamedTuple):
    """A value that meets all demands, as far as they were understood.

    Attributes:
        value: the value; arrays and objects in it may be shared, so nobody changes it.
        size: how many members and elements it has in all.
    """

    value: Any
    size: int = 1


class Nothing(NamedTuple):
    """No value meets the demands."""


class Unknown(NamedTuple):
    """Neither a value nor a proof that there is none."""

    reason: str


Outcome = Found | Nothing | Unknown

NONE = Nothing()


class Exhausted(Exception):
    """The search is given up: its steps are used up, or the schemas are too tangled."""
