"""A gate as the code quality report of GitLab."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.report.formats.gate_sarif import fingerprint
from harness.report.words.text import clipped
from harness.vocabulary import WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.report.model.gate import GateReport, GateRow, GateRun

_LONGEST = 600
_SEVERITIES = {"every": "blocker", "some": "critical", "unusual": "major"}


def gate_gitlab(run: GateRun) -> Iterator[str]:
    """A list of issues, those that deny first; of two with one fingerprint GitLab would drop one, so there are none.

    Source: GitLab, Code Quality report format.
    """
    issues: dict[str, dict[str, Any]] = {}
    for report, row in run.rows:
        if row.word != "noted":
            issues.setdefault(fingerprint(report, row), _issue(report, row))
    listing = [{**issue, "fingerprint": name} for name, issue in issues.items()]
    yield json.dumps(listing, indent=1, ensure_ascii=True) + "\n"


def _issue(report: GateReport, row: GateRow) -> dict[str, Any]:
    severity = _SEVERITIES.get(row.grade or "some", "critical") if row.denies else "info"
    if not row.denies and (row.impact == WARNING or row.already):
        severity = "minor"
    path = (row.file or f"specs/{report.api}/api.toml").removeprefix("./")
    return {
        "description": f"{clipped(report.title, 100)}: {clipped(row.title, _LONGEST)} ({row.word})",
        "check_name": row.rule,
        "severity": severity,
        # An issue must have a place.
        "location": {
            "path": path,
            "lines": {"begin": row.line or 1},
        },
    }
