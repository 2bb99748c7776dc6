"""Workflow commands say what was meant when a runner reads them, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from harness.report.formats.diff_github import diff_github, github_outputs
from harness.report.formats.diff_markdown import diff_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.report.model.diff import DiffReport


class Command(NamedTuple):
    """A workflow command as a runner reads it."""

    name: str
    properties: dict[str, str]
    message: str


def test_the_sensay_pair_reads_as_it_should(sensay: DiffReport, golden: Callable[[str, bytes], None]) -> None:
    golden("sensay.github.txt", "".join(diff_github(sensay)).encode())
    golden("sensay.github-output.txt", github_outputs(sensay).output.encode())


def test_ten_of_each_kind_are_written_and_the_last_line_counts_the_others(sensay: DiffReport) -> None:
    warned = tuple(row._replace(impact="warning") for row in sensay.rows if row.impact == "breaking")
    commands = _commands("".join(diff_github(sensay._replace(rows=(*sensay.rows, *warned), breaks=()))))
    assert [command.name for command in commands] == ["error"] * 10 + ["warning"] * 10 + ["notice"]
    left = len(warned) - 10
    warnings = left + sum(row.impact == "warning" for row in sensay.rows)
    assert commands[-1].message.startswith(f"{left} more breaking changes and {warnings} more warnings")


def test_what_is_compatible_has_no_annotation(sensay: DiffReport) -> None:
    compatible = tuple(row for row in sensay.rows if row.impact == "compatible")
    assert not list(diff_github(sensay._replace(rows=compatible)))


def test_what_went_is_shown_where_it_is_missing(sensay: DiffReport) -> None:
    commands = _commands("".join(diff_github(sensay)))
    gone = [command for command in commands if "removed" in command.message]
    assert gone
    assert all(command.properties["file"] == "specs/sensay/2025-06-16.yaml" for command in gone)
    assert all("stood at specs/sensay/2025-03-28.yaml:" in command.message for command in gone)


def test_an_address_is_no_file_of_the_repository(sensay: DiffReport) -> None:
    row = next(row for row in sensay.rows if row.impact == "breaking" and row.new is not None)
    assert row.new is not None
    away = row._replace(new=row.new._replace(file="https://api.example/openapi.yaml"))
    (command,) = _commands("".join(diff_github(sensay._replace(rows=(away,), breaks=()))))
    assert set(command.properties) == {"title"}


@given(data=st.data())
def test_a_runner_reads_what_was_meant(data: st.DataObject, reports: st.SearchStrategy[DiffReport]) -> None:
    report = data.draw(reports)
    said = "".join(diff_github(report))
    assert all(sign.isprintable() or sign in "\n\xa0" for sign in said)
    commands = _commands(said)
    expected = [entry for entry in report.listed_entries if entry.impact in ("breaking", "warning")]
    assert len(commands) == len(expected)
    for command in commands:
        assert command.name in ("error", "warning")
        assert set(command.properties) <= {"file", "line", "col", "endLine", "title"}
        assert command.properties.get("line") == command.properties.get("endLine")
        assert command.properties.get("line", "3") == "3"


@given(data=st.data())
def test_outputs_are_numbers_and_our_own_words(data: st.DataObject, reports: st.SearchStrategy[DiffReport]) -> None:
    report = data.draw(reports)
    outputs = github_outputs(report)
    assert re.fullmatch(
        r"verdict=(breaking|warning|compatible|none)\nbreaking=\d+\nwarnings=\d+\ncompatible=\d+\nedits=\d+\n"
        r"operations=\d+\n",
        outputs.output,
    )
    assert outputs.summary == "".join(diff_markdown(report))
    assert len(outputs.summary.encode()) < 1024 * 1024


def _commands(text: str) -> list[Command]:
    """What a runner makes of some output. Source: GitHub Actions, workflow commands."""
    assert not text or text.endswith("\n")
    return [_command(line) for line in text.split("\n")[:-1]]


def _command(line: str) -> Command:
    found = re.fullmatch(r"::([a-z]+) ([^:]*)::(.*)", line)
    assert found, line
    pairs = [pair.split("=", 1) for pair in found[2].split(",")]
    assert all(len(pair) == 2 for pair in pairs), line
    properties = {name: _unescaped(value.replace("%3A", ":").replace("%2C", ",")) for name, value in pairs}
    assert len(properties) == len(pairs)
    return Command(found[1], properties, _unescaped(found[3]))


def _unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
