"""Where things stand in the charts of a history: on a true axis of time, in percent of the width.

A page may not carry positions in `style`, but SVG takes percentages in its attributes, so charts grow with the window
and their text does not.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.report.model.history import ENDED

if TYPE_CHECKING:
    from datetime import date

    from harness.report.model.history import History, Step, VersionLifetime

# Of the bars of the changes, in pixels: room for all heights together, above and below them.
_HEIGHT, _HEAD, _FOOT = 168, 24, 44
_FEWEST = 14  # pixels that a side keeps, whatever its numbers
_MARGIN = 0.03  # of the width, at both ends
_MOST_TICKS = 9
# The widths that a chart may have before it scrolls, in pixels.
WIDTHS = (0, 340, 560, 760, 1200, 1800)
# By the number of steps: how thick a bar is, and the widest that the chart may ask for.
_SIZES = ((12, 18, 760), (30, 14, 760), (60, 10, 1200), (120, 8, 1200))
_SMALLEST = (6, 1800)
_MOST_LANES = 12


class Tick(NamedTuple):
    """A mark on the axis of time; `minor` where a narrow window leaves it out."""

    x: str
    label: str
    minor: bool


class Bar(NamedTuple):
    """A step: breaking upwards, the rest downwards; heights in pixels."""

    x: str
    step: Step
    up: float
    warning: float
    compatible: float


class Bars(NamedTuple):
    """The chart of all steps.

    Attributes:
        start: where the first snapshot stands, to which no step leads.
        axis: the y of the base line.
        width: what the chart needs at least, in pixels; one of `WIDTHS`.
        thickness: of a bar.
    """

    start: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    axis: float
    height: float
    width: int
    thickness: int


class LaneBar(NamedTuple):
    """A served version; `dots` are its snapshots."""

    lifetime: VersionLifetime
    x: str
    width: str
    dots: tuple[tuple[str, str], ...]


class Lanes(NamedTuple):
    """The chart of the served versions, and how many that have ended are left out."""

    lanes: tuple[LaneBar, ...]
    ticks: tuple[Tick, ...]
    today: str
    left_out: int


class _Axis:
    """A span of days across a width."""

    __slots__ = ("_days", "_start", "end", "start")

    def __init__(self, start: str, end: str) -> None:
        from datetime import date

        self.start = date.fromisoformat(start)
        self.end = date.fromisoformat(end)
        self._start = self.start.toordinal()
        self._days = max(self.end.toordinal() - self._start, 1)

    def part(self, day: str | date) -> float:
        """Where a day stands, as a part of the width from 0 to 1."""
        from datetime import date

        date_ = date.fromisoformat(day) if isinstance(day, str) else day
        return _MARGIN + (1 - 2 * _MARGIN) * (date_.toordinal() - self._start) / self._days

    def at(self, day: str | date) -> str:
        return _percent(self.part(day))

    def ticks(self) -> tuple[Tick, ...]:
        """The first days of years, or of months where there are few of those."""
        from datetime import date

        months = self._days / 30.4
        step = next((step for step in (1, 2, 3, 6, 12, 24, 60, 120) if months / step <= _MOST_TICKS), 240)
        number = self.start.year * 12 + self.start.month - 1
        number += -number % step if self.start.day == 1 else step - number % step
        marks: list[Tick] = []
        while (day := date(number // 12, number % 12 + 1, 1)) <= self.end:
            label = f"{day.year}" if step >= 12 else f"{day.year}-{day.month:02}"
            if self.part(day) < 0.95:  # a label would not fit behind it
                marks.append(Tick(self.at(day), label, minor=len(marks) % 2 == 1))
            number += step
        return tuple(marks)


def bars_of(history: History) -> Bars:
    """The chart of all steps; there is one or more."""
    axis = _Axis(history.snapshots[0].date, history.snapshots[-1].date)
    steps = history.steps
    most = max(step.counts.breaking for step in steps)
    rest = max(step.counts.warning + step.counts.compatible for step in steps)
    scale = _HEIGHT / max(most + rest, 8)
    up = max(most * scale, _FEWEST)
    places = [axis.part(step.new) for step in steps]
    gaps = [after - before for before, after in pairwise(places)]
    thickness, widest = next(
        ((thick, wide) for most_steps, thick, wide in _SIZES if len(steps) <= most_steps), _SMALLEST
    )
    needed = min((thickness + 8) / max(min(gaps, default=1.0), 0.001), widest)
    return Bars(
        start=axis.at(history.snapshots[0].date),
        bars=tuple(
            Bar(
                axis.at(step.new),
                step,
                _height(step.counts.breaking, scale),
                _height(step.counts.warning, scale),
                _height(step.counts.compatible, scale),
            )
            for step in steps
        ),
        ticks=axis.ticks(),
        axis=round(_HEAD + up, 1),
        height=round(_HEAD + up + max(rest * scale, _FEWEST) + _FOOT, 1),
        width=next(width for width in WIDTHS if width >= needed),
        thickness=thickness,
    )


def lanes_of_chart(history: History) -> Lanes:
    """The chart of the served versions; there is one or more. Of many that have ended, the newest."""
    served = sum(lane.state != ENDED for lane in history.versions)
    ended = [lane for lane in history.versions if lane.state == ENDED]
    versions = {lane.version for lane in ended[len(ended) - max(_MOST_LANES - served, 0) :]}
    lifetimes = [lane for lane in history.versions if lane.state != ENDED or lane.version in versions]
    days = [_since(lane) for lane in lifetimes] + [lane.end for lane in lifetimes if lane.end is not None]
    days += [date for lane in lifetimes for date in lane.snapshots]
    start, end = min(days), max(*days, history.today)
    axis = _Axis(start, end)
    edge = 1.0
    lanes = []
    for lane in lifetimes:
        left = axis.part(_since(lane))
        right = edge if lane.end is None else axis.part(lane.end)
        dots = tuple((axis.at(date), date) for date in lane.snapshots)
        lanes.append(LaneBar(lane, _percent(left), _percent(max(right - left, 0.004)), dots))
    return Lanes(tuple(lanes), axis.ticks(), axis.at(history.today), len(history.versions) - len(lifetimes))


def _since(lane: VersionLifetime) -> str:
    return lane.since or lane.snapshots[0]


def _height(count: int, scale: float) -> float:
    return max(round(count * scale, 1), 2.0) if count else 0.0


def _percent(part: float) -> str:
    return f"{part * 100:.2f}%"
