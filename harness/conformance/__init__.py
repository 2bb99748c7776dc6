"""Whether a server keeps its word, for every version: what is asked of it, how it is asked, and what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._model import (
    ABSENT,
    CELL_STATES,
    FAILED,
    FINISHED,
    FLAKY,
    NO_ANSWER,
    PASSED,
    SKIPPED,
    STATES,
    STOPPED,
    UNTESTED,
    Answer,
    AskedOperation,
    Cell,
    CheckMade,
    ConformanceRun,
    Contract,
    End,
    Failure,
    Hit,
    Line,
    Request,
    Setup,
    Sum,
    Verdict,
    Version,
    VersionSent,
    failure_id,
)

if TYPE_CHECKING:
    from harness.conformance._catalogue import Oracle

__all__ = [
    "ABSENT",
    "CELL_STATES",
    "FAILED",
    "FINISHED",
    "FLAKY",
    "NO_ANSWER",
    "PASSED",
    "SKIPPED",
    "STATES",
    "STOPPED",
    "UNTESTED",
    "Answer",
    "AskedOperation",
    "Cell",
    "CheckMade",
    "ConformanceRun",
    "Contract",
    "End",
    "Failure",
    "Hit",
    "Line",
    "Request",
    "Setup",
    "Sum",
    "Verdict",
    "Version",
    "VersionSent",
    "failure_id",
    "oracle",
    "oracles",
]


def oracles() -> tuple[Oracle, ...]:
    """All promises that servers are held to."""
    from harness.conformance._catalogue import ORACLES

    return ORACLES


def oracle(check: str) -> Oracle | None:
    """The promise of that id, None where there is none."""
    return next((known for known in oracles() if known.id == check), None)
