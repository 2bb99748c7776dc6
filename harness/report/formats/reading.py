"""Values of a model, from JSON that obeys the schema of a format."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints


def built(kind: Any, value: Any) -> Any:
    """A value of a type of a model: a tuple with names, a tuple of others, a word, a number, or None."""
    if value is None or kind in (str, int, bool) or get_origin(kind) is Literal:
        return value
    if kind is float:
        return float(value)
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        if inner[-1] is ...:
            return tuple(built(inner[0], item) for item in value)
        return tuple(built(each, item) for each, item in zip(inner, value, strict=True))
    if hasattr(kind, "_fields"):
        # What came with a later minor version of a format has a default.
        return kind(**{name: built(_hints(kind)[name], value[name]) for name in kind._fields if name in value})
    # What is left is `X | None`, and None is done.
    return built(get_args(kind)[0], value)


@cache
def _hints(kind: type) -> dict[str, Any]:
    import harness.vocabulary

    return get_type_hints(kind, None, vars(harness.vocabulary))
