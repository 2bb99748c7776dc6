"""The changelog of two documents: from pairs of operations to its entries."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from harness.changelog._elements import (
    Element,
    Items,
    SchemaPairs,
    Source,
    at,
    changed_name,
    changed_schema,
    in_order,
    members_of,
    pairs,
    removed,
    switched,
)
from harness.changelog._model import ADDED, MODIFIED, REMOVED, Changelog, DocumentName, Entry, Item, Line
from harness.changelog._shapes import is_beta, is_deprecated
from harness.comparison import matched
from harness.document import without_parameter_names
from harness.vocabulary import Step, parameter_step, security_step

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence
    from typing import TypeAlias

    from harness.changelog._model import Section
    from harness.comparison import Comparison
    from harness.document import Document, Node, Operation, Parameter

    _Sibling: TypeAlias = tuple[Item | None, Element]

# The sections of parameters; those that do not say where they are sent stand with the query.
_SECTIONS: dict[str, Section] = {
    "path parameter": "Path",
    "query parameter": "Query",
    "querystring parameter": "Query",
    "header parameter": "Header",
    "cookie parameter": "Cookie",
}


def changelog(comparison: Comparison, *, order: str = "ascending") -> Changelog:
    """What a public changelog says of a comparison.

    Args:
        comparison: of the two documents.
        order: of the operations by method and path, as bytes: "ascending" or "descending".
    """
    return Entries(comparison).changelog(order)


class Entries:
    """Makes the entries of one changelog; what operations share is compared once.

    Attributes:
        sources: what its items and entries speak of.
        schemas: the pairs of schemas that were looked at.
    """

    __slots__ = ("_items", "_unchanged", "new", "old", "schemas")

    def __init__(self, comparison: Comparison) -> None:
        self.old = comparison.old
        self.new = comparison.new
        self._unchanged = comparison.graph.unchanged
        self.schemas = SchemaPairs(self.old, self.new, self._unchanged)
        self._items = Items()

    @property
    def sources(self) -> list[Source]:
        """What each item and entry speaks of."""
        return self._items.sources

    def changelog(self, order: str = "ascending") -> Changelog:
        """All entries, by method and path."""
        old, new = self.old, self.new
        entries: list[Entry] = []
        if old is not new:
            made = [self._entry(was, now) for was, now in _operations(old, new)]
            entries = [entry for entry in made if entry is not None]
        entries.sort(key=lambda entry: entry.name.encode("utf-8", "surrogatepass"))
        if order == "descending":
            entries.reverse()
        names = DocumentName(old.name, old.title), DocumentName(new.name, new.title)
        return Changelog(*names, tuple(entries), edited=old.content != new.content)

    def _entry(self, old: Operation | None, new: Operation | None) -> Entry | None:
        """The entry of an operation; None where a changelog has nothing to say."""
        if old is not None and new is not None:
            entry = None if self._is_same(old, new) else self._modified(old, new)
        else:
            entry = _lone(old, new)
        if entry is not None:
            nodes = [side.node if side is not None else None for side in (old, new)]
            element = Element(Step("operation", entry.name), entry.status, entry.lines, nodes[0], nodes[1])
            self.sources.append(Source(entry, [element]))
        return entry

    def _is_same(self, old: Operation, new: Operation) -> bool:
        """Whether nothing can have changed in an operation; what Swagger 2.0 says elsewhere is not looked at."""
        if old.name != new.name or "2.0" in (old.document.version, new.document.version):
            return False
        was, now = old.item.child("parameters"), new.item.child("parameters")
        return (
            self._unchanged(old.node, new.node)
            and (was is now or (was is not None and now is not None and self._unchanged(was, now)))
            and bool(old.document.content.get("security") == new.document.content.get("security"))
        )

    def _modified(self, old: Operation, new: Operation) -> Entry | None:
        silent = is_beta(new.node)
        lines = (
            *switched("deprecated", is_deprecated(old.node), is_deprecated(new.node)),
            *switched("beta", is_beta(old.node), silent),
            *_moved(old, new, silent=silent or is_deprecated(old.node)),
        )
        siblings = [
            *self._body(old, new, silent=silent),
            *self._parameters(old.parameters, new.parameters, silent=silent),
            *self._responses(old, new, silent=silent),
            *self._authentication(old, new),
        ]
        items = self._items.grouped(in_order(siblings))
        if not lines and not items:
            return None
        breaks = any(line.breaking for line in lines) or any(item.breaks for item in items)
        return Entry(new.name, MODIFIED, lines, items, breaks)

    def _body(self, old: Operation, new: Operation, *, silent: bool) -> Iterator[_Sibling]:
        was, now = old.body, new.body
        came = (new.node.child("requestBody") or now) if was is None else None
        went = (old.node.child("requestBody") or was) if now is None else None
        for element in self._content(was, now, came or went):
            yield self._items.item(element, "Body", 1, silent=silent), element

    def _content(self, old: Node | None, new: Node | None, came_with: Node | None = None) -> Iterator[Element]:
        """The media types of a body or response."""
        olds = members_of(old and old.child("content"))
        news = members_of(new and new.child("content"))
        for was, now in pairs(olds, news):
            if was is not None and now is not None:
                yield self._media_type(now, olds[was], news[now])
            else:
                step = Step("media type", str(now if was is None else was))
                yield _came_or_went(step, at(olds, was), at(news, now), came_with=came_with)

    def _media_type(self, name: str, was: Node, now: Node) -> Element:
        old, new = was.child("schema"), now.child("schema")
        step, pair = Step("media type", name), self.schemas.of(old, new)
        if pair is None and old is not None and new is not None:
            return Element(step, MODIFIED, (), was, now)
        before, after = self.schemas.shapes(old, new)
        lines = changed_schema(before, after, breaking=not after.beta)
        return Element(step, MODIFIED, lines, was, now, (old, new), pair, beta=after.beta)

    def _parameters(self, old: Sequence[Parameter], new: Sequence[Parameter], *, silent: bool) -> Iterator[_Sibling]:
        olds = {(parameter.location, parameter.name): parameter for parameter in old}
        news = {(parameter.location, parameter.name): parameter for parameter in new}
        for earlier, later in pairs(olds, news, lambda key: (key[0], key[1].lower())):
            element = self._parameter(at(olds, earlier), at(news, later))
            if element is not None:
                section = _SECTIONS.get(element.step.kind, "Query")
                yield self._items.item(element, section, 1, silent=silent), element

    def _parameter(self, was: Parameter | None, now: Parameter | None) -> Element | None:
        parameter = now or was
        assert parameter is not None
        step = parameter_step(parameter.location, parameter.name)
        if was is not None and now is not None:
            same = self._unchanged(was.node, now.node)
            return None if same else self._modified_parameter(step, was, now)
        marked = False
        if was is not None:
            before = self.schemas.old_shapes.of(schema_of(was.node))
            marked = is_deprecated(was.node) or is_beta(was.node) or before.deprecated or before.beta
        return _came_or_went(step, was and was.declared, now and now.declared, announced=marked)

    def _modified_parameter(self, step: Step, was: Parameter, now: Parameter) -> Element:
        """Both marks count, whether they stand on the parameter or in its schema."""
        old, new = schema_of(was.node), schema_of(now.node)
        old_shape, new_shape = self.schemas.shapes(old, new)
        before = old_shape._replace(
            deprecated=old_shape.deprecated or is_deprecated(was.node), beta=old_shape.beta or is_beta(was.node)
        )
        after = new_shape._replace(
            deprecated=new_shape.deprecated or is_deprecated(now.node), beta=new_shape.beta or is_beta(now.node)
        )
        loud = not after.beta and not before.deprecated
        lines = (
            # HTTP does not tell header names apart by case.
            *(changed_name(was.name, now.name, breaking=loud) if now.location != "header" else ()),
            *switched("required", was.required, now.required, breaking=loud),
            *changed_schema(before, after, breaking=loud),
        )
        pair = self.schemas.of(old, new)
        return Element(step, MODIFIED, lines, was.declared, now.declared, (old, new), pair, beta=after.beta)

    def _responses(self, old: Operation, new: Operation, *, silent: bool) -> Iterator[_Sibling]:
        olds, news = old.responses, new.responses
        declared = members_of(old.node.child("responses")), members_of(new.node.child("responses"))
        for was, now in pairs(olds, news, str.lower):
            step = Step("response", str(now if was is None else was))
            old_node, new_node = at(declared[0], was), at(declared[1], now)
            if was is None or now is None:
                element = _came_or_went(step, old_node, new_node)
                yield self._items.item(element, "Response", 1, silent=silent), element
            elif not self._unchanged(olds[was], news[now]):
                element = Element(Step("response", now), MODIFIED, (), old_node, new_node)
                yield self._response(element, olds[was], news[now], silent=silent), element

    def _response(self, element: Element, old: Node, new: Node, *, silent: bool) -> Item | None:
        siblings = [
            (self._items.item(media_type, "Response", 2, silent=silent), media_type)
            for media_type in self._content(old, new)
        ]
        items = self._items.grouped(in_order(siblings))
        breaks = any(item.breaks for item in items)
        return Item("Response", (element.step,), MODIFIED, (), items, breaks) if items else None

    def _authentication(self, old: Operation, new: Operation) -> Iterator[_Sibling]:
        """The ways to authenticate, each known by the keys of its schemes; beta silences none of them."""
        olds, news = _alternatives(old), _alternatives(new)
        for was, now in pairs(olds, news):
            if was is None or now is None:
                node = at(olds, was) or at(news, now)
                step = security_step(node.value if node is not None else ())
                element = _came_or_went(step, at(olds, was), at(news, now))
                yield self._items.item(element, "Authentication", 1, silent=False), element


def schema_of(parameter: Node) -> Node | None:
    """The schema of a parameter, that of its only media type where it has `content`."""
    schema = parameter.child("schema")
    if schema is None and (content := parameter.child("content")) is not None:
        schema = next((media_type.child("schema") for _, media_type in content.members()), None)
    return schema


def _operations(old: Document, new: Document) -> list[tuple[Operation | None, Operation | None]]:
    """Operations are known by their `operationId`, else by method and path without parameter names."""
    shared = {*_used_twice(old), *_used_twice(new)}

    def has_id(operation: Operation) -> bool:
        return operation.operation_id is not None and operation.operation_id not in shared

    def exact(operation: Operation) -> Hashable:
        return operation.operation_id if has_id(operation) else (operation.kind, operation.name)

    def by_path(operation: Operation) -> Hashable | None:
        return (
            None if has_id(operation) else (operation.kind, operation.method, without_parameter_names(operation.path))
        )

    return matched(old.operations, new.operations, exact, by_path)


def _used_twice(document: Document) -> list[str]:
    """An `operationId` that two operations have identifies neither."""
    counts = Counter(operation.operation_id for operation in document.operations)
    return [name for name, count in counts.items() if name is not None and count > 1]


def _alternatives(operation: Operation) -> dict[frozenset[str], Node]:
    """The ways to authenticate, by the keys of their schemes: which of them stands first means nothing."""
    alternatives: dict[frozenset[str], Node] = {}
    for security in operation.security:
        if security.schemes:
            alternatives.setdefault(frozenset(security.schemes), security.node)
    return alternatives


def _moved(old: Operation, new: Operation, *, silent: bool) -> Iterator[Line]:
    if old.method != new.method:
        yield Line("method", old.method, new.method, not silent)
    if old.path != new.path:
        yield Line(
            "path",
            old.path,
            new.path,
            without_parameter_names(old.path) != without_parameter_names(new.path) and not silent,
        )


def _lone(old: Operation | None, new: Operation | None) -> Entry | None:
    if new is not None:
        return Entry(new.name, ADDED, (), (), breaks=False)
    if old is None:
        return None
    lines = removed(is_deprecated(old.node) or is_beta(old.node))
    return Entry(old.name, REMOVED, lines, (), breaks=bool(lines))


def _came_or_went(
    step: Step, old: Node | None, new: Node | None, *, announced: bool = False, came_with: Node | None = None
) -> Element:
    if old is None:
        return Element(step, ADDED, (), None, new, came_with=came_with)
    return Element(step, REMOVED, removed(announced), old, None, came_with=came_with)
