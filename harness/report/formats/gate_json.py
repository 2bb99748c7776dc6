"""A gate as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.report.model.gate import GateReport, GateRow, GateRun

SCHEMA = "urn:harness:gate-1"
VERSION = "1.0"


def gate_json(run: GateRun) -> Iterator[str]:
    """The whole object."""
    from harness import __version__

    value = {
        "$schema": SCHEMA,
        "schema_version": VERSION,
        "tool": {"name": "harness", "version": __version__},
        "verdict": run.verdict,
        "apis": [_api(report) for report in run.reports],
        "unjudged": [each._asdict() for each in run.unjudged],
        "unchanged": run.unchanged,
    }
    yield json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _api(report: GateReport) -> dict[str, Any]:
    return {
        **{name: getattr(report, name) for name in ("api", "title", "today", "base", "verdict", "passed")},
        "steps": [step._asdict() for step in report.steps],
        "findings": [_row(row) for row in report.rows],
        "unsupported": list(report.unsupported),
        "server": None if report.server is None else report.server._asdict(),
    }


def _row(row: GateRow) -> dict[str, Any]:
    value = {"verdict": row.word, **row._asdict()}
    value["operations"] = list(row.operations)
    value["accepted"] = None if row.accepted is None else row.accepted._asdict()
    return value
