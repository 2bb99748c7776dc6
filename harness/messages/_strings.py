"""The texts of the single values of a schema, as a schema of strings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.messages._wire import JSON, takes_null, text_of, types_of
from harness.records import NamedTuple
from harness.vocabulary import by_form, disjunction, keyword_for, names

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.document import Document, Node
    from harness.messages._wire import Wire

_SCALARS = ["string", "number", "integer", "boolean"]
_OF_STRINGS = ("pattern", "format", "minLength", "maxLength", "contentEncoding", "contentMediaType")
_OF_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format")
_PARTS, _ALTERNATIVES, _CHOICE = keyword_for("every"), keyword_for("some"), keyword_for("one")
_COMBINED = frozenset((*names("every", "some", "one", "none", "condition"), *by_form("reference"), "discriminator"))
_INTEGER = r"^-?(0|[1-9][0-9]*)$"
_NUMBER = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"
# Of JSON texts the first character tells the type.
_JSON = {"string": '^"', "array": r"^\[", "object": r"^\{"}
_ANY_JSON = r'^["\[{0-9tfn-]'
_MOST_CHOICES = 200


class Strings(NamedTuple):
    """The texts of a schema.

    Attributes:
        schema: of strings: all the texts, and where it is not exact more than these.
        exact: whether it has no others.
        choices: the texts with their values, where these are listed.
    """

    schema: dict[str, Any]
    exact: bool
    choices: list[tuple[str, Any]] | None = None


def strings_of(node: Node, wire: Wire, document: Document, holds: Callable[[Node, Any], bool]) -> Strings | None:
    """The texts of a schema; None where these are not single values, or its keywords say more than can be told here.

    Args:
        node: the schema, behind its references.
        wire: how its values travel.
        document: that of the schema.
        holds: whether a value is one of a schema.
    """
    value = node.value
    if type(value) is not dict:
        return _typed(node, wire) if value is True else None
    combined = _COMBINED & value.keys()
    if combined:
        return _combined(node, wire, document, holds) if len(combined) == 1 else None
    listed = [value["const"]] if "const" in value else value.get("enum") or _range(node)
    if type(listed) is not list:
        return _typed(node, wire)
    if len(listed) > _MOST_CHOICES:
        return None
    valid = [value for value in listed if holds(node, value)]
    choices = [(json.dumps(each, ensure_ascii=False) if wire.kind == JSON else text_of(each), each) for each in valid]
    return Strings({"type": "string", "enum": [text for text, _ in choices]}, True, choices) if choices else None


def _combined(node: Node, wire: Wire, document: Document, holds: Callable[[Node, Any], bool]) -> Strings | None:
    """The texts of alternatives, of which those of `oneOf` may shut each other out."""
    keyword = next(iter(_COMBINED & node.value.keys()))
    others = {"type", "enum", "const", *_OF_STRINGS, *_OF_NUMBERS} & node.value.keys()
    listed = node.child(keyword)
    parts = list(listed.elements()) if listed is not None else []
    if others or not parts or (keyword not in (_ALTERNATIVES, _CHOICE) and not (keyword == _PARTS and len(parts) == 1)):
        return None
    alternatives = []
    for part in parts:
        target = document.resolve(part)
        strings = None if target is None else strings_of(target, wire, document, holds)
        if strings is None:
            return None
        alternatives.append(strings)
    choices = [choice for strings in alternatives for choice in strings.choices or ()]
    exact = all(strings.exact for strings in alternatives) and (keyword != _CHOICE or len(alternatives) == 1)
    if keyword == _CHOICE:
        choices = [(text, each) for text, each in choices if holds(node, each)]
    listed_all = all(strings.choices is not None for strings in alternatives)
    return Strings(disjunction(*(strings.schema for strings in alternatives)), exact, choices if listed_all else None)


def _range(node: Node) -> list[int] | None:
    """All integers between two limits that are close."""
    least, most = node.get("minimum"), node.get("maximum")
    if types_of(node) != ["integer"] or type(least) is not int or type(most) is not int:
        return None
    return list(range(least, most + 1)) if 0 <= most - least < _MOST_CHOICES else None


def _typed(node: Node, wire: Wire) -> Strings | None:
    """The texts of the types that a schema names."""
    names = types_of(node)
    limited = any(node.get(keyword) is not None for keyword in (*_OF_STRINGS, *_OF_NUMBERS))
    if not names and not takes_null(node) and not limited:
        return Strings({"type": "string", "pattern": _ANY_JSON}, False) if wire.kind == JSON else Strings(_ANY, True)
    parts = [_of_type(node, name, wire) for name in names or _SCALARS]
    if takes_null(node):
        parts.append(Strings({"enum": ["null"]} if wire.kind == JSON else {"type": "null"}, True))
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    schema = known[0].schema if len(known) == 1 else disjunction(*(part.schema for part in known))
    return Strings(schema, all(part.exact for part in known))


_ANY: dict[str, Any] = {"type": "string"}


def _of_type(node: Node, name: str, wire: Wire) -> Strings | None:
    if wire.kind == JSON and name in _JSON:
        return Strings({"type": "string", "pattern": _JSON[name]}, False)
    if name == "string":
        return Strings({"type": "string", **{key: node.value[key] for key in _OF_STRINGS if key in node.value}}, True)
    if name == "boolean":
        return Strings({"type": "string", "enum": ["true", "false"]}, True)
    if name in ("integer", "number"):
        exact = not any(key in node.value for key in _OF_NUMBERS)
        return Strings({"type": "string", "pattern": _INTEGER if name == "integer" else _NUMBER}, exact)
    return None
