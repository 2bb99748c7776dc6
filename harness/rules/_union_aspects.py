"""What became of the variants of a union, or the members of `allOf`: whether one went, or is only named otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document import parse_pointer
from harness.vocabulary import BOTH, NONE, REQUEST, WIDENED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Change
    from harness.document import Node

UNIONS = ("oneOf", "anyOf")
ALL = "allOf"
_PROPERTIES = "properties"
# References that lead on are followed this far.
_DEEPEST = 8


def union_aspect(change: Change) -> str:
    """Of `oneOf`, `anyOf`, `allOf`: "oneOf: variant gone", "oneOf: value lost", "allOf: names gone" or the keyword."""
    if change.direction == NONE:
        return change.aspect
    if change.aspect == ALL:
        gone = change.old_node if change.new_node is None else None
        loses = gone is not None and not _declared(gone) <= _declared(change.new_owner)
        return f"{ALL}: names gone" if loses else ALL
    if change.subject == "alternative":
        return change.aspect + _of_alternative(change)
    is_gone = change.new_owner.get(change.aspect) is None and _loses_names(change)
    return f"{change.aspect}: variant gone" if is_gone and _is_of_requests(change) else change.aspect


def is_of_subtype(change: Change) -> bool:
    """Whether a change that no operation reaches is within a component that extends one with a discriminator."""
    pointer = change.new_owner.pointer
    length = 3 if pointer[:1] == ("components",) else 2
    component = change.new_owner.file.at(pointer[:length]) if len(pointer) >= length else None
    if component is None or type(component.value) is not dict:
        return False
    return any(_resolved(base).get("discriminator") is not None for base in _variants(component, ALL))


def _of_alternative(change: Change) -> str:
    gone = change.old_node
    if gone is None or change.new_node is not None:
        return ""
    known = _resolved(gone).value
    if not any(_resolved(other).value == known for other in _variants(change.new_owner, change.aspect)):
        # Values that are no objects are refused, or are taken for what they are.
        is_gone = bool(_declared(gone)) and not _is_replaced(gone, change)
        return ": variant gone" if is_gone and _is_of_requests(change) else ""
    return ": value lost" if _is_led_by_name(change.old_owner) else ""


def _is_of_requests(change: Change) -> bool:
    """Whether the rule is that of a request; see `rule_for`."""
    return change.direction == REQUEST or (change.direction == BOTH and change.effect != WIDENED)


def _is_replaced(gone: Node, change: Change) -> bool:
    """Whether a variant that came declares all that the one declared that went."""
    olds = [_resolved(old).value for old in _variants(change.old_owner, change.aspect)]
    come = (new for new in _variants(change.new_owner, change.aspect) if _resolved(new).value not in olds)
    return any(_declared(gone) <= _declared(new) for new in come)


def _is_led_by_name(union: Node) -> bool:
    """Whether the names of components tell the variants apart. Source: OpenAPI 3.1.1, 4.8.25 Discriminator Object."""
    discriminator = union.get("discriminator")
    return type(discriminator) is dict and not discriminator.get("mapping")


def _loses_names(change: Change) -> bool:
    """Whether any variant declared what nothing declares any more."""
    variants = list(_variants(change.old_owner, change.aspect))
    left = _declared(change.new_owner)
    return len(variants) > 1 and any(not _declared(variant) <= left for variant in variants)


def _variants(union: Node, keyword: str) -> Iterator[Node]:
    variants = union.child(keyword)
    yield from variants.elements() if variants is not None and type(variants.value) is list else ()


def _declared(schema: Node, depth: int = 0) -> set[str]:
    """The names that a schema declares, its parts and variants included."""
    schema = _resolved(schema)
    properties = schema.get(_PROPERTIES)
    declared = set(properties) if type(properties) is dict else set()
    if depth < _DEEPEST:
        for keyword in (ALL, *UNIONS):
            for part in _variants(schema, keyword):
                declared |= _declared(part, depth + 1)
    return declared


def _resolved(schema: Node) -> Node:
    """What a reference within the same file leads to; the schema itself where there is none."""
    for _ in range(_DEEPEST):
        reference: Any = schema.get("$ref")
        if type(reference) is not str or not reference.startswith("#/"):
            break
        target = schema.file.at(parse_pointer(reference))
        if target is None:
            break
        schema = target
    return schema
