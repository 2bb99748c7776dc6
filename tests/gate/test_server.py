"""The gate with what a server answered: by a run that was stored, and by one that is made."""

from __future__ import annotations

import json
import os
from contextlib import chdir
from typing import TYPE_CHECKING, Any

import pytest

from harness.conformance import (
    AskedOperation,
    Cell,
    ConformanceRun,
    End,
    Failure,
    Hit,
    RecordedRequest,
    ServedVersion,
    Setup,
    VersionSent,
)
from harness.report.formats.conformance_json import conformance_json
from harness.versions import Snapshot, Store, sha256_of
from tests.gate.conftest import SETTINGS, breaking, harmless

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.gate.conftest import Repository

OLD, NEW = "2026-01-01", "2026-02-01"
OPERATIONS = ("GET /parcels", "POST /parcels", "GET /stamps")
FAILURE = Failure(
    id="f-0123456789",
    operations=("GET /stamps",),
    check="response-keeps-its-schema",
    component="components/schemas/Stamp",
    pointer="/type",
    title="`GET /stamps` answers with an array",
    why="The snapshot says something else.",
    hits=(Hit(OLD, 2, 5),),
    request=RecordedRequest("GET", "http://127.0.0.1:8000/stamps"),
)


def run_of(repository: Repository, *versions: str, **facts: Any) -> ConformanceRun:
    """A run that found nothing, unless `facts` say otherwise."""
    with chdir(repository.path):
        api = Store().api("parcels")
        hashes = {snapshot.date: sha256_of(snapshot, api.overlay) for snapshot in api.snapshots}
    run = ConformanceRun(
        Setup(
            title="Parcels",
            base_url="http://127.0.0.1:8000",
            sent=VersionSent("header", "Parcels-Version"),
            seed=1,
            command="harness conform parcels",
            started="2026-03-01T03:00:00Z",
            harness="0.1.0",
            api="parcels",
        ),
        End("finished", 10.0),
        tuple(ServedVersion(date, f"specs/parcels/{date}.yaml", sha256=hashes[date]) for date in versions),
        tuple(map(AskedOperation, OPERATIONS)),
        tuple(Cell(operation, date, "passed", 5) for operation in OPERATIONS for date in versions),
        (),
    )
    return run._replace(**facts)


def store(repository: Repository, run: ConformanceRun, name: str = "run.json") -> str:
    """The file of a run."""
    (repository.path / name).write_bytes(b"".join(conformance_json(run)))
    return name


@pytest.fixture
def parcels(repository: Repository) -> Repository:
    """Two versions, of which the second may be published."""
    repository.promise('new-version = "schedule"')
    repository.publish(OLD)
    repository.snapshot(NEW, harmless)
    return repository


def test_a_server_that_keeps_its_versions_lets_the_gate_open(parcels: Repository) -> None:
    name = store(parcels, run_of(parcels, OLD, NEW))
    answer = parcels.gate("--conformance", name)
    assert (answer.code, answer.rules) == (0, [])
    assert json.loads(answer.out)["apis"][0]["server"] == {"source": "run.json", "untested": None}
    assert json.loads(parcels.gate().out)["apis"][0]["server"] is None


def test_a_server_that_breaks_a_version_closes_it(parcels: Repository) -> None:
    name = store(parcels, run_of(parcels, OLD, NEW, failures=(FAILURE,)))
    answer = parcels.gate("--conformance", name)
    assert (answer.code, answer.denied) == (1, ["server-breaks-contract"])
    (finding,) = answer.findings
    assert finding["title"] == f"`GET /stamps` answers with an array, under `{OLD}`"
    assert finding["operations"] == ["GET /stamps"]
    assert "harness replay f-0123456789 run.json" in finding["instead"]
    parcels.write("specs/parcels/api.toml", parcels_settings('server-breaks-contract = "warning"'))
    assert parcels.gate("--conformance", name).code == 0


def parcels_settings(rule: str) -> str:
    """Settings in which a clause is set."""
    return f"{SETTINGS}[rules]\n{rule}\n"


@pytest.mark.parametrize("format_", ["text", "html", "markdown", "github", "sarif", "junit", "gitlab"])
def test_what_a_server_breaks_is_in_every_format(parcels: Repository, format_: str) -> None:
    run = run_of(parcels, OLD, NEW, failures=(FAILURE,), end=End("stopped", 1.0, reason="no time was left"))
    answer = parcels("gate", "--base", "trunk", "--conformance", store(parcels, run), "--format", format_)
    assert answer.code == 1
    assert "server-breaks-contract" in answer.out
    if format_ in ("text", "html", "markdown", "junit"):
        assert "no time was left" in answer.out


def edited(repository: Repository) -> None:
    repository.snapshot(NEW, breaking)


def mended(repository: Repository) -> None:
    repository.write(
        "specs/parcels/overlay.yaml",
        'overlay: 1.0.0\ninfo: {title: M, version: "1"}\nactions: [{target: $.info, update: {description: Parcels}}]\n',
    )
    repository.write("specs/parcels/api.toml", 'overlay = "overlay.yaml"\n' + parcels_settings(""))


@pytest.mark.parametrize("edit", [edited, mended])
def test_a_run_about_other_snapshots_says_nothing(parcels: Repository, edit: Callable[[Repository], None]) -> None:
    name = store(parcels, run_of(parcels, OLD, NEW))
    edit(parcels)
    answer = parcels.gate("--conformance", name)
    assert (answer.code, "is not the one of now" in answer.err) == (3, True)
    assert "harness conform parcels --report json=FILE" in answer.err
    assert parcels.gate("--conformance", store(parcels, run_of(parcels, OLD, NEW))).code in (0, 1)


