"""The carriers of messages by the objects that they are: looked up, as an operation may have thousands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.messages._parts import carrier_pairs
from harness.vocabulary import BOTH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.comparison import Change
    from harness.document import Node
    from harness.messages._parts import CarrierPair, Operations


class Carriers:
    """The carriers of operations that stand for each other, by the names of these."""

    __slots__ = ("_by_object", "_by_subject", "_carriers", "_pairs")

    def __init__(self, pairs: Mapping[str, Operations]) -> None:
        self._pairs = pairs
        self._carriers: dict[str, tuple[CarrierPair, ...]] = {}
        self._by_subject: dict[str, dict[str, list[CarrierPair]]] = {}
        # By the name of an operation: numbers of carriers by their old object, what it says or where it stands.
        # identity: the document keeps the values of its objects.
        self._by_object: dict[str, dict[object, list[int]]] = {}

    def of(self, name: str, subject: str) -> list[CarrierPair]:
        """Those of an operation and its callbacks that are of one kind; none where only one side has it."""
        known = self._by_subject.get(name)
        if known is None:
            known = self._by_subject[name] = {}
            for carrier in self._all(name):
                known.setdefault(carrier.subject, []).append(carrier)
        return known.get(subject, [])

    def holding(self, change: Change) -> list[CarrierPair]:
        """The first carrier in each direction that is the object in which a change is."""
        carriers: dict[str, CarrierPair] = {}
        for name in change.operations:
            for carrier in self._of_object(name, change.old_owner):
                is_wanted = carrier.direction not in carriers and change.direction in (carrier.direction, BOTH)
                if is_wanted and _is(carrier.new, change.new_owner):
                    carriers[carrier.direction] = carrier
            if carriers and (change.direction != BOTH or len(carriers) > 1):
                break
        return list(carriers.values())

    def _all(self, name: str) -> tuple[CarrierPair, ...]:
        known = self._carriers.get(name)
        if known is None:
            known = tuple(carrier_pairs(*self._pairs[name])) if name in self._pairs else ()
            self._carriers[name] = known
        return known

    def _of_object(self, name: str, old: Node) -> list[CarrierPair]:
        """Those of an operation whose old object is one of a document."""
        carriers, known = self._all(name), self._by_object.get(name)
        if known is None:
            known = self._by_object[name] = {}
            for number, carrier in enumerate(carriers):
                for key in _keys(carrier.old):
                    known.setdefault(key, []).append(number)
        return [carriers[number] for number in sorted({number for key in _keys(old) for number in known.get(key, ())})]


def _keys(node: Node) -> tuple[object, object]:
    # identity: as above.
    return id(node.value), (id(node.file), node.pointer)


def _is(node: Node, owner: Node) -> bool:
    return node.value is owner.value or (node.file is owner.file and node.pointer == owner.pointer)
