"""Commands are named only where they exist: in documents, messages, templates and what rules advise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from harness.cli._run import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

# In running text a command stands in backticks, in a block of code or after a prompt; elsewhere the word is a name.
_QUOTED = re.compile(r"`(?:[A-Z_]+=\S+ )*harness ([a-z][a-z-]*)\b")
_PROMPTED = re.compile(r"^\s*(?:\$ |[A-Z_]+=\S+ |uvx |run: )*harness ([a-z][a-z-]*)\b", re.MULTILINE)
_FENCED = re.compile(r"^```(?:sh|console|bash|yaml|text)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
# In the program: a text that advises, as `hint="see harness rules"` or `<code>harness explain …</code>`.
_ADVISED = re.compile(r"(?:<code>|with: |see |or |prog=|`|\"|')harness ([a-z][a-z-]*)\b(?! is\b)")
# What is no command: words that follow the name in a sentence of its own.
_WORDS = {"reads", "report"} - set(COMMANDS)


def _named_in_text(text: str) -> set[str]:
    blocks = "\n".join(_FENCED.findall(text))
    return {*_QUOTED.findall(text), *_PROMPTED.findall(blocks)}


def _texts(root: Path) -> list[Path]:
    documents = [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / ".github").rglob("*.yml")]
    return [path for path in documents if path.name != "CHANGELOG.md"]


def _sources(root: Path) -> list[Path]:
    folder = root / "harness"
    return [path for suffix in ("py", "html", "js", "toml", "json") for path in folder.rglob(f"*.{suffix}")]


def test_documents_name_commands_that_exist(root: Path) -> None:
    named = {
        path.relative_to(root).as_posix(): _named_in_text(path.read_text(encoding="utf-8")) for path in _texts(root)
    }
    assert {path: names - set(COMMANDS) for path, names in named.items() if names - set(COMMANDS)} == {}
    assert len({name for names in named.values() for name in names}) > 5


def test_the_program_names_commands_that_exist(root: Path) -> None:
    named = {
        path.relative_to(root).as_posix(): {
            *_ADVISED.findall(text := path.read_text(encoding="utf-8")),
            *_QUOTED.findall(text),
        }
        - _WORDS
        for path in _sources(root)
    }
    assert {path: names - set(COMMANDS) for path, names in named.items() if names - set(COMMANDS)} == {}
    assert len({name for names in named.values() for name in names}) > 5


@pytest.mark.parametrize("text", ["`harness replay f-1`", "see `harness conform`", "```sh\nharness mimic specs\n```\n"])
def test_a_command_that_does_not_exist_is_noticed(text: str) -> None:
    assert _named_in_text(text) - set(COMMANDS)
