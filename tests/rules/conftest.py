"""Where the example pairs of the rules stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def examples(root: Path) -> Path:
    """The folder of the example pairs, one for each rule."""
    return root / "tests" / "rules"
