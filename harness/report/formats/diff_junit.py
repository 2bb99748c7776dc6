"""A diff as JUnit XML: a suite for the pair, a case for each operation and for all else that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.formats.junit import LONGEST, LONGEST_MESSAGE, case_in, junit
from harness.report.model.diff import ordered
from harness.report.words.text import clipped, plural
from harness.report.words.trail import DOCUMENT, holder_of, judgement_of, spot
from harness.vocabulary import BREAKING, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from junitparser import TestCase

    from harness.report.model.diff import DiffReport, Row


def diff_junit(report: DiffReport) -> Iterator[bytes]:
    """All of it: a case fails where something breaks, and its output has the warnings.

    A case has one failure with all that breaks there: the schema of Ant allows no more, and Jenkins, Azure and others
    show the first alone.
    """
    from junitparser import TestSuite

    old, new = (clipped(label, LONGEST) for label in report.labels)
    suite = TestSuite(f"{clipped(report.title, LONGEST)} {old} -> {new}")
    suite.add_testcases([_case(name, kind, rows, report) for name, kind, rows in _cases(report)])
    return junit("harness diff", [suite])


def _cases(report: DiffReport) -> Iterator[tuple[str, str, list[Row]]]:
    """Names, kinds and changes: the document, all operations, the shared components that changed."""
    groups: dict[str, list[Row]] = {}
    for row in ordered(report.listed):
        groups.setdefault(holder_of(row), []).append(row)
    yield DOCUMENT, DOCUMENT, groups.pop(DOCUMENT, [])
    for operation in report.operations:
        yield operation.name, "operations", groups.pop(operation.name, [])
    for name in sorted(groups):
        yield name, "components", groups[name]


def _case(name: str, kind: str, rows: list[Row], report: DiffReport) -> TestCase:
    from junitparser import Failure

    case = case_in((report.title, kind), name)
    broken = [row for row in rows if row.impact == BREAKING]
    warned = [row for row in rows if row.impact == WARNING]
    if broken:
        first = clipped(broken[0].title, LONGEST)
        message = first if len(broken) == 1 else f"{plural(len(broken), 'breaking change')}: {first}, ..."
        failure = Failure(message, clipped(broken[0].rule or BREAKING, LONGEST))
        failure.text = "\n\n".join(_told(row, report) for row in broken)
        case.result = [failure]
    if warned:
        case.system_out = "\n\n".join(_told(row, report) for row in warned)
    return case


def _told(row: Row, report: DiffReport) -> str:
    lines = [f"{row.impact}  {clipped(row.title, LONGEST)}"]
    if row.before is not None and row.after is not None:
        lines.append(f"{clipped(row.before, LONGEST)} -> {clipped(row.after, LONGEST)}")
    lines.append("  ".join(clipped(part, LONGEST) for part in (spot(row.place), row.rule, row.id) if part))
    return "\n".join([*lines, *judgement_of(row, report.labels, LONGEST, LONGEST_MESSAGE)])
