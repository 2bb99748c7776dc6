"""Whether a value meets a requirement, by the normal forms alone. Who confirms witnesses is somebody else."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from harness.containment._alternatives import alternatives
from harness.containment._marks import SpeakingParts
from harness.containment._patterns import matches
from harness.containment._scalars import is_binary
from harness.containment._schemas import frozen, kind_of
from harness.containment._tags import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.containment._questions import Requirement
    from harness.containment._schemas import NormalSchema

# Values deeper than this are not looked at.
_DEPTH = 200
# What is known of so many parts of values is kept.
_MOST_KNOWN = 30_000

_Known: TypeAlias = "dict[tuple[int, int], bool | None]"


class _Unknown(Enum):
    UNKNOWN = "unknown"


# What stands for a verdict that nobody has found yet; None is one.
_UNKNOWN: Final = _Unknown.UNKNOWN


def meets(requirement: Requirement, value: Any) -> bool | None:
    """Whether the value is what the requirement asks; None where a keyword that is not understood decides."""
    return _met(requirement, _Check({}).valid(requirement.normal, value, _DEPTH))


def _met(requirement: Requirement, verdict: bool | None) -> bool | None:
    return verdict if requirement.wanted else _not(verdict)


class Checks:
    """Checks of values that have parts in common, which nobody changes, against schemas that have parts in common.

    Of a value that differs from an earlier one in one place, no more is looked at than what is around that place.
    """

    __slots__ = ("_known", "_values")

    def __init__(self) -> None:
        self._known: _Known = {}
        # What is known by its identity, which must not be given to others meanwhile.
        self._values: list[Any] = []

    def meets(self, requirement: Requirement, value: Any) -> bool | None:
        """The same as the function does."""
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
            self._values.clear()
        self._values.append(value)
        return _met(requirement, _Check(self._known).valid(requirement.normal, value, _DEPTH))


class _Check:
    """One check, in which the same schema is held against the same part of the value only once."""

    __slots__ = ("_apart", "_known")

    def __init__(self, apart: _Known) -> None:
        """Ready to check; `apart` is what is known of parts of values, whatever else is asked of their place."""
        self._apart = apart
        self._known: _Known = {}

    def valid(self, normal: NormalSchema, value: Any, depth: int, above: frozenset[int] = frozenset()) -> bool | None:
        """Whether a value is valid, as far as that is understood."""
        if depth == 0 or len(above) > _DEPTH:
            return None
        if normal.number in above:
            # A schema that leads back to itself for the same value asks nothing more.
            return True
        # identity: the whole value is kept by who asks, and with it its parts.
        key, known = (normal.number, id(value)), self._known if above else self._apart
        verdict = known.get(key, _UNKNOWN)
        if verdict is _UNKNOWN:
            verdict = known[key] = self._valid(normal, value, depth, above)
        return verdict

    def _valid(self, normal: NormalSchema, value: Any, depth: int, above: frozenset[int]) -> bool | None:
        kind, parts = kind_of(value), parts_of(normal)
        if kind == "object" and len(parts) > _FEW:
            parts = _speaking(normal, parts, value)
        for part in parts:
            if kind not in part.kinds or not part.allows(value):
                return False
        found: bool | None = True
        for part in parts:
            verdict = self._own(part, kind, value, depth)
            if verdict is False:
                return False
            if verdict is None or part.unsupported_keywords:
                found = None
        for part in parts:
            if part.negations or part.disjunctions or part.exclusives or part.conditionals:
                verdict = _all(self._in_place(part, value, depth, above | {part.number for part in parts}))
                if verdict is False:
                    return False
                found = verdict and found
        return found

    def _in_place(self, normal: NormalSchema, value: Any, depth: int, above: frozenset[int]) -> Iterable[bool | None]:
        def valid(schema: Any) -> bool | None:
            return self.valid(normal.at(schema), value, depth, above)

        for part in normal.negations:
            yield _not(valid(part))
        for parts in normal.disjunctions:
            yield _any(self.valid(part, value, depth, above) for part in _likely(normal, parts, value))
        for parts in normal.exclusives:
            yield _one([self.valid(part, value, depth, above) for part in _likely(normal, parts, value)])
        for condition, then, otherwise in normal.conditionals:
            yield _branch(valid(condition), valid(then), valid(otherwise))

    def _own(self, normal: NormalSchema, kind: str, value: Any, depth: int) -> bool | None:
        match kind:
            case "integer" | "fraction":
                return not (normal.whole and isinstance(value, float)) and _number(normal, value)
            case "string":
                return _string(normal, value)
            case "array":
                return self._array(normal, value, depth)
            case "object":
                return self._object(normal, value, depth)
        return True

    def _array(self, normal: NormalSchema, items: list[Any], depth: int) -> bool | None:
        if len(items) < normal.min_items or (normal.max_items is not None and len(items) > normal.max_items):
            return False
        if normal.unique and len(set(map(frozen, items))) < len(items):
            return False
        verdicts = [
            self.valid(normal.at(schema), item, depth - 1) for schema, item in zip(normal.prefix, items, strict=False)
        ]
        if normal.rest is not True:
            # A search makes long lists of the same item.
            # identity: they hold it.
            distinct = {id(item): item for item in items[len(normal.prefix) :]}
            verdicts += [self.valid(normal.at(normal.rest), item, depth - 1) for item in distinct.values()]
        if normal.counted is not None:
            wanted = normal.at(normal.counted)
            found = [self.valid(wanted, item, depth - 1) for item in items]
            if None in found:
                verdicts.append(None)
            else:
                count, most = found.count(True), normal.max_counted
                verdicts.append(normal.min_counted <= count and (most is None or count <= most))
        return _all(verdicts)

    def _object(self, normal: NormalSchema, members: dict[str, Any], depth: int) -> bool | None:
        if len(members) < normal.min_properties:
            return False
        if normal.max_properties is not None and len(members) > normal.max_properties:
            return False
        if any(name not in members for name in normal.required):
            return False
        if any(n in members and any(o not in members for o in names) for n, names in normal.names_if_present.items()):
            return False
        if normal.hidden and normal.sends and not normal.hidden.isdisjoint(members):
            return False
        verdicts: list[bool | None] = []
        apart = self._apart
        is_brief = normal.additional is True and not normal.patterned and len(normal.members) < len(members)
        for name in normal.members if is_brief else members:
            if name not in members:
                continue
            value = members[name]
            for schema in schemas_for(normal, name):
                # What is known of it already, most often; as in `valid`.
                # identity: as above.
                verdict = apart.get((schema.number, id(value)), _UNKNOWN)
                if verdict is _UNKNOWN:
                    verdict = self.valid(schema, value, depth - 1)
                if verdict is False:
                    return False
                verdicts.append(verdict)
        if normal.names is not True:
            names = normal.at(normal.names)
            verdicts += [self.valid(names, name, depth - 1) for name in members]
        verdicts += [
            self.valid(normal.at(schema), members, depth - 1)
            for name, schema in normal.schemas_if_present.items()
            if name in members
        ]
        return _all(verdicts)


# Of more alternatives than these only those are looked at that a value may fit, and so it is with parts.
_FEW = 4
# What says nothing of an object but of its members.
_OF_MEMBERS = frozenset(("kinds", "members"))


def _speaking(normal: NormalSchema, parts: tuple[NormalSchema, ...], value: dict[str, Any]) -> tuple[NormalSchema, ...]:
    """Of many parts those that say anything of an object: most speak of members alone."""
    finder: SpeakingParts | None = normal.opened.get("speaking")
    if finder is None:
        silent = (part.said.keys() <= _OF_MEMBERS and "object" in part.kinds for part in parts)
        names = (frozenset(part.members) if is_silent else None for part, is_silent in zip(parts, silent, strict=True))
        finder = normal.opened["speaking"] = SpeakingParts(names)
    return tuple(parts[number] for number in sorted(set(finder.fitting(value))))


def _likely(normal: NormalSchema, parts: tuple[Any, ...], value: Any) -> Iterable[NormalSchema]:
    return map(normal.at, parts) if len(parts) <= _FEW else alternatives(normal, parts).of_value(value)


def _number(normal: NormalSchema, value: float) -> bool | None:
    if isinstance(value, float) and not abs(value) < float("inf"):
        return None
    number = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    low, high = normal.lower, normal.upper
    if low is not None and (number < low[0] or (low[1] and number == low[0])):
        return False
    if high is not None and (number > high[0] or (high[1] and number == high[0])):
        return False
    return _all(_is_multiple(number, value, divisor) for divisor in normal.multiples)


def _is_multiple(number: Fraction, value: float, divisor: Fraction) -> bool | None:
    exact = (number / divisor).denominator == 1
    if is_binary(divisor) and is_binary(number) and abs(number) < 2**40:
        return exact
    # Validators that divide in binary have an opinion of their own.
    try:
        binary = (value / float(divisor)).is_integer()
    except (OverflowError, ZeroDivisionError):
        return None
    return exact if exact == binary else None


def _string(normal: NormalSchema, text: str) -> bool:
    return (
        normal.min_length <= len(text)
        and (normal.max_length is None or len(text) <= normal.max_length)
        and all(matches("pattern", pattern, text) for pattern in normal.patterns)
        and all(matches("format", form, text) for form in normal.formats)
    )


def schemas_for(normal: NormalSchema, name: str) -> tuple[NormalSchema, ...]:
    """The schemas that a member of that name has to obey."""
    known: dict[str, tuple[NormalSchema, ...]] | None = normal.opened.get("for names")
    if known is None:
        known = normal.opened["for names"] = {}
    schemas = known.get(name)
    if schemas is None:
        schemas = known[name] = tuple(map(normal.at, _schemas_for(normal, name)))
    return schemas


def _schemas_for(normal: NormalSchema, name: str) -> list[Any]:
    if name in normal.hidden:
        return []
    found = [normal.members[name]] if name in normal.members else []
    found += [schema for pattern, schema in normal.patterned.items() if matches("pattern", pattern, name)]
    return found or ([] if normal.additional is True else [normal.additional])


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    found: bool | None = True
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            found = None
    return found


def _any(verdicts: Iterable[bool | None]) -> bool | None:
    found: bool | None = False
    for verdict in verdicts:
        if verdict:
            return True
        if verdict is None:
            found = None
    return found


def _one(verdicts: list[bool | None]) -> bool | None:
    if verdicts.count(True) > 1:
        return False
    return None if None in verdicts else verdicts.count(True) == 1


def _not(verdict: bool | None) -> bool | None:
    return None if verdict is None else not verdict


def _branch(condition: bool | None, then: bool | None, otherwise: bool | None) -> bool | None:
    if condition is None:
        return then if then == otherwise else None
    return then if condition else otherwise
