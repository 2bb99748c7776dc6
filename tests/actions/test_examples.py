"""What the documentation shows for places where code is reviewed is what works there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from contextlib import chdir
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.actions.conftest import ACTION, ROOT
from tests.gate.conftest import breaking, harmless

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gate.conftest import Repository

PAGE = (ROOT / "docs/ci.md").read_text()
COMMANDS = re.findall(r"^[ -]*(harness (?:gate|changelog) .*)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_does_what_it_says(command: str, repository: Repository, tmp_path: Path) -> None:
    repository.publish("2026-01-01")
    repository.git("tag", "v41")
    repository.git("update-ref", "refs/remotes/origin/main", "trunk")
    repository.snapshot("2026-02-01", breaking, version="2026-01-01")
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/harness"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m harness "$@"\n')
    program.chmod(0o755)
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "PYTHONPATH": str(ROOT), "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    done = subprocess.run(
        ["sh", "-c", command], cwd=repository.path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == (1 if "gate" in command.split()[1] else 0), done.stderr
    written = re.findall(r"(?:-r \w+=|-o )(\S+)", command)
    assert all((repository.path / name).stat().st_size for name in written)


def test_the_run_of_a_night_closes_a_gate_later(repository: Repository, mock_server: Any) -> None:
    (command,) = re.findall(r"^ *(harness conform .*)$", PAGE, re.MULTILINE)
    (gate,) = re.findall(r"`(harness gate parcels --conformance .*?)`", PAGE)
    repository.publish("2026-01-01")
    repository.snapshot("2026-02-01", harmless, version="2026-01-01")
    with chdir(repository.path):
        address = mock_server("parcels").url
        night = repository(*shlex.split(command.replace("$STAGING", address))[1:], "--phase", "examples")
        assert (night.code, repository(*gate.split()[1:], "--base", "trunk").code) == (0, 0), night
    assert all((repository.path / f"run.{ending}").stat().st_size for ending in ("json", "html", "xml"))


def test_there_are_commands_on_the_page() -> None:
    assert len(COMMANDS) == 4


def test_examples_are_valid_yaml() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert all(yaml.safe_load(block) for block in blocks)


def test_the_page_names_the_inputs_and_outputs_of_the_action() -> None:
    action = yaml.safe_load((ACTION / "action.yml").read_text())
    named = set(re.findall(r"`([a-z-]+)`", PAGE))
    assert {*action["inputs"], *action["outputs"]} <= named


def test_the_hook_is_given_no_names_of_files(repository: Repository) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert hook["pass_filenames"] is False
    repository.publish("2026-01-01")
    repository.snapshot("2026-02-01", breaking, version="2026-01-01")
    program, *words = hook["entry"].split()
    assert program == "harness"
    assert repository(*words, *hook["args"], "--base", "trunk").code == 1
