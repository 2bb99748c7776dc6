"""Names of versions: the forms that they have, their order, and the day that some of them say."""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

from harness.records import NamedTuple

Format = Literal["date", "month", "date-train", "date-preview", "number"]
NAME_FORMATS: Final[tuple[Format, ...]] = get_args(Format)

Order = tuple[int, tuple[int, ...], str]
"""What names compare by: older is less, whatever their format."""

UNNAMED: Final[Order] = (-1, (), "")
"""The order of what has no name: before all others."""

_LONGEST = 60  # characters of a name
_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"


class _Form(NamedTuple):
    pattern: re.Pattern[str]
    words: str


# \d would take more digits than ten.
_FORMS: Final[dict[Format, _Form]] = {
    "date": _Form(re.compile(_DATE), "date of the form YYYY-MM-DD"),
    "month": _Form(re.compile(r"([0-9]{4})-([0-9]{2})"), "month of the form YYYY-MM"),
    "date-train": _Form(
        re.compile(_DATE + r"(?:\.([a-z0-9]+(?:-[a-z0-9]+)*))?"), "date with the name of a train, YYYY-MM-DD.name"
    ),
    "date-preview": _Form(
        re.compile(_DATE + r"(?:-([a-z]+(?:\.[0-9]+)?))?"), "date, YYYY-MM-DD, or its preview, YYYY-MM-DD-preview"
    ),
    "number": _Form(re.compile(r"v?([0-9]{1,9}(?:\.[0-9]{1,9}){0,3})"), "number such as 2.14 or v71"),
}
_WORD = re.compile(r"[A-Za-z]+(?:[-_][A-Za-z]+)*")


def name_problem(text: str, form: Format = "date") -> str | None:
    """What keeps a text from being a name of a format, worded to follow it, or None when it is one."""
    match = _FORMS[form].pattern.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return f"is no {_FORMS[form].words}"
    return None if form == "number" else _calendar_problem(match)


def date_problem(text: str) -> str | None:
    """What keeps a text from being a day, worded to follow it, or None when it is one."""
    return name_problem(text)


def is_word(text: str) -> bool:
    """Whether a text is a word, such as `beta` or `unstable`: a name without any order but that of the register."""
    return len(text) <= _LONGEST and _WORD.fullmatch(text) is not None


def order_of(name: str, form: Format, position: int = 0) -> Order:
    """The order of a name; that of a word is behind all others, by its position.

    Args:
        name: of that format, or a word.
        form: its format.
        position: of a word in the register.
    """
    match = _FORMS[form].pattern.fullmatch(name)
    if match is None:
        return (1, (position,), name)
    if form == "number":
        return (0, tuple(map(int, match[1].split("."))), "")
    parts = match.groups()
    numbers = tuple(map(int, parts[: 2 if form == "month" else 3]))
    word = parts[3] or "" if len(parts) > 3 else ""
    # A preview comes before what it is the preview of, a train after the bare date.
    return (0, (*numbers, 0 if word else 1), word) if form == "date-preview" else (0, numbers, word)


def day_of(name: str, form: Format) -> str | None:
    """The day that a name of that format says, the first of a month; None for numbers and words."""
    if form == "number" or not name[:1].isdigit():
        return None
    return f"{name}-01" if form == "month" else name[:10]


def _calendar_problem(match: re.Match[str]) -> str | None:
    from datetime import date  # not needed where no date is checked

    is_month = match.re is _FORMS["month"].pattern
    try:
        date(int(match[1]), int(match[2]), 1 if is_month else int(match[3]))
    except ValueError:
        return f"is no {'month' if is_month else 'day'} of the calendar"
    return None
