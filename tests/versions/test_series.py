"""Versions that live side by side, one of which is corrected after the other has come."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from harness.errors import SnapshotExists, UnknownSnapshot, UsageError
from harness.versions import Store

if TYPE_CHECKING:
    from pathlib import Path

    from harness.versions import Api

# The first version goes on after the second has come: that of February 2026 is a correction of it.
PUBLISHED = {
    "2024-11-01": ("2025-01-10", "2025-03-10", "2026-02-02"),
    "2025-06-01": ("2025-06-01", "2025-08-01", "2026-02-01"),
}
SETTINGS = """\
title = "Parcels"

[version]
header = "Parcels-Version"
style = "{style}"
default = "latest"
aliases = {{ current = "2025-06-01" }}
echo = "Parcels-Version"

[[versions]]
name = "2024-11-01"
stage = "maintenance"

[[versions]]
name = "2025-06-01"
stage = "current"
"""


def write_store(root: Path, style: str = "any-day") -> Api:
    """The API with its snapshots, each of which says where it lies."""
    for version, dates in PUBLISHED.items():
        (root / "parcels" / version).mkdir(parents=True)
        for date in dates:
            content = {"openapi": "3.1.0", "info": {"title": "Parcels", "version": version}, "paths": {f"/{date}": {}}}
            (root / "parcels" / version / f"{date}.json").write_text(json.dumps(content), encoding="utf-8")
    (root / "parcels" / "api.toml").write_text(SETTINGS.format(style=style), encoding="utf-8")
    return Store(str(root)).api("parcels")


def accept(data: bytes, name: str) -> None:
    """A check that finds nothing wrong."""


@pytest.fixture
def parcels(tmp_path: Path) -> Api:
    return write_store(tmp_path)


# Twenty requests: what is sent, then the version, the day of the snapshot and the echo, or the kind of trouble.
REQUESTS = [
    ("any-day", (), ("2025-06-01", "2026-02-01", "2025-06-01")),
    ("any-day", ("2024-11-01",), ("2024-11-01", "2026-02-02", "2024-11-01")),
    ("any-day", ("2025-06-01",), ("2025-06-01", "2026-02-01", "2025-06-01")),
    ("any-day", ("current",), ("2025-06-01", "2026-02-01", "2025-06-01")),
    ("any-day", ("2025-01-09",), "too-early"),
    ("any-day", ("2025-01-10",), ("2024-11-01", "2025-01-10", "2025-01-10")),
    ("any-day", ("2025-05-31",), ("2024-11-01", "2025-03-10", "2025-03-10")),
    ("any-day", ("2025-06-02",), ("2025-06-01", "2025-06-01", "2025-06-01")),
    ("any-day", ("2025-08-01",), ("2025-06-01", "2025-08-01", "2025-08-01")),
    ("any-day", ("2026-02-01",), ("2025-06-01", "2026-02-01", "2026-02-01")),
    ("any-day", ("2026-02-02",), ("2025-06-01", "2026-02-01", "2026-02-01")),  # not the correction of that day
    ("any-day", ("2031-01-01",), ("2025-06-01", "2026-02-01", "2026-02-01")),
    ("any-day", ("2025-06-01", "2025-06-01"), "repeated"),
    ("any-day", ("2025-06-01, 2024-11-01",), "repeated"),
    ("any-day", (" 2025-06-01",), "padded"),
    ("any-day", ("",), "empty"),
    ("any-day", ("2025-6-1",), "malformed"),
    ("exact", ("2026-02-02",), "future"),
    ("floor", ("2026-02-02",), ("2025-06-01", "2026-02-01", "2025-06-01")),
    ("forward", ("2025-01-01",), ("2025-06-01", "2026-02-01", "2025-06-01")),
]


@pytest.mark.parametrize(("style", "values", "expected"), REQUESTS)
def test_a_correction_reaches_those_alone_who_name_its_version(
    tmp_path: Path, style: str, values: tuple[str, ...], expected: tuple[str, str, str] | str
) -> None:
    found = write_store(tmp_path, style).resolution(*values)
    if found.snapshot is None:
        assert found.error is not None
        assert found.error.trouble == expected
    else:
        assert (found.version, found.snapshot.date, found.echo) == expected


@pytest.mark.parametrize(
    ("reference", "label"),
    [
        ("latest", "2025-06-01@2026-02-01"),
        ("previous", "2025-06-01@2025-08-01"),
        ("2024-11-01", "2024-11-01@2026-02-02"),
        ("current", "2025-06-01@2026-02-01"),
        ("2024-11-01@latest", "2024-11-01@2026-02-02"),
        ("2024-11-01@previous", "2024-11-01@2025-03-10"),
        ("2024-11-01@2025-01-10", "2024-11-01@2025-01-10"),
        ("2026-02-02", "2024-11-01@2026-02-02"),
        # A day is that of a snapshot before it is the name of a version.
        ("2025-06-01", "2025-06-01@2025-06-01"),
        ("2025-06-01@latest", "2025-06-01@2026-02-01"),
    ],
)
def test_a_reference_names_a_snapshot_by_version_and_day(parcels: Api, reference: str, label: str) -> None:
    snapshot = parcels.snapshot(reference)
    assert snapshot.label == label
    assert parcels.snapshot(snapshot.label) == snapshot
    assert snapshot.name == f"parcels@{label}"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("2025-06-02", "there is no snapshot 2025-06-02 of parcels"),
        ("2024-11-02@latest", "there is no version '2024-11-02' of parcels"),
        ("2024-11-01@2025-06-01", "there is no snapshot 2025-06-01 of parcels@2024-11-01"),
        ("2024-11-01@newest", "'newest' is no date of the form YYYY-MM-DD"),
    ],
)
def test_a_reference_to_nothing_is_refused(parcels: Api, reference: str, message: str) -> None:
    with pytest.raises(UnknownSnapshot, match=message):
        parcels.snapshot(reference)


def test_a_day_of_two_versions_has_to_be_told_apart(tmp_path: Path) -> None:
    write_store(tmp_path)
    both = tmp_path / "parcels" / "2024-11-01" / "2025-08-01.json"
    both.write_bytes((tmp_path / "parcels" / "2025-06-01" / "2025-08-01.json").read_bytes())
    api = Store(str(tmp_path)).api("parcels")
    with pytest.raises(UnknownSnapshot, match="parcels has 2 snapshots of 2025-08-01") as caught:
        api.snapshot("2025-08-01")
    assert caught.value.hint == "say which: parcels@2024-11-01@2025-08-01 or parcels@2025-06-01@2025-08-01"
    assert api.snapshot("2024-11-01@2025-08-01").path == str(both)


def test_all_snapshots_are_there_and_the_line_leaves_corrections_out(parcels: Api) -> None:
    assert [snapshot.date for snapshot in parcels.snapshots] == sorted(sum(PUBLISHED.values(), ()))
    assert "2026-02-02" not in [snapshot.date for snapshot in parcels.line]
    assert len(parcels.line) == len(parcels.snapshots) - 1


def test_one_version_is_an_api_of_its_own(parcels: Api) -> None:
    first, second = parcels.beside
    assert (first.name, first.title) == ("parcels@2024-11-01", "Parcels 2024-11-01")
    assert [snapshot.date for snapshot in first.line] == list(PUBLISHED["2024-11-01"])
    assert [snapshot.date for snapshot in second.line] == list(PUBLISHED["2025-06-01"])
    assert first.snapshot("latest").name == "parcels@2024-11-01@2026-02-02"
    assert first.beside == ()


def test_the_versions_of_folders_are_known_without_reading_a_document(tmp_path: Path) -> None:
    api = write_store(tmp_path)
    for snapshot in api.snapshots:
        (tmp_path / snapshot.path).write_bytes(b"\xff")
    assert api.resolve("2024-11-01").date == "2026-02-02"


def test_a_snapshot_is_added_to_its_version(tmp_path: Path) -> None:
    write_store(tmp_path)
    store = Store(str(tmp_path))
    added = store.add("parcels@2024-11-01", "2026-05-05", b"{}", "x", accept)
    assert added.path == str(tmp_path / "parcels" / "2024-11-01" / "2026-05-05.json")
    assert store.snapshot("parcels@2024-11-01@latest") == added
    assert store.api("parcels").snapshot("latest").date == "2026-02-01"
    with pytest.raises(SnapshotExists):
        store.add("parcels@2024-11-01", "2026-05-05", b"{}", "x", accept)


@pytest.mark.parametrize("version", ["v1", "../2024-11-01", "2024-13-01", "beta", "2024-11-01/x", "2024-11-01@x"])
def test_a_version_that_cannot_be_named_so_gets_no_folder(tmp_path: Path, version: str) -> None:
    write_store(tmp_path)
    with pytest.raises(UsageError, match="cannot be a version of parcels"):
        Store(str(tmp_path)).add(f"parcels@{version}", "2026-05-05", b"{}", "x", accept)


def test_a_folder_that_no_version_is_called_by_is_a_stray(tmp_path: Path) -> None:
    write_store(tmp_path)
    (tmp_path / "parcels" / "drafts").mkdir()
    (tmp_path / "parcels" / "drafts" / "2026-05-05.json").write_text("{}")
    (tmp_path / "parcels" / "2024-11-01" / "notes.txt").write_text("")
    api = Store(str(tmp_path)).api("parcels")
    assert api.strays == ("drafts", "2024-11-01/notes.txt")
    assert len(api.snapshots) == 6


def test_apis_may_lie_in_the_folder_of_a_team(tmp_path: Path) -> None:
    write_store(tmp_path / "shipping")
    store = Store(str(tmp_path))
    assert store.apis() == ("shipping/parcels",)
    assert store.snapshot("shipping/parcels@latest").name == "shipping/parcels@2025-06-01@2026-02-01"
    with pytest.raises(UnknownSnapshot, match="there is no API 'shipping'"):
        store.api("shipping")


def test_a_version_is_no_api(tmp_path: Path) -> None:
    write_store(tmp_path)
    assert Store(str(tmp_path)).apis() == ("parcels",)
    with pytest.raises(UnknownSnapshot, match="there is no API 'parcels/2024-11-01'"):
        Store(str(tmp_path)).api("parcels/2024-11-01")


def test_versions_that_share_a_folder_are_told_apart_by_what_they_say(tmp_path: Path) -> None:
    folder = tmp_path / "parcels"
    folder.mkdir()
    for date, version in (("2025-01-10", "71"), ("2025-06-01", "v72"), ("2026-02-02", "71")):
        (folder / f"{date}.yaml").write_text(
            f'openapi: 3.1.0\ninfo:\n  title: P\n  version: "{version}"\npaths: {{}}\n'
        )
    (folder / "api.toml").write_text('[version]\nformat = "number"\nannounced = ["v71", "v72"]\n')
    api = Store(str(tmp_path)).api("parcels")
    assert api.resolve().date == "2025-06-01"
    assert api.resolve("v71").date == "2026-02-02"
    assert [snapshot.date for snapshot in api.line] == ["2025-01-10", "2025-06-01"]
