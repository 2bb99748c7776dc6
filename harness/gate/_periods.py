"""Periods as ISO 8601 writes them, P24M or P90D, and the days that lie so long after others."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from harness.records import NamedTuple

_PERIOD = re.compile(r"P(?=[0-9])(?:([0-9]{1,3})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?")


class Period(NamedTuple):
    """A length of time.

    Attributes:
        text: as settings write it.
        months: whole months, of whatever length.
        days: beside these.
    """

    text: str
    months: int
    days: int

    @classmethod
    def from_text(cls, text: str) -> Period:
        """The period that a text of settings says, which its schema allows."""
        match = _PERIOD.fullmatch(text)
        assert match is not None
        years, months, weeks, days = (int(part or 0) for part in match.groups())
        return cls(text, years * 12 + months, weeks * 7 + days)

    def after(self, day: str) -> str:
        """The day that lies so long after another; of a month without that day, its last."""
        start = date.fromisoformat(day)
        months = start.year * 12 + start.month - 1 + self.months
        year, month = months // 12, months % 12 + 1
        if year > 9998:
            return "9999-12-31"
        moved = date(year, month, min(start.day, monthrange(year, month)[1]))
        return (moved + timedelta(days=self.days)).isoformat()

    def is_between(self, first: str, last: str) -> bool:
        """Whether two days lie so long apart, or longer; periods of whole months look at months alone."""
        if self.days:
            return self.after(first) <= last
        return _month(last) - _month(first) >= self.months


def _month(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7])
