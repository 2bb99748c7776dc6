"""Which components of a document lead to which, so that nobody looks for ways where there are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.document import targets_in
from harness.vocabulary import component_around, component_at

if TYPE_CHECKING:
    from harness.document import Document, Node, Pointer

# References of kinds that the index does not know: dynamic ones, to other files, into definitions, to what names
# itself; and letters of them, escaped.
_OTHERS = re.compile(
    rb"\$(?:(?:dynamicRef|recursiveRef|id|anchor|dynamicAnchor|defs)\"|ref\"\s*:\s*\"(?!#/components/))"
)
_ESCAPED = re.compile(rb"\\u00(?:24|65|66|72)")


class Leads:
    """The components that lead to others; of what is not plain JSON nothing is known.

    In YAML the same value may stand at several places, and views of Swagger 2.0 have pointers of their own.
    """

    __slots__ = ("_document", "_is_plain", "_targets")

    def __init__(self, document: Document) -> None:
        self._document = document
        # By the identity of a schema's value, which its document keeps.
        self._targets: dict[int, set[str]] = {}
        self._is_plain = _is_plain(document)

    def leading_to(self, node: Node) -> frozenset[str] | None:
        """The components from which there may be a way to a schema, its own included; None for any."""
        if not self._is_plain or node.file is not self._document.file:
            return None
        home = home_of(node.pointer)
        return frozenset() if home is None else self._document.references.leading_to(home)

    def may_lead(self, start: Node, node: Node) -> bool:
        """Whether there may be a way from a schema to another one."""
        leading = self.leading_to(node)
        if leading is None or start.file is not self._document.file:
            return True
        name = home_of(start.pointer)
        if name is not None:
            return name in leading
        inside = node.pointer[: len(start.pointer)] == start.pointer
        return inside or not leading.isdisjoint(self._targets_of(start))

    def _targets_of(self, start: Node) -> set[str]:
        known = self._targets.get(id(start.value))
        if known is None:
            known = self._targets[id(start.value)] = targets_in(start.value)
        return known


def home_of(pointer: Pointer) -> str | None:
    """The component that a pointer leads into; None for any other place."""
    return component_at(component_around(pointer))


def _is_plain(document: Document) -> bool:
    data = document.source.data
    plain = document.version != "2.0" and data.lstrip()[:1] == b"{"
    return plain and not _OTHERS.search(data) and not _ESCAPED.search(data)
