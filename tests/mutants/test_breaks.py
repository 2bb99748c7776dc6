"""A break that a server does not make, or makes under the older version too, is found by asking both versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.conformance._causes import Cause


@pytest.mark.parametrize(
    ("fault", "check"),
    [("old topics in new version", "break-made"), ("new topics in old version", "break-early")],
)
def test_a_break_is_made_by_its_version_and_not_before(
    seen: Callable[..., list[Cause]], fault: str, check: str
) -> None:
    [cause] = seen(fault)
    finding = cause.findings[0][0]
    assert (finding.check, finding.operation) == (check, "POST /summaries")
    assert "only 2025" in finding.title
