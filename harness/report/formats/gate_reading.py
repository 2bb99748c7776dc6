"""Reading a stored gate, which anybody may have written."""

from __future__ import annotations

from typing import Any

from harness.errors import UsageError
from harness.report.formats.reading import built
from harness.report.formats.schemas import violation
from harness.report.model.gate import GateReport, GateRun, Unjudged


def gate_from_json(stored: dict[str, Any], name: str) -> GateRun:
    """The gates that were written as JSON.

    Args:
        stored: the parsed JSON.
        name: of the file, for the message of an error.

    Raises:
        UsageError: it is something else, or of a version to come.
    """
    problem = violation("gate", stored)
    if problem is not None:
        hint = "write it with: harness gate --format json"
        raise UsageError(f"{name} is not what harness gate writes: {problem}", hint=hint)
    reports = [{**api, "rows": api["findings"]} for api in stored["apis"]]
    return GateRun(
        built(tuple[GateReport, ...], reports), built(tuple[Unjudged, ...], stored["unjudged"]), stored["unchanged"]
    )
