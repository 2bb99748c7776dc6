"""Runs the steps of a composite action as a runner does, and stands in for the service behind `gh`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

from tests.gate import conftest as scratch
from tests.gate.conftest import Repository

if TYPE_CHECKING:
    from collections.abc import Mapping

repository = scratch.repository  # a fixture of these tests too

ROOT = Path(__file__).resolve().parents[2]
ACTION = ROOT / ".github/actions/gate"
EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")

# Comments of a pull request in a file; longer ones than GitHub takes are refused, and so is whoever may only read.
GH = f"""#!{sys.executable}
import json, os, pathlib, sys
store = pathlib.Path(os.environ["GH_STORE"])
comments = json.loads(store.read_text()) if store.exists() else {{}}
arguments = sys.argv[1:]
assert arguments[0] == "api", arguments
method = arguments[arguments.index("--method") + 1] if "--method" in arguments else "GET"
path = next(each for each in arguments[1:] if each.startswith("repos/"))
if method == "GET":
    mine = [name for name, body in comments.items() if body.startswith("<!-- harness:gate -->")]
    print("\\n".join(mine))
    sys.exit(0)
if os.environ.get("GH_FORK"):
    sys.exit("gh: Resource not accessible by integration (HTTP 403)")
body = pathlib.Path(arguments[arguments.index("--field") + 1].removeprefix("body=@")).read_text()
if len(body) > 65536:
    sys.exit("gh: Validation Failed (HTTP 422)")
comments[path.rpartition("/")[2] if method == "PATCH" else str(len(comments) + 1)] = body
store.write_text(json.dumps(comments))
"""


class Outcome(NamedTuple):
    """What a run of the action left behind."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str


class Runner:
    """A machine that runs the action in a repository."""

    def __init__(self, repository: Repository, folder: Path) -> None:
        self.repository = repository
        self.temp = folder
        self.store = folder / "comments.json"
        (folder / "bin").mkdir()
        self._program("gh", GH)

    @property
    def comments(self) -> list[str]:
        """Those on the pull request."""
        return list(json.loads(self.store.read_text()).values()) if self.store.exists() else []

    def run(self, *, fork: bool = False, base_ref: str = "trunk", install: bool = False, **inputs: str) -> Outcome:
        """Run all steps; without `install`, a program stands in for what the first one installs."""
        if not install:
            self._program("harness", f'#!/bin/sh\nexec "{sys.executable}" -m harness "$@"\n')
        action = yaml.safe_load((ACTION / "action.yml").read_text())
        given = {name: inputs.get(name.replace("-", "_"), row["default"]) for name, row in action["inputs"].items()}
        values = {f"inputs.{name}": value for name, value in given.items()} | {"github.token": "t"}
        log, code = "", 0
        summary = self.temp / "summary"
        summary.write_text("")
        event = self.temp / "event.json"
        event.write_text(json.dumps({"pull_request": {"number": 7}}))
        shared = {
            "PATH": os.pathsep.join([str(self.temp / "bin"), os.path.dirname(sys.executable), os.environ["PATH"]]),
            "HOME": str(self.temp),
            "PYTHONPATH": str(ROOT),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_ACTION_PATH": str(ACTION),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REPOSITORY": "owner/parcels",
            "GITHUB_BASE_REF": base_ref,
            "GH_STORE": str(self.store),
            "SOURCE_DATE_EPOCH": "1772323200",
            "GITHUB_PATH": str(self.temp / "path"),
            **({"GH_FORK": "1"} if fork else {}),
            **(_offline() if install else {}),
        }
        for step in action["runs"]["steps"]:
            if step["id"] == "install" and not install:
                continue
            done, outputs = self._step(step, shared, values)
            if step["id"] == "install":
                shared["PATH"] = f"{(self.temp / 'path').read_text().strip()}{os.pathsep}{shared['PATH']}"
            values |= {f"steps.{step['id']}.outputs.{name}": value for name, value in outputs.items()}
            log += done.stdout + done.stderr
            code = done.returncode
            if code:
                break
        named = {name: _filled(row["value"], values) for name, row in action["outputs"].items()}
        return Outcome(code, log, named, summary.read_text())

    def _step(
        self, step: dict[str, Any], shared: Mapping[str, str], values: Mapping[str, str]
    ) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
        output = self.temp / f"output-{step['id']}"
        output.write_text("")
        own = {name: _filled(text, values) for name, text in step.get("env", {}).items()}
        done = subprocess.run(
            ["sh", "-e", "-c", step["run"]],
            cwd=self.repository.path,
            env={**shared, **own, "GITHUB_OUTPUT": str(output)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return done, dict(line.split("=", 1) for line in output.read_text().splitlines())

    def _program(self, name: str, text: str) -> None:
        path = self.temp / "bin" / name
        path.write_text(text)
        path.chmod(0o755)


def _offline() -> dict[str, str]:
    """What lets pip install the project by itself, with the packages that are here, and no index."""
    return {
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # as pip has it: no isolation
    }


def _filled(text: str, values: Mapping[str, str]) -> str:
    return EXPRESSION.sub(lambda match: values.get(match[1], ""), text)


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A runner in a clone whose origin has the trunk."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for name in ("repository", "temp"):
        (tmp_path / name).mkdir()
    return Runner(Repository(tmp_path / "repository"), tmp_path / "temp")
