"""What a schema declares for the places of a value: the values that may stand there rather, and the names."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from harness.containment import MarkedAlternatives, Marks, is_secret
from harness.messages._compiler import NO_VALUE, without_secrets
from harness.messages._demands import Demands, kind_of
from harness.messages._draws import SIZES
from harness.messages._words import at_length, numbers_for, texts_for, texts_of_length
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from harness.messages._compiler import Compiler
    from harness.messages._demands import Choices

# The steps to a place within a value: names of members, and numbers of items.
Place = tuple[str | int, ...]

# How many values that are listed, or branches, are tried in one place.
_MOST = 60
_DEEPEST = 30
_LONGEST = 100_000
_MOST_ITEMS = 20
# Names that are likely to be declared nowhere.
_FOREIGN = ("note", "extra", "somethingElse")


class _Absent(Enum):
    ABSENT = "absent"


# What stands for a member or an item that is left out.
ABSENT: Final = _Absent.ABSENT


class _DeclaredPlace(NamedTuple):
    """A place in a value, with what is asked of it: by its schemas, and the branches that the value takes."""

    place: Place
    value: Any
    demands: Demands
    # What it was asked before a branch was taken, with the alternatives that were decided by then.
    choices: list[tuple[tuple[Any, ...], Choices]]
    is_optional: bool


class _Branches:
    """The branches of alternatives, each with the others that are asked of a value, and what these come to."""

    __slots__ = ("_asked", "_marked")

    def __init__(self, asked: list[tuple[tuple[Any, ...], Demands]], listed: Callable[[Any], list[Any] | None]) -> None:
        self._asked = asked
        self._marked = MarkedAlternatives([_marks(demands, listed) for _, demands in asked])

    def of(self, value: Any) -> Iterable[tuple[tuple[Any, ...], Demands]]:
        """Those that a value may be of, as far as its names and its tags tell, in their order."""
        if not isinstance(value, dict):
            return self._asked
        return (self._asked[number] for number in sorted(self._marked.fitting(value)))


def _marks(demands: Demands, listed: Callable[[Any], list[Any] | None]) -> Marks:
    """What objects are told by, of texts alone: of others 1 and true are the same here."""
    several = ((name, listed(schemas)) for name, schemas in demands.members.items())
    texts = {name: few for name, few in several if few is not None and all(isinstance(text, str) for text in few)}
    return Marks(frozenset(demands.required), {name: frozenset(few) for name, few in texts.items()})


class Variants:
    """What else a schema allows in the places of its values.

    Args:
        compiler: of the schema.
    """

    __slots__ = ("_branches", "_bundle", "_compiler", "_known", "_root")

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._bundle = compiler.bundle
        self._root: tuple[Any, ...] = (compiler.bundle.root,)
        # By the identities of schemas, which the bundle keeps.
        self._known: dict[tuple[tuple[int, ...], Choices], Demands] = {}
        self._branches: dict[tuple[tuple[int, ...], Choices], _Branches] = {}

    def declared(self, value: Any) -> Iterator[tuple[Place, Any]]:
        """Other values of its places that the schema names, `ABSENT` for what may be left out; not all are valid.

        They are what enumerations list, what alternatives take, and what lies at the ends of limits, the outer first.
        """
        for at in self._places(value):
            yield from ((at.place, other) for other in self._others(at) if other is not NO_VALUE and other != at.value)
            if at.is_optional:
                yield at.place, ABSENT

    def filled(self, value: Any) -> Iterator[tuple[Place, Any]]:
        """Those of `declared` that leave nothing out."""
        return ((place, other) for place, other in self.declared(value) if other not in (ABSENT, [], {}))

    def undeclared(self, value: Any) -> Iterator[tuple[Place, Any]]:
        """Members that no schema declares, one for each object."""
        for at in self._places(value):
            if isinstance(at.value, dict) and not self._takes("", at.demands):
                name = next((name for name in _FOREIGN if name not in at.demands.members and name not in at.value), "")
                yield (*at.place, name or "_"), "Delivered on time"

    def is_declared(self, value: Any) -> bool:
        """Whether all names in a value are declared where they stand, of alternatives by the same one."""
        return self._is_declared(value, self._root, frozenset(), _DEEPEST)

    def made_at(self, value: Any, place: Place) -> Any:
        """A small typical value for a place in a value; `NO_VALUE` where nothing is known of the place."""
        return self._made(self._schemas_at(value, place), place)

    def _made(self, schemas: tuple[Any, ...], place: Place) -> Any:
        return self._compiler.maker(schemas, _name(place))(SIZES["smallest"](0), len(place)) if schemas else NO_VALUE

    def likely_at(self, value: Any, place: Place) -> Iterator[Any]:
        """Values that an author would put in a place, the likeliest first, then texts and numbers of that size."""
        schemas, here = self._schemas_at(value, place), _inner(value, place)
        demands = self._decided(here, schemas)[0]
        is_hidden = any(isinstance(key, str) and is_secret(key) for key in place)
        shown = () if is_hidden else map(without_secrets, demands.examples)
        yield from (example for example in shown if kind_of(example) == kind_of(here))
        yield from (demands.listed or ())[:_MOST]
        made = self._made(schemas, place)
        if made is not NO_VALUE and not isinstance(made, dict | list):
            yield made
        if isinstance(here, str):
            texts = texts_for(_name(place), demands.formats)
            yield from texts[:2]
            yield from texts_of_length(texts[0], len(here)) if len(here) <= _LONGEST else ()
        elif isinstance(here, int | float) and not isinstance(here, bool):
            yield from (number for number in numbers_for(_name(place)) if kind_of(number) == kind_of(here))
            yield abs(here)

    def _schemas_at(self, value: Any, place: Place) -> tuple[Any, ...]:
        """What is asked of a place in a value; nothing where that is not known."""
        schemas = self._root
        for key in place:
            demands = self._decided(value, schemas)[0]
            schemas = self._below(demands, key)
            value = _inner(value, (key,))
        return schemas

    def _demands(self, schemas: tuple[Any, ...], decided: Choices = frozenset()) -> Demands:
        # identity: the bundle keeps the schemas; True and False are kept by Python.
        key = tuple(map(id, schemas)), decided
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Demands(schemas, self._bundle, decided)
        return known

    def _places(self, value: Any) -> Iterator[_DeclaredPlace]:
        pending: list[tuple[Place, Any, tuple[Any, ...], bool]] = [((), value, self._root, False)]
        for place, inner, schemas, is_optional in pending:
            demands, choices = self._decided(inner, schemas)
            yield _DeclaredPlace(place, inner, demands, choices, is_optional)
            members: Sequence[tuple[str | int, Any]] = ()
            if isinstance(inner, dict):
                members = list(inner.items())
            elif isinstance(inner, list):
                members = list(enumerate(inner))
            if len(place) < _DEEPEST:
                pending += [
                    ((*place, key), member, self._below(demands, key), key not in demands.required and type(key) is str)
                    for key, member in members
                ]

    def _decided(self, value: Any, schemas: tuple[Any, ...]) -> tuple[Demands, list[tuple[tuple[Any, ...], Choices]]]:
        """What is asked of a value with the first branch of each alternatives that it may be of."""
        decided: Choices = frozenset()
        choices: list[tuple[tuple[Any, ...], Choices]] = []
        demands = self._demands(schemas)
        while demands.unions and len(choices) < _DEEPEST:
            choices.append((schemas, decided))
            likely = self._likely(value, schemas, decided)
            decided |= {demands.unions[0][0]}
            schemas, demands = next(likely, (schemas, self._demands(schemas, decided)))
        return demands, choices

    def _likely(
        self, value: Any, schemas: tuple[Any, ...], decided: Choices
    ) -> Iterator[tuple[tuple[Any, ...], Demands]]:
        """The branches of the next alternatives that a value may be of, each with the others that are asked of it."""
        # identity: as above.
        key = tuple(map(id, schemas)), decided
        known = self._branches.get(key)
        if known is None:
            identity, branches = self._demands(schemas, decided).unions[0]
            several = ((*schemas, branch) for branch in branches)
            asked = [(together, self._demands(together, decided | {identity})) for together in several]
            known = self._branches[key] = _Branches(asked, lambda inner: self._demands(tuple(inner)).listed)
        return (branch for branch in known.of(value) if self._may_be(value, branch[1]))

    def _may_be(self, value: Any, demands: Demands) -> bool:
        """Whether a value is of a branch, as far as its type, its names and its tags tell."""
        if demands.never or not _allows(demands, value):
            return False
        if not isinstance(value, dict):
            return True
        if any(name not in value for name in demands.required):
            return False
        members = (
            (self._demands(tuple(demands.members[name])), value[name]) for name in demands.members.keys() & value
        )
        return all(not below.never and (below.listed is None or member in below.listed) for below, member in members)

    def _below(self, demands: Demands, key: str | int) -> tuple[Any, ...]:
        if isinstance(key, str):
            return tuple(self._compiler.schemas_of(key, demands))
        return tuple(demands.positions[key] if key < len(demands.positions) else demands.items)

    def _others(self, at: _DeclaredPlace) -> Iterator[Any]:
        for schemas, decided in at.choices:
            identity, branches = self._demands(schemas, decided).unions[0]
            for branch in branches[:_MOST]:
                maker = self._compiler.maker((*schemas, branch), _name(at.place), decided | {identity})
                yield from (maker(SIZES[size](0), len(at.place)) for size in ("smallest", "fullest"))
        demands = at.demands
        yield from () if is_secret(_name(at.place)) else map(without_secrets, demands.examples)
        yield from (demands.listed or ())[:_MOST]
        if demands.types and "null" in demands.types:
            yield None
        if demands.types and "boolean" in demands.types:
            yield from (True, False)
        yield from self._limits(at)

    def _limits(self, at: _DeclaredPlace) -> Iterator[Any]:
        """The shortest and the longest, the least and the most."""
        bounds, value = at.demands.bounds, at.value
        if isinstance(value, str):
            yield from (
                at_length(value, bounds[name]) for name in ("minLength", "maxLength") if _is_near(bounds.get(name))
            )
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield from (bounds[name] for name in ("minimum", "maximum") if name in bounds)
            if at.demands.allows("number") and isinstance(value, int):
                yield value + 0.5
        elif isinstance(value, list):
            least, most = bounds.get("minItems", 0), bounds.get("maxItems")
            yield value[:least]
            if value and most is not None and len(value) < most <= _MOST_ITEMS:
                yield (value * most)[:most]

    def _is_declared(self, value: Any, schemas: tuple[Any, ...], decided: Choices, depth: int) -> bool:
        demands = self._demands(schemas, decided)
        if depth == 0 or not isinstance(value, dict | list):
            return True
        if demands.unions:
            likely = self._likely(value, schemas, decided)
            decided |= {demands.unions[0][0]}
            return any(self._is_declared(value, taken, decided, depth - 1) for taken, _ in likely)
        if isinstance(value, list):
            return all(
                self._is_declared(item, self._below(demands, number), frozenset(), depth - 1)
                for number, item in enumerate(value)
            )
        if any(name not in demands.members and not self._takes(name, demands) for name in value):
            return False
        if any(other in value for other in self._compiler.members_of_others(value, demands)):
            return False
        return all(
            self._is_declared(member, self._below(demands, name), frozenset(), depth - 1)
            for name, member in value.items()
        )

    def _takes(self, name: str, demands: Demands) -> bool:
        """Whether a name is one of those that a map has, or that a pattern tells."""
        is_map = any(isinstance(schema, dict) and schema for schema in demands.further)
        return is_map or (bool(demands.further) and not demands.members) or self._compiler.is_patterned(name, demands)


def _inner(value: Any, place: Place) -> Any:
    for key in place:
        try:
            value = value[key]
        except (LookupError, TypeError):
            return NO_VALUE
    return value


def _is_near(length: Any) -> bool:
    return isinstance(length, int) and 0 <= length <= _LONGEST


def _name(place: Place) -> str:
    return next((key for key in reversed(place) if isinstance(key, str)), "")


def _allows(demands: Demands, value: Any) -> bool:
    return demands.allows(kind_of(value)) and (demands.listed is None or value in demands.listed)
