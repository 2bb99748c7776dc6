"""Bad input: one clear error, the right exit code, never a traceback."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Golden, Program, Result


def is_one_clear_error(result: Result, code: int) -> None:
    assert result.code == code, result.err
    assert result.out == ""
    assert len(re.findall(r"^error: \S", result.err, re.MULTILINE)) == 1
    assert result.err.startswith("error: ")
    assert "Traceback" not in result.err
    assert all(len(line) < 400 for line in result.err.splitlines())


def diff_with(program: Program, folder: Path, data: bytes, name: str = "bad.yaml") -> Result:
    (folder / name).write_bytes(data)
    program.folder = folder
    return program("diff", name, name)


def test_not_yaml(program: Program, tmp_path: Path, golden: Golden) -> None:
    result = diff_with(program, tmp_path, b"openapi: 3.1.0\ninfo:\n  title: 'Pets\n  version: '1'\n")
    is_one_clear_error(result, 3)
    golden.check("not-yaml.txt", result.err)


def test_not_json(program: Program, tmp_path: Path, golden: Golden) -> None:
    result = diff_with(program, tmp_path, b'{"openapi": "3.1.0",\n "info" {}}', "bad.json")
    is_one_clear_error(result, 3)
    golden.check("not-json.txt", result.err)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"title: Pets\n", "neither `openapi` nor `swagger`"),
        (b"- openapi\n", "an array"),
        (b"42\n", "a single value"),
        (b"openapi: 4.0.0\n", "'4.0.0' is not supported"),
        (b"swagger: '1.2'\n", "'1.2' is not supported"),
    ],
)
def test_not_openapi(program: Program, tmp_path: Path, data: bytes, said: str) -> None:
    result = diff_with(program, tmp_path, data)
    is_one_clear_error(result, 3)
    assert said in result.err


def test_an_empty_file(program: Program, tmp_path: Path) -> None:
    is_one_clear_error(diff_with(program, tmp_path, b""), 3)


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", bytes(range(256)) * 8, b"PK\x03\x04" + b"\0" * 99]
)
def test_binary(program: Program, tmp_path: Path, data: bytes) -> None:
    is_one_clear_error(diff_with(program, tmp_path, data), 3)


@pytest.mark.parametrize(("opening", "name"), [(b"[", "deep.json"), (b'{"a":', "deep.json"), (b"[", "deep.yaml")])
def test_deep_nesting(program: Program, tmp_path: Path, opening: bytes, name: str) -> None:
    is_one_clear_error(diff_with(program, tmp_path, opening * 5_000_000, name), 3)


def test_a_billion_laughs(program: Program, tmp_path: Path) -> None:
    lines = ["openapi: 3.1.0", "a0: &a0 [lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    is_one_clear_error(diff_with(program, tmp_path, "\n".join(lines).encode()), 3)


def test_an_unknown_snapshot_names_the_nearest(program: Program, root: Path, golden: Golden) -> None:
    program.folder = root
    result = program("diff", "sensay@2025-06-17", "sensay@latest")
    is_one_clear_error(result, 2)
    golden.check("unknown-snapshot.txt", result.err)


def test_an_unknown_api_names_the_nearest(program: Program, root: Path) -> None:
    program.folder = root
    result = program("changelog", "sensai")
    is_one_clear_error(result, 2)
    assert "did you mean sensay?" in result.err


def test_an_unreachable_url(program: Program) -> None:
    with socket.socket() as taken:  # bound and not listening: nobody answers
        taken.bind(("127.0.0.1", 0))
        result = program("diff", f"http://127.0.0.1:{taken.getsockname()[1]}/openapi.yaml", "new.yaml")
    is_one_clear_error(result, 3)
    assert "127.0.0.1" in result.err


def pets(folder: Path, name: str, reference: str, more: str = "Pets") -> str:
    schema = {"$ref": reference, "description": more}
    content = {"application/json": {"schema": schema}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets": {"get": {"responses": {"200": {"description": more, "content": content}}}}},
        "components": {"schemas": {"Pet": {"type": "object"}}},
    }
    (folder / name).write_text(json.dumps(document), encoding="utf-8")
    return name


@pytest.mark.parametrize("reference", ["#/components/schemas/Pat", "absent.json#/Pet", "../../../../etc/passwd#/Pet"])
def test_a_broken_reference_is_noted_and_the_rest_compared(program: Program, tmp_path: Path, reference: str) -> None:
    program.folder = tmp_path
    old = pets(tmp_path, "old.json", "#/components/schemas/Pet")
    new = pets(tmp_path, "new.json", reference, more="All pets")
    result = program("diff", old, new, "--all")
    assert result.code == 0
    assert "description" in result.out
    assert "Traceback" not in result.err
    assert result.err.count("note: ") == 1
    assert reference.removesuffix("#/Pet") in result.err


def test_a_reference_outside_the_tree_reads_nothing(program: Program, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.json").write_text('{"Pet": {"title": "top secret"}}', encoding="utf-8")
    program.folder = inside
    old = pets(inside, "old.json", "#/components/schemas/Pet")
    new = pets(inside, "new.json", "../secret.json#/Pet")
    result = program("diff", old, new, "--all", "--format", "json")
    assert "top secret" not in result.out + result.err
    assert "leads out of" in result.err


def test_an_absent_file_names_the_nearest(program: Program, golden: Golden) -> None:
    result = program("diff", "olt.yaml", "new.yaml")
    is_one_clear_error(result, 3)
    golden.check("absent-file.txt", result.err)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "locked.yaml"
    path.write_text("openapi: 3.1.0", encoding="utf-8")
    path.chmod(0)
    is_one_clear_error(program("diff", str(path), "new.yaml"), 3)


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="no such file on this system")
def test_a_file_that_fails_while_it_is_read(program: Program) -> None:
    result = program("diff", "/proc/self/mem", "new.yaml")
    is_one_clear_error(result, 3)
    assert result.err == "error: cannot read /proc/self/mem\ncause: Input/output error\n"


def test_a_folder(program: Program, tmp_path: Path) -> None:
    is_one_clear_error(program("diff", str(tmp_path), "new.yaml"), 3)


def test_an_unknown_git_revision(program: Program, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    program.folder = tmp_path
    result = program("diff", "v9.9.9:openapi.yaml", "v9.9.9:openapi.yaml")
    is_one_clear_error(result, 3)
    assert "v9.9.9" in result.err


def test_no_repository_at_all(program: Program, tmp_path: Path) -> None:
    program.folder = tmp_path
    is_one_clear_error(program("diff", "main:openapi.yaml", "x.yaml", env={"GIT_CEILING_DIRECTORIES": "/"}), 3)


def test_standard_input_cannot_be_both(program: Program) -> None:
    is_one_clear_error(program("diff", "-", "-", given=b""), 2)


def test_a_broken_configuration(program: Program, tmp_path: Path) -> None:
    (tmp_path / "specs/pets").mkdir(parents=True)
    (tmp_path / "specs/pets/api.toml").write_text("title = [", encoding="utf-8")
    program.folder = tmp_path
    is_one_clear_error(program("snapshots"), 2)
