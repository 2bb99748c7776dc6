"""From literals to the ways in which one value of one kind could satisfy them all.

A literal asks a value to be valid for a schema, or not to be. A valid value obeys every keyword; an invalid one
breaks at least one, so each keyword that it could break opens a way. Along a way all demands on a value of the kind
are collected in a `Leaf`; whether a value can meet them is for others to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.containment._values import is_among

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from harness.containment._context import Literal
    from harness.containment._normal import Bound, Normal


class Budget:
    """How much work is left; raises `Exhausted` when there is none."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self) -> None:
        """Count one step."""
        self.left -= 1
        if self.left < 0:
            raise Exhausted


class Exhausted(Exception):
    """The budget is used up."""


class Demand(NamedTuple):
    """A member that must be there.

    Attributes:
        domain: where its name is from: "named", "pattern" for one that the text matches, "additional" for one that the
            owner's schema neither declares nor has a pattern for, "odd" for one that the owner's `propertyNames` refuses.
        text: the name, or the pattern.
        owner: the literal that the demand comes from.
        values: what the member's value obeys beside all else.
    """

    domain: str
    text: str
    owner: Literal
    values: tuple[Literal, ...]


class Leaf:
    """All demands on a value of one kind along one way.

    Attributes:
        gaps: what could not be turned into demands. A value that meets the rest has to be checked; that there is
            none proves nothing, if the gap is in what should be refused (`blind`).
    """

    __slots__ = (
        "blind",
        "choices",
        "counts",
        "demands",
        "elements",
        "excluded",
        "formats",
        "gaps",
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
        "no_formats",
        "no_multiples",
        "no_patterns",
        "patterns",
        "promised",
        "repeated",
        "required",
        "seen",
        "shapes",
        "some",
        "unique",
        "upper",
    )

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.choices: list[Any] | None = None
        self.excluded: list[Any] = []
        self.lower: Bound | None = None
        self.upper: Bound | None = None
        self.multiples: list[Fraction] = []
        self.no_multiples: list[Fraction] = []
        self.min_length = self.min_items = self.min_properties = 0
        self.max_length: int | None = None
        self.max_items: int | None = None
        self.max_properties: int | None = None
        self.patterns: list[str] = []
        self.no_patterns: list[str] = []
        self.formats: list[str] = []
        self.no_formats: list[str] = []
        # Schemas whose members constrain members of the value, positive ones.
        self.shapes: list[Literal] = []
        self.required: dict[str, None] = {}
        self.missing: dict[str, None] = {}
        # Those of the required members that the sender's own schema asks for.
        self.promised: dict[str, None] = {}
        self.demands: list[Demand] = []
        # Literals that every element obeys; counts of elements that obey one; places from which one must be found.
        self.elements: list[Literal] = []
        self.some: list[tuple[int, int | None, tuple[Literal, ...]]] = []
        self.unique = False
        self.repeated = False
        # How often elements may obey a literal: (literal, at least, at most).
        self.counts: list[tuple[Literal, int, int]] = []
        # What was asked of this very value already.
        self.seen: dict[tuple[bool, int], None] = {}
        self.gaps: list[str] = []
        self.blind = False

    def copy(self) -> Leaf:
        """The same demands, to be added to on one of several ways."""
        other = Leaf(self.kind)
        for name in self.__slots__:
            value = getattr(self, name)
            setattr(other, name, value.copy() if isinstance(value, list | dict) else value)
        return other


def branches(kind: str, literals: tuple[Literal, ...], budget: Budget) -> Iterator[Leaf]:
    """The ways for a value of `kind`; none if the literals contradict each other."""
    yield from _expand(Leaf(kind), list(literals), budget)


