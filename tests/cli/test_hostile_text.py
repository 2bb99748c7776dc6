"""Text from documents never becomes anything but text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program

EVIL = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202egnp.exe\u2066\r\n\x00 --all"
LONG = "n" * 10_000


def write(folder: Path, name: str, text: str, **more: Any) -> str:
    """A document that says `text` wherever it can."""
    properties = {text: {"type": "string", "enum": [text], "pattern": text, "description": text}, **more}
    operation = {
        "operationId": text,
        "tags": [text],
        "parameters": [{"name": text, "in": "query", "schema": {"type": "integer", "default": text}}],
        "responses": {
            "200": {"description": text, "content": {text + "/x": {"schema": {"properties": properties}}}},
        },
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": text, "version": text},
        "paths": {"/" + text: {"get": operation}},
        "components": {"schemas": {text: {"$ref": "#/absent/" + text}}},
        "x-" + text: text,
    }
    (folder / name).write_text(json.dumps(document), encoding="utf-8")
    return name


def is_harmless(text: str) -> bool:
    return all(sign.isprintable() or sign == "\n" for sign in text)


@pytest.mark.parametrize("text", [EVIL, LONG, "\ud7ff\ufffe", "`" * 9, "{{7*7}}", "%s%n", "\\x1b[31m"])
def test_diff_prints_it_as_text(program: Program, tmp_path: Path, text: str) -> None:
    program.folder = tmp_path
    old, new = write(tmp_path, "old.json", text), write(tmp_path, "new.json", text + "2", more={"type": "number"})
    for order in ((old, new), (new, old)):
        result = program("diff", *order, "--all")
        assert result.code == 0, result.err
        assert is_harmless(result.out)
        assert is_harmless(result.err)
        shown = program.in_terminal("diff", *order, "--all", env={"NO_COLOR": "1"})
        assert is_harmless(shown.out)


def test_json_keeps_it_exactly(program: Program, tmp_path: Path) -> None:
    program.folder = tmp_path
    old, new = write(tmp_path, "old.json", "a"), write(tmp_path, "new.json", EVIL)
    out = program("diff", old, new, "--format", "json").out
    assert json.loads(out)["inputs"]["new"]["version"] == EVIL
    assert "\x1b" not in out


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_changelogs_print_it_as_text(program: Program, tmp_path: Path, form: str) -> None:
    folder = tmp_path / "specs/evil"
    folder.mkdir(parents=True)
    write(folder, "2026-01-01.json", "a")
    write(folder, "2026-02-01.json", EVIL)
    program.folder = tmp_path
    for command in (("changelog", "evil", "--format", form), ("snapshots",), ("snapshots", "check", "--own")):
        result = program(*command)
        assert is_harmless(result.out), command
        assert is_harmless(result.err), command


def test_names_of_files_are_shown_harmlessly(program: Program) -> None:
    result = program("diff", "a\x1b[31m\u202eb.yaml", "new.yaml")
    assert result.code == 3
    assert is_harmless(result.err)
    assert "\\x1b[31m\\u202e" in result.err


@pytest.mark.parametrize(
    "arguments", [("\x1b[31m",), ("diff", "--\x1b[31m", "a", "b"), ("diff", "a", "b", "-f", "\x1b[31m")]
)
def test_arguments_are_shown_harmlessly(program: Program, arguments: tuple[str, ...]) -> None:
    result = program(*arguments)
    assert result.code == 2
    assert is_harmless(result.err)
