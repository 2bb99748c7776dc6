"""A conformance run as text for terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance import FINISHED, NO_ANSWER
from harness.report.words.conformance import (
    answer_in_short,
    contract_in_short,
    curl,
    doubt,
    held_to,
    interruption,
    known,
    left,
    of_cases,
    seconds,
    sent,
    where,
    where_failing,
)
from harness.report.words.text import plural, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance import ConformanceRun, Failure, ServedVersion, Sum
    from harness.report.words.text import Style

_INDENT = "  "
_LABEL = 10


def conformance_text(run: ConformanceRun, style: Style) -> Iterator[str]:
    """The lines, each with its end: a table of the versions, then the failures.

    Args:
        run: what was found.
        style: how to write.
    """
    heading = printable(f"Conformance  {run.setup.base_url}  {sent(run)}")
    yield f"{style.paint(heading, 'bold')}\n\n"
    if run.cells:
        yield from _table(run, style)
        yield "\n"
    for failure in run.ranked:
        yield from _failure(failure, style)
        yield "\n"
    yield from _summary(run, style)


def _table(run: ConformanceRun, style: Style) -> Iterator[str]:
    wide = max([7, *(len(printable(version.date)) for version in run.versions)])
    yield f"{_INDENT}{'version':<{wide}}  operations  cases  failed\n"
    for version, total in zip(run.versions, run.sums, strict=True):
        verdict, role = _verdict(total)
        numbers = f"{total.operations:>10,}  {total.cases:>5,}  {total.failed:>6,}"
        name = f"{printable(total.version):<{wide}}"
        yield f"{_INDENT}{name}  {numbers}  {style.paint(verdict, role)}{_as_other(version)}\n"


def _as_other(version: ServedVersion) -> str:
    name = held_to(version)
    return f"  as {printable(name)}" if name else ""


def _verdict(total: Sum) -> tuple[str, str]:
    if total.failed:
        return "FAILED", "breaking"
    if not total.cases:
        return "not tested", "warning"
    notes = [f"{total.flaky:,} flaky"] if total.flaky else []
    if total.untested:
        notes.append(f"{total.untested:,} not tested")
    return (f"ok, {', '.join(notes)}", "warning") if notes else ("ok", "ok")


def _failure(failure: Failure, style: Style) -> Iterator[str]:
    versions = ", ".join(hit.version for hit in failure.hits)
    head = printable(f"{where(failure)}  on {versions}")
    yield f"{style.paint(failure.id, 'breaking')}  {style.paint(style.folded(head, ' ' * 10), 'bold')}\n"
    title = printable(failure.title.replace("`", ""))
    yield f"{_INDENT}{style.folded(f'{title} ({of_cases(failure)}, {failure.check})', _INDENT)}\n"
    yield _labelled("answer", answer_in_short(failure), style)
    if failure.contract is not None:
        yield _labelled("contract", contract_in_short(failure.contract), style)
    for line in curl(failure.request).split("\n"):
        yield f"{_INDENT}{line}\n"


def _labelled(label: str, text: str, style: Style) -> str:
    indent = " " * (len(_INDENT) + _LABEL)
    return f"{_INDENT}{style.paint(f'{label:<{_LABEL}}', 'dim')}{style.folded(printable(text), indent)}\n"


def _summary(run: ConformanceRun, style: Style) -> Iterator[str]:
    stopped = interruption(run)
    if stopped is not None:
        yield f"{style.paint(style.folded(printable(stopped), ''), 'warning')}\n"
    if run.end.state == NO_ANSWER and not run.cases:
        return
    yield from _outcome(run, style)
    for note in (doubt(run), known(run), left(run)):
        if note is not None:
            yield f"{style.paint(style.folded(printable(note), ''), 'warning')}\n"


def _outcome(run: ConformanceRun, style: Style) -> Iterator[str]:
    ending = f"{seconds(run.end.seconds)}, seed {run.setup.seed}"
    if not run.is_broken:
        none = "no new failure" if run.known else "none failed"
        none += "" if run.end.state == FINISHED else " so far"
        where = f"{plural(run.cases, 'case')} in {plural(len(run.versions), 'version')}"
        yield style.folded(f"{where}, {none}, {ending}.", "") + "\n"
        return
    failures = plural(len(run.failures), "failure")
    cases = f"{run.failed:,} of {plural(run.cases, 'case')}"
    yield style.folded(f"{failures}, {cases}, {where_failing(run)}, {ending}.", "") + "\n"
    if run.failures:
        yield f"Again: {run.ranked[0].replay}\n"
