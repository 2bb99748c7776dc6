"""Which operations use a component, as its references say: asked where the walk has found no way from an operation.

A schema that was referred to and is now wrapped in another is compared there as a whole, and the component by its name
alone; the messages that are made after it do not change for that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.document import references_in
from harness.vocabulary import REQUEST, RESPONSE, component_of

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

    __slots__ = ("_document", "_messages", "_uses")

    def __init__(self, document: Document) -> None:
        self._document = document
        self._uses: dict[str, list[tuple[str, str]]] = {}
        # All operations with their directions, in document order.
        self._messages: dict[tuple[str, str], None] = {}

    def of(self, component: str) -> dict[tuple[str, str], None]:
        """The operations, by name, whose messages of a direction a component is part of, in document order.

        Args:
            component: section and name: `schemas/Pet`.
        """
        if not self._messages:
            self._read()
        seen = self._document.references.referring_to((component,))
        users = {user for name in seen for user in self._uses.get(name, ())}
        return {user: None for user in self._messages if user in users}

    def _read(self) -> None:
        """Note what operations refer to."""
        for name, direction, value in _messages(self._document):
            self._messages[name, direction] = None
            for target in _targets(value):
                self._uses.setdefault(target, []).append((name, direction))


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
    return {component_of(reference) for reference in references_in(value)}
