"""Which operations use a component, as its references say: asked where the walk has found no way from an operation.

A schema that was referred to and is now wrapped in another is compared there as a whole, and the component by its name
alone; the messages that are made after it do not change for that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.comparison._unchanged import image, references_in
from harness.vocabulary import REQUEST, RESPONSE, component_of, components_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.document import Document, Operation

_FLIPPED = {REQUEST: RESPONSE, RESPONSE: REQUEST}
# Where the messages of an operation stand.
_PARTS = {"parameters": REQUEST, "requestBody": REQUEST, "responses": RESPONSE}


_PLAIN = re.compile(r"[\w.-]+", re.ASCII)


def may_use(document: Document, component: str) -> bool:
    """Whether a reference to a component may stand in a document at all; asked of its bytes, which is quick."""
    _, _, name = component.partition("/")
    return _PLAIN.fullmatch(name) is None or b"/" + name.encode() in document.source.data


class Usage:
    """The operations of a document that use its components."""

    __slots__ = ("_document", "_messages", "_referring", "_uses")

    def __init__(self, document: Document) -> None:
        self._document = document
        self._referring: dict[str, list[str]] | None = None
        self._uses: dict[str, list[tuple[str, str]]] = {}
        # All operations with their directions, in document order.
        self._messages: dict[tuple[str, str], None] = {}

    def of(self, component: str) -> dict[tuple[str, str], None]:
        """The operations, by name, whose messages of a direction a component is part of, in document order.

        Args:
            component: section and name: `schemas/Pet`.
        """
        if self._referring is None:
            self._referring = self._read()
        seen, pending = {component}, [component]
        while pending:
            for name in self._referring.get(pending.pop(), ()):
                if name not in seen:
                    seen.add(name)
                    pending.append(name)
        users = {user for name in seen for user in self._uses.get(name, ())}
        return {user: None for user in self._messages if user in users}

    def _read(self) -> dict[str, list[str]]:
        """For each component those that refer to it; and note what operations refer to."""
        referring: dict[str, list[str]] = {}
        for name, value in components_in(self._document.content):
            for target in _targets(value):
                referring.setdefault(target, []).append(name)
        for name, direction, value in _messages(self._document):
            self._messages[name, direction] = None
            for target in _targets(value):
                self._uses.setdefault(target, []).append((name, direction))
        return referring


def _messages(document: Document) -> Iterator[tuple[str, str, Any]]:
    """The parts of all operations with the name of the operation that their changes are told of, and the direction."""
    for operation in document.operations:
        pending: list[tuple[Operation, bool]] = [(operation, operation.kind != "operation")]
        seen: set[tuple[int, bool]] = set()  # a callback may come back to itself
        while pending:
            one, inverted = pending.pop()
            if (id(one.node.value), inverted) in seen:
                continue
            seen.add((id(one.node.value), inverted))
            parts = [(_PARTS[key], value) for key, value in one.node.value.items() if key in _PARTS]
            parts += [(REQUEST, one.item.value.get("parameters"))]
            for direction, value in parts:
                yield operation.name, _FLIPPED[direction] if inverted else direction, value
            pending += [(callback, not inverted) for _, callback in one.callbacks]


def _targets(value: Any) -> set[str]:
    said = image(value)
    if b"$defs{" in said and b"/$defs/" not in said:
        # What definitions refer to that nothing refers to is no part of a message.
        said = image(_without_definitions(value))
    return {component_of(reference) for reference in references_in(said)} if b"$" in said else set()


def _without_definitions(value: Any) -> Any:
    if type(value) is dict:
        return {key: _without_definitions(member) for key, member in value.items() if key != "$defs"}
    return [_without_definitions(item) for item in value] if type(value) is list else value
