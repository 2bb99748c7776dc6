"""What the members that announce a change of an object's life say: deprecation, sunset, stability."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.versions import LEVEL_MEMBERS, is_in_beta, stability_of

if TYPE_CHECKING:
    from harness.comparison import Change

BETA = "beta"
SUNSET = "sunset"


def announced(change: Change, today: str | None) -> str | None:
    """How the old document announced that what a change removes would go: "beta", "sunset", or None.

    In beta (`x-beta`, or a stability of draft or alpha) nothing was promised. What is deprecated with an `x-sunset`
    was promised until that day.

    Args:
        change: one whose old value is the object that went.
        today: the day of the removal, as YYYY-MM-DD; None if it is not known, then no sunset has passed.
    """
    operation = change.old_value
    if type(operation) is not dict or change.new_node is not None:
        return None
    if is_in_beta(operation):
        return BETA
    return SUNSET if is_over(operation, today) else None


def is_over(part: Any, today: str | None) -> bool:
    """Whether a part was deprecated and the day of its `x-sunset` has passed."""
    sunset = sunset_of(part)
    return sunset is not None and today is not None and sunset <= today


def sunset_of(part: Any) -> str | None:
    """The day until which a deprecated part is there, None where it says none."""
    return _day(part.get("x-sunset")) if type(part) is dict and part.get("deprecated") is True else None


def lifecycle_aspect(change: Change) -> str:
    """The aspect of a member that announces something; "x-" for all other extensions."""
    if change.aspect == "deprecated":
        return _deprecated(change)
    if change.aspect == "x-sunset":
        return _sunset(change)
    if change.aspect == "x-beta" or change.aspect in LEVEL_MEMBERS:
        return _level(change)
    return "x-"


def _deprecated(change: Change) -> str:
    before, after = change.old_value is True, change.new_value is True
    if before == after:
        return "deprecated"
    return "deprecated: set" if after else "deprecated: withdrawn"


def _sunset(change: Change) -> str:
    before, after = _day(change.old_value), _day(change.new_value)
    if before is None and after is None:
        return "x-"
    if before is None:
        return "x-sunset: announced"
    if after is None:
        return "x-sunset: withdrawn"
    return "x-sunset: earlier" if after < before else "x-sunset: later"


def _level(change: Change) -> str:
    if change.subject != "operation":
        return "x-"
    before, after = (stability_of({change.aspect: value}) for value in (change.old_value, change.new_value))
    if before == after:
        return "x-"
    return "stability: lowered" if after < before else "stability: raised"


def _day(value: Any) -> str | None:
    """The day of a date or time in the form of ISO 8601, as text that sorts; None for anything else."""
    text = _of_http(str(value)) or str(value)[:10]
    digits = text.replace("-", "")
    return text if len(text) == 10 and text[4] == text[7] == "-" and len(digits) == 8 and digits.isdecimal() else None


def _of_http(text: str) -> str | None:
    """The day of a date as HTTP writes it, `Sat, 31 Dec 2018 23:59:59 GMT`. Source: RFC 9110, 5.6.7; RFC 8594, 3."""
    if "," not in text:
        return None
    from email.utils import parsedate_to_datetime  # only where somebody writes it so

    try:
        return parsedate_to_datetime(text).date().isoformat()
    except ValueError:
        return None
