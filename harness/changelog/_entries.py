"""From a pair of operations to its entry in the changelog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.changelog._elements import Elements, changed_name, changed_type, removed, switched
from harness.changelog._items import Items, grouped
from harness.changelog._model import ADDED, MODIFIED, REMOVED, SECTIONS, STATUSES, Entry, Item, Line
from harness.changelog._names import method_name
from harness.changelog._pairs import pairs
from harness.changelog._shape import is_beta
from harness.document import erased

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from harness.changelog._elements import Element
    from harness.comparison import Unchanged
    from harness.document import Document, Node, Operation, Parameter

_PARAMETERS = {
    "path": ("Path", "path parameter"),
    "query": ("Query", "query parameter"),
    "querystring": ("Query", "query parameter"),
    "header": ("Header", "header"),
    "cookie": ("Cookie", "cookie"),
}
# No word of the page is taken from a document.
_ELSEWHERE = ("Query", "parameter")


class Entries:
    """Makes the entries of one changelog; what operations share is compared once."""

    __slots__ = ("_elements", "_items", "_unchanged")

    def __init__(self, old: Document, new: Document, unchanged: Unchanged) -> None:
        self._unchanged = unchanged
        self._elements = Elements(old, new, unchanged)
        self._items = Items()

    def of(self, old: Operation | None, new: Operation | None) -> Entry | None:
        """The entry of an operation; None where a changelog has nothing to say."""
        if old is None or new is None:
            return _lone(old, new)
        if self._is_same(old, new):
            return None
        silent = is_beta(new.node)
        lines = (
            *switched("deprecated", _deprecated(old.node), _deprecated(new.node)),
            *switched("beta", is_beta(old.node), silent),
            *self._moved(old, new, silent=silent or _deprecated(old.node)),
        )
        items = (
            *self._body(old.body, new.body, silent=silent),
            *self._parameters(old.parameters, new.parameters, silent=silent),
            *self._responses(old.responses, new.responses, silent=silent),
            *_authentication(old, new),
        )
        if not lines and not items:
            return None
        breaks = any(line.breaking for line in lines) or any(item.breaks for item in items)
        return Entry(new.name, MODIFIED, lines, grouped(_sorted(items)), breaks)

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

    def _moved(self, old: Operation, new: Operation, *, silent: bool) -> Iterator[Line]:
        if old.method != new.method:
            yield Line("method", old.method, new.method, not silent)
        if old.path != new.path:
            yield Line("path", old.path, new.path, erased(old.path) != erased(new.path) and not silent)

    def _body(self, old: Node | None, new: Node | None, *, silent: bool) -> Iterator[Item]:
        yield from self._content(old and old.child("content"), new and new.child("content"), "Body", 1, silent=silent)

    def _content(self, old: Node | None, new: Node | None, section: str, depth: int, *, silent: bool) -> Iterator[Item]:
        """The media types of a body or response; they stand at `depth`."""
        olds = dict(old.members()) if old else {}
        news = dict(new.members()) if new else {}
        for was, now in pairs(olds, news):
            if now is None:
                yield _removed(section, "content type", str(was), silent)
            elif was is None:
                yield Item(section, "content type", (now,), ADDED, (), (), breaks=False)
            else:
                schemas = olds[was].child("schema"), news[now].child("schema")
                item = self._media_type(now, *schemas, section, depth, silent)
                if item is not None:
                    yield item

    def _media_type(
        self, name: str, old: Node | None, new: Node | None, section: str, depth: int, silent: bool
    ) -> Item | None:
        element = self._elements.of(old, new)
        if element is None and old is not None and new is not None:
            return None
        before, after = self._elements.shapes(old, new)
        quiet = silent or after.beta
        lines = (
            *switched("deprecated", before.deprecated, after.deprecated),
            *switched("beta", before.beta, after.beta),
            *changed_type(before, after, breaking=not quiet),
        )
        return self._modified(section, "content type", name, lines, element, depth, quiet)

    def _modified(
        self,
        section: str,
        noun: str,
        name: str,
        lines: Sequence[Line],
        element: Element | None,
        depth: int,
        quiet: bool,
    ) -> Item | None:
        if not lines and not (element is not None and element.changed):
            return None
        own = (*lines, *(element.lines if element is not None else ()))
        items = self._items.below(element, section, depth, silent=quiet)
        breaks = any(line.breaking for line in own) or (element is not None and element.breaks and not quiet)
        return Item(section, noun, (name,), MODIFIED, own, items, breaks)

    def _parameters(self, old: Sequence[Parameter], new: Sequence[Parameter], *, silent: bool) -> Iterator[Item]:
        olds = {(one.location, one.name): one for one in old}
        news = {(one.location, one.name): one for one in new}
        for earlier, later in pairs(olds, news, lambda key: (key[0], key[1].lower())):
            was = olds[earlier] if earlier else None
            now = news[later] if later else None
            parameter = now or was
            assert parameter is not None
            section, noun = _PARAMETERS.get(parameter.location, _ELSEWHERE)
            if was is not None and now is not None:
                item = self._parameter(was, now, section, noun, silent=silent)
                if item is not None:
                    yield item
            elif now is not None:
                yield Item(section, noun, (now.name,), ADDED, (), (), breaks=False)
            elif was is not None:
                before, _ = self._elements.shapes(_schema(was), None)
                marked = _deprecated(was.node) or is_beta(was.node) or before.deprecated or before.beta
                yield _removed(section, noun, was.name, marked or silent)

    def _parameter(self, was: Parameter, now: Parameter, section: str, noun: str, *, silent: bool) -> Item | None:
        if was.name == now.name and self._unchanged(was.node, now.node):
            return None
        old, new = _schema(was), _schema(now)
        before, after = self._elements.shapes(old, new)
        old_deprecated = _deprecated(was.node) or before.deprecated
        new_beta = is_beta(now.node) or after.beta
        quiet = silent or new_beta
        loud = not quiet and not old_deprecated
        lines = (
            # HTTP does not tell header names apart by case.
            *(changed_name(was.name, now.name, breaking=loud) if now.location != "header" else ()),
            *switched("required", was.required, now.required, breaking=loud),
            *switched("deprecated", old_deprecated, _deprecated(now.node) or after.deprecated),
            *switched("beta", is_beta(was.node) or before.beta, new_beta),
            *changed_type(before, after, breaking=loud),
        )
        return self._modified(section, noun, now.name, lines, self._elements.of(old, new), 1, quiet)

    def _responses(self, old: dict[str, Node], new: dict[str, Node], *, silent: bool) -> Iterator[Item]:
        for was, now in pairs(old, new, str.lower):
            if now is None:
                yield _removed("Response", "response", str(was), silent)
            elif was is None:
                yield Item("Response", "response", (now,), ADDED, (), (), breaks=False)
            elif not self._unchanged(old[was], new[now]):
                before, after = old[was].child("content"), new[now].child("content")
                items = grouped(_sorted(self._content(before, after, "Response", 2, silent=silent)))
                if items:
                    breaks = any(item.breaks for item in items)
                    yield Item("Response", "response", (now,), MODIFIED, (), items, breaks)


def _schema(parameter: Parameter) -> Node | None:
    """The schema of a parameter, that of its only media type where it has `content`."""
    schema = parameter.node.child("schema")
    if schema is None and (content := parameter.node.child("content")) is not None:
        schema = next((media_type.child("schema") for _, media_type in content.members()), None)
    return schema


def _authentication(old: Operation, new: Operation) -> Iterator[Item]:
    """The ways to authenticate; beta silences none of them."""
    olds = dict.fromkeys(method_name(security) for security in old.security if security.schemes)
    news = dict.fromkeys(method_name(security) for security in new.security if security.schemes)
    for was, now in pairs(olds, news):
        if was is None:
            yield Item("Authentication", "authentication method", (str(now),), ADDED, (), (), breaks=False)
        elif now is None:
            yield _removed("Authentication", "authentication method", was, announced=False)


def _removed(section: str, noun: str, name: str, announced: bool) -> Item:
    lines = removed(announced)
    return Item(section, noun, (name,), REMOVED, lines, (), breaks=bool(lines))


def _lone(old: Operation | None, new: Operation | None) -> Entry | None:
    if new is not None:
        return Entry(new.name, ADDED, (), (), breaks=False)
    if old is None:
        return None
    lines = removed(_deprecated(old.node) or is_beta(old.node))
    return Entry(old.name, REMOVED, lines, (), breaks=bool(lines))


def _sorted(items: Iterable[Item]) -> list[Item]:
    """By status, then in the natural order of the sections; else as they stand in the documents."""
    return sorted(items, key=lambda item: (STATUSES.index(item.status), SECTIONS.index(item.section)))


def _deprecated(node: Node) -> bool:
    return node.get("deprecated") is True
