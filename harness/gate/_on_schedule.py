"""Clauses on the schedule: when versions begin, and when those that break do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.gate._lines import lines_of, predecessor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.gate._case import Case
    from harness.gate._lines import Line
    from harness.gate._model import GateFinding, Transition


def on_schedule(case: Case) -> Iterator[GateFinding]:
    """What is to be said of when versions begin."""
    lines = lines_of(case.sides.work)
    for transition in case.transitions:
        step = transition.step
        at = next((at for at, line in enumerate(lines) if step.new in line.snapshots), None)
        if step.question == "next version" and not step.free and at is not None:
            yield from _beginning(case, transition, lines, at)


def _beginning(case: Case, transition: Transition, lines: tuple[Line, ...], at: int) -> Iterator[GateFinding]:
    promise, step, line, above = case.promise, transition.step, lines[at], predecessor(lines, at)
    day = line.day or step.new.date
    facts = {"version": step.version, "snapshot": step.new, "already": step.already}
    before = None if above is None else above.day or above.snapshots[0].date
    if promise.cadence is not None and before is not None and not promise.cadence.is_between(before, day):
        message = f"`{line.name}` comes less than {promise.cadence.text} after {before}"
        yield from case.finding("release-too-soon", message, **facts)
    in_month = not promise.release_months or int(day[5:7]) in promise.release_months
    if not in_month:
        months = ", ".join(f"{month:02}" for month in promise.release_months)
        message = f"`{line.name}` comes in month {day[5:7]}, and versions come in {months}"
        yield from case.finding("release-in-other-month", message, **facts)
    if promise.release_day is not None and int(day[8:10]) != promise.release_day:
        message = f"`{line.name}` comes on day {day[8:10]} of the month, and versions come on {promise.release_day:02}"
        yield from case.finding("release-on-other-day", message, **facts)
    if transition.breaks:
        yield from _breaking(case, lines, at, day, facts, in_month=in_month)
    if promise.stable_after_preview and not line.is_preview:
        late = [each for each in lines[:at] if each.is_preview and (each.day or "") >= day]
        if late:
            message = f"`{line.name}` is not later than its preview `{late[-1].name}`"
            yield from case.finding("stable-not-after-preview", message, **facts)


def _breaking(
    case: Case,
    lines: tuple[Line, ...],
    at: int,
    day: str,
    facts: Mapping[str, object],
    *,
    in_month: bool,
) -> Iterator[GateFinding]:
    promise, line = case.promise, lines[at]
    if promise.breaking_needs == "scheduled-month" and not in_month:
        yield from case.finding("break-off-schedule", f"`{line.name}` breaks outside of the scheduled months", **facts)
    if promise.breaking_cadence is None:
        return
    above = predecessor(lines, at)
    assert above is not None
    # A train begins with what breaks; without trains, each version may have broken something.
    first = next((each for each in lines[:at] if each.train == above.train), above) if above.train else above
    begun = first.day or first.snapshots[0].date
    is_free = line.train is not None and line.train == above.train
    if not is_free and not promise.breaking_cadence.is_between(begun, day):
        message = f"`{line.name}` breaks less than {promise.breaking_cadence.text} after `{first.name}` of {begun}"
        yield from case.finding("breaking-release-too-soon", message, **facts)
