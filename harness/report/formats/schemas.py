"""The JSON Schemas of what commands write."""

# Importing pathlib would slow down every command.

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

# Each stands beside the code that writes its format.
_MAJORS = {"changelog": 1, "conformance": 2, "diff": 1, "gate": 1, "history": 1}
SCHEMAS = {name: f"report/formats/schemas/{name}-{major}.json" for name, major in _MAJORS.items()}


def violation(name: str, stored: Any) -> str | None:
    """Where and how something does not obey the schema of a format, None where it does."""
    try:
        error = next(_validator(name).iter_errors(stored), None)
    except UnicodeEncodeError as half:
        return f"a text holds half of a pair of characters: {half.object[half.start : half.end]!a}"
    return None if error is None else f"/{'/'.join(map(str, error.instance_path))}: {error.message[:200]}"


def schema_text(name: str) -> str:
    """The JSON Schema (draft 2020-12) of a format, as its file has it."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))
    with open(os.path.join(package, SCHEMAS[name]), encoding="utf-8") as file:
        return file.read()


@cache
def _validator(name: str) -> Draft202012Validator:
    import json

    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(json.loads(schema_text(name)))
