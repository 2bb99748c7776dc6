"""A reference that a person types becomes a document, wherever its bytes are."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from harness.document import Document
from harness.errors import MalformedDocument, NotOpenAPI, UnknownSnapshot, UnreadableSource
from harness.versions import Store, load_document, load_pair, load_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harness.document import Operation


YAML = "openapi: 3.1.0\ninfo:\n  title: Pets\n  version: 2025-01-01\npaths:\n  /pets:\n    get:\n      responses: {}\n"
CORPUS_LIMIT = 5_000_000


@pytest.fixture
def specs(root: Path) -> str:
    return str(root / "specs")


def test_a_path_is_a_document(tmp_path: Path) -> None:
    file = tmp_path / "pets.yaml"
    file.write_text(YAML)
    subject = load_document(str(file))
    assert (subject.name, subject.version, subject.title, subject.api_version) == (
        str(file),
        "3.1",
        "Pets",
        "2025-01-01",
    )
    assert [operation.name for operation in subject.operations] == ["GET /pets"]


def test_standard_input_is_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(YAML.encode())))
    assert load_document("-").name == "-"


def test_a_stored_snapshot_is_called_by_its_date(specs: str) -> None:
    subject = load_document("sensay@2025-06-16", root=specs)
    assert subject.name == "sensay@2025-06-16"
    assert subject.source.name.endswith(os.path.join("sensay", "2025-06-16.yaml"))
    latest = load_document("sensay@latest", root=specs)
    assert latest.name == f"sensay@{Store(specs).api('sensay').snapshots[-1].date}"
    assert load_document("sensay@previous", root=specs).name < latest.name


def test_an_unknown_snapshot_is_told_with_the_nearest(specs: str) -> None:
    with pytest.raises(UnknownSnapshot) as caught:
        load_document("sensay@2025-06-15", root=specs)
    assert "2025-06-16" in (caught.value.hint or "")
    with pytest.raises(UnknownSnapshot) as caught:
        load_document("sensai@latest", root=specs)
    assert "sensay" in (caught.value.hint or "")


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.invalid", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


def test_a_revision_of_a_path_is_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "specs").mkdir()
    file = tmp_path / "specs" / "pets.yaml"
    parts = tmp_path / "parts.yaml"
    file.write_text(YAML + "components:\n  schemas:\n    A:\n      $ref: ../parts.yaml#/A\n")
    parts.write_text("A:\n  const: old\n")
    git(tmp_path, "init", "--initial-branch=main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "Add pets")
    file.write_text(file.read_text().replace("Pets", "Cats"))
    parts.write_text("A:\n  const: new\n")
    monkeypatch.chdir(tmp_path)
    old, new = load_pair("HEAD:specs/pets.yaml", "specs/pets.yaml")
    assert (old.title, new.title) == ("Pets", "Cats")
    assert old.name == "HEAD:specs/pets.yaml"
    for subject, value in ((old, "old"), (new, "new")):
        node = subject.resolve(subject.components("schemas")["A"])
        assert node is not None
        assert node.value == {"const": value}
    with pytest.raises(UnreadableSource):
        load_document("NOPE:specs/pets.yaml")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", MalformedDocument),
        (b"a: [", MalformedDocument),
        (b"\x00\x01\x02", MalformedDocument),
        (b"<html></html>", MalformedDocument),
        (b"just text", NotOpenAPI),
        (b"- 1", NotOpenAPI),
        (b"title: Pets", NotOpenAPI),
        (b"openapi: 2.5.0", NotOpenAPI),
        (b"swagger: '1.2'", NotOpenAPI),
    ],
)
def test_only_what_is_unreadable_or_no_openapi_is_refused(data: bytes, error: type[Exception], tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_bytes(data)
    with pytest.raises(error) as caught:
        load_document(str(file))
    assert str(file) in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "pets.yaml").write_text(YAML)
    with pytest.raises(UnreadableSource) as caught:
        load_document(str(tmp_path / "pet.yaml"))
    assert "pets.yaml" in (caught.value.hint or "")


# Two at a time


def test_equal_bytes_are_read_once(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(YAML)
    (tmp_path / "c.yaml").write_text(YAML + "tags: []\n")
    old, new = load_pair(str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"))
    assert old.content is new.content
    assert (old.name, new.name) == (str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"))
    assert new.source.name == str(tmp_path / "b.yaml")
    old, new = load_pair(str(tmp_path / "a.yaml"), str(tmp_path / "c.yaml"))
    assert old.content is not new.content


def test_equal_bytes_in_two_folders_refer_to_two_folders(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "api.yaml").write_text(YAML + "components:\n  schemas:\n    A:\n      $ref: parts.yaml#/A\n")
        (tmp_path / name / "parts.yaml").write_text(f"A:\n  const: {name}\n")
    pair = load_pair(str(tmp_path / "old" / "api.yaml"), str(tmp_path / "new" / "api.yaml"))
    for subject, value in zip(pair, ("old", "new"), strict=True):
        node = subject.resolve(subject.components("schemas")["A"])
        assert node is not None
        assert node.value == {"const": value}


# Overlays


def test_the_overlay_of_an_api_mends_its_snapshots_and_nothing_else(specs: str, root: Path) -> None:
    mended = load_document("aivax@2026-03-20", root=specs)
    bare = load_document("aivax@2026-03-20", root=specs, overlay=False)
    path = load_document(str(root / "specs" / "aivax" / "2026-03-20.yaml"))
    assert bare.content == path.content
    assert mended.content != bare.content
    identifiers = [subject.components("schemas")["Identifier"].value.get("type") for subject in (mended, bare)]
    assert identifiers == ["string", None]
    snapshot = Store(specs).api("aivax").snapshots[0]
    assert load_snapshot(snapshot).content == mended.content
    assert load_snapshot(snapshot, overlay=False).content == bare.content


def test_one_snapshot_with_and_without_overlay_is_two_documents(specs: str, root: Path) -> None:
    path = str(root / "specs" / "aivax" / "2026-03-20.yaml")
    mended, bare = load_pair("aivax@2026-03-20", path, root=specs)
    assert mended.content != bare.content
    mended, bare = load_pair("aivax@2026-03-20", path, root=specs, overlay=False)
    assert mended.content is bare.content


def test_what_an_overlay_brings_has_the_place_of_what_it_mends(specs: str) -> None:
    mended = load_document("aivax@2026-03-20", root=specs)
    position = mended.position("/components/schemas/Identifier/type")
    assert position.line == mended.position("/components/schemas/Identifier").line
    assert not position.exact


# Positions and versions


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (YAML, 7, 5),
        (json.dumps({"openapi": "3.1.0", "info": {}, "paths": {"/pets": {"get": {}}}}, indent=1), 6, 4),
    ],
)
def test_any_pointer_has_a_line_and_a_column(text: str, line: int, column: int, tmp_path: Path) -> None:
    file = tmp_path / "api"
    file.write_text(text)
    subject = load_document(str(file))
    assert subject.position("/paths/~1pets/get") == (line, column, True)
    assert subject.position(("paths", "/pets", "put"))[2] is False
    assert subject.position("/paths/~1pets/put").line == line - 1
    assert subject.position("") == (1, 1, True)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("openapi: 3.1.0\ninfo:\n  version: 1.10\n", "1.10"),
        ("openapi: 3.1.0\ninfo:\n  version: 2025-03-25\n", "2025-03-25"),
        ('{"openapi": "3.1.0", "info": {"version": 1.10}}', "1.10"),
        ("openapi: 3.1.0\ninfo:\n  version: 2\n", "2"),
        ("openapi: 3.1.0\ninfo: {}\n", None),
        ("openapi: 3.1.0\ninfo: none\n", None),
    ],
)
def test_a_version_is_what_its_author_wrote(text: str, version: str | None, tmp_path: Path) -> None:
    file = tmp_path / "api"
    file.write_text(text)
    assert load_document(str(file)).api_version == version


@pytest.mark.parametrize(
    ("text", "version"), [("openapi: 3.1", "3.1"), ("swagger: 2.0", "2.0"), ("openapi: 3.0.4", "3.0")]
)
def test_the_version_of_openapi_may_be_written_as_a_number(text: str, version: str, tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(text)
    assert load_document(str(file)).version == version


# Real documents


def corpus(shared: Path) -> Iterator[Path]:
    for file in sorted((shared / "corpus").rglob("*")):
        if file.suffix in (".json", ".yaml") and file.name not in ("INDEX.json", "changelogs.json"):
            yield file


def walk(operations: tuple[Operation, ...], depth: int = 0) -> int:
    count = 0
    for operation in operations:
        parts: list[Any] = [operation.parameters, operation.body, operation.responses, operation.security]
        count += len([part for part in parts if part])
        if depth < 3:
            count += walk(tuple(inner for _, inner in operation.callbacks), depth + 1)
    return count


def test_every_real_document_loads_and_can_be_walked(shared: Path) -> None:
    seen = 0
    for file in corpus(shared):
        if file.stat().st_size > CORPUS_LIMIT and "github" in file.name and file.suffix == ".yaml":
            continue  # says the same as its JSON twin, and takes seconds
        subject = load_document(str(file))
        assert isinstance(subject, Document)
        assert subject.operations or "common-types" in file.parts, file
        assert walk(subject.operations) >= len(subject.operations), file
        positions = [subject.position(operation.node.pointer) for operation in subject.operations[:3]]
        assert all(position.exact for position in positions), file
        assert all(problem.code and problem.message.isprintable() for problem in subject.problems), file
        seen += 1
    assert seen > 40
