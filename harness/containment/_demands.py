"""All that is asked of one value of one kind, along one way of meeting a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._schemas import frozen, tighter_upper
from harness.records import NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction

    from harness.containment._questions import Requirement
    from harness.containment._schemas import Bound, NormalSchema


class Demand(NamedTuple):
    """A member that must be there, under a name that is not given.

    Attributes:
        domain: where its name is from: "pattern" for one that the text matches, "additional" for one that the owner's
            schema neither declares nor has a pattern for, "odd" for one that the owner's `propertyNames` refuses.
        text: the pattern.
        owner: the requirement that the demand comes from.
        values: what the member's value obeys beside all else.
    """

    domain: str
    text: str
    owner: Requirement
    values: tuple[Requirement, ...]


class Some(NamedTuple):
    """Elements that must be there: so many from a place on, or the one at the place."""

    start: int
    exactly: bool
    times: int
    requirement: Requirement


class Count(NamedTuple):
    """How many elements may meet a requirement at most."""

    requirement: Requirement
    most: int


class ValueDemands:
    """All demands on a value of one kind along one way.

    Attributes:
        unsupported_keywords: those that could not be turned into demands. A value that meets the rest has to be
            checked; that there is none is a proof all the same.
        whole, written: draft 4 only: the integer must not be, or must be, written as `1.0`.
        shapes: positive requirements whose keywords constrain the members or elements.
        promised: those of the required members that the sender's own schema asks for.
        named: what the members of these names obey beside all else.
        elements: what every element obeys beside all else.
        seen: what was asked of this very value already.
        senders: the sender's own schemas among what is seen and obeyed.
        watched: what is asked too, but was not opened yet: a value that meets the rest may miss it.
        index: seen and watched schemas, by what they are asked and what they say beside their subschemas.
    """

    __slots__ = (
        "choices",
        "counts",
        "demands",
        "direct",
        "elements",
        "excluded",
        "formats",
        "index",
        "kind",
        "lower",
        "max_items",
        "max_length",
        "max_properties",
        "min_items",
        "min_length",
        "min_properties",
        "missing",
        "multiples",
        "named",
        "no_formats",
        "no_multiples",
        "no_patterns",
        "patterns",
        "promised",
        "repeated",
        "required",
        "seen",
        "senders",
        "shapes",
        "some",
        "unique",
        "unsupported_keywords",
        "upper",
        "watched",
        "whole",
        "written",
    )

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.choices: tuple[Any, ...] | None = None
        self.excluded: tuple[Any, ...] = ()
        self.lower: Bound | None = None
        self.upper: Bound | None = None
        self.multiples: tuple[Fraction, ...] = ()
        self.no_multiples: tuple[Fraction, ...] = ()
        self.whole = self.written = self.unique = self.repeated = False
        self.min_length = self.min_items = self.min_properties = 0
        self.max_length: int | None = None
        self.max_items: int | None = None
        self.max_properties: int | None = None
        self.patterns: tuple[str, ...] = ()
        self.no_patterns: tuple[str, ...] = ()
        self.formats: tuple[str, ...] = ()
        self.no_formats: tuple[str, ...] = ()
        self.shapes: tuple[Requirement, ...] = ()
        self.required: dict[str, None] = {}
        self.missing: dict[str, None] = {}
        self.promised: dict[str, None] = {}
        self.named: dict[str, tuple[Requirement, ...]] = {}
        self.demands: tuple[Demand, ...] = ()
        self.elements: tuple[Requirement, ...] = ()
        self.some: tuple[Some, ...] = ()
        self.counts: tuple[Count, ...] = ()
        self.direct: tuple[NormalSchema, ...] = ()
        self.seen: dict[int, Requirement] = {}
        self.senders: tuple[NormalSchema, ...] = ()
        self.watched: dict[int, Requirement] = {}
        self.index: dict[tuple[bool, int], tuple[NormalSchema, ...]] = {}
        self.unsupported_keywords: tuple[str, ...] = ()

    def copy(self) -> ValueDemands:
        """The same demands, to be added to on one of several ways."""
        other = ValueDemands.__new__(ValueDemands)
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        for name in ("required", "missing", "promised", "named", "seen", "watched", "index"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def demand(self, name: str, value: Any) -> bool:
        """Ask for one thing more; False if that contradicts what was asked before."""
        match name:
            case "lower" | "upper" | "min_length" | "min_items" | "min_properties" | "max_length" | "max_items":
                return self._bound(name, value)
            case "max_properties":
                return self._bound(name, value)
            case "required" | "missing" | "promised":
                getattr(self, name)[value] = None
                return value not in self.missing or value not in self.required
            case "named":
                member, requirement = value
                self.named[member] = (*self.named.get(member, ()), requirement)
                self.required[member] = None
                return member not in self.missing
            case "unique" | "repeated" | "whole" | "written":
                setattr(self, name, True)
                return not (self.unique and self.repeated) and not (self.whole and self.written)
            case "choices":
                return self._choose(value)
            case "excluded":
                self.excluded += value
            case _:
                setattr(self, name, (*getattr(self, name), value))
        return True

    def has(self, name: str, value: Any) -> bool:
        """Whether that was asked before."""
        match name:
            case "lower":
                return self.lower is not None and self.lower >= value
            case "upper":
                return self.upper is not None and tighter_upper(self.upper, value) == self.upper
            case "min_length" | "min_items" | "min_properties":
                return bool(getattr(self, name) >= value)
            case "max_length" | "max_items" | "max_properties":
                known = getattr(self, name)
                return known is not None and known <= value
            case "required" | "missing":
                return value in getattr(self, name)
            case "named":
                return value[1] in self.named.get(value[0], ())
            case "repeated" | "written":
                return bool(getattr(self, name))
            case "no_patterns" | "no_multiples" | "no_formats":
                return value in getattr(self, name)
        return False

    def _bound(self, name: str, value: Any) -> bool:
        known = getattr(self, name)
        if name == "upper":
            value = tighter_upper(known, value)
        elif known is not None:
            value = min(known, value) if name.startswith("max_") else max(known, value)
        setattr(self, name, value)
        return not self._is_empty(name)

    def _choose(self, values: tuple[Any, ...]) -> bool:
        if self.choices is None:
            self.choices = values
        else:
            both = set(map(frozen, values))
            self.choices = tuple(value for value in self.choices if frozen(value) in both)
        return bool(self.choices)

    def _is_empty(self, name: str) -> bool:
        if name in {"lower", "upper"}:
            low, high = self.lower, self.upper
            return (
                low is not None
                and high is not None
                and (low[0] > high[0] or (low[0] == high[0] and (low[1] or high[1])))
            )
        if name.startswith(("min_", "max_")):
            most = getattr(self, "max_" + name[4:])
            return most is not None and bool(getattr(self, "min_" + name[4:]) > most)
        return False
