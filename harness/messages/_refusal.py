"""Why the side that reads a message refuses it: the part of it, and what its schema asks there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.containment import MessageContainment
from harness.messages._roots import operation_pairs, roots_of
from harness.messages._wire import read, sent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Change, Comparison
    from harness.messages._roots import Root
    from harness.messages._witness import Witness

_LONGEST = 160
_LONGEST_VALUE = 40
_MOST_OPTIONS = 6
_ABSENT = "no "
_ODD = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
_CHOICES = frozenset({"anyOf", "oneOf"})
_LISTS = frozenset({"enum", "const"})
_UNDECLARED = frozenset({"additionalProperties", "unevaluatedProperties"})


class Refusals:
    """Says of each witness of a comparison why it is refused; nothing is done before it is asked for."""

    __slots__ = ("_comparison", "_known", "_messages", "_pairs")

    def __init__(self, comparison: Comparison) -> None:
        old, new = comparison.old, comparison.new
        self._comparison = comparison
        self._messages = {
            "request": MessageContainment(old, new, formats=True),
            "response": MessageContainment(new, old, formats=True),
        }
        self._pairs: dict[str, Any] | None = None
        # Many changes are shown by the same message.
        self._known: dict[tuple[str, str, str], list[_Cause]] = {}

    def of(self, change: Change, witness: Witness) -> str | None:
        """`/parcel/weight: 1 is not of type object`; None where no schema says why.

        Args:
            change: the change that the witness shows.
            witness: of a finding of the comparison.
        """
        if witness.place.startswith(_ABSENT):
            absent = witness.place.removeprefix(_ABSENT)
            return f"{absent} {'are' if absent == 'credentials' else 'is'} missing"
        key = (witness.operation, witness.place, witness.message)
        causes = self._known.get(key)
        if causes is None:
            try:
                causes = self._causes(change, witness)
            except _ODD:
                # What a schema with odd values asks is nobody's to say.
                causes = []
            self._known[key] = causes
        # A message may be refused for several reasons, and each change has its own.
        return _told(causes, witness.place, change.trail[-1] if change.trail else "") if causes else None

    def _causes(self, change: Change, witness: Witness) -> list[_Cause]:
        for root in self._roots(change, witness):
            errors = self._errors(root, witness.value)
            if errors:
                return [_cause(error) for error in errors]
        return []

    def _roots(self, change: Change, witness: Witness) -> Iterator[Root]:
        """The parts of messages that the value may be, the one with the media type of the witness first."""
        if self._pairs is None:
            self._pairs = operation_pairs(self._comparison)
        found = [
            root
            for name in dict.fromkeys((witness.operation, *change.operations))
            if name in self._pairs
            for root in roots_of(*self._pairs[name])
            if (root.direction, root.place) == (witness.direction, witness.place)
            and root.operations[1].name == witness.operation
        ]
        yield from sorted(found, key=lambda root: (root.media_type or "") not in witness.message)

    def _errors(self, root: Root, value: Any) -> list[Any]:
        """What the reader's schema has against a value, none where the sender has something against it too."""
        sender, reader = self._messages[root.direction].validators(*root.sides, root.direction, value)
        if sender is None or reader is None or not sender.is_valid(value):
            return []
        errors = list(reader.iter_errors(value))
        if root.text and errors:
            # A text is refused in all of its readings; what is said of the right type says the most.
            writes, reads = root.sent_and_read
            readings = [list(reader.iter_errors(one)) for one in read(sent(value, writes), reads)]
            return next((one for one in readings if one and all(error.kind.name != "type" for error in one)), errors)
        return errors


class _Cause(NamedTuple):
    """What is wrong with one part of a value.

    Attributes:
        name: of the keyword.
        options: the types or values that would be right, where these can be listed.
    """

    path: list[str | int]
    name: str
    value: Any
    options: list[Any]
    message: str

    @property
    def depth(self) -> int:
        """How many steps lead to it."""
        return len(self.path)


