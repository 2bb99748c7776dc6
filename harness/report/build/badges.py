"""What the public changelog says of each change: the badge that stands beside the verdict of the contract.

A changelog speaks of elements on a page, a change of its place of definition. Both are brought together by the objects
of the new document that an element on the page consists of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.changelog import ADDED, MODIFIED, REMOVED, changelog
from harness.report.build.badge_lines import Part, breaking_of, is_seen, lines_of, may_break, told_of_part
from harness.report.build.badge_schemas import Schemas, key_of, schema_of
from harness.report.model.diff import HIDDEN, HIDDEN_BREAKING, LISTED, SILENT
from harness.vocabulary import BREAKING, parameter_step, schemes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.changelog import Changelog, Entry, Item, Section
    from harness.comparison import Change, Comparison
    from harness.document import Node, Operation
    from harness.report.build.badge_schemas import Key

# How deep a changelog shows what changed; a media type of a body stands at 1, that of a response at 2.
DEPTH = 4

_SECTIONS: dict[str, Section] = {
    "path parameter": "Path",
    "query parameter": "Query",
    "querystring parameter": "Query",
    "header parameter": "Header",
    "cookie parameter": "Cookie",
}


class Badges:
    """The badges of the changes of one comparison.

    Attributes:
        changelog: what they are taken from.
    """

    __slots__ = ("_entries", "_hidden", "_parts", "_schemas", "changelog")

    def __init__(self, comparison: Comparison, said: Changelog | None = None) -> None:
        self.changelog = changelog(comparison) if said is None else said
        self._entries: dict[tuple[str, bool], Entry] = {
            (entry.name, entry.status == REMOVED): entry for entry in self.changelog.entries
        }
        self._parts: dict[Key, list[Part]] = {}
        self._hidden: dict[Key, bool] = {}
        self._schemas = Schemas(comparison.new)
        walked: set[tuple[int, Key]] = set()
        for operation in comparison.new.operations:
            entry = self._entries.get((operation.name, False))
            if entry is not None and entry.status == MODIFIED:
                self._add_operation(operation, entry, walked)

    def of(self, change: Change) -> str:
        """The badge of a change: "breaking", "hidden-breaking", "listed", "hidden" or "silent"."""
        found = list(self._told(change))
        if any(found):
            return BREAKING
        if found:
            return LISTED
        if is_seen(change):
            breaks = self._hidden.get(key_of(change.new_owner))
            if breaks is not None:
                return HIDDEN_BREAKING if breaks and may_break(change) else HIDDEN
        return SILENT

    def _told(self, change: Change) -> Iterator[bool]:
        """For everything that the page says of a change, whether it calls it breaking."""
        subject, aspect = change.subject, change.aspect
        if subject in ("operation", "path item"):
            yield from self._told_of_operation(change)
        elif subject == "security" and aspect == "presence":
            yield from self._told_of_entries(change, _authenticates(change))
        elif subject == "parameter" and aspect == "presence":
            yield from self._told_of_entries(change, _is_parameter(change))
        elif subject == "request body" and aspect == "presence":
            yield from self._told_of_entries(change, lambda item: item.section == "Body")
        else:
            for part in self._parts.get(key_of(change.new_owner), ()):
                yield from told_of_part(change, part)
            if (subject, aspect) == ("parameter", "name"):  # in a path, as one that went and one that came
                yield from self._told_of_entries(change._replace(new_node=None), _was_called(change.old_value))

    def _told_of_operation(self, change: Change) -> Iterator[bool]:
        if change.aspect == "presence":
            name = change.trail[0].name if change.subject == "operation" else ""
            entry = self._entries.get((name, change.new_node is None))
            if entry is not None and entry.status == (REMOVED if change.new_node is None else ADDED):
                yield entry.breaking
            return
        for entry in self._reached(change):
            yield from breaking_of(entry.lines, lines_of(change))

    def _told_of_entries(self, change: Change, is_meant: Callable[[Item], bool]) -> Iterator[bool]:
        status = REMOVED if change.new_node is None else ADDED
        for entry in self._reached(change):
            yield from (item.breaking for item in entry.items if item.status == status and is_meant(item))

    def _reached(self, change: Change) -> Iterator[Entry]:
        for name in change.operations or [step.name for step in change.trail[:1]]:
            entry = self._entries.get((name, False))
            if entry is not None and entry.status == MODIFIED:
                yield entry

    def _add_operation(self, operation: Operation, entry: Entry, walked: set[tuple[int, Key]]) -> None:
        self._add(operation.node, Part(entry.lines, entry.items))
        sections = entry.sections
        body = operation.body
        if body is not None and "Body" in sections:
            self._add_content(body, tuple(sections["Body"]), 1, walked)
        for item in sections.get("Response", ()):
            response = operation.responses.get(item.names[0])
            if item.status == MODIFIED and response is not None:
                self._add_content(response, item.items, 2, walked)
        for parameter in operation.parameters:
            for item in sections.get(_SECTIONS.get(parameter_step(parameter.location, "").kind, "Query"), ()):
                if item.status == MODIFIED and parameter.name in item.names:
                    self._add(parameter.node, Part(item.lines, item.items))
                    self._add_schema(schema_of(parameter.node), item, 1, walked)

    def _add_content(self, holder: Node, items: tuple[Item, ...], depth: int, walked: set[tuple[int, Key]]) -> None:
        self._add(holder, Part((), items))
        content = holder.child("content")
        for item in items:
            for name in item.names:
                media_type = content.child(name) if content is not None and item.status == MODIFIED else None
                if media_type is not None:
                    self._add(media_type, Part(item.lines, item.items))
                    self._add_schema(media_type.child("schema"), item, depth, walked)

    def _add_schema(self, schema: Node | None, item: Item, depth: int, walked: set[tuple[int, Key]]) -> None:
        """What an element with a schema consists of, and the elements below it."""
        if schema is None or (id(item), key_of(schema)) in walked:
            return
        walked.add((id(item), key_of(schema)))
        parts = self._schemas.parts(schema)
        for part in parts:
            self._add(part, Part(item.lines, item.items))
        if depth >= DEPTH:
            self._hide(parts, breaks=item.breaks and not item.breaking)
            return
        for below in item.items:
            for name in below.names if below.status == MODIFIED else ():
                inside = self._schemas.inside(parts, name, below.noun)
                self._add_schema(inside, below, depth + 1, walked)

    def _hide(self, parts: list[Node], *, breaks: bool) -> None:
        pending = list(parts)
        while pending:
            node = pending.pop()
            key = key_of(node)
            if self._hidden.get(key) in (True, breaks):
                continue
            self._hidden[key] = breaks
            for below in self._schemas.below(node):
                pending += self._schemas.parts(below)

    def _add(self, node: Node, part: Part) -> None:
        self._parts.setdefault(key_of(node), []).append(part)


def _is_parameter(change: Change) -> Callable[[Item], bool]:
    step = change.trail[-1]
    return lambda item: item.section == _SECTIONS.get(step.kind) and step.name in item.names


def _was_called(name: Any) -> Callable[[Item], bool]:
    return lambda item: item.section in _SECTIONS.values() and name in item.names


def _authenticates(change: Change) -> Callable[[Item], bool]:
    meant = _spelled(schemes_of(change.trail[-1]))
    return lambda item: (
        item.section == "Authentication" and any(_spelled(name.split(" & ")) == meant for name in item.names)
    )


def _spelled(schemes: Iterable[str]) -> tuple[str, ...]:
    """Schemes however they are written: a page says "User" for `UserID`."""
    signs = (re.sub(r"[^0-9a-z]", "", scheme.lower()) for scheme in schemes)
    return tuple(scheme.removesuffix("id") for scheme in signs)
