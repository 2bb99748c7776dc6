"""What is valid is remembered for the values that are still there, and forgotten with them."""

from __future__ import annotations

import pytest

from harness.containment import _check
from harness.containment._check import Checks, meets
from harness.containment._contained import in_document
from harness.containment._questions import DRAFT_2020, Reading, Requirement


@pytest.mark.parametrize("most", [0, 3, 1000])
def test_a_check_that_forgets_says_what_one_that_knows_nothing_says(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = {"properties": {"a": {"properties": {"b": {"maximum": 1}}}}}
    requirement = Requirement(True, in_document(schema, Reading(DRAFT_2020, formats=False)).normal(schema))
    monkeypatch.setattr(_check, "_MOST_KNOWN", most)
    checks = Checks()
    for number in range(200):
        # The next value may lie where this one lay.
        value = {"a": {"b": number % 3}}
        assert checks.meets(requirement, value) is meets(requirement, value) is (number % 3 < 2)
