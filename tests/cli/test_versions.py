"""Versions on the command line: side by side, in the register, checked against what was published; and settings."""

from __future__ import annotations

import itertools
import json
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program

DAY = {"SOURCE_DATE_EPOCH": "1793966400"}  # 2026-11-06
SETTINGS = """\
title = "Parcels"

[version]
header = "Parcels-Version"
format = "number"
default = "latest"

[[versions]]
name = "v1"
stage = "maintenance"
deprecated = 2026-01-15
sunset = 2027-06-30

[[versions]]
name = "v2"
"""
SERIES = [
    ("v1", "2025-01-10", ["name"]),
    ("v1", "2025-03-10", ["name", "weight"]),
    ("v2", "2025-06-01", ["label", "weight"]),
    ("v2", "2025-08-01", ["label", "weight", "size"]),
    ("v1", "2026-02-02", ["name", "weight", "note"]),
]


def document(version: str, members: list[str]) -> str:
    properties = {name: {"type": "string"} for name in members}
    schema = {"type": "object", "required": members[:1], "properties": properties}
    response = {"description": "All", "content": {"application/json": {"schema": schema}}}
    paths = {"/parcels": {"get": {"responses": {"200": response}}}}
    return json.dumps({"openapi": "3.1.0", "info": {"title": "Parcels", "version": version}, "paths": paths})


@pytest.fixture
def parcels(program: Program, tmp_path: Path) -> Path:
    """The folder of an API with two versions, in the folder where the program starts."""
    folder = tmp_path / "specs" / "parcels"
    for version, date, members in SERIES:
        (folder / version).mkdir(parents=True, exist_ok=True)
        (folder / version / f"{date}.json").write_text(document(version, members), encoding="utf-8")
    (folder / "api.toml").write_text(SETTINGS, encoding="utf-8")
    program.folder = tmp_path
    return folder


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@parcels.test")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


def published(folder: Path) -> None:
    git(folder, "init", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "Publish")


def test_the_list_shows_all_snapshots_and_the_register(program: Program, parcels: Path) -> None:
    result = program("snapshots", "list", env=DAY)
    assert result.out.splitlines() == [
        "parcels  Parcels  5 snapshots",
        "  date        version  operations  meant by",
        "  2025-01-10  v1                1",
        "  2025-03-10  v1                1",
        "  2025-06-01  v2                1  previous",
        "  2025-08-01  v2                1  latest, v2, no version",
        "  2026-02-02  v1                1  v1",
        "",
        "  version  stage        released  deprecated  sunset",
        "  v1       maintenance  -         2026-01-15  2027-06-30",
        "  v2       -            -         -           -",
    ]


def test_the_history_over_all_leaves_corrections_out(program: Program, parcels: Path) -> None:
    found = json.loads(program("history", "parcels", "--format", "json", env=DAY).out)
    assert [snapshot["date"] for snapshot in found["snapshots"]] == [
        "2025-01-10",
        "2025-03-10",
        "2025-06-01",
        "2025-08-01",
    ]
    assert [step["contract"]["breaking"] for step in found["steps"]] == [0, 1, 0]
    assert found["versions"] == [
        {
            "version": "v1",
            "end": "2027-06-30",
            "state": "ending",
            "snapshots": ["2025-01-10", "2025-03-10", "2026-02-02"],
            "stage": "maintenance",
            "deprecated": "2026-01-15",
            "since": "2025-01-10",
        },
        {
            "version": "v2",
            "end": None,
            "state": "open",
            "snapshots": ["2025-06-01", "2025-08-01"],
            "stage": None,
            "deprecated": None,
            "since": "2025-06-01",
        },
    ]


def test_the_history_of_one_version_has_its_corrections(program: Program, parcels: Path) -> None:
    found = json.loads(program("history", "parcels@v1", "--format", "json", env=DAY).out)
    assert (found["api"]["name"], found["api"]["title"]) == ("parcels@v1", "Parcels v1")
    assert [(step["old"], step["new"]) for step in found["steps"]] == [
        ("2025-01-10", "2025-03-10"),
        ("2025-03-10", "2026-02-02"),
    ]
    assert [lane["version"] for lane in found["versions"]] == ["v1"]


