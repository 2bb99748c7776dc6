"""Requests that are generated from the snapshot of each version, and our own checks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.conformance import ConformanceRun

CHECKS = str(Path(__file__).with_name("checks.py"))


@pytest.mark.harness("sensay", "2025-03-28", "2025-06-16", "2025-06-19")
def test_generated_requests_are_answered_as_the_snapshot_says(harness_conform: Callable[..., ConformanceRun]) -> None:
    run = harness_conform("examples", "coverage", checks=(CHECKS,), seconds=90)
    assert [f"{failure.check}: {failure.title}" for failure in run.ranked] == []
    assert run.cases > 100
