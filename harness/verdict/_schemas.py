"""The judge of schemas: which of their changes lose a message, and which none."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from harness.containment import NO, UNDECIDED, YES
from harness.messages import PartPair, Reach, SchemaPath, is_field
from harness.rules import BREAKING, COMPATIBLE
from harness.verdict._causes import Causes
from harness.verdict._edits import WHOLE
from harness.verdict._finding import Judgement, worst
from harness.verdict._inquiry import undecided
from harness.verdict._lifts import sides_of
from harness.verdict._losses import MOST_ROOTS, NOWHERE, TO_OTHERS, Losses, Question, by_itself, nothing_lost
from harness.vocabulary import BOTH, REQUEST, RESPONSE, keyword_for, subschema_step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Change, Comparison
    from harness.document import Document, Node
    from harness.verdict._edits import Edit
    from harness.verdict._inquiry import Inquiry
    from harness.verdict._losses import Cause
    from harness.verdict._switches import Edits
    from harness.vocabulary import Direction, Sender

    # The messages that have what changed, with the ways to it.
    _Reaching = list[tuple[PartPair, SchemaPath]]

_PROPERTIES = keyword_for("property")
_ITEMS = keyword_for("item")

_MOST_WAYS = 16
# Keywords that say something of the object that has the property, not of its value.
_ROLES = frozenset({"readOnly", "writeOnly"})
_UNSEEN = Judgement(COMPATIBLE, "no message of any operation has it", sent=False)
_KNOW_LISTS = ("draft-03", "draft-04", "draft-05", "draft-06", "draft-07", "2019-09")
# Who sends the messages that a change is about.
_SENDERS: dict[Direction, tuple[Sender, ...]] = {
    REQUEST: (REQUEST,),
    RESPONSE: (RESPONSE,),
    BOTH: (REQUEST, RESPONSE),
}
_LISTED = "a list under `items` means nothing in the dialect of the document, `prefixItems` does"


_BESIDE = "it belongs to another change of its schema, which breaks"


class SchemaJudge:
    """Judges changes of schemas of one comparison; what is found out for one serves the next.

    Attributes:
        losses: what single schemas lose.
    """

    __slots__ = ("_inquiry", "_known", "_reach", "_reached", "losses")

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry = inquiry
        self._reach = Reach(inquiry.comparison)
        self._known: dict[int, Judgement] = {}
        self._reached: dict[tuple[int, int, Sender, tuple[str, ...]], _Reaching] = {}
        self.losses = Losses(inquiry, self._reach)

    def of(self, change: Change) -> Judgement:
        """The judgement of a change, for both directions where it concerns both."""
        # identity: the comparison holds its changes.
        known = self._known.get(id(change))
        if known is None:
            known = self._meant(change)
            # With more steps another answer may be found.
            if not known.undecided:
                self._known[id(change)] = known
        return known

    def _meant(self, change: Change) -> Judgement:
        judgement = self._of(change)
        if judgement.impact == COMPATIBLE and _is_of_meaningless_lists(change, self._inquiry.comparison):
            return undecided(_LISTED)
        return judgement

    def causes(self, spared: Edits) -> Causes:
        """What loses messages, once all changes are judged; `spared` are edits that break nobody, by rules."""
        return Causes(self._inquiry, self.losses, spared, self._reach.parts())

    def judgement_of(self, cause: Cause, *, is_joint: bool) -> Judgement:
        """A cause as a judgement of each of the changes that it blames."""
        judgement = self._inquiry.broken_by(cause.root, cause.witness)
        return judgement._replace(reason=f"with other changes, {judgement.reason}") if is_joint else judgement

    def _of(self, change: Change) -> Judgement:
        senders = _SENDERS.get(change.direction)
        if senders is None:
            return _UNSEEN
        change = _retargeted_to_schema(change)
        edit = self.losses.switches.edit_of(change)
        if edit is not None and edit.change is not change:
            return self._beside(edit)
        sent = [sender for sender in senders if self._reach.is_sent(change, sender)]
        judgement = worst([self._directed(change, sender) for sender in sent])
        if judgement is None or (judgement == NOWHERE and self._reach.is_nowhere(change)):
            return _UNSEEN
        return judgement

    def _beside(self, edit: Edit) -> Judgement:
        """Of what belongs to another change: that is blamed for both."""
        judgement = self.of(edit.change)
        return Judgement(COMPATIBLE, _BESIDE) if judgement.impact == BREAKING else judgement

    def _directed(self, change: Change, direction: Sender) -> Judgement:
        """The worst of what is judged of texts, if any reach the change, and of bodies."""
        reaching = self._reaching(change, direction)
        texts = [root for root, _ in reaching if root.text]
        judgements = [self._by_texts(change, direction, texts)] if texts else []
        others = [(root, way) for root, way in reaching if not root.text]
        if not texts or (others and judgements[0].impact != BREAKING):
            of_field = self._by_text_of_field(change, direction, others)
            judgements.append(of_field or self._by_schemas(change, direction, others))
        return worst(judgements) or NOWHERE

    def _reaching(self, change: Change, direction: Sender) -> _Reaching:
        """The messages that have what changed: the same for all changes of a schema."""
        # identity: the documents hold the values of their schemas.
        key = (id(change.old_owner.value), id(change.new_owner.value), direction, change.operations)
        known = self._reached.get(key)
        if known is None:
            sender, _ = sides_of(change.old_owner, change.new_owner, direction)
            ways = self._reach.of(self._reach.nearest(change, direction), sender, direction)
            # The nearest first: their messages are the smallest.
            known = sorted(islice(ways, _MOST_WAYS), key=lambda reached: len(reached[1].steps))
            self._reached[key] = known
        return known

    def _by_texts(self, change: Change, direction: Sender, roots: list[PartPair]) -> Judgement:
        """Of parameters and headers, whose values are texts."""
        edits = self.losses.switches.edits_of((change,))
        answers = []
        for root in roots[:MOST_ROOTS]:
            answers.append(self.losses.lost_text(edits, root))
            if answers[-1].verdict == NO:
                return self.losses.broken(edits, root, answers[-1].witness)
        reason = next((answer.reason for answer in reversed(answers) if answer.verdict == UNDECIDED), "")
        if reason:
            return undecided(reason)
        return by_itself(direction) if TO_OTHERS in answers else Judgement(COMPATIBLE, nothing_lost(direction))

    def _by_text_of_field(self, change: Change, direction: Sender, reaching: _Reaching) -> Judgement | None:
        """Of a field of a form, whose values are texts; None where it is none, or these decide nothing."""
        field = next(((root, way.steps) for root, way in reaching if is_field(root, way)), None)
        if field is None or change.aspect in _ROLES:
            return None
        root, steps = field
        texts = self._inquiry.texts(root).at(steps)
        old, new = change.old_owner, change.new_owner
        answer = texts.contained(*sides_of(old, new, direction))
        if answer.verdict == YES:
            return Judgement(COMPATIBLE, nothing_lost(direction))
        if answer.verdict == UNDECIDED:
            return None
        switches = self.losses.switches
        edits = switches.edits_of((change,))
        if not edits:
            return self._decided(self.losses.in_messages(0, direction, [field], answer))
        alone = texts.of_old.contained(*sides_of(old, switches.schema(old, new, edits), direction))
        if alone.verdict == YES:
            return by_itself(direction)
        # A value that is lost to the whole difference may be lost to other edits of it.
        judgements = [self.losses.in_messages(edits, direction, [field], lost) for lost in (answer, alone)]
        return self._decided(worst(judgements) or NOWHERE)

    @staticmethod
    def _decided(judgement: Judgement) -> Judgement | None:
        return None if judgement.undecided else judgement

    def _by_schemas(self, change: Change, direction: Sender, reaching: _Reaching) -> Judgement:
        """Of everything else: by the changed schema where messages lead plainly to it, and by those that hold it."""
        judgements = []
        for question in self._questions(change, direction, reaching):
            judgements.append(self.losses.answer(question))
            if judgements[-1].impact == BREAKING:
                break
        return worst(judgements) or NOWHERE

    def _questions(self, change: Change, direction: Sender, reaching: _Reaching) -> Iterator[Question]:
        edit = self.losses.switches.edit_of(change)
        schemas = change.old_owner, change.new_owner
        if change.aspect in _ROLES:
            held = [(root, _way_to_object(way, sides_of(*schemas, direction)[0])) for root, way in reaching]
        else:
            plain = [(root, way.steps) for root, way in reaching if way.holder is None]
            held = [(root, way) for root, way in reaching if way.holder is not None]
            if plain or not held:
                yield Question(edit, direction, schemas, plain)
        holders: dict[tuple[str, ...], Node] = {}
        for root, way in held:
            holder = way.holder or root.sides[0]
            holders.setdefault(holder.pointer, holder)
        for holder in islice(holders.values(), MOST_ROOTS):
            yield self._of_holder(change, direction, holder, held)

    def _of_holder(self, change: Change, direction: Sender, holder: Node, held: _Reaching) -> Question:
        """The same for a schema that holds the changed one, or for whole messages where it has no counterpart."""
        edit = self.losses.switches.edit_of(change)
        reached = [(root, way.steps) for root, way in held if (way.holder or root.sides[0]) is holder]
        other = self._counterpart(holder, change, direction)
        if other is None:
            return Question(edit, direction, (holder, None), [(reached[0][0], ())], is_held=True)
        return Question(edit, direction, sides_of(holder, other, direction), reached, is_held=True)

    def _counterpart(self, holder: Node, change: Change, direction: Sender) -> Node | None:
        """What stands in the other document for a schema of the sender's around the changed one."""
        owner, other = sides_of(change.old_owner, change.new_owner, direction)
        rest = owner.pointer[len(holder.pointer) :]
        inside = owner.file is holder.file and owner.pointer[: len(holder.pointer)] == holder.pointer
        if inside and rest == (other.pointer[-len(rest) :] if rest else ()):
            node = other.file.at(other.pointer[: len(other.pointer) - len(rest)])
        else:
            documents = self._inquiry.comparison.old, self._inquiry.comparison.new
            files = [document.file for document in sides_of(*documents, direction)]
            node = files[1].at(holder.pointer) if holder.file is files[0] else None
        return node if node is not None and type(node.value) is dict else None


