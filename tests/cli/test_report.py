"""`harness report`: a stored result in any other format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.report.registry import formats_of

if TYPE_CHECKING:
    from tests.cli.conftest import Program

PAIR = ("old.yaml", "new.yaml")
WRITTEN = ("text", "html", "markdown", "github", "sarif", "junit")
RUN = Path(__file__).resolve().parents[1] / "report" / "recordings" / "sensay.json"


@pytest.fixture
def result(program: Program, tmp_path: Path) -> str:
    """A stored result."""
    path = tmp_path / "result.json"
    assert program("diff", *PAIR, "--format", "json", "--details", "--output", str(path)).code == 0
    return str(path)


@pytest.mark.parametrize("format_", WRITTEN)
def test_a_stored_result_gives_the_bytes_that_diff_writes(program: Program, result: str, format_: str) -> None:
    direct = program("diff", *PAIR, "--format", format_)
    assert program("report", result, "--format", format_).out == direct.out != ""


@pytest.mark.parametrize("options", [(), ("--lines",), ("--details",)])
def test_a_stored_result_is_written_as_it_was(program: Program, tmp_path: Path, options: tuple[str, ...]) -> None:
    path = tmp_path / "stored.json"
    path.write_text(program("diff", *PAIR, "--format", "json", *options).out, encoding="utf-8")
    assert program("report", str(path), "--format", "json").out == path.read_text(encoding="utf-8")
    direct = program("diff", *PAIR, "--format", "ndjson", *options)
    assert program("report", str(path), "--format", "ndjson").out == direct.out


@pytest.mark.parametrize("format_", formats_of("conformance"))
def test_a_run_is_written_in_all_formats_that_show_runs(program: Program, format_: str) -> None:
    done = program("report", str(RUN), "--format", format_)
    assert (done.code, done.err) == (0, "")
    assert done.out


def test_a_format_that_shows_no_runs_is_not_offered_for_one(program: Program) -> None:
    assert "sarif of a diff or a gate alone" in " ".join(program("report", "--help").out.split())
    done = program("report", str(RUN), "--format", "sarif")
    assert done.code == 2
    assert "a conformance run cannot be written as sarif" in done.err
    assert "text, json, ndjson, html" in done.err


@pytest.mark.parametrize("options", [(), ("--all",), ("--level", "breaking")])
def test_levels_are_chosen_when_the_report_is_written(program: Program, result: str, options: tuple[str, ...]) -> None:
    assert program("report", result, *options).out == program("diff", *PAIR, *options).out


def test_several_files_are_written_beside_what_is_printed(program: Program, tmp_path: Path) -> None:
    wanted = [f"{format_}={tmp_path / format_}" for format_ in (*WRITTEN[1:], "json", "ndjson")]
    done = program("diff", *PAIR, *(part for one in wanted for part in ("--report", one)))
    assert done.out == program("diff", *PAIR).out
    for format_ in WRITTEN[1:]:
        alone = program("diff", *PAIR, "--format", format_)
        assert (tmp_path / format_).read_text(encoding="utf-8") == alone.out
    assert (tmp_path / "json").stat().st_size
    assert (tmp_path / "ndjson").stat().st_size


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("pdf=x", "--report cannot be 'pdf=x'"),
        ("html", "--report cannot be 'html'"),
        ("html=", "--report cannot be 'html='"),
    ],
)
def test_a_report_without_format_or_file_is_wrong_use(program: Program, value: str, said: str) -> None:
    done = program("diff", *PAIR, "--report", value)
    assert done.code == 2
    assert said in done.err


def test_two_reports_of_one_file_are_wrong_use(program: Program, tmp_path: Path) -> None:
    path = str(tmp_path / "x")
    done = program("diff", *PAIR, "--report", f"html={path}", "--report", f"sarif={path}")
    assert done.code == 2
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no JSON"),
        ("[1]", "holds no object"),
        ("{}", "is no stored result"),
        ('{"$schema": "urn:harness:diff-1"}', "is not what harness diff writes"),
        ('{"$schema": "urn:harness:diff-9"}', "is no stored result"),
    ],
)
def test_what_is_no_result_is_named(program: Program, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    done = program("report", str(path))
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_standard_input_is_read(program: Program, result: str) -> None:
    with open(result, "rb") as file:
        done = program("report", "-", given=file.read())
    assert done.out == program("diff", *PAIR).out


def test_runners_get_counts_and_a_summary(program: Program, tmp_path: Path) -> None:
    files = {name: str(tmp_path / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    (tmp_path / "GITHUB_OUTPUT").write_text("before=1\n", encoding="utf-8")
    done = program("diff", *PAIR, "--format", "github", env=files)
    assert "::error " in done.out
    outputs = (tmp_path / "GITHUB_OUTPUT").read_text(encoding="utf-8")
    assert outputs.startswith("before=1\n")
    assert "breaking=" in outputs
    assert (tmp_path / "GITHUB_STEP_SUMMARY").stat().st_size
