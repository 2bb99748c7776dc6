"""Schemas with some edits, cut down to what one value touches: of a wide object a message has few members.

What a value has no member for says nothing of it, unless the member is required: a hidden one is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document import Node
from harness.records import NamedTuple
from harness.verdict._switches import key_of
from harness.vocabulary import keyword_for

if TYPE_CHECKING:
    from harness.verdict._switches import Edits, Slot, Switches

_PROPERTIES = keyword_for("property")
# Schemas with fewer properties are not cut down: they are made once for all values.
_WIDE = 32


class _Properties(NamedTuple):
    """What of a pair of schemas lies behind its properties.

    Attributes:
        edits: behind each property that is not required.
        others: all other edits, which may matter for any value.
        slots: where each property that is not required leads to them.
        required: the names of both schemas.
    """

    edits: dict[str, Edits]
    others: Edits
    slots: dict[str, list[Slot]]
    required: tuple[str, ...]


class Slices:
    """The schemas of some switches, as far as they matter for single values."""

    __slots__ = ("_known", "_made", "_switches")

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        # identity: the documents hold the values of their schemas.
        self._known: dict[tuple[int, int], _Properties] = {}
        self._made: dict[tuple[int, int, bytes, frozenset[str]], Node] = {}

    def relevant(self, old: Node, new: Node, edits: Edits, value: Any) -> Edits:
        """Those of some edits that may matter for a value."""
        if type(value) is not dict or not edits:
            return edits
        properties = self._properties(old, new)
        relevant = edits & properties.others
        for name in value:
            relevant |= edits & properties.edits.get(name, 0)
        return relevant

    def schema(self, old: Node, new: Node, edits: Edits, value: Any) -> Node:
        """The old schema with some edits, as far as it matters for a value."""
        properties = self._properties(old, new)
        base = self._switches.base(old, new)
        declared = base.value.get(_PROPERTIES) if type(base.value) is dict else None
        is_wide = type(value) is dict and type(declared) is dict and len(declared) > _WIDE
        if not is_wide or edits & properties.others:
            return self._switches.schema(old, new, edits)
        return self._slice(old, new, edits, frozenset((*value, *properties.required)))

    def _slice(self, old: Node, new: Node, edits: Edits, names: frozenset[str]) -> Node:
        base = self._switches.base(old, new)
        # identity: the documents hold the values of their schemas.
        key = (id(base.value), id(new.value), key_of(edits), names)
        made = self._made.get(key)
        if made is None:
            declared = base.value[_PROPERTIES]
            properties = {name: declared[name] for name in sorted(names) if name in declared}
            cut = base.value | {_PROPERTIES: properties}
            slots = self._properties(old, new).slots
            leading = [slot for name in sorted(names) for slot in slots.get(name, ())]
            made = self._made[key] = Node(base.file, base.pointer, self._switches.put(edits, leading, cut))
        return made

    def _properties(self, old: Node, new: Node) -> _Properties:
        # identity: the documents hold the values of their schemas.
        key = (id(old.value), id(new.value))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._found(old, new)
        return known

    def _found(self, old: Node, new: Node) -> _Properties:
        required = dict.fromkeys(name for schema in self._switches.ends(old, new) for name in _required(schema.value))
        edits: dict[str, Edits] = {}
        slots: dict[str, list[Slot]] = {}
        others = self._switches.own(old, new) | self._switches.brought(old, new)
        for slot, reach in self._switches.slots(old, new):
            name = str(slot.way[1]) if slot.way[0] == _PROPERTIES and len(slot.way) > 1 else None
            if name is None or name in required:
                others |= reach
            else:
                edits[name] = edits.get(name, 0) | reach
                slots.setdefault(name, []).append(slot)
        return _Properties(edits, others, slots, tuple(required))


def _required(schema: Any) -> list[str]:
    names = schema.get("required") if type(schema) is dict else None
    return [name for name in names if type(name) is str] if type(names) is list else []
