"""Why a message is refused: the part of it, the place in its value, and what the schema asks there, in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from harness.containment import MessageContainment
from harness.messages._parts import operation_pairs, part_pairs
from harness.messages._wire import as_sent, readings
from harness.records import NamedTuple
from harness.vocabulary import names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.comparison import Change, Comparison
    from harness.messages._build import Witness
    from harness.messages._parts import Operations, PartPair, Path

_LONGEST_VALUE = 40
_MOST_OPTIONS = 6
_CHOICES = frozenset(names("some", "one"))
_LISTS = frozenset({"enum", "const"})
_UNDECLARED = frozenset(names("further property", "unevaluated property"))
# By how the subschemas of a keyword apply.
_SENTENCES = {
    **dict.fromkeys(names("counted item"), "no item of {} is one that must be there"),
    **dict.fromkeys(names("none"), "{} is what must not be there"),
}


class Reason(NamedTuple):
    """What is wrong with one part of a value.

    Attributes:
        path: the steps to the part.
        keyword: that refuses it.
        value: the part itself.
        options: the types or values that would be right, where these can be listed.
        message: what the keyword asks, for those whose words need no options.
        undeclared: the first member that is refused for being there, empty where it is something else.
        missing: the member that must be there and is not, empty where it is something else.
    """

    path: tuple[str | int, ...]
    keyword: str
    value: Any
    options: list[Any]
    message: str
    undeclared: str = ""
    missing: str = ""

    @property
    def depth(self) -> int:
        """How many steps lead to it."""
        return len(self.path)

    @property
    def words(self) -> str:
        """`1 is not of type object`."""
        value = shortened(self.value)
        if self.keyword == "type":
            return f"{value} is not of type {' or '.join(self.options)}"
        if self.keyword in _LISTS:
            return _unlisted(value, self.options)
        return f"{value} {self.message}" if self.keyword in _CHOICES else self.message

    def is_about(self, name: str) -> bool:
        """Whether it is about a property of that name."""
        return name in (*self.path, self.undeclared, self.missing)


def reasons_of(errors: Iterable[Any], schema: Any = None) -> list[Reason]:
    """What errors of the engine come to, in the alternative that the value names or else comes closest to.

    Args:
        errors: of the engine.
        schema: that it has been given, where the names of alternatives stand in it as `x-tag`.
    """
    return [_reason(error, schema) for error in errors]


def deepest(reasons: list[Reason], name: str = "") -> Reason:
    """The reason that is deepest in the value, of those that are about a name where any is."""
    return max(reasons, key=lambda reason: (bool(name) and reason.is_about(name), reason.depth))


def shortened(value: Any) -> str:
    """A value as JSON, cut where it is long."""
    if isinstance(value, str):
        return json.dumps(_cut(value, _LONGEST_VALUE), ensure_ascii=False)
    return _cut(json.dumps(value, ensure_ascii=False), _LONGEST_VALUE)


def _reason(error: Any, schema: Any) -> Reason:
    kind = error.kind
    details = kind.as_dict()
    path = tuple(error.instance_path)
    undeclared = details["unexpected"][0] if kind.name in _UNDECLARED else ""
    missing = details["property"] if kind.name == "required" else ""
    own = Reason(path, kind.name, error.instance, _options(kind.name, details), error.message, undeclared, missing)
    if kind.name not in _CHOICES:
        return own._replace(message=_message(kind.name, details, own))
    branches = [reasons_of(branch, schema) for branch in kind.context]
    named = _named_branch(error, schema)
    if named is not None and named < len(branches) and branches[named]:
        return deepest(branches[named])
    if not all(branches):
        return own._replace(message=f"is taken by more than one of {len(branches)} alternatives ({kind.name})")
    return _closest(own, branches) or own._replace(message=f"{_of_none(len(branches))} ({kind.name})")


def _of_none(count: int) -> str:
    return "is not what the one alternative takes" if count == 1 else f"is none of {count} alternatives"


def _named_branch(error: Any, schema: Any) -> int | None:
    """Which alternative an object names by its discriminator, None where it names none."""
    try:
        for step in list(error.schema_path)[:-1]:
            schema = schema[step]
    except (LookupError, TypeError):
        return None
    name, tags = schema.get("x-tag", ("", ())) if isinstance(schema, dict) else ("", ())
    tag = error.instance.get(name) if isinstance(error.instance, dict) else None
    return tags.index(tag) if tag in tags else None


def _closest(own: Reason, branches: list[list[Reason]]) -> Reason | None:
    """What stands in the way of the alternative that comes closest, or of all of them alike."""
    deepest_of_each = [deepest(branch) for branch in branches]
    first = deepest(deepest_of_each)
    alike = [reason for reason in deepest_of_each if reason.depth == first.depth]
    same = all((reason.path, reason.keyword in _LISTS) == (first.path, first.keyword in _LISTS) for reason in alike)
    is_whole = first.depth > own.depth or alike == deepest_of_each
    if same and len(alike) > 1 and all(reason.options for reason in alike) and is_whole:
        options = [option for reason in alike for option in reason.options]
        return first._replace(options=[option for at, option in enumerate(options) if option not in options[:at]])
    if first.depth > own.depth:
        return first
    # One that takes values of this kind says more than those that take others.
    near = sorted((branch for branch in branches if not any(reason.options for reason in branch)), key=len)
    is_clear = near and (len(near) == 1 or len(near[0]) < len(near[1]))
    return near[0][0] if is_clear and len(branches) > 1 else None


def _options(keyword: str, details: dict[str, Any]) -> list[Any]:
    if keyword == "type":
        return sorted(details["types"])
    if keyword in _LISTS:
        return list(details["options"]) if keyword == "enum" else [details["expected_value"]]
    return []


def _message(keyword: str, details: dict[str, Any], reason: Reason) -> str:
    value = shortened(reason.value)
    match keyword:
        case "required":
            return f"{shortened(reason.missing)} is missing"
        case "falseSchema":
            return "nothing is taken here"
    if keyword in _SENTENCES:
        return _SENTENCES[keyword].format(value)
    if keyword in _UNDECLARED:
        undeclared = ", ".join(map(shortened, details["unexpected"][:_MOST_OPTIONS]))
        return f"{undeclared} is not declared, and nothing else is taken"
    plain = json.dumps(reason.value, ensure_ascii=False, separators=(",", ":"))
    return value + reason.message[len(plain) :] if reason.message.startswith(plain) else reason.message


def _unlisted(value: str, options: list[Any]) -> str:
    listed = ", ".join(map(shortened, options[:_MOST_OPTIONS]))
    if len(options) == 1:
        return f"{value} is not {listed}"
    more = f" and {len(options) - _MOST_OPTIONS} more" if len(options) > _MOST_OPTIONS else ""
    return f"{value} is none of {listed}{more}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


Fault = Literal["missing", "media type", "status", "syntax", "schema"]


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
        missing: the member of its value that must be there and is not, empty where it is something else.
    """

    place: Path
    path: tuple[str | int, ...] = ()
    keyword: str = ""
    reason: str = "missing"
    fault: Fault = "missing"
    undeclared: str = ""
    missing: str = ""

    @classmethod
    def by_schema(cls, place: Path, reason: Reason) -> Refusal:
        """What is refused by the schema of its part."""
        return cls(place, reason.path, reason.keyword, reason.words, "schema", reason.undeclared, reason.missing)


