"""A diff as JUnit XML: a suite for the pair, a case for each operation and for all else that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.formats.junit import LONGEST, LONGEST_MESSAGE, case_in, junit
from harness.report.model.entries import worst_first
from harness.report.words.text import clipped, plural
from harness.report.words.trail import DOCUMENT, entry_lines, holder_of, judgement_of, spot
from harness.vocabulary import BREAKING, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from junitparser import TestCase

    from harness.report.model.diff import DiffReport
    from harness.report.model.entries import Entry


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


def _cases(report: DiffReport) -> Iterator[tuple[str, str, list[Entry]]]:
    """Names, kinds and changes: the document, all operations, the shared components that changed."""
    groups: dict[str, list[Entry]] = {}
    for entry in worst_first(report.listed_entries):
        for place in entry.places:
            groups.setdefault(holder_of(place.lead), []).append(place)
    yield DOCUMENT, DOCUMENT, groups.pop(DOCUMENT, [])
    for operation in report.operations:
        yield operation.name, "operations", groups.pop(operation.name, [])
    for name in sorted(groups):
        yield name, "components", groups[name]


def _case(name: str, kind: str, entries: list[Entry], report: DiffReport) -> TestCase:
    from junitparser import Failure

    case = case_in((report.title, kind), name)
    broken = [entry for entry in entries if entry.impact == BREAKING]
    warned = [entry for entry in entries if entry.impact == WARNING]
    if broken:
        first = clipped(broken[0].title, LONGEST)
        message = first if len(broken) == 1 else f"{plural(len(broken), 'breaking change')}: {first}, ..."
        failure = Failure(message, clipped(broken[0].lead.rule or BREAKING, LONGEST))
        failure.text = "\n\n".join(_told(entry, report) for entry in broken)
        case.result = [failure]
    if warned:
        case.system_out = "\n\n".join(_told(entry, report) for entry in warned)
    return case


def _told(entry: Entry, report: DiffReport) -> str:
    row = entry.lead
    lines = [f"{row.impact}  {clipped(row.title, LONGEST)}"]
    if row.before is not None and row.after is not None:
        lines.append(f"{clipped(row.before, LONGEST)} -> {clipped(row.after, LONGEST)}")
    lines.append("  ".join(clipped(part, LONGEST) for part in (spot(row.place), row.rule, row.id) if part))
    lines += [clipped(line, LONGEST) for line in entry_lines(entry)]
    return "\n".join([*lines, *judgement_of(row, report.labels, LONGEST, LONGEST_MESSAGE)])
