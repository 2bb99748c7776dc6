"""A conformance run as annotations of GitHub Actions, at the lines of the snapshots that are not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.formats.workflow import MOST, command, position
from harness.report.words.conformance import answer_in_short, curl_in_short, interruption, known, left, of_cases, where
from harness.report.words.text import clipped, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance import Cell, ConformanceRun, Failure

_LONGEST = 600
_LONGEST_CURL = 1_500


def conformance_github(run: ConformanceRun) -> Iterator[str]:
    """The annotations, those first that show in most versions. The last line counts those that are left out."""
    stopped = interruption(run)
    if stopped is not None:
        kind = "warning" if run.cells else "error"
        yield command(kind, {"title": "harness conform"}, clipped(stopped, _LONGEST))
    # An annotation of the run itself takes one of the places.
    most = MOST - 1 if stopped is not None else MOST
    failures = run.ranked
    for failure in failures[:most]:
        title = clipped(f"{where(failure)}: {failure.check}", _LONGEST)
        place = {} if failure.contract is None else position(failure.contract.file, failure.contract.line)
        yield command("error", {**place, "title": title}, _text(failure))
    flaky = [cell for cell in run.cells if cell.state == "flaky"]
    for cell in flaky[:most]:
        yield _flaky(cell)
    for note in (known(run), left(run)):
        if note is not None:
            yield command("notice", {"title": "harness conform"}, clipped(note, _LONGEST))
    rest = [plural(len(failures) - most, "more failure")] if len(failures) > most else []
    rest += [f"{len(flaky) - most:,} more flaky"] if len(flaky) > most else []
    if rest:
        text = f"{' and '.join(rest)} than GitHub shows as annotations of one step."
        yield command("notice", {"title": "harness conform"}, text)


def _text(failure: Failure) -> str:
    versions = ", ".join(hit.version for hit in failure.hits)
    lines = [failure.title, f"on {versions}: {of_cases(failure)}", failure.why]
    if failure.answer is not None:
        lines.append(f"answer: {answer_in_short(failure)}")
    clipped_lines = [clipped(line, _LONGEST) for line in lines if line]
    return "\n".join([*clipped_lines, curl_in_short(failure.request, _LONGEST_CURL), failure.replay])


def _flaky(cell: Cell) -> str:
    title = clipped(f"{cell.operation}: flaky", _LONGEST)
    text = clipped(f"{cell.version}: {cell.reason or 'passed on a second try'}", _LONGEST)
    return command("warning", {"title": title}, text)
