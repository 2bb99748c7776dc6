"""The types that a changelog shows: `string(uuid) | null`, `array[string] | string`."""

from __future__ import annotations

from typing import Any, NamedTuple


class Type(NamedTuple):
    """One of the types that a schema allows.

    Attributes:
        name: JSON Schema's name.
        format: shown behind the name, and no part of what is compared.
        items: for an array, the types of its items.
    """

    name: str
    format: str | None = None
    items: tuple[Type, ...] = ()

    def __str__(self) -> str:
        if self.name == "array":
            return f"array[{shown(self.items) or 'any'}]" if self.items else "array"
        return f"{self.name}({self.format})" if self.format else self.name


NULL = Type("null")

# What arrays hold is shown as long as a reader may follow; unions of arrays of unions grow without end.
_FOLLOWED = 200


def holding(array: Type, items: tuple[Type, ...]) -> Type:
    """The type of an array of such items; just `array` where there is too much to say."""
    return array._replace(items=items) if _size(items) <= _FOLLOWED else array


def shown(types: tuple[Type, ...]) -> str | None:
    """The text of a set of types, `null` last; None for a schema that names no type."""
    texts = dict.fromkeys(str(one) for one in types if one.name != "null")
    if any(one.name == "null" for one in types):
        texts["null"] = None
    return " | ".join(texts) or None


def is_taken_away(old: tuple[Type, ...], new: tuple[Type, ...]) -> bool:
    """Whether a type that was allowed is not any more, whatever its format.

    That `string` becomes `string(uuid)` takes no type away: published changelogs do not mark it.
    """
    if not old:
        return False
    return not new or any(not any(_covers(other, one) for other in new) for one in old)


def _size(types: tuple[Type, ...]) -> int:
    return sum(1 + _size(one.items) for one in types)


def _covers(wide: Type, narrow: Type) -> bool:
    return wide.name == narrow.name and not is_taken_away(narrow.items, wide.items)


def declared(schema: dict[str, Any]) -> tuple[Type, ...]:
    """The types that `type`, `nullable` and `format` name themselves, without those of subschemas."""
    value = schema.get("type")
    names = (
        [value]
        if isinstance(value, str)
        else [name for name in value if isinstance(name, str)]
        if isinstance(value, list)
        else []
    )
    if not names:
        names = ["object"] if "properties" in schema else ["array"] if "items" in schema else []
    form = schema.get("format")
    types = [Type(name, form if isinstance(form, str) and name != "null" else None) for name in names]
    nullable = schema.get("nullable") is True or schema.get("x-nullable") is True
    if nullable and types and "null" not in names:
        types.append(NULL)
    return tuple(types)
