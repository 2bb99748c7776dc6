"""A gate as SARIF 2.1.0, as GitHub's code scanning takes it; what is accepted is suppressed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.report.formats.sarif import LIMIT, bag, log_of, message, uri
from harness.report.words.text import clipped, identifier, plural
from harness.vocabulary import WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.report.model.gate import GateReport, GateRow, GateRun

_LONGEST = 1_000


def gate_sarif(run: GateRun, *, limit: int = LIMIT) -> Iterator[bytes]:
    """One run: the findings as results, those that deny first.

    Args:
        run: what to write.
        limit: the most results; a notification says how many were left out.
    """
    from harness import __version__

    rows = run.rows
    names = sorted({row.rule for _, row in rows[:limit]})
    left = len(rows) - len(rows[:limit])
    notes = [f"{plural(left, 'result')} left out: code scanning shows {LIMIT:,} of a run."] if left else []
    notes += [f"{each.api} cannot be judged: {each.message}" for each in run.unjudged]
    title = "-".join(identifier(report.title) for report in run.reports[:3]) or "none"
    driver = {"name": "harness", "semanticVersion": __version__, "rules": [_rule(name) for name in names]}
    value = log_of(
        {
            "tool": {"driver": driver},
            "automationDetails": {"id": f"harness/gate/{clipped(title, 200)}/"},
            "columnKind": "unicodeCodePoints",
            "invocations": [
                {
                    "executionSuccessful": not run.unjudged,
                    "toolExecutionNotifications": [_note(note) for note in notes],
                }
            ],
            **bag(verdict=run.verdict, left=left),
            "results": [_result(report, row, names.index(row.rule)) for report, row in rows[:limit]],
        }
    )
    text = json.dumps(value, ensure_ascii=False, indent=1)
    yield text.encode(errors="replace") + b"\n"


def _rule(name: str) -> dict[str, Any]:
    from harness.gate import CLAUSES

    clause = next((each for each in CLAUSES if each.id == name), None)
    if clause is None:
        return {"id": name}
    return {
        "id": name,
        "shortDescription": message(clause.checks),
        "fullDescription": message(f"{clause.checks} {clause.why}"),
        "help": message(f"{clause.why} {clause.instead}"),
        **bag(tags=["api", "gate"], precision="high"),
    }


def _result(report: GateReport, row: GateRow, number: int) -> dict[str, Any]:
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": clipped(report.title, _LONGEST)}]}
    if row.file is not None:
        place: dict[str, Any] = {"artifactLocation": {"uri": uri(row.file)}}
        location["physicalLocation"] = place if row.line is None else {**place, "region": {"startLine": row.line}}
    result = {
        "ruleId": row.rule,
        "ruleIndex": number,
        "level": "error" if row.denies else "warning" if row.impact == WARNING or row.already else "note",
        "message": message(f"{clipped(row.title, _LONGEST)}. {clipped(row.instead, _LONGEST)}"),
        "locations": [location],
        "partialFingerprints": {"harness/v1": fingerprint(report, row)},
        **bag(verdict=row.word, question=row.question, **{"break": row.break_id}, grade=row.grade),
    }
    if row.accepted is not None:
        words = f"{row.accepted.reason} ({row.accepted.owner}, until {row.accepted.until})"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": clipped(words, _LONGEST)}]
    return result


def fingerprint(report: GateReport, row: GateRow) -> str:
    """What tells a finding from all others, and stays the same over runs and lines of files."""
    from hashlib import sha256

    parts = (report.api, row.rule, row.version, row.old, row.new, row.break_id, row.change_id, row.title)
    return sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _note(text: str) -> dict[str, Any]:
    return {"level": "note", "message": message(clipped(text, _LONGEST))}
