"""The sections that hold reusable objects, what one of these is called, and which of them a reference or a place names.

A component is known by its section and its name: `schemas/Pet`, in OpenAPI 2.0 `definitions/Pet`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harness.vocabulary._pointers import unescaped

if TYPE_CHECKING:
    from harness.vocabulary._terms import Subject

# Source: OpenAPI 3.2.0, 4.8.7, Components Object.
SECTIONS: dict[str, Subject] = {
    "schemas": "schema",
    "responses": "response",
    "parameters": "parameter",
    "requestBodies": "request body",
    "headers": "header",
    "securitySchemes": "security scheme",
    "links": "link",
    "callbacks": "callback",
    "examples": "example",
    "pathItems": "path item",
    "mediaTypes": "media type",
}
# Source: OpenAPI 2.0, Swagger Object.
SWAGGER_SECTIONS: dict[str, Subject] = {
    "definitions": "schema",
    "parameters": "parameter",
    "responses": "response",
    "securityDefinitions": "security scheme",
}
# Those of OpenAPI 2.0 that a `$ref` may lead to; security schemes are referred to by name.
REFERABLE = tuple(section for section in SWAGGER_SECTIONS if section != "securityDefinitions")
# What a reference leads to that names no component.
ANYWHERE = "?"
KINDS = tuple(SECTIONS.values())


def pointer_of(section: str, version: str) -> tuple[str, ...]:
    """Where the components of a section stand in a document; in OpenAPI 2.0, those of the same kind."""
    if version != "2.0":
        return ("components", section)
    kind = SECTIONS.get(section)
    return next(((name,) for name, other in SWAGGER_SECTIONS.items() if other == kind), ("components", section))


@lru_cache(maxsize=8192)  # the same few are asked for at each place that refers to them
def component_of(reference: str) -> str:
    """The component that a reference leads into, `?` for any other target."""
    if "%" in reference:
        from urllib.parse import unquote

        reference = unquote(reference)
    parts = reference.split("/", 4)
    if parts[0] == "#" and len(parts) >= 4 and parts[1] == "components":
        return f"{parts[2]}/{unescaped(parts[3])}"
    if parts[0] == "#" and len(parts) >= 3 and parts[1] in REFERABLE:
        return f"{parts[1]}/{unescaped(parts[2])}"
    return ANYWHERE


def is_component(reference: str) -> bool:
    """Whether a reference leads to a component itself, not to a part of one."""
    return reference.count("/") == (3 if reference.startswith("#/components/") else 2) and reference[:2] == "#/"


def component_at(pointer: tuple[str, ...]) -> str | None:
    """The component that stands at a pointer, as `component_of` names it; None for any other place."""
    if len(pointer) == 3 and pointer[0] == "components":
        return f"{pointer[1]}/{pointer[2]}"
    if len(pointer) == 2 and pointer[0] in REFERABLE:
        return f"{pointer[0]}/{pointer[1]}"
    return None


def component_around(pointer: tuple[str, ...]) -> tuple[str, ...]:
    """The pointer of the component that a place is part of; empty for a place elsewhere."""
    if len(pointer) > 2 and pointer[0] == "components":
        return pointer[:3]
    return pointer[:2] if len(pointer) > 1 and pointer[0] in SWAGGER_SECTIONS else ()


def components_in(content: dict[str, Any]) -> list[tuple[str, Any]]:
    """The components of a document by section and name, but for the security schemes of OpenAPI 2.0."""
    sections = content.get("components")
    listed = list(sections.items()) if type(sections) is dict else []
    listed += [(section, content.get(section)) for section in REFERABLE]
    return [
        (f"{section}/{name}", value)
        for section, members in listed
        if type(members) is dict
        for name, value in members.items()
    ]


def kind_of(reference: str) -> Subject:
    """What the component that a reference names is called."""
    section = component_of(reference).partition("/")[0]
    return SECTIONS.get(section) or SWAGGER_SECTIONS.get(section, "schema")


def kind_at(pointer: tuple[str, ...]) -> str | None:
    """What the component that stands at a pointer is called; None for any other place."""
    if len(pointer) == 3 and pointer[0] == "components":
        return SECTIONS.get(pointer[1], pointer[1])
    return SWAGGER_SECTIONS.get(pointer[0]) if len(pointer) == 2 else None
