"""A conformance run as JSON, the same bytes for the same run, and back; `schemas/conformance-2.json` describes it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from harness.conformance import (
    AskedOperation,
    Cell,
    ConformanceRun,
    Failure,
    ServedVersion,
    Setup,
)
from harness.report.words.conformance import curl

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = "urn:harness:conformance-2"
VERSION = "2.3"
_HALF = re.compile("[\ud800-\udfff]")


def conformance_json(run: ConformanceRun) -> Iterator[bytes]:
    """One object with all of it."""
    document = {**_head(run.setup), "end": _plain(run.end), "summary": _summary(run)}
    yield _encoded(document)[:-1]
    for name in ("versions", "operations", "cells", "failures", "checks"):
        items = [_item(item) for item in getattr(run, name)]
        yield f',"{name}":['.encode() + b",".join(b"\n" + _encoded(item) for item in items) + b"]"
    yield b',"leftovers":' + _encoded(run.leftovers)
    for name, value in _exceptions(run).items():
        yield f',"{name}":'.encode() + _encoded(value)
    yield b"}\n"


def conformance_ndjson(run: ConformanceRun) -> Iterator[bytes]:
    """The same, one event a line, as a run that has only begun can write them: first what it is, last how it ended."""
    yield conformance_begin(run.setup, run.versions, run.operations)
    yield from map(conformance_event, run.cells)
    yield from map(conformance_event, run.failures)
    yield conformance_end(run)


def conformance_begin(
    setup: Setup, versions: tuple[ServedVersion, ...], operations: tuple[AskedOperation, ...]
) -> bytes:
    """The first event of a run."""
    head = {"event": "begin", **_head(setup)}
    return _encoded({**head, "versions": _plain(versions), "operations": _plain(operations)}) + b"\n"


def conformance_event(item: Cell | Failure) -> bytes:
    """The event of a cell that is done or a failure that is new; a later one of the same name replaces it."""
    return _encoded({"event": "cell" if isinstance(item, Cell) else "failure", **_item(item)}) + b"\n"


def conformance_end(run: ConformanceRun) -> bytes:
    """The last event of a run."""
    end = {"event": "end", "end": _plain(run.end), "summary": _summary(run), "checks": _plain(run.checks)}
    end["leftovers"] = run.leftovers
    return _encoded({**end, **_exceptions(run)}) + b"\n"


def _exceptions(run: ConformanceRun) -> dict[str, Any]:
    """What is seldom so, and left out where it is not."""
    members = {"known": run.known, "refuses_all": run.refuses_all}
    return {name: value for name, value in members.items() if value}


def _head(setup: Setup) -> dict[str, Any]:
    run = setup._asdict()
    version = run.pop("harness")
    tool = {"name": "harness", "version": version}
    return {"$schema": SCHEMA, "schema_version": VERSION, "tool": tool, "run": _plain(run)}


def _summary(run: ConformanceRun) -> dict[str, Any]:
    """What can be counted from the rest, for those who want no more."""
    return {
        "passed": run.passed,
        "failures": len(run.failures),
        "cases": run.cases,
        "failed": run.failed,
        "failing_versions": run.failing,
        "versions": _plain(run.sums),
    }


def _item(item: Any) -> Any:
    """An item of a list; with the commands of a failure, which follow from the rest of it."""
    members = _plain(item)
    if isinstance(item, Failure):
        members["request"]["curl"] = curl(item.request)
        members["replay"] = item.replay
    return members


def _plain(value: Any) -> Any:
    """Objects by the names of their fields; headers stay pairs."""
    if hasattr(value, "_asdict"):
        return {name: _plain(member) for name, member in value._asdict().items()}
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _encoded(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Half of a pair is no character, and most readers refuse it; it is spelled out.
    return _HALF.sub(lambda match: f"\\\\u{ord(match[0]):04x}", text).encode()
