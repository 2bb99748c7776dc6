"""JUnit XML keeps the schema of Jenkins, whatever a document says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xmlschema import XMLSchema

from harness.report.formats.diff_junit import diff_junit
from harness.report.words.trail import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.report.model.diff import DiffReport

_SCHEMA = XMLSchema(Path(__file__).parents[1] / "schemas" / "junit-10.xsd")


def test_the_sensay_pair_reads_as_it_should(sensay: DiffReport, golden: Callable[[str, bytes], None]) -> None:
    found = b"".join(diff_junit(sensay))
    _SCHEMA.validate(found.decode())
    golden("sensay.junit.xml", found)


def test_each_operation_is_a_case_and_fails_where_something_breaks(sensay: DiffReport) -> None:
    suite = _suite(sensay)
    cases = {case.get("name"): case for case in suite}
    assert {operation.name for operation in sensay.operations} < set(cases)
    broken = {label(row.trail[0]) for row in sensay.rows if row.impact == "breaking"}
    assert {name for name, case in cases.items() if case.find("failure") is not None} == broken
    assert suite.get("failures") == str(len(broken))
    assert suite.get("tests") == str(len(cases))


def test_all_that_breaks_in_a_case_is_in_its_one_failure(sensay: DiffReport) -> None:
    texts = {case.get("name"): [failure.text or "" for failure in case.iter("failure")] for case in _suite(sensay)}
    blamed = {change for one in sensay.breaks for change in one.changes}
    for row in sensay.rows:
        if row.impact == "breaking":
            (text,) = texts[label(row.trail[0])]
            # What loses no message but that of another change is told beneath that, by its title.
            assert (row.id if row.id in blamed else f"alone as well: {row.title}") in text


def test_warnings_are_output_and_fail_nothing(sensay: DiffReport) -> None:
    rows = tuple(row._replace(impact="warning") for row in sensay.rows if row.impact == "breaking")
    suite = _suite(sensay._replace(rows=rows, breaks=()))
    assert suite.get("failures") == "0"
    said = "\n".join(found.text or "" for found in suite.iter("system-out"))
    assert all(row.id in said for row in rows)


def test_no_difference_is_a_suite_that_passes(empty: DiffReport) -> None:
    suite = _suite(empty)
    assert suite.get("failures") == "0"
    assert len(suite) == len(empty.operations) + 1


@given(data=st.data())
def test_hostile_text_stays_text(data: st.DataObject, reports: st.SearchStrategy[DiffReport]) -> None:
    report = data.draw(reports)
    found = b"".join(diff_junit(report))
    assert found == b"".join(diff_junit(report))
    _SCHEMA.validate(found.decode())
    assert {element.tag for element in ET.fromstring(found).iter()} <= {  # noqa: S314 - our own output
        *("testsuites", "testsuite", "testcase", "failure", "system-out"),
    }
    names = [case.get("name") for case in _suite(report)]
    assert len(names) >= len(report.operations) + 1


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ud800", "\ufffe", "\uffff", "\x85"])
def test_signs_that_xml_cannot_hold_are_made_visible(sensay: DiffReport, sign: str) -> None:
    row = next(row for row in sensay.rows if row.impact == "breaking")
    (failure,) = _suite(sensay._replace(rows=(row._replace(title=f"a{sign}b"),), breaks=())).iter("failure")
    assert failure.get("message", "").startswith("a\\")


def _suite(report: DiffReport) -> ET.Element:
    root = ET.fromstring(b"".join(diff_junit(report)))  # noqa: S314 - our own output
    (suite,) = root
    return suite
