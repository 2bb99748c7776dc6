"""The sections that hold reusable objects, and what one of them is called."""

from __future__ import annotations

from harness.comparison._unchanged import component_of

# Source: OpenAPI 3.2.0, 4.8.7, Components Object.
COMPONENTS = {
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
SECTIONS = {
    "definitions": "schema",
    "parameters": "parameter",
    "responses": "response",
    "securityDefinitions": "security scheme",
}


def kind_of(reference: str) -> str:
    """The kind of the component that a reference names."""
    section = component_of(reference).partition("/")[0]
    return COMPONENTS.get(section) or SECTIONS.get(section, "schema")


def label_of(pointer: tuple[str, ...], file: str) -> str | None:
    """`schema Pet` for the pointer of a component, the file's name for a whole file, None for any other place."""
    if len(pointer) == 3 and pointer[0] == "components":
        return f"{COMPONENTS.get(pointer[1], pointer[1])} {pointer[2]}"
    if len(pointer) == 2 and pointer[0] in SECTIONS:
        return f"{SECTIONS[pointer[0]]} {pointer[1]}"
    return None if pointer else file
