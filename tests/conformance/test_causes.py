"""What one mistake of a server makes is one entry."""

from __future__ import annotations

import pytest

from harness.conformance._causes import causes
from harness.conformance._client import Exchanged
from harness.conformance._finding import Finding
from harness.conformance._task import Outcome, Unit
from harness.messages import HTTPRequest


def _finding(check: str, version: str = "2025-01-10", pointer: str = "maxLength") -> Finding:
    exchanged = Exchanged(HTTPRequest("POST", "/shelves"))
    return Finding(check, version, "POST /shelves", "schemas/ShelfIn", pointer, "a title", "why", exchanged)


def _checks(*findings: Finding) -> list[str]:
    return [cause.key[0] for cause in causes([Outcome(Unit("2025-01-10", "oracles", "x"), findings)])]


@pytest.mark.parametrize(("broken", "plain"), [("break-made", "invalid-accepted"), ("break-early", "valid-refused")])
def test_a_break_that_other_requests_show_too_is_what_they_show(broken: str, plain: str) -> None:
    assert _checks(_finding(broken)) == [broken]
    assert _checks(_finding(broken), _finding(plain)) == [plain]
    assert _checks(_finding(broken), _finding(plain, pointer="pattern")) == [broken, plain]
    assert _checks(_finding(broken), _finding(plain, version="2025-05-20")) == [broken, plain]


def test_what_another_snapshot_would_allow_is_no_leak_where_it_goes_wrong_elsewhere_too() -> None:
    leak = _finding("version-leak")._replace(likeness="a status", days=("2025-05-20",), excused="status-code")
    plain = _finding("status-code")._replace(component="schemas/Shelf", likeness="a status")
    assert _checks(leak) == ["version-leak"]
    assert _checks(leak, plain) == ["status-code", "status-code"]
    assert _checks(leak._replace(excused=""), plain) == ["version-leak", "status-code"]


def test_two_that_are_alike_are_one_where_a_schema_is_written_out_more_than_once() -> None:
    twice = [
        _finding("response-schema")._replace(component=f"paths/~1{name}", likeness="name=40") for name in ("a", "b")
    ]
    assert len(_checks(*twice)) == 2
    assert len(_checks(*(each._replace(is_of_schema=True) for each in twice))) == 1


def test_a_version_that_is_answered_as_another_day_is_one_entry_whatever_other_days_say_the_same() -> None:
    newest, both = ("2025-09-01",), ("2025-05-20", "2025-09-01")
    signs = [_finding(check, pointer=check)._replace(days=both) for check in ("status-code", "headers", "content-type")]
    more = [_finding("response-schema", pointer=name)._replace(days=newest) for name in ("a", "b")]
    entries = causes([Outcome(Unit("2025-01-10", "oracles", "x"), (*signs, *more))])
    assert [entry.key for entry in entries] == [("version-leak", "", "as 2025-09-01")]


@pytest.mark.parametrize("check", ["invalid-accepted", "response-schema"])
def test_what_breaks_most_of_a_definition_does_not_look_at_it(check: str) -> None:
    several = [_finding(check, pointer=pointer) for pointer in ("required", "type", "maxLength", "pattern")]
    assert _checks(*several) == [check]
    assert len(_checks(*several[:3])) == 3
    assert len(_checks(*several[:3], several[3]._replace(component="schemas/Other"))) == 4
    assert len(_checks(*(each._replace(check="valid-refused") for each in several))) == 4
