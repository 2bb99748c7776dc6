"""What moved between a schema and the members of its `allOf`, laid out at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison._composition import (
    EVERY,
    FIXED,
    PROPERTIES,
    REQUIRED,
    TYPE,
    UNIONS,
    Composition,
    is_demanding,
    listed,
    made,
    reference_to,
)
from harness.comparison._pairing import alternatives
from harness.comparison._references import behind, only_reference, reference_of
from harness.comparison._unchanged import same
from harness.document import Node
from harness.vocabulary import OWN_DIALECT, family, names

if TYPE_CHECKING:
    from collections.abc import Hashable

    from harness.document import Document

# What these say depends on the properties that are declared beside them.
_CLOSING = names("further property", "unevaluated property")
_DECLARING = frozenset(names("property", "patterned property"))
_DISCRIMINATOR = "discriminator"
# References that lead on are followed this far.
_DEEPEST = 8


def with_members(documents: tuple[Document, Document], old: Node, new: Node) -> Composition | None:
    """The form in which what moved between a schema and the members of its `allOf` stands at one place."""
    refers = [reference_of(schema) is not None for schema in (old, new)]
    has_members = EVERY in old.value or EVERY in new.value
    if not has_members and (refers[0] is refers[1] or only_reference(old) or only_reference(new)):
        return None
    sides = _Parts(documents[0], old), _Parts(documents[1], new)
    if refers[0] is not refers[1]:
        sides[refers[1]].refer()
    are_wrapped = [side.refer_to_itself(other.members) for side, other in (sides, sides[::-1])]
    if not all(side.is_sound for side in sides):
        return None
    matched = alternatives(sides[0].members, sides[1].members)
    for at, side in enumerate(sides):
        side.apart = [part for pair in matched if None in pair and (part := pair[at]) is not None]
    if _has_moved(sides):
        for side in sides:
            side.lay_out_most()
        if _is_half(sides) or (not has_members and any(side.apart for side in sides)):
            return None
    else:
        is_told = any(are_wrapped) or refers[0] is not refers[1] or _is_spliced(sides)
        if not is_told or all(None in pair for pair in matched):
            return None
    _align(sides[0].own, sides[1].own)
    return Composition(sides[0].whole, sides[1].whole, (tuple(sides[0].seen), tuple(sides[1].seen)), has_members)


class _Parts:
    """One side, taken apart.

    Attributes:
        own: its keywords, and those of members that are laid out.
        listed: the members of its `allOf`.
        members: those that stay, where a member has nothing but members these.
        apart: those that stand for none of the other side.
        seen: what was seen through.
    """

    def __init__(self, document: Document, schema: Node) -> None:
        self.document = document
        self.schema = schema
        self.own = {name: member for name, member in schema.members() if name != EVERY}
        self.members: list[Node] = []
        self.apart: list[Node] = []
        self.seen: list[Node] = []
        combined = schema.child(EVERY)
        self.listed = list(combined.elements()) if combined is not None else []
        for member in self.listed:
            self.members += self._spliced(member)

    def refer(self) -> None:
        """Take its reference for a member."""
        reference = self.own.pop("$ref")
        whole = only_reference(self.schema)
        self.members.append(self.schema if whole else made(self.schema, {"$ref": reference}))

    def refer_to_itself(self, members: list[Node]) -> bool:
        """Take all of it for a member, where the other side has a reference to it as one; whether it has."""
        reference = reference_to(self.schema, members)
        if reference is not None:
            self.own, self.members = {}, [Node(self.schema.file, self.schema.pointer, reference.value)]
        return reference is not None

    def _spliced(self, member: Node, depth: int = 0) -> list[Node]:
        """A member, or its own members where it has nothing else."""
        inner = member.child(EVERY)
        if depth == _DEEPEST or inner is None or type(inner.value) is not list or len(member.value) > 1:
            return [member]
        return [spliced for element in inner.elements() for spliced in self._spliced(element, depth + 1)]

    @property
    def is_nested(self) -> bool:
        """Whether its members have members of their own and nothing else."""
        values = [member.value for member in self.members]
        return any(not any(member.value is value for value in values) for member in self.listed)

    @property
    def is_sound(self) -> bool:
        """Whether it is written as schemas are."""
        if self.document.version in OWN_DIALECT and "$ref" in self.schema.value and len(self.schema.value) > 1:
            return False
        return type(self.schema.get(EVERY, [])) is list and all(type(member.value) is dict for member in self.members)

    @property
    def is_opaque(self) -> bool:
        """Whether nobody knows what a member demands that stands for none of the other side."""
        return any(self.levels(member) is None for member in self.apart)

    @property
    def demands_apart(self) -> set[Hashable]:
        """What the members demand that stand for none of the other side."""
        return {demand for member in self.apart for demand in self._demands_of(member)}

    def _demands_of(self, member: Node) -> set[Hashable]:
        return {demand for level in self.levels(member) or () for demand in _demands(level)}

    def lay_out_most(self) -> None:
        """Lay out what stands for none of the other side, those that say the most first; what does not fit stays."""
        order = sorted(self.apart, key=lambda member: -len(self._demands_of(member)))
        laid = {id(member) for member in order if self.lay_out(member)}  # identity: of the same nodes
        self.members = [member for member in self.members if id(member) not in laid]
        self.apart = [member for member in self.apart if id(member) not in laid]

    def lay_out(self, member: Node) -> bool:
        """Whether a member could be laid out under the keywords of the whole."""
        before, seen = dict(self.own), list(self.seen)
        levels = self.levels(member)
        if self.document.version in OWN_DIALECT and TYPE not in self.own and any(TYPE in one for one in levels or ()):
            # Without a type, `nullable` says nothing. Source: OpenAPI 3.0.3, 4.7.24.1.
            self.seen += [self.own.pop(name) for name in family(TYPE) if name in self.own]
        for keywords in levels or ():
            if not self._fits(keywords):
                self.own, self.seen = before, seen
                return False
            for keyword, node in keywords.items():
                self._add(keyword, node)
        reference = member.child("$ref")
        self.seen += [reference] if reference is not None else []
        return levels is not None

    def levels(self, member: Node, depth: int = 0) -> list[dict[str, Node]] | None:
        """The keywords of a member, and of its own members; None where it is more than these."""
        schema = behind(self.document, member, "schema")
        if schema is None or type(schema.value) is not dict or depth == _DEEPEST:
            return None
        if schema.file is not self.schema.file or not FIXED.isdisjoint(schema.value):
            return None
        if _DISCRIMINATOR in schema.value and not any(union in schema.value for union in UNIONS):
            return None
        is_elsewhere = schema.value is not member.value
        inner = schema.child(EVERY)
        levels: list[dict[str, Node]] = [{}]
        for element in inner.elements() if inner is not None else ():
            below = self.levels(element, depth + 1)
            if below is None:
                return None
            levels += below
        for keyword, node in schema.members():
            # What a component is called and said to be is of no concern to those that refer to it.
            if keyword != EVERY and (not is_elsewhere or is_demanding(keyword) or keyword == _DISCRIMINATOR):
                levels[0][keyword] = node
        return levels

    def _fits(self, keywords: dict[str, Node]) -> bool:
        """Whether keywords mean beside those of the whole what they mean by themselves."""
        pairs = ((self.own, keywords), (keywords, self.own))
        if any(_closes(one) and not _DECLARING.isdisjoint(other) for one, other in pairs):
            return False
        return all(self._joins(keyword, keywords) for keyword in keywords if is_demanding(keyword))

    def _joins(self, keyword: str, keywords: dict[str, Node]) -> bool:
        node, known = keywords[keyword], self.own.get(keyword)
        if keyword == REQUIRED:
            return type(node.value) is list and (known is None or type(known.value) is list)
        if keyword == PROPERTIES:
            declared = {} if known is None else known.value
            both = type(node.value) is dict and type(declared) is dict
            return both and all(same(declared[name], node.value[name]) for name in node.value if name in declared)
        ours, others = ({name for name in family(keyword) if name in side} for side in (self.own, keywords))
        return not ours or (ours == others and all(same(self.own[name].value, keywords[name].value) for name in ours))

    def _add(self, keyword: str, node: Node) -> None:
        known = self.own.get(keyword)
        if keyword in {PROPERTIES, REQUIRED} and not node.value:
            self.seen.append(node)
        elif known is None:
            self.own[keyword] = node
        elif keyword == PROPERTIES and type(known.value) is dict:
            members = dict(known.members())
            for name, member in node.members():
                if name in members:
                    self.seen.append(member)
                members.setdefault(name, member)
            self.own[keyword] = made(known, members)
        elif keyword == REQUIRED:
            elements = list(known.elements())
            values = [element.value for element in elements]
            for element in node.elements():
                (self.seen if element.value in values else elements).append(element)
            self.own[keyword] = listed(known, elements)
        else:
            self.seen.append(node)

    @property
    def whole(self) -> Node:
        """The side, put together again."""
        parts = dict(self.own)
        if self.members:
            parts[EVERY] = listed(self.schema.child(EVERY) or self.schema, self.members)
        return made(self.schema, parts)


def _is_half(sides: tuple[_Parts, _Parts]) -> bool:
    """Whether what is laid out on one side may stand in a member of the other still."""
    if any(side.is_opaque for side in sides):
        return True
    own = [_demands(side.own) for side in sides]
    return any(demand in own[1 - at] - own[at] for at in (0, 1) for demand in sides[at].demands_apart)


def _is_spliced(sides: tuple[_Parts, _Parts]) -> bool:
    """Whether members stand for each other only now that those of members are their own."""
    if any(EVERY not in side.schema.value for side in sides) or not any(side.is_nested for side in sides):
        return False
    matched = alternatives(*(side.listed for side in sides))
    return any(one is None or other is None or _is_nest(one) is not _is_nest(other) for one, other in matched)


def _is_nest(member: Node) -> bool:
    return type(member.value) is dict and member.value.keys() == {EVERY}


def _align(old: dict[str, Node], new: dict[str, Node]) -> None:
    """Put the names of required properties into one order: that of lists that are joined says nothing."""
    was, now = old.get(REQUIRED), new.get(REQUIRED)
    if was is not None and now is not None and (was.parts is not None or now.parts is not None):
        order = {str(value): number for number, value in enumerate(was.value)}
        items = sorted(now.elements(), key=lambda item: order.get(str(item.value), len(order)))
        new[REQUIRED] = listed(now, items)


def _has_moved(sides: tuple[_Parts, _Parts]) -> bool:
    """Whether one side demands in a member what the other one demands itself, or in another member."""
    own = [_demands(side.own) for side in sides]
    apart = [side.demands_apart for side in sides]
    between = (apart[0] & apart[1]) - {("type",)}
    return any((own[at] - own[1 - at]) & apart[1 - at] for at in (0, 1)) or bool(between)


def _demands(keywords: dict[str, Node]) -> set[Hashable]:
    """What keywords demand: each by its name, and each property."""
    demands: set[Hashable] = set()
    for keyword, node in keywords.items():
        if keyword in {PROPERTIES, REQUIRED}:
            named = node.value if type(node.value) in (dict, list) else ()
            demands |= {(keyword, str(name)) for name in named}
        elif is_demanding(keyword):
            demands.add((keyword,))
    return demands


def _closes(keywords: dict[str, Node]) -> bool:
    """Whether keywords say something of properties that are not declared beside them."""
    return any(name in keywords and keywords[name].value not in (True, {}) for name in _CLOSING)
