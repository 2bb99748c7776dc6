"""Which lines of a changelog tell of a change, as far as one object of the documents is concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harness.changelog import ADDED, MODIFIED, REMOVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.changelog import Item, Line
    from harness.comparison import Change

# The aspects of a schema, and what the line is about that tells of them.
_LINES = {
    "type": ("type",),
    "nullable": ("type",),
    "x-nullable": ("type",),
    "format": ("type",),
    "items": ("type",),
    "schema": ("type",),
    "anyOf": ("type", "combinator"),
    "oneOf": ("type", "combinator"),
    "allOf": ("type", "combinator"),
    "required": ("required",),
    "deprecated": ("deprecated",),
    "x-beta": ("beta",),
    "name": ("name",),
    "path": ("path",),
    "method": ("method",),
}
_INSIDE = ("allOf", "anyOf", "oneOf", "reference", "items", "schema", "title")


class Part(NamedTuple):
    """An element of the page as far as one object of the documents is concerned."""

    lines: tuple[Line, ...]
    items: tuple[Item, ...]


def told_of_part(change: Change, part: Part) -> Iterator[bool]:
    subject, aspect = change.subject, change.aspect
    if subject == "property":
        yield from _told_of_property(change, part.items)
    elif subject == "alternative":
        yield from _children(part.items, _statuses(change), ("alternative", "property"))
        yield from breaking_of(part.lines, _LINES["oneOf"])
    elif subject in ("response", "media type") and aspect == "presence":
        name = change.trail[-1].name
        noun = "response" if subject == "response" else "content type"
        yield from (
            item.breaking
            for item in part.items
            if item.noun == noun and item.status in _statuses(change) and name in item.names
        )
    else:
        yield from breaking_of(part.lines, lines_of(change))
        if _is_inside(change):
            yield from _children(part.items, (ADDED, REMOVED), ("alternative", "property"))
        if aspect == "reference":
            yield from breaking_of(part.lines, ("type", "deprecated", "beta", "combinator"))


def _told_of_property(change: Change, items: tuple[Item, ...]) -> Iterator[bool]:
    name = change.trail[-1].name
    for item in items:
        if item.noun != "property" or name not in item.names:
            continue
        if change.aspect == "presence" and item.status in _statuses(change):
            yield item.breaking
        elif item.status == MODIFIED:
            yield from breaking_of(item.lines, _LINES.get(change.aspect, ("name",)))


def breaking_of(lines: Iterable[Line], aspects: tuple[str, ...]) -> Iterator[bool]:
    return (line.breaking for line in lines if line.aspect in aspects)


def _children(items: Iterable[Item], statuses: tuple[str, ...], nouns: tuple[str, ...]) -> Iterator[bool]:
    return (item.breaking for item in items if item.status in statuses and item.noun in nouns)


def _statuses(change: Change) -> tuple[str, ...]:
    return (ADDED,) if change.old_node is None else (REMOVED,) if change.new_node is None else (ADDED, REMOVED)


def is_seen(change: Change) -> bool:
    """Whether a changelog looks at such changes at all."""
    subjects = ("property", "alternative", "schema")
    told = change.aspect == "presence" or bool(lines_of(change)) or _is_inside(change)
    return change.subject in subjects and told


def lines_of(change: Change) -> tuple[str, ...]:
    """What the lines are about that tell of a change of an object itself."""
    if change.subject == "schema" and change.aspect == "required":  # what it means is told of each property
        return ()
    return _LINES.get(change.aspect, ())


def _is_inside(change: Change) -> bool:
    """Whether a change of a schema may bring or take what shows up under it."""
    if change.aspect in ("additionalProperties", "unevaluatedProperties"):
        return type(change.old_value) is dict or type(change.new_value) is dict
    return change.aspect in _INSIDE


def may_break(change: Change) -> bool:
    if change.aspect == "presence" or change.subject == "alternative":
        return change.new_node is None
    if change.aspect == "required":
        return change.old_node is None
    return change.aspect not in ("deprecated", "x-beta", "format")