def _expand(leaf: Leaf, pending: list[Literal], budget: Budget) -> Iterator[Leaf]:
    while pending:
        budget.spend()
        literal = pending.pop()
        normal = literal.normal
        if not isinstance(literal, _Postponed):
            if literal.key in leaf.seen:
                if literal.wanted:
                    continue
                # To break a schema by breaking itself is no way to break it.
                return
            leaf.seen[literal.key] = None
        if literal.wanted:
            ways = _obeyed(leaf, literal, normal, pending)
        elif leaf.kind not in normal.kinds:
            continue
        else:
            ways = list(_broken(leaf, literal, normal))
        if ways is None:
            continue
        if not ways:
            return
        if len(ways) == 1:
            if not _take(leaf, ways[0], pending):
                return
            continue
        for way in ways:
            other, rest = leaf.copy(), list(pending)
            if _take(other, way, rest):
                yield from _expand(other, rest, budget)
        return
    yield leaf


# A way: literals that follow, and demands on the leaf as (name of the attribute, value).
_Way = tuple[tuple["Literal", ...], tuple[tuple[str, Any], ...]]


def _take(leaf: Leaf, way: _Way, pending: list[Literal]) -> bool:
    """Go a way; False if it contradicts what was asked before."""
    literals, demands = way
    pending += literals
    for name, value in demands:
        _demand(leaf, name, value)
    if leaf.required.keys() & leaf.missing.keys():
        return False
    return not (leaf.choices is not None and not leaf.choices)


def _demand(leaf: Leaf, name: str, value: Any) -> None:
    match name:
        case "lower":
            leaf.lower = value if leaf.lower is None else max(leaf.lower, value)
        case "upper":
            leaf.upper = (
                value if leaf.upper is None else min(leaf.upper, value, key=lambda bound: (bound[0], not bound[1]))
            )
        case "min_length" | "min_items" | "min_properties":
            setattr(leaf, name, max(getattr(leaf, name), value))
        case "max_length" | "max_items" | "max_properties":
            known = getattr(leaf, name)
            setattr(leaf, name, value if known is None else min(known, value))
        case "required" | "missing":
            getattr(leaf, name)[value] = None
        case "unique" | "repeated" | "blind":
            setattr(leaf, name, True)
        case "choices":
            leaf.choices = value if leaf.choices is None else [one for one in leaf.choices if is_among(one, value)]
        case _:
            getattr(leaf, name).append(value)


def _obeyed(leaf: Leaf, literal: Literal, normal: Normal, pending: list[Literal]) -> list[_Way] | None:
    """What a valid value obeys. Without a choice it is added at once and None is returned."""
    if leaf.kind not in normal.kinds:
        return []
    if normal.choices is not None:
        _demand(leaf, "choices", normal.choices)
        if not leaf.choices:
            return []
    leaf.gaps += normal.vague
    pending += [literal.accepted(part) for part in normal.all_of]
    pending += [type(literal)(True, context, schema) for context, schema in normal.targets]
    pending += [literal.refused(part) for part in normal.nots]
    _KIND_DEMANDS.get(leaf.kind, _nothing)(leaf, literal, normal)
    ways = _combined(literal, normal)
    if leaf.kind == "object":
        ways += _dependent(literal, normal)
    if not ways:
        return None
    # One choice now, the others as literals for later.
    first, *others = ways
    for other in others:
        _postpone(pending, literal, other)
    return first


_Choice = list[_Way]


def _combined(literal: Literal, normal: Normal) -> list[_Choice]:
    choices: list[_Choice] = []
    for parts in normal.any_of:
        choices.append([((literal.accepted(part),), ()) for part in parts])
    for parts in normal.one_of:
        choices.append(
            [
                (
                    (literal.accepted(part), *(literal.refused(other) for other in parts if other is not part)),
                    (),
                )
                for part in parts
            ]
        )
    for condition, then, otherwise in normal.conditionals:
        choices.append(
            [
                ((literal.accepted(condition), literal.accepted(then)), ()),
                ((literal.refused(condition), literal.accepted(otherwise)), ()),
            ]
        )
    return choices