def test_a_version_that_has_ended_is_told_so(program: Program, parcels: Path) -> None:
    result = program("history", "parcels", env={"SOURCE_DATE_EPOCH": "1830297600"})
    assert "  v1  retired, ended 2027-06-30  snapshot 2026-02-02\n" in result.out


@pytest.mark.parametrize(
    ("arguments", "dates"),
    [
        (["parcels"], ["2025-08-01", "2025-06-01", "2025-03-10"]),
        (["parcels@v1"], ["2026-02-02", "2025-03-10"]),
        (["parcels@v2"], ["2025-08-01"]),
    ],
)
def test_the_changelog_is_that_of_all_or_of_one_version(
    program: Program, parcels: Path, arguments: list[str], dates: list[str]
) -> None:
    lines = program("changelog", *arguments).out.splitlines()
    assert [line for line, below in itertools.pairwise(lines) if set(below) == {"="}] == dates


def test_versions_are_compared_by_their_newest_snapshots(program: Program, parcels: Path) -> None:
    result = program("diff", "parcels@v1", "parcels@v2")
    assert result.out.startswith("Parcels  parcels@v1@2026-02-02 -> parcels@v2@2025-08-01\n")
    result = program("diff", "parcels@v1@previous", "parcels@v1@2026-02-02", "--level", "compatible")
    assert result.out.startswith("Parcels  2025-03-10 -> 2026-02-02\n")


def test_the_site_has_pages_of_all_and_of_each_version(program: Program, parcels: Path, tmp_path: Path) -> None:
    assert program("site", "-o", "out", env=DAY).code == 0
    pages = {str(page.relative_to(tmp_path / "out")) for page in (tmp_path / "out").rglob("*.html")}
    assert pages >= {
        "index.html",
        "parcels/history.html",
        "parcels/diff-2025-03-10-2025-06-01.html",
        "parcels@v1/history.html",
        "parcels@v1/diff-2025-03-10-2026-02-02.html",
        "parcels@v1/changelog.html",
        "parcels@v2/history.html",
    }
    assert "parcels/diff-2025-08-01-2026-02-02.html" not in pages
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert all(f'href="parcels{version}/history.html"' in index for version in ("", "@v1", "@v2"))


def test_the_site_of_a_team_leads_back_to_the_index(program: Program, parcels: Path, tmp_path: Path) -> None:
    (tmp_path / "specs" / "shipping").mkdir()
    parcels.rename(tmp_path / "specs" / "shipping" / "parcels")
    assert program("site", "-o", "out", env=DAY).code == 0
    page = (tmp_path / "out" / "shipping" / "parcels" / "history.html").read_text(encoding="utf-8")
    assert 'href="../../index.html"' in page


def test_a_snapshot_of_a_version_is_added_and_resolved(program: Program, parcels: Path) -> None:
    given = document("v1", ["name"]).encode()
    result = program("snapshots", "add", "parcels@v1", "2026-05-05", "-", given=given)
    assert (result.code, result.out) == (0, "specs/parcels/v1/2026-05-05.json\n")
    assert program("snapshots", "resolve", "parcels", "v1").out.startswith("parcels@v1@2026-05-05  specs/parcels/v1/")
    assert program("snapshots", "resolve", "parcels", env=DAY).out.startswith("parcels@v2@2025-08-01  ")


def test_check_passes_what_is_published_as_it_was(program: Program, parcels: Path, tmp_path: Path) -> None:
    published(tmp_path)
    result = program("snapshots", "check", "parcels", "--own", env=DAY)
    assert (result.code, result.err) == (0, "")


def test_check_names_what_was_edited_or_removed_since(program: Program, parcels: Path, tmp_path: Path) -> None:
    (parcels / "v2" / "2027-01-01.json").write_text(document("v2", ["label"]), encoding="utf-8")
    published(tmp_path)
    (parcels / "v1" / "2025-01-10.json").write_text(document("v1", ["name", "more"]), encoding="utf-8")
    (parcels / "v2" / "2025-08-01.json").unlink()
    # This one is not published yet, and may still change.
    (parcels / "v2" / "2027-01-01.json").write_text(document("v2", ["label", "more"]), encoding="utf-8")
    result = program("snapshots", "check", "parcels", "--own", "-q", env=DAY)
    lines = [line for line in result.out.splitlines() if "since it was published" in line]
    assert result.code == 1
    assert lines == [
        "specs/parcels/v1/2025-01-10.json: was edited since it was published (HEAD)",
        "specs/parcels/v2/2025-08-01.json: was removed since it was published (HEAD)",
    ]


