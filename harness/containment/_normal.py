"""Schemas of all dialects in one form: what they say about each kind of value, annotations gone.

Equivalent spellings become equal here: `nullable` and type arrays, bounds of draft 4 and of 2020-12, `const` and
one-value `enum`, arrays of `items` and `prefixItems`, `dependencies` and its two successors, and wrappers that add
nothing.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from harness.containment._values import KINDS, frozen

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from harness.containment._context import Context

# A bound: the number, and whether the number itself is shut out.
Bound = tuple[Fraction, bool]

ALL = frozenset(KINDS)
_NUMBERS = count(1)
_NO_MEMBERS: Mapping[str, Any] = MappingProxyType({})


class Normal:
    """A schema in normal form. Subschemas stay as they stand in the document, and are read when they are needed.

    Only what the schema says is set on the instance; the class says what it means to say nothing.

    Attributes:
        number: tells the forms apart; no two ever have the same.
        kinds: the kinds of values that `type` allows.
        whole: draft 4 only: an integer must not be written as `1.0`.
        choices: the values that `enum` and `const` allow, None for any.
        hidden: properties that are no part of the messages of this direction.
        all_of, any_of, one_of, nots, conditionals: subschemas in the same place as the schema.
        targets: schemas of other contexts that a reference leads to, as further parts.
        vague: keywords that are not understood here; what they assert is left out.
        riddle: equal for schemas in which the same is not understood.
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
    contains: Any = None
    min_contains: int = 1
    max_contains: int | None = None
    min_properties: int = 0
    max_properties: int | None = None
    properties: Mapping[str, Any] = _NO_MEMBERS
    pattern_properties: Mapping[str, Any] = _NO_MEMBERS
    additional: Any = True
    names: Any = True
    hidden: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    dependent_required: Mapping[str, tuple[str, ...]] = _NO_MEMBERS
    dependent_schemas: Mapping[str, Any] = _NO_MEMBERS
    all_of: tuple[Any, ...] = ()
    any_of: tuple[tuple[Any, ...], ...] = ()
    one_of: tuple[tuple[Any, ...], ...] = ()
    nots: tuple[Any, ...] = ()
    conditionals: tuple[tuple[Any, Any, Any], ...] = ()
    targets: tuple[tuple[Context, Any], ...] = ()
    vague: tuple[str, ...] = ()
    riddle: Hashable = None

    def __init__(self, context: Context | None = None, source: Any = None, **said: Any) -> None:
        self.number = next(_NUMBERS)
        self._context = context
        self.source = source
        # What `_branches` makes of the schema, kept for the next time.
        self.opened: dict[Any, Any] = {}
        self.__dict__.update(said)

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
        return {name: value for name, value in self.__dict__.items() if name not in _OWN}

    @property
    def is_silent(self) -> bool:
        """Whether the schema says nothing at all."""
        return len(self.__dict__) == len(_OWN)

    def doubt(self, keyword: str) -> None:
        """Note that a keyword is not understood."""
        if keyword not in self.vague:
            self.vague = (*self.vague, keyword)

    def at(self, schema: Any) -> Normal:
        """The normal form of a subschema."""
        if schema is True:
            return ANYTHING
        return NO_VALUE if schema is False else self.context.normal(schema)

    def allows(self, value: Any) -> bool:
        """Whether `enum` and `const` allow a value."""
        if self.choices is None:
            return True
        if isinstance(value, dict | list):
            # What Python does not hold for equal is not; of the rest, 1 and true are told apart.
            return any(value is one or (value == one and frozen(value) == frozen(one)) for one in self.choices)
        known = self.opened.get("choices")
        if known is None:
            known = self.opened["choices"] = frozenset(map(frozen, self.choices))
        return frozen(value) in known

    def parts(self) -> Iterator[Normal]:
        """The schemas in the same place that a valid value obeys too."""
        for schema in self.all_of:
            yield self.at(schema)
        for context, schema in self.targets:
            yield context.normal(schema)

    def tangle(self) -> int:
        """How many schemas a validator may have to look at for one value, if it looks at one as often as it is met."""
        known = self.opened.get("tangle")
        if known is None:
            # What leads back here adds nothing.
            self.opened["tangle"] = 1
            inner = list(self.parts())
            groups = (self.nots, *self.any_of, *self.one_of, *self.conditionals)
            inner += [self.at(schema) for group in groups for schema in group]
            known = self.opened["tangle"] = 1 + sum(part.tangle() for part in inner)
        return known

    def sole_part(self) -> tuple[Context, Any] | None:
        """The one schema that this one only wraps, None where it says anything itself."""
        if len(self.__dict__) != len(_OWN) + 1:
            return None
        if len(self.targets) == 1:
            return self.targets[0]
        if len(self.all_of) == 1:
            return self.context, self.all_of[0]
        return None

    def own(self) -> int:
        """A number for what the schema says beside its subschemas; equal for schemas that say the same so far."""
        known = self.opened.get("own")
        if known is None:
            from harness.containment._likeness import own_words

            words = own_words(self)
            known = self.opened["own"] = _WORDS.setdefault(words, len(_WORDS))
        return known


_WORDS: dict[Hashable, int] = {}
_OWN = frozenset(("number", "_context", "opened", "source"))

ANYTHING = Normal()
NO_VALUE = Normal(kinds=frozenset())