def _dependent(literal: Literal, normal: Normal) -> list[_Choice]:
    choices: list[_Choice] = []
    for name, names in normal.dependent_required.items():
        present = (("required", name), *(("required", other) for other in names))
        choices.append([((), (("missing", name),)), ((), present)])
    for name, schema in normal.dependent_schemas.items():
        choices.append([((), (("missing", name),)), ((literal.accepted(schema),), (("required", name),))])
    return choices


def _postpone(pending: list[Literal], literal: Literal, choice: _Choice) -> None:
    """Keep a choice for later as a literal of its own that opens the same ways."""
    pending.append(_Postponed(literal, choice))  # type: ignore[arg-type]


class _Postponed:
    """A choice in the place of a literal."""

    __slots__ = ("choice", "context", "normal", "schema", "wanted")

    def __init__(self, literal: Literal, choice: _Choice) -> None:
        self.wanted = False
        self.context = literal.context
        self.schema = literal.schema
        self.choice = choice
        self.normal = literal.normal


def _broken(leaf: Leaf, literal: Literal, normal: Normal) -> Iterator[_Way]:
    """The ways in which a value of the kind breaks a schema."""
    if isinstance(literal, _Postponed):
        yield from literal.choice
        return
    if normal.choices is not None:
        yield (), tuple(("excluded", value) for value in normal.choices)
    for part in normal.all_of:
        yield (literal.refused(part),), ()
    for context, schema in normal.targets:
        yield (type(literal)(False, context, schema),), ()
    for part in normal.nots:
        yield (literal.accepted(part),), ()
    for parts in normal.any_of:
        yield tuple(literal.refused(part) for part in parts), ()
    for parts in normal.one_of:
        yield tuple(literal.refused(part) for part in parts), ()
        for number, part in enumerate(parts):
            for other in parts[number + 1 :]:
                yield (literal.accepted(part), literal.accepted(other)), ()
    for condition, then, otherwise in normal.conditionals:
        yield (literal.accepted(condition), literal.refused(then)), ()
        yield (literal.refused(condition), literal.refused(otherwise)), ()
    yield from _KIND_BREAKS.get(leaf.kind, _no_ways)(literal, normal)
    if normal.vague:
        yield (), (("blind", True), *(("gaps", keyword) for keyword in normal.vague))


def _nothing(leaf: Leaf, literal: Literal, normal: Normal) -> None:
    """A kind whose values have no keywords of their own."""


def _no_ways(literal: Literal, normal: Normal) -> Iterator[_Way]:  # noqa: ARG001
    return iter(())


def _number_demands(leaf: Leaf, _: Literal, normal: Normal) -> None:
    if normal.lower is not None:
        _demand(leaf, "lower", normal.lower)
    if normal.upper is not None:
        _demand(leaf, "upper", normal.upper)
    leaf.multiples += normal.multiples


def _number_breaks(_: Literal, normal: Normal) -> Iterator[_Way]:
    if normal.lower is not None:
        yield (), (("upper", (normal.lower[0], not normal.lower[1])),)
    if normal.upper is not None:
        yield (), (("lower", (normal.upper[0], not normal.upper[1])),)
    for divisor in normal.multiples:
        yield (), (("no_multiples", divisor),)


def _string_demands(leaf: Leaf, _: Literal, normal: Normal) -> None:
    _demand(leaf, "min_length", normal.min_length)
    if normal.max_length is not None:
        _demand(leaf, "max_length", normal.max_length)
    leaf.patterns += normal.patterns
    leaf.formats += normal.formats


def _string_breaks(_: Literal, normal: Normal) -> Iterator[_Way]:
    if normal.min_length > 0:
        yield (), (("max_length", normal.min_length - 1),)
    if normal.max_length is not None:
        yield (), (("min_length", normal.max_length + 1),)
    for pattern in normal.patterns:
        yield (), (("no_patterns", pattern),)
    for form in normal.formats:
        yield (), (("no_formats", form),)


