"""How a response shows what is stored: one resource or many, each in the shape that its version declares."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from harness.messages import NO_VALUE
from harness.mock._state_names import folded, singular
from harness.mock._state_pages import TOTALS
from harness.mock._state_shapes import Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from harness.mock._contents import Content
    from harness.mock._state_pages import Page
    from harness.mock._state_store import Record

    # Is told that a stored value cannot be shown: the name of the property, and what is shown in its place.
    Note = Callable[[str, Any, Any], None]

# What wraps one resource, or many.
_WRAPPERS = ("data", "result", "item", "value", "payload")
_LISTS = ("items", "data", "results", "values", "records", "entries", "list")
_MOST_BRANCHES = 16
# How many properties a wrapper has at most.
_MOST_AROUND = 4
_DEEPEST = 30


class Members(Protocol):
    """The members of what is stored."""

    def get(self, name: str, beside: Container[str] = ()) -> Any:
        """What is stored under a name or one that means the same, of none `beside`; `NO_VALUE` for nothing."""

    def names(self) -> Iterable[str]:
        """The names under which something is stored."""


class Names(Protocol):
    """What a resource calls its properties."""

    @property
    def segment(self) -> str:
        """The last segment of the path of its collection."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The folded names of its identifier."""

    def members(self, record: Record, id_name: str | None) -> Members:
        """The members of a record."""


class View:
    """One media type of a response as it shows a resource.

    Args:
        content: of the response.
        resource: that is shown.
        note: is told of what cannot be shown.
    """

    def __init__(self, content: Content, resource: Names, note: Note | None = None) -> None:
        self._content = content
        self._resource = resource
        self._note = note
        self._root = Shape(content.compiler, (content.compiler.bundle.root,))
        self._example = next(iter(content.examples.values()), NO_VALUE)

    @cached_property
    def list_place(self) -> tuple[str, ...] | None:
        """Where the resources stand: the response itself, or its only array of objects; None where there is none."""
        if self._root.is_array:
            items = self._root.items
            return () if items is None or items.is_object or items.is_anything else None
        return _only_list(self._root, self._resource.segment)

    @cached_property
    def place(self) -> tuple[str, ...]:
        """Where the one resource stands: in the response itself, or in its only object that has an identifier."""
        if not self._root.is_object or id_name(self._root, self._resource.ids) is not None:
            return ()
        return _only_object(self._root, self._resource)

    @property
    def id_shape(self) -> Shape | None:
        """The shape of the identifier of the one resource, None where it is not shown."""
        return _id_shape(_at(self._root, self.place), self._resource)

    @property
    def id_shape_of_items(self) -> Shape | None:
        """That of the identifiers of many."""
        return None if self.list_place is None else _id_shape(self._items, self._resource)

    def id_property(self, *, many: bool) -> str | None:
        """The property that shows the identifier, of many or of one; None where none does."""
        if many and self.list_place is None:
            return None
        shape = self._items if many else _at(self._root, self.place)
        return id_name(shape, self._resource.ids)

    @property
    def total(self) -> str | None:
        """The property that tells how many there are of all pages; None where none does."""
        if not self.list_place:
            return None
        beside = _declared(_at(self._root, self.list_place[:-1]))
        return next((name for name in beside if folded(name) in TOTALS), None)

    def one(self, record: Record) -> Any:
        """The response that shows a record; `NO_VALUE` where no value can."""
        if self not in record.shown:
            shape = _at(self._root, self.place)
            item = self._shown(shape, record, _in_example(self._example, self.place))
            value = item if item is NO_VALUE else self._wrapped(self._root, self._example, self.place, item, {})
            record.shown[self] = (
                value if value is not NO_VALUE and self._content.accepts(value) else self._forced(record)
            )
        return record.shown[self]

    def many(self, page: Page) -> Any:
        """The response that shows a page; `NO_VALUE` where no value can."""
        if self.list_place is None:
            return NO_VALUE
        items = [item for item in map(self.item, page.records) if item is not NO_VALUE]
        value = self._wrapped(self._root, self._example, self.list_place, items, page.numbers)
        return value if value is not NO_VALUE and self._content.accepts(value) else NO_VALUE

    def item(self, record: Record) -> Any:
        """A record as one of many; `NO_VALUE` where it cannot be shown."""
        key = self, "item"
        if key not in record.shown:
            example = _in_example(self._example, self.list_place or ())
            first = example[0] if isinstance(example, list) and example else NO_VALUE
            shape = self._items
            item = self._shown(shape, record, first)
            record.shown[key] = item if item is NO_VALUE or shape.accepts(item) else NO_VALUE
        return record.shown[key]

    @cached_property
    def _items(self) -> Shape:
        shape = _at(self._root, self.list_place or ())
        return shape.items or Shape(self._content.compiler, ())

    def _shown(self, shape: Shape, record: Record, example: Any) -> Any:
        members = self._resource.members(record, id_name(shape, self._resource.ids))
        return _object(shape, members, example, self._note, 0)

    def _wrapped(
        self, shape: Shape, example: Any, place: tuple[str, ...], inner: Any, numbers: Mapping[str, Any]
    ) -> Any:
        """A response around what is shown: what else it has to say comes from its example."""
        if not place:
            return inner
        value: dict[str, Any] = {}
        for name, member in shape.members.items():
            own = _in_example(example, (name,))
            if name == place[0]:
                value[name] = self._wrapped(member, own, place[1:], inner, numbers)
            elif folded(name) in numbers and member.accepts(numbers[folded(name)]):
                value[name] = numbers[folded(name)]
            elif name in shape.demands.required:
                value[name] = member.filled(own, first=True)
            else:
                value[name] = _optional(member)
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


