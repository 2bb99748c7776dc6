"""What is said to be a format is written, and has a golden file, a row in the docs, and a schema for programs."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from harness.comparison import compare
from harness.report.build.diff import report_of
from harness.report.build.history import history_of
from harness.report.formats.conformance_reading import conformance_from_json
from harness.report.formats.schemas import SCHEMAS, schema_text
from harness.report.model.gate import Acceptance, GateReport, GateRow, GateRun, GateStep, Unjudged
from harness.report.registry import FORMATS, Format, formats_of, write
from harness.report.words.text import PLAIN
from harness.session import Diff, Judging, Session
from harness.versions import Store, load_pair, load_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.report.registry import Kind

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TODAY = "2026-07-01"


@pytest.fixture(scope="module")
def samples() -> Mapping[str, Any]:
    """One thing of each kind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        documents = load_pair("tests/cli/documents/old.yaml", "tests/cli/documents/new.yaml")
        pair = Diff(compare(*documents), Judging(today=TODAY))
        session = Session(load_snapshot, Judging(witnesses=False))
        stored = json.loads((HERE / "recordings" / "sensay.json").read_bytes())
        return {
            "diff": report_of(pair),
            "changelog": pair.changelog,
            "history": history_of(Store("specs").api("sensay"), session, TODAY),
            "conformance": conformance_from_json(stored, "sensay.json"),
            "gate": gates(),
        }


def gates() -> GateRun:
    """The gate of one API, closed, and another that cannot be judged."""
    step = GateStep("same version", "2026-01-01", "2026-02-01", "2026-01-01", "2026-01-01")
    broken = GateRow(
        rule="break-in-version",
        question="same version",
        impact="breaking",
        denies=True,
        already=False,
        title="`via` in the request body is now required",
        why="Who named this version was promised that it stays as it is.",
        instead="Publish it as a new version.",
        version="2026-01-01",
        old="2026-01-01",
        new="2026-02-01",
        file="specs/parcels/2026-02-01.yaml",
        line=32,
        break_id="b-0123456789",
        grade="some",
        operations=("POST /parcels",),
        message="curl -X POST https://parcels.example/parcels --data '{}'",
        direction="request",
    )
    open_rows = {"denies": False, "message": None, "direction": None}
    accepted = Acceptance("Ada", "2026-12-31", "nobody sends it", "security")
    rows = (
        broken,
        broken._replace(break_id="b-1123456789", impact="compatible", accepted=accepted, **open_rows),
        broken._replace(break_id="b-2123456789", impact="compatible", note="Send `via`.\n\nSoon.", **open_rows),
        broken._replace(break_id="b-3123456789", already=True, **open_rows),
        broken._replace(
            rule="risk-in-version",
            impact="warning",
            title="query parameter `limit` removed",
            break_id=None,
            grade=None,
            warning="request-parameter-removed",
            change_id="c-0123456789",
            **open_rows,
        ),
    )
    report = GateReport(
        "parcels",
        "Parcels",
        TODAY,
        "main at 0123456789ab",
        False,
        (step,),
        rows,
        ("the conditions of errors may change",),
    )
    return GateRun((report,), (Unjudged("letters", "specs/letters/x.yaml:1:1: no `document`", "mend it"),), 2)


def name_of(format_: Format) -> str:
    """How a format is called in the names of tests and files."""
    return f"{format_.kind}.{format_.name}"


def problems_of(format_: Format, docs: str, golden: Path) -> list[str]:
    """What a format wants, each with its place: in the order of CONTRIBUTING."""
    problems = []
    module = format_.writer.partition(":")[0]
    if find_spec(f"harness.report.{module}") is None:
        problems.append(f"harness/report/formats/: there is no module {module}")
    if format_.machine and schema_of(format_) is None:
        problems.append(f"tests/report/schemas/: there is no schema of {format_.name}")
    row = re.search(rf"^\|[^|]*`{format_.name}`[^|]*\|([^|]*)\|", docs, re.MULTILINE)
    if row is None or format_.kind not in row[1]:
        problems.append(f"docs/formats.md: no row says that {format_.name} shows a {format_.kind}")
    if not (golden / name_of(format_)).exists():
        problems.append(f"tests/report/golden/formats/: there is no {name_of(format_)}")
    return problems


def schema_of(format_: Format) -> Path | None:
    """The schema that a format keeps: of ours, or of its standard."""
    if format_.name in ("json", "ndjson"):
        return ROOT / "harness" / SCHEMAS[format_.kind] if format_.kind in SCHEMAS else None
    return next((path for path in (HERE / "schemas").iterdir() if path.name.startswith(format_.name)), None)


def written(format_: Format, shown: Any) -> bytes:
    """All of what a format says, with everything that it can say."""
    pieces = write(shown, format_, style=PLAIN, lines=False, details=True, url=None)
    return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


@pytest.mark.parametrize("format_", FORMATS, ids=name_of)
def test_a_format_has_a_schema_a_golden_file_and_a_line_in_the_docs(format_: Format) -> None:
    docs = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert problems_of(format_, docs, HERE / "golden" / "formats") == []


@pytest.mark.parametrize("format_", FORMATS, ids=name_of)
def test_a_format_writes_what_its_golden_file_says(
    format_: Format, samples: Mapping[str, Any], golden: Callable[[str, bytes], None]
) -> None:
    golden(f"formats/{name_of(format_)}", written(format_, samples[format_.kind]))


@pytest.mark.parametrize("kind", SCHEMAS)
def test_json_keeps_the_schema_of_its_kind(kind: Kind, samples: Mapping[str, Any]) -> None:
    text = written(formats_of(kind)["json"], samples[kind])
    jsonschema_rs.validator_for(json.loads(schema_text(kind))).validate(json.loads(text))


def test_the_schemas_of_ours_are_those_of_formats() -> None:
    assert {format_.kind for format_ in FORMATS if format_.name == "json"} == set(SCHEMAS)
    assert all(json.loads(schema_text(name))["$schema"] for name in SCHEMAS)


@pytest.mark.parametrize("kind", ["diff", "history", "changelog", "conformance", "gate"])
def test_the_usual_format_is_text(kind: str) -> None:
    assert next(format_.name for format_ in FORMATS if format_.kind == kind) == "text"


def test_a_new_format_is_asked_for_what_contributing_lists(tmp_path: Path) -> None:
    made_up = Format("diff", "csv", "formats.diff_csv:diff_csv", machine=True)
    docs = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    asked = [problem.partition(":")[0] for problem in problems_of(made_up, docs, tmp_path)]
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    steps = guide.partition("### Add a format\n")[2].partition("\n#")[0]
    # The row of the registry is what asks for all else.
    assert re.findall(r"^\d\. `([^`]+)`", steps, re.MULTILINE) == ["harness/report/registry.py", *asked]
