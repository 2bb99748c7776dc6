"""Schemas in normal form, which of them say the same, and values as JSON Schema holds them equal.

What is alike needs no search. All pairs of subschemas that two schemas lead to are visited once; those that differ
spread backwards to the pairs that lead to them, and all others are alike. So schemas that refer to themselves are no
trouble.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from harness.containment._questions import Context

# `number` is split, so that a value is of exactly one kind.
KINDS = ("null", "boolean", "integer", "fraction", "string", "array", "object")
_BY_TYPE = {
    **{name: frozenset({name}) for name in KINDS if name != "fraction"},
    "number": frozenset({"integer", "fraction"}),
    # Swagger 2.0, for uploads, and draft 3.
    "file": frozenset(KINDS),
    "any": frozenset(KINDS),
}
_NO_KINDS: frozenset[str] = frozenset()


def kinds_of_type(name: str) -> frozenset[str]:
    """The kinds of values that a type of JSON Schema allows; none for a name that it does not know."""
    return _BY_TYPE.get(name, _NO_KINDS)


def kind_of(value: Any) -> str:
    """The kind of a value. `1.0` is an integer, as JSON Schema has it since draft 6."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "fraction"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def frozen(value: Any) -> Hashable:
    """What two values have in common exactly when JSON Schema holds them equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, bool):
        return ("true",) if value else ("false",)
    if isinstance(value, list | tuple):
        return ("array", *map(frozen, value))
    if isinstance(value, dict):
        return ("object", frozenset((key, frozen(member)) for key, member in value.items()))
    return value if value is None or isinstance(value, str | int | float) else ("other", str(value))


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal in JSON Schema."""
    return frozen(one) == frozen(other)


def is_among(value: Any, values: Iterable[Any]) -> bool:
    """Whether a value equals one of several."""
    own = frozen(value)
    return any(own == frozen(other) for other in values)


