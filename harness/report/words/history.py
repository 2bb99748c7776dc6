"""The sentences that all formats of a history share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.model.history import ENDED
from harness.report.words.text import plural

if TYPE_CHECKING:
    from harness.report.model.diff import Counts
    from harness.report.model.history import History, VersionLifetime


def verdict(history: History) -> str:
    """The history in one sentence."""
    if not history.steps:
        return "One snapshot so far. The first comparison appears with the second."
    broken = sum(bool(step.counts.breaking) for step in history.steps)
    steps = plural(len(history.steps), "step")
    total = history.counts
    if not total.total:
        return f"No change that clients can notice in {steps}."
    if not total.breaking:
        warnings = f", {plural(total.warning, 'warning')}" if total.warning else ""
        return f"No breaking changes in {steps}{warnings}."
    return f"{plural(total.breaking, 'breaking change')} in {broken:,} of {steps}."


def end_words(lane: VersionLifetime) -> str:
    """At what stage a version is, and until when it is served."""
    stage = f"{lane.stage}, " if lane.stage is not None else ""
    if lane.end is None:
        return f"{stage}{'served no more' if lane.state == ENDED else 'no sunset announced'}"
    return f"{stage}{'ended' if lane.state == ENDED else 'ends'} {lane.end}"


def counts_words(counts: Counts) -> str:
    """`2 breaking, 1 warning`; what there is none of is left out, and so are edits beside anything else."""
    words = [f"{counts.breaking:,} breaking"] if counts.breaking else []
    words += [plural(counts.warning, "warning")] if counts.warning else []
    words += [f"{counts.compatible:,} compatible"] if counts.compatible else []
    if not words and counts.edits:
        return f"{plural(counts.edits, 'edit')} to descriptions"
    return ", ".join(words) or "no changes"
