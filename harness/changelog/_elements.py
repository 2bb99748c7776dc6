"""Pairs of schemas as a changelog sees them: what changed in themselves, and which pairs are below."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harness.changelog._model import ADDED, MODIFIED, REMOVED, Line
from harness.changelog._shape import Inside, Member, Shape, Shapes
from harness.changelog._types import is_taken_away, shown
from harness.comparison import matched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Unchanged
    from harness.document import Document, Node


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
        if first is not None and not first.complete:
            self._complete(first)
        return first

    def shapes(self, old: Node | None, new: Node | None) -> tuple[Shape, Shape]:
        """Both sides as a changelog sees them."""
        return self._old.of(old), self._new.of(new)

    def added(self, new: Node | None) -> tuple[str, ...]:
        """The alternatives that an added schema brings."""
        return tuple(self._new.below(new).alternatives)

    def _pair(self, old: Node, new: Node) -> Element | None:
        if self._unchanged(old, new):
            return None
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
        renamed = _renamed(old.properties, new.properties)
        local: dict[tuple[int, int], bool] = {}
        for name, now in new.properties.items():
            before = name if name in old.properties else renamed.get(name)
            if before is None:
                yield self._lone("property", None, (name, now.node))
                continue
            was = old.properties[before]
            required = before in old.required, name in new.required
            if before == name and required[0] == required[1] and self._same(was, now, local):
                continue
            yield self._property((before, was.node), (name, now.node), required)
        kept = {*new.properties, *renamed.values()}
        for name, was in old.properties.items():
            if name not in kept:
                yield self._lone("property", (name, was.node), None)

    def _same(self, was: Member, now: Member, local: dict[tuple[int, int], bool]) -> bool:
        owners = id(was.owner), id(now.owner)
        near = local.get(owners)
        if near is None:
            near = local[owners] = self._unchanged.is_local(was.owner, now.owner)
        return self._unchanged.stale_values(was.value, now.value, local=near) == ()

    def _property(
        self, was: tuple[str, Node | None], now: tuple[str, Node | None], required: tuple[bool, bool]
    ) -> Below:
        assert was[1] is not None
        assert now[1] is not None
        pair = self._pair(was[1], now[1])
        before, after = self.shapes(was[1], now[1])
        loud = not after.beta and not before.deprecated
        lines = (
            *changed_name(was[0], now[0], breaking=loud),
            *switched("required", *required, breaking=loud),
            *switched("deprecated", before.deprecated, after.deprecated),
            *switched("beta", before.beta, after.beta),
            *changed_type(before, after, breaking=loud),
        )
        return Below("property", now[0], MODIFIED, lines, pair, (), beta=after.beta)

    def _alternatives(self, old: Inside, new: Inside) -> list[Below]:
        """Alternatives are compared where both sides have some; else only those with a shape of their own count."""
        found = []
        for was, now in matched(list(old.alternatives.items()), list(new.alternatives.items()), lambda a: a[0]):
            if was is None or now is None:
                found.append(self._lone("alternative", was, now))
            else:
                pair = self._pair(was[1], now[1])
                if pair is not None:
                    found.append(self._alternative(now[0], pair))
        return found

    def _alternative(self, name: str, pair: Element) -> Below:
        before, after = self.shapes(pair.old, pair.new)
        lines = (
            *switched("deprecated", before.deprecated, after.deprecated),
            *switched("beta", before.beta, after.beta),
            *changed_type(before, after, breaking=not after.beta and not before.deprecated),
        )
        return Below("alternative", name, MODIFIED, lines, pair, (), beta=after.beta)

    def _lone(self, noun: str, was: tuple[str, Node | None] | None, now: tuple[str, Node | None] | None) -> Below:
        if now is not None:
            return Below(noun, now[0], ADDED, (), None, self.added(now[1]), beta=False)
        assert was is not None
        before = self._old.of(was[1])
        return Below(noun, was[0], REMOVED, removed(before.deprecated or before.beta), None, (), beta=before.beta)


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


def _renamed(old: dict[str, Member], new: dict[str, Member]) -> dict[str, str]:
    """Old names by the new ones that differ from them in case only."""
    gone = [name for name in old if name not in new]
    come = [name for name in new if name not in old] if gone else []
    pairs = matched(gone, come, str.lower) if come else []
    return {now: was for was, now in pairs if was is not None and now is not None}
