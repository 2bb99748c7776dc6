"""Reading a stored conformance run, which anybody may have written."""

from __future__ import annotations

import json
import re
from typing import Any

from harness.conformance import ConformanceRun
from harness.errors import UsageError
from harness.report.formats.conformance_json import SCHEMA, VERSION
from harness.report.formats.reading import built
from harness.report.formats.schemas import violation

_HINT = "write one with: harness conform API --format json"
_NUMBER = re.compile(r"\d{1,9}\.\d{1,9}")


def conformance_from_json(stored: Any, name: str) -> ConformanceRun:
    """The run that was written as JSON.

    Args:
        stored: the parsed JSON.
        name: of the file, for the message of an error.

    Raises:
        UsageError: it is something else, or of a version to come.
    """
    problem = _problem(stored) or _loose_end(stored)
    if problem is not None:
        raise UsageError(f"{name} is no conformance run: {problem}", hint=_HINT)
    run = built(ConformanceRun, {**stored, "setup": {**stored["run"], "harness": stored["tool"]["version"]}})
    assert isinstance(run, ConformanceRun)
    return run


def _problem(stored: Any) -> str | None:
    """What makes it something else, or a run of a version that this program does not know."""
    schema = stored.get("$schema") if isinstance(stored, dict) else None
    if schema != SCHEMA:
        problem = 'there is no "$schema"' if schema is None else f'"$schema" is {json.dumps(schema)[:80]}'
        return f"{problem}, not {json.dumps(SCHEMA)}"
    version = stored.get("schema_version")
    if isinstance(version, str) and _NUMBER.fullmatch(version):
        major, minor = map(int, version.split("."))
        known, newest = map(int, VERSION.split("."))
        if major != known or minor > newest:
            return f"its schema_version is {version}, and this harness knows {known}.0 to {VERSION}"
    return violation("conformance", stored)


def _loose_end(stored: dict[str, Any]) -> str | None:
    """What a schema cannot say: that names are known, and stand for one thing."""
    known = {
        "version": [version["date"] for version in stored["versions"]],
        "operation": [operation["name"] for operation in stored["operations"]],
        "failure": [failure["id"] for failure in stored["failures"]],
        "cell": [(cell["operation"], cell["version"]) for cell in stored["cells"]],
    }
    for what, names in known.items():
        if len(set(names)) < len(names):
            twice = next(item for number, item in enumerate(names) if item in names[:number])
            return f"there are two {what}s {json.dumps(twice)[:120]}"
    for item in (*stored["cells"], *stored["failures"], *({**check, "operations": []} for check in stored["checks"])):
        for operation in item.get("operations", [item.get("operation")]):
            if operation not in known["operation"]:
                return f"there is no operation {json.dumps(operation)[:120]}"
        for named in (item, *item.get("hits", ()), *item.get("verdicts", ())):
            version = named.get("version")
            if version is not None and version not in known["version"]:
                return f"there is no version {json.dumps(version)[:120]}"
    return None
