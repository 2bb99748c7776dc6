"""What was stored as JSON is the same report as what was compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.comparison import compare
from harness.document import load_pair
from harness.errors import UsageError
from harness.report import Badges, Selection, diff_json, diff_ndjson, diff_of_events, report_from_json, report_of
from harness.verdict import contract

EXAMPLES = Path(__file__).resolve().parents[2] / "rules"
PAIRS = sorted(folder.name for folder in EXAMPLES.iterdir() if (folder / "old.yaml").exists())


def selected(pair: str) -> Selection:
    """The example of a rule, with both judgements."""
    comparison = compare(*load_pair(str(EXAMPLES / pair / "old.yaml"), str(EXAMPLES / pair / "new.yaml")))
    return Selection(comparison, contract=contract(comparison, today="2026-01-01"), badges=Badges(comparison))


def stored(selection: Selection, **options: bool) -> dict[str, Any]:
    """What `--format json` writes."""
    found: dict[str, Any] = json.loads(b"".join(diff_json(selection, **options)))
    return found


@pytest.mark.parametrize("pair", PAIRS[::4])
def test_details_hold_the_whole_report(pair: str) -> None:
    selection = selected(pair)
    assert report_from_json(stored(selection, details=True), "stored.json") == report_of(selection)


@pytest.mark.parametrize("pair", PAIRS[::20])
def test_lines_of_events_hold_the_whole_report(pair: str) -> None:
    selection = selected(pair)
    lines = b"".join(diff_ndjson(selection, details=True)).decode().splitlines()
    assert report_from_json(diff_of_events(lines, "stored.ndjson"), "stored.ndjson") == report_of(selection)


@pytest.mark.parametrize("pair", PAIRS[::20])
def test_without_details_the_judgements_are_kept(pair: str) -> None:
    selection = selected(pair)
    rows = report_from_json(stored(selection), "stored.json").rows
    assert [(row.id, row.impact, row.rule, row.badge, row.proof) for row in rows] == [
        (row.id, row.impact, row.rule, row.badge, row.proof) for row in report_of(selection, details=False).rows
    ]
    assert all(row.title for row in rows)


def test_what_is_not_as_the_schema_says_is_refused_with_its_place() -> None:
    said = stored(selected("operation-removed"), details=True)
    said["changes"][0]["effect"] = "exploded"
    with pytest.raises(UsageError, match="/changes/0/effect"):
        report_from_json(said, "stored.json")


def test_a_line_that_was_cut_off_is_named() -> None:
    lines = b"".join(diff_ndjson(selected("operation-removed"))).decode().splitlines()
    lines[-1] = lines[-1][:20]
    with pytest.raises(UsageError, match=rf"^stored.ndjson:{len(lines)} "):
        diff_of_events(lines, "stored.ndjson")