class Refusals:
    """Says of each witness of a comparison why it is refused; nothing is done before it is asked for."""

    __slots__ = ("_by_operation", "_comparison", "_known", "_messages", "_operations")

    def __init__(self, comparison: Comparison) -> None:
        old, new = comparison.old, comparison.new
        self._comparison = comparison
        self._messages = {
            "request": MessageContainment(old, new, formats=True),
            "response": MessageContainment(new, old, formats=True),
        }
        self._operations: dict[str, Operations] | None = None
        self._by_operation: dict[str, dict[tuple[str, Path, str], list[PartPair]]] = {}
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
            except RecursionError:
                # What schemas without an end ask is nobody's to say.
                reasons = []
            self._known[key] = reasons
        if not reasons:
            return None
        # A message may be refused for several reasons, and each change has its own.
        reason = deepest(reasons, change.trail[-1].name if change.trail else "")
        return Refusal.by_schema(witness.place, reason)

    def _reasons(self, change: Change, witness: Witness) -> list[Reason]:
        for part in self._parts(change, witness):
            errors = self._errors(part, witness.value)
            if errors:
                return reasons_of(errors)
        return []

    def _parts(self, change: Change, witness: Witness) -> list[PartPair]:
        """The parts of messages that the value may be, the one with the media type of the witness first."""
        key = (witness.direction, witness.place, witness.operation)
        # Operations are called by their own names, callbacks by names within others.
        owners = dict.fromkeys((witness.operation, *change.operations))
        parts = next(filter(None, (self._parts_of(name).get(key) for name in owners)), [])
        return sorted(parts, key=lambda part: (part.media_type or "") not in witness.message)

    def _parts_of(self, name: str) -> dict[tuple[str, Path, str], list[PartPair]]:
        """All parts of the messages of an operation and its callbacks, by direction, place and operation."""
        known = self._by_operation.get(name)
        if known is None:
            if self._operations is None:
                self._operations = operation_pairs(self._comparison)
            known = self._by_operation[name] = {}
            for part in part_pairs(*self._operations[name]) if name in self._operations else ():
                known.setdefault((part.direction, part.place, part.operations[1].name), []).append(part)
        return known

    def _errors(self, part: PartPair, value: Any) -> list[Any]:
        """What the reader's schema has against a value, none where the sender has something against it too."""
        sender, reader = self._messages[part.direction].objectors(*part.sides, part.direction, value)
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
