"""The part of a long message that matters: what stands at the place that is refused, or differs, and the way to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.report.model.diff import Evidence

_LONGEST = 700
_LONGEST_HEAD = 300
_LONGEST_VALUE = 60
_MOST_MEMBERS = 12


def part_of(evidence: Evidence) -> str:
    """The head of a message that is too long, and the value where it is refused, what is within that left out."""
    value = evidence.value
    steps: list[str] = []
    for step in evidence.refused or evidence.differs or ():
        # Whoever stored the message may have stored other steps.
        if not _leads(value, step):
            break
        value = value[step]
        steps.append(str(step))
    place = f"{evidence.place} /{'/'.join(steps)}" if steps else evidence.place
    outline = f"{place}:\n{_outlined(value, evidence.undeclared)}"
    return f"{_head(evidence)}\n\n{outline[:_LONGEST]}"


def _leads(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and 0 <= step < len(value)
    return isinstance(value, dict) and step in value


def _head(evidence: Evidence) -> str:
    """The address of a request, the status and headers of a response."""
    end = "\n\n" if evidence.direction == "response" else " \\\n"
    return evidence.message.partition(end)[0][:_LONGEST_HEAD]


def _outlined(value: Any, first: str | None) -> str:
    """A value of which only the first level is written out, the member of this name before all others."""
    if isinstance(value, list):
        items = [_short(item) for item in value[:_MOST_MEMBERS]]
        return f"[{', '.join([*items, *(['…'] if len(value) > _MOST_MEMBERS else [])])}]"
    if not isinstance(value, dict):
        return _short(value)
    names = sorted(value, key=lambda name: name != first)
    lines = [f"  {json.dumps(name, ensure_ascii=False)}: {_short(value[name])}" for name in names[:_MOST_MEMBERS]]
    lines += [f"  … {len(names) - _MOST_MEMBERS} more"] if len(names) > _MOST_MEMBERS else []
    return "{\n" + ",\n".join(lines) + "\n}" if lines else "{}"


def _short(value: Any) -> str:
    if isinstance(value, (dict, list)) and value:
        return "{…}" if isinstance(value, dict) else "[…]"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
