"""Whether a server keeps its word, for every version: what is asked of it, how it is asked, and what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    AskedOperation,
    Cell,
    CheckMade,
    ConformanceRun,
    ContractPlace,
    End,
    Failure,
    Hit,
    RecordedAnswer,
    RecordedRequest,
    ReportLine,
    ServedVersion,
    Setup,
    Sum,
    Verdict,
    VersionSent,
    failure_id,
)

if TYPE_CHECKING:
    from harness.conformance._catalogue import ORACLES, oracle
    from harness.conformance._oracle import Oracle
    from harness.conformance._own import OwnCheck, own_check
    from harness.conformance._store import RunStore, StoredRun
    from harness.conformance._trends import MOCK, ServerRecord, Trend, records

__all__ = [
    "ABSENT",
    "CELL_STATES",
    "FAILED",
    "FINISHED",
    "FLAKY",
    "MOCK",
    "NO_ANSWER",
    "ORACLES",
    "PASSED",
    "SKIPPED",
    "STATES",
    "STOPPED",
    "UNTESTED",
    "AskedOperation",
    "Cell",
    "CheckMade",
    "ConformanceRun",
    "ContractPlace",
    "End",
    "Failure",
    "Hit",
    "Oracle",
    "OwnCheck",
    "RecordedAnswer",
    "RecordedRequest",
    "ReportLine",
    "RunStore",
    "ServedVersion",
    "ServerRecord",
    "Setup",
    "StoredRun",
    "Sum",
    "Trend",
    "Verdict",
    "VersionSent",
    "failure_id",
    "oracle",
    "own_check",
    "records",
]


# Whoever reads a stored run does without.
_LATER = {
    "MOCK": "_trends",
    "ORACLES": "_catalogue",
    "Oracle": "_oracle",
    "OwnCheck": "_own",
    "RunStore": "_store",
    "ServerRecord": "_trends",
    "StoredRun": "_store",
    "Trend": "_trends",
    "oracle": "_catalogue",
    "own_check": "_own",
    "records": "_trends",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value
