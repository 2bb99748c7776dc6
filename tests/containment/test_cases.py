"""Containment held against pairs of schemas whose answers others have published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from harness.containment import UNDECIDED, YES, contained

if TYPE_CHECKING:
    from pathlib import Path

_DIRECTIONS = (("old_subset_of_new", "old", "new"), ("new_subset_of_old", "new", "old"))


@pytest.mark.parametrize("source", ["jsonsubschema", "jsoncompat"])
def test_no_answer_is_wrong_and_few_are_open(shared: Path, source: str) -> None:
    cases = json.loads((shared / "cases" / "jsonschema" / f"{source}.json").read_text(encoding="utf-8"))["cases"]
    wrong, undecided, questions = [], [], 0
    for case in cases:
        for question, narrow, wide in _DIRECTIONS:
            if case[question] is None:
                continue
            questions += 1
            answer = contained(case[narrow], case[wide], case["dialect"])
            if answer.verdict == UNDECIDED:
                undecided.append(f"{case['id']} {question}: {answer.reason}")
            elif (answer.verdict == YES) is not case[question]:
                wrong.append(f"{case['id']} {question}: {answer}")
    print("\n".join(undecided))
    assert not wrong
    assert len(undecided) <= 0.025 * questions, undecided
