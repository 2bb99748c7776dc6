"""Fixtures that every test may use."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "ci", derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("deep", deadline=None, max_examples=1500, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of the test run."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew, to be read in review")


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real documents and published facts that stand beside the repository, where they are at hand."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder `shared` beside the repository")
    return folder


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
