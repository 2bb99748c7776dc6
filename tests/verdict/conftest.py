"""Documents that are written at random, as the tests of the comparison write them."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


@pytest.fixture(scope="session")
def written(root: Path) -> Any:
    """Two documents made from a random generator and a version of OpenAPI: `written(random, "3.1.1")`."""
    tests = _module(root / "tests" / "comparison" / "test_properties.py")

    def pair(random: Any, version: str) -> tuple[Any, Any]:
        writer = tests.Writer(random, version)
        old = new = writer.document()
        for _ in range(6):
            new = tests.edited(writer, new)
        return old, new

    return pair


@pytest.fixture(scope="session")
def comparison_of(root: Path) -> Any:
    """The comparison of two documents of plain data."""
    return _module(root / "tests" / "comparison" / "conftest.py").comparison_of


def _module(path: Path) -> ModuleType:
    spec = spec_from_file_location(f"comparison_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
