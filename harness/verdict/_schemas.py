"""SchemaJudge: which changes of schemas lose a message, and which none."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from harness.comparison import ANNOTATED, BOTH, NARROWED, REQUEST, RESPONSE, WIDENED
from harness.containment import NO, UNDECIDED, YES, Answer, Messages, borrowed
from harness.messages import FORM, Lifter, Reach, Reached, Way, leading, texts_of, within
from harness.rules import BREAKING, COMPATIBLE, WARNING
from harness.verdict._branches import loses_nothing
from harness.verdict._finding import Judgement
from harness.verdict._single_change import WHOLE, SingleChangeApplied, borrows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.comparison import Change, Comparison
    from harness.document import File, Node
    from harness.messages import Root

    # How a question of containment is asked.
    _Ask = Callable[..., Answer]

# How many messages that reach a shared schema are looked at; the first that breaks is enough.
_MOST_ROOTS = 4
_MOST_WAYS = 8
_NOWHERE = "not decided: no message was found that has it"
# Keywords that say something of the object that has the property, not of its value.
_ROLES = frozenset({"readOnly", "writeOnly"})
# What a server may do: accept more, and say less.
_HARMLESS = {REQUEST: WIDENED, RESPONSE: NARROWED}
_T = TypeVar("_T")
# Steps for one change alone at first: that something is lost is known by then, only not by which change.
_ALONE = 1_500
_RANK = {COMPATIBLE: 0, WARNING: 1, BREAKING: 2}


class _HarmlessAlone(NamedTuple):
    """A change that loses nothing alone, of a schema that loses something.

    Attributes:
        sides: the schemas that were asked, the sender's first.
        holder: that of the old document.
        reached: the messages with the ways to the holder.
    """

    change: Change
    sides: tuple[Node, Node]
    holder: Node
    reached: list[Reached]


class SchemaJudge:
    """Judges changes of schemas of one comparison; what is found out for one serves the next."""

    __slots__ = (
        "_changes",
        "_comparison",
        "_kept",
        "_lifter",
        "_lost",
        "_messages",
        "_reach",
        "steps",
    )

    def __init__(self, comparison: Comparison, *, steps: int, witnesses: bool = True) -> None:
        old, new = comparison.old, comparison.new
        self._comparison = comparison
        self.steps = steps
        sides = {REQUEST: (old, new), RESPONSE: (new, old)}
        self._messages = {
            direction: Messages(*both, formats=True, steps=steps, unchanged=self._is_unchanged, reduces=witnesses)
            for direction, both in sides.items()
        }
        self._lifter = Lifter(self._messages) if witnesses else None
        self._reach = Reach(comparison)
        self._changes = SingleChangeApplied()
        self._kept: dict[tuple[int, int, str], list[_HarmlessAlone]] = {}
        # The schemas of which single changes are known to lose something.
        self._lost: set[tuple[int, str]] = set()

    def of(self, change: Change) -> Judgement:
        """The proof of a change, for both directions where it concerns both."""
        if change.direction not in (REQUEST, RESPONSE, BOTH):
            return Judgement(COMPATIBLE, "no message of any operation has it")
        change = _retargeted_to_schema(change)
        directions = (REQUEST, RESPONSE) if change.direction == BOTH else (change.direction,)
        proofs = [
            self._directed(change, direction) for direction in directions if self._reach.is_sent(change, direction)
        ]
        worst = max(proofs, key=lambda proof: _RANK[proof.impact])
        if worst.reason == _NOWHERE and self._reach.is_nowhere(change):
            return Judgement(COMPATIBLE, "no message of any operation has it")
        return worst

    def together(self) -> Iterator[tuple[Change, Judgement]]:
        """The changes that lose nothing alone and something with the others of their schema, as judged so far.

        Of schemas that must be asked through a holder, what comes with schemas of the new document may be the reason
        as well, and is nothing that these changes have done.
        """
        for (holder, owner, direction), kept in self._kept.items():
            changes = [one.change for one in kept]
            is_theirs = holder == owner or not any(borrows(change) for change in changes)
            if len(changes) == 1 or not is_theirs or (owner, direction) in self._lost:
                continue
            changed = self._changes.together(changes, kept[0].holder)
            if changed is None or self._messages[direction].contained(*kept[0].sides, direction).verdict == YES:
                continue
            sender, reader = _sides(kept[0].holder, changed, direction)
            answer = self._messages[direction].contained(sender, reader, direction)
            if answer.verdict == YES:
                continue
            values = [answer.witness] if answer.verdict == NO else []
            proof = self._in_messages(direction, kept[0].reached, values, answer, kept[0].sides[1])
            if proof.impact != COMPATIBLE:
                loses = [change for change in changes if change.effect not in (_HARMLESS[direction], ANNOTATED)]
                reason = proof.reason if proof.undecided else f"with other changes of its schema, {proof.reason}"
                yield from ((change, proof._replace(reason=reason)) for change in loses or changes)

    def _is_unchanged(self, one_file: File, one: Any, other_file: File, other: Any) -> bool:
        """Whether the comparison holds a schema of the one document for the same in the other."""
        files = self._comparison.old.file, self._comparison.new.file
        if (other_file, one_file) == files:
            one, other = other, one
        elif (one_file, other_file) != files:
            return False
        return self._comparison.graph.unchanged.stale_values(one, other, local=True) == ()

    def _directed(self, change: Change, direction: str) -> Judgement:
        sender, reader = _sides(change.old_owner, change.new_owner, direction)
        reached = list(islice(self._reach.of(change, sender, direction), _MOST_WAYS))
        if any(root.text for root, _ in reached):
            return self._as_text(change, direction, reached)
        if change.aspect in _ROLES:
            return self._within(change, direction, [(root, _outer_path(way, sender)) for root, way in reached])
        member = next(((root, way.steps) for root, way in reached if _is_field(root, way)), None)
        proof = None if member is None else self._in_form(change, member)
        if proof is not None:
            return proof
        plain = [(root, way.steps) for root, way in reached if way.holder is None]
        held = [(root, way) for root, way in reached if way.holder is not None]
        proof = self._at(change, direction, (sender, reader), plain) if plain or not held else None
        if proof is not None and (proof.impact == BREAKING or not held):
            return proof
        other = self._within(change, direction, held)
        return other if proof is None else max(proof, other, key=lambda one: _RANK[one.impact])

    def _at(
        self,
        change: Change,
        direction: str,
        sides: tuple[Node, Node],
        reached: list[Reached],
        holder: Node | None = None,
    ) -> Judgement:
        """Whether a value is lost at the place of the change, or at the holder of the old side, and in a message."""
        messages, old = self._messages[direction], holder or change.old_owner
        kept = _HarmlessAlone(change, sides, old, reached)
        if holder is not None:
            # Holders have many parts, of which all others are the same in the change alone.
            if loses_nothing(change, holder, direction, messages, self._changes):
                return self._by_itself(kept, direction)
            if self._alone(kept, direction, _ALONE, messages.guessed).verdict == YES:
                return self._by_itself(kept, direction)
        # Where nobody reads the values, it is enough that the messages with them are confirmed.
        proof = self._lost_at(kept, direction, messages.guessed) if self._lifter is None else None
        if proof is None or proof.undecided:
            proof = self._lost_at(kept, direction, messages.contained)
        if proof.impact != COMPATIBLE:
            self._lost.add((id(change.old_owner.value), direction))
        return proof

    def _lost_at(self, kept: _HarmlessAlone, direction: str, ask: _Ask) -> Judgement:
        local = ask(*kept.sides, direction)
        if local.verdict == YES:
            return Judgement(COMPATIBLE, _kept(direction))
        for steps in (_ALONE, self.steps):
            alone = self._alone(kept, direction, steps, ask, local)
            if alone.verdict == YES:
                return self._by_itself(kept, direction)
            answers = (alone,) if alone is local else (alone, local)
            values = [answer.witness for answer in answers if answer.verdict == NO]
            open_ = local if local.verdict == UNDECIDED else alone
            proof = self._in_messages(direction, kept.reached, values, open_, kept.sides[1])
            if not proof.undecided or alone.verdict != UNDECIDED:
                break
        return proof

    def _by_itself(self, kept: _HarmlessAlone, direction: str) -> Judgement:
        """The proof of a change that loses nothing, whatever others of its schema do."""
        key = (id(kept.holder.value), id(kept.change.old_owner.value), direction)
        self._kept.setdefault(key, []).append(kept)
        return Judgement(COMPATIBLE, f"{_kept(direction)} by this change alone")

    def _within(self, change: Change, direction: str, held: list[tuple[Root, Way]]) -> Judgement:
        """The same for the schemas that hold the changed one, or for whole messages where they have no counterpart."""
        proofs: list[Judgement] = []
        seen: set[tuple[str, ...]] = set()
        for root, way in held:
            holder = way.holder or root.sides[0]
            if holder.pointer in seen:
                continue
            seen.add(holder.pointer)
            other = self._counterpart(holder, change, direction)
            if other is None:
                proofs.append(self._in_messages(direction, [(root, ())], [], Answer(UNDECIDED, None, ""), None))
            else:
                same = [(one, step.steps) for one, step in held if (step.holder or one.sides[0]) is holder]
                was = holder if direction == REQUEST else other
                proofs.append(self._at(change, direction, (holder, other), same or [(root, way.steps)], was))
            if len(seen) == _MOST_ROOTS or proofs[-1].impact == BREAKING:
                break
        if not proofs:
            return Judgement(WARNING, _NOWHERE, undecided=True)
        return max(proofs, key=lambda proof: _RANK[proof.impact])

    def _counterpart(self, holder: Node, change: Change, direction: str) -> Node | None:
        """What stands in the other document for a schema of the sender's around the changed one."""
        owner, other = _sides(change.old_owner, change.new_owner, direction)
        rest = owner.pointer[len(holder.pointer) :]
        inside = owner.file is holder.file and owner.pointer[: len(holder.pointer)] == holder.pointer
        if inside and rest == (other.pointer[-len(rest) :] if rest else ()):
            found = other.file.at(other.pointer[: len(other.pointer) - len(rest)])
        else:
            documents = self._comparison.old, self._comparison.new
            files = [document.file for document in _sides(*documents, direction)]
            found = files[1].at(holder.pointer) if holder.file is files[0] else None
        return found if found is not None and type(found.value) is dict else None

    def _alone(
        self, kept: _HarmlessAlone, direction: str, steps: int, ask: _Ask, local: Answer | None = None
    ) -> Answer:
        """Whether the change by itself loses a value of a schema of the old document, its owner or one around that.

        What is lost with all other changes may serve as the value.
        """
        changed = self._changes.applied_within(kept.change, kept.holder)
        if changed is None:
            return Answer(UNDECIDED, None, "the change cannot be told apart from others")
        sides = _sides(kept.holder, changed, direction)
        lost = local is not None and local.verdict == NO
        if local is not None and lost and self._messages[direction].shows(local.witness, *sides, direction):
            return local
        return ask(*sides, direction, steps=min(self.steps, steps))

    def _in_messages(
        self, direction: str, reached: list[Reached], values: list[Any], open_: Answer, lost_to: Node | None
    ) -> Judgement:
        """Whether a value that is lost at its place is lost in a message.

        Args:
            direction: of the messages.
            reached: the messages, with the ways to the place.
            values: some that are lost there.
            open_: what stood in the way of finding more.
            lost_to: the schema of the reader that refuses them, and others that a message may have rather.
        """
        masked = 0
        reason = open_.reason
        ends: list[dict[str, Any]] = [{"const": value} for value in values]
        if values and lost_to is not None:
            ends.append({"not": borrowed(lost_to)})
        for root, way in reached[:_MOST_ROOTS]:
            sender, reader = root.sides
            for end in ends:
                answer = self._messages[direction].shown(sender, reader, direction, leading(way, end))
                if answer.verdict == NO:
                    return self._broken(root, answer.witness)
                reason = answer.reason if answer.verdict == UNDECIDED else reason
            whole = self._messages[direction].contained(sender, reader, direction)
            if whole.verdict == YES:
                masked += 1
            elif whole.verdict == NO and not values:
                return self._broken(root, whole.witness)
        if reached and masked == len(reached[:_MOST_ROOTS]):
            return Judgement(COMPATIBLE, f"{_kept(direction)}: what it shuts out reaches no message")
        if not reached:
            return Judgement(WARNING, _NOWHERE, undecided=True)
        return Judgement(WARNING, f"not decided: {reason}", undecided=True)

    def _in_form(self, change: Change, reached: Reached) -> Judgement | None:
        """The same for a field of a form, whose values are texts; None where these decide nothing."""
        root, way = reached
        sender, reader = _sides(change.old_owner, change.new_owner, root.direction)
        texts = texts_of(root, self._messages, self._comparison).at(way)
        answer = texts.contained(sender, reader)
        if answer.verdict == YES:
            return Judgement(COMPATIBLE, _kept(root.direction))
        if answer.verdict == UNDECIDED:
            return None
        if texts.are_kept(change, self._changes.applied, [answer.witness]):
            return Judgement(COMPATIBLE, f"{_kept(root.direction)} by this change alone")
        proof = self._in_messages(root.direction, [reached], [answer.witness], answer, None)
        return None if proof.undecided else proof

    def _as_text(self, change: Change, direction: str, reached: list[tuple[Root, Way]]) -> Judgement:
        """The same for parameters, headers and forms, whose values are texts."""
        reason = ""
        for root, way in reached[:_MOST_ROOTS]:
            texts = texts_of(root, self._messages, self._comparison)
            answer = texts.contained(*root.sides)
            if answer.verdict == NO:
                here, lost = texts.at(way.steps), within(answer.witness, way.steps)
                if way.holder is None and here.are_kept(change, self._changes.applied, lost):
                    continue
                return self._broken(root, answer.witness)
            reason = answer.reason if answer.verdict == UNDECIDED else reason
        if reason:
            return Judgement(WARNING, f"not decided: {reason}", undecided=True)
        return Judgement(COMPATIBLE, _kept(direction))

    def _broken(self, root: Root, value: Any) -> Judgement:
        witness = None if self._lifter is None else self._lifter.lifted(root, value)
        if root.direction == REQUEST:
            return Judgement(BREAKING, "the old version takes a request that the new one refuses", witness)
        return Judgement(BREAKING, "the new version sends a response that the old one does not allow", witness)


