"""An output never replaces what a command reads, or what is stored."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program


def document(version: str, status: str) -> dict[str, object]:
    pet = {"get": {"responses": {status: {"$ref": "parts.json#/answer"}}}}
    return {"openapi": "3.1.0", "info": {"title": "Pets", "version": version}, "paths": {"/pets": pet}}


@pytest.fixture
def folder(program: Program, tmp_path: Path) -> Path:
    """Two documents that share a part, a stored result, settings, and a store with two snapshots."""
    stored = tmp_path / "specs/pets"
    stored.mkdir(parents=True)
    for place, names in ((tmp_path, ("old.json", "new.json")), (stored, ("2026-01-01.json", "2026-02-01.json"))):
        for name, status in zip(names, ("200", "201"), strict=True):
            (place / name).write_text(json.dumps(document(name[:-5], status)))
        (place / "parts.json").write_text(json.dumps({"answer": {"description": "Pets"}}))
    (stored / "api.toml").write_text('title = "Pets"\n')
    (tmp_path / "rules.toml").write_text("")
    os.symlink(tmp_path / "new.json", tmp_path / "linked.json")
    os.link(tmp_path / "old.json", tmp_path / "again.json")
    os.symlink(tmp_path / "specs", tmp_path / "store")
    os.symlink(stored / "api.toml", tmp_path / "settings")
    os.symlink(stored / "2026-01-01.json", tmp_path / "page.html")
    program.folder = tmp_path
    (tmp_path / "result.json").write_text(program("diff", "old.json", "new.json", "-f", "json", "--details").out)
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("diff", "old.json", "new.json", "-o", "new.json"),
        ("diff", "old.json", "new.json", "-o", "./linked.json"),
        ("diff", "old.json", "new.json", "-o", "again.json"),
        ("diff", "old.json", "new.json", "-r", "html=old.json"),
        ("diff", "old.json", "new.json", "-r", "json=parts.json"),
        ("diff", "old.json", "new.json", "--audit", "-o", "old.json"),
        ("diff", "old.json", "new.json", "--config", "rules.toml", "-o", "rules.toml"),
        ("diff", "old.json", "new.json", "-o", "specs/pets/2026-01-01.json"),
        ("diff", "old.json", "new.json", "-o", "store/pets/2026-01-01.json"),
        ("diff", "pets@2026-01-01", "pets@latest", "-r", "json=specs/pets/2026-02-01.json"),
        ("-C", "specs", "diff", "../old.json", "../new.json", "--specs", ".", "-o", "pets/parts.json"),
        ("diff", "old.json", "new.json", "-o", "settings"),
        ("diff", "old.json", "new.json", "-f", "html", "-o", "page.html"),
        ("report", "result.json", "-o", "result.json"),
        ("report", "result.json", "-r", "markdown=result.json"),
        ("changelog", "pets", "-o", "specs/pets/2026-01-01.json"),
        ("history", "pets", "-o", "specs/pets/2026-01-01.json"),
        ("rules", "-o", "specs/pets/api.toml"),
        ("gate", "pets", "-o", "specs/pets/2026-01-01.json"),
        ("snapshots", "show", "old.json", "-o", "old.json"),
        ("snapshots", "show", "pets@latest", "-o", "specs/pets/2026-02-01.json"),
    ],
)
def test_it_is_refused_and_every_file_left_as_it_is(program: Program, folder: Path, arguments: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    result = program(*arguments)
    assert result.code == 2, result
    assert "left as it is" in result.err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["result.json", "specs/pets.json", "out.json"])
def test_other_files_are_written_again(program: Program, folder: Path, name: str) -> None:
    for _ in range(2):
        result = program("diff", "old.json", "new.json", "-o", name, "-f", "json")
        assert result.code == 0, result.err
        assert json.loads((folder / name).read_text())["changes"]


def test_what_is_piped_may_come_back(program: Program, folder: Path) -> None:
    given = (folder / "old.json").read_bytes()
    assert program("diff", "-", "new.json", "-o", "old.json", given=given).code == 0


def test_two_reports_are_not_written_into_one_file_under_two_names(program: Program, folder: Path) -> None:
    os.symlink(folder / "out.json", folder / "other.json")
    for name in ("out.json", "./out.json", "specs/../out.json", "other.json"):
        result = program("diff", "old.json", "new.json", "-o", "out.json", "-r", f"json={name}")
        assert result.code == 2
        assert "two reports" in result.err
    assert not (folder / "out.json").exists()
