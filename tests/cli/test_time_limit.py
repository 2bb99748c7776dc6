"""The steps of a run that judges several pairs."""

from __future__ import annotations

from argparse import Namespace

import pytest

from harness.cli._time_limit import RUN_SECONDS, budget_of
from harness.containment import Budget


@pytest.mark.parametrize(("given", "seconds"), [(None, RUN_SECONDS), ("10", 10.0)])
def test_no_pair_of_several_gets_more_than_half_of_what_is_left(given: str | None, seconds: float) -> None:
    run = budget_of(Namespace(time_limit=given))
    first = run.for_pair()
    assert first.left == Budget(seconds / 2).left
    first.left = 0
    run.settle(first, 3)
    assert run.for_pair().left == Budget(seconds / 4).left
    assert run.unfinished == 3
