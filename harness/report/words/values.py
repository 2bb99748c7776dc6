"""Values of documents in sentences."""

from __future__ import annotations

import json
from typing import Any

from harness.document import json_text
from harness.report.words.trail import code

LONGEST_VALUE = 60
_MOST_VALUES = 8


def value_text(value: Any) -> str:
    """A value as it is printed; more than `LONGEST_VALUE` characters for one that is too long to be."""
    if isinstance(value, str):
        return value if value.strip() == value != "" else f'"{value}"'
    if isinstance(value, dict | list) and len(value) > LONGEST_VALUE:
        return " " * (LONGEST_VALUE + 1)
    return json_text(value)


def distinct_texts(value: Any) -> list[str] | None:
    """The values of an array, with quotes around a text that reads like another type."""
    return [distinct_text(item) for item in value] if isinstance(value, list) else None


def distinct_text(value: Any) -> str:
    """A value as it is printed, with quotes around a text that reads like another type."""
    if not isinstance(value, str):
        return value_text(int(value) if isinstance(value, float) and value.is_integer() else value)
    try:
        json.loads(value)
    except ValueError:
        return value_text(value)
    return json.dumps(value, ensure_ascii=False)


def value_texts(value: Any) -> list[str] | None:
    """The values of an array as they are printed; None for what is none."""
    return [value_text(item) for item in value] if isinstance(value, list) else None


def listed(items: list[str]) -> str:
    """The first of some values, and how many more there are."""
    text = ", ".join(code(item) for item in items[:_MOST_VALUES])
    return f"{text} and {len(items) - _MOST_VALUES} more" if len(items) > _MOST_VALUES else text
