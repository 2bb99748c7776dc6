"""The code of the project, as its own tests look at it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def modules(root: Path) -> dict[str, ast.Module]:
    """The modules of harness by their paths below the root, in order."""
    paths = sorted((root / "harness").rglob("*.py"))
    return {path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}
