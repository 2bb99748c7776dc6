"""The exit codes, one by one: a public contract."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from harness.cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program

_SABOTAGE = """
import harness.comparison
def broken(old, new):
    raise ZeroDivisionError("no luck")
harness.comparison.compare = broken
from harness.cli import main
main()
"""


# One judge fails, in one finding among others.
_SABOTAGED_JUDGE = """
from harness.verdict._judges import Judges
judge = Judges.of
def broken(judges, change, rule):
    if rule.id == "request-enum-narrowed":
        raise ZeroDivisionError("no luck")
    return judge(judges, change, rule)
Judges.of = broken
from harness.cli import main
main()
"""

# What explains refused messages fails, in all of them.
_SABOTAGED_EXPLANATION = """
from harness.verdict import Refusals
def broken(refusals, change, witness):
    raise LookupError("no luck")
Refusals.of = broken
from harness.cli import main
main()
"""


def test_0_done_whether_or_not_there_are_differences(program: Program) -> None:
    assert program("diff", "old.yaml", "new.yaml").code == 0
    assert program("diff", "old.yaml", "old.yaml").code == 0


def test_0_help_and_version(program: Program) -> None:
    assert program("--help").code == program("diff", "-h").code == program("--version").code == 0
    assert program("--version").out == "harness 0.1.0\n"


def test_1_findings(program: Program, root: Path) -> None:
    assert program("snapshots", "check", "sensay@2025-03-28", "--own", "-C", str(root)).code == 1


def test_2_wrong_use(program: Program) -> None:
    assert program().code == 2
    assert program("diff").code == 2
    assert program("diff", "old.yaml", "new.yaml", "more.yaml").code == 2
    assert program("snapshots", "resolve", "nobody").code == 2


def test_2_unwritable_output(program: Program) -> None:
    result = program("diff", "old.yaml", "new.yaml", "-o", "absent/diff.txt")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: cannot write 'absent/diff.txt'\ncause: No such file or directory\n")


def test_2_full_output(program: Program) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            program.command("diff", "old.yaml", "new.yaml"),
            cwd=program.folder,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode() == "error: cannot write the results\ncause: No space left on device\n"


def test_3_unreadable(program: Program) -> None:
    assert program("diff", "old.yaml", "absent.yaml").code == 3


def test_70_fault_is_one_line_and_where_to_report(program: Program) -> None:
    command = [sys.executable, "-c", _SABOTAGE, "diff", "old.yaml", "new.yaml"]
    done = subprocess.run(command, cwd=program.folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (70, "")
    assert done.stderr.startswith("error: harness 0.1.0: ZeroDivisionError: no luck\nhint: ")
    assert "Traceback" not in done.stderr


def test_70_fault_shows_its_traceback_when_asked(program: Program) -> None:
    command = [sys.executable, "-c", _SABOTAGE, "diff", "old.yaml", "new.yaml", "-vv"]
    done = subprocess.run(command, cwd=program.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert "Traceback" in done.stderr


def test_70_fault_in_one_finding_leaves_the_report_whole(program: Program, tmp_path: Path) -> None:
    examples = program.folder.parent.parent / "rules" / "request-enum-narrowed"
    arguments = [str(examples / "old.yaml"), str(examples / "new.yaml"), "--format", "json"]
    report = tmp_path / "report.html"
    command = [sys.executable, "-c", _SABOTAGED_JUDGE, "diff", *arguments, "--report", f"html={report}", "-q"]
    done = subprocess.run(command, cwd=program.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("error: harness 0.1.0: undecided for an internal fault: request-enum-narrowed at /")
    assert "(ZeroDivisionError in harness.verdict._contract:" in done.stderr
    assert "no luck" not in done.stderr
    whole = json.loads(program("diff", *arguments).out)
    changes = json.loads(done.stdout)["changes"]
    assert [change["id"] for change in changes] == [change["id"] for change in whole["changes"]]
    assert "internal fault" in report.read_text(encoding="utf-8")


def test_70_fault_in_explaining_a_message_leaves_the_report_whole(program: Program) -> None:
    examples = program.folder.parent.parent / "rules" / "request-enum-narrowed"
    arguments = [str(examples / "old.yaml"), str(examples / "new.yaml"), "--format", "json", "--details", "-q"]
    command = [sys.executable, "-c", _SABOTAGED_EXPLANATION, "diff", *arguments]
    done = subprocess.run(command, cwd=program.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("error: harness 0.1.0: unexplained for an internal fault: request-enum-narrowed at /")
    assert "no luck" not in done.stderr
    changes, whole = json.loads(done.stdout)["changes"], json.loads(program("diff", *arguments).out)["changes"]
    for change in whole:
        for member in ("refusal", "steps", "undeclared"):
            (change["witness"] or {}).pop(member, None)
    assert changes == whole


def test_130_interrupted(program: Program) -> None:
    with program.start("diff", "-", "new.yaml") as running:
        assert running.stdin is not None
        # More than a pipe holds: when this is written, the program is reading.
        running.stdin.write(b"# " + b"x" * 200_000)
        running.stdin.flush()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err) == (130, b"", b"")


def test_a_reader_that_has_seen_enough_is_no_error(program: Program) -> None:
    ours, theirs = os.pipe()
    os.close(ours)  # nobody will read
    done = subprocess.run(
        program.command("diff", "old.yaml", "new.yaml"),
        cwd=program.folder,
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(theirs)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-"])
def test_closed_streams_are_no_fault(program: Program, closed: str) -> None:
    command = f"{shlex.join(program.command('diff', 'old.yaml', 'new.yaml'))} {closed}"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=program.folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_code_can_be_had_without_ending_the_process(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "nothing"]) == 2
    assert "there is no schema 'nothing'" in capsys.readouterr().err
