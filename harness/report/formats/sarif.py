"""What all reports in SARIF 2.1.0 share, in the form and within the limits of GitHub's code scanning."""

# Plain dicts, held against the schema of the standard in the tests: sarif-om is unmaintained since 2019, and the models
# of sarif-pydantic let unknown members pass and take long to import.
from __future__ import annotations

import re
from typing import Any

# Code scanning takes 25,000 results of a run and shows 5,000.
LIMIT = 5_000
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def log_of(run: dict[str, Any]) -> dict[str, Any]:
    """The log file of one run."""
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def bag(**facts: Any) -> dict[str, Any]:
    """What the standard has no member for. Source: SARIF 2.1.0, 3.8."""
    return {"properties": facts}


def message(text: str) -> dict[str, str]:
    """A message, word for word."""
    return {"text": literal(text)}


def uri(path: str) -> str:
    """A file as a URI reference: relative to the root of the repository where the path is. Source: RFC 3986, 4.1."""
    from urllib.parse import quote

    if re.match("https?://", path):
        return quote(path, safe="/:?#[]@!$&'()*+,;=%~", errors="backslashreplace")
    path = path.replace("\\", "/").removeprefix("./")
    path = f"/{path}" if re.match("[A-Za-z]:/", path) else path
    reference = quote(path, errors="backslashreplace")
    return f"file://{reference}" if path.startswith("/") else reference


def literal(text: str) -> str:
    """Text without placeholders and links. Source: SARIF 2.1.0, 3.11.5 and 3.11.6."""
    return text.replace("](", "] (").replace("{", "{{").replace("}", "}}")
