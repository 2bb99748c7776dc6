"""What the changelog says of each change: a look-up by the places that its items and their lines are read from."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, TypeAlias

from harness.changelog._elements import hushed, members_of
from harness.changelog._entries import Entries
from harness.changelog._model import MODIFIED, Entry, Item
from harness.changelog._shapes import PROPERTIES, TYPE_KEYWORDS, UNIONS
from harness.records import NamedTuple
from harness.vocabulary import BADGES, BREAKING, COMBINING, HIDDEN, HIDDEN_BREAKING, LISTED, SILENT, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from harness.changelog._elements import Element, SchemaPair, Source
    from harness.changelog._model import Aspect, Line
    from harness.comparison import Change, Comparison
    from harness.document import Node
    from harness.vocabulary import Badge

_Speaker: TypeAlias = Item | Entry
_RANKS = {badge: rank for rank, badge in enumerate(BADGES)}
# A place on the old side (0) or the new one (1), in the file of an id: the nodes of the elements keep their files.
_Key: TypeAlias = tuple[int, int, tuple[str, ...]]

# What things are known by: where one of these differs, one thing may have gone and another come.
_IDENTITY = ("$ref", "name", "in", "path", "method", "operationId")
_MARKS = {"beta": "x-beta"}
# What is read from the schema of an element.
_KEYWORDS: dict[Aspect, tuple[str, ...]] = {
    "deprecated": ("deprecated", "$ref"),
    "beta": ("x-beta", "$ref"),
    "type": (*TYPE_KEYWORDS, *COMBINING, "$ref"),
    "combinator": (*UNIONS, "$ref"),
}
# What changes of these mean is told of each place that uses them.
_TOLD_ELSEWHERE = ("component", "document")
_ANYTHING = Step("property", "*")


class Mention(NamedTuple):
    """What is said of a place, and by whom."""

    badge: Badge
    speaker: _Speaker


class Badges:
    """The changelog of a comparison, and what it says of each of the changes.

    A change and what a changelog says are brought together by the nodes that both were read from.

    Attributes:
        changelog: what the badges are taken from.
    """

    __slots__ = ("_entries", "_index", "changelog")

    def __init__(self, comparison: Comparison, *, order: str = "ascending") -> None:
        self._entries = Entries(comparison)
        self._index: _Index | None = None
        self.changelog = self._entries.changelog(order)

    def of(self, change: Change) -> Badge:
        """The badge of a change: the loudest word that the changelog has for it."""
        return next((mention.badge for mention in self._mentions(change)), SILENT)

    def items_for(self, change: Change) -> list[Item | Entry]:
        """What speaks of a change in its badge; what it is in for one that is too deep to be shown."""
        # identity: items that say the same may stand in several entries, which all are kept by the index.
        return list({id(mention.speaker): mention.speaker for mention in self._mentions(change)}.values())

    def _mentions(self, change: Change) -> list[Mention]:
        """The loudest mentions of a change."""
        if change.subject in _TOLD_ELSEWHERE:
            return []
        if self._index is None:
            self._index = _Index(self._entries)
        whole = _is_whole(change)
        mentions = [mention for key in _keys(change) for mention in self._index.of(key, whole=whole)]
        loudest = min((_RANKS[mention.badge] for mention in mentions), default=0)
        return [mention for mention in mentions if _RANKS[mention.badge] == loudest]


class _Index:
    """What is said at each place of both documents."""

    __slots__ = ("_documents", "_hidden", "_mentioned", "_modified", "_places", "_shapes")

    def __init__(self, entries: Entries) -> None:
        self._documents = entries.old, entries.new
        self._shapes = entries.schemas.old_shapes, entries.schemas.new_shapes
        # The loudest mentions of each place.
        self._mentioned: dict[_Key, list[Mention]] = {}
        # Who speaks of what was modified there, and whether that is shown.
        self._modified: dict[_Key, list[tuple[_Speaker, bool]]] = {}
        # The ids of pairs that are too deep to be shown, which the elements of the sources keep.
        self._hidden: set[tuple[int, bool]] = set()
        for source in entries.sources:
            self._add(source)
        self._places = sorted({*self._mentioned, *self._modified})

    def of(self, key: _Key, *, whole: bool) -> Iterator[Mention]:
        """What is said at a place; if it came or went as a `whole`, of all that stood there."""
        if not whole:
            yield from self._mentioned.get(key, ())
            return
        side, file, pointer = key
        for number in range(bisect_left(self._places, key), len(self._places)):
            place = self._places[number]
            if place[:2] != (side, file) or place[2][: len(pointer)] != pointer:
                return
            yield from self._mentioned.get(place, ())
            for speaker, visible in self._modified.get(place, ()):
                yield Mention(_loudest(speaker) if visible else _badge(speaker.breaks, visible=False), speaker)

    def _add(self, source: Source) -> None:
        speaker = source.speaker
        for element in source.elements:
            self._speak(speaker, element, speaker.lines, source.above, visible=True)
            if source.hides and element.pair is not None and element.pair.changed:
                self._hide(speaker, element.pair, silent=source.silent or element.beta)

    def _hide(self, speaker: _Speaker, first: SchemaPair, *, silent: bool) -> None:
        """Add all that is below a pair at the last place that is shown."""
        # identity: the comparison of schemas keeps every pair that it made.
        pending = [(first, silent)]
        while pending:
            pair, quiet = pending.pop()
            if (id(pair), quiet) in self._hidden:
                continue
            self._hidden.add((id(pair), quiet))
            for element in pair.below:
                lines = hushed(element.lines) if quiet else element.lines
                if element.pair is not None and element.pair.changed:
                    lines = (*lines, *element.pair.lines)
                    pending.append((element.pair, quiet or element.beta))
                self._speak(speaker, element, lines, pair, visible=False)

    def _speak(
        self, speaker: _Speaker, element: Element, lines: Sequence[Line], above: SchemaPair | None, *, visible: bool
    ) -> None:
        if element.status != MODIFIED:
            badge = _badge(any(line.breaking for line in lines), visible=visible)
            self._put(self._known_by(element, above), badge, speaker)
            return
        for line in lines:
            self._put(self._read_from(element, line.aspect, above), _badge(line.breaking, visible=visible), speaker)
        for side, node in enumerate((element.old, element.new)):
            if node is not None:
                for key in (_key(side, node), *_numbered(side, element, node)):
                    self._modified.setdefault(key, []).append((speaker, visible))

    def _put(self, keys: Iterable[_Key], badge: Badge, speaker: _Speaker) -> None:
        for key in keys:
            mentions = self._mentioned.get(key)
            if mentions is None or _RANKS[badge] < _RANKS[mentions[0].badge]:
                self._mentioned[key] = [Mention(badge, speaker)]
            elif badge == mentions[0].badge and speaker is not mentions[-1].speaker:
                mentions.append(Mention(badge, speaker))

    def _known_by(self, element: Element, above: SchemaPair | None) -> Iterator[_Key]:
        """The places that say that something came or went: its own, and those of what it is known by."""
        side = 0 if element.new is None else 1
        for node in (element.old, element.new, element.came_with):
            if node is not None:
                yield _key(side, node)
                yield from _numbered(side, element, node)
                if above is None:
                    yield from (_key(side, holder, name) for holder in self._holders(side, node) for name in _IDENTITY)
                elif element.step == _ANYTHING:
                    # The schema of all other properties says nothing at all if it is empty.
                    yield from (_key(side, child) for child in members_of(node).values())
        if element.step.kind in UNIONS:
            # Without a component of its own, an alternative is called by its title or its type.
            typed = self._shapes[side].typed(element.schemas[side])
            yield from _keywords(side, typed, ("title", *_KEYWORDS["type"]))
        if above is not None:
            for number, schema in enumerate((above.old, above.new)):
                for inside in self._shapes[number].levels(schema):
                    yield from _keywords(number, inside.parts, ("$ref",))

    def _read_from(self, element: Element, aspect: Aspect, above: SchemaPair | None) -> Iterator[_Key]:
        """The places that a line of an element is read from."""
        for side, node in enumerate((element.old, element.new)):
            if aspect == "required" and above is not None:
                yield from self._required(side, element, above)
            elif above is None and node is not None:
                yield from (_key(side, holder, _MARKS.get(aspect, aspect)) for holder in self._holders(side, node))
            parts = self._parts(side, element, aspect)
            yield from _keywords(side, parts, _KEYWORDS.get(aspect, ()))
            if aspect == "type":
                yield from _implied(side, parts)

    def _parts(self, side: int, element: Element, aspect: Aspect) -> list[Node]:
        """The schema objects that an aspect of the schema of an element is read from."""
        schema = element.schemas[side]
        shapes = self._shapes[side]
        if schema is None:
            return []
        if aspect == "type":
            return shapes.typed(schema)
        if aspect == "combinator":
            return [part for inside in shapes.levels(schema) for part in inside.parts]
        return shapes.parts(schema) if aspect in ("deprecated", "beta") else []

    def _required(self, side: int, element: Element, above: SchemaPair) -> Iterator[_Key]:
        """Where the schemas that a property is in say that they require it."""
        names = {element.step.name, *(line.old for line in element.lines if line.aspect == "name")}
        for inside in self._shapes[side].levels((above.old, above.new)[side]):
            for part in inside.parts:
                required = part.child("required")
                for name in required.elements() if required is not None else ():
                    if type(name.value) is str and name.value in names:
                        yield _key(side, name)

    def _holders(self, side: int, node: Node) -> list[Node]:
        """What stands for an element that is no schema, and what is behind its references."""
        target = self._documents[side].resolve(node)
        return [node] if target is None or target is node else [node, target]


def _numbered(side: int, element: Element, node: Node) -> Iterator[_Key]:
    """The order of the alternatives around one that is called by its number among them."""
    if element.step.kind in UNIONS and not node.get("$ref") and not node.get("title"):
        # identity: the document holds its files.
        yield side, id(node.file), (*node.pointer[:-1], "order")


def _keys(change: Change) -> Iterator[_Key]:
    """The place of a change on each side; for what something is known by also where it is missing."""
    part: tuple[str, ...] = ("order",) if change.aspect == "order" else ()
    if _kinds(change) == {dict}:
        # What both have is compared on its own; this is about one thing that they are.
        part = ("$ref" if change.aspect == "reference" else change.aspect,)
    nodes = change.old_node, change.new_node
    for side, (node, other) in enumerate((nodes, nodes[::-1])):
        if node is not None:
            yield _key(side, node, *part)
            if change.subject == "alternative":
                # identity: the document holds its files.
                # Those behind it have other numbers.
                yield side, id(node.file), (*node.pointer[:-1], "order")
        elif other is not None and change.aspect in _IDENTITY:
            yield _key(side, (change.old_owner, change.new_owner)[side], change.aspect)


def _is_whole(change: Change) -> bool:
    """Whether all that stands at the nodes of a change came or went with it."""
    kinds = _kinds(change)
    return change.aspect == "order" or (len(kinds) > 1 and not kinds.isdisjoint((dict, list)))


def _kinds(change: Change) -> set[type]:
    return {type(None if node is None else node.value) for node in (change.old_node, change.new_node)}


def _key(side: int, node: Node, *more: str) -> _Key:
    # identity: the document holds its files.
    return side, id(node.file), (*node.pointer, *more)


def _keywords(side: int, parts: Iterable[Node], names: Iterable[str]) -> Iterator[_Key]:
    for part in parts:
        for name in names:
            child = part.child(name)
            if child is not None:
                yield _key(side, child)


def _implied(side: int, parts: Iterable[Node]) -> Iterator[_Key]:
    """The properties that make a schema one of objects, where it names no type."""
    for part in parts:
        properties = part.child(PROPERTIES) if part.child("type") is None else None
        if properties is not None:
            yield from (_key(side, node) for node in (properties, *members_of(properties).values()))


def _badge(breaks: bool, *, visible: bool) -> Badge:
    if visible:
        return BREAKING if breaks else LISTED
    return HIDDEN_BREAKING if breaks else HIDDEN


def _loudest(speaker: _Speaker) -> Badge:
    """The loudest badge of all that an item or entry shows, or hides."""
    if not speaker.breaks:
        return LISTED
    inner = (_loudest(item) for item in speaker.items)
    return BREAKING if speaker.breaking or BREAKING in inner else HIDDEN_BREAKING
