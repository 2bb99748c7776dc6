"""Slots: where schemas lead to others that have edits, and copies of schemas with others in these places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison import behind
from harness.document import Node
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.comparison import Pair
    from harness.document import Document

# Where a schema leads to another: the keys to it, or to the reference to it.
Way = tuple[str | int, ...]


class Slot(NamedTuple):
    """Where a schema leads to a pair with edits.

    Attributes:
        way: the keys to the schema or, for a reference, to its text.
        is_reference: whether it is one.
        is_alone: whether nothing stands beside the reference.
    """

    way: Way
    pair: Pair
    is_reference: bool
    is_alone: bool = False


def put(value: Any, ends: Iterable[tuple[Way, Any]]) -> Any:
    """A copy of a value with others at the ends of ways of keys; what lies on several ways is copied once."""
    below: dict[str | int, list[tuple[Way, Any]]] = {}
    for way, end in ends:
        if not way:
            return end
        below.setdefault(way[0], []).append((way[1:], end))
    if not below:
        return value
    copied = value.copy()
    for key, rest in below.items():
        copied[key] = put(value[key], rest)
    return copied


def slots_in(value: Any, way: Way, owner: Node, document: Document, below: dict[int, Pair]) -> Iterator[Slot]:
    """Where a value leads to pairs, by the identities of their old schemas.

    Args:
        value: of a schema, or within it.
        way: the keys to it.
        owner: where it stands, for what it refers to.
        document: that it is of.
        below: the pairs.
    """
    # identity: the documents hold the values of their schemas.
    if type(value) is dict:
        pair = below.get(id(value)) if way else None
        if pair is not None:
            yield Slot(way, pair, is_reference=False)
            return
        reference = value.get("$ref")
        if type(reference) is str:
            target = behind(document, Node(owner.file, owner.pointer, {"$ref": reference}), "schema")
            pair = below.get(id(target.value)) if target is not None else None
            if pair is not None:
                yield Slot((*way, "$ref"), pair, is_reference=True, is_alone=len(value) == 1)
        for key, member in value.items():
            if type(member) in (dict, list):
                yield from slots_in(member, (*way, key), owner, document, below)
    elif type(value) is list:
        for number, item in enumerate(value):
            if type(item) in (dict, list):
                yield from slots_in(item, (*way, number), owner, document, below)
