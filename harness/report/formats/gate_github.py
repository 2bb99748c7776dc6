"""A gate for GitHub Actions: annotations as workflow commands, outputs for later steps, and the summary of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.formats.gate_markdown import gate_markdown
from harness.report.formats.workflow import MOST, command, position
from harness.report.words.text import clipped, plural
from harness.vocabulary import WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.report.model.gate import GateReport, GateRow, GateRun

_LONGEST = 600


def gate_github(run: GateRun) -> Iterator[str]:
    """The annotations, what denies first; the last line counts those that are left out."""
    rows = run.rows
    kinds = {
        "error": [pair for pair in rows if pair[1].denies],
        "warning": [pair for pair in rows if not pair[1].denies and pair[1].impact == WARNING],
    }
    left = 0
    for kind, of_kind in kinds.items():
        for report, row in of_kind[:MOST]:
            yield _annotation(kind, report, row)
        left += max(len(of_kind) - MOST, 0)
    for unjudged in run.unjudged[:MOST]:
        yield command("error", {"title": f"{clipped(unjudged.api, 100)} cannot be judged"}, unjudged.message)
    if left:
        notice = f"{plural(left, 'more finding')} than GitHub shows as annotations of one step."
        yield command("notice", {"title": "harness gate"}, notice)


def gate_outputs(run: GateRun) -> tuple[str, str]:
    """What to append to the file of GITHUB_OUTPUT, and to that of GITHUB_STEP_SUMMARY."""
    denied = sum(report.denied for report in run.reports)
    already = sum(report.already for report in run.reports)
    output = f"verdict={run.verdict}\ndenied={denied}\nalready={already}\nunjudged={len(run.unjudged)}\n"
    return output, "".join(gate_markdown(run))


def _annotation(kind: str, report: GateReport, row: GateRow) -> str:
    title = clipped(f"{report.title}: {row.rule}", 200)
    place = {} if row.file is None else position(row.file, row.line)
    lines = [clipped(row.title, _LONGEST), clipped(row.instead, _LONGEST)]
    if row.break_id:
        lines.append(row.break_id)
    return command(kind, {**place, "title": title}, "\n".join(lines))