def id_name(shape: Shape, ids: Sequence[str]) -> str | None:
    """The property that is the identifier: one named like it, else the only UUID; None where there is none."""
    names = {folded(name): name for name in _declared(shape)}
    named = next((names[own] for own in ids if own in names), None)
    if named is not None:
        return named
    uuids = [name for name, member in _declared(shape).items() if "uuid" in member.demands.formats]
    return uuids[0] if len(uuids) == 1 else None


def _id_shape(shape: Shape, resource: Names) -> Shape | None:
    name = id_name(shape, resource.ids)
    return None if name is None else _declared(shape)[name]


def _declared(shape: Shape) -> dict[str, Shape]:
    """The declared properties, those of alternatives too."""
    declared = dict(shape.members)
    for branch in shape.branches[:_MOST_BRANCHES]:
        for name, member in branch.members.items():
            declared.setdefault(name, member)
    return declared


def _only_list(shape: Shape, segment: str, depth: int = 0) -> tuple[str, ...] | None:
    declared = _declared(shape)
    lists = [
        n for n, m in declared.items() if m.is_array and (m.items is None or m.items.is_object or m.items.is_anything)
    ]
    known = (*_LISTS, folded(segment), singular(segment))
    if len(lists) > 1:
        objects = [name for name in lists if (items := declared[name].items) is not None and items.is_object]
        lists = objects if len(objects) == 1 else [name for name in lists if folded(name) in known][:1]
    if lists:
        return (lists[0],)
    for name, member in declared.items() if depth < 2 else ():
        inner = _only_list(member, segment, depth + 1) if member.is_object and not member.is_array else None
        if inner is not None:
            return (name, *inner)
    free = [name for name, member in declared.items() if member.is_anything and folded(name) in known]
    return (free[0],) if free and not depth else None


def _only_object(shape: Shape, resource: Names) -> tuple[str, ...]:
    """The property that wraps the resource: one that is named so, or the only one that is more than a single value."""
    declared = _declared(shape)
    known = (*_WRAPPERS, singular(resource.segment))
    named = [
        name for name, member in declared.items() if folded(name) in known and (member.is_object or member.is_anything)
    ]
    if len(named) == 1:
        return (named[0],)
    large = [name for name, member in declared.items() if member.is_object or member.is_array]
    only = large[0] if len(large) == 1 and len(declared) <= _MOST_AROUND else None
    return () if only is None or id_name(declared[only], resource.ids) is None else (only,)


def _at(shape: Shape, place: tuple[str, ...]) -> Shape:
    for name in place:
        shape = _declared(shape)[name]
    return shape


def _in_example(example: Any, place: tuple[str, ...]) -> Any:
    for name in place:
        example = example.get(name, NO_VALUE) if isinstance(example, dict) else NO_VALUE
    return example


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
        stored, own = members.get(name, shape.names), _in_example(example, (name,))
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
            filled = shape.other(name).filled(_in_example(example, (name,)))
            value |= {} if filled is NO_VALUE else {name: filled}
    return value


def _of_branches(shape: Shape, members: Members, example: Any, depth: int) -> Any:
    """What shows most in the shape of one alternative."""
    branches = shape.branches[:_MOST_BRANCHES]
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
