"""What the keywords with subschemas say: those of arrays and objects, and those that combine schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._values import number

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment._context import Context
    from harness.containment._normal import Normal

    Say = Callable[[Normal, Any, dict[str, Any], Context], None]


def refer(normal: Normal, schema: Any, reference: str, context: Context) -> None:
    """Add what a reference leads to."""
    target = context.target(schema, reference)
    if target is None:
        normal.doubt("$ref")
    elif target[1] is not schema:
        normal.targets = (*normal.targets, target)


def say_items(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    if isinstance(value, list):
        if context.age < 2020:
            normal.prefix = tuple(value)
            more = schema.get("additionalItems", True)
            if isinstance(more, dict | bool) and more is not True:
                normal.rest = more
    elif isinstance(value, dict | bool) and value is not True:
        normal.rest = value


def say_prefix_items(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, list):
        normal.prefix = tuple(value)


def say_contains(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    if not isinstance(value, dict | bool):
        return
    if context.age in {0, 2019, 2020}:
        least, most = number(schema.get("minContains")), number(schema.get("maxContains"))
        if least is not None and least >= 0:
            normal.min_contains = int(least)
        if most is not None and most >= 0:
            normal.max_contains = int(most)
    if normal.min_contains or normal.max_contains is not None:
        normal.contains = value


def say_properties(normal: Normal, value: Any, _: dict[str, Any], context: Context) -> None:
    if not isinstance(value, dict):
        return
    hidden = context.reading.hidden
    members = {name: member for name, member in value.items() if isinstance(member, dict | bool)}
    if hidden is not None:
        unseen = [name for name, member in members.items() if is_hidden(member, context, hidden)]
        if unseen:
            normal.hidden = frozenset(unseen)
            members = {name: member for name, member in members.items() if name not in normal.hidden}
    if members:
        normal.properties = members


def is_hidden(member: Any, context: Context, keyword: str, depth: int = 8) -> bool:
    """Whether a property's schema says that it is no part of the message, itself or where it refers to."""
    if not isinstance(member, dict) or depth == 0:
        return False
    if member.get(keyword) is True:
        return True
    reference, parts = member.get("$ref"), member.get("allOf")
    if isinstance(reference, str):
        target = context.target(member, reference)
        if target is not None and is_hidden(target[1], target[0], keyword, depth - 1):
            return True
    return isinstance(parts, list) and any(is_hidden(part, context, keyword, depth - 1) for part in parts)


def say_required(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    if not isinstance(value, list):
        return
    names = dict.fromkeys(name for name in value if isinstance(name, str))
    hidden, properties = context.reading.hidden, schema.get("properties")
    if hidden is not None and isinstance(properties, dict):
        names = {n: None for n in names if not is_hidden(properties.get(n), context, hidden)}
    if names:
        normal.required = tuple(names)


def say_pattern_properties(normal: Normal, value: Any, schema: dict[str, Any], _: Context) -> None:
    from harness.containment._patterns import understood

    if not isinstance(value, dict):
        return
    clear = {pattern: member for pattern, member in value.items() if understood(pattern)}
    normal.pattern_properties = clear
    if len(clear) < len(value):
        # Which names are additional cannot be told either.
        normal.doubt("patternProperties")
        normal.__dict__.pop("additional", None)
        del schema


def say_additional(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, dict | bool) and value is not True and "patternProperties" not in normal.vague:
        normal.additional = value


def say_property_names(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, dict | bool) and value is not True:
        normal.names = value


def say_dependencies(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    if not isinstance(value, dict):
        return
    required, schemas = dict(normal.dependent_required), dict(normal.dependent_schemas)
    for name, member in value.items():
        if isinstance(member, list):
            names = [other for other in member if isinstance(other, str)]
            required[name] = tuple(dict.fromkeys([*required.get(name, ()), *names]))
        elif isinstance(member, str):
            required[name] = (*required.get(name, ()), member)
        elif isinstance(member, dict | bool):
            if name in schemas:
                normal.doubt("dependentSchemas")
            schemas[name] = member
    if required:
        normal.dependent_required = required
    if schemas:
        normal.dependent_schemas = schemas


def say_all_of(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    from harness.containment._keywords import KEYWORDS

    if isinstance(value, list):
        parts = [part for part in _schemas(value) if part is False or not KEYWORDS.keys().isdisjoint(_words(part))]
        if parts:
            normal.all_of = (*normal.all_of, *parts)


def _words(schema: Any) -> Any:
    """The keywords of a schema, a reference among them."""
    return schema if isinstance(schema, dict) else ()


def say_any_of(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    parts = _schemas(value)
    if len(parts) == 1:
        normal.all_of = (*normal.all_of, *parts)
    elif parts:
        normal.any_of = (*normal.any_of, parts)


def say_one_of(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    parts = _schemas(value)
    if len(parts) == 1:
        normal.all_of = (*normal.all_of, *parts)
    elif parts:
        normal.one_of = (*normal.one_of, parts)


def _schemas(value: Any) -> tuple[Any, ...]:
    return tuple(part for part in value if isinstance(part, dict | bool)) if isinstance(value, list) else ()


def say_not(normal: Normal, value: Any, _: dict[str, Any], __: Context) -> None:
    if isinstance(value, dict | bool):
        normal.nots = (*normal.nots, value)


def say_if(normal: Normal, value: Any, schema: dict[str, Any], _: Context) -> None:
    then, otherwise = (schema.get(name, True) for name in ("then", "else"))
    if isinstance(value, dict | bool) and not (then is True and otherwise is True):
        normal.conditionals = ((value, then, otherwise),)


def say_dynamic_reference(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    # With one schema of that name in the document, the outermost is the nearest.
    if isinstance(value, str):
        refer(normal, schema, value, context)


def say_recursive_reference(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
    if value == "#":
        refer(normal, schema, value, context)
    else:
        normal.doubt("$recursiveRef")


def say_unevaluated(keyword: str) -> Say:
    def say(normal: Normal, value: Any, schema: dict[str, Any], context: Context) -> None:
        from harness.containment._unevaluated import closing

        if isinstance(value, dict | bool) and value is not True and value != {}:
            closed = closing(keyword, value, schema, context)
            if closed is None:
                normal.doubt(keyword)
            elif closed:
                normal.all_of = (*normal.all_of, closed)

    return say
