"""Schemas of OpenAPI 3.0 and Swagger 2.0 in the words of JSON Schema 2020-12.

Source: OpenAPI 3.0.4, 4.7.24; Swagger 2.0, Schema Object.
"""

from __future__ import annotations

from typing import Any

_MAPS = ("properties", "patternProperties", "definitions", "$defs", "dependentSchemas")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = ("not", "additionalProperties", "items", "contains", "propertyNames", "if", "then", "else", "additionalItems")
_BOUNDS = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
_ANNOTATIONS = ("nullable", "x-nullable", "discriminator", "example", "xml", "externalDocs", "required")


def translated(schema: Any) -> Any:
    """The schema that JSON Schema 2020-12 reads as OpenAPI 3.0 reads this one."""
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in _MAPS and isinstance(value, dict):
            found[keyword] = {name: translated(member) for name, member in value.items()}
        elif keyword in _LISTS and isinstance(value, list):
            found[keyword] = [translated(member) for member in value]
        elif keyword in _SINGLE:
            found[keyword] = translated(value)
        elif keyword == "components":
            found[keyword] = _members(value)
        else:
            found[keyword] = value
    return translated_alone(found)


def translated_alone(schema: dict[str, Any]) -> dict[str, Any]:
    """The same for a schema whose subschemas are translated."""
    if isinstance(schema.get("$ref"), str):
        # What stands beside a reference says nothing, but may be referred to.
        return {name: schema[name] for name in ("$ref", "definitions", "$defs", "components") if name in schema}
    found = {keyword: value for keyword, value in schema.items() if keyword not in _ANNOTATIONS}
    if isinstance(schema.get("required"), list):
        found["required"] = schema["required"]
    _bounds(found)
    _types(found, schema)
    return found


def _members(value: Any) -> Any:
    return {name: translated(member) for name, member in value.items()} if isinstance(value, dict) else value


def _bounds(found: dict[str, Any]) -> None:
    for inclusive, exclusive in _BOUNDS:
        if isinstance(found.get(exclusive), bool):
            strict = found.pop(exclusive)
            if strict and inclusive in found:
                found[exclusive] = found.pop(inclusive)


def _types(found: dict[str, Any], schema: dict[str, Any]) -> None:
    declared = found.get("type")
    if declared == "file":
        del found["type"]
    elif (
        isinstance(declared, str)
        and declared != "null"
        and (schema.get("nullable") is True or schema.get("x-nullable") is True)
    ):
        found["type"] = [declared, "null"]
