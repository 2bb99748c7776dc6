"""JSON Schemas that are written here, of files that people write: tables, lists and maps in their plainest form."""

from __future__ import annotations

from typing import Any, Final

SchemaDict = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def closed_object(description: str, properties: dict[str, SchemaDict], required: tuple[str, ...] = ()) -> SchemaDict:
    """The schema of an object that has no other properties than these."""
    needed: SchemaDict = {"required": list(required)} if required else {}
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "additionalProperties": False,
        **needed,
    }


def map_of(values: SchemaDict, description: str, names: SchemaDict | None = None) -> SchemaDict:
    """The schema of an object of any names, or of those that a schema allows, whose values a schema describes."""
    allowed = {} if names is None else {"propertyNames": names}
    return {"type": "object", "description": description, **allowed, "additionalProperties": values}


def array_of(items: SchemaDict, description: str, **more: Any) -> SchemaDict:
    """The schema of an array, with other keywords beside."""
    return {"type": "array", "description": description, "items": items, **more}


def any_of(description: str, *alternatives: SchemaDict, **more: Any) -> SchemaDict:
    """The schema of what one of these schemas allows, with other keywords beside."""
    return {"description": description, **more, "anyOf": list(alternatives)}


def property_names(schema: SchemaDict) -> list[str]:
    """The properties that the schema of an object describes."""
    return list(schema.get("properties", ()))
