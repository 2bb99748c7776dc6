"""Whether a value meets a literal, by the normal forms alone. Who confirms witnesses is somebody else."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from harness.containment._strings import matches
from harness.containment._values import is_among, kind_of, same

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.containment._context import Literal
    from harness.containment._normal import Normal


def meets(literal: Literal, value: Any) -> bool | None:
    """Whether the value is what the literal asks; None where a keyword that is not understood decides."""
    verdict = _valid(literal, value, 200)
    return verdict if literal.wanted or verdict is None else not verdict


def _valid(literal: Literal, value: Any, depth: int) -> bool | None:
    normal = literal.normal
    if depth == 0:
        return None
    if kind_of(value) not in normal.kinds or (normal.choices is not None and not is_among(value, normal.choices)):
        return False
    return _all(
        [
            _own(literal, normal, value, depth),
            *(_valid(literal.of(part), value, depth - 1) for part in normal.all_of),
            *(_valid(type(literal)(True, context, part), value, depth - 1) for context, part in normal.targets),
            *(_not(_valid(literal.of(part), value, depth - 1)) for part in normal.nots),
            *(_any(_valid(literal.of(part), value, depth - 1) for part in parts) for parts in normal.any_of),
            *(_one([_valid(literal.of(part), value, depth - 1) for part in parts]) for parts in normal.one_of),
            *(
                _branch(*(_valid(literal.of(part), value, depth - 1) for part in parts))
                for parts in normal.conditionals
            ),
            None if normal.vague else True,
        ]
    )


def _own(literal: Literal, normal: Normal, value: Any, depth: int) -> bool | None:
    match kind_of(value):
        case "integer" | "fraction":
            return _number(normal, Fraction(str(value)))
        case "string":
            return _string(normal, value)
        case "array":
            return _array(literal, normal, value, depth)
        case "object":
            return _object(literal, normal, value, depth)
    return True


def _number(normal: Normal, number: Fraction) -> bool:
    low, high = normal.lower, normal.upper
    if low is not None and (number < low[0] or (low[1] and number == low[0])):
        return False
    if high is not None and (number > high[0] or (high[1] and number == high[0])):
        return False
    return all((number / divisor).denominator == 1 for divisor in normal.multiples)


def _string(normal: Normal, text: str) -> bool:
    return (
        normal.min_length <= len(text)
        and (normal.max_length is None or len(text) <= normal.max_length)
        and all(matches("pattern", pattern, text) for pattern in normal.patterns)
        and all(matches("format", form, text) for form in normal.formats)
    )


def _array(literal: Literal, normal: Normal, items: list[Any], depth: int) -> bool | None:
    if len(items) < normal.min_items or (normal.max_items is not None and len(items) > normal.max_items):
        return False
    if normal.unique and any(same(one, other) for n, one in enumerate(items) for other in items[:n]):
        return False
    schemas = [normal.prefix[n] if n < len(normal.prefix) else normal.rest for n in range(len(items))]
    verdicts = [_valid(literal.of(schema), item, depth - 1) for schema, item in zip(schemas, items, strict=True)]
    if normal.contains is not None:
        found = [_valid(literal.of(normal.contains), item, depth - 1) for item in items]
        if None in found:
            verdicts.append(None)
        else:
            count = sum(map(bool, found))
            verdicts.append(
                normal.min_contains <= count and not (normal.max_contains is not None and count > normal.max_contains)
            )
    return _all(verdicts)


def _object(literal: Literal, normal: Normal, members: dict[str, Any], depth: int) -> bool | None:
    if len(members) < normal.min_properties:
        return False
    if normal.max_properties is not None and len(members) > normal.max_properties:
        return False
    if any(name not in members for name in normal.required):
        return False
    if any(n in members and any(o not in members for o in names) for n, names in normal.dependent_required.items()):
        return False
    verdicts = [
        _valid(literal.of(schema), value, depth - 1)
        for name, value in members.items()
        for schema in schemas_for(normal, name)
    ]
    verdicts += [_valid(literal.of(normal.names), name, depth - 1) for name in members if normal.names is not True]
    verdicts += [
        _valid(literal.of(schema), members, depth - 1)
        for name, schema in normal.dependent_schemas.items()
        if name in members
    ]
    return _all(verdicts)


def schemas_for(normal: Normal, name: str) -> list[Any]:
    """The schemas that a member of that name has to obey."""
    found = [normal.properties[name]] if name in normal.properties else []
    found += [schema for pattern, schema in normal.pattern_properties.items() if matches("pattern", pattern, name)]
    return found or [normal.additional]


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    listed = list(verdicts)
    return False if False in listed else None if None in listed else True


def _any(verdicts: Iterable[bool | None]) -> bool | None:
    listed = list(verdicts)
    return True if True in listed else None if None in listed else False


def _one(verdicts: list[bool | None]) -> bool | None:
    if verdicts.count(True) > 1:
        return False
    return None if None in verdicts else verdicts.count(True) == 1


def _not(verdict: bool | None) -> bool | None:
    return None if verdict is None else not verdict


def _branch(condition: bool | None, then: bool | None, otherwise: bool | None) -> bool | None:
    if condition is None:
        return then if then == otherwise else None
    return then if condition else otherwise
