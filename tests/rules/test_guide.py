"""Who adds a rule by CONTRIBUTING alone gets there: what the tests miss is what it lists, and no more is needed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

ID = "request-title-made-up"
COPIED = ("harness", "tools", "docs/rules", "tests/rules", "tests/conftest.py", "pyproject.toml")


class Clone:
    """A copy of the repository, as far as rules are concerned."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if (root / name).is_dir():
                shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(root / name, folder / name)

    def run(self, *arguments: str) -> tuple[int, str]:
        """The exit code of Python in the copy, and what it printed."""
        environment = {"PYTHONPATH": str(self.folder), "PATH": "/usr/bin:/bin", "COLUMNS": "300"}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def tests(self, *options: str) -> tuple[int, str]:
        """Runs those tests of rules that look at all of them, or at the new one."""
        chosen = f"{ID} or has_all_its_files or pages_say or same_changes or check_the_same"
        paths = "tests/rules/test_catalogue.py", "tests/rules/test_findings.py"
        return self.run("-m", "pytest", "-p", "no:cacheprovider", "-vv", "-k", chosen, *options, *paths)

    def edit(self, path: str, old: str, new: str) -> None:
        """Put other words into a file."""
        text = (self.folder / path).read_text(encoding="utf-8")
        assert old in text
        (self.folder / path).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def clone(root: Path, tmp_path: Path) -> Clone:
    """A copy in a folder of its own."""
    return Clone(root, tmp_path / "clone")


def listed(root: Path) -> set[str]:
    """The files in the list of "Add a rule" in CONTRIBUTING, with the id of the new rule."""
    guide = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = guide.partition("### Add a rule\n")[2].partition("\n##")[0]
    steps = re.findall(r"^[0-9]\. (.*?):", section, re.MULTILINE | re.DOTALL)
    return {name.replace("ID", ID) for step in steps for name in re.findall(r"`(\S+)`", step)}


def named(output: str) -> set[str]:
    """The files that output names as missing or stale."""
    return set(
        re.findall(
            rf"((?:docs|tests)/rules/{ID}[\w./-]*\.\w+|docs/rules/README.md|harness/rules/examples.json)", output
        )
    )


def test_what_is_missing_for_a_new_rule_is_what_the_guide_lists(root: Path, clone: Clone) -> None:
    code, output = clone.run("tools/rule.py", ID, "values")
    assert code == 0, output
    row, *pair = output.split()
    assert set(pair) == {f"tests/rules/{ID}/{side}.yaml" for side in ("old", "new")}
    folder = clone.folder / "tests" / "rules" / ID
    folder.rename(clone.folder / "pair")
    code, output = clone.tests()
    assert code == 1
    missing = named(output)
    (clone.folder / "pair").rename(folder)

    clone.edit(row, f'        aspects=("{ID}",),', '        aspects=("title",),\n        effects=("annotated",),')
    clone.edit(
        row,
        'directions=("request",),\n        impact="warning"',
        'directions=("request",),\n        impact="compatible"',
    )
    clone.edit(row, 'checks="Checks that "', 'checks="Checks that no title is made up."')
    clone.edit(row, 'why=""', 'why="Titles are read by people."')
    clone.edit(row, 'source=""', 'source="JSON Schema 2020-12 validation, 9.1 title"')
    for side in ("old", "new"):
        path = f"tests/rules/{ID}/{side}.yaml"
        clone.edit(path, "type: string\n", f"type: string\n                  title: {side}\n")
    code, output = clone.tests()
    assert code == 1
    stale = named(output)
    own = {name for name in listed(root) if "<area>" in name or name == "CHANGELOG.md"}
    assert own == {"harness/rules/_<area>.py", "CHANGELOG.md"}
    assert missing | stale == listed(root) - own

    clone.tests("--update-golden")
    assert clone.run("tools/rule_pages.py") == (0, "")
    code, output = clone.tests()
    assert code == 0, output
    assert f"compatible {ID} " in (folder / "findings.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "make rule ID="),
        (("Request", "arrays"), "'Request' is no id"),
        (("request-enum-narrowed", "values"), "there is a rule request-enum-narrowed"),
        ((ID, "array"), "there is no area 'array'; areas are operations, "),
    ],
)
def test_a_wrong_id_or_area_is_named(arguments: tuple[str, ...], message: str, clone: Clone) -> None:
    code, output = clone.run("tools/rule.py", *arguments)
    assert (code, output[: len(message)]) == (2, message)
