"""Messages that prove a break: whole, or the part that matters of a long one, and where they are not as usual."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.document import json_text
from harness.report.words.text import printable, printable_lines
from harness.vocabulary import RESPONSE, format_pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.report.model.diff import Evidence

_LONGEST = 700
_LONGEST_HEAD = 300
_LONGEST_VALUE = 60
MOST_MEMBERS = 12


def message_of(evidence: Evidence, longest: int, members: int = MOST_MEMBERS) -> str:
    """The lines of the whole message, or of the part of a longer one that matters.

    Args:
        evidence: with the message.
        longest: the most characters of a whole message.
        members: the most of an object in a part.
    """
    whole = len(evidence.message) <= longest
    return printable_lines(evidence.message if whole else part_of(evidence, members))


def proof_line(
    evidence: Evidence, labels: tuple[str, str], show: Callable[[str], str] = printable, details: Iterable[str] = ()
) -> str:
    """Which side takes what the other does not: `accepted by OLD, refused by NEW (GET /pets)`.

    Args:
        evidence: the message and where it stands.
        labels: what to call the two documents.
        show: how names are written.
        details: what else is to be known of the message, written already.
    """
    old, new = map(show, labels)
    place = unusual_place(evidence)
    known = [*details, *([] if place is None else [f"as usual but for {show(place)}"])]
    brackets = f" ({', '.join(known)})" if known else ""
    if evidence.direction == RESPONSE:
        return f"sent by {new}, not allowed by {old}{brackets}"
    return f"accepted by {old}, refused by {new}{brackets}"


def unusual_place(evidence: Evidence) -> str | None:
    """The only place that is not as in a typical message: `response 200 /user`; None where nothing is known of that."""
    return None if evidence.differs is None else _place(evidence, evidence.differs)


def part_of(evidence: Evidence, members: int = MOST_MEMBERS) -> str:
    """The head of a message that is too long, and the value where it is refused, what is within that left out."""
    value = evidence.value
    steps: list[str | int] = []
    absent = ""
    for step in evidence.refused or evidence.differs or ():
        # It may be refused for what is not there; and whoever stored the message may have stored other steps.
        if not _leads(value, step):
            absent = f" without {json.dumps(step, ensure_ascii=False)}" if isinstance(value, dict) else ""
            break
        value = value[step]
        steps.append(step)
    place = f"{_place(evidence, steps)}{absent}"
    outline = f"{place}:\n{_outlined(value, evidence.undeclared, members)}"
    return f"{_head(evidence)}\n\n{outline[:_LONGEST]}"


def _place(evidence: Evidence, steps: Iterable[str | int]) -> str:
    return printable(f"{evidence.place} {format_pointer(map(str, steps))}".rstrip())


def _leads(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and 0 <= step < len(value)
    return isinstance(value, dict) and step in value


def _head(evidence: Evidence) -> str:
    """The address of a request, the status and headers of a response."""
    end = "\n\n" if evidence.direction == "response" else " \\\n"
    return evidence.message.partition(end)[0][:_LONGEST_HEAD]


def _outlined(value: Any, first: str | None, most: int) -> str:
    """A value of which only the first level is written out, the member of this name before all others."""
    if isinstance(value, list):
        items = [_short(item) for item in value[:most]]
        return f"[{', '.join([*items, *(['…'] if len(value) > most else [])])}]"
    if not isinstance(value, dict):
        return _short(value)
    names = sorted(value, key=lambda name: name != first)
    lines = [f"  {json.dumps(name, ensure_ascii=False)}: {_short(value[name])}" for name in names[:most]]
    lines += [f"  … {len(names) - most} more"] if len(names) > most else []
    return "{\n" + ",\n".join(lines) + "\n}" if lines else "{}"


def _short(value: Any) -> str:
    if isinstance(value, (dict, list)) and value:
        return "{…}" if isinstance(value, dict) else "[…]"
    text = json_text(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
