"""Requests that are generated from the snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.conformance import ConformanceRun

pytestmark = pytest.mark.harness("aivax")


def test_generated_requests_are_answered_as_the_snapshot_says(harness_conform: Callable[..., ConformanceRun]) -> None:
    run = harness_conform("examples", "coverage", seconds=100)
    assert [f"{failure.check}: {failure.title}" for failure in run.ranked] == []
    assert run.cases > 100
