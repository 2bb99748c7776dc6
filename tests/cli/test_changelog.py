"""`harness changelog`: ranges, formats, files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from tests.cli.conftest import Program

SCHEMA = Path(__file__).parents[2] / "harness/report/formats/schemas/changelog-1.json"
RANGE = ("changelog", "sensay", "--from", "2025-03-28", "--to", "2025-06-16")


@pytest.fixture
def sensay(program: Program, root: Path) -> Program:
    """The program, started in the root of the repository."""
    program.folder = root
    return program


def test_the_published_page_comes_out_to_the_letter(sensay: Program, shared: Path) -> None:
    result = sensay(*RANGE, "--format", "text", "--order", "descending")
    assert result.code == 0
    assert result.out == (shared / "facts/changelog-270ddd84.txt").read_text(encoding="utf-8")


def test_the_history_is_newest_first(sensay: Program) -> None:
    out = sensay("changelog", "sensay").out
    assert out.index("2025-06-19\n") < out.index("2025-06-16\n")
    page = sensay(*RANGE).out
    assert out.endswith(page)


@pytest.mark.parametrize(
    ("given", "same"),
    [
        (("--from", "2025-06-16"), ("--from", "2025-06-16", "--to", "2025-06-19")),
        (("--from", "previous"), ("--from", "2025-06-16", "--to", "2025-06-19")),
        (("--to", "latest"), ("--from", "2025-06-16", "--to", "2025-06-19")),
        (("--to", "2025-06-16"), ("--from", "2025-03-28", "--to", "2025-06-16")),
    ],
)
def test_the_other_end_of_a_range_may_be_left_out(
    sensay: Program, given: tuple[str, ...], same: tuple[str, ...]
) -> None:
    assert sensay("changelog", "sensay", *given) == sensay("changelog", "sensay", *same)


def test_ranges_may_run_backwards(sensay: Program) -> None:
    result = sensay("changelog", "sensay", "--from", "2025-06-16", "--to", "2025-03-28")
    assert result.code == 0
    assert "Removed (" in result.out


def test_nothing_lies_before_the_first(sensay: Program) -> None:
    result = sensay("changelog", "sensay", "--to", "2025-03-28")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: there is no snapshot before sensay@2025-03-28\n")


def test_an_unknown_date_names_the_nearest(sensay: Program) -> None:
    result = sensay("changelog", "sensay", "--from", "2025-06-15")
    assert result.code == 2
    assert "did you mean 2025-06-16?" in result.err


@pytest.mark.parametrize("command", [RANGE, ("changelog", "sensay")])
def test_json_is_as_its_schema_says(sensay: Program, command: tuple[str, ...]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(sensay(*command, "--format", "json").out))
    assert json.loads(sensay("schema", "changelog").out) == schema


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_a_file_holds_what_would_be_printed(sensay: Program, tmp_path: Path, form: str) -> None:
    target = tmp_path / "changelog"
    result = sensay(*RANGE, "--format", form, "-o", str(target))
    assert (result.code, result.out) == (0, "")
    assert target.read_text(encoding="utf-8") == sensay(*RANGE, "--format", form).out != ""
    assert list(tmp_path.iterdir()) == [target]


def test_one_snapshot_has_no_changelog_yet(program: Program, tmp_path: Path) -> None:
    program("--specs", str(tmp_path), "snapshots", "add", "parcels", "2026-03-25", "old.yaml")
    result = program("--specs", str(tmp_path), "changelog", "parcels")
    assert (result.code, result.out) == (0, "")
    assert "the first changelog appears with the second" in result.err
