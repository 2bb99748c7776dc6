"""Mutants of a made-up package: which are killed, which survive, and what is told of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tools.mutants.chosen import TIMED_OUT
from tools.mutants.equivalents import equivalent_of, equivalents_in
from tools.mutants.lines import recorded
from tools.mutants.operators import mutants_of

if TYPE_CHECKING:
    from pathlib import Path

CODE = """\
def is_long(text):
    return len(text) > 5


def is_wide(text):
    return len(text) > 9


def unused(text):
    return len(text) > 7
"""
TESTS = """\
import pytest

from harness.rules._lengths import is_long, is_wide


@pytest.fixture(scope="module")
def wide():
    return is_wide("x" * 20)


def test_a_long_text_has_more_than_five_letters():
    assert is_long("abcdef")
    assert not is_long("abcde")


def test_a_wide_text_has_many_letters(wide):
    assert wide


def test_what_is_the_same_may_be_asked_again(wide):
    assert wide


def test_that_is_skipped():
    pytest.skip("for a reason")
"""
EQUIVALENTS = """\
[[equivalent]]
module = "harness/rules/_lengths.py"
before = "return len(text) > 9"
after = "return len(text) >= 9"
reason = "No text has nine letters."
"""


class Run:
    """A run of the tool on a tree, and what it has printed."""

    def __init__(self, tree: Path, *arguments: str) -> None:
        self.tree = tree
        command = [sys.executable, "-m", "tools.mutants", "--root", str(tree), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.code, self.lines = done.returncode, (done.stdout + done.stderr).splitlines()
        self.text = "\n".join(self.lines)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree with a package, its tests, and a list of mutants that are equivalent."""
    tree = tmp_path_factory.mktemp("tree")
    files = {
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["--import-mode=importlib"]\n',
        "harness/__init__.py": "",
        "harness/rules/__init__.py": "",
        "harness/rules/_lengths.py": CODE,
        "tests/rules/test_lengths.py": TESTS,
        "tests/mutants-equivalent.toml": EQUIVALENTS,
    }
    for name, text in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tree


@pytest.fixture(scope="module")
def whole(tree: Path) -> Run:
    """A run over all mutants."""
    return Run(tree, "--seed", "1", "--list-survivors", str(tree / "survivors.json"))


def test_a_mutant_is_killed_by_a_test_that_executes_its_line(whole: Run) -> None:
    by = "by tests/rules/test_lengths.py::test_a_long_text_has_more_than_five_letters"
    assert f"killed    harness/rules/_lengths.py:2  move a comparison  {by}" in whole.lines


def test_a_line_that_only_a_shared_fixture_executes_concerns_its_tests(whole: Run) -> None:
    names = ("test_a_wide_text_has_many_letters", "test_what_is_the_same_may_be_asked_again")
    killed = "killed    harness/rules/_lengths.py:6  return early  by tests/rules/test_lengths.py"
    assert {f"{killed}::{name}" for name in names} & set(whole.lines)


def test_a_survivor_is_shown_with_its_line_and_the_tests_that_ran(whole: Run) -> None:
    at = whole.lines.index("harness/rules/_lengths.py:6  one more or less")
    assert whole.lines[at + 1] == "  - return len(text) > 9"
    assert whole.lines[at + 2] in ("  + return len(text) > 8", "  + return len(text) > 10")
    assert whole.lines[at + 3].startswith(
        "  2 tests ran: tests/rules/test_lengths.py::test_a_wide_text_has_many_letters"
    )


def test_survivors_are_written_for_programs(whole: Run) -> None:
    survivors = json.loads((whole.tree / "survivors.json").read_text(encoding="utf-8"))
    assert {one["after"] for one in survivors} == {"return len(text) > 8", "return len(text) > 10"}
    assert {one["line"] for one in survivors} == {6}


def test_an_equivalent_mutant_is_left_out_and_told_with_its_reason(whole: Run) -> None:
    assert "_lengths.py:6  move a comparison" not in whole.text
    at = whole.lines.index("Equivalent, and left out:")
    assert whole.lines[at + 1 :] == [
        "  harness/rules/_lengths.py (1): return len(text) >= 9",
        "    No text has nine letters.",
    ]


def test_no_line_is_changed_that_no_test_executes(whole: Run) -> None:
    assert "_lengths.py:10" not in whole.text


def test_the_seed_and_the_ratio_are_told_and_too_few_end_with_one(whole: Run) -> None:
    assert "SEED=1 N=60" in whole.lines
    assert any(line.startswith("all                      7         2   77.8%") for line in whole.lines)
    assert whole.code == 1


def test_the_tree_is_never_touched(whole: Run) -> None:
    assert (whole.tree / "harness" / "rules" / "_lengths.py").read_text(encoding="utf-8") == CODE


def test_one_line_can_be_judged_alone(whole: Run) -> None:
    again = Run(whole.tree, "--only", "rules/_lengths.py:2:move a comparison")
    assert again.code == 0
    by = "by tests/rules/test_lengths.py::test_a_long_text_has_more_than_five_letters"
    assert [line for line in again.lines if line.startswith(("killed", "survived"))] == [
        f"killed    harness/rules/_lengths.py:2  move a comparison  {by}"
    ]


def test_a_record_is_used_again_and_only_files_that_have_changed_are_recorded_anew(whole: Run) -> None:
    kept = (whole.tree / ".mutants" / "record.json").stat().st_mtime_ns
    before = recorded(whole.tree)
    assert (whole.tree / ".mutants" / "record.json").stat().st_mtime_ns == kept
    another = whole.tree / "tests" / "rules" / "test_more.py"
    another.write_text("from harness.rules._lengths import unused\ndef test_more(): assert unused('x' * 8)\n")
    try:
        after = recorded(whole.tree)
    finally:
        another.unlink()
    assert after.tests.keys() - before.tests.keys() == {"tests/rules/test_more.py::test_more"}
    assert after.lines["harness/rules/_lengths.py"][10] == ["tests/rules/test_more.py::test_more"]
    assert recorded(whole.tree).tests.keys() == before.tests.keys()


def test_a_test_that_takes_too_long_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text("def test_x():\n    while True: pass\n", encoding="utf-8")
    chosen, failed = tmp_path / "chosen.json", tmp_path / "failed"
    chosen.write_text(json.dumps({"seconds": {"test_x.py::test_x": 0.1}}), encoding="utf-8")
    variables = {
        "MUTANTS_CHOSEN": str(chosen),
        "MUTANTS_FAILED": str(failed),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    command = [sys.executable, "-m", "pytest", "-p", "tools.mutants.chosen", "--rootdir", ".", "test_x.py"]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, **variables}, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == TIMED_OUT
    assert failed.read_text(encoding="utf-8") == "test_x.py::test_x"


def test_each_equivalent_mutant_that_is_listed_is_one_of_the_code(root: Path) -> None:
    listed = equivalents_in(root / "tests" / "mutants-equivalent.toml")
    found = set()
    for module in {entry.module for entry in listed}:
        source = (root / module).read_bytes()
        found |= {equivalent_of(mutant, source, listed) for mutant in mutants_of(module, source)}
    assert [entry for entry in listed if entry not in found] == []
    assert all(len(entry.reason) > 20 for entry in listed)
