"""Schemas of the old document with some of the edits of the new one, any of them: each edit is a switch.

An edit is the smallest change with a meaning. The pairs of the comparison hold the edits, and lead to one another as
the schemas do; so a schema with some edits is the old one, in which the edits of its own pair are made, and each
schema that leads to others of them is replaced by that with its share. With all of its edits it is the new schema as
it stands, with none the old one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from harness.comparison import behind, schema_pairs
from harness.document import Node
from harness.verdict._circles import reached
from harness.verdict._edits import Edit, applied, brought_along, edits_between
from harness.verdict._slots import put, slots_in
from harness.vocabulary import REQUEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.comparison import Change, Comparison, Pair
    from harness.containment import Loans
    from harness.verdict._slots import Slot, Way
    from harness.vocabulary import Sender

# A set of edits, as bits.
Edits = int


class Switches:
    """The edits of one comparison, and the schemas with some of them."""

    __slots__ = (
        "_brought",
        "_brought_by",
        "_by_change",
        "_comparison",
        "_edits",
        "_ends",
        "_in_both",
        "_loans",
        "_made",
        "_made_here",
        "_old_schemas",
        "_own",
        "_pairs",
        "_partners",
        "_reach",
        "_reach_of_others",
        "_references",
        "_slots",
        "edits",
    )

    def __init__(
        self, comparison: Comparison, loans: Loans, is_text: Callable[[Change], bool] = lambda _: False
    ) -> None:
        """Ready to switch.

        Args:
            comparison: of the two documents.
            loans: schemas of one document that stand in the other one.
            is_text: whether the values of a changed schema travel as text.
        """
        self._comparison = comparison
        self._loans = loans
        self.edits: list[Edit] = []
        # Those of each pair by their bits, and all of its bits.
        self._edits: dict[Pair, dict[Edits, Edit]] = {}
        self._own: dict[Pair, Edits] = {}
        # identity: the comparison holds its changes, and the documents the values of their schemas.
        self._by_change: dict[int, Edit] = {}
        self._pairs: dict[tuple[int, int], Pair] = {}
        self._slots: dict[tuple[int, int], tuple[Slot, ...]] = {}
        self._ends: dict[tuple[int, int], tuple[tuple[Node, Node], tuple[Node, Node]]] = {}
        self._made: dict[tuple[int, int, bytes], Node] = {}
        self._references: dict[tuple[int, bytes], dict[str, Any]] = {}
        self._made_here: dict[tuple[int, int, bytes], Node] = {}
        for pair, changes in schema_pairs(comparison):
            self._pairs.setdefault((id(pair.old.value), id(pair.new.value)), pair)
            own: list[Edit] = []
            for edit in edits_between(pair, changes, is_text):
                # Two pairs may lead to the same difference, which is made or undone in both at once.
                twin = self._by_change.get(id(edit.change))
                own.append(edit._replace(bit=1 << len(self.edits) if twin is None else twin.bit))
                self.edits += own[-1:] if twin is None else []
                for change in (edit.change, *edit.beside):
                    self._by_change.setdefault(id(change), own[-1])
            self._edits[pair] = {edit.bit: edit for edit in own}
            self._own[pair] = joined(self._edits[pair])
        self._old_schemas = {old: pair for (old, _), pair in self._pairs.items()}
        in_both = (pair for pair in self._edits if pair.old.pointer == pair.new.pointer)
        self._in_both = {id(pair.new.value): pair for pair in in_both}
        # By the identities of their old and of their new schemas.
        self._partners: tuple[dict[int, list[Pair]], ...] = ({}, {})
        for pair in self._edits:
            for side, schema in enumerate((pair.old, pair.new)):
                self._partners[side].setdefault(id(schema.value), []).append(pair)
        # What a dynamic reference leads to depends on the way to it: edits behind one cannot be told apart.
        is_dynamic = any(b"$dynamicRef" in side.source.data for side in (comparison.old, comparison.new))
        below = {pair: [other for other, _ in pair.edges if other in self._edits] for pair in self._edits}
        self._reach = reached(self._own, {} if is_dynamic else below)
        self._reach_of_others: dict[tuple[int, int], Edits] = {}
        # Where what edits bring along refers to what both documents have, by the identities of new schemas.
        self._brought: dict[int, tuple[Slot, ...]] = {}
        self._brought_by = {} if is_dynamic else {pair: self._find_brought(pair) for pair in self._edits}
        for pair, others in self._brought_by.items():
            below[pair] += others
        if any(self._brought_by.values()):
            self._reach = reached(self._own, below)

    def edit_of(self, change: Change) -> Edit | None:
        """The edit that a change is, or is part of; None for one without a meaning, or of no schema."""
        # identity: the comparison holds its changes.
        return self._by_change.get(id(change))

    def edits_of(self, changes: Iterable[Change]) -> Edits:
        """The edits that some changes are."""
        edits = 0
        for change in changes:
            edit = self.edit_of(change)
            edits |= edit.bit if edit is not None and edit.change is change else 0
        return edits

    def changes(self, edits: Edits) -> tuple[Change, ...]:
        """What some edits are called by, in document order."""
        return tuple(self.edits[bit.bit_length() - 1].change for bit in bits_of(edits))

    def partner(self, old: Node) -> Node | None:
        """What stands in the new document for a schema of the old one that differs; None where that is not known."""
        # identity: the documents hold the values of their schemas.
        partners = self._partners[0].get(id(old.value), ())
        return partners[0].new if len(partners) == 1 else None

    def pair_of(self, schema: Node, direction: Sender) -> tuple[Node, Node] | None:
        """The old and the new schema of which one, of who sends, differs from the other; None where several do."""
        # identity: the documents hold the values of their schemas.
        pairs = self._partners[direction != REQUEST].get(id(schema.value), ())
        return (pairs[0].old, pairs[0].new) if len(pairs) == 1 else None

    def identity(self, old: Node, new: Node) -> tuple[int, int]:
        """The same for pairs of schemas behind which the same stands."""
        old, new = self._behind(old, new)
        # identity: the documents hold the values of their schemas.
        return id(old.value), id(new.value)

    def reach(self, old: Node, new: Node) -> Edits:
        """All edits between two schemas that stand for each other, with those of the schemas to which they lead."""
        old, new = self._behind(old, new)
        # identity: the pairs and the documents hold their schemas.
        key = (id(old.value), id(new.value))
        pair = self._pairs.get(key)
        if pair is not None:
            return self._reach[pair]
        known = self._reach_of_others.get(key)
        if known is None:
            known = 0
            for slot in self._slots_of(old, new):
                known |= self._reach[slot.pair]
            self._reach_of_others[key] = known
        return known

    def own(self, old: Node, new: Node) -> Edits:
        """The edits between two schemas themselves."""
        pair = self._pair(*self._behind(old, new))
        return 0 if pair is None else self._own[pair]

    def ends(self, old: Node, new: Node) -> tuple[Node, Node]:
        """Two schemas as their edits are made in them: what stands behind references, laid out alike."""
        old, new = self._behind(old, new)
        pair = self._pair(old, new)
        return (old, new) if pair is None or pair.sides is None else pair.sides

    def base(self, old: Node, new: Node) -> Node:
        """The old schema before any edits, where it stands."""
        behind, _ = self._behind(old, new)
        return Node(behind.file, behind.pointer, self.ends(old, new)[0].value)

    def slots(self, old: Node, new: Node) -> Iterator[tuple[Slot, Edits]]:
        """Where a schema leads to others with edits, and to which."""
        for slot in self._slots_of(*self._behind(old, new)):
            yield slot, self._reach[slot.pair]

    def schema(self, old: Node, new: Node, edits: Edits) -> Node:
        """The old schema with some edits, in place of whatever else there is between the two."""
        old, new = self._behind(old, new)
        reach = self.reach(old, new)
        edits &= reach
        if edits in (0, reach):
            return new if edits else old
        # identity: the documents hold the values of their schemas.
        key = (id(old.value), id(new.value), key_of(edits))
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._schema(old, new, edits)
        return made

    def schema_here(self, old: Node, new: Node, edits: Edits) -> Node:
        """The same with some edits of its own made in it alone, and not where it comes up again below itself.

        There is far less to look at, for what lies below is as it was.
        """
        # identity: the pairs hold their schemas.
        pair = self._pairs.get((id(old.value), id(new.value)))
        if pair is None or edits & ~self.own(old, new) or edits in (0, self._reach[pair]):
            return self.schema(old, new, edits)
        key = (id(old.value), id(new.value), key_of(edits))
        made = self._made_here.get(key)
        if made is None:
            sides = pair.sides or (old, new)
            changed = Node(old.file, old.pointer, self._edited(pair, edits, sides[0].value))
            made = self._made_here[key] = self._loans.edited(changed, sides[0].value)
        return made

    def brought(self, old: Node, new: Node) -> Edits:
        """The edits behind what the edits between two schemas bring along."""
        pair = self._pair(*self._behind(old, new))
        edits = 0
        for below in () if pair is None else self._brought_by.get(pair, ()):
            edits |= self._reach[below]
        return edits

    def _find_brought(self, pair: Pair) -> list[Pair]:
        """The pairs of components to which what the edits of a pair bring along refers.

        What leads back to the pair comes whole: its edits would stand within themselves.
        """
        sides = pair.sides or (pair.old, pair.new)
        own = self._own[pair]
        several: list[Slot] = []
        for node in (node for edit in self._edits[pair].values() for node in brought_along(edit, sides[1])):
            # identity: the documents hold the values of their schemas.
            known = self._brought.get(id(node.value))
            if known is None:
                slots = slots_in(node.value, (), node, self._comparison.new, self._in_both)
                ahead = (slot for slot in slots if slot.is_reference and not own & self._reach[slot.pair])
                known = self._brought[id(node.value)] = tuple(ahead)
            several += known
        return [slot.pair for slot in several]

    def _schema(self, old: Node, new: Node, edits: Edits) -> Node:
        slots = ((slot, None) for slot in self._slots_of(old, new))
        made = Node(old.file, old.pointer, self.made_in(old, new, edits, slots))
        return self._loans.edited(made, self.ends(old, new)[0].value)

    def made_in(self, old: Node, new: Node, edits: Edits, slots: Iterable[tuple[Slot, Node | None]]) -> Any:
        """The value of an old schema with some edits, of those below that lie behind some slots.

        Args:
            old: the schema.
            new: what stands for it.
            edits: to be made.
            slots: each with what it leads to then; None where that is the schema with its share of the edits.
        """
        old, new = self._behind(old, new)
        ends: list[tuple[Way, Any]] = []
        for slot, end in slots:
            share = edits & self._reach[slot.pair]
            if share:
                reference = self._reference(slot.pair, share, end)
                if slot.is_reference and not slot.is_alone:
                    ends.append((slot.way, reference["$ref"]))
                else:
                    ends.append((slot.way[:-1] if slot.is_reference else slot.way, reference))
        pair, value = self._pair(old, new), put(self.ends(old, new)[0].value, ends)
        return value if pair is None else self._edited(pair, edits, value)

    def differences(self, old: Node, new: Node) -> Iterator[Change]:
        """What the edits between two schemas themselves are made of."""
        pair = self._pair(*self._behind(old, new))
        for edit in () if pair is None else self._edits[pair].values():
            yield from (edit.change, *edit.beside)

    def leading_to(self, is_sought: Callable[[Pair], bool]) -> frozenset[Pair]:
        """The pairs that are sought, and those that lead to any of them."""
        below = {pair: [other for other, _ in pair.edges if other in self._edits] for pair in self._edits}
        sought = reached({pair: int(is_sought(pair)) for pair in self._edits}, below)
        return frozenset(pair for pair, leads in sought.items() if leads)

    def _reference(self, pair: Pair, edits: Edits, end: Node | None = None) -> dict[str, Any]:
        """A reference to the old schema of a pair with some edits: the same one wherever that is put.

        Args:
            pair: of the schemas.
            edits: to be made.
            end: the schema as it is cut down, if it is.
        """
        if end is not None:
            return {"$ref": self._loans.later(partial(_same, end))}
        # identity: the comparison holds its pairs.
        key = id(pair), key_of(edits)
        known = self._references.get(key)
        if known is None:
            known = self._references[key] = {"$ref": self._loans.later(partial(self._of_pair, pair, edits))}
        return known

    def _pair(self, old: Node, new: Node) -> Pair | None:
        # identity: the pairs hold their schemas.
        return self._pairs.get((id(old.value), id(new.value)))

    def _edited(self, pair: Pair, edits: Edits, value: Any) -> Any:
        """What some edits of a pair make of its old schema, in which others may have been made below."""
        for bit in bits_of(edits & self._own[pair]):
            value = applied(
                self._edits[pair][bit], value, pair.sides or (pair.old, pair.new), partial(self._lend, edits)
            )
        return value

    def _lend(self, edits: Edits, node: Node) -> Any:
        """A schema of the new document to put into the old one, with some edits behind it and no others."""
        ends: list[tuple[Way, Any]] = []
        for slot in self._brought.get(id(node.value), ()):  # identity: the documents hold the values of their schemas.
            share = edits & self._reach[slot.pair]
            ends.append((slot.way, self._reference(slot.pair, share)["$ref"]))
        return self._loans.schema(Node(node.file, node.pointer, put(node.value, ends)) if ends else node)

    def _of_pair(self, pair: Pair, edits: Edits) -> Node:
        return self.schema(pair.old, pair.new, edits)

    def _behind(self, old: Node, new: Node) -> tuple[Node, Node]:
        """What stands behind two schemas that are but references."""
        # identity: the pairs hold their schemas, and what is kept holds the others.
        key = (id(old.value), id(new.value))
        if key in self._pairs:
            return old, new
        known = self._ends.get(key)
        if known is None:
            ends = behind(self._comparison.old, old, "schema"), behind(self._comparison.new, new, "schema")
            known = self._ends[key] = (ends[0] or old, ends[1] or new), (old, new)
        return known[0]

    def _slots_of(self, old: Node, new: Node) -> tuple[Slot, ...]:
        """Where a schema leads to pairs with edits, as far as no schema on the way has edits of its own."""
        # identity: the documents hold the values of their schemas.
        key = (id(old.value), id(new.value))
        known = self._slots.get(key)
        if known is None:
            pair = self._pairs.get(key)
            sides = (old, new) if pair is None or pair.sides is None else pair.sides
            below = self._below(pair)
            slots = slots_in(sides[0].value, (), old, self._comparison.old, below)
            known = self._slots[key] = tuple(slot for slot in slots if self._reach.get(slot.pair))
        return known

    def _below(self, pair: Pair | None) -> dict[int, Pair]:
        """The pairs to which one leads by the identities of their old schemas; all, where it is none."""
        if pair is None:
            return self._old_schemas
        # identity: the pairs hold their schemas.
        return {id(other.old.value): other for other, _ in pair.edges if other.kind == "schema"}


def _same(node: Node) -> Node:
    return node


def bits_of(edits: Edits) -> Iterator[Edits]:
    """Each of some edits, in document order."""
    while edits:
        last = edits & -edits
        yield last
        edits ^= last


def joined(bits: Iterable[Edits]) -> Edits:
    """Some edits as one set."""
    places = [bit.bit_length() - 1 for bit in bits]
    joint = bytearray(max(places, default=0) // 8 + 1)
    for place in places:
        joint[place // 8] |= 1 << place % 8
    return int.from_bytes(joint, "little")


def key_of(edits: Edits) -> bytes:
    """What stands for a set of edits in keys: as numbers, sets that differ by one edit have hardly different hashes."""
    return edits.to_bytes(edits.bit_length() // 8 + 1, "little")