def _array_demands(leaf: Leaf, literal: Literal, normal: Normal) -> None:
    _demand(leaf, "min_items", normal.min_items)
    if normal.max_items is not None:
        _demand(leaf, "max_items", normal.max_items)
    leaf.unique = leaf.unique or normal.unique
    if normal.prefix or normal.rest is not True:
        leaf.shapes.append(literal)
    if normal.contains is not None:
        if normal.max_contains is not None:
            leaf.counts.append((literal.accepted(normal.contains), normal.min_contains, normal.max_contains))
        if normal.min_contains:
            leaf.some.append((0, normal.min_contains, (literal.accepted(normal.contains),)))


def _array_breaks(literal: Literal, normal: Normal) -> Iterator[_Way]:
    if normal.min_items > 0:
        yield (), (("max_items", normal.min_items - 1),)
    if normal.max_items is not None:
        yield (), (("min_items", normal.max_items + 1),)
    for number, schema in enumerate(normal.prefix):
        yield (), (("some", (number, None, (literal.refused(schema),))),)
    if normal.rest is not True:
        yield (), (("some", (len(normal.prefix), 1, (literal.refused(normal.rest),))),)
    if normal.unique:
        yield (), (("repeated", True),)
    if normal.contains is not None:
        if normal.min_contains == 1:
            yield (), (("elements", literal.refused(normal.contains)),)
        elif normal.min_contains:
            # Fewer than several: none at all is one way, and few enough another.
            yield (), (("elements", literal.refused(normal.contains)),)
            yield (), (("max_items", normal.min_contains - 1),)
            yield (), (("blind", True), ("gaps", "minContains"))
        if normal.max_contains is not None:
            yield (), (("some", (0, normal.max_contains + 1, (literal.accepted(normal.contains),))),)


def _object_demands(leaf: Leaf, literal: Literal, normal: Normal) -> None:
    for name in normal.required:
        leaf.required[name] = None
        if literal.context.reading.sends:
            leaf.promised[name] = None
    _demand(leaf, "min_properties", normal.min_properties)
    if normal.max_properties is not None:
        _demand(leaf, "max_properties", normal.max_properties)
    if normal.properties or normal.pattern_properties or normal.additional is not True or normal.names is not True:
        leaf.shapes.append(literal)


def _object_breaks(literal: Literal, normal: Normal) -> Iterator[_Way]:
    for name in normal.required:
        yield (), (("missing", name),)
    for name, schema in normal.properties.items():
        if schema is not True:
            yield (), (("required", name), ("demands", Demand("named", name, literal, (literal.refused(schema),))))
    for pattern, schema in normal.pattern_properties.items():
        if schema is not True:
            yield (), (("demands", Demand("pattern", pattern, literal, (literal.refused(schema),))),)
    if normal.additional is not True:
        yield (), (("demands", Demand("additional", "", literal, (literal.refused(normal.additional),))),)
    if normal.names is not True:
        yield (), (("demands", Demand("odd", "", literal, ())),)
    if normal.min_properties > 0:
        yield (), (("max_properties", normal.min_properties - 1),)
    if normal.max_properties is not None:
        yield (), (("min_properties", normal.max_properties + 1),)
    for name, names in normal.dependent_required.items():
        for other in names:
            yield (), (("required", name), ("missing", other))
    for name, schema in normal.dependent_schemas.items():
        yield (literal.refused(schema),), (("required", name),)


_KIND_DEMANDS = {
    "integer": _number_demands,
    "fraction": _number_demands,
    "string": _string_demands,
    "array": _array_demands,
    "object": _object_demands,
}
_KIND_BREAKS = {
    "integer": _number_breaks,
    "fraction": _number_breaks,
    "string": _string_breaks,
    "array": _array_breaks,
    "object": _object_breaks,
}