def number(value: Any) -> Fraction | None:
    """The number that its author wrote: 0.1 is a tenth, not the nearest binary fraction."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, int):
        return Fraction(value)
    return Fraction(str(value)) if abs(value) < float("inf") else None


# A bound: the number, and whether the number itself is shut out.
Bound = tuple[Fraction, bool]

ALL = frozenset(KINDS)
_NUMBERS = count(1)
# So many objects or lists are compared one by one, which takes less than to look at all of what they hold.
_FEW_CHOICES = 8
_NO_MEMBERS: Mapping[str, Any] = MappingProxyType({})


class NormalSchema:
    """A schema in normal form. Subschemas stay as they stand in the document, and are read when they are needed.

    What the schema says of an attribute below is set on the instance; the class has what it means to say nothing.

    Attributes:
        number: tells the forms apart; no two ever have the same.
        kinds: the kinds of values that `type` allows.
        whole: draft 4 only: an integer must not be written as `1.0`.
        choices: the values that `enum` and `const` allow, None for any.
        hidden: properties that are no part of the messages of this direction.
        conjuncts, disjunctions, exclusives, negations, conditionals: subschemas in the same place as the schema.
        targets: schemas of other contexts that a reference leads to, as further parts.
        unsupported_keywords: keywords that are not understood here; what they assert is left out.
        unsupported_identity: equal for schemas in which the same is not understood.
        source: the schema as it stands in its document.
    """

    kinds: frozenset[str] = ALL
    whole: bool = False
    choices: tuple[Any, ...] | None = None
    lower: Bound | None = None
    upper: Bound | None = None
    multiples: tuple[Fraction, ...] = ()
    min_length: int = 0
    max_length: int | None = None
    patterns: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    min_items: int = 0
    max_items: int | None = None
    unique: bool = False
    prefix: tuple[Any, ...] = ()
    rest: Any = True
    counted: Any = None
    min_counted: int = 1
    max_counted: int | None = None
    min_properties: int = 0
    max_properties: int | None = None
    members: Mapping[str, Any] = _NO_MEMBERS
    patterned: Mapping[str, Any] = _NO_MEMBERS
    additional: Any = True
    names: Any = True
    hidden: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    names_if_present: Mapping[str, tuple[str, ...]] = _NO_MEMBERS
    schemas_if_present: Mapping[str, Any] = _NO_MEMBERS
    conjuncts: tuple[Any, ...] = ()
    disjunctions: tuple[tuple[Any, ...], ...] = ()
    exclusives: tuple[tuple[Any, ...], ...] = ()
    negations: tuple[Any, ...] = ()
    conditionals: tuple[tuple[Any, Any, Any], ...] = ()
    targets: tuple[tuple[Context, Any], ...] = ()
    unsupported_keywords: tuple[str, ...] = ()
    unsupported_identity: Hashable = None

    def __init__(self, context: Context | None = None, source: Any = None, **said: Any) -> None:
        self.number = next(_NUMBERS)
        self._context = context
        self.source = source
        # What `_branches` makes of the schema, kept for the next time.
        self.opened: dict[Any, Any] = {}
        for name, value in said.items():
            setattr(self, name, value)

    @property
    def context(self) -> Context:
        """The context to read the subschemas in."""
        assert self._context is not None
        return self._context

    @property
    def age(self) -> int:
        """The draft that the schema follows; see `Reading.age`."""
        return 2020 if self._context is None else self._context.age

    @property
    def sends(self) -> bool:
        """Whether the schema is the sender's."""
        return self._context is not None and self._context.reading.sends

    @property
    def said(self) -> dict[str, Any]:
        """What the schema says, by attribute."""
        return {name: value for name, value in self.__dict__.items() if name in _SAYINGS}

    def says(self, name: str) -> bool:
        """Whether the schema says anything by an attribute."""
        return name in self.__dict__

    @property
    def is_silent(self) -> bool:
        """Whether the schema says nothing at all."""
        return _SAYINGS.isdisjoint(self.__dict__)

    def doubt(self, keyword: str) -> None:
        """Note that a keyword is not understood."""
        if keyword not in self.unsupported_keywords:
            self.unsupported_keywords = (*self.unsupported_keywords, keyword)

    def at(self, schema: Any) -> NormalSchema:
        """The normal form of a subschema."""
        if schema is True:
            return ANYTHING
        return NO_VALUE if schema is False else self.context.normal(schema)

    def allows(self, value: Any) -> bool:
        """Whether `enum` and `const` allow a value."""
        if self.choices is None:
            return True
        if isinstance(value, dict | list) and len(self.choices) <= _FEW_CHOICES:
            # What Python does not hold for equal is not; of the rest, 1 and true are told apart.
            return any(value is one or (value == one and frozen(value) == frozen(one)) for one in self.choices)
        known = self.opened.get("choices")
        if known is None:
            known = self.opened["choices"] = frozenset(map(frozen, self.choices))
        return frozen(value) in known

    def parts(self) -> Iterator[NormalSchema]:
        """The schemas in the same place that a valid value obeys too."""
        for schema in self.conjuncts:
            yield self.at(schema)
        for context, schema in self.targets:
            yield context.normal(schema)

    def expansion_size(self) -> int:
        """How many schemas a validator may have to look at for one value, if it looks at one as often as it is met."""
        known = self.opened.get("expansion_size")
        if known is None:
            # What leads back here adds nothing.
            self.opened["expansion_size"] = 1
            inner = list(self.parts())
            groups = (self.negations, *self.disjunctions, *self.exclusives, *self.conditionals)
            inner += [self.at(schema) for group in groups for schema in group]
            known = self.opened["expansion_size"] = 1 + sum(part.expansion_size() for part in inner)
        return known

    def sole_part(self) -> tuple[Context, Any] | None:
        """The one schema that this one only wraps, None where it says anything itself."""
        if not (self.targets or self.conjuncts) or len(self.said) != 1:
            return None
        if len(self.targets) == 1:
            return self.targets[0]
        if len(self.conjuncts) == 1:
            return self.context, self.conjuncts[0]
        return None

    def own(self) -> int:
        """A number for what the schema says beside its subschemas; equal for schemas that say the same so far."""
        known = self.opened.get("own")
        if known is None:
            words = own_words(self)
            known = self.opened["own"] = _WORDS.setdefault(words, len(_WORDS))
        return known


_WORDS: dict[Hashable, int] = {}
# What a schema may say; whatever else is kept with one says nothing.
_SAYINGS = frozenset(NormalSchema.__annotations__)

ANYTHING = NormalSchema()
NO_VALUE = NormalSchema(kinds=frozenset())


_SUBSCHEMAS = ("rest", "counted", "additional", "names")
_LISTS = ("prefix", "conjuncts", "negations", "targets")
_GROUPS = ("disjunctions", "exclusives", "conditionals")
_MAPS = ("members", "patterned", "schemas_if_present")


def own_words(normal: NormalSchema) -> Hashable:
    """What a schema says beside its subschemas, and how many of those it has where."""
    return frozenset((name, _word(name, value)) for name, value in normal.said.items())


