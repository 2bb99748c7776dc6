"""A document of many files as one: what stands in other files becomes components of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.errors import DocumentError
from harness.vocabulary import by_form, format_pointer, pointer_of

if TYPE_CHECKING:
    from harness.document._document import Document
    from harness.document._file import Node

# The members of these are names, whatever these are called.
_MAPS = frozenset(
    (
        *by_form("schema map"),
        *("schemas", "responses", "parameters", "requestBodies", "headers", "securitySchemes", "links", "callbacks"),
        *("pathItems", "examples", "paths", "webhooks", "mediaTypes", "content", "encoding"),
    )
)
# Whatever stands here is data.
_DATA = frozenset(("default", "example", "enum", "const", "value"))
# What a reference means by what it stands in; anywhere else it means a schema.
_SECTIONS = {
    "parameters": "parameters",
    "responses": "responses",
    "requestBody": "requestBodies",
    "requestBodies": "requestBodies",
    "headers": "headers",
    "examples": "examples",
    "links": "links",
    "callbacks": "callbacks",
    "securitySchemes": "securitySchemes",
}
_PATH_ITEMS = frozenset(("paths", "webhooks", "pathItems"))


def bundle(document: Document) -> dict[str, Any] | None:
    """The content of a document with what it refers to in other files; None where it refers to no other file.

    A part of another file becomes a component, under the name that it has there, or one like it where that is taken.
    What is no component, such as a path item, takes the place of its reference. References that lead nowhere stay.
    """
    bundler = _Bundler(document)
    content: dict[str, Any] = bundler.copied(document.root)
    return bundler.with_components(content) if bundler.is_needed else None


class _Bundler:
    """Copies values, and collects the parts of other files that they refer to."""

    def __init__(self, document: Document) -> None:
        self.is_needed = False
        self._document = document
        self._references: dict[tuple[str, tuple[str, ...]], str] = {}
        self._components: dict[tuple[str, ...], dict[str, Any]] = {}
        self._inlined: list[tuple[str, tuple[str, ...]]] = []

    def copied(self, node: Node, owner: str = "", *, is_map: bool = False) -> Any:
        """A value with its references led to where their targets will stand.

        Args:
            node: the value.
            owner: the key that it stands under, that of the map where it is a member of one.
            is_map: whether its keys are names.
        """
        if type(node.value) is list:
            return [self.copied(item, owner) for item in node.elements()]
        if type(node.value) is not dict:
            return node.value
        reference = node.value.get("$ref")
        if not is_map and type(reference) is str:
            return self._referring(node, reference, owner)
        return {key: self._member(key, member, owner, is_map=is_map) for key, member in node.members()}

    def with_components(self, content: dict[str, Any]) -> dict[str, Any]:
        """The content with all that was collected."""
        for place, components in self._components.items():
            folder = content
            for key in place:
                folder = folder.setdefault(key, {})
            folder.update(components)
        return content

    def _member(self, key: str, member: Node, owner: str, *, is_map: bool) -> Any:
        if is_map:
            return self.copied(member, owner)
        if key in _DATA or (key == "examples" and type(member.value) is list):
            return member.value
        if owner == "discriminator" and key == "mapping":
            return {name: self._mapped(value) for name, value in member.members()}
        # Below a callback stand path items, by expressions.
        inner = "paths" if owner == "callbacks" else key
        return self.copied(member, inner, is_map=key in _MAPS and type(member.value) is dict)

    def _referring(self, node: Node, reference: str, owner: str) -> dict[str, Any]:
        beside = {
            key: self._member(key, member, owner, is_map=False) for key, member in node.members() if key != "$ref"
        }
        try:
            target = self._document.target(node, reference)
        except DocumentError:
            return {"$ref": reference, **beside}
        if owner in _PATH_ITEMS and target.file is not self._document.file:
            return {**self._inline(target), **beside}
        return {"$ref": self._address(node, reference, target, owner), **beside}

    def _inline(self, target: Node) -> dict[str, Any]:
        self.is_needed = True
        place = (target.file.source.uri, target.pointer)
        if place in self._inlined:
            return {}  # it leads to itself
        self._inlined.append(place)
        content = self.copied(target, "paths")
        self._inlined.pop()
        return content if isinstance(content, dict) else {}

    def _mapped(self, value: Node) -> Any:
        if type(value.value) is not str or not re.search(r"[./#]", value.value):
            return value.value
        try:
            target = self._document.target(value, value.value)
        except DocumentError:
            return value.value
        return self._address(value, value.value, target, "schemas")

    def _address(self, node: Node, reference: str, target: Node, owner: str) -> str:
        """The reference to a target in the document to be."""
        if target.file is self._document.file:
            return reference if node.file is target.file else f"#{format_pointer(target.pointer)}"
        self.is_needed = True
        key = (target.file.source.uri, target.pointer)
        if key not in self._references:
            place = pointer_of(_SECTIONS.get(owner, "schemas"), self._document.version)
            name = self._free_name(place, target)
            # Named before it is copied: it may lead back to itself.
            self._references[key] = f"#{format_pointer((*place, name))}"
            components = self._components.setdefault(place, {})
            components[name] = None
            components[name] = self.copied(target, owner)
        return self._references[key]

    def _free_name(self, place: tuple[str, ...], target: Node) -> str:
        file = target.file.source.uri.rpartition("/")[2].partition(".")[0]
        wanted = re.sub(r"[^A-Za-z0-9._-]+", "-", target.pointer[-1] if target.pointer else file).strip("-") or "part"
        own = self._document.file.at(place)
        taken = {*(own.value if own is not None and type(own.value) is dict else ()), *self._components.get(place, ())}
        number = next(number for number in range(1, len(taken) + 2) if _numbered(wanted, number) not in taken)
        return _numbered(wanted, number)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}{number}"
