"""Leads: where a schema leads to edits, by what a value has to have for these to matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment import UNMARKED, MarkedAlternatives, SpeakingParts, is_of_objects, marks_of, names_spoken_of
from harness.records import NamedTuple
from harness.verdict._edits import WHOLE
from harness.vocabulary import KEYWORDS, keyword_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.comparison import Change
    from harness.containment import Context, Marks
    from harness.document import Node
    from harness.verdict._slots import Slot, Way
    from harness.verdict._switches import Edits, Switches

PROPERTIES, EVERY = keyword_for("property"), keyword_for("every")
_COMBINING = frozenset(("every", "some", "one"))
# How subschemas apply that a value obeys beside others, or breaks.
_BESIDE = frozenset(("none", "condition", "branch", "dependent"))
# Those of which a value says nothing.
_APART = frozenset(("content", "definition", "property name"))
_MAPS = frozenset(("schema map", "schema or names map"))


class Lead(NamedTuple):
    """Where a schema leads to, and the edits behind that."""

    slot: Slot
    reach: Edits


class Place:
    """A schema within a schema, and what it leads to.

    Attributes:
        schema: as it stands in the old document.
        way: the keys to it.
        here: leads of every value.
        members: the places of its properties.
        combined: those of its alternatives and of the parts of `allOf`, by keyword and number.
        beside: other schemas of the same value.
        within: those of its elements and of other members.
        elsewhere: leads of which it is not known what they are about.
    """

    __slots__ = ("beside", "combined", "elsewhere", "here", "members", "schema", "way", "within")

    def __init__(self, schema: Any, way: Way) -> None:
        self.schema = schema
        self.way = way
        self.here: list[Lead] = []
        self.members: dict[str, Place] = {}
        self.combined: dict[str, dict[int, Place]] = {}
        self.beside: dict[Way, Place] = {}
        self.within: dict[Way, Place] = {}
        self.elsewhere: list[Lead] = []

    def add(self, lead: Lead, way: Way) -> None:
        """Add a lead at the end of a way from here."""
        if not way or way == ("$ref",):
            self.here.append(lead)
            return
        known = KEYWORDS.get(str(way[0]))
        if known is None or known.applies is None or known.applies in _APART:
            self.elsewhere.append(lead)
            return
        keys = way[:2] if known.form in _MAPS or type(self.schema[way[0]]) is list else way[:1]
        self._at(known.applies, keys).add(lead, way[len(keys) :])

    def _at(self, applies: str, keys: Way) -> Place:
        group: dict[Any, Place] = self.beside if applies in _BESIDE else self.within
        key: Any = keys
        if applies == "property":
            group, key = self.members, keys[1]
        elif applies in _COMBINING:
            group, key = self.combined.setdefault(str(keys[0]), {}), keys[1]
        if key not in group:
            schema = self.schema[keys[0]]
            group[key] = Place(schema if len(keys) == 1 else schema[keys[1]], (*self.way, *keys))
        return group[key]


class Leads:
    """Where two schemas that stand for each other lead to edits.

    Attributes:
        old, new: the schemas.
        base: the old one before any edits, as they are made in it.
        own: the edits that may matter for any value.
        reach: all edits.
        top: the place of the whole schema.
        required: the names of members that either asks for.
        replaced: the keywords that its own edits may write anew.
    """

    __slots__ = ("base", "new", "old", "own", "reach", "replaced", "required", "top")

    def __init__(self, switches: Switches, old: Node, new: Node) -> None:
        self.old, self.new = old, new
        self.base = switches.base(old, new)
        self.own = switches.own(old, new) | switches.brought(old, new)
        self.reach = switches.reach(old, new)
        self.top = Place(self.base.value, ())
        for slot, reach in switches.slots(old, new):
            self.top.add(Lead(slot, reach), slot.way)
        self.required = frozenset(name for end in switches.ends(old, new) for name in required_by(end.value))
        changes = switches.differences(old, new)
        self.replaced = frozenset(change.aspect for change in changes if change.subject not in _MEMBERS)


# What is put into a keyword or taken out of it, and leaves the others of it where they are.
_MEMBERS = frozenset(("property", "alternative"))


class _Changing(NamedTuple):
    """What edits may change of how a schema tells an object.

    Attributes:
        names: of members of which the edits change what may stand there.
        asked: of members of which they may change whether they are required.
        unmarked: whether they may change that of any member.
        hiding: whether they may change in which messages there is a member with the schema.
        speaking: whether they may make the schema say something of an object that has none of the names.
    """

    names: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    unmarked: bool = False
    hiding: bool = False
    speaking: bool = False

    def with_others(self, others: Iterable[_Changing]) -> _Changing:
        """The same of several."""
        names, asked, *flags = zip(self, *others, strict=True)
        return _Changing(frozenset().union(*names), frozenset().union(*asked), *map(any, flags))


class Leading:
    """The leads of some switches, and which alternatives and parts an object touches, whatever edits are made."""

    __slots__ = ("_changing", "_context_of", "_finders", "_known", "_of_others", "_switches")

    def __init__(self, switches: Switches, context_of: Callable[[Node], Context]) -> None:
        """Ready to look.

        Args:
            switches: the edits.
            context_of: how schemas of the old document are read.
        """
        self._switches = switches
        self._context_of = context_of
        # identity: the documents hold the values of their schemas.
        self._known: dict[tuple[int, int], Leads] = {}
        self._changing: dict[Slot, _Changing] = {}
        self._of_others: dict[tuple[int, str], frozenset[int]] = {}
        self._finders: dict[tuple[int, str], MarkedAlternatives | SpeakingParts] = {}

    def of(self, old: Node, new: Node) -> Leads:
        """The leads of two schemas."""
        key = self._switches.identity(old, new)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Leads(self._switches, old, new)
        return known

    def finder(self, leads: Leads, place: Place, keyword: str) -> MarkedAlternatives | SpeakingParts:
        """What finds the alternatives that an object may be of, or the parts that speak of it."""
        # identity: what is kept holds its places.
        key = (id(place), keyword)
        known = self._finders.get(key)
        if known is None:
            known = self._finders[key] = self._found(self._context_of(leads.base), place, keyword)
        return known

    def of_others(self, leads: Leads, place: Place, keyword: str) -> frozenset[int]:
        """The alternatives that may take what is no object."""
        # identity: as above.
        key = (id(place), keyword)
        known = self._of_others.get(key)
        if known is None:
            context, places = self._context_of(leads.base), place.combined[keyword]
            typed = (at for at, part in enumerate(place.schema[keyword]) if is_of_objects(part, context))
            plain = {at for at in typed if at not in places or not self._changed_at(places[at]).speaking}
            known = self._of_others[key] = frozenset(range(len(place.schema[keyword]))) - plain
        return known

    def _found(self, context: Context, place: Place, keyword: str) -> MarkedAlternatives | SpeakingParts:
        parts, places = place.schema[keyword], place.combined[keyword]
        several = [self._changed_at(places[at]) if at in places else _Changing() for at in range(len(parts))]
        if keyword == EVERY:
            return SpeakingParts(map(_names_left, (names_spoken_of(part, context) for part in parts), several))
        return MarkedAlternatives(list(map(_marks_left, (marks_of(part, context) for part in parts), several)))

    def _changed_at(self, place: Place) -> _Changing:
        """What edits change at a place, of the same value."""
        below = [*place.beside.values(), *(inner for group in place.combined.values() for inner in group.values())]
        hidden = frozenset(name for name, member in place.members.items() if self._changed_at(member).hiding)
        here = _Changing(frozenset(place.members), hidden, speaking=bool(place.elsewhere or place.within))
        leads = (self._changed_behind(lead.slot) for lead in place.here)
        return here.with_others((*leads, *map(self._changed_at, below)))

    def _changed_behind(self, slot: Slot) -> _Changing:
        known = self._changing.get(slot)
        if known is None:
            # What leads back here may be anything.
            self._changing[slot] = _Changing(unmarked=True, hiding=True, speaking=True)
            pair = slot.pair
            own = self._switches.differences(pair.old, pair.new)
            known = self._changed_at(self.of(pair.old, pair.new).top).with_others(map(_changed_by, own))
            self._changing[slot] = known
        return known


def _changed_by(change: Change) -> _Changing:
    """What a difference between two schemas themselves changes."""
    if change.subject == "property":
        names = frozenset((change.trail[-1].name,))
        return _Changing(names, names, hiding=True, speaking=change.aspect == "required")
    known = KEYWORDS.get(change.aspect)
    is_combining = known is None or known.applies in _COMBINING or known.role == "reference"
    is_unmarked = is_combining or change.aspect in (WHOLE, PROPERTIES, "required")
    is_hiding = is_unmarked or (known is not None and known.role == "annotation")
    return _Changing(unmarked=is_unmarked, hiding=is_hiding, speaking=True)


def _marks_left(marks: Marks, changing: _Changing) -> Marks:
    return UNMARKED if changing.unmarked else marks.without(changing.names, changing.asked)


def _names_left(names: frozenset[str] | None, changing: _Changing) -> frozenset[str] | None:
    return None if names is None or changing.speaking or changing.unmarked else names | changing.names


def required_by(schema: Any) -> list[str]:
    """The names of members that a schema asks for."""
    names = schema.get("required") if type(schema) is dict else None
    return [name for name in names if type(name) is str] if type(names) is list else []