def _word(name: str, value: Any) -> Hashable:
    if name in _MAPS or name == "required":
        return frozenset(value)
    if name in _LISTS:
        return len(value)
    if name in _GROUPS:
        return tuple(map(len, value))
    if name in _SUBSCHEMAS:
        return None
    if name == "choices":
        return frozenset(map(frozen, value))
    if name == "names_if_present":
        return frozenset((key, frozenset(names)) for key, names in value.items())
    return value  # type: ignore[no-any-return]


# Looking at so many pairs of schemas costs next to nothing, and at so many others as much as a step of a search.
_FEW_PAIRS, _PAIRS_PER_STEP = 200, 2


class Likeness:
    """Which schemas are alike, as far as somebody asked.

    Attributes:
        spend: told what it costs to look at many schemas, in steps.
    """

    __slots__ = ("_known", "_told", "spend")

    def __init__(self, told: Callable[[NormalSchema, NormalSchema], bool | None] = lambda *_: None) -> None:
        """Start with what is known beforehand.

        Args:
            told: whether two schemas say the same, without a look at what they say; None where that is not known.
        """
        self._known: dict[tuple[int, int], bool] = {}
        self._told = told
        self.spend: Callable[[int], None] = lambda _: None

    def alike(self, one: NormalSchema, other: NormalSchema) -> bool:
        """Whether two schemas say the same, so that they have the same values."""
        if one is other:
            return True
        known = self._known.get((one.number, other.number))
        if known is None:
            known = self._told(one, other)
            if known is None and one.own() == other.own():
                self._explore(one, other)
                return self._known[one.number, other.number]
            known = self._known[one.number, other.number] = bool(known)
        return known

    def _explore(self, one: NormalSchema, other: NormalSchema) -> None:
        from_whom: dict[tuple[int, int], list[tuple[int, int]]] = {(one.number, other.number): []}
        unlike: list[tuple[int, int]] = []
        pending = [(one, other)]
        while pending:
            left, right = pending.pop()
            key = (left.number, right.number)
            if left.own() != right.own():
                unlike.append(key)
                continue
            for a, b in _pairs(left, right):
                if a is b:
                    continue
                pair = (a.number, b.number)
                if pair in from_whom:
                    from_whom[pair].append(key)
                    continue
                known = self._known.get(pair)
                if known is None:
                    known = self._told(a, b)
                if known is None:
                    from_whom[pair] = [key]
                    pending.append((a, b))
                    continue
                self._known[pair] = known
                if not known:
                    unlike.append(key)
        self._settle(from_whom, unlike)
        # What is known by now stays known, even if the steps are used up.
        if len(from_whom) > _FEW_PAIRS:
            self.spend(len(from_whom) // _PAIRS_PER_STEP)

    def _settle(self, from_whom: dict[tuple[int, int], list[tuple[int, int]]], unlike: list[tuple[int, int]]) -> None:
        for pair in from_whom:
            self._known[pair] = True
        while unlike:
            pair = unlike.pop()
            if self._known[pair]:
                self._known[pair] = False
                unlike += from_whom[pair]


def _pairs(left: NormalSchema, right: NormalSchema) -> Iterator[tuple[NormalSchema, NormalSchema]]:
    for one, other in _raw_pairs(left, right):
        yield left.at(one), right.at(other)
    for (context, one), (elsewhere, other) in zip(left.targets, right.targets, strict=True):
        yield context.normal(one), elsewhere.normal(other)


def _raw_pairs(left: NormalSchema, right: NormalSchema) -> Iterator[tuple[Any, Any]]:
    for name in _SUBSCHEMAS:
        if left.says(name) or right.says(name):
            one, other = getattr(left, name), getattr(right, name)
            if one is not None and other is not None:
                yield one, other
    for name in _LISTS:
        if left.says(name) and name != "targets":
            yield from zip(getattr(left, name), getattr(right, name), strict=True)
    for name in _GROUPS:
        if left.says(name):
            for ours, theirs in zip(getattr(left, name), getattr(right, name), strict=True):
                yield from zip(ours, theirs, strict=True)
    for name in _MAPS:
        if left.says(name):
            theirs = getattr(right, name)
            yield from ((schema, theirs[key]) for key, schema in getattr(left, name).items())


def tighter_upper(one: Bound | None, other: Bound) -> Bound:
    """The upper bound that shuts out more."""
    return other if one is None else min(one, other, key=lambda bound: (bound[0], not bound[1]))
