"""Pairs of schemas as a changelog sees them: what changed in themselves, and which pairs are below."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harness.changelog._model import ADDED, MODIFIED, REMOVED, Line
from harness.changelog._pairs import pairs
from harness.changelog._shape import Inside, Shape, Shapes
from harness.changelog._types import is_taken_away, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from harness.comparison import Unchanged
    from harness.document import Document, Node

    # From the name of a property or alternative to its schema.
    _Find: TypeAlias = Callable[[str], Node | None]


class Below(NamedTuple):
    """A property or alternative of a pair of schemas.

    Attributes:
        lines: what is said of it, as if nothing were beta.
        pair: what is below it where both sides have it.
        added: the alternatives that come with an added one.
        beta: whether changes of it break nothing; `deprecated` whether it was deprecated before.
    """

    noun: str
    name: str
    status: str
    lines: tuple[Line, ...]
    pair: Element | None
    added: tuple[str, ...]
    beta: bool


class Element:
    """A schema of the old document and one of the new one that stands for it.

    Attributes:
        lines: what changed in the schema itself, shown where it is used.
        below: its properties and alternatives that came, went or may have changed, modified ones first.
        changed: whether anything is to be said of it or of what is below, at any depth.
        breaks: whether any of that is breaking.
    """

    __slots__ = ("below", "breaks", "changed", "complete", "lines", "new", "old")

    def __init__(self, old: Node, new: Node) -> None:
        self.old = old
        self.new = new
        self.lines: tuple[Line, ...] = ()
        self.below: tuple[Below, ...] = ()
        self.changed = False
        self.breaks = False
        self.complete = False


class Elements:
    """All pairs of schemas of two documents that may show up, each compared once."""

    __slots__ = ("_known", "_new", "_old", "_unchanged")

    def __init__(self, old: Document, new: Document, unchanged: Unchanged) -> None:
        self._old = Shapes(old)
        self._new = Shapes(new)
        self._unchanged = unchanged
        self._known: dict[tuple[int, int], Element] = {}

    def of(self, old: Node | None, new: Node | None) -> Element | None:
        """The pair of two schemas, with all that is below it; None where nothing can have changed."""
        if old is None or new is None or self._unchanged(old, new):
            return None
        first = self._pair(old, new)
        if not first.complete:
            self._complete(first)
        return first

    def shapes(self, old: Node | None, new: Node | None) -> tuple[Shape, Shape]:
        """Both sides as a changelog sees them."""
        return self._old.of(old), self._new.of(new)

    def added(self, new: Node | None) -> tuple[str, ...]:
        """The alternatives that an added schema brings."""
        return tuple(self._new.below(new).alternatives)

    def _pair(self, old: Node, new: Node) -> Element:
        key = (id(old.value), id(new.value))
        pair = self._known.get(key)
        if pair is None:
            pair = self._known[key] = Element(old, new)
        return pair

    def _complete(self, first: Element) -> None:
        """Compare a pair and all below it, then carry upwards what changed and what breaks."""
        users: dict[int, list[tuple[Element, bool]]] = {}
        order, pending, seen = [], [first], {id(first)}
        while pending:
            pair = pending.pop()
            order.append(pair)
            if pair.complete:
                continue
            self._compare(pair)
            pair.complete = True
            for below in pair.below:
                if below.pair is not None:
                    users.setdefault(id(below.pair), []).append((pair, below.beta))
                    if id(below.pair) not in seen:
                        seen.add(id(below.pair))
                        pending.append(below.pair)
        for pair in order:
            _judge(pair)
        pending = [pair for pair in order if pair.changed]
        while pending:
            pair = pending.pop()
            for user, beta in users.get(id(pair), ()):
                breaks = user.breaks or (pair.breaks and not beta)
                if not user.changed or breaks != user.breaks:
                    user.changed, user.breaks = True, breaks
                    pending.append(user)

    def _compare(self, pair: Element) -> None:
        old, new = self._old.below(pair.old), self._new.below(pair.new)
        if old.combinator and new.combinator and old.combinator != new.combinator:
            pair.lines = (Line("combinator", old.combinator, new.combinator, breaking=False),)
        found = [*self._properties(old, new), *self._alternatives(old, new)]
        pair.below = tuple(below for status in (MODIFIED, REMOVED, ADDED) for below in found if below.status == status)

    def _properties(self, old: Inside, new: Inside) -> Iterator[Below]:
        """The properties that may have changed, in document order, then those that went."""
        local = self._are_local(old, new)
        moved = old.required ^ new.required
        for was, now in pairs(old.properties, new.properties, str.lower):
            if was is None or now is None:
                yield self._lone("property", was, now, old.node, new.node)
                continue
            same = self._unchanged.stale_values(old.properties[was], new.properties[now], local=local) == ()
            if was != now or now in moved or not same:
                yield self._property(was, now, old, new, same=same)

    def _are_local(self, old: Inside, new: Inside) -> bool:
        """Whether all properties stand in the files that were named."""
        owners = [[inside.owner, *(owner for owner, _ in inside.places.values())] for inside in (old, new)]
        pairs = [(was, now) for was in owners[0] for now in owners[1] if was is not None and now is not None]
        return all(self._unchanged.is_local(was, now) for was, now in pairs)

    def _property(self, before: str, name: str, old: Inside, new: Inside, *, same: bool) -> Below:
        was, now = old.node(before), new.node(name)
        assert was is not None
        assert now is not None
        earlier, later = self.shapes(was, now)
        loud = not later.beta and not earlier.deprecated
        lines = (
            *changed_name(before, name, breaking=loud),
            *switched("required", before in old.required, name in new.required, breaking=loud),
            *switched("deprecated", earlier.deprecated, later.deprecated),
            *switched("beta", earlier.beta, later.beta),
            *changed_type(earlier, later, breaking=loud),
        )
        return Below("property", name, MODIFIED, lines, None if same else self._pair(was, now), (), beta=later.beta)

    def _alternatives(self, old: Inside, new: Inside) -> Iterator[Below]:
        for was, now in pairs(old.alternatives, new.alternatives):
            if was is None or now is None:
                yield self._lone("alternative", was, now, old.alternatives.get, new.alternatives.get)
            elif not self._unchanged(old.alternatives[was], new.alternatives[now]):
                yield self._alternative(now, self._pair(old.alternatives[was], new.alternatives[now]))

    def _alternative(self, name: str, pair: Element) -> Below:
        before, after = self.shapes(pair.old, pair.new)
        lines = (
            *switched("deprecated", before.deprecated, after.deprecated),
            *switched("beta", before.beta, after.beta),
            *changed_type(before, after, breaking=not after.beta and not before.deprecated),
        )
        return Below("alternative", name, MODIFIED, lines, pair, (), beta=after.beta)

    def _lone(self, noun: str, was: str | None, now: str | None, old: _Find, new: _Find) -> Below:
        if now is not None:
            return Below(noun, now, ADDED, (), None, self.added(new(now)), beta=False)
        assert was is not None
        before = self._old.of(old(was))
        return Below(noun, was, REMOVED, removed(before.deprecated or before.beta), None, (), beta=before.beta)


def switched(aspect: str, was: bool, now: bool, *, breaking: bool = False) -> list[Line]:
    """The line for a mark that was set or taken off; only setting one can break."""
    if was == now:
        return []
    return [Line(aspect, "yes" if was else None, "yes" if now else None, breaking and now)]


def changed_name(was: str, now: str, *, breaking: bool) -> list[Line]:
    """The line for a name that is written otherwise."""
    return [Line("name", was, now, breaking)] if was != now else []


def changed_type(old: Shape, new: Shape, *, breaking: bool) -> list[Line]:
    """The line for other types; `breaking` if a type that went may break."""
    if old.types == new.types:
        return []
    was, now = shown(old.types), shown(new.types)
    return [Line("type", was, now, breaking and is_taken_away(old.types, new.types))] if was != now else []


def removed(announced: bool) -> tuple[Line, ...]:
    """The reason why a removal breaks; nothing is said of one that was announced."""
    return () if announced else (Line("removed", None, None, breaking=True),)


def _judge(pair: Element) -> None:
    lines = [line for below in pair.below for line in below.lines]
    lone = any(below.status != MODIFIED for below in pair.below)
    pair.changed = pair.changed or bool(lines or pair.lines) or lone
    pair.breaks = pair.breaks or any(line.breaking for line in lines)
