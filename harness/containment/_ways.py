"""What a schema asks of a value of one kind: to obey it means everything at once, to break it one of several ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.containment._context import Literal
from harness.containment._leaf import Count, Demand, Some
from harness.containment._schemas import ANYTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.containment._schemas import Normal


class Way(NamedTuple):
    """One way to go on.

    Attributes:
        literals: what the value obeys then.
        demands: what is asked of the leaf then, as (name, value).
        strict: literals that belong to the way too, but are only watched at first: without them there may be more
            values, which have to be checked, but what has none even so, has none.
    """

    literals: tuple[Literal, ...] = ()
    demands: tuple[tuple[str, Any], ...] = ()
    strict: tuple[Literal, ...] = ()


Choice = tuple[Way, ...]


def obeyed(normal: Normal, kind: str) -> tuple[Way, tuple[Choice, ...]]:
    """What a valid value of the kind obeys: one way that it goes in any case, and choices."""
    known = normal.opened.get(("+", kind))
    if known is None:
        known = normal.opened["+", kind] = _obeyed(normal, kind)
    return known


def broken(normal: Normal, kind: str) -> Choice:
    """The ways in which a value of the kind breaks a schema whose type it has."""
    known = normal.opened.get(("-", kind))
    if known is None:
        known = normal.opened["-", kind] = tuple(_broken(Literal(False, normal), kind))
    return known


def _obeyed(normal: Normal, kind: str) -> tuple[Way, tuple[Choice, ...]]:
    literal = Literal(True, normal)
    literals = [Literal(True, part) for part in normal.parts()]
    literals += [literal.refused(part) for part in normal.nots]
    demands = list(_DEMANDS.get(kind, _no_demands)(literal))
    if normal.choices is not None:
        demands.insert(0, ("choices", normal.choices))
    demands += [("gaps", keyword) for keyword in normal.vague]
    choices = [tuple(Way((literal.accepted(part),)) for part in parts) for parts in normal.any_of]
    for parts in normal.one_of:
        refused = [literal.refused(part) for part in parts]
        choices.append(
            tuple(
                Way((literal.accepted(part),), (), (*refused[:number], *refused[number + 1 :]))
                for number, part in enumerate(parts)
            )
        )
    for condition, then, otherwise in normal.conditionals:
        yes, no = (literal.accepted(condition), literal.accepted(then)), literal.refused(condition)
        choices.append((Way(yes), Way((no, literal.accepted(otherwise)))))
    if kind == "object":
        choices += _dependent(literal)
    return Way(tuple(literals), tuple(demands)), tuple(choices)


def _dependent(literal: Literal) -> Iterator[Choice]:
    normal = literal.normal
    for name, names in normal.dependent_required.items():
        present = (("required", name), *(("required", other) for other in names))
        yield Way((), (("missing", name),)), Way((), present)
    for name, schema in normal.dependent_schemas.items():
        yield Way((), (("missing", name),)), Way((literal.accepted(schema),), (("required", name),))


def _broken(literal: Literal, kind: str) -> Iterator[Way]:
    normal = literal.normal
    if normal.choices is not None:
        yield Way((), (("excluded", normal.choices),))
    yield from _BREAKS.get(kind, _no_ways)(literal)
    # To break a schema by breaking itself is no way.
    for part in normal.parts():
        if part is not normal:
            yield Way((Literal(False, part),))
    for part in normal.nots:
        yield Way((literal.accepted(part),))
    for parts in normal.any_of:
        if all(normal.at(part) is not normal for part in parts):
            yield Way(tuple(literal.refused(part) for part in parts))
    for parts in normal.one_of:
        yield Way(tuple(literal.refused(part) for part in parts))
        for number, part in enumerate(parts):
            for other in parts[number + 1 :]:
                yield Way((literal.accepted(part), literal.accepted(other)))
    for condition, then, otherwise in normal.conditionals:
        yield Way((literal.accepted(condition), literal.refused(then)))
        yield Way((literal.refused(condition), literal.refused(otherwise)))
    if normal.vague:
        # As if every value could break it: more values than there are, but no fewer.
        yield Way((), tuple(("gaps", keyword) for keyword in normal.vague))


def _no_demands(_: Literal) -> Iterator[tuple[str, Any]]:
    """A kind whose values have no keywords of their own."""
    return iter(())


def _no_ways(_: Literal) -> Iterator[Way]:
    return iter(())


def _number_demands(literal: Literal) -> Iterator[tuple[str, Any]]:
    normal = literal.normal
    if normal.lower is not None:
        yield "lower", normal.lower
    if normal.upper is not None:
        yield "upper", normal.upper
    for divisor in normal.multiples:
        yield "multiples", divisor
    if normal.whole:
        yield "whole", True


def _number_breaks(literal: Literal) -> Iterator[Way]:
    normal = literal.normal
    if normal.lower is not None:
        yield Way((), (("upper", (normal.lower[0], not normal.lower[1])),))
    if normal.upper is not None:
        yield Way((), (("lower", (normal.upper[0], not normal.upper[1])),))
    for divisor in normal.multiples:
        yield Way((), (("no_multiples", divisor),))
    if normal.whole:
        yield Way((), (("written", True),))


def _string_demands(literal: Literal) -> Iterator[tuple[str, Any]]:
    normal = literal.normal
    if normal.min_length:
        yield "min_length", normal.min_length
    if normal.max_length is not None:
        yield "max_length", normal.max_length
    for pattern in normal.patterns:
        yield "patterns", pattern
    for form in normal.formats:
        yield "formats", form


def _string_breaks(literal: Literal) -> Iterator[Way]:
    normal = literal.normal
    if normal.min_length > 0:
        yield Way((), (("max_length", normal.min_length - 1),))
    if normal.max_length is not None:
        yield Way((), (("min_length", normal.max_length + 1),))
    for pattern in normal.patterns:
        yield Way((), (("no_patterns", pattern),))
    for form in normal.formats:
        yield Way((), (("no_formats", form),))


def _array_demands(literal: Literal) -> Iterator[tuple[str, Any]]:
    normal = literal.normal
    if normal.min_items:
        yield "min_items", normal.min_items
    if normal.max_items is not None:
        yield "max_items", normal.max_items
    if normal.unique:
        yield "unique", True
    if normal.prefix or normal.rest is not True:
        yield "shapes", literal
    if normal.contains is not None:
        contained = literal.accepted(normal.contains)
        if normal.max_contains is not None:
            yield "counts", Count(contained, normal.max_contains)
        if normal.min_contains:
            yield "some", Some(0, False, normal.min_contains, contained)


def _array_breaks(literal: Literal) -> Iterator[Way]:
    normal = literal.normal
    if normal.min_items > 0:
        yield Way((), (("max_items", normal.min_items - 1),))
    if normal.max_items is not None:
        yield Way((), (("min_items", normal.max_items + 1),))
    for number, schema in enumerate(normal.prefix):
        refused = literal.refused(schema)
        if refused.normal is not ANYTHING:
            yield Way((), (("some", Some(number, True, 1, refused)),))
    refused = literal.refused(normal.rest)
    if refused.normal is not ANYTHING:
        yield Way((), (("some", Some(len(normal.prefix), False, 1, refused)),))
    if normal.unique:
        yield Way((), (("repeated", True),))
    if normal.contains is not None:
        if normal.min_contains == 1:
            yield Way((), (("elements", literal.refused(normal.contains)),))
        elif normal.min_contains:
            yield Way((), (("counts", Count(literal.accepted(normal.contains), normal.min_contains - 1)),))
        if normal.max_contains is not None:
            found = Some(0, False, normal.max_contains + 1, literal.accepted(normal.contains))
            yield Way((), (("some", found),))


def _object_demands(literal: Literal) -> Iterator[tuple[str, Any]]:
    normal = literal.normal
    sends = bool(normal.required or normal.hidden) and normal.sends
    for name in normal.required:
        yield "required", name
        if sends:
            yield "promised", name
    if sends:
        # In the order of the document, not that of a set.
        for name in sorted(normal.hidden):
            yield "missing", name
    if normal.min_properties:
        yield "min_properties", normal.min_properties
    if normal.max_properties is not None:
        yield "max_properties", normal.max_properties
    shaped = normal.properties or normal.pattern_properties or normal.hidden
    if shaped or normal.additional is not True or normal.names is not True:
        yield "shapes", literal


def _object_breaks(literal: Literal) -> Iterator[Way]:
    normal = literal.normal
    for name in normal.required:
        yield Way((), (("missing", name),))
    for name, schema in normal.properties.items():
        refused = literal.refused(schema)
        if refused.normal is not ANYTHING:
            yield Way((), (("named", (name, refused)),))
    for pattern, schema in normal.pattern_properties.items():
        refused = literal.refused(schema)
        if refused.normal is not ANYTHING:
            yield Way((), (("demands", Demand("pattern", pattern, literal, (refused,))),))
    refused = literal.refused(normal.additional)
    if refused.normal is not ANYTHING:
        yield Way((), (("demands", Demand("additional", "", literal, (refused,))),))
    if literal.normal.at(normal.names) is not ANYTHING:
        yield Way((), (("demands", Demand("odd", "", literal, ())),))
    if normal.min_properties > 0:
        yield Way((), (("max_properties", normal.min_properties - 1),))
    if normal.max_properties is not None:
        yield Way((), (("min_properties", normal.max_properties + 1),))
    for name, names in normal.dependent_required.items():
        for other in names:
            yield Way((), (("required", name), ("missing", other)))
    for name, schema in normal.dependent_schemas.items():
        yield Way((literal.refused(schema),), (("required", name),))


_DEMANDS = {
    "integer": _number_demands,
    "fraction": _number_demands,
    "string": _string_demands,
    "array": _array_demands,
    "object": _object_demands,
}
_BREAKS = {
    "integer": _number_breaks,
    "fraction": _number_breaks,
    "string": _string_breaks,
    "array": _array_breaks,
    "object": _object_breaks,
}
