"""Many resources in one file, each a line of JSON: uploads that create them, downloads that hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.messages import NO_VALUE
from harness.mock._bodies import json_value
from harness.resources import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.mock._contents import Content
    from harness.mock._state_store import Record

# What responses call the number of those that were taken, and of those that were not.
_TAKEN = frozenset(("enqueued", "queued", "imported", "created", "inserted", "added", "accepted", "processed", "count"))
_TAKEN |= {"total", "succeeded"}
_LEFT = frozenset(("skipped", "failed", "errors", "rejected", "ignored", "duplicates"))


def entries_of(body: Any) -> list[dict[str, Any]]:
    """The objects in a file of lines: the body, or the first part of a form that is one; none in any other body."""
    for text in _texts(body):
        lines = [line for line in text.splitlines() if line.strip()]
        # Parts of forms hold their bytes, each as one character.
        values = [json_value(_bytes(line)) for line in lines]
        if values and all(isinstance(value, dict) for value in values):
            return values
    return []


def counted(content: Content | None, taken: int, value: Any = NO_VALUE) -> Any:
    """An answer that says how many were taken; `NO_VALUE` where none can.

    Args:
        content: of the answer.
        taken: how many.
        value: of the answer so far; without one it is an example.
    """
    if content is None:
        return NO_VALUE
    if value is NO_VALUE:
        from random import Random

        from harness.mock._draws import Steady

        value = next(iter(content.examples.values()), None) or content.made(Steady(Random(0)))  # noqa: S311
    for name in list(value) if isinstance(value, dict) else ():
        number = taken if folded(name) in _TAKEN else 0 if folded(name) in _LEFT else None
        if number is not None and content.accepts(value | {name: number}):
            value = value | {name: number}
    return value


def entry_of(record: Record) -> dict[str, Any]:
    """A record as a line has it."""
    return {"id": record.id} | record.fields


def _texts(body: Any) -> Iterator[str]:
    if isinstance(body, str):
        yield body
    for member in body.values() if isinstance(body, dict) else ():
        yield from (part for part in (member if isinstance(member, list) else [member]) if isinstance(part, str))


def _bytes(line: str) -> bytes:
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "replace")
