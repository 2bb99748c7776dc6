"""Workflow commands of GitHub Actions: lines that a runner takes for annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.words.text import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

# GitHub shows ten annotations of a kind for each step and drops the others without a word.
MOST = 10


def command(kind: str, properties: Mapping[str, str], text: str) -> str:
    """The line of one annotation, with its end: `::error file=a.yaml,line=1::text`.

    Args:
        kind: "error", "warning" or "notice".
        properties: by name, in the order in which they are written.
        text: any text; what would end it, or be a command of its own, is escaped.
    """
    pairs = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {pairs}::{_data(text)}\n"


def position(file: str, line: int | None, column: int | None = None) -> dict[str, str]:
    """The properties that say where an annotation stands: none, if that is no file of the repository."""
    if line is None or "://" in file or file == "-":
        return {}
    # With a column, the annotation must end on its line.
    column_property = {} if column is None else {"col": str(column)}
    return {"file": printable(file), "line": str(line), **column_property, "endLine": str(line)}


def _data(text: str) -> str:
    """Text behind the second `::`. Source: GitHub Actions toolkit, `escapeData`."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The value of a property. Source: GitHub Actions toolkit, `escapeProperty`."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
