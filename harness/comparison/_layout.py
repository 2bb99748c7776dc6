"""Two schemas in forms in which their keywords can be compared one by one, whatever they are put together from.

What a schema refers to, and what it takes from the members of its `allOf`, is laid out under its own keywords where the
other schema says it itself. A union of which the other schema is one alternative has that as one on both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.comparison._pairing import alternatives
from harness.comparison._references import behind, only_reference, reference_of, target
from harness.comparison._unchanged import same
from harness.document import Node, format_pointer
from harness.vocabulary import (
    ANNOTATED,
    KEYWORDS,
    NULL,
    OWN_DIALECT,
    REPLACED,
    by_role,
    component_step_at,
    family,
    keyword_for,
    names,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from harness.comparison._graph import Pair
    from harness.document import Document

# What is told of two schemas that are put together in different ways.
COMPOSITION = "composition"

_EVERY, _PROPERTIES, _REQUIRED, _TYPE = keyword_for("every"), keyword_for("property"), "required", "type"
_UNIONS = names("some", "one")
_COMPOSING = frozenset((_EVERY, *_UNIONS, "$ref"))
# What these say depends on the properties that are declared beside them.
_CLOSING = names("further property", "unevaluated property")
_DECLARING = frozenset(names("property", "patterned property"))
# A schema with one of these is more than its keywords: it is a place that others lead to, or depends on the way to it.
_FIXED = frozenset((*by_role("identifier"), *by_role("reference"), "discriminator"))
# References that lead on are followed this far.
_DEEPEST = 8


class Composition(NamedTuple):
    """Two schemas that are put together in different ways, in a form in which they can be compared.

    Attributes:
        seen: what was seen through on either side: references, and keywords that another place says as well.
        is_news: whether they are put together in different ways, and not only one of them by a reference.
    """

    old: Node
    new: Node
    seen: tuple[tuple[Node, ...], tuple[Node, ...]]
    is_news: bool = True


def laid_out(documents: tuple[Document, Document], pair: Pair) -> tuple[Node, Node]:
    """Both schemas of a pair in a form in which their keywords can be compared one by one."""
    composed = composition(documents, pair.old, pair.new)
    if composed is not None:
        if composed.is_news:
            pair.note(COMPOSITION, ANNOTATED, pair.old, pair.new, subject="schema")
        return composed.old, composed.new
    old, new = pair.old, pair.new
    old_refers, new_refers = reference_of(old) is not None, reference_of(new) is not None
    if old_refers and not new_refers:
        old = _with_target(documents[0], pair, old)
    elif new_refers and not old_refers:
        new = _with_target(documents[1], pair, new)
    return old, new


def composition(documents: tuple[Document, Document], old: Node, new: Node) -> Composition | None:
    """Two schemas in a form in which they can be compared, where they are put together in different ways; else None."""
    if type(old.value) is not dict or type(new.value) is not dict:
        return None
    if _COMPOSING.isdisjoint(old.value) and _COMPOSING.isdisjoint(new.value):
        return None
    return _as_nullable(documents, old, new) or _as_union(old, new) or _with_members(documents, old, new)


def _with_target(document: Document, pair: Pair, node: Node) -> Node:
    """A schema with what it refers to under its own keywords."""
    parts: dict[str, Node] = {}
    current: Node | None = node
    seen: set[int] = set()
    # identity: the document holds what its references lead to.
    while current is not None and type(current.value) is dict and id(current.value) not in seen:
        seen.add(id(current.value))
        for keyword, member in current.members():
            if keyword != "$ref":
                parts.setdefault(keyword, member)
        reference = reference_of(current)
        if reference is None:
            break
        current = target(document, current, reference)
        if current is None:
            pair.note("reference", REPLACED, pair.old, pair.new, subject="schema")
        if current is not None and current.value is False:
            return current
    return _made(node, parts)


def _made(node: Node, parts: dict[str, Node]) -> Node:
    return Node(node.file, node.pointer, {keyword: part.value for keyword, part in parts.items()}, parts)


def _listed(node: Node, items: list[Node]) -> Node:
    """A list of items that may stand elsewhere."""
    parts = {str(number): item for number, item in enumerate(items)}
    return Node(node.file, node.pointer, [item.value for item in items], parts)


# Unions.


def _as_nullable(documents: tuple[Document, Document], old: Node, new: Node) -> Composition | None:
    """The form for a union of one schema with null, where the other schema has null among its types."""
    for keyword in _UNIONS:
        if keyword in new.value and keyword not in old.value and _takes_null(documents[0], old):
            laid = _with_null(documents[1], new, keyword, old.get(_TYPE))
            return laid and Composition(old, laid[0], ((), laid[1]))
        if keyword in old.value and keyword not in new.value and _takes_null(documents[1], new):
            laid = _with_null(documents[0], old, keyword, new.get(_TYPE))
            return laid and Composition(laid[0], new, (laid[1], ()))
    return None


def _takes_null(document: Document, schema: Node) -> bool:
    """Whether a schema names null among its types."""
    types = schema.get(_TYPE)
    if type(types) is list:
        return "null" in types
    return document.version in OWN_DIALECT and type(types) is str and schema.get("nullable") is True


def _with_null(document: Document, union: Node, keyword: str, types: Any) -> tuple[Node, tuple[Node, ...]] | None:
    """The keywords of the only alternative beside null, with null among its types, and what leads to it.

    Args:
        document: of the union.
        union: the schema that has it.
        keyword: by which it has it.
        types: those of the other side, whose order is that of the list.
    """
    variants = union.child(keyword)
    elements = list(variants.elements()) if variants is not None else []
    null = next((element for element in elements if element.value == NULL), None)
    if null is None or len(elements) != 2 or any(map(is_demanding, union.value.keys() - {keyword})):
        return None
    other = next(element for element in elements if element is not null)
    schema = behind(document, other, "schema")
    if schema is None or type(schema.value) is not dict or schema.file is not union.file:
        return None
    concerns = {KEYWORDS[name].concerns for name in schema.value if is_demanding(name) and name != _TYPE}
    known = schema.get(_TYPE)
    kinds = [known] if type(known) is str else known
    if "any" in concerns or not _FIXED.isdisjoint(schema.value) or type(kinds) is not list or "null" in kinds:
        return None
    ordered = [kind for kind in types if kind in kinds or kind == "null"] if type(types) is list else []
    listed = [*ordered, *(kind for kind in (*kinds, "null") if kind not in ordered)]
    parts = {name: member for name, member in union.members() if name != keyword}
    for name, member in schema.members():
        if is_demanding(name) or schema.value is other.value:
            parts.setdefault(name, member)
    parts[_TYPE] = Node(null.file, null.pointer, listed)
    references = tuple(node for node in (other.child("$ref"), schema.child(_TYPE)) if node is not None)
    return _made(union, parts), references


def _as_union(old: Node, new: Node) -> Composition | None:
    """The form for a union of which the other schema is one alternative."""
    for keyword in _UNIONS:
        if (keyword in new.value) is (keyword in old.value):
            continue
        schema, union = (old, new) if keyword in new.value else (new, old)
        alternative = _alternative(schema, union, keyword)
        if alternative is None:
            return None
        seen = tuple(reference for reference in _references_in(union, keyword) if reference_of(schema) is None)
        return Composition(alternative, new, ((), seen)) if schema is old else Composition(old, alternative, (seen, ()))
    return None


def _references_in(union: Node, keyword: str) -> Iterator[Node]:
    """The references that its alternatives are, if it has but one beside null."""
    variants = union.child(keyword)
    elements = [element for element in variants.elements() if element.value != NULL] if variants is not None else []
    for element in elements if len(elements) == 1 else ():
        reference = element.child("$ref")
        if reference is not None:
            yield reference


def _alternative(schema: Node, union: Node, keyword: str) -> Node | None:
    """A schema as the only alternative of a union, if that has one which it stands for."""
    variants = union.child(keyword)
    if variants is not None:
        reference = _reference_to(schema, list(variants.elements()))
        schema = schema if reference is None else Node(schema.file, schema.pointer, reference.value)
    own = {name for name in schema.value if is_demanding(name) or name == "$ref"}
    outside = {name for name in union.value if is_demanding(name) or name == "$ref"} - {keyword}
    if variants is None or type(variants.value) is not list or outside or not own or own & {*_UNIONS}:
        return None
    if all(None in pair for pair in alternatives([schema], list(variants.elements()))):
        return None
    beside = {name: member for name, member in schema.members() if name not in own}
    return _made(schema, {**beside, keyword: Node(schema.file, schema.pointer, [schema.value], {"0": schema})})


def is_demanding(keyword: str) -> bool:
    """Whether a keyword by itself may say which values are valid."""
    known = KEYWORDS.get(keyword)
    return known is not None and known.is_demanding


def _reference_to(schema: Node, nodes: list[Node]) -> Node | None:
    """Which of some schemas of the other document is but a reference to the place where a component stands."""
    if component_step_at(schema.pointer) is None:
        return None
    text = "#" + format_pointer(schema.pointer)
    return next((node for node in nodes if only_reference(node) and node.value["$ref"] == text), None)


def _closes(keywords: dict[str, Node]) -> bool:
    """Whether keywords say something of properties that are not declared beside them."""
    return any(name in keywords and keywords[name].value not in (True, {}) for name in _CLOSING)


# Members of `allOf`.


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
        self.own = {name: member for name, member in schema.members() if name != _EVERY}
        self.members: list[Node] = []
        self.apart: list[Node] = []
        self.seen: list[Node] = []
        listed = schema.child(_EVERY)
        self.listed = list(listed.elements()) if listed is not None else []
        for member in self.listed:
            self.members += self._spliced(member)

    def refer(self) -> None:
        """Take its reference for a member."""
        reference = self.own.pop("$ref")
        whole = only_reference(self.schema)
        self.members.append(self.schema if whole else _made(self.schema, {"$ref": reference}))

    def refer_to_itself(self, members: list[Node]) -> None:
        """Take all of it for a member, where the other side has a reference to it as one."""
        reference = _reference_to(self.schema, members) if not self.members else None
        if reference is not None:
            self.own, self.members = {}, [Node(self.schema.file, self.schema.pointer, reference.value)]

    def _spliced(self, member: Node, depth: int = 0) -> list[Node]:
        """A member, or its own members where it has nothing else."""
        inner = member.child(_EVERY)
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
        listed = self.schema.get(_EVERY, [])
        return type(listed) is list and all(type(member.value) is dict for member in self.members)

    def lay_out(self, member: Node) -> bool:
        """Whether a member could be laid out under the keywords of the whole; it stays a member else."""
        before, seen = dict(self.own), list(self.seen)
        levels = self.levels(member)
        for keywords in levels or ():
            if not self._fits(keywords):
                self.own, self.seen = before, seen
                return False
            for keyword, node in keywords.items():
                self._add(keyword, node)
        reference = member.child("$ref")
        self.seen += [reference] if levels is not None and reference is not None else []
        return levels is not None

    def lay_out_all(self) -> bool:
        """Whether all members that stand for none of the other side could be laid out."""
        left = [member for member in self.apart if not self.lay_out(member)]
        self.members = [
            member for member in self.members if member in left or not any(member is other for other in self.apart)
        ]
        return not left

    def levels(self, member: Node, depth: int = 0) -> list[dict[str, Node]] | None:
        """The keywords of a member, and of its own members; None where it is more than these."""
        schema = behind(self.document, member, "schema")
        if schema is None or type(schema.value) is not dict or depth == _DEEPEST:
            return None
        if schema.file is not self.schema.file or not _FIXED.isdisjoint(schema.value):
            return None
        is_elsewhere = schema.value is not member.value
        inner = schema.child(_EVERY)
        levels: list[dict[str, Node]] = [{}]
        for element in inner.elements() if inner is not None else ():
            below = self.levels(element, depth + 1)
            if below is None:
                return None
            levels += below
        for keyword, node in schema.members():
            # What a component is called and said to be is of no concern to those that refer to it.
            if keyword != _EVERY and (not is_elsewhere or is_demanding(keyword)):
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
        if keyword == _REQUIRED:
            return type(node.value) is list and (known is None or type(known.value) is list)
        if keyword == _PROPERTIES:
            declared = {} if known is None else known.value
            both = type(node.value) is dict and type(declared) is dict
            return both and all(same(declared[name], node.value[name]) for name in node.value if name in declared)
        ours, others = ({name for name in family(keyword) if name in side} for side in (self.own, keywords))
        return not ours or (ours == others and all(same(self.own[name].value, keywords[name].value) for name in ours))

    def _add(self, keyword: str, node: Node) -> None:
        known = self.own.get(keyword)
        if keyword in {_PROPERTIES, _REQUIRED} and not node.value:
            self.seen.append(node)
        elif known is None:
            self.own[keyword] = node
        elif keyword == _PROPERTIES and type(known.value) is dict:
            members = dict(known.members())
            for name, member in node.members():
                if name in members:
                    self.seen.append(member)
                members.setdefault(name, member)
            self.own[keyword] = _made(known, members)
        elif keyword == _REQUIRED:
            elements = list(known.elements())
            values = [element.value for element in elements]
            for element in node.elements():
                (self.seen if element.value in values else elements).append(element)
            self.own[keyword] = _listed(known, elements)
        else:
            self.seen.append(node)

    @property
    def whole(self) -> Node:
        """The side, put together again."""
        parts = dict(self.own)
        if self.members:
            parts[_EVERY] = _listed(self.schema.child(_EVERY) or self.schema, self.members)
        return _made(self.schema, parts)


def _with_members(documents: tuple[Document, Document], old: Node, new: Node) -> Composition | None:
    """The form in which what moved between a schema and the members of its `allOf` stands at one place."""
    refers = [reference_of(schema) is not None for schema in (old, new)]
    has_members = _EVERY in old.value or _EVERY in new.value
    if not has_members and (refers[0] is refers[1] or only_reference(old) or only_reference(new)):
        return None
    sides = _Parts(documents[0], old), _Parts(documents[1], new)
    if refers[0] is not refers[1]:
        sides[refers[1]].refer()
    for side, other in (sides, sides[::-1]):
        side.refer_to_itself(other.members)
    if not all(side.is_sound for side in sides):
        return None
    matched = alternatives(sides[0].members, sides[1].members)
    for at, side in enumerate(sides):
        side.apart = [part for pair in matched if None in pair and (part := pair[at]) is not None]
    if _has_moved(sides):
        are_whole = [side.lay_out_all() for side in sides]
        if not (all(are_whole) or has_members):
            return None
    elif all(None in pair for pair in matched) or not (refers[0] is not refers[1] or _is_spliced(sides)):
        return None
    _align(sides[0].own, sides[1].own)
    return Composition(sides[0].whole, sides[1].whole, (tuple(sides[0].seen), tuple(sides[1].seen)), has_members)


def _is_spliced(sides: tuple[_Parts, _Parts]) -> bool:
    """Whether members stand for each other only now that those of members are their own."""
    if any(_EVERY not in side.schema.value for side in sides) or not any(side.is_nested for side in sides):
        return False
    matched = alternatives(*(side.listed for side in sides))
    return any(one is None or other is None or _is_nest(one) is not _is_nest(other) for one, other in matched)


def _is_nest(member: Node) -> bool:
    return type(member.value) is dict and member.value.keys() == {_EVERY}


def _align(old: dict[str, Node], new: dict[str, Node]) -> None:
    """Put the names of required properties into one order: that of lists that are joined says nothing."""
    was, now = old.get(_REQUIRED), new.get(_REQUIRED)
    if was is not None and now is not None and (was.parts is not None or now.parts is not None):
        order = {str(value): number for number, value in enumerate(was.value)}
        items = sorted(now.elements(), key=lambda item: order.get(str(item.value), len(order)))
        new[_REQUIRED] = _listed(now, items)


def _has_moved(sides: tuple[_Parts, _Parts]) -> bool:
    """Whether one side demands in a member what the other one demands itself, or in another member."""
    own = [_demands(side.own) for side in sides]
    apart = [
        {demand for member in side.apart for level in side.levels(member) or () for demand in _demands(level)}
        for side in sides
    ]
    between = (apart[0] & apart[1]) - {("type",)}
    return any((own[at] - own[1 - at]) & apart[1 - at] for at in (0, 1)) or bool(between)


def _demands(keywords: dict[str, Node]) -> set[Hashable]:
    """What keywords demand: each by its name, and each property."""
    demands: set[Hashable] = set()
    for keyword, node in keywords.items():
        if keyword in {_PROPERTIES, _REQUIRED}:
            listed = node.value if type(node.value) in (dict, list) else ()
            demands |= {(keyword, str(name)) for name in listed}
        elif is_demanding(keyword):
            demands.add((keyword,))
    return demands


# What the fact of a composition tells.


def moves(composed: Composition) -> Iterator[tuple[Node, Node]]:
    """What stands for each other on both sides, each with its place."""
    for keyword, new in composed.new.members():
        old = composed.old.child(keyword)
        if old is None:
            continue
        if not (old.value and new.value):
            yield old, new
        elif keyword in (_EVERY, *_UNIONS) and type(old.value) is type(new.value) is list:
            yield from (pair for pair in alternatives(list(old.elements()), list(new.elements())) if None not in pair)  # type: ignore[misc]
        elif keyword == _REQUIRED and type(old.value) is type(new.value) is list:
            values = {str(element.value): element for element in old.elements()}
            yield from ((values[str(item.value)], item) for item in new.elements() if str(item.value) in values)
        elif keyword == _PROPERTIES and type(old.value) is type(new.value) is dict:
            both = ((old.child(name), member) for name, member in new.members())
            yield from ((was, now) for was, now in both if was is not None)
        else:
            yield old, new