def _told(causes: list[_Cause], place: str, name: str) -> str:
    """The reason that is deepest in the value, of those that are about a name where any is."""
    cause = max(causes, key=lambda one: (name in one.path or one.message.startswith(_shown(name)), one.depth))
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in cause.path)
    where = pointer if place == "request body" or place.startswith("response ") else f"{place} {pointer}".rstrip()
    return _cut(f"{where or place}: {_message(cause)}", _LONGEST)


def _cause(error: Any) -> _Cause:
    """What is wrong, in the alternative which comes closest to the value."""
    kind = error.kind
    said = kind.as_dict()
    own = _Cause(error.instance_path, kind.name, error.instance, _right(kind.name, said), error.message)
    if kind.name not in _CHOICES:
        return own._replace(message=_message_of(kind.name, said, own))
    branches = [[_cause(inner) for inner in branch] for branch in kind.context]
    if not all(branches):
        return own._replace(message=f"is taken by more than one of {len(branches)} alternatives (oneOf)")
    return _closest(own, branches) or own._replace(message=f"is none of {len(branches)} alternatives ({kind.name})")


def _closest(own: _Cause, branches: list[list[_Cause]]) -> _Cause | None:
    """What stands in the way of the alternative that comes closest, or of all of them alike."""
    deepest = [max(branch, key=lambda one: one.depth) for branch in branches]
    first = max(deepest, key=lambda one: one.depth)
    alike = [one for one in deepest if one.depth == first.depth]
    same = all((one.path, one.name in _LISTS) == (first.path, first.name in _LISTS) for one in alike)
    if same and len(alike) > 1 and all(one.options for one in alike) and (first.depth > own.depth or alike == deepest):
        options = [option for one in alike for option in one.options]
        return first._replace(options=[option for at, option in enumerate(options) if option not in options[:at]])
    if first.depth > own.depth:
        return first
    # One that takes values of this kind says more than those that take others.
    near = sorted((branch for branch in branches if not any(one.options for one in branch)), key=len)
    is_clear = near and (len(near) == 1 or len(near[0]) < len(near[1]))
    return near[0][0] if is_clear and len(branches) > 1 else None


def _right(name: str, said: dict[str, Any]) -> list[Any]:
    if name == "type":
        return sorted(said["types"])
    if name in _LISTS:
        return list(said["options"]) if name == "enum" else [said["expected_value"]]
    return []


def _message(cause: _Cause) -> str:
    value = _shown(cause.value)
    if cause.name == "type":
        return f"{value} is not of type {' or '.join(cause.options)}"
    if cause.name in _LISTS:
        return _unlisted(value, cause.options)
    return f"{value} {cause.message}" if cause.name in _CHOICES else cause.message


def _message_of(name: str, said: dict[str, Any], cause: _Cause) -> str:
    value = _shown(cause.value)
    if name == "required":
        return f"{_shown(said['property'])} is missing"
    if name in _UNDECLARED:
        return (
            f"{', '.join(map(_shown, said['unexpected'][:_MOST_OPTIONS]))} is not declared, and nothing else is taken"
        )
    if name == "contains":
        return f"no item of {value} is one that must be there"
    if name == "falseSchema":
        return "nothing is taken here"
    if name == "not":
        return f"{value} is what must not be there"
    plain = json.dumps(cause.value, ensure_ascii=False, separators=(",", ":"))
    return value + cause.message[len(plain) :] if cause.message.startswith(plain) else cause.message


def _unlisted(value: str, options: list[Any]) -> str:
    shown = ", ".join(map(_shown, options[:_MOST_OPTIONS]))
    if len(options) == 1:
        return f"{value} is not {shown}"
    more = f" and {len(options) - _MOST_OPTIONS} more" if len(options) > _MOST_OPTIONS else ""
    return f"{value} is none of {shown}{more}"


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(_cut(value, _LONGEST_VALUE), ensure_ascii=False)
    return _cut(json.dumps(value, ensure_ascii=False), _LONGEST_VALUE)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
