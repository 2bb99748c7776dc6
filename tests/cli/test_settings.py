"""harness.toml: users set the impact of rules, and every mistake is told with its line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program


@pytest.fixture
def folder(program: Program, tmp_path: Path) -> Path:
    """A folder with the test documents, in which the program runs."""
    for name in ("old.yaml", "new.yaml"):
        (tmp_path / name).write_bytes((program.folder / name).read_bytes())
    program.folder = tmp_path
    return tmp_path


def impacts(program: Program, *options: str) -> dict[str, str]:
    """The impact of each rule that has a finding."""
    report = json.loads(program("diff", "old.yaml", "new.yaml", "--format", "json", *options).out)
    return {change["rule"]: change["impact"] for change in report["changes"]}


def test_an_impact_is_set_in_the_current_folder(program: Program, folder: Path) -> None:
    assert impacts(program)["request-enum-narrowed"] == "breaking"
    (folder / "harness.toml").write_text('[rules]\nrequest-enum-narrowed = "warning"\n', encoding="utf-8")
    assert impacts(program)["request-enum-narrowed"] == "warning"


def test_another_file_may_be_named(program: Program, folder: Path) -> None:
    (folder / "harness.toml").write_text("no TOML", encoding="utf-8")
    (folder / "mine.toml").write_text('rules = {operation-removed = "compatible"}\n', encoding="utf-8")
    assert impacts(program, "--config", "mine.toml")["operation-removed"] == "compatible"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('[rules]\n\nrequest-enum-narowed = "warning"\n', 3, "there is no rule 'request-enum-narowed'"),
        ('[rules]\noperation-removed = "fatal"\n', 2, "operation-removed cannot be 'fatal'"),
        ("[rules]\noperation-removed = 1\n", 2, "operation-removed cannot be '1'"),
        ("[rules]\noperation-removed = ['warning']\n", 2, "operation-removed cannot be"),
        ("\n[rule]\n", 2, "there is no setting 'rule'"),
        ('rules = "all"\n', 1, "rules is no table"),
        ("[rules]\nx =\n", 2, "the file is no valid TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line(program: Program, folder: Path, text: str, line: int, message: str) -> None:
    (folder / "harness.toml").write_text(text, encoding="utf-8")
    result = program("diff", "old.yaml", "new.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: " + message)
    assert f"\n  --> harness.toml:{line}" in result.err


def test_a_file_that_is_named_must_be_there(program: Program) -> None:
    result = program("diff", "old.yaml", "new.yaml", "--config", "absent.toml")
    assert result.code == 2
    assert "absent.toml" in result.err


def test_bytes_that_are_no_text_are_told(program: Program, folder: Path) -> None:
    (folder / "harness.toml").write_bytes(b"[rules]\n\xff\n")
    result = program("diff", "old.yaml", "new.yaml")
    assert result.code == 2
    assert "harness.toml:2" in result.err


def test_the_changelog_alone_needs_no_settings(program: Program, folder: Path) -> None:
    (folder / "harness.toml").write_text("no TOML", encoding="utf-8")
    assert program("diff", "old.yaml", "new.yaml", "--rules", "changelog").code == 0
