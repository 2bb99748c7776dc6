"""What was announced to go: until which day it was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.rules import COMPATIBLE, sunset_of
from harness.verdict._finding import Judgement
from harness.vocabulary import keyword_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Change
    from harness.rules import Judge
    from harness.verdict._inquiry import Inquiry


def _after_sunset(_: Inquiry, change: Change) -> Judgement | None:
    """What was announced to go on a day that has passed."""
    part = change.old_value
    if change.aspect == "required":
        properties = change.old_owner.get(keyword_for("property"))
        part = properties.get(change.trail[-1].name) if isinstance(properties, dict) else None
    day = sunset_of(part)
    return None if day is None else Judgement(COMPATIBLE, f"it was deprecated, and its sunset of {day} has passed")


ANNOUNCEMENTS: dict[Judge, Callable[[Inquiry, Change], Judgement | None]] = {"sunset": _after_sunset}
