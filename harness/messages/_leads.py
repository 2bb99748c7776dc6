"""Which components of a document lead to which, so that nobody looks for ways where there are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harness.comparison import image

if TYPE_CHECKING:
    from harness.document import Document, Node

# In an image a text is its length in four bytes and its UTF-8. Whatever begins like this may be a reference.
_POINTERS = re.compile(rb"#/components/")
# References of other kinds: dynamic ones, to other files, to what names itself; and letters of them, escaped.
_OTHERS = re.compile(rb"\$(?:(?:dynamicRef|recursiveRef|id|anchor|dynamicAnchor)\"|ref\"\s*:\s*\"(?!#/components/))")
_ESCAPED = re.compile(rb"\\u00(?:24|65|66|72)")

# A component is known by its pointer.
Name = tuple[str, ...]


class Leads:
    """The components that lead to others; of what is not plain JSON nothing is known.

    In YAML the same value may stand at several places, and views of Swagger 2.0 have pointers of their own.
    """

    __slots__ = ("_document", "_leading", "_referring", "_targets")

    def __init__(self, document: Document) -> None:
        self._document = document
        self._targets: dict[int, frozenset[Name]] = {}
        self._leading: dict[Name, frozenset[Name]] = {}
        self._referring = _referring(document)

    def leading_to(self, node: Node) -> frozenset[Name] | None:
        """The components from which there may be a way to a schema, its own included; None for any."""
        if self._referring is None or node.file is not self._document.file:
            return None
        home = name_of(node.pointer)
        known = self._leading.get(home)
        if known is None:
            known = self._leading[home] = _closed(home, self._referring) if home else frozenset()
        return known

    def may_lead(self, start: Node, node: Node) -> bool:
        """Whether there may be a way from a schema to another one."""
        leading = self.leading_to(node)
        if leading is None or start.file is not self._document.file:
            return True
        name = name_of(start.pointer)
        if name:
            return name in leading
        inside = node.pointer[: len(start.pointer)] == start.pointer
        return inside or not leading.isdisjoint(self._targets_of(start))

    def _targets_of(self, start: Node) -> frozenset[Name]:
        known = self._targets.get(id(start.value))
        if known is None:
            known = self._targets[id(start.value)] = frozenset(_targets(start.value))
        return known


def name_of(pointer: tuple[str, ...]) -> Name:
    """The component that a pointer leads into; empty for any other place."""
    return pointer[:3] if pointer[:1] == ("components",) else ()


def _referring(document: Document) -> dict[Name, list[Name]] | None:
    """For each component those that refer to it; None where that cannot be told."""
    data = document.source.data
    if document.version == "2.0" or data.lstrip()[:1] != b"{" or _OTHERS.search(data) or _ESCAPED.search(data):
        return None
    found: dict[Name, list[Name]] = {}
    sections = document.content.get("components")
    for section, members in sections.items() if type(sections) is dict else ():
        for name, value in members.items() if type(members) is dict else ():
            for target in _targets(value):
                found.setdefault(target, []).append(("components", section, name))
    return found


def _targets(value: object) -> set[Name]:
    said = image(value)
    found = set()
    for match in _POINTERS.finditer(said):
        start = match.start()
        found.add(said[start : start + int.from_bytes(said[start - 4 : start], "little")])
    return {_name(text.decode("utf-8", "replace")) for text in found}


def _name(reference: str) -> Name:
    parts = (unquote(reference) if "%" in reference else reference).split("/", 4)[1:4]
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def _closed(home: Name, referring: dict[Name, list[Name]]) -> frozenset[Name]:
    names, pending = {home}, [home]
    while pending:
        for name in referring.get(pending.pop(), ()):
            if name not in names:
                names.add(name)
                pending.append(name)
    return frozenset(names)
