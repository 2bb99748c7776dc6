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


# Whatever runs a pipeline obeys lines of its log that begin so, and Markdown makes headings, fences and markup of them.
ORDERS = ("::error::owned", "::stop-commands::x", "```", "# Owned", "<b>owned", "##[error]owned", "##vso[task.x]y")
LINES = "\n".join(("a", *ORDERS, *(f"\t {order}" for order in ORDERS)))


def writing_lines(kinds: list[str], *, is_new: bool) -> dict[str, Any]:
    """A document that has text of several lines at every place, in requests and responses of some media types."""
    word = {"type": "string", "enum": [f"{LINES}{'new' * is_new}"]}
    form = {"type": "object", "properties": {LINES: word}, "required": [LINES]}
    bodies = {kind: {"schema": form if "form" in kind else word} for kind in kinds}
    places = ("path", "query", "header", "cookie")
    parameters = [
        {"name": LINES if place != "path" else "id", "in": place, "required": True, "schema": {"enum": [LINES]}}
        for place in places
    ]
    headers = {LINES: {"schema": word}}
    answers = {kind: {"schema": {**word, "enum": [LINES + "old" * (not is_new)]}} for kind in kinds}
    operation = {
        "operationId": LINES,
        "parameters": parameters,
        "requestBody": {"required": is_new, "content": bodies},
        "responses": {"200": {"description": LINES, "headers": headers, "content": answers}},
    }
    return {
        "openapi": "3.2.0",
        "info": {"title": f"{ORDERS[0]}{LINES}", "version": LINES},
        "servers": [{"url": f"https://api.example.com/{LINES}"}],
        "paths": {f"/{LINES}/{{id}}": {"post": operation, "additionalOperations": {ORDERS[0]: operation}}},
        "webhooks": {ORDERS[1]: {"post": operation}},
    }


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", LINES])
def test_no_line_of_a_text_is_an_order_or_begins_with_text_of_a_document(
    program: Program, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "specs/lines"
    folder.mkdir(parents=True)
    for name, is_new in (("2026-01-01.json", False), ("2026-02-01.json", True)):
        (folder / name).write_text(json.dumps(writing_lines([kind], is_new=is_new)))
    program.folder = tmp_path
    pair = ("lines@2026-01-01", "lines@2026-02-01")
    texts = {form: program("diff", *pair, "--all", "-f", form).out for form in ("text", "markdown", "github", "junit")}
    texts["terminal"] = program.in_terminal("diff", *pair, "--all", env={"NO_COLOR": "1"}).out
    texts |= {f"changelog {form}": program("changelog", "lines", "-f", form).out for form in ("text", "markdown")}
    for name, text in texts.items():
        assert text, name
        for line in text.splitlines():
            # A terminal folds lines where there is a blank.
            begins = ("::",) if name == "terminal" else ("::", "<b>", "# Owned")
            assert not line.strip().startswith(begins) or name == "github", (name, line)
            assert name in ("github", "junit") or ("##[" not in line and "##vso[" not in line), (name, line)
            assert line.startswith(("::error ", "::warning ", "::notice ")) or name != "github", line


def test_a_command_sends_lines_as_they_are(program: Program, tmp_path: Path) -> None:
    import subprocess

    program.folder = tmp_path
    for name, is_new in (("old.json", False), ("new.json", True)):
        (tmp_path / name).write_text(json.dumps(writing_lines(["text/plain"], is_new=is_new)))
    rows = json.loads(program("diff", "old.json", "new.json", "-f", "json").out)["changes"]
    commands = [row["witness"]["message"] for row in rows if row["witness"] and "curl" in row["witness"]["message"]]
    assert commands
    for command in commands:
        said = 'curl() { printf "%s\\0" "$@"; }; '
        words = (
            subprocess.run(["bash", "-c", said + command], capture_output=True, check=True).stdout.decode().split("\0")
        )
        assert all("\n" not in word for word in words if "://" in word)
        if "--data" in words:
            assert words[words.index("--data") + 1] in (LINES, f"{LINES}new")
