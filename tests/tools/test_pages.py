"""Pages that are made of what the code says: the stored ones, and how others are written and checked."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PAGES = {"docs/new.md": "new\n", "docs/same.md": "same\n", "docs/stale.md": "now\n", "docs/gone.md": None}


@pytest.fixture
def pages(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module, for a root with a page that is the same, one that is stale and one that is to go."""
    spec = spec_from_file_location("pages", root / "tools" / "pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    (tmp_path / "docs").mkdir()
    for name in ("same", "stale", "gone"):
        (tmp_path / f"docs/{name}.md").write_text("same\n", encoding="utf-8")
    return module


@pytest.mark.parametrize("script", ["settings_page", "gate_page", "check_page"])
def test_the_stored_page_is_fresh(root: Path, script: str) -> None:
    command = [sys.executable, str(root / "tools" / f"{script}.py"), "--check"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_check_names_what_is_stale_and_writes_nothing(
    pages: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["page", "--check"])
    assert pages.write_pages(PAGES) == 1
    stale = [f"docs/{name}.md is stale: make docs" for name in ("new", "stale", "gone")]
    assert capsys.readouterr().err.splitlines() == stale
    assert {path.name: path.read_text() for path in (tmp_path / "docs").iterdir()} == {
        "same.md": "same\n",
        "stale.md": "same\n",
        "gone.md": "same\n",
    }


def test_what_is_written_is_fresh(pages: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["page"])
    assert pages.write_pages(PAGES) == 0
    assert {path.name: path.read_text() for path in (tmp_path / "docs").iterdir()} == {
        "new.md": "new\n",
        "same.md": "same\n",
        "stale.md": "now\n",
    }
    monkeypatch.setattr(sys, "argv", ["page", "--check"])
    assert pages.write_pages(PAGES) == 0