def test_check_takes_the_revision_that_was_published(program: Program, parcels: Path, tmp_path: Path) -> None:
    published(tmp_path)
    git(tmp_path, "branch", "published")
    (parcels / "v1" / "2025-01-10.json").write_text(document("v1", ["name", "more"]), encoding="utf-8")
    git(tmp_path, "commit", "-am", "Edit")
    assert program("snapshots", "check", "parcels", "--own", env=DAY).code == 0
    result = program("snapshots", "check", "parcels", "--own", "--base", "published", env=DAY)
    assert "2025-01-10.json: was edited since it was published (published)\n" in result.out
    result = program("snapshots", "check", "parcels", "--own", "--base", "publisht", env=DAY)
    assert (result.code, "there is no git revision 'publisht'" in result.err) == (3, True)


def test_check_tells_what_lies_in_the_future_and_of_another_title(program: Program, parcels: Path) -> None:
    (parcels / "v2" / "2027-01-01.json").write_text(document("v2", ["label"]), encoding="utf-8")
    (parcels / "api.toml").write_text(SETTINGS.replace('"Parcels"', '"Letters"'), encoding="utf-8")
    result = program("snapshots", "check", "parcels", "--own", env=DAY)
    assert result.code == 0
    assert result.err.splitlines() == [
        "note: specs/parcels/v2/2027-01-01.json: lies in the future: it is not published before 2027-01-01",
        "note: specs/parcels/api.toml:1: title = 'Letters', and info.title of parcels@v2@2027-01-01 is 'Parcels'",
    ]


def test_check_names_what_does_not_fit_together(program: Program, parcels: Path) -> None:
    (parcels / "v1" / "2026-03-03.json").write_text(document("v2", ["label"]), encoding="utf-8")
    credentials = '\n[[identities]]\nname = "ada"\ncredentials = { bearer = "KEY" }\n'
    (parcels / "api.toml").write_text(SETTINGS.replace('"latest"', '"v3"') + credentials, encoding="utf-8")
    result = program("snapshots", "check", "parcels", "--own", "-q", env=DAY)
    assert result.code == 1
    assert result.out.splitlines() == [
        "specs/parcels/v1/2026-03-03.json: lies in the folder of v1, and its info.version is 'v2'",
        "specs/parcels/api.toml:19: the credential 'bearer' of ada: the document has no such security scheme",
        "  hint: the document has none",
        "specs/parcels/api.toml:6: version.default: the default version v3 lies after the last version, v2",
    ]


def test_show_prints_a_snapshot_as_it_was_published(program: Program, parcels: Path) -> None:
    result = program("snapshots", "show", "parcels@v1@2025-01-10")
    assert result.out == (parcels / "v1" / "2025-01-10.json").read_text(encoding="utf-8")
    assert program("snapshots", "show", "parcels@v1", "--format", "yaml").out.startswith("openapi: 3.1.0\ninfo:\n")


def test_show_prints_a_snapshot_with_its_overlay(program: Program, parcels: Path) -> None:
    actions = [{"target": "$.info", "update": {"title": "Mended"}}]
    overlay = {"overlay": "1.0.0", "info": {"title": "Mends", "version": "1"}, "actions": actions}
    (parcels / "overlay.json").write_text(json.dumps(overlay), encoding="utf-8")
    (parcels / "api.toml").write_text('overlay = "overlay.json"\n' + SETTINGS, encoding="utf-8")
    assert json.loads(program("snapshots", "show", "parcels@v2").out)["info"]["title"] == "Mended"
    plain = program("snapshots", "show", "parcels@v2", "--no-overlay").out
    assert plain == (parcels / "v2" / "2025-08-01.json").read_text(encoding="utf-8")


