"""What several conformance runs say together, as plain data for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.conformance import ServerRecord, StoredRun, Trend


def record_members(record: ServerRecord) -> dict[str, Any]:
    """The runs of a server, and what became of each failure."""
    return {
        "server": record.server,
        "runs": [
            {**run_members(run), "base_url": run.base_url, "failures": sorted(run.failures)} for run in record.runs
        ],
        "failures": [_trend(trend) for trend in record.trends],
    }


def run_members(run: StoredRun) -> dict[str, Any]:
    """A run at a glance."""
    return {"id": run.id, "started": run.started, "commit": run.commit, "state": run.state}


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "id": trend.failure,
        "title": trend.title,
        "course": trend.course,
        "since": run_members(trend.since),
        "last": run_members(trend.last),
        "places": [{"operation": operation, "version": version} for operation, version in trend.places],
    }
