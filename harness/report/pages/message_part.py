"""The part of a long message that matters: what stands at the place that is refused, and the way to it."""

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
    """The head of the message, and the value where it is refused, what is within that left out.

    Args:
        evidence: whose message is too long to be shown.
    """
    steps = refused_at(evidence)
    value = evidence.value
    for step in steps:
        value = value[step]
    place = f"{evidence.place} /{'/'.join(map(str, steps))}" if steps else evidence.place
    said = f"{place}:\n{_outlined(value, _named(evidence))}"
    return f"{_head(evidence)}\n\n{said[:_LONGEST]}"


def refused_at(evidence: Evidence) -> tuple[Any, ...]:
    """The steps to the part of the value that is refused, as far as they lead somewhere."""
    pointer = (evidence.refusal or "").partition(": ")[0]
    steps: list[Any] = []
    value = evidence.value
    for token in pointer.split("/")[1:] if pointer.startswith("/") else ():
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and name in value:
            steps.append(name)
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            steps.append(int(name))
        else:
            break
        value = value[steps[-1]]
    return tuple(steps)


def _head(evidence: Evidence) -> str:
    """The address of a request, the status and headers of a response."""
    if evidence.message.startswith("HTTP/"):
        return evidence.message.partition("\n\n")[0][:_LONGEST_HEAD]
    return evidence.message.partition(" \\\n")[0][:_LONGEST_HEAD]


def _named(evidence: Evidence) -> str | None:
    """The name that the refusal is about, if it is about one."""
    quoted = (evidence.refusal or "").partition(": ")[2]
    return quoted[1:].partition('"')[0] if quoted.startswith('"') else None


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
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= _LONGEST_VALUE else f"{said[:_LONGEST_VALUE]}…"
