"""What a change of one keyword does to the set of valid instances, both schemas being known.

A look at the keywords that bear on each other, no more: whether messages are really lost is for
containment to prove. Keywords that are not here are annotations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison._unchanged import canonical
from harness.vocabulary import ANNOTATED, NARROWED, REPLACED, WIDENED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.vocabulary import Effect

    Schema = Mapping[str, Any]
    Comparer = Callable[[Schema, Schema, str], Effect]


def effect_of(keyword: str, old: Schema, new: Schema) -> Effect:
    """The effect of the difference of one assertion between two schemas."""
    comparer = _ASSERTIONS.get(keyword)
    return ANNOTATED if comparer is None else comparer(old, new, keyword)


def is_assertion(keyword: str) -> bool:
    """Whether a keyword by itself says which instances are valid."""
    return keyword in _ASSERTIONS


def types_of(schema: Schema) -> frozenset[str]:
    """The types that a schema allows, every one where it names none; `nullable` counts as the type null.

    Source: JSON Schema 2020-12 validation, 6.1.1; OpenAPI 3.0.3, 4.7.24.1 `nullable`.
    """
    value = schema.get("type")
    if isinstance(value, str):
        names = {value}
    elif isinstance(value, list) and value:
        names = {name for name in value if isinstance(name, str)}
    else:
        return _EVERY_TYPE
    if "number" in names:
        names.add("integer")
    if schema.get("nullable") is True or schema.get("x-nullable") is True:
        names.add("null")
    return frozenset(names)


_EVERY_TYPE = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})


def _sets(old: frozenset[Any], new: frozenset[Any]) -> Effect:
    if old == new:
        return ANNOTATED
    if old > new:
        return NARROWED
    return WIDENED if old < new else REPLACED


def _type(old: Schema, new: Schema, _: str) -> Effect:
    return _sets(types_of(old), types_of(new))


def _choices(old: Schema, new: Schema, _: str) -> Effect:
    was, now = _values(old), _values(new)
    if was is None or now is None:
        return ANNOTATED if was is now else NARROWED if was is None else WIDENED
    return _sets(was, now)


def _values(schema: Schema) -> frozenset[str] | None:
    """The values of `enum`, or of `const`, each as text that tells 1 from true."""
    if "const" in schema:
        return frozenset({_text(schema["const"])})
    choices = schema.get("enum")
    return frozenset(map(_text, choices)) if isinstance(choices, list) else None


def _text(value: Any) -> str:
    return repr(canonical(value))


def _upper(old: Schema, new: Schema, keyword: str) -> Effect:
    return _bounds(_number(old, keyword), _number(new, keyword), 1)


def _lower(old: Schema, new: Schema, keyword: str) -> Effect:
    least = (1 if keyword == "minContains" else 0, 0)
    return _bounds(_number(old, keyword) or least, _number(new, keyword) or least, -1)


def _maximum(old: Schema, new: Schema, _: str) -> Effect:
    return _bounds(_limit(old, "maximum", "exclusiveMaximum", 1), _limit(new, "maximum", "exclusiveMaximum", 1), 1)


def _minimum(old: Schema, new: Schema, _: str) -> Effect:
    return _bounds(_limit(old, "minimum", "exclusiveMinimum", -1), _limit(new, "minimum", "exclusiveMinimum", -1), -1)


def _limit(schema: Schema, inclusive: str, exclusive: str, sign: int) -> tuple[float, int] | None:
    """The tighter of both bounds; draft 4 and OpenAPI 3.0 write `exclusive…` as a boolean."""
    bound, strict = _number(schema, inclusive), schema.get(exclusive)
    if bound is not None and strict is True:
        bound = (bound[0], -sign)
    other = None if isinstance(strict, bool) or not isinstance(strict, int | float) else (strict, -sign)
    candidates = [limit for limit in (bound, other) if limit is not None]
    return min(candidates, key=lambda limit: (sign * limit[0], sign * limit[1])) if candidates else None


def _number(schema: Schema, keyword: str) -> tuple[float, int] | None:
    value = schema.get(keyword)
    return None if isinstance(value, bool) or not isinstance(value, int | float) else (value, 0)


def _bounds(old: tuple[float, int] | None, new: tuple[float, int] | None, sign: int) -> Effect:
    if old == new:
        return ANNOTATED
    if old is None or new is None:
        return NARROWED if old is None else WIDENED
    return NARROWED if (sign * new[0], sign * new[1]) < (sign * old[0], sign * old[1]) else WIDENED


def _opaque(old: Schema, new: Schema, keyword: str) -> Effect:
    if keyword in old and keyword in new:
        return REPLACED
    return NARROWED if keyword in new else WIDENED


def _factor(old: Schema, new: Schema, keyword: str) -> Effect:
    was, now = _number(old, keyword), _number(new, keyword)
    if was is None or now is None or was == now:
        return _bounds(was, now, 1)
    from fractions import Fraction

    before, after = Fraction(str(was[0])), Fraction(str(now[0]))
    if before <= 0 or after <= 0:
        return REPLACED
    return NARROWED if (after / before).denominator == 1 else WIDENED if (before / after).denominator == 1 else REPLACED


def _flag(old: Schema, new: Schema, keyword: str) -> Effect:
    was, now = old.get(keyword) is True, new.get(keyword) is True
    if was == now:
        return ANNOTATED
    return NARROWED if now else WIDENED


def _role(old: Schema, new: Schema, keyword: str) -> Effect:
    """`readOnly` and `writeOnly` say in which messages a value may be: not a matter of more or fewer."""
    return ANNOTATED if (old.get(keyword) is True) == (new.get(keyword) is True) else REPLACED


_ASSERTIONS: dict[str, Comparer] = {
    "type": _type,
    "nullable": _type,
    "x-nullable": _type,
    "enum": _choices,
    "const": _choices,
    "maximum": _maximum,
    "exclusiveMaximum": _maximum,
    "minimum": _minimum,
    "exclusiveMinimum": _minimum,
    "maxLength": _upper,
    "maxItems": _upper,
    "maxProperties": _upper,
    "maxContains": _upper,
    "minLength": _lower,
    "minItems": _lower,
    "minProperties": _lower,
    "minContains": _lower,
    "multipleOf": _factor,
    "divisibleBy": _factor,
    "disallow": _opaque,
    "pattern": _opaque,
    "format": _opaque,
    "contentEncoding": _opaque,
    "contentMediaType": _opaque,
    "dependentRequired": _opaque,
    "discriminator": _opaque,
    "$dynamicRef": _opaque,
    "$recursiveRef": _opaque,
    "uniqueItems": _flag,
    "readOnly": _role,
    "writeOnly": _role,
}
