"""The store of dated snapshots: finding, resolving, publishing."""

from __future__ import annotations

import errno
import json
import os
import threading
from typing import TYPE_CHECKING

import pytest

from harness.errors import (
    InvalidConfiguration,
    InvalidVersion,
    MalformedDocument,
    NotOpenAPI,
    SnapshotExists,
    UnknownSnapshot,
    UnreadableSource,
    UsageError,
)
from harness.versions import RequestPlace, Snapshot, Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DOCUMENT = 'openapi: 3.1.0\ninfo:\n  title: Pets\n  version: "{version}"\npaths: {{}}\n'


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Three snapshots of one version, as an owner keeps them."""
    pets = tmp_path / "specs" / "pets"
    pets.mkdir(parents=True)
    (pets / "api.toml").write_text(
        'title = "Pet API"\nserver = "https://pets.test"\n[version]\nheader = "X-API-Version"\ndefault = "2025-03-25"\n'
    )
    for date in ("2025-06-19", "2025-03-28", "2025-06-16"):
        (pets / f"{date}.yaml").write_text(DOCUMENT.format(version="2025-03-25"))
    return Store(str(tmp_path / "specs"))


def accept(data: bytes, name: str) -> None:
    """A check that finds nothing wrong."""


def tree(folder: str) -> dict[str, bytes]:
    found = {}
    for path, _, files in os.walk(folder):
        for file in files:
            place = os.path.join(path, file)
            with open(place, "rb") as opened:
                found[place] = opened.read()
        found[path] = b""
    return found


def test_an_api_knows_its_settings_and_its_snapshots_by_date(store: Store) -> None:
    pets = store.api("pets")
    assert (pets.name, pets.title, pets.server) == ("pets", "Pet API", "https://pets.test")
    settings = pets.settings
    assert (settings.version.place, settings.version.default) == (RequestPlace("header", "X-API-Version"), "2025-03-25")
    assert [found.date for found in pets.snapshots] == ["2025-03-28", "2025-06-16", "2025-06-19"]
    assert pets.snapshots[0].name == "pets@2025-03-28"
    assert pets.overlay is None
    assert pets.strays == ()


def test_apis_are_folders_with_a_snapshot_or_settings(store: Store, tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    for name in ("empty", "new", "old", "Upper", ".hidden", "no-dates"):
        (specs / name).mkdir()
    (specs / "new" / "api.toml").write_text("")
    (specs / "old" / "2020-01-01.json").write_text("{}")
    (specs / "Upper" / "2020-01-01.json").write_text("{}")
    (specs / ".hidden" / "2020-01-01.json").write_text("{}")
    (specs / "no-dates" / "openapi.yaml").write_text("")
    (specs / "README.md").write_text("")
    assert store.apis() == ("new", "old", "pets")
    assert store.api("old").title == "old"


def test_a_store_that_does_not_exist_holds_nothing(tmp_path: Path) -> None:
    empty = Store(str(tmp_path / "specs"))
    assert empty.apis() == ()
    with pytest.raises(UnknownSnapshot, match="there is no API 'pets'") as caught:
        empty.api("pets")
    assert caught.value.hint == "no API is stored there"


def test_an_unknown_api_is_answered_with_the_nearest_name(store: Store) -> None:
    with pytest.raises(UnknownSnapshot, match="there is no API 'pest'") as caught:
        store.api("pest")
    assert caught.value.hint == "did you mean pets?"
    with pytest.raises(UnknownSnapshot) as caught:
        store.api("unlike")
    assert caught.value.hint == "known: pets"


@pytest.mark.parametrize("name", ["", ".", "..", "../pets", "pets/", "/etc", "PETS", "pets\x00", "\x1b[2J", "p" * 5000])
def test_a_name_that_is_no_plain_folder_is_unknown(store: Store, name: str) -> None:
    with pytest.raises(UnknownSnapshot) as caught:
        store.api(name)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 300


def test_latest_and_previous_are_words_for_dates(store: Store) -> None:
    pets = store.api("pets")
    assert pets.snapshot("latest").date == "2025-06-19"
    assert pets.snapshot("previous").date == "2025-06-16"
    assert store.snapshot("pets@previous") == pets.snapshot("2025-06-16")


def test_one_snapshot_has_no_previous_one(store: Store) -> None:
    store.add("cats", "2025-01-01", b"openapi: 3.1.0", "x", accept)
    with pytest.raises(UnknownSnapshot, match="cats has no previous snapshot: 2025-01-01 is the only one"):
        store.snapshot("cats@previous")


def test_an_api_without_snapshots_says_so(tmp_path: Path) -> None:
    (tmp_path / "cats").mkdir()
    (tmp_path / "cats" / "api.toml").write_text("")
    with pytest.raises(UnknownSnapshot, match="cats has no snapshot"):
        Store(str(tmp_path)).snapshot("cats@latest")
    with pytest.raises(InvalidVersion):
        Store(str(tmp_path)).api("cats").resolve("2025-01-01")


@pytest.mark.parametrize(
    ("date", "near"),
    [
        ("2025-06-17", "2025-06-16"),
        ("2025-05-01", "2025-03-28"),
        ("1999-01-01", "2025-03-28"),
        ("2030-01-01", "2025-06-19"),
        ("2025-6-16", "2025-06-16"),
        ("2025-02-30", "2025-06-19"),  # no day, so by its letters
    ],
)
def test_an_unknown_date_is_answered_with_the_nearest_one(store: Store, date: str, near: str) -> None:
    with pytest.raises(UnknownSnapshot) as caught:
        store.api("pets").snapshot(date)
    assert date in caught.value.message
    assert caught.value.hint == f"did you mean {near}? List them with: harness snapshots list pets"


@pytest.mark.parametrize("date", ["", "../../x", "LATEST", "\x1b[31m", "x" * 5000])
def test_a_date_that_is_none_is_refused_in_one_short_line(store: Store, date: str) -> None:
    with pytest.raises(UnknownSnapshot, match="is no date of the form YYYY-MM-DD") as caught:
        store.api("pets").snapshot(date)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 120


def test_files_that_are_no_snapshots_are_strays(store: Store, tmp_path: Path) -> None:
    pets = tmp_path / "specs" / "pets"
    strays = ["2025-02-30.yaml", "2025-6-16.yaml", "2025-06-20.yaml.bak", "latest.yaml", "2025-06-21.YAML"]
    for name in [*strays, "README.md", "overlay.yaml", "2025-06-16.overlay.yaml", ".directory", "mended.yaml"]:
        (pets / name).write_text("")
    (pets / "schemas").mkdir()
    (pets / "api.toml").write_text('overlay = "mended.yaml"')
    found = store.api("pets")
    assert found.strays == tuple(sorted(strays))
    assert len(found.snapshots) == 3
    assert found.overlay == str(pets / "mended.yaml")


def test_two_files_of_one_date_are_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "specs" / "pets" / "2025-06-16.json").write_text("{}")
    with pytest.raises(
        InvalidConfiguration, match=r"2025-06-16\.json and 2025-06-16\.yaml are two snapshots of one date"
    ):
        store.api("pets").snapshot("latest")


def test_a_requested_version_gives_a_snapshot(store: Store) -> None:
    pets = store.api("pets")
    assert [version.name for version in pets.versions.named] == ["2025-03-25"]
    assert pets.resolve("2025-03-25").date == "2025-06-19"
    assert pets.resolve("2025-05-01").date == "2025-03-28"
    assert pets.resolve().date == "2025-06-19"
    assert pets.resolution("2025-05-01").echo == "2025-03-28"
    with pytest.raises(InvalidVersion):
        pets.resolve("2025-02-30")


def test_an_api_without_versions_never_reads_its_documents(store: Store, tmp_path: Path) -> None:
    pets = tmp_path / "specs" / "pets"
    (pets / "api.toml").write_text('[version]\nstyle = "none"\n')
    (pets / "2025-06-19.yaml").write_bytes(b"\x00\xff")
    assert store.api("pets").resolve("whatever").date == "2025-06-19"


def test_a_snapshot_that_cannot_be_read_stands_in_nobodys_way_and_is_named(store: Store, tmp_path: Path) -> None:
    pets = store.api("pets")
    before = pets.resolve("2025-03-25")
    path = tmp_path / "specs" / "pets" / "2025-06-19.yaml"
    path.write_bytes(b"a: [")
    pets = store.api("pets")
    assert pets.resolve("2025-03-25") == before
    ((snapshot, error),) = pets.unreadable.items()
    assert snapshot.path == error.file == str(path)
    assert isinstance(error, MalformedDocument)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.symlink_to("nowhere.yaml"), "leads nowhere"),
        (lambda path: path.symlink_to(path.name), "leads nowhere"),
        (lambda path: path.symlink_to("/dev/zero"), "leads out of the store"),
        (os.mkfifo, "a pipe or a device"),
    ],
    ids=["a link to nothing", "a link to itself", "a link to a device", "a pipe"],
)
def test_what_is_named_like_a_snapshot_and_is_no_file_is_named(
    store: Store, tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "specs" / "pets" / "2025-07-01.yaml"
    make(path)
    pets = store.api("pets")
    assert pets.resolve("2025-03-25") is not None
    ((snapshot, error),) = pets.unreadable.items()
    assert snapshot.path == error.file == str(path)
    assert words in error.message
    with pytest.raises(UnreadableSource, match=words):
        snapshot.source()


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('{"info": {"version": "1.2"}}', "1.2"),
        ("info: {version: 2025-03-25}", "2025-03-25"),
        ("info: {version: 3}", "3"),
        ("info: {version: [1]}", None),
        ("info: {version: null}", None),
        ("info: text", None),
        ("[]", None),
        ("{}", None),
    ],
)
def test_the_version_of_a_snapshot_is_what_its_document_says(tmp_path: Path, text: str, version: str | None) -> None:
    path = tmp_path / "2025-01-01.yaml"
    path.write_text(text)
    assert Snapshot("pets", "2025-01-01", str(path)).version == version


def test_a_changed_file_gets_its_version_read_again(tmp_path: Path) -> None:
    path = tmp_path / "2025-01-01.yaml"
    snapshot = Snapshot("pets", "2025-01-01", str(path))
    path.write_text("info: {version: a}")
    assert snapshot.version == "a"
    path.write_text("info: {version: bb}")
    assert snapshot.version == "bb"


def test_adding_publishes_the_bytes_under_the_date(store: Store) -> None:
    data = DOCUMENT.format(version="2025-07-01").encode()
    added = store.add("pets", "2025-07-02", data, "new.yaml", accept)
    assert added == store.snapshot("pets@latest")
    with open(added.path, "rb") as file:
        assert file.read() == data
    assert added.version == "2025-07-01"
    assert store.api("pets").strays == ()


def test_adding_to_a_new_api_gives_it_settings(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "deep" / "specs"))
    store.add("cats", "2999-01-01", b"openapi: 3.1.0", "-", accept)
    assert store.apis() == ("cats",)
    assert store.api("cats").title == "cats"
    assert sorted(path.name for path in (tmp_path / "deep" / "specs" / "cats").iterdir()) == [
        "2999-01-01.yaml",
        "api.toml",
    ]


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (json.dumps({"openapi": "3.1.0"}).encode(), ".json"),
        (b'\xef\xbb\xbf\n {"openapi": "3.1.0"}', ".json"),
        (b"{openapi: 3.1.0}", ".yaml"),
        (b"openapi: 3.1.0", ".yaml"),
        (b"{" * 100_000, ".yaml"),
    ],
)
def test_the_extension_says_what_the_bytes_are(store: Store, data: bytes, extension: str) -> None:
    assert store.add("cats", "2025-01-01", data, "x", accept).path.endswith("2025-01-01" + extension)


@pytest.mark.parametrize("data", [b"openapi: 3.1.0", b'{"openapi": "3.1.0"}'])
def test_a_published_snapshot_is_never_replaced(store: Store, data: bytes) -> None:
    before = tree(store.root)
    with pytest.raises(SnapshotExists, match="there is already a snapshot 2025-06-16 of pets"):
        store.add("pets", "2025-06-16", data, "x", accept)
    assert tree(store.root) == before


@pytest.mark.parametrize("api", ["", "..", "../x", "pets/b", "a/b/c", "Pets", "-pets", "pets ", "pets\n", "päts", "."])
def test_an_api_needs_a_plain_name(store: Store, api: str) -> None:
    before = tree(store.root)
    with pytest.raises(UsageError, match="is no name for an API"):
        store.add(api, "2025-06-20", b"openapi: 3.1.0", "x", accept)
    assert tree(store.root) == before


@pytest.mark.parametrize("date", ["2025-02-30", "2025-6-1", "latest", "", "../2025-06-20", "2025-06-20\n"])
def test_a_snapshot_needs_a_day(store: Store, date: str) -> None:
    before = tree(store.root)
    with pytest.raises(UsageError):
        store.add("pets", date, b"openapi: 3.1.0", "x", accept)
    assert tree(store.root) == before


def test_a_refused_document_leaves_no_trace(tmp_path: Path) -> None:
    def refuse(data: bytes, name: str) -> None:
        raise NotOpenAPI("no", file=name)

    with pytest.raises(NotOpenAPI):
        Store(str(tmp_path / "specs")).add("cats", "2025-01-01", b"x", "x", refuse)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", ["fsync", "link", "open"])
@pytest.mark.parametrize("api", ["pets", "cats"])
def test_a_failed_write_leaves_no_trace(store: Store, api: str, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, real = tree(store.root), getattr(os, step)

    def fail(*arguments: object) -> object:
        if step == "open" and ".part" not in str(arguments[0]):
            return real(*arguments)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, step, fail)
        with pytest.raises(UsageError, match="the snapshot cannot be written") as caught:
            store.add(api, "2025-06-20", b"openapi: 3.1.0", "x", accept)
    assert caught.value.cause == "No space left on device"
    assert tree(store.root) == before


def test_a_write_that_fails_after_the_settings_removes_them_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before, real = tree(store.root), os.link

    def fail(source: str, target: str) -> None:
        if target.endswith(".yaml"):
            raise KeyboardInterrupt
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "link", fail)
        with pytest.raises(KeyboardInterrupt):
            store.add("cats", "2025-06-20", b"openapi: 3.1.0", "x", accept)
    assert tree(store.root) == before


def test_a_file_in_the_way_is_an_error_of_use(tmp_path: Path) -> None:
    (tmp_path / "cats").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        Store(str(tmp_path)).add("cats", "2025-06-20", b"openapi: 3.1.0", "x", accept)


def test_of_many_who_add_one_date_at_once_only_one_succeeds(tmp_path: Path) -> None:
    store, ready = Store(str(tmp_path / "specs")), threading.Barrier(8)
    results: list[str | None] = []

    def add(number: int) -> None:
        text = f'{{"openapi": "{number}"}}' if number % 2 else f"openapi: '{number}'"
        ready.wait()
        try:
            results.append(store.add("cats", "2025-01-01", text.encode(), "x", accept).path)
        except SnapshotExists:
            results.append(None)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    published = [path for path in results if path is not None]
    assert len(results) == 8
    assert [found.path for found in store.api("cats").snapshots] == published
    assert len(list((tmp_path / "specs" / "cats").iterdir())) == 2


def test_a_file_that_appears_at_the_last_moment_is_not_replaced(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.link

    def overtaken(source: str, target: str) -> None:
        with open(target, "xb") as file:
            file.write(b"theirs")
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "link", overtaken)
        with pytest.raises(SnapshotExists):
            store.add("pets", "2025-06-20", b"openapi: 3.1.0", "x", accept)
    with open(store.snapshot("pets@2025-06-20").path, "rb") as file:
        assert file.read() == b"theirs"


@pytest.mark.parametrize(
    ("api", "values", "date", "echo"),
    [
        ("sensay", (), "2025-06-19", "2025-03-25"),
        ("sensay", ("2025-03-25",), "2025-06-19", "2025-03-25"),
        ("sensay", ("2025-03-28",), "2025-03-28", "2025-03-28"),
        ("sensay", ("2025-05-01",), "2025-03-28", "2025-03-28"),
        ("sensay", ("2025-06-18",), "2025-06-16", "2025-06-16"),
        ("sensay", ("2030-01-01",), "2025-06-19", "2025-06-19"),
        ("sensay", ("2025-03-27",), None, "too-early"),
        ("sensay", ("latest",), None, "malformed"),
        ("aivax", (), "2026-08-01", None),
        ("aivax", ("2020-01-01",), "2026-08-01", None),
        ("aivax", ("rubbish", "twice"), "2026-08-01", None),
    ],
)
def test_the_stored_apis_answer_as_their_owners_say(
    root: Path, api: str, values: tuple[str, ...], date: str | None, echo: str | None
) -> None:
    stored = Store(str(root / "specs")).api(api)
    found = stored.served("2026-11-29").resolve(*values)
    if found.snapshot is None:
        assert found.error is not None
        assert (date, echo) == (None, found.error.trouble)
    else:
        assert (found.snapshot.date, found.echo) == (date, echo)
    assert stored.strays == ()
    assert stored.line == stored.snapshots