def _sides(old: _T, new: _T, direction: str) -> tuple[_T, _T]:
    return (old, new) if direction == REQUEST else (new, old)


def _retargeted_to_schema(change: Change) -> Change:
    """The change of the whole schema of a message, which its media type or parameter holds, as one of that schema."""
    old, new = change.old_node, change.new_node
    if change.aspect != WHOLE or old is None or new is None:
        return change
    is_own = old.pointer == (*change.old_owner.pointer, "schema")
    return change._replace(old_owner=old, new_owner=new) if is_own else change


def _outer_path(way: Way, node: Node) -> Way:
    """The way to the object whose property a schema is; to the whole message where it is none in particular."""
    if way.holder is not None:
        return way
    if node.pointer[-2:-1] != ("properties",) or way.steps[-1:] != (("property", node.pointer[-1]),):
        return Way(())
    return Way(way.steps[:-1], node.file.at(node.pointer[:-2]))


def _is_field(root: Root, way: Way) -> bool:
    """Whether a way leads to a field of a form; what is deeper is written in ways that nobody agrees on."""
    names = [name for kind, name in way.steps if kind == "property"]
    return root.wires[0].kind == FORM and way.holder is None and len(names) == 1 and way.steps[0][0] == "property"


def _kept(direction: str) -> str:
    if direction == REQUEST:
        return "no request that the old version takes is refused"
    return "no response is sent that the old version does not allow"
