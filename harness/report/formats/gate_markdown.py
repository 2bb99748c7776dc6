"""A gate as Markdown for a comment on a pull request: a section for each API, what is denied first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.formats.diff_markdown import LIMIT, Piece, bounded, code_span, fence, sentence
from harness.report.words.text import plural
from harness.vocabulary import REQUEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.report.model.gate import GateReport, GateRow, GateRun

MARKER = "<!-- harness:gate -->"
_LONGEST_NOTE = 300
_OPEN = 10


def gate_markdown(run: GateRun, *, limit: int = LIMIT) -> Iterator[str]:
    """A verdict, a table of the APIs, and all that is to be said of each; the first line names it to bots.

    Args:
        run: what to write.
        limit: the most characters; what would go beyond is left out, and counted.
    """
    yield from bounded("".join(_head(run)), list(_pieces(run)), limit, "gate.html")


def _head(run: GateRun) -> Iterator[str]:
    yield f"{MARKER}\n## API gate: {run.verdict}\n"
    if run.reports:
        yield "\n| API | verdict | denied | on the branch already |\n| --- | --- | --: | --: |\n"
    for report in run.reports[:40]:
        name = code_span(report.title).replace("|", "\\|")
        yield f"| {name} | {report.verdict} | {report.denied:,} | {report.already:,} |\n"
    for report in run.reports[:40]:
        if report.server is not None and report.server.untested is not None:
            title = code_span(report.title)
            yield f"\nOf the server of {title}, not all was asked: {sentence(report.server.untested)}\n"
    if len(run.reports) > 40:
        yield f"\n{plural(len(run.reports) - 40, 'API')} more in gate.html.\n"
    for unjudged in run.unjudged[:10]:
        yield f"\n{code_span(unjudged.api)} cannot be judged: {code_span(unjudged.message, _LONGEST_NOTE)}\n"
        if unjudged.hint:
            yield f"\n{code_span(unjudged.hint, _LONGEST_NOTE)}\n"


def _pieces(run: GateRun) -> Iterator[Piece]:
    for report in run.reports:
        open_rows = [row for row in report.rows if row.denies]
        rest = [row for row in report.rows if not row.denies]
        heading = f"\n### {code_span(report.title)}: {report.verdict}\n\n"
        for at, row in enumerate(open_rows):
            yield Piece((heading if at == 0 else "") + "".join(_row(row)))
        if rest:
            fold = f"\n<details><summary>{plural(len(rest), 'more finding')}</summary>\n\n"
            text = (heading if not open_rows else "") + fold + "".join("".join(_row(row)) for row in rest[:_OPEN])
            more = f"\n{len(rest) - _OPEN:,} more in gate.html.\n" if len(rest) > _OPEN else ""
            yield Piece(f"{text}{more}\n</details>\n")
        if report.unsupported and report.rows:
            yield Piece(_unjudged(report))


def _unjudged(report: GateReport) -> str:
    lines = "".join(f"- {sentence(line)}\n" for line in report.unsupported)
    return f"\n<details><summary>Promised and not judged</summary>\n\n{lines}\n</details>\n"


def _row(row: GateRow) -> Iterator[str]:
    place = "" if row.file is None else f" in {code_span(f'{row.file}:{row.line}' if row.line else row.file)}"
    name = f" {code_span(row.break_id)}" if row.break_id else ""
    yield f"- **{row.word}** {sentence(row.title)} ({code_span(row.rule)}{name}){place}\n"
    if row.accepted is not None:
        accepted = f"{row.accepted.owner} until {row.accepted.until}: {row.accepted.reason}"
        yield f"  accepted by {code_span(accepted, _LONGEST_NOTE)}\n"
    elif row.note is not None:
        yield f"  {code_span(row.note, _LONGEST_NOTE)}\n"
    elif row.denies:
        message = row.message if row.excerpt is None else row.excerpt
        if message is not None:
            yield "\n" + fence(message, "sh" if row.direction == REQUEST else "http", "  ")
        yield f"  {sentence(row.instead)}\n"
