"""The JSON Schemas of what commands write."""

# Importing pathlib would slow down every command.

from __future__ import annotations

import os

# Each stands beside the code that writes its format.
SCHEMAS = {
    "changelog": "report/formats/schemas/changelog-1.json",
    "conformance": "report/formats/schemas/conformance-1.json",
    "diff": "report/formats/schemas/diff-1.json",
    "history": "report/formats/schemas/history-1.json",
}


def schema_text(name: str) -> str:
    """The JSON Schema (draft 2020-12) of a format, as its file has it."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))
    with open(os.path.join(package, SCHEMAS[name]), encoding="utf-8") as file:
        return file.read()
