"""What was stored as JSON is the same report as what was compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.comparison import compare
from harness.errors import UsageError
from harness.report.build.diff import report_of
from harness.report.formats.diff_json import diff_json, diff_ndjson
from harness.report.formats.diff_reading import diff_of_events, report_from_json
from harness.session import Diff, Judging
from harness.versions import load_pair

if TYPE_CHECKING:
    from harness.report.model.diff import DiffReport

EXAMPLES = Path(__file__).resolve().parents[2] / "rules"
PAIRS = sorted(folder.name for folder in EXAMPLES.iterdir() if (folder / "old.yaml").exists())


def reported(pair: str) -> DiffReport:
    """The example of a rule, with both judgements."""
    old, new = load_pair(str(EXAMPLES / pair / "old.yaml"), str(EXAMPLES / pair / "new.yaml"))
    return report_of(Diff(compare(old, new), Judging(today="2026-01-01")))


def stored(report: DiffReport, **options: bool) -> dict[str, Any]:
    """What `--format json` writes."""
    parsed: dict[str, Any] = json.loads(b"".join(diff_json(report, **options)))
    return parsed


@pytest.mark.parametrize("pair", PAIRS[::4])
def test_details_hold_the_whole_report(pair: str) -> None:
    report = reported(pair)
    assert report_from_json(stored(report, details=True), "stored.json") == report


@pytest.mark.parametrize("pair", PAIRS[::20])
def test_what_is_read_is_written_in_the_same_bytes(pair: str) -> None:
    report = reported(pair)
    again = report_from_json(stored(report, details=True), "stored.json")
    for write in (diff_json, diff_ndjson):
        assert b"".join(write(again, details=True)) == b"".join(write(report, details=True))


@pytest.mark.parametrize("pair", PAIRS[::20])
def test_lines_of_events_hold_the_whole_report(pair: str) -> None:
    report = reported(pair)
    lines = b"".join(diff_ndjson(report, details=True)).decode().splitlines()
    assert report_from_json(diff_of_events(lines, "stored.ndjson"), "stored.ndjson") == report


@pytest.mark.parametrize("pair", PAIRS[::20])
def test_without_details_the_judgements_are_kept(pair: str) -> None:
    report = reported(pair)
    rows = report_from_json(stored(report), "stored.json").rows
    judgements = [(row.id, row.impact, row.rule, row.badge, row.evidence and row.evidence.message) for row in rows]
    assert judgements == [
        (row.id, row.impact, row.rule, row.badge, row.evidence and row.evidence.message) for row in report.rows
    ]
    assert all(row.title for row in rows)


def test_what_is_not_as_the_schema_says_is_refused_with_its_place() -> None:
    said = stored(reported("operation-removed"), details=True)
    said["changes"][0]["effect"] = "exploded"
    with pytest.raises(UsageError, match="/changes/0/effect"):
        report_from_json(said, "stored.json")


def test_half_of_a_pair_of_characters_is_refused_where_the_schema_asks_for_something_else() -> None:
    parsed = stored(reported("operation-removed"), details=True)
    parsed["changes"][0]["effect"] = "\ud800"
    with pytest.raises(UsageError, match=r"half of a pair of characters: '\\ud800'"):
        report_from_json(parsed, "stored.json")


def test_a_line_that_was_cut_off_is_named() -> None:
    lines = b"".join(diff_ndjson(reported("operation-removed"))).decode().splitlines()
    lines[-1] = lines[-1][:20]
    with pytest.raises(UsageError, match=rf"^stored.ndjson:{len(lines)} "):
        diff_of_events(lines, "stored.ndjson")


def test_operations_that_an_older_version_stored_are_known_by_their_names() -> None:
    report = reported("webhook-removed")
    parsed = stored(report, details=True)
    assert [operation["kind"] for operation in parsed["operations"]].count("webhook")
    for operation in parsed["operations"]:
        for member in ("kind", "method", "path"):
            del operation[member]
    again = report_from_json(parsed, "stored.json")
    assert [row.name for row in again.operations] == [row.name for row in report.operations]
    assert [(row.operation_id, row.tags, row.state) for row in again.operations] == [
        (row.operation_id, row.tags, row.state) for row in report.operations
    ]
