"""Elements of a changelog, pairs of schemas as it sees them, and the items of a page that are made of them.

A pair knows what changed in its schemas and what is below; items are elements grouped, ordered and cut at a depth,
with what beta silences left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from harness.changelog._model import ADDED, MODIFIED, REMOVED, SECTIONS, STATUSES, Entry, Item, Line
from harness.changelog._shapes import Shapes, is_taken_away, type_text
from harness.comparison import matched
from harness.records import NamedTuple
from harness.vocabulary import Step, subschema_step

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from harness.changelog._model import Aspect, Section, Status
    from harness.changelog._shapes import Inside, Shape
    from harness.comparison import Unchanged
    from harness.document import Document, Node

    # From the name of a property or alternative to its schema.
    _Find: TypeAlias = Callable[[str], Node | None]

K = TypeVar("K", bound="Hashable")
V = TypeVar("V")

# Deeper changes are not shown; what they are in is still called modified.
DEPTH = 4


class Element(NamedTuple):
    """Something that came, went or may have changed, and is named by a changelog.

    Attributes:
        step: what it is known by.
        lines: what is said of it, as if nothing above it were beta.
        old, new: what stands there, as it is declared; None where it came or went.
        schemas: its schema on both sides.
        pair: the same where there may be something to say of what is below.
        added: the alternatives that come with an added one.
        beta: whether changes of it break nothing.
        came_with: the object that came or went as a whole with all its elements.
    """

    step: Step
    status: Status
    lines: tuple[Line, ...]
    old: Node | None
    new: Node | None
    schemas: tuple[Node | None, Node | None] = (None, None)
    pair: SchemaPair | None = None
    added: tuple[Step, ...] = ()
    beta: bool = False
    came_with: Node | None = None


class SchemaPair:
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
        self.below: tuple[Element, ...] = ()
        self.changed = False
        self.breaks = False
        self.complete = False


class SchemaPairs:
    """All pairs of schemas of two documents that may show up, each compared once.

    Attributes:
        old_shapes, new_shapes: what a changelog sees of the schemas of either document.
    """

    __slots__ = ("_documents", "_known", "_unchanged", "new_shapes", "old_shapes")

    def __init__(self, old: Document, new: Document, unchanged: Unchanged) -> None:
        self._documents = old, new
        self.old_shapes = Shapes(old)
        self.new_shapes = Shapes(new)
        self._unchanged = unchanged
        # By the ids of both values, which the nodes of the pair hold.
        self._known: dict[tuple[int, int], SchemaPair] = {}

    def of(self, old: Node | None, new: Node | None) -> SchemaPair | None:
        """The pair of two schemas, with all that is below it; None where nothing can have changed."""
        if old is None or new is None or self._unchanged(old, new):
            return None
        first = self._pair(old, new)
        if not first.complete:
            self._complete(first)
        return first

    def shapes(self, old: Node | None, new: Node | None) -> tuple[Shape, Shape]:
        """Both sides as a changelog sees them."""
        return self.old_shapes.of(old), self.new_shapes.of(new)

    def _pair(self, old: Node, new: Node) -> SchemaPair:
        if type(old.value) is dict and old.value.keys() == {"$ref"} and old.value == new.value:
            # Thousands of operations may refer to the same.
            targets = self._documents[0].resolve(old), self._documents[1].resolve(new)
            old, new = targets[0] or old, targets[1] or new
        # identity: the pair that is known holds both nodes, and they their values.
        key = (id(old.value), id(new.value))
        pair = self._known.get(key)
        if pair is None:
            pair = self._known[key] = SchemaPair(old, new)
        return pair

    def _complete(self, first: SchemaPair) -> None:
        """Compare a pair and all below it, then carry upwards what changed and what breaks."""
        # identity: all pairs are known, and what is known stays.
        users: dict[int, list[tuple[SchemaPair, bool]]] = {}
        order, pending, seen = [], [first], {id(first)}
        while pending:
            pair = pending.pop()
            order.append(pair)
            if pair.complete:
                continue
            self._compare(pair)
            pair.complete = True
            for element in pair.below:
                if element.pair is not None:
                    users.setdefault(id(element.pair), []).append((pair, element.beta))
                    if id(element.pair) not in seen:
                        seen.add(id(element.pair))
                        pending.append(element.pair)
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

    def _compare(self, pair: SchemaPair) -> None:
        old, new = self.old_shapes.below(pair.old), self.new_shapes.below(pair.new)
        if old.combinator and new.combinator and old.combinator != new.combinator:
            pair.lines = (Line("combinator", old.combinator, new.combinator, breaking=False),)
        elements = [*self._properties(old, new), *self._alternatives(old, new)]
        pair.below = tuple(
            element for status in (MODIFIED, REMOVED, ADDED) for element in elements if element.status == status
        )

    def _properties(self, old: Inside, new: Inside) -> Iterator[Element]:
        """The properties that may have changed, in document order, then those that went."""
        local = self._are_local(old, new)
        moved = old.required ^ new.required
        for was, now in pairs(old.properties, new.properties, str.lower):
            if was is None or now is None:
                yield self._lone("property", was, now, old.node, new.node)
                continue
            same = (
                self._unchanged.changed_references_in_values(old.properties[was], new.properties[now], local=local)
                == ()
            )
            if was != now or now in moved or not same:
                yield self._property(was, now, old, new, same=same)

    def _are_local(self, old: Inside, new: Inside) -> bool:
        """Whether all properties stand in the files that were named."""
        owners = [[inside.owner, *(owner for owner, _ in inside.places.values())] for inside in (old, new)]
        sides = [(was, now) for was in owners[0] for now in owners[1] if was is not None and now is not None]
        return all(self._unchanged.is_local(was, now) for was, now in sides)

    def _property(self, before: str, name: str, old: Inside, new: Inside, *, same: bool) -> Element:
        was, now = old.node(before), new.node(name)
        assert was is not None
        assert now is not None
        earlier, later = self.shapes(was, now)
        loud = not later.beta and not earlier.deprecated
        lines = (
            *changed_name(before, name, breaking=loud),
            *switched("required", before in old.required, name in new.required, breaking=loud),
            *changed_schema(earlier, later, breaking=loud),
        )
        pair = None if same else self._pair(was, now)
        return Element(Step("property", name), MODIFIED, lines, was, now, (was, now), pair, beta=later.beta)

    def _alternatives(self, old: Inside, new: Inside) -> Iterator[Element]:
        kind = new.combinator or old.combinator or ""
        for was, now in pairs(old.alternatives, new.alternatives):
            if was is None or now is None:
                yield self._lone(kind, was, now, old.alternatives.get, new.alternatives.get)
            elif not self._unchanged(old.alternatives[was], new.alternatives[now]):
                yield self._alternative(subschema_step(kind, now), old.alternatives[was], new.alternatives[now])

    def _alternative(self, step: Step, old: Node, new: Node) -> Element:
        before, after = self.shapes(old, new)
        lines = changed_schema(before, after, breaking=not after.beta and not before.deprecated)
        return Element(step, MODIFIED, lines, old, new, (old, new), self._pair(old, new), beta=after.beta)

    def _lone(self, kind: str, was: str | None, now: str | None, old: _Find, new: _Find) -> Element:
        if now is not None:
            node = new(now)
            inside = self.new_shapes.below(node)
            added = tuple([subschema_step(inside.combinator or "", name) for name in inside.alternatives])
            return Element(subschema_step(kind, now), ADDED, (), None, node, (None, node), added=added)
        assert was is not None
        node = old(was)
        before = self.old_shapes.of(node)
        lines = removed(before.deprecated or before.beta)
        return Element(subschema_step(kind, was), REMOVED, lines, node, None, (node, None), beta=before.beta)


class Source(NamedTuple):
    """What one item or entry speaks of.

    Attributes:
        above: the pair of schemas that the elements are inside of, if they are.
        silent: whether they are below something beta.
        hides: whether what is below them is too deep to be shown.
    """

    speaker: Item | Entry
    elements: Sequence[Element]
    above: SchemaPair | None = None
    silent: bool = False
    hides: bool = False


class Items:
    """Makes the items of one changelog, those below a pair of schemas once for each depth and section.

    Attributes:
        sources: what each of them speaks of.
    """

    __slots__ = ("_known", "sources")

    def __init__(self) -> None:
        self.sources: list[Source] = []
        # By the id of a pair of schemas, all of which are kept with the elements of the sources.
        self._known: dict[tuple[int, str, int, bool], tuple[Item, ...]] = {}

    def item(self, element: Element, section: Section, depth: int, *, silent: bool) -> Item | None:
        """The item of an element at `depth`, `silent` below something beta; None where there is nothing to say."""
        pair = element.pair
        lines = hushed(element.lines) if silent else element.lines
        if pair is not None:
            lines = (*lines, *pair.lines)
        changed = pair is not None and pair.changed
        if element.status == MODIFIED and not lines and not changed:
            return None
        quiet = silent or element.beta
        items = self._below(pair, section, depth, silent=quiet) or _brought(element, section, depth)
        breaks = any(line.breaking for line in lines) or (pair is not None and pair.breaks and not quiet)
        return Item(section, (element.step,), element.status, lines, items, breaks)

    def grouped(
        self,
        siblings: Iterable[tuple[Item | None, Element]],
        above: SchemaPair | None = None,
        *,
        silent: bool = False,
        hides: bool = False,
    ) -> tuple[Item, ...]:
        """Items of which the same is said, and that show nothing below, become one at the place of the first."""
        groups: dict[object, tuple[Item, list[Element]]] = {}
        for item, element in siblings:
            if item is None:
                continue
            # identity: the group itself keeps an item whose id is its key.
            key: object = id(item) if item.items else (item.section, item.noun, item.status, item.lines)
            group, elements = groups.get(key, (item, []))
            if elements:
                group = group._replace(steps=group.steps + item.steps, breaks=group.breaks or item.breaks)
            elements.append(element)
            groups[key] = group, elements
        self.sources += [Source(group, elements, above, silent, hides) for group, elements in groups.values()]
        return tuple([group for group, _ in groups.values()])

    def _below(self, pair: SchemaPair | None, section: Section, depth: int, *, silent: bool) -> tuple[Item, ...]:
        """What is shown under a pair that itself stands at `depth`; `silent` below something beta."""
        if pair is None or not pair.changed or depth >= DEPTH:
            return ()
        # identity: the comparison of schemas keeps every pair that it made.
        key = (id(pair), section, depth, silent)
        known = self._known.get(key)
        if known is None:
            below = depth + 1
            siblings = [(self.item(element, section, below, silent=silent), element) for element in pair.below]
            known = self._known[key] = self.grouped(siblings, pair, silent=silent, hides=below >= DEPTH)
        return known


def pairs(
    old: Mapping[K, object], new: Mapping[K, object], folded: Callable[[K], Hashable] | None = None
) -> list[tuple[K | None, K | None]]:
    """Names that stand for each other: equal ones, then those that `folded` makes equal; None for no partner.

    In the order of `new`, then what only `old` has, in its order.
    """
    renamed: dict[K, K] = {}
    if folded is not None and len(old.keys() - new.keys()):
        gone = [name for name in old if name not in new]
        come = [name for name in new if name not in old]
        renamed = {now: was for was, now in matched(gone, come, folded) if was is not None and now is not None}
    partners = [(name if name in old else renamed.get(name), name) for name in new]
    paired = {*new, *renamed.values()}
    return [*partners, *((name, None) for name in old if name not in paired)]


def at(named: Mapping[K, V], name: K | None) -> V | None:
    """What has a name; None for no name."""
    return None if name is None else named.get(name)


def members_of(node: Node | None) -> dict[str, Node]:
    """The members of an object by their names; nothing for any other value."""
    return dict(node.members()) if node is not None else {}


def switched(aspect: Aspect, was: bool, now: bool, *, breaking: bool = False) -> list[Line]:
    """The line for a mark that was set or taken off; only setting one can break."""
    if was == now:
        return []
    return [Line(aspect, "yes" if was else None, "yes" if now else None, breaking and now)]


def changed_name(was: str, now: str, *, breaking: bool) -> list[Line]:
    """The line for a name that is written otherwise."""
    return [Line("name", was, now, breaking)] if was != now else []


def changed_schema(old: Shape, new: Shape, *, breaking: bool) -> tuple[Line, ...]:
    """The lines for the marks and the types of a schema; `breaking` if a type that went may break."""
    return (
        *switched("deprecated", old.deprecated, new.deprecated),
        *switched("beta", old.beta, new.beta),
        *changed_type(old, new, breaking=breaking),
    )


def changed_type(old: Shape, new: Shape, *, breaking: bool) -> list[Line]:
    """The line for other types; `breaking` if a type that went may break."""
    if old.types == new.types:
        return []
    was, now = type_text(old.types), type_text(new.types)
    return [Line("type", was, now, breaking and is_taken_away(old.types, new.types))] if was != now else []


def removed(announced: bool) -> tuple[Line, ...]:
    """The reason why a removal breaks; nothing is said of one that was announced."""
    return () if announced else (Line("removed", None, None, breaking=True),)


def in_order(siblings: Iterable[tuple[Item | None, Element]]) -> list[tuple[Item, Element]]:
    """By status, then in the natural order of the sections; else as they stand in the documents."""
    known = [(item, element) for item, element in siblings if item is not None]
    return sorted(known, key=lambda both: (STATUSES.index(both[0].status), SECTIONS.index(both[0].section)))


def hushed(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines as they are said of something beta: nothing breaks, and removals need no reason."""
    return tuple(line._replace(breaking=False) for line in lines if line.aspect != "removed")


def _judge(pair: SchemaPair) -> None:
    lines = [line for element in pair.below for line in element.lines]
    lone = any(element.status != MODIFIED for element in pair.below)
    pair.changed = pair.changed or bool(lines or pair.lines) or lone
    pair.breaks = pair.breaks or any(line.breaking for line in lines)


def _brought(element: Element, section: Section, depth: int) -> tuple[Item, ...]:
    if not element.added or depth >= DEPTH:
        return ()
    return (Item(section, element.added, ADDED, (), (), breaks=False),)
