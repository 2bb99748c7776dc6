"""Schemas of other dialects in the words of JSON Schema 2020-12, and without the words that a draft does not know.

Source: OpenAPI 3.0.4, 4.7.24; Swagger 2.0, Schema Object.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from harness.vocabulary import KEYWORDS, NEWEST, by_form, keyword_for, names, with_subschemas

_REFERENCES = by_form("reference")
_BOUNDS = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
_DEFINITIONS = (*names("definition"), "components")
_ELEMENTS, _POSITIONS, _FURTHER = keyword_for("item"), keyword_for("position"), keyword_for("further item")
_SCHEMAS_IF_PRESENT, _NAMES_IF_PRESENT = keyword_for("dependent"), by_form("names map")[0]
_DEPENDENCIES = by_form("schema or names map")[0]
# What JSON Schema 2020-12 has not; what of it says anything of values is told in other words.
_OTHER = frozenset(name for name, keyword in KEYWORDS.items() if not keyword.is_known(NEWEST))
# It, and what stands there that JSON Schema 2020-12 may read otherwise.
_RETOLD = _OTHER | {*_REFERENCES, *(exclusive for _, exclusive in _BOUNDS), _ELEMENTS}
_LEFT_OUT = _OTHER - {_FURTHER, _DEPENDENCIES, "$recursiveRef", *_DEFINITIONS}
_PARTS = keyword_for("every")


@lru_cache(maxsize=8)
def foreign(draft: int) -> frozenset[str]:
    """The keywords that only other drafts know, but for definitions, which references may lead to."""
    return frozenset(name for name, keyword in KEYWORDS.items() if not keyword.is_known(draft)).difference(_DEFINITIONS)


def without(schema: Any, keywords: frozenset[str]) -> Any:
    """A schema that says the same but for some keywords, in its subschemas too."""
    if not isinstance(schema, dict):
        return schema
    return {
        keyword: with_subschemas(keyword, value, lambda inner: without(inner, keywords))
        for keyword, value in schema.items()
        if keyword not in keywords
    }


def translated(schema: Any) -> Any:
    """The schema that JSON Schema 2020-12 reads as OpenAPI 3.0 reads this one."""
    if not isinstance(schema, dict):
        return schema
    members = {keyword: with_subschemas(keyword, value, translated) for keyword, value in schema.items()}
    if isinstance(schema.get("components"), dict):
        members["components"] = {name: translated(member) for name, member in schema["components"].items()}
    return translated_alone(members)


def translated_alone(schema: dict[str, Any]) -> dict[str, Any]:
    """The same for a schema whose subschemas are translated: most say nothing that has to be told in other words."""
    if _RETOLD.isdisjoint(schema) and schema.get("type") != "file" and isinstance(schema.get("required", []), list):
        return schema
    if isinstance(schema.get("$ref"), str):
        # What stands beside a reference says nothing, but may be referred to.
        return {name: schema[name] for name in ("$ref", *_DEFINITIONS) if name in schema}
    members = {keyword: value for keyword, value in schema.items() if keyword not in _LEFT_OUT}
    if not isinstance(schema.get("required"), list):
        members.pop("required", None)
    if members.pop("$recursiveRef", None) == "#":
        members["$ref"] = "#"
    _bounds(members)
    _types(members, schema)
    _elements(members)
    _dependencies(members)
    return members


def _bounds(members: dict[str, Any]) -> None:
    for inclusive, exclusive in _BOUNDS:
        if isinstance(members.get(exclusive), bool):
            strict = members.pop(exclusive)
            if strict and inclusive in members:
                members[exclusive] = members.pop(inclusive)


def _types(members: dict[str, Any], schema: dict[str, Any]) -> None:
    declared = members.get("type")
    if declared == "file":
        del members["type"]
    elif (
        isinstance(declared, str)
        and declared != "null"
        and (schema.get("nullable") is True or schema.get("x-nullable") is True)
    ):
        members["type"] = [declared, "null"]


def _elements(members: dict[str, Any]) -> None:
    """A list of schemas for the elements, which JSON Schema had under another name up to 2019-09."""
    further, listed = members.pop(_FURTHER, True), members.get(_ELEMENTS)
    if isinstance(listed, list):
        del members[_ELEMENTS]
        if _POSITIONS not in members:
            members |= ({_POSITIONS: listed} if listed else {}) | {_ELEMENTS: further}


def _dependencies(members: dict[str, Any]) -> None:
    """What an object must be where it has a member, which JSON Schema had in one keyword up to draft 7."""
    dependencies = members.pop(_DEPENDENCIES, None)
    if isinstance(dependencies, dict):
        schemas = {name: value for name, value in dependencies.items() if isinstance(value, dict | bool)}
        listed = {name: [value] if isinstance(value, str) else value for name, value in dependencies.items()}
        required = {name: value for name, value in listed.items() if isinstance(value, list)}
        split = {_SCHEMAS_IF_PRESENT: schemas, _NAMES_IF_PRESENT: required}
        members[_PARTS] = [*members.get(_PARTS, ()), split]
