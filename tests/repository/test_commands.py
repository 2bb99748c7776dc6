"""Every command has help, and stands in the README and in the documentation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from harness.cli import run
from harness.cli._run import COMMANDS
from harness.cli._snapshots import ACTIONS

if TYPE_CHECKING:
    from pathlib import Path

CALLS = [*COMMANDS, *(f"snapshots {action}" for action in ACTIONS)]


@pytest.mark.parametrize("call", CALLS)
def test_a_command_has_help(call: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*call.split(), "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"usage: harness {call} ")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_stands_in_the_readme(command: str, root: Path) -> None:
    assert re.search(rf"\bharness {command}\b", (root / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_stands_in_the_documentation(command: str, root: Path) -> None:
    pages = [path.read_text(encoding="utf-8") for path in (root / "docs").glob("*.md")]
    assert any(re.search(rf"\bharness {command}\b", page) for page in pages)


def test_the_list_of_commands_is_what_there_is() -> None:
    assert list(COMMANDS) == sorted(COMMANDS)
    assert all(run([command, "--help"]) == 0 for command in COMMANDS)