def test_a_run_without_hashes_says_nothing(parcels: Repository) -> None:
    versions = tuple(ServedVersion(date, f"specs/parcels/{date}.yaml") for date in (OLD, NEW))
    name = store(parcels, run_of(parcels, OLD, NEW, versions=versions))
    assert parcels.gate("--conformance", name).code == 3


def test_a_run_has_to_be_about_each_version_that_is_served(parcels: Repository) -> None:
    answer = parcels.gate("--conformance", store(parcels, run_of(parcels, OLD)))
    assert (answer.code, f"does not say how {NEW}" in answer.err) == (3, True)
    parcels.write("specs/letters/api.toml", 'title = "Letters"\n')
    (parcels.path / f"specs/letters/{OLD}.yaml").write_bytes((parcels.path / f"specs/parcels/{OLD}.yaml").read_bytes())
    answer = parcels.gate("--conformance", store(parcels, run_of(parcels, OLD, NEW)))
    assert answer.code == 3
    assert [each["api"] for each in json.loads(answer.out)["unjudged"]] == ["letters"]


@pytest.mark.parametrize("content", [None, "{", "[]", '{"$schema": "urn:harness:gate-1"}', "[" * 100_000])
def test_a_run_that_cannot_be_read_says_nothing(parcels: Repository, content: str | None) -> None:
    if content is not None:
        parcels.write("run.json", content)
    assert parcels.gate("--conformance", "run.json").code == 3


def test_a_server_that_never_answered_is_no_pass(parcels: Repository) -> None:
    name = store(parcels, run_of(parcels, OLD, NEW, end=End("no-answer", 1.0)))
    answer = parcels.gate("--conformance", name)
    assert (answer.code, "never answered" in answer.err) == (4, True)


@pytest.mark.parametrize("state", ["untested", "skipped"])
def test_what_was_not_tested_is_no_pass(parcels: Repository, state: Any) -> None:
    run = run_of(parcels, OLD, NEW)
    cells = tuple(cell._replace(state=state) if cell.operation == "GET /stamps" else cell for cell in run.cells)
    answer = parcels.gate("--conformance", store(parcels, run._replace(cells=cells)))
    assert answer.code == 5
    (report,) = json.loads(answer.out)["apis"]
    assert (report["verdict"], report["server"]["untested"]) == ("not all asked", "`GET /stamps` untested")


def test_another_name_of_a_tested_snapshot_need_not_be_tested(parcels: Repository) -> None:
    parcels.promise('new-version = "schedule"', settings=SETTINGS.replace("exact", "any-day"))
    parcels.snapshot(NEW, harmless, version=OLD)
    run = run_of(parcels, OLD, NEW)
    versions = tuple(version._replace(sha256=run.versions[1].sha256) for version in run.versions)
    cells = tuple(cell._replace(state="skipped") if cell.version == OLD else cell for cell in run.cells)
    answer = parcels.gate("--conformance", store(parcels, run._replace(versions=versions, cells=cells)))
    assert answer.code == 0, answer.err


def test_a_run_that_was_stopped_is_no_pass(parcels: Repository) -> None:
    name = store(parcels, run_of(parcels, OLD, NEW, end=End("stopped", 1.0, reason="no time was left")))
    assert parcels.gate("--conformance", name).code == 5


@pytest.mark.parametrize(
    "arguments",
    [
        ("--conformance", "run.json", "--conformance", "run.json"),
        ("--conformance", "run.json", "--base-url", "http://127.0.0.1:1"),
    ],
)
def test_two_runs_of_one_server_are_wrong_use(parcels: Repository, arguments: tuple[str, ...]) -> None:
    store(parcels, run_of(parcels, OLD, NEW))
    assert parcels.gate(*arguments).code == 2


def test_an_address_is_that_of_one_api(parcels: Repository) -> None:
    parcels.write("specs/letters/2026-01-01.yaml", (parcels.path / f"specs/parcels/{OLD}.yaml").read_text())
    answer = parcels.gate("--base-url", "http://127.0.0.1:1")
    assert (answer.code, "name one of them" in answer.err) == (2, True)


def test_a_server_that_is_there_is_asked(repository: Repository, mock_server: Any) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, harmless, version=OLD)
    with chdir(repository.path):
        server = mock_server("parcels")
        answer = repository.gate("parcels", "--base-url", server.url)
        assert (answer.code, answer.rules) == (0, []), answer.err + answer.out
        # A port that was free a moment ago may be another's by now; nobody listens at this one.
        late = repository.gate("parcels", "--base-url", "http://127.0.0.1:9")
        assert late.code == 4, late.err + late.out


def test_the_hash_of_one_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    from hashlib import sha256

    (tmp_path / "one.yaml").write_text("openapi: 3.0.3\n")
    snapshot = Snapshot("one", OLD, str(tmp_path / "one.yaml"))
    assert sha256_of(snapshot, None) == sha256(b"openapi: 3.0.3\n").hexdigest()


def test_the_hash_of_many_files_changes_with_each_and_not_with_their_place(tmp_path: Path) -> None:
    files = {"a.yaml": "x: {$ref: 'b/b.yaml#/x'}\n", "b/b.yaml": 'x: {"$ref": "..\\/c.json"}\n', "c.json": "{}"}

    def hash_of(place: str, changed: str | None) -> str:
        for name, text in files.items():
            path = tmp_path / place / name
            os.makedirs(path.parent, exist_ok=True)
            path.write_text(text + "\n" * (name == changed))
        return sha256_of(Snapshot("one", OLD, str(tmp_path / place / "a.yaml")), None)

    assert hash_of("here", None) == hash_of("there", None)
    assert len({hash_of("here", name) for name in (None, *files)}) == 4
