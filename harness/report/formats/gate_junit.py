"""A gate as JUnit XML: a suite for each API, a case for each clause that said anything, and one for the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.formats.junit import LONGEST, LONGEST_MESSAGE, case_in, junit
from harness.report.words.text import clipped, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from junitparser import TestCase, TestSuite

    from harness.report.model.gate import GateReport, GateRow, GateRun


def gate_junit(run: GateRun) -> Iterator[bytes]:
    """All of it: a case fails where its clause denies; what is told of beside that is its output."""
    return junit("harness gate", _suites(run))


def _suites(run: GateRun) -> Iterator[TestSuite]:
    from junitparser import Error, TestSuite

    for report in run.reports:
        suite = TestSuite(clipped(report.title, LONGEST))
        groups: dict[str, list[GateRow]] = {}
        for row in report.rows:
            groups.setdefault(row.rule, []).append(row)
        suite.add_testcases([_verdict(report), *(_case(report, rule, rows) for rule, rows in groups.items())])
        yield suite
    for unjudged in run.unjudged:
        case = case_in((unjudged.api, "gate"), "judged")
        case.result = [Error(clipped(unjudged.message, LONGEST), "unjudged")]
        suite = TestSuite(clipped(unjudged.api, LONGEST))
        suite.add_testcase(case)
        yield suite


def _verdict(report: GateReport) -> TestCase:
    from junitparser import Error

    case = case_in((report.title, "gate"), "all asked")
    unasked = [step for step in report.steps if step.unasked or step.unfinished]
    reasons = [f"no time was left for {plural(len(unasked), 'step')}"] if unasked else []
    if report.server is not None and report.server.untested is not None:
        reasons.append(f"of the server, not all was asked: {report.server.untested}")
    if reasons:
        case.result = [Error(clipped("; ".join(reasons), LONGEST), "unasked")]
    return case


def _case(report: GateReport, rule: str, rows: list[GateRow]) -> TestCase:
    from junitparser import Failure

    case = case_in((report.title, "gate"), rule)
    denied = [row for row in rows if row.denies]
    if denied:
        first = clipped(denied[0].title, LONGEST)
        failure = Failure(first if len(denied) == 1 else f"{plural(len(denied), 'finding')}: {first}, ...", rule)
        failure.text = "\n\n".join(map(_text, denied))
        case.result = [failure]
    rest = [row for row in rows if not row.denies]
    if rest:
        case.system_out = "\n\n".join(map(_text, rest))
    return case


def _text(row: GateRow) -> str:
    lines = [f"{row.word}  {clipped(row.title, LONGEST)}"]
    place = None if row.file is None else clipped(f"{row.file}:{row.line}" if row.line else row.file, LONGEST)
    lines.append("  ".join(part for part in (place, row.break_id, row.grade) if part))
    if row.message is not None:
        lines += [clipped(line, LONGEST) for line in row.message[:LONGEST_MESSAGE].split("\n")]
    if row.accepted is not None:
        accepted = f"accepted by {row.accepted.owner} until {row.accepted.until}: {row.accepted.reason}"
        lines.append(clipped(accepted, LONGEST))
    elif row.note is not None:
        lines += [clipped(line, LONGEST) for line in row.note[:LONGEST_MESSAGE].split("\n")]
    else:
        lines.append(clipped(row.instead, LONGEST))
    return "\n".join(line for line in lines if line)
