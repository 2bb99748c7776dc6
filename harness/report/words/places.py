"""The words for parts of messages, and for why one is refused there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.words.trail import labels

if TYPE_CHECKING:
    from harness.messages import Path, Refusal

_LONGEST = 160
_BODIES = ("request body", "response")


def place_words(place: Path, *, absent: bool = False) -> str:
    """`query parameter limit`, `response 200`, `header ETag of response 200`; `no request body` for one that lacks.

    Args:
        place: the part of a message.
        absent: whether it is missing.
    """
    words = labels(place)
    if [step.kind for step in place] == ["response", "header"]:
        return f"{words[1]} of {words[0]}"
    return f"{'no ' if absent else ''}{' '.join(words)}"


def refusal_words(refusal: Refusal) -> str:
    """`/parcel/weight: 1 is not of type object`; the place stands before the pointer of what is no body."""
    place = place_words(refusal.place)
    if not refusal.keyword:
        return f"{place} {'are' if refusal.place[0].kind == 'credentials' else 'is'} {refusal.reason}"
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in refusal.path)
    where = pointer if refusal.place[-1].kind in _BODIES else f"{place} {pointer}".rstrip()
    line = f"{where or place}: {refusal.reason}"
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
