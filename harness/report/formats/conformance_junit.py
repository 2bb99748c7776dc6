"""A conformance run as JUnit XML: a suite for each version, a case for each operation in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance import ABSENT, FAILED, FLAKY, SKIPPED, UNTESTED
from harness.report.formats.junit import LONGEST, LONGEST_MESSAGE, case_in, junit
from harness.report.words.conformance import answer_in_short, contract_in_short, curl, interruption, left, of_cases
from harness.report.words.text import clipped, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from junitparser import TestCase, TestSuite

    from harness.conformance import Cell, ConformanceRun, Failure


def conformance_junit(run: ConformanceRun) -> Iterator[bytes]:
    """All of it: a case fails where an operation does, and is skipped where nobody asked it.

    A case has one failure with all that went wrong there: the schema of Ant allows no more. What a snapshot does not
    have is no case of its version. A run that was stopped or got no answer has a suite that says so, with an
    error; one that left something at the server has a suite that says what.
    """
    return junit("harness conform", _suites(run))


def _suites(run: ConformanceRun) -> Iterator[TestSuite]:
    from junitparser import Error, TestSuite

    title = clipped(run.setup.title, LONGEST)
    hits = run.hits
    order = {operation.name: number for number, operation in enumerate(run.operations)}
    for version in run.versions:
        cells = [cell for cell in run.cells if cell.version == version.date and cell.state != ABSENT]
        cells.sort(key=lambda cell: order.get(cell.operation, len(order)))
        if cells:
            suite = TestSuite(f"{title} {clipped(version.date, LONGEST)}")
            suite.add_testcases(
                [_case(cell, hits.get((cell.operation, version.date), []), title, run.known) for cell in cells]
            )
            yield suite
    stopped, note = interruption(run), left(run)
    if stopped is not None or note is not None:
        case = case_in((title, "run"), "the run")
        if stopped is not None:
            case.result = [Error(clipped(stopped, LONGEST), run.end.state)]
        if note is not None:
            case.system_out = clipped(note, LONGEST)
        suite = TestSuite(f"{title} run")
        suite.add_testcase(case)
        yield suite


def _case(cell: Cell, failures: list[Failure], title: str, known: int) -> TestCase:
    from junitparser import Failure as Failed
    from junitparser import Skipped

    case = case_in((title, cell.version), cell.operation)
    if cell.state in (UNTESTED, SKIPPED):
        case.result = [Skipped(clipped(cell.reason or "not tested", LONGEST))]
    elif cell.state == FAILED and known and not failures:
        case.result = [Skipped(f"{plural(cell.failed, 'failed case')}, as earlier runs found")]
    elif cell.state == FAILED or failures:
        first = clipped(failures[0].title, LONGEST) if failures else plural(cell.failed, "failed case")
        message = first if len(failures) < 2 else f"{plural(len(failures), 'failure')}: {first}, ..."
        failed = Failed(message, failures[0].check if failures else "failed")
        failed.text = "\n\n".join(_told(failure) for failure in failures)
        case.result = [failed]
    elif cell.state == FLAKY:
        case.system_out = clipped(f"flaky: {cell.reason or 'passed on a second try'}", LONGEST)
    return case


def _told(failure: Failure) -> str:
    lines = [f"{failure.id}  {failure.title}", failure.why, f"{failure.check}, {of_cases(failure)}"]
    if failure.answer is not None:
        lines.append(f"answer    {answer_in_short(failure)}")
    if failure.contract is not None:
        lines.append(f"contract  {contract_in_short(failure.contract)}")
    lines += [
        f"{verdict.version}  {'passes' if verdict.passed else 'fails'}: {verdict.said}" for verdict in failure.verdicts
    ]
    clipped_lines = [clipped(line, LONGEST) for line in lines]
    clipped_lines += [clipped(line, LONGEST_MESSAGE) for line in curl(failure.request)[:LONGEST_MESSAGE].split("\n")]
    return "\n".join([*clipped_lines, failure.replay])