def test_a_document_of_many_files_is_bundled(program: Program, parcels: Path, tmp_path: Path) -> None:
    content = json.loads(document("v2", ["label"]))
    content["paths"]["/boxes"] = {"$ref": "boxes.json"}
    (tmp_path / "many.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "boxes.json").write_text('{"get": {"responses": {"200": {"description": "All"}}}}', encoding="utf-8")
    refused = program("snapshots", "add", "parcels@v2", "2026-05-05", "many.json")
    assert (refused.code, "hint: --bundle puts everything into one file" in refused.err) == (2, True)
    assert program("snapshots", "add", "parcels@v2", "2026-05-05", "many.json", "--bundle").code == 0
    added = json.loads((parcels / "v2" / "2026-05-05.json").read_text(encoding="utf-8"))
    assert "get" in added["paths"]["/boxes"]
    assert json.loads(program("snapshots", "show", "many.json", "--bundle").out) == added


def test_settings_are_printed_with_their_lines(program: Program, parcels: Path, tmp_path: Path) -> None:
    (tmp_path / "harness.toml").write_text('profile = "law"\n\n[version]\nunknown = 404\n', encoding="utf-8")
    lines = [line.split() for line in program("settings", "parcels").out.splitlines()]
    assert [(line[0], line[-1]) for line in lines] == [
        ("profile", "harness.toml:1"),
        ("version.unknown", "harness.toml:4"),
        ("version.header", "specs/parcels/api.toml:4"),
        ("version.format", "specs/parcels/api.toml:5"),
        ("version.default", "specs/parcels/api.toml:6"),
        ("title", "specs/parcels/api.toml:1"),
        ("versions[1].name", "specs/parcels/api.toml:9"),
        ("versions[1].stage", "specs/parcels/api.toml:10"),
        ("versions[1].deprecated", "specs/parcels/api.toml:11"),
        ("versions[1].sunset", "specs/parcels/api.toml:12"),
        ("versions[2].name", "specs/parcels/api.toml:15"),
    ]


def test_the_settings_of_rules_are_those_of_the_api_too(program: Program, parcels: Path, tmp_path: Path) -> None:
    rule = "response-property-optional"
    (tmp_path / "harness.toml").write_text(f'[rules]\n{rule} = "warning"\n', encoding="utf-8")
    steps = json.loads(program("history", "parcels", "--format", "json").out)["steps"]
    assert [step["contract"]["breaking"] for step in steps] == [0, 0, 0]
    (parcels / "api.toml").write_text(f'{SETTINGS}\n[rules]\n{rule} = "breaking"\n', encoding="utf-8")
    steps = json.loads(program("history", "parcels", "--format", "json").out)["steps"]
    assert [step["contract"]["breaking"] for step in steps] == [0, 1, 0]
    (parcels / "api.toml").write_text(f'{SETTINGS}\n[rules]\n{rule} = "nothing"\n', encoding="utf-8")
    for command in (["settings", "parcels"], ["diff", "parcels@v1", "parcels@v2"]):
        result = program(*command)
        assert (result.code, "--> specs/parcels/api.toml:18" in result.err) == (2, True)


def test_a_missing_credential_ends_with_2_and_its_name(program: Program, parcels: Path) -> None:
    credentials = '\n[authentication]\nX-Key = "PARCELS_KEY"\n'
    (parcels / "api.toml").write_text(SETTINGS + credentials, encoding="utf-8")
    result = program("settings", "parcels", "--credentials")
    assert (result.code, result.out) == (2, "")
    assert "needs the environment variable PARCELS_KEY\n  --> specs/parcels/api.toml:18\n" in result.err
    result = program("settings", "parcels", "--credentials", env={"PARCELS_KEY": "hush"})
    assert (result.code, result.out) == (0, "default  X-Key  environment variable PARCELS_KEY\n")


@pytest.mark.parametrize("name", ["api", "settings"])
def test_the_schemas_of_settings_are_printed(program: Program, name: str) -> None:
    schema = json.loads(program("schema", name).out)
    assert schema["$id"] == f"urn:harness:{name}-1"
    assert "version" in schema["properties"]
