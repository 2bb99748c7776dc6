"""What the keywords of each kind of values ask of one, and the ways in which it breaks them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._demands import Count, Demand, Some
from harness.containment._schemas import ANYTHING
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.containment._branches import Others
    from harness.containment._questions import Requirement
    from harness.containment._schemas import NormalSchema


class Branch(NamedTuple):
    """One way to go on.

    Attributes:
        requirements: what the value obeys then.
        demands: what is asked of the leaf then, as (name, value).
        strict: requirements that belong to the way too, but are only watched at first: without them there may be more
            values, which have to be checked, but what has none even so, has none.
    """

    requirements: tuple[Requirement, ...] = ()
    demands: tuple[tuple[str, Any], ...] = ()
    strict: tuple[Requirement, ...] | Others = ()


def demands_of(kind: str, requirement: Requirement) -> Iterator[tuple[str, Any]]:
    """What a schema that is wanted asks of values of a kind, as (name, value)."""
    demands = _DEMANDS.get(kind)
    return iter(()) if demands is None else demands(requirement)


def breaks_of(kind: str, requirement: Requirement) -> Iterator[Branch]:
    """The ways in which a value of a kind breaks what a schema asks of that kind alone."""
    breaks = _BREAKS.get(kind)
    return iter(()) if breaks is None else breaks(requirement)


def _number_demands(requirement: Requirement) -> Iterator[tuple[str, Any]]:
    normal = requirement.normal
    if normal.lower is not None:
        yield "lower", normal.lower
    if normal.upper is not None:
        yield "upper", normal.upper
    for divisor in normal.multiples:
        yield "multiples", divisor
    if normal.whole:
        yield "whole", True


def _number_breaks(requirement: Requirement) -> Iterator[Branch]:
    normal = requirement.normal
    if normal.lower is not None:
        yield Branch((), (("upper", (normal.lower[0], not normal.lower[1])),))
    if normal.upper is not None:
        yield Branch((), (("lower", (normal.upper[0], not normal.upper[1])),))
    for divisor in normal.multiples:
        yield Branch((), (("no_multiples", divisor),))
    if normal.whole:
        yield Branch((), (("written", True),))


def _counts(normal: NormalSchema, least: str, most: str) -> Iterator[tuple[str, Any]]:
    """How many characters, elements or members there must be and may be."""
    if getattr(normal, least):
        yield least, getattr(normal, least)
    if getattr(normal, most) is not None:
        yield most, getattr(normal, most)


def _other_counts(normal: NormalSchema, least: str, most: str) -> Iterator[Branch]:
    if getattr(normal, least) > 0:
        yield Branch((), ((most, getattr(normal, least) - 1),))
    if getattr(normal, most) is not None:
        yield Branch((), ((least, getattr(normal, most) + 1),))


def _string_demands(requirement: Requirement) -> Iterator[tuple[str, Any]]:
    normal = requirement.normal
    yield from _counts(normal, "min_length", "max_length")
    for pattern in normal.patterns:
        yield "patterns", pattern
    for form in normal.formats:
        yield "formats", form


def _string_breaks(requirement: Requirement) -> Iterator[Branch]:
    normal = requirement.normal
    yield from _other_counts(normal, "min_length", "max_length")
    for pattern in normal.patterns:
        yield Branch((), (("no_patterns", pattern),))
    for form in normal.formats:
        yield Branch((), (("no_formats", form),))


def _array_demands(requirement: Requirement) -> Iterator[tuple[str, Any]]:
    normal = requirement.normal
    yield from _counts(normal, "min_items", "max_items")
    if normal.unique:
        yield "unique", True
    if normal.prefix or normal.rest is not True:
        yield "shapes", requirement
    if normal.counted is not None:
        contained = requirement.accepted(normal.counted)
        if normal.max_counted is not None:
            yield "counts", Count(contained, normal.max_counted)
        if normal.min_counted:
            yield "some", Some(0, False, normal.min_counted, contained)


def _array_breaks(requirement: Requirement) -> Iterator[Branch]:
    normal = requirement.normal
    yield from _other_counts(normal, "min_items", "max_items")
    for number, schema in enumerate(normal.prefix):
        refused = requirement.refused(schema)
        if refused.normal is not ANYTHING:
            yield Branch((), (("some", Some(number, True, 1, refused)),))
    refused = requirement.refused(normal.rest)
    if refused.normal is not ANYTHING:
        yield Branch((), (("some", Some(len(normal.prefix), False, 1, refused)),))
    if normal.unique:
        yield Branch((), (("repeated", True),))
    if normal.counted is not None:
        if normal.min_counted == 1:
            yield Branch((), (("elements", requirement.refused(normal.counted)),))
        elif normal.min_counted:
            yield Branch((), (("counts", Count(requirement.accepted(normal.counted), normal.min_counted - 1)),))
        if normal.max_counted is not None:
            found = Some(0, False, normal.max_counted + 1, requirement.accepted(normal.counted))
            yield Branch((), (("some", found),))


def _object_demands(requirement: Requirement) -> Iterator[tuple[str, Any]]:
    normal = requirement.normal
    sends = bool(normal.required or normal.hidden) and normal.sends
    for name in normal.required:
        yield "required", name
        if sends:
            yield "promised", name
    if sends:
        # In the order of the document, not that of a set.
        for name in sorted(normal.hidden):
            yield "missing", name
    yield from _counts(normal, "min_properties", "max_properties")
    shaped = normal.members or normal.patterned or normal.hidden
    if shaped or normal.additional is not True or normal.names is not True:
        yield "shapes", requirement


def _object_breaks(requirement: Requirement) -> Iterator[Branch]:
    normal = requirement.normal
    for name in normal.required:
        yield Branch((), (("missing", name),))
    for name, schema in normal.members.items():
        refused = requirement.refused(schema)
        if refused.normal is not ANYTHING:
            yield Branch((), (("named", (name, refused)),))
    for pattern, schema in normal.patterned.items():
        refused = requirement.refused(schema)
        if refused.normal is not ANYTHING:
            yield Branch((), (("demands", Demand("pattern", pattern, requirement, (refused,))),))
    refused = requirement.refused(normal.additional)
    if refused.normal is not ANYTHING:
        yield Branch((), (("demands", Demand("additional", "", requirement, (refused,))),))
    if requirement.normal.at(normal.names) is not ANYTHING:
        yield Branch((), (("demands", Demand("odd", "", requirement, ())),))
    yield from _other_counts(normal, "min_properties", "max_properties")
    for name, names in normal.names_if_present.items():
        for other in names:
            yield Branch((), (("required", name), ("missing", other)))
    for name, schema in normal.schemas_if_present.items():
        yield Branch((requirement.refused(schema),), (("required", name),))


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