def _retargeted_to_schema(change: Change) -> Change:
    """The change of the whole schema of a message, which its media type or parameter holds, as one of that schema."""
    old, new = change.old_node, change.new_node
    if change.aspect != WHOLE or old is None or new is None:
        return change
    is_own = old.pointer == (*change.old_owner.pointer, "schema")
    return change._replace(old_owner=old, new_owner=new) if is_own else change


def _way_to_object(way: SchemaPath, node: Node) -> SchemaPath:
    """The way to the object whose property a schema is; to the whole message where it is none in particular."""
    if way.holder is not None:
        return way
    if node.pointer[-2:-1] != (_PROPERTIES,) or way.steps[-1:] != (("property", node.pointer[-1]),):
        return SchemaPath(())
    return SchemaPath(way.steps[:-1], node.file.at(node.pointer[:-2]))


def _is_of_meaningless_lists(change: Change, comparison: Comparison) -> bool:
    """Whether a change is within a list under `items` in a dialect that does not know such lists.

    Source: JSON Schema 2020-12 core, 10.3.1.1 and 10.3.1.2; until 2019-09 `items` was what `prefixItems` is now.
    """
    sides = (comparison.old, change.old_owner), (comparison.new, change.new_owner)
    return all(_is_in_list(node, change) and not _knows_lists(document) for document, node in sides)


def _is_in_list(owner: Node, change: Change) -> bool:
    if (change.aspect == _ITEMS or change.trail[-1:] == (subschema_step(_ITEMS),)) and type(owner.get(_ITEMS)) is list:
        return True
    pointer = owner.pointer
    for number, key in enumerate(pointer[:-1]):
        if key == _ITEMS and pointer[number + 1].isdecimal():
            node = owner.file.at(pointer[: number + 1])
            if node is not None and type(node.value) is list:
                return True
    return False


def _knows_lists(document: Document) -> bool:
    declared = document.content.get("jsonSchemaDialect")
    return document.version < "3.1" or (isinstance(declared, str) and any(age in declared for age in _KNOW_LISTS))
