"""However a conformance run ends, or its server does, nothing of it is lost, and it says so."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from threading import Event, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import pytest

from harness.cli import run
from harness.conformance._corpus import cases_in
from tests.mutants import library, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# So many moments take half a minute; HARNESS_KILLS=20 takes more.
_KILLS = int(os.environ.get("HARNESS_KILLS", "3"))
_SOME = ("--phase", "examples", "--phase", "coverage", "--path", "/shelves", "--no-store")
# Seconds that a run may take beyond its budget: processes are ended, and reports written.
_GRACE = 25

pytestmark = pytest.mark.usefixtures("store")


def _started(url: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "harness", "conform", "library", "--base-url", url, *_SOME, *arguments]
    # What runs in the background of a shell ignores interrupts, and hands that on.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=heed)  # noqa: PLW1509


def _entries(journal: str) -> list[dict[str, Any]]:
    lines = Path(journal).read_bytes().splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def _done(journal: str) -> list[tuple[str, ...]]:
    whole = [entry for entry in _entries(journal) if entry.get("ended") is not None and entry["ended"][0] is None]
    return [tuple(entry["unit"]) for entry in whole]


def _corpora(folder: str) -> dict[str, set[tuple[str, str]]]:
    return {path.name: set(cases_in(str(path))) for path in Path(folder).glob("library/*.jsonl")}


def _results(path: str) -> tuple[set[str], dict[tuple[str, str], str], str]:
    stored = json.loads(Path(path).read_bytes())
    states = {(cell["operation"], cell["version"]): cell["state"] for cell in stored["cells"]}
    return {failure["id"] for failure in stored["failures"]}, states, stored["end"]["state"]


@pytest.mark.parametrize("corpus", ["its own", "a whole one"])
def test_a_run_that_is_killed_again_and_again_comes_to_the_same(corpus: str) -> None:
    chance = Random(7)  # noqa: S311 - it picks moments
    limits, killed = ("--time-limit", "900"), ("--journal", "killed.jsonl", "--corpus", corpus)
    with serving.served(library.Library(frozenset({"wrong error"}))) as url:
        once = ("--journal", "once.jsonl", "--corpus", "a whole one", "-r", "json=once.json")
        assert _started(url, *limits, *once).wait() == 1
        resume: tuple[str, ...] = ()
        kills = 0
        for _ in range(_KILLS):
            process = _started(url, *limits, *killed, *resume)
            try:  # on a fast machine the rest may be done before its moment has come
                assert process.wait(chance.uniform(0.5, 2.5)) == 1
            except subprocess.TimeoutExpired:
                kills += 1
            process.kill()
            process.wait()
            resume = ("--resume",) if Path("killed.jsonl").exists() and Path("killed.jsonl").stat().st_size else ()
        assert _started(url, *limits, *killed, *resume, "-r", "json=killed.json").wait() == 1
    assert kills
    done = _done("killed.jsonl")
    assert len(done) == len(set(done))
    assert set(done) == set(_done("once.jsonl"))
    assert _results("killed.json") == _results("once.json")
    assert _corpora(corpus) == _corpora("a whole one")


def test_a_run_that_is_interrupted_reports_what_was_done() -> None:
    with serving.served(library.Library(frozenset({"wrong error"}))) as url:
        process = _started(url, "--journal", "run.jsonl", "-r", "json=run.json")
        deadline = monotonic() + 60
        while monotonic() < deadline and not (Path("run.jsonl").exists() and _done("run.jsonl")):
            sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    stored = json.loads(Path("run.json").read_bytes())
    assert stored["end"]["state"] == "stopped"
    assert "interrupted" in stored["end"]["reason"]


@contextmanager
def _answering(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does one thing to every connection."""
    stopped = Event()

    def one(connection: socket.socket) -> None:
        with connection:
            try:
                connection.settimeout(5)
                while not stopped.is_set() and connection.recv(65536):
                    answer(connection)
            except OSError:
                pass

    def serve() -> None:
        while not stopped.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            Thread(target=one, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        stopped.set()


def _flood(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        connection.sendall(b" " * 1_000_000)


def _circle(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /shelves\r\nContent-Length: 0\r\n\r\n")


def _garbage(connection: socket.socket) -> None:
    connection.sendall(b"\x00\xff no HTTP at all\r\n\r\n")
    connection.close()


def _busy(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 503 Later\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize(
    "answer", [_flood, _circle, _garbage, _busy, socket.socket.close, lambda _: sleep(3)],
    ids=["floods", "redirects in circles", "garbage", "asks to wait", "drops", "hangs"],
)  # fmt: skip
def test_a_server_that_means_harm_ends_in_the_time_that_there_is(answer: Callable[[socket.socket], None]) -> None:
    with _answering(answer) as url:
        start = monotonic()
        code = run(["conform", "library", "--base-url", url, *_SOME, "--time-limit", "6", "-r", "json=run.json"])
        assert monotonic() - start < 6 + _GRACE
    assert code in (1, 4, 5)
    assert json.loads(Path("run.json").read_bytes())["end"]["state"] in ("finished", "stopped", "no-answer")


def test_a_server_that_goes_down_in_the_middle_is_no_finding() -> None:
    with serving.served(library.Library()) as url:
        process = _started(url, "--journal", "run.jsonl", "-r", "json=run.json", "--time-limit", "120")
        deadline = monotonic() + 60
        while monotonic() < deadline and not (Path("run.jsonl").exists() and _done("run.jsonl")):
            sleep(0.1)
    assert process.wait(60) == 5
    failures, _, state = _results("run.json")
    assert (failures, state) == (set(), "stopped")
    assert "away" in json.loads(Path("run.json").read_bytes())["end"]["reason"]


def test_what_a_run_made_is_deleted_at_its_end_the_last_first() -> None:
    with serving.served(library.Library()) as url:
        code = run(["conform", "library", "--base-url", url, *_SOME, "--time-limit", "300", "-r", "json=run.json"])
    assert code in (0, 5)
    entries = _entries("reports/journals/library.jsonl")
    created = dict.fromkeys(entry["created"][2] for entry in entries if "created" in entry)
    taken = [entry["taken"][1] for entry in entries if "taken" in entry]
    assert created
    assert taken == list(reversed(created))
    assert json.loads(Path("run.json").read_bytes())["leftovers"] == []


def test_what_cannot_be_deleted_is_listed() -> None:
    with serving.served(library.Library()) as url:
        process = _started(url, "--journal", "run.jsonl", "--time-limit", "120", "-r", "json=run.json")
        deadline = monotonic() + 60
        while monotonic() < deadline and not (Path("run.jsonl").exists() and _made("run.jsonl")):
            sleep(0.1)
    process.wait(60)
    assert set(json.loads(Path("run.json").read_bytes())["leftovers"]) == set(_made("run.jsonl"))


def _made(journal: str) -> list[str]:
    created = [entry["created"] for entry in _entries(journal) if "created" in entry]
    return [f"{path} ({version})" for version, _, path, *_ in created]
