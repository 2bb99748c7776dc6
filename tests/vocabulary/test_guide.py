"""A keyword that nobody has heard of: what fails names the files that CONTRIBUTING lists, and no others."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PLACE = re.compile(r"\b(?:harness|tests)/[\w/]+\.py\b")
EXAMPLE = "test_every_keyword_has_an_example"
ROWS = {
    "assertion": '("madeUp", "assertion", "count", "string", None, 3, _EVER, _NONE),',
    "applicator": '("madeUp", "applicator", "schema", "object", "further property", 3, _EVER, _NONE),',
}
UNREAD = "from harness.containment import contained; print(contained({}, {'madeUp': {'type': 'null'}}).verdict)"


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the modules and the tests that a new keyword concerns."""
    kept = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "harness", tmp_path / "harness", ignore=kept)
    shutil.copytree(root / "tests" / "vocabulary", tmp_path / "tests" / "vocabulary", ignore=kept)
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def add_row(copy: Path, row: str) -> None:
    path = copy / "harness" / "vocabulary" / "_keywords.py"
    text = path.read_text(encoding="utf-8")
    before = "    # What a schema is called"
    assert text.count(before) == 1
    path.write_text(text.replace(before, f"    {row}\n{before}"), encoding="utf-8")


def run(copy: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=copy, env=environment
    )
    return done.stdout


def places_that_fail(copy: Path) -> set[str]:
    """The files that the messages of failures name."""
    folder = "tests/vocabulary"
    tests = [f"{folder}/test_table.py", f"{folder}/test_keywords.py::{EXAMPLE}"]
    report = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=line", *tests)
    lines = [line for line in report.splitlines() if not line.startswith(("FAILED", "ERROR"))]
    return set(PLACE.findall("\n".join(lines)))


def listed(root: Path) -> list[str]:
    """The files of the steps of CONTRIBUTING's list, in order."""
    guide = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = guide.partition("### Add a keyword\n")[2].partition("\n### ")[0]
    return re.findall(r"^\d+\. `([^`]+)`", section, flags=re.MULTILINE)


def test_failures_name_the_files_that_contributing_lists(root: Path, copy: Path) -> None:
    first, *others = listed(root)
    assert first == "harness/vocabulary/_keywords.py"
    add_row(copy, ROWS["assertion"])
    failing = places_that_fail(copy) - {"tests/vocabulary/test_table.py"}
    assert failing == set(others)


def test_a_keyword_with_subschemas_is_compared_by_its_row_alone(root: Path, copy: Path) -> None:
    add_row(copy, ROWS["applicator"])
    assert "harness/comparison/_keywords.py" not in places_that_fail(copy)


@pytest.mark.parametrize("kind", ROWS)
def test_containment_is_undecided_where_it_does_not_understand_a_keyword(copy: Path, kind: str) -> None:
    assert run(copy, "-c", UNREAD).strip() == "yes"
    add_row(copy, ROWS[kind])
    assert run(copy, "-c", UNREAD).strip() == "undecided"


def test_a_new_keyword_touches_three_modules_at_most(root: Path) -> None:
    assert len([place for place in listed(root) if place.startswith("harness/")]) <= 3
