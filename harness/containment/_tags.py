"""Alternatives by what tells them apart: a member, or the value itself, of which each allows other values.

A value that has one of these fits few of the alternatives, however many there are, and these are found without a look
at the others. Whatever is not known here only leaves more of them.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from harness.containment._schemas import NormalSchema, frozen
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


# The name of a member; None for the value itself.
Place = str | None

# Sets of more values than these tell nothing apart, and alternatives that are deeper within others say nothing.
_MOST_VALUES = 1_000
_DEEPEST = 8
_OBJECT = frozenset(("object",))

# Values by what they are equal to; None for more than can be listed.
Values = dict[Hashable, Any]


class Tag(NamedTuple):
    """What a schema allows at a place of an object or, for `None`, what it allows at all.

    Attributes:
        values: all that may stand there.
        required: whether something has to.
    """

    values: Values
    required: bool


Tags = dict[Place, Tag]


def tags_of(normal: NormalSchema, depth: int = _DEEPEST) -> Tags:
    """Where a schema allows but few values, and which."""
    known: Tags | None = normal.opened.get("tags")
    if known is None and depth:
        # What leads back here tells nothing apart.
        normal.opened["tags"] = {}
        known = normal.opened["tags"] = _tags(normal, depth - 1)
    return known or {}


def values_of(normal: NormalSchema, depth: int = _DEEPEST) -> Values | None:
    """The values that a schema allows at most, where they are few; None where they are not."""
    if "values" not in normal.opened:
        if not depth:
            return None
        normal.opened["values"] = None
        normal.opened["values"] = _values(normal, depth - 1)
    known: Values | None = normal.opened["values"]
    return known


def kinds_of(normal: NormalSchema, depth: int = _DEEPEST) -> frozenset[str]:
    """The kinds of values that a schema allows at most."""
    known: frozenset[str] | None = normal.opened.get("kinds")
    if known is None:
        known = frozenset.intersection(*(part.kinds for part in parts_of(normal)))
        if not depth:
            return known
        normal.opened["kinds"] = known
        for part in parts_of(normal):
            for group in (*part.disjunctions, *part.exclusives):
                known &= frozenset().union(*(kinds_of(part.at(schema), depth - 1) for schema in group))
        normal.opened["kinds"] = known
    return known


def parts_of(normal: NormalSchema) -> tuple[NormalSchema, ...]:
    """A schema with the parts that its values obey in any case, theirs included."""
    known: tuple[NormalSchema, ...] | None = normal.opened.get("parts")
    if known is None:
        parts = {normal.number: normal}
        pending = [normal]
        while pending:
            for part in pending.pop().parts():
                if part.number not in parts:
                    parts[part.number] = part
                    pending.append(part)
        known = normal.opened["parts"] = tuple(parts.values())
    return known


def _values(normal: NormalSchema, depth: int) -> Values | None:
    listed: list[Values] = []
    for part in parts_of(normal):
        if part.choices is not None and len(part.choices) <= _MOST_VALUES:
            listed.append({frozen(value): value for value in part.choices})
        elif part.kinds == {"null"}:
            listed.append({None: None})
        elif part.kinds == {"boolean"}:
            listed.append({frozen(value): value for value in (True, False)})
        for group in (*part.disjunctions, *part.exclusives):
            several = [values_of(part.at(schema), depth) for schema in group[:_MOST_VALUES]]
            if len(several) == len(group) and None not in several:
                listed.append({key: value for values in several if values for key, value in values.items()})
    return common(listed) if listed else None


def common(several: Sequence[Values]) -> Values:
    """The values that are in all."""
    first, *others = several
    return {key: value for key, value in first.items() if all(key in values for values in others)}


def _tags(normal: NormalSchema, depth: int) -> Tags:
    parts = parts_of(normal)
    several: list[Tags] = []
    own = values_of(normal)
    if own is not None:
        several.append({None: Tag(own, required=True)})
    for part in parts:
        members = ((name, values_of(part.at(schema))) for name, schema in part.members.items())
        several += [{name: Tag(values, required=False)} for name, values in members if values is not None]
        for group in (*part.disjunctions, *part.exclusives):
            objects = [inner for inner in map(part.at, group) if "object" in kinds_of(inner)]
            several.append(_of_any([tags_of(inner, depth) for inner in objects]))
    required = {name for part in parts for name in part.required}
    hidden = {name for part in parts for name in part.hidden}
    return {
        place: Tag(tag.values, tag.required or place in required)
        for place, tag in _of_all(several).items()
        if place not in hidden
    }


def _of_all(several: Iterable[Tags]) -> Tags:
    """The tags of what has those of all."""
    places: Tags = {}
    for tags in several:
        for place, tag in tags.items():
            before = places.get(place, tag)
            places[place] = Tag(common((before.values, tag.values)), tag.required or before.required)
    return places


def _of_any(several: list[Tags]) -> Tags:
    """The tags of what has those of any."""
    places: Tags = {}
    for place in several[0] if several else ():
        if place is not None and all(place in tags for tags in several):
            values = {key: value for tags in several for key, value in tags[place].values.items()}
            if len(values) <= _MOST_VALUES:
                places[place] = Tag(values, all(tags[place].required for tags in several))
    return places
