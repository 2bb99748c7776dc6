"""How a response shows what is stored: one resource or many, each in the shape that its version declares."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from harness.messages import NO_VALUE
from harness.mock._state_places import (
    MOST_BRANCHES,
    Named,
    at,
    declared,
    id_name,
    id_shape,
    in_example,
    list_place,
    object_place,
)
from harness.mock._state_shapes import Shape
from harness.resources import WORDS, folded, named

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from harness.mock._contents import Content
    from harness.mock._state_pages import Page
    from harness.mock._state_store import Record

    # Is told that a stored value cannot be shown: the name of the property, and what is shown in its place.
    Note = Callable[[str, Any, Any], None]

_DEEPEST = 30


class Members(Protocol):
    """The members of what is stored."""

    def get(self, name: str, beside: Container[str] = ()) -> Any:
        """What is stored under a name or one that means the same, of none `beside`; `NO_VALUE` for nothing."""

    def names(self) -> Iterable[str]:
        """The names under which something is stored."""


class Shown(Named, Protocol):
    """A resource that is shown."""

    def members(self, record: Record, id_name: str | None) -> Members:
        """The members of a record."""


class View:
    """One media type of a response as it shows a resource.

    Args:
        content: of the response.
        resource: that is shown.
        note: is facts of what cannot be shown.
    """

    def __init__(self, content: Content, resource: Shown, note: Note | None = None) -> None:
        self._content = content
        self._resource = resource
        self._note = note
        self._root = Shape(content.compiler, (content.compiler.bundle.root,))
        self._example = next(iter(content.examples.values()), NO_VALUE)

    @cached_property
    def list_place(self) -> tuple[str, ...] | None:
        """Where the resources stand: the response itself, or its only array of objects; None where there is none."""
        return list_place(self._root, self._resource.segment)

    @cached_property
    def place(self) -> tuple[str, ...]:
        """Where the one resource stands: in the response itself, or in its only object that has an identifier."""
        return object_place(self._root, self._resource)

    @property
    def id_shape(self) -> Shape | None:
        """The shape of the identifier of the one resource, None where it is not shown."""
        return id_shape(at(self._root, self.place), self._resource)

    @property
    def id_shape_of_items(self) -> Shape | None:
        """That of the identifiers of many."""
        return None if self.list_place is None else id_shape(self._items, self._resource)

    @cached_property
    def names(self) -> frozenset[str]:
        """The folded names of the properties that it shows of one resource."""
        return frozenset(map(folded, declared(at(self._root, self.place))))

    def id_property(self, *, many: bool) -> str | None:
        """The property that shows the identifier, of many or of one; None where none does."""
        if many and self.list_place is None:
            return None
        shape = self._items if many else at(self._root, self.place)
        return id_name(shape, self._resource.ids)

    @property
    def total(self) -> str | None:
        """The property that tells how many there are of all pages; None where none does."""
        if not self.list_place:
            return None
        beside = declared(at(self._root, self.list_place[:-1]))
        return named(beside, "total")

    def one(self, record: Record) -> Any:
        """The response that shows a record; `NO_VALUE` where no value can."""
        if self not in record.shown:
            shape = at(self._root, self.place)
            item = self._shown(shape, record, in_example(self._example, self.place), self._own_id)
            value = item if item is NO_VALUE else self._wrapped(self._root, self._example, self.place, item, {})
            record.shown[self] = (
                value if value is not NO_VALUE and self._content.accepts(value) else self._forced(record)
            )
        return record.shown[self]

    def shows_nothing_of(self, record: Record) -> bool:
        """Whether it has neither the identifier nor a property of a record."""
        return self.id_property(many=False) is None and self.names.isdisjoint(map(folded, record.fields))

    def item_of(self, value: Any) -> Any:
        """The one resource in a response."""
        return in_example(value, self.place)

    def accepts_item(self, value: Any) -> bool:
        """Whether a response may show something in place of the one resource."""
        return at(self._root, self.place).accepts(value)

    def many(self, page: Page) -> Any:
        """The response that shows a page; `NO_VALUE` where no value can."""
        if self.list_place is None:
            return NO_VALUE
        items = [item for item in map(self.item, page.records) if item is not NO_VALUE]
        # Where nothing else is the total, a count is.
        facts = page.facts if self._tells_total else {**page.facts, "count": page.facts.get("total", ())}
        value = self._wrapped(self._root, self._example, self.list_place, items, facts)
        return value if value is not NO_VALUE and self._content.accepts(value) else NO_VALUE

    def item(self, record: Record) -> Any:
        """A record as one of many; `NO_VALUE` where it cannot be shown."""
        key = self, "item"
        if key not in record.shown:
            example = in_example(self._example, self.list_place or ())
            first = example[0] if isinstance(example, list) and example else NO_VALUE
            shape = self._items
            item = self._shown(shape, record, first, self._item_id)
            record.shown[key] = item if item is NO_VALUE or shape.accepts(item) else NO_VALUE
        return record.shown[key]

    @cached_property
    def item_names(self) -> frozenset[str]:
        """The folded names of the properties of many, and of what stands in their attributes."""
        own = declared(self._items)
        inner = (declared(member) for name, member in own.items() if folded(name) in WORDS["attributes"])
        return frozenset(folded(name) for members in (own, *inner) for name in members)

    def members(self, record: Record) -> Mapping[str, Any] | None:
        """What it shows of a record as one of many, by folded names, and what stands in its attributes."""
        item = self.item(record)
        if not isinstance(item, dict):
            return None if item is NO_VALUE else {}
        inner = (
            value for name, value in item.items() if isinstance(value, dict) and folded(name) in WORDS["attributes"]
        )
        return {"id": record.key} | {folded(name): value for part in (*inner, item) for name, value in part.items()}

    @cached_property
    def _items(self) -> Shape:
        shape = at(self._root, self.list_place or ())
        return shape.items or Shape(self._content.compiler, ())

    @cached_property
    def _tells_total(self) -> bool:
        return _tells(self._root, dict.fromkeys(WORDS["total"], ()), "")

    @cached_property
    def _own_id(self) -> str | None:
        return id_name(at(self._root, self.place), self._resource.ids)

    @cached_property
    def _item_id(self) -> str | None:
        return id_name(self._items, self._resource.ids)

    def _shown(self, shape: Shape, record: Record, example: Any, id_property: str | None) -> Any:
        members = self._resource.members(record, id_property)
        return _object(shape, members, example, self._note, 0)

    def _wrapped(
        self, shape: Shape, example: Any, place: tuple[str, ...], inner: Any, facts: Mapping[str, Sequence[Any]]
    ) -> Any:
        """A response around what is shown: what else it has to say is known of the page, or comes from its example."""
        if not place:
            return inner
        if place[0] not in shape.members:
            shape = next(branch for branch in shape.branches if place[0] in declared(branch))
        value: dict[str, Any] = {}
        for name, member in shape.members.items():
            own = in_example(example, (name,))
            if name == place[0]:
                value[name] = self._wrapped(member, own, place[1:], inner, facts)
            else:
                value[name] = _beside(name, member, own, facts, is_required=name in shape.demands.required)
        return NO_VALUE if place[0] not in value else {n: v for n, v in value.items() if v is not NO_VALUE}

    def _forced(self, record: Record) -> Any:
        """A valid response that is made, with as much of the record as it allows."""
        from random import Random

        from harness.mock._draws import Steady

        value = self._content.made(Steady(Random(record.key)))  # noqa: S311
        if not isinstance(value, dict) or self.place:
            return value
        members = self._resource.members(record, id_name(self._root, self._resource.ids))
        for name in list(value):
            stored = members.get(name)
            if stored is not NO_VALUE and self._content.accepts(value | {name: stored}):
                value = value | {name: stored}
        return value


def _beside(
    name: str, member: Shape, example: Any, facts: Mapping[str, Sequence[Any]], *, is_required: bool, within: str = ""
) -> Any:
    """What is said beside what is shown: of the page, by its name, or of the example; `NO_VALUE` for nothing."""
    own = folded(name)
    values = facts.get(f"{within}{own}") or facts.get(own, ())
    known = next((value for value in values if member.accepts(value)), NO_VALUE)
    if known is not NO_VALUE:
        return known
    if _tells(member, facts, own):
        required = member.demands.required
        parts = {
            inner: _beside(inner, part, in_example(example, (inner,)), facts, is_required=inner in required, within=own)
            for inner, part in member.members.items()
        }
        value = {inner: part for inner, part in parts.items() if part is not NO_VALUE}
        if member.accepts(value):
            return value
    # What there is nothing to say of is not told as the example has it.
    return member.filled(NO_VALUE if values else example, first=True) if is_required else _optional(member)


def _tells(member: Shape, facts: Mapping[str, Sequence[Any]], within: str, depth: int = 0) -> bool:
    """Whether an object says something of a page, at any depth that APIs put it to."""
    return any(
        folded(name) in facts
        or f"{within}{folded(name)}" in facts
        or (depth < 2 and _tells(inner, facts, folded(name), depth + 1))
        for name, inner in member.members.items()
    )


def _optional(member: Shape) -> Any:
    """What stands for an optional property of which nothing is stored; `NO_VALUE` where it is left out."""
    if member.default is NO_VALUE and member.is_array and member.accepts([]):
        return []
    return member.default


def shown_value(shape: Shape, value: Any, example: Any = NO_VALUE, note: Note | None = None, depth: int = 0) -> Any:
    """A stored value as a schema shows it; `NO_VALUE` where it does not."""
    if isinstance(value, dict) and depth < _DEEPEST and (shape.members or shape.branches):
        value = _object(shape, _Plain(value), example, note, depth + 1)
    elif isinstance(value, list) and shape.items is not None and depth < _DEEPEST:
        items = (shown_value(shape.items, item, NO_VALUE, note, depth + 1) for item in value)
        value = [item for item in items if item is not NO_VALUE]
    if value is NO_VALUE or shape.accepts(value):
        return value
    return next((other for other in _spellings(value) if shape.accepts(other)), NO_VALUE)


def _spellings(value: Any) -> Iterator[Any]:
    """What else a value may be written as: another version may have numbers where this one has texts."""
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, int | float):
        yield int(value) if value == value // 1 else value
        yield str(value)
    elif isinstance(value, str):
        yield value.lower()
        yield value.upper()
        for read in (int, float):
            try:
                yield read(value)
            except (ValueError, OverflowError):
                continue


def _object(shape: Shape, members: Members, example: Any, note: Note | None, depth: int) -> Any:
    if shape.branches and depth < _DEEPEST:
        return _of_branches(shape, members, example, depth)
    value: dict[str, Any] = {}
    for name, member in shape.members.items():
        stored, own = members.get(name, shape.names), in_example(example, (name,))
        visible = NO_VALUE if stored is NO_VALUE else shown_value(member, stored, own, note, depth)
        if visible is NO_VALUE:
            visible = member.filled(own) if name in shape.demands.required else _optional(member)
            if stored is not NO_VALUE and note is not None:
                note(name, stored, visible)
        if visible is not NO_VALUE:
            value[name] = visible
    for name in members.names() if shape.keeps_others else ():
        if folded(name) not in shape.names:
            visible = shown_value(shape.other(name), members.get(name), NO_VALUE, note, depth)
            if visible is not NO_VALUE:
                value[name] = visible
    for name in shape.demands.required:
        if name not in value and name not in shape.members:
            filled = shape.other(name).filled(in_example(example, (name,)))
            value |= {} if filled is NO_VALUE else {name: filled}
    return value


def _of_branches(shape: Shape, members: Members, example: Any, depth: int) -> Any:
    """What shows most in the shape of one alternative."""
    branches = shape.branches[:MOST_BRANCHES]
    visible = ((branch, _object(branch, members, example, None, depth + 1)) for branch in branches)
    valid = [value for branch, value in visible if value is not NO_VALUE and branch.accepts(value)]
    return max(valid, key=lambda value: _likeness(value, members), default=NO_VALUE)


def _likeness(value: dict[str, Any], members: Members) -> tuple[int, int]:
    """How much of what is stored a value shows, and how little else."""
    same = sum(members.get(name) == visible for name, visible in value.items())
    return same, same - len(value)


class _Plain:
    """The members of a stored object."""

    __slots__ = ("_by_name", "_value")

    def __init__(self, value: Mapping[str, Any]) -> None:
        self._value = value
        self._by_name = {folded(name): name for name in value}

    def get(self, name: str, beside: Container[str] = ()) -> Any:
        del beside
        if name in self._value:
            return self._value[name]
        known = self._by_name.get(folded(name))
        return NO_VALUE if known is None else self._value[known]

    def names(self) -> Iterable[str]:
        return self._value
