"""A diff names the command that asks a server for a break where that works, and the command does what it says."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest

from harness.cli import run
from tests.mutants import library, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_OLD, _NEW = library.DAYS[1:]
_STORED = (f"library@{_OLD}", f"library@{_NEW}")


@pytest.fixture
def commands(store: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """The commands that a diff names."""

    def named(*arguments: str) -> list[str]:
        assert run(["diff", *arguments]) == 0
        return re.findall(r"at a server: (harness replay .*)", capfd.readouterr().out)

    return named


def test_each_command_asks_the_server_for_its_break(commands: Callable[..., list[str]]) -> None:
    named = commands(*_STORED)
    assert named
    with serving.served(library.Library()) as url:
        outcomes = [run(shlex.split(command.replace(" URL", f" {url}"))[1:]) for command in named]
    assert set(outcomes) == {1}, list(zip(named, outcomes, strict=True))


def test_an_address_is_asked_for_where_nobody_says_it_or_something_may_change(
    store: Path, commands: Callable[..., list[str]]
) -> None:
    assert all(command.endswith(f"library {_OLD} {_NEW} --base-url URL") for command in commands(*_STORED))
    settings = store / "library" / "api.toml"
    settings.write_text('server = "https://library.example"\n' + settings.read_text())
    assert {command.endswith("--base-url URL") for command in commands(*_STORED)} == {True, False}


def test_the_options_that_the_snapshots_were_read_with_are_named(
    store: Path, commands: Callable[..., list[str]]
) -> None:
    store.rename(store.parent / "other specs")
    named = commands(*_STORED, "--specs", "other specs", "--no-overlay")
    assert named
    assert all(command.endswith("--specs 'other specs' --no-overlay") for command in named)


def test_no_command_is_named_where_it_could_not_work(store: Path, commands: Callable[..., list[str]]) -> None:
    paths = [str(store / "library" / f"{day}.json") for day in (_OLD, _NEW)]
    assert commands(*paths) == []
    assert commands(paths[0], _STORED[1]) == []
    settings = store / "library" / "api.toml"
    settings.write_text('[version]\nstyle = "none"\n')
    assert commands(*_STORED) == []


def test_no_command_is_named_for_what_a_server_sends(store: Path, commands: Callable[..., list[str]]) -> None:
    before = commands(*_STORED)
    for day, kind in ((_OLD, "integer"), (_NEW, "string")):
        path = store / "library" / f"{day}.json"
        body = {"required": True, "content": {"application/json": {"schema": {"type": kind}}}}
        webhook = {"post": {"requestBody": body, "responses": {"200": {"description": "taken"}}}}
        path.write_text(json.dumps({**json.loads(path.read_bytes()), "webhooks": {"lent": webhook}}))
    assert commands(*_STORED, "--operation", "Webhook POST lent") == []
    assert commands(*_STORED) == before


def test_a_stored_diff_names_the_same_commands(
    store: Path, commands: Callable[..., list[str]], capfd: pytest.CaptureFixture[str]
) -> None:
    named = commands(*_STORED)
    assert run(["diff", *_STORED, "--format", "json", "--details", "-o", "diff.json"]) == 0
    stored = json.loads((store.parent / "diff.json").read_bytes())
    assert [loss["replay"] for loss in stored["breaks"] if "replay" in loss]
    for format_ in ("text", "html"):
        assert run(["report", "diff.json", "--format", format_]) == 0
        told = capfd.readouterr().out
        assert all(command in told for command in named)
