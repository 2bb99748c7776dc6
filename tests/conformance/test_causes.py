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
