"""Where in a message resources stand: in itself, in a wrapper, or as items of a list; told by names and shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from harness.messages import NO_VALUE
from harness.resources import folded, is_word, singular

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from harness.mock._state_shapes import Shape

MOST_BRANCHES = 16
# How many properties a wrapper has at most.
_MOST_AROUND = 4


class Named(Protocol):
    """What a resource is called."""

    @property
    def segment(self) -> str:
        """The last segment of the path of its collection."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The folded names of its identifier."""


def id_name(shape: Shape, ids: Sequence[str]) -> str | None:
    """The property that is the identifier: one named like it, else the only UUID; None where there is none."""
    names = {folded(name): name for name in declared(shape)}
    named = next((names[own] for own in ids if own in names), None)
    if named is not None:
        return named
    uuids = [name for name, member in declared(shape).items() if "uuid" in member.demands.formats]
    return uuids[0] if len(uuids) == 1 else None


def id_shape(shape: Shape, resource: Named) -> Shape | None:
    """The shape of the identifier; None where there is none."""
    name = id_name(shape, resource.ids)
    return None if name is None else declared(shape)[name]


def declared(shape: Shape) -> dict[str, Shape]:
    """The declared properties, those of alternatives too."""
    members = dict(shape.members)
    for branch in shape.branches[:MOST_BRANCHES]:
        for name, member in branch.members.items():
            members.setdefault(name, member)
    return members


def list_place(shape: Shape, segment: str, depth: int = 0) -> tuple[str, ...] | None:
    """Where the only array of objects stands, the response itself being one, too; None where there is none.

    Args:
        shape: of the message.
        segment: the last one of the path of the collection.
        depth: of what was looked through.
    """
    if shape.is_array:
        return () if shape.items is None or shape.items.is_object or shape.items.is_anything else None
    members = declared(shape)
    lists = [name for name, member in members.items() if _may_hold_objects(member)]
    if len(lists) > 1:
        objects = [name for name in lists if (items := members[name].items) is not None and items.is_object]
        lists = objects if len(objects) == 1 else [name for name in lists if _is_list_name(name, segment)][:1]
    if lists:
        return (lists[0],)
    for name, member in members.items() if depth < 2 else ():
        inner = list_place(member, segment, depth + 1) if member.is_object and not member.is_array else None
        if inner is not None:
            return (name, *inner)
    free = [name for name, member in members.items() if member.is_anything and _is_list_name(name, segment)]
    return (free[0],) if free and not depth else None


def object_place(shape: Shape, resource: Named) -> tuple[str, ...]:
    """Where the one resource stands: in the message itself, or in its only object that has an identifier.

    That is one that is named so, or the only property that is more than a single value.
    """
    if not shape.is_object or id_name(shape, resource.ids) is not None:
        return ()
    members = declared(shape)
    wrapping = [name for name, member in members.items() if _may_wrap(name, member, resource)]
    if len(wrapping) == 1:
        return wrapping[0], *_named_place(members[wrapping[0]], resource)
    large = [name for name, member in members.items() if member.is_object or member.is_array]
    only = large[0] if len(large) == 1 and len(members) <= _MOST_AROUND else None
    return () if only is None or id_name(members[only], resource.ids) is None else (only,)


def sent_place(shape: Shape, resource: Named, response_names: Container[str]) -> tuple[str, ...]:
    """Where in a request one resource stands, or many: in the body itself, or in the one property that wraps it.

    Args:
        shape: of the body.
        resource: that is sent.
        response_names: the folded names of the properties that responses show of it, which wrap nothing.
    """
    members = {name: member for name, member in declared(shape).items() if not is_word(name, "about")}
    if len(members) != 1:
        return ()
    ((name, member),) = members.items()
    wraps = _may_wrap(name, member, resource) or (_may_hold_objects(member) and _is_list_name(name, resource.segment))
    return (name,) if wraps and folded(name) not in response_names else ()


def at(shape: Shape, place: tuple[str, ...]) -> Shape:
    """The shape of what stands at a place."""
    for name in place:
        shape = declared(shape)[name]
    return shape


def in_example(example: Any, place: tuple[str, ...]) -> Any:
    """What stands at a place in an example; `NO_VALUE` for nothing."""
    for name in place:
        example = example.get(name, NO_VALUE) if isinstance(example, dict) else NO_VALUE
    return example


def _named_place(shape: Shape, resource: Named) -> tuple[str, ...]:
    """The property that is named like the resource, in a wrapper without an identifier of its own."""
    if id_name(shape, resource.ids) is not None:
        return ()
    own = (name for name, member in declared(shape).items() if folded(name) == singular(resource.segment))
    return tuple(name for name in own if id_name(declared(shape)[name], resource.ids) is not None)[:1]


def _may_hold_objects(shape: Shape) -> bool:
    return shape.is_array and (shape.items is None or shape.items.is_object or shape.items.is_anything)


def _may_wrap(name: str, shape: Shape, resource: Named) -> bool:
    is_named = is_word(name, "wrapper") or folded(name) == singular(resource.segment)
    return is_named and (shape.is_object or shape.is_anything)


def _is_list_name(name: str, segment: str) -> bool:
    return is_word(name, "list") or folded(name) in (folded(segment), singular(segment))
