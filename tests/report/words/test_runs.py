"""What became of an entry over runs, in words."""

from __future__ import annotations

from typing import get_args

import pytest

from harness.conformance import StoredRun, Trend
from harness.conformance._trends import Course
from harness.report.words.runs import places, since

RUN = StoredRun(
    1, "1f0c22ab99", "boats", "http://127.0.0.1", "2026-11-20T01:02:03", "9d1f00c2", "finished", {}, frozenset()
)
PLACES = (("GET /boats", "2025-03-28"), ("GET /boats", "2025-06-19"), ("POST /boats", "2025-06-19"))
WORDS = {
    "new": "fails since run",
    "failing": "fails since run",
    "flaky": "comes and goes, so since run",
    "fixed": "gone since run",
}


@pytest.mark.parametrize("course", get_args(Course))
def test_each_course_says_since_which_run_and_commit(course: Course) -> None:
    trend = Trend("f-1", "A 500 response", course, RUN, RUN, PLACES)
    assert since(trend) == f"{WORDS[course]} {RUN.id[:8]} from 2026-11-20 of commit 9d1f00c2"
    assert places(trend) == "GET /boats on 2025-03-28 and 2025-06-19; POST /boats on 2025-06-19"
