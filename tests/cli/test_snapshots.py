"""`harness snapshots`: list, check, add, resolve."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Golden, Program


@pytest.fixture
def store(program: Program, tmp_path: Path) -> Path:
    """Two snapshots of an API, in the folder where the program starts."""
    for date, name in (("2026-03-25", "old.yaml"), ("2026-06-24", "new.yaml")):
        folder = tmp_path / "specs/parcels"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(program.folder / name, folder / f"{date}.yaml")
    (folder / "api.toml").write_text('title = "Parcels"\n', encoding="utf-8")
    program.folder = tmp_path
    return tmp_path / "specs"


def test_the_table_tells_what_resolves_where(program: Program, store: Path, golden: Golden) -> None:
    result = program("snapshots", "list")
    assert result == program("snapshots") == program("snapshots", "list", "parcels")
    golden.check("snapshots.txt", result.out)


def test_an_empty_store_is_said_to_be_empty(program: Program) -> None:
    result = program("snapshots")
    assert (result.code, result.out, result.err) == (0, "", "note: no API is stored in specs\n")


@pytest.mark.parametrize(
    ("requested", "date"),
    [("2026-03-25", "2026-03-25"), ("2026-05-01", "2026-03-25"), ("2027-01-01", "2026-06-24"), (None, "2026-06-24")],
)
def test_resolve_prints_the_snapshot_and_why(program: Program, store: Path, requested: str | None, date: str) -> None:
    result = program("snapshots", "resolve", "parcels", *([requested] if requested else []))
    first, why = result.out.splitlines()
    assert (result.code, first) == (0, f"parcels@{date}  specs/parcels/{date}.yaml")
    assert date in why or "latest" in why


@pytest.mark.parametrize("requested", ["2025-02-30", "2026-1-1", "2020-01-01", "", "latest"])
def test_resolve_refuses_what_is_no_version(program: Program, store: Path, requested: str) -> None:
    result = program("snapshots", "resolve", "parcels", requested)
    assert (result.code, result.out) == (2, "")
    assert "hint: known versions: " in result.err


def test_check_passes_what_is_right(program: Program, store: Path) -> None:
    result = program("snapshots", "check")
    assert result.code == 0, result.out
    assert result.out == "specs/parcels/2026-03-25.yaml: no problems\nspecs/parcels/2026-06-24.yaml: no problems\n"


def test_check_names_each_problem_with_its_line(program: Program, store: Path) -> None:
    path = store / "parcels/2026-06-24.yaml"
    text = path.read_text(encoding="utf-8").replace("#/components/schemas/Box", "#/components/schemas/Bix")
    path.write_text(text, encoding="utf-8")
    line = 1 + next(number for number, line in enumerate(text.splitlines()) if "Bix" in line)
    result = program("snapshots", "check", "parcels", "--own")
    assert result.code == 1
    assert f"specs/parcels/2026-06-24.yaml:{line}:" in result.out
    assert "specs/parcels/2026-06-24.yaml: 1 problem\n" in result.out
    assert "specs/parcels/2026-03-25.yaml: no problems\n" in result.out


def test_check_names_the_four_errors_of_march(program: Program, root: Path) -> None:
    program.folder = root
    result = program("snapshots", "check", "sensay@2025-03-28")
    assert result.code == 1
    assert result.out.endswith("specs/sensay/2025-03-28.yaml: 4 problems\n")


def test_check_takes_any_document(program: Program) -> None:
    result = program("snapshots", "check", "old.yaml", "new.yaml", "--own")
    assert (result.code, result.out) == (0, "old.yaml: no problems\nnew.yaml: no problems\n")


def test_check_goes_on_after_an_unreadable_document(program: Program) -> None:
    result = program("snapshots", "check", "absent.yaml", "new.yaml", "--own")
    assert result.code == 3
    assert result.out == "new.yaml: no problems\n"
    assert result.err.startswith("error: there is no file absent.yaml")


def test_check_names_files_that_are_no_snapshots(program: Program, store: Path) -> None:
    (store / "parcels/2026-6-24.yaml").write_text("", encoding="utf-8")
    result = program("snapshots", "check", "--own", "-q")
    assert result.code == 1
    assert result.out == "specs/parcels/2026-6-24.yaml: is no snapshot; a snapshot is named YYYY-MM-DD.yaml\n"


def test_add_publishes_the_very_bytes(program: Program, tmp_path: Path) -> None:
    result = program("--specs", str(tmp_path), "snapshots", "add", "parcels", "2026-03-25", "old.yaml")
    path = tmp_path / "parcels/2026-03-25.yaml"
    assert (result.code, result.out) == (0, f"{path}\n")
    assert path.read_bytes() == (program.folder / "old.yaml").read_bytes()


def test_add_takes_standard_input(program: Program, tmp_path: Path) -> None:
    given = (program.folder / "old.yaml").read_bytes()
    assert program("--specs", str(tmp_path), "snapshots", "add", "parcels", "2026-03-25", "-", given=given).code == 0
    assert (tmp_path / "parcels/2026-03-25.yaml").read_bytes() == given


def test_add_never_overwrites(program: Program, store: Path) -> None:
    before = (store / "parcels/2026-03-25.yaml").read_bytes()
    result = program("snapshots", "add", "parcels", "2026-03-25", "specs/parcels/2026-06-24.yaml")
    assert result.code == 2
    assert "a published snapshot is never changed" in result.err
    assert (store / "parcels/2026-03-25.yaml").read_bytes() == before


@pytest.mark.parametrize(("strict", "code"), [((), 0), (("--strict",), 2)])
def test_add_says_what_is_wrong_and_refuses_it_only_when_strict(
    program: Program, tmp_path: Path, strict: tuple[str, ...], code: int
) -> None:
    text = (program.folder / "old.yaml").read_text(encoding="utf-8")
    program.folder = tmp_path
    (tmp_path / "wrong.yaml").write_text(text.replace("/Box", "/Bix"), encoding="utf-8")
    result = program("snapshots", "add", "parcels", "2026-03-25", "wrong.yaml", *strict)
    assert result.code == code
    assert "wrong.yaml:" in result.err
    assert (tmp_path / "specs").exists() == (code == 0)


@pytest.mark.parametrize(
    ("api", "date", "file", "code"),
    [
        ("parcels", "2026-02-30", "old.yaml", 2),
        ("../up", "2026-03-25", "old.yaml", 2),
        ("parcels", "2026-03-25", "absent.yaml", 3),
        ("parcels", "2026-03-25", "../conftest.py", 3),
    ],
)
def test_add_refuses_what_cannot_be_used(
    program: Program, tmp_path: Path, api: str, date: str, file: str, code: int
) -> None:
    result = program("--specs", str(tmp_path / "specs"), "snapshots", "add", api, date, file)
    assert (result.code, result.out) == (code, "")
    assert not (tmp_path / "specs").exists()


def test_add_refuses_a_document_of_several_files(program: Program, tmp_path: Path) -> None:
    text = (program.folder / "old.yaml").read_text(encoding="utf-8")
    (tmp_path / "old.yaml").write_text(text.replace("#/components/schemas/Box", "box.yaml"), encoding="utf-8")
    (tmp_path / "box.yaml").write_text("type: object\n", encoding="utf-8")
    program.folder = tmp_path
    result = program("snapshots", "add", "parcels", "2026-03-25", "old.yaml")
    assert result.code == 2
    assert result.err.startswith("error: the document refers to other files: box.yaml\n")


@pytest.mark.parametrize("kind", ["malformed", "empty", "linked", "dangling", "no OpenAPI"])
def test_an_unreadable_snapshot_is_named_and_all_others_are_listed(
    program: Program, store: Path, tmp_path: Path, kind: str
) -> None:
    path = store / "parcels/2026-05-01.yaml"
    outside = tmp_path / "outside.yaml"
    outside.write_bytes((store / "parcels/2026-03-25.yaml").read_bytes())
    match kind:
        case "malformed":
            path.write_text('{"openapi": ')
        case "empty":
            path.write_text("")
        case "linked":
            path.symlink_to(outside)
        case "dangling":
            path.symlink_to(tmp_path / "nothing.yaml")
        case _:
            path.write_text("a: 1\n")
    listed = program("snapshots", "list")
    assert "2026-03-25" in listed.out
    assert "2026-06-24" in listed.out
    assert listed.code == 3
    assert "unreadable" in next(line for line in listed.out.splitlines() if "2026-05-01" in line)
    assert "2026-05-01.yaml" in listed.err
    for command in (
        ("snapshots", "resolve", "parcels"),
        ("snapshots", "show", "parcels@2026-03-25"),
        ("diff", "parcels@2026-03-25", "parcels@2026-06-24"),
        ("changelog", "parcels", "--from", "2026-03-25", "--to", "2026-06-24"),
    ):
        assert program(*command).code == 0, command
    checked = program("snapshots", "check", "--own")
    assert checked.code == 3
    assert "2026-05-01.yaml" in checked.err
    assert "2026-06-24" in checked.out
    for command in (
        ("snapshots", "show", "parcels@2026-05-01"),
        ("diff", "parcels@2026-05-01", "parcels@2026-06-24"),
        ("history", "parcels"),
    ):
        refused = program(*command)
        assert refused.code == 3, (command, refused)
        assert "2026-05-01.yaml" in refused.err, (command, refused)


def test_links_within_the_store_and_to_the_store_are_followed(program: Program, store: Path, tmp_path: Path) -> None:
    (store / "parcels/2026-07-01.yaml").symlink_to("2026-06-24.yaml")
    (tmp_path / "elsewhere").symlink_to(store)
    assert program("snapshots", "list").code == 0
    assert program("--specs", "elsewhere", "snapshots", "show", "parcels@2026-07-01").code == 0


def test_drafts_that_killed_runs_have_left_are_swept(program: Program, store: Path, tmp_path: Path) -> None:
    drafts = [
        store / "parcels/.2026-07-01.yaml.123.0123abcd.part",
        store / "parcels/.api.toml.123.0123abcd.part",
        tmp_path / ".out.json.999999999.part",
    ]
    others = [
        store / "parcels/.2026-07-01.part",
        tmp_path / ".other.json.999999999.part",
        tmp_path / ".out.json.1.part",
    ]
    for path in (*drafts, *others):
        path.write_text("half of a")
    new = store / "parcels/2026-06-24.yaml"
    assert program("snapshots", "add", "parcels", "2026-08-01", str(new)).code == 0
    assert program("diff", "parcels@latest", "parcels@previous", "-o", "out.json", "-f", "json").code == 0
    assert not [path for path in drafts if path.exists()]
    assert all(path.exists() for path in others)
