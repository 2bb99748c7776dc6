"""A store of runs remembers what it was told, and is left as it is by whoever cannot read it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from harness.conformance._store import RunStore, StoredRun
from harness.conformance._trends import trends
from harness.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PLACE = ("GET /pets", "1")
_MIGRANT = "import sys; from harness.conformance._store import RunStore; RunStore(sys.argv[1]).close()"


def _run(*failures: str, commit: str | None = None) -> ConformanceRun:
    setup = Setup("Pets", "http://127.0.0.1", VersionSent("none", ""), 1, "", "2026-01-01T00:00:00Z", "1", None, "pets")
    request = RecordedRequest("GET", "http://127.0.0.1/pets")
    entries = (
        Failure(failure, ("GET /pets",), "transport", "", "", f"No {failure}\0", "", (Hit("1", 1, 1),), request)
        for failure in failures
    )
    return ConformanceRun(
        setup._replace(commit=commit),
        End("finished", 1.0),
        (ServedVersion("1", "1.yaml"),),
        (AskedOperation("GET /pets"),),
        (Cell("GET /pets", "1", "failed" if failures else "passed", 1),),
        tuple(entries),
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store that is not there yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/deep/runs.db"
        return
    server = os.environ.get("HARNESS_TEST_POSTGRES")
    if server is None:
        pytest.skip("HARNESS_TEST_POSTGRES names no server")
    import psycopg

    name = f"runs_{os.getpid()}_{sha256(str(tmp_path).encode()).hexdigest()[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    yield f"{server.rpartition('/')[0]}/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def test_what_was_added_is_remembered(url: str) -> None:
    store = RunStore(url)
    store.add("a" * 32, _run("f-1", "f-2", commit="c1"), b"first")
    store.add("b" * 32, _run("f-2"), b"second")
    store.add("b" * 32, _run("f-2", "f-3"), b"third")
    first, second = store.runs("pets")
    assert (first.id, first.commit, set(first.failures)) == ("a" * 32, "c1", {"f-1", "f-2"})
    assert (second.id, second.commit, set(second.failures)) == ("b" * 32, None, {"f-2", "f-3"})
    assert second.tested == {_PLACE}
    assert second.failures["f-2"] == ("No f-2\ufffd", {_PLACE})
    assert store.document("f-2") == ("b" * 32, b"third")
    assert store.document("f-1") == ("a" * 32, b"first")
    assert store.document("f-%") is None
    assert store.runs("others") == []
    store.close()


def test_six_processes_that_open_a_new_store_at_once_make_it_once(url: str) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", _MIGRANT, url], stderr=subprocess.PIPE, text=True) for _ in range(6)
    ]
    errors = [process.communicate()[1] for process in processes]
    assert [(process.returncode, error) for process, error in zip(processes, errors, strict=True)] == [(0, "")] * 6
    store = RunStore(url)
    store.add("a" * 32, _run("f-1"), b"{}")
    assert len(store.runs()) == 1
    store.close()


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _newer(path: Path) -> None:
    RunStore(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '999'")
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def _garbage(path: Path) -> None:
    path.write_bytes(b"no database at all " * 100)


def _torn(path: Path) -> None:
    store = RunStore(f"sqlite:///{path}")
    for number in range(20):
        store.add(f"{number:032}", _run("f-1"), b"x" * 20_000)
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * 16384 + content[24576:])


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE runs (miles)")
    connection.close()


@pytest.mark.parametrize("spoil", [_newer, _garbage, _torn, _foreign])
def test_a_store_that_cannot_be_read_is_left_as_it_is(tmp_path: Path, spoil: object) -> None:
    path = tmp_path / "runs.db"
    assert callable(spoil)
    spoil(path)
    before = _digest(path)
    with pytest.raises(UsageError, match=r"runs\.db"):
        RunStore(f"sqlite:///{path}")
    assert _digest(path) == before


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("runs.db", "the address of the store of runs is none"),
        ("sqlite://", "names no file"),
        ("mysql://host/runs", "neither SQLite nor PostgreSQL"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_clear_error(address: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        RunStore(address)


def test_the_password_of_a_database_is_in_no_error() -> None:
    with pytest.raises(UsageError) as raised:
        RunStore("postgresql://me:hunter2-secret@127.0.0.1:1/runs")
    assert "hunter2-secret" not in f"{raised.value} {raised.value.cause} {raised.value.hint}"


def _stored(number: int, *, found: bool, commit: str | None = None, tested: bool = True) -> StoredRun:
    failures = {"f-1": ("No answer", frozenset({_PLACE}))} if found else {}
    return StoredRun(
        number, str(number), "pets", "", "", commit, "finished", failures, frozenset({_PLACE} if tested else ())
    )


@pytest.mark.parametrize(
    ("course", "since", "seen"),
    [
        ("new", 0, "x"),
        ("new", 2, "..x"),
        ("failing", 0, "xxx"),
        ("failing", 1, ".xx"),
        ("fixed", 2, "xx."),
        ("flaky", 3, "x.x."),
        (None, None, "x.."),
        (None, None, "..."),
    ],
)
def test_the_course_of_an_entry_is_told_from_the_runs_that_found_it(
    course: str | None, since: int | None, seen: str
) -> None:
    told = trends([_stored(number, found=sign == "x") for number, sign in enumerate(seen)])
    assert [(trend.course, trend.since.number) for trend in told] == ([(course, since)] if course else [])


def test_what_comes_and_goes_under_one_commit_is_flaky() -> None:
    told = trends([_stored(0, found=True, commit="c1"), _stored(1, found=False, commit="c1")])
    assert [trend.course for trend in told] == ["flaky"]


def test_a_run_that_did_not_test_an_operation_mends_nothing() -> None:
    told = trends([_stored(0, found=True), _stored(1, found=False, tested=False)])
    assert [(trend.course, trend.since.number) for trend in told] == [("new", 0)]


@given(st.lists(st.booleans(), min_size=1, max_size=9), st.lists(st.integers(0, 9), max_size=4))
def test_runs_that_tested_nothing_change_no_course(seen: list[bool], places: list[int]) -> None:
    runs = [_stored(number, found=found) for number, found in enumerate(seen)]
    mixed = list(runs)
    for place in places:
        mixed.insert(place, _stored(100, found=False, tested=False))
    assert [(t.course, t.since) for t in trends(mixed)] == [(t.course, t.since) for t in trends(runs)]
