"""The history of an API as JSON, the same bytes in every run; `schemas/history-1.json` describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.report.formats.runs_json import record_members
from harness.vocabulary import IMPACTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.report.model.history import History, Step

SCHEMA = "urn:harness:history-1"
VERSION = "1.2"


def history_json(history: History) -> Iterator[bytes]:
    """One object: snapshots and steps, oldest first, with the operations that each step touches."""
    import json

    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    head = encode(_head(history))[:-1]
    yield f'{head},"steps":['.encode(errors="backslashreplace")
    comma = "\n"
    for step in history.steps:
        yield (comma + encode(_step(step))).encode(errors="backslashreplace")
        comma = ",\n"
    yield b"\n]}\n"


def _head(history: History) -> dict[str, Any]:
    from harness import __version__

    return {
        "$schema": SCHEMA,
        "schema_version": VERSION,
        "tool": {"name": "harness", "version": __version__},
        "api": {"name": history.api, "title": history.title, "server": history.server, "style": history.style},
        "today": history.today,
        "summary": {
            "snapshots": len(history.snapshots),
            "steps": len(history.steps),
            "breaking_steps": sum(bool(step.counts.breaking) for step in history.steps),
            **history.counts._asdict(),
        },
        "snapshots": [snapshot._asdict() for snapshot in history.snapshots],
        "versions": [lane._asdict() for lane in history.versions],
        "sunsets": [sunset._asdict() for sunset in history.sunsets],
        **({"conformance": [record_members(record) for record in history.records]} if history.records else {}),
    }


def _step(step: Step) -> dict[str, Any]:
    states = [entry.status for entry in step.changelog.entries]
    return {
        "old": step.old,
        "new": step.new,
        **({"notes": step.notes} if step.notes else {}),
        "contract": {**step.counts._asdict(), "undecided": step.undecided},
        "changelog": {
            "breaking": step.changelog.breaking,
            "harmless": step.changelog.harmless,
            **{state: states.count(state) for state in ("modified", "removed", "added")},
        },
        "breaking": [item._asdict() for item in step.breaking],
        "operations": [
            {"name": item.name, "was": item.was, "state": item.state, **dict(zip(IMPACTS, item.counts, strict=False))}
            for item in step.operations
        ],
    }
