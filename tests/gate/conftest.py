"""Scratch git repositories with an API of parcels, and the gate asked in them."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from harness.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = "2026-03-01"
SETTINGS = 'title = "Parcels"\n[version]\nheader = "Parcels-Version"\nstyle = "exact"\n'


def document(version: str | None, *edits: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """An API that takes and lists parcels, after some edits."""
    parcel = {
        "type": "object",
        "required": ["id", "weight"],
        "properties": {
            "id": {"type": "string"},
            "weight": {"type": "integer"},
            "state": {"type": "string", "enum": ["waiting", "sent"]},
            "hint": {"type": "string"},
        },
    }
    order = {"type": "object", "required": ["to"], "properties": {"to": {"type": "string"}, "via": {"type": "string"}}}
    made: dict[str, Any] = {
        "openapi": "3.0.3",
        "info": {"title": "Parcels", "version": version or "unversioned"},
        "paths": {
            "/parcels": {
                "get": {
                    "operationId": "listParcels",
                    "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
                    "responses": {"200": {"description": "all", "content": _json({"type": "array", "items": parcel})}},
                },
                "post": {
                    "operationId": "sendParcel",
                    "requestBody": {"required": True, "content": _json(order)},
                    "responses": {"201": {"description": "sent", "content": _json(parcel)}},
                },
            },
            "/stamps": {"get": {"operationId": "listStamps", "responses": {"200": {"description": "stamps"}}}},
        },
    }
    made = deepcopy(made)
    for edit in edits:
        edit(made)
    return made


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def parcel_of(made: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parcel that is listed."""
    content = made["paths"]["/parcels"]["get"]["responses"]["200"]["content"]
    schema: dict[str, Any] = content["application/json"]["schema"]["items"]
    return schema


def order_of(made: dict[str, Any]) -> dict[str, Any]:
    """The schema of what is ordered."""
    schema: dict[str, Any] = made["paths"]["/parcels"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return schema


def breaking(made: dict[str, Any]) -> None:
    """What was optional in a request is required."""
    order_of(made)["required"] = ["to", "via"]


def harmless(made: dict[str, Any]) -> None:
    """A request may hold something more."""
    order_of(made)["properties"]["insured"] = {"type": "boolean"}


def worded(made: dict[str, Any]) -> None:
    """A description that no client notices."""
    made["info"]["description"] = "Sends parcels."


class Answer(NamedTuple):
    """What the gate answered."""

    code: int
    out: str
    err: str

    @property
    def findings(self) -> list[dict[str, Any]]:
        """Those of all APIs, of the JSON that was asked for."""
        return [each for api in json.loads(self.out)["apis"] for each in api["findings"]]

    @property
    def denied(self) -> list[str]:
        """The rules that keep the gate closed."""
        return [each["rule"] for each in self.findings if each["denies"]]

    @property
    def rules(self) -> list[str]:
        """The rules that said anything."""
        return [each["rule"] for each in self.findings]


class Repository:
    """A scratch repository whose branch `work` will be merged into `trunk`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.git("init", "-q", "-b", "trunk")
        self.write("specs/parcels/api.toml", SETTINGS)

    def git(self, *arguments: str) -> str:
        """What git prints."""
        identity = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
        done = subprocess.run(
            ["git", *identity, *arguments], cwd=self.path, capture_output=True, check=True, env=_environment()
        )
        return done.stdout.decode().strip()

    def write(self, name: str, content: str | dict[str, Any]) -> None:
        """A file, with its folders."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        path.write_text(text, encoding="utf-8")

    def snapshot(self, date: str, *edits: Callable[[dict[str, Any]], object], version: str | None = None) -> None:
        """A snapshot of the API of parcels."""
        self.write(f"specs/parcels/{date}.yaml", document(version or date, *edits))

    def promise(self, *lines: str, register: str = "", settings: str = SETTINGS) -> None:
        """The settings, with a promise."""
        self.write("specs/parcels/api.toml", "\n".join([settings, "[promise]", *lines, register]))

    def commit(self) -> None:
        """All that there is."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "More")

    def publish(self, *dates: str, version: str | None = None) -> None:
        """Snapshots of these dates on the trunk, and a branch that begins there."""
        for date in dates:
            self.snapshot(date, version=version)
        self.commit()
        self.git("checkout", "-q", "-b", "work")

    def __call__(self, *arguments: str) -> Answer:
        """Run the program here."""
        folder = os.getcwd()
        out, err = io.StringIO(), io.StringIO()
        os.chdir(self.path)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = run(list(arguments))
        finally:
            os.chdir(folder)
        return Answer(code, out.getvalue(), err.getvalue())

    def gate(self, *arguments: str, today: str = TODAY, base: str | None = "trunk") -> Answer:
        """The gate, as JSON."""
        on = () if base is None else ("--base", base)
        return self("gate", *arguments, *on, "--today", today, "--format", "json")


def _environment() -> dict[str, str]:
    return {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """An empty one."""
    for name, value in {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}.items():
        monkeypatch.setenv(name, value)
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "repository"
    path.mkdir()
    return Repository(path)


_OPENED: list[str] = []


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str):
        _OPENED.append(arguments[0])


@pytest.fixture(scope="session")
def _opening() -> None:
    # Nothing takes a hook away again.
    sys.addaudithook(_note)


@pytest.fixture
def opened(_opening: None) -> list[str]:
    """The paths of all files that are opened, as they are named."""
    _OPENED.clear()
    return _OPENED
