"""A diff for GitHub Actions: annotations as workflow commands, counts for later steps, and the summary of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.report.formats.diff_markdown import diff_markdown
from harness.report.formats.workflow import MOST, command, position
from harness.report.model.entries import worst_first
from harness.report.words.text import clipped, plural
from harness.report.words.trail import NOUNS, entry_lines, holder_of, judgement_of, spot
from harness.vocabulary import BREAKING, COMPATIBLE, IMPACTS, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.report.model.diff import DiffReport
    from harness.report.model.entries import Entry

_KINDS = {BREAKING: "error", WARNING: "warning"}
_LONGEST_TITLE = 200
_LONGEST = 600
_LONGEST_MESSAGE = 1_500


class GithubOutputs(NamedTuple):
    """What a step leaves behind.

    Attributes:
        output: lines to append to the file of GITHUB_OUTPUT: numbers and our own words alone.
        summary: Markdown to append to the file of GITHUB_STEP_SUMMARY, far below its limit of 1,024 KiB.
    """

    output: str
    summary: str


def diff_github(report: DiffReport) -> Iterator[str]:
    """The annotations, the worst first; what is compatible has none. The last line counts those that are left out."""
    entries = worst_first(report.listed_entries)
    left = []
    for impact, kind in _KINDS.items():
        of_impact = [entry for entry in entries if entry.impact == impact]
        for entry in of_impact[:MOST]:
            yield _annotation(kind, entry, report)
        if len(of_impact) > MOST:
            left.append(plural(len(of_impact) - MOST, f"more {NOUNS[impact]}"))
    if left:
        notice = f"{' and '.join(left)} than GitHub shows as annotations of one step."
        yield command("notice", {"title": "harness diff"}, notice)


def github_outputs(report: DiffReport) -> GithubOutputs:
    """What later steps may ask for, and what the page of the run shows."""
    counts, rows = report.counts, report.counted
    worst = next((impact for impact in IMPACTS if any(row.impact == impact for row in rows)), "none")
    outputs = {
        "verdict": worst,
        "breaking": counts[BREAKING],
        "warnings": counts[WARNING],
        "compatible": counts[COMPATIBLE],
        "edits": sum(row.edit for row in report.rows),
        "operations": report.reached(rows),
    }
    output = "".join(f"{name}={value}\n" for name, value in outputs.items())
    return GithubOutputs(output, "".join(diff_markdown(report)))


def _annotation(kind: str, entry: Entry, report: DiffReport) -> str:
    row = entry.lead
    title = clipped(f"{holder_of(row)}: {row.rule or row.word}", _LONGEST_TITLE)
    side = row.annotation_place
    place = {} if side is None else position(side.file, side.line, side.column)
    return command(kind, {**place, "title": title}, _text(entry, report))


def _text(entry: Entry, report: DiffReport) -> str:
    """What changed, from what to what, and the message that proves it, on lines of their own."""
    row = entry.lead
    lines = [clipped(row.title, _LONGEST)]
    if row.before is not None and row.after is not None:
        lines.append(f"{clipped(row.before, _LONGEST)} -> {clipped(row.after, _LONGEST)}")
    if row.new is None and row.old is not None:
        lines.append(f"stood at {clipped(spot(row.old), _LONGEST)}")
    lines += [clipped(line, _LONGEST) for line in entry_lines(entry)]
    return "\n".join([*lines, *judgement_of(row, report.labels, _LONGEST, _LONGEST_MESSAGE)])
