"""Why the side that reads a message refuses it: the part of it, and what its schema asks there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from harness.containment import MessageContainment
from harness.messages._pairs import operation_pairs, part_pairs
from harness.messages._reasons import deepest, reasons_of
from harness.messages._wire import as_sent, readings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Change, Comparison
    from harness.messages._build import Witness
    from harness.messages._pairs import Operations, PartPair
    from harness.messages._parts import Path
    from harness.messages._reasons import Reason

Fault = Literal["missing", "media type", "status", "syntax", "schema"]
_ODD = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


class Refusal(NamedTuple):
    """Why a message is refused.

    Attributes:
        place: the part of the message.
        path: the steps within its value to what is wrong.
        keyword: of the schema; empty where the part as a whole is missing.
        reason: in words: `1 is not of type object`; "missing" for a part that is.
        fault: what is wrong: the part is missing, of a media type or status that is not declared, not what its media
            type says, or refused by its schema.
        undeclared: the member that is refused for being there, empty where it is something else.
    """

    place: Path
    path: tuple[str | int, ...] = ()
    keyword: str = ""
    reason: str = "missing"
    fault: Fault = "missing"
    undeclared: str = ""


class Refusals:
    """Says of each witness of a comparison why it is refused; nothing is done before it is asked for."""

    __slots__ = ("_comparison", "_known", "_messages", "_operations")

    def __init__(self, comparison: Comparison) -> None:
        old, new = comparison.old, comparison.new
        self._comparison = comparison
        self._messages = {
            "request": MessageContainment(old, new, formats=True),
            "response": MessageContainment(new, old, formats=True),
        }
        self._operations: dict[str, Operations] | None = None
        # Many changes are shown by the same message.
        self._known: dict[tuple[str, Path, str], list[Reason]] = {}

    def of(self, change: Change, witness: Witness) -> Refusal | None:
        """Why the message of a witness is refused; None where no schema says why.

        Args:
            change: the change that the witness shows.
            witness: of a finding of the comparison.
        """
        if witness.absent:
            return Refusal(witness.place)
        key = (witness.operation, witness.place, witness.message)
        reasons = self._known.get(key)
        if reasons is None:
            try:
                reasons = self._reasons(change, witness)
            except _ODD:
                # What a schema with odd values asks is nobody's to say.
                reasons = []
            self._known[key] = reasons
        if not reasons:
            return None
        # A message may be refused for several reasons, and each change has its own.
        reason = deepest(reasons, change.trail[-1].name if change.trail else "")
        return Refusal(witness.place, reason.path, reason.keyword, reason.words, "schema", reason.undeclared)

    def _reasons(self, change: Change, witness: Witness) -> list[Reason]:
        for part in self._parts(change, witness):
            errors = self._errors(part, witness.value)
            if errors:
                return reasons_of(errors)
        return []

    def _parts(self, change: Change, witness: Witness) -> Iterator[PartPair]:
        """The parts of messages that the value may be, the one with the media type of the witness first."""
        if self._operations is None:
            self._operations = operation_pairs(self._comparison)
        parts = [
            part
            for name in dict.fromkeys((witness.operation, *change.operations))
            if name in self._operations
            for part in part_pairs(*self._operations[name])
            if (part.direction, part.place) == (witness.direction, witness.place)
            and part.operations[1].name == witness.operation
        ]
        yield from sorted(parts, key=lambda part: (part.media_type or "") not in witness.message)

    def _errors(self, part: PartPair, value: Any) -> list[Any]:
        """What the reader's schema has against a value, none where the sender has something against it too."""
        sender, reader = self._messages[part.direction].validators(*part.sides, part.direction, value)
        if sender is None or reader is None or not sender.is_valid(value):
            return []
        errors = list(reader.iter_errors(value))
        if part.text and errors:
            # A text is refused in all of its readings; what is said of the right type says the most.
            writes, reads = part.sent_and_read
            refused = [list(reader.iter_errors(reading)) for reading in readings(as_sent(value, writes), reads)]
            of_right_type = (each for each in refused if each and all(error.kind.name != "type" for error in each))
            return next(of_right_type, errors)
        return errors
