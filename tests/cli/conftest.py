"""The real program, in a pipe and in a terminal, and golden files of what it prints."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DOCUMENTS = HERE / "documents"
GOLDEN = HERE / "golden"


class Result(NamedTuple):
    """What a run printed, and its exit code."""

    code: int
    out: str
    err: str


class Program:
    """The program as people start it, in a clean environment."""

    def __init__(self, folder: Path = DOCUMENTS) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, env: dict[str, str] | None = None, given: bytes | None = None) -> Result:
        """Run it in pipes."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=environment(env),
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def in_terminal(self, *arguments: str, env: dict[str, str] | None = None, columns: int = 80) -> Result:
        """Run it in a terminal; both streams arrive as `out`."""
        import fcntl
        import struct
        import termios

        try:
            leader, follower = pty.openpty()
        except OSError:
            pytest.skip("this machine has no pseudo terminals")
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        running = subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=environment({"TERM": "xterm", **(env or {})}),
            stdin=subprocess.DEVNULL,
            stdout=follower,
            stderr=follower,
        )
        os.close(follower)
        printed = b""
        while True:
            try:
                block = os.read(leader, 65536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not block:
                break
            printed += block
        os.close(leader)
        return Result(running.wait(timeout=60), printed.decode().replace("\r\n", "\n"), "")

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start it and leave it running."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=environment(None),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A shell that starts tests in the background lets them ignore interrupts.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
        )

    @staticmethod
    def command(*arguments: str) -> list[str]:
        """The command line of the program."""
        return [sys.executable, "-m", "harness", *arguments]


def environment(more: dict[str, str] | None) -> dict[str, str]:
    """Nothing but what the program needs, plain signs, and `more`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    # Signs, hyperlinks and progress have tests of their own; elsewhere they would only hide the text.
    chosen = {
        "HARNESS_ASCII": "1",
        "HARNESS_HYPERLINKS": "never",
        "HARNESS_NO_PROGRESS": "1",
        # The folder of a test may be the repository, where somebody may have made runs.
        "HARNESS_HISTORY_NO_STORE": "1",
        "HARNESS_SITE_NO_STORE": "1",
    }
    return {**kept, **chosen, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(more or {})}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The API of a library in three versions, stored in an empty folder that commands are started in."""
    from tests.mutants import library

    monkeypatch.chdir(tmp_path)
    made: Path = library.store(tmp_path / "specs")
    return made


@pytest.fixture
def program() -> Program:
    """The program, started in the folder of the test documents."""
    return Program()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares texts with files."""
    return Golden(update=request.config.getoption("--update-golden", default=False))


class Golden:
    """The golden files."""

    def __init__(self, *, update: bool) -> None:
        self._update = update

    def check(self, name: str, text: str) -> None:
        """The text is what the file says, byte for byte."""
        path = GOLDEN / name
        if self._update:
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")
