"""May two equal objects be passed over? Only if nothing that they refer to has changed either."""

from __future__ import annotations

import marshal
import re
from typing import TYPE_CHECKING, Any

from harness.vocabulary import ANYWHERE, component_at, component_of, components_in, is_component

if TYPE_CHECKING:
    from harness.document import Document, Node

# In marshal's format 2 a string is `u`, its length in four bytes, and its UTF-8. A string that happens to hold
# these bytes itself only makes an object look as if it referred to something: it is walked, not passed over.
_REFERENCES = re.compile(rb"\$(?:(ref)|dynamicRef|recursiveRef)u(....)", re.DOTALL)
_OTHER_FILE = re.compile(rb"\$ref[\"']?\s*:\s*(?:[>|][-+]?\s*)?[\"']?[^\s\"'#]")


def image(value: Any) -> bytes:
    """Bytes that are equal for two values only if they are the same JSON to the letter.

    Unlike `==`, which holds 1, 1.0 and true for equal. The members of objects count in their order, so that
    unequal images say nothing.
    """
    try:
        return marshal.dumps(value, 2)
    except ValueError:  # nested deeper than marshal goes
        return marshal.dumps(_tokens(value), 2)


def canonical(value: Any) -> Any:
    """The value with the members of objects in order of their names, which JSON gives no meaning."""
    kind = type(value)
    if kind is dict:
        return {key: canonical(value[key]) for key in sorted(value)}
    if kind is list:
        return [canonical(item) for item in value]
    return value


def same(old: Any, new: Any) -> bool:
    """Whether two values are the same JSON; unlike with `==`, 1 is neither 1.0 nor true."""
    kind = type(old)
    if kind is not type(new):
        return False
    if kind is not dict and kind is not list:
        return bool(old == new) or (kind is float and repr(old) == repr(new))  # NaN
    try:
        return bool(old == new) and _alike(image(old), old, new)
    except RecursionError:
        return _tokens(old) == _tokens(new)


def _alike(said: bytes, old: Any, new: Any) -> bool:
    """Whether values that Python holds for equal are the same; `said` is the image of the first."""
    return said == image(new) or image(canonical(old)) == image(canonical(new))


class Unchanged:
    """Tells whether an object of the old document is the same in the new one, references included.

    Components that differ are dirty, and so is each that refers to a dirty one. An object is unchanged if its
    image is the same on both sides and it refers to no dirty component. References that lead elsewhere than to
    a component are never trusted: what refers to them is compared.
    """

    __slots__ = ("_dirty", "_local", "_lone", "_stale", "_targets")

    def __init__(self, old: Document, new: Document) -> None:
        self._local = (id(old.file), id(new.file))
        self._targets: dict[str, str] = {}
        one = old.content is new.content and not refers_elsewhere(old)
        said = {} if one else _unchanged_components(old.content, new.content)
        self._dirty = self._closed(said)
        # References to these lead nowhere on one side, and have to be looked at where they stand.
        self._lone = frozenset() if one else _lone_components(old.content, new.content)
        # For each component that says the same on both sides, the changed ones that it refers to.
        self._stale = {
            name: self._dirty_among(references) for name, references in said.items() if references is not None
        }

    def __call__(self, old: Node, new: Node) -> bool:
        """Whether the two are the same, in all that they say and refer to."""
        return self.stale(old, new) == ()

    def stale(self, old: Node, new: Node) -> tuple[str, ...] | None:
        """The references to changed components in an object that says the same on both sides.

        None where the two differ, or where a reference leads elsewhere than to a component.
        """
        stale = self.stale_component(old, new)
        if stale is None:
            return self.stale_values(old.value, new.value, local=self.is_local(old, new))
        return stale

    def stale_component(self, old: Node, new: Node) -> tuple[str, ...] | None:
        """The same for two components of one name, None for all else; it costs nothing."""
        name = component_at(old.pointer)
        if name is None or old.pointer != new.pointer or old.parts is not None or new.parts is not None:
            return None
        return self._stale.get(name) if self.is_local(old, new) else None

    def is_local(self, old: Node, new: Node) -> bool:
        """Whether both stand in the files that were named."""
        return (id(old.file), id(new.file)) == self._local

    def stale_values(self, old: Any, new: Any, *, local: bool) -> tuple[str, ...] | None:
        """The same for values, of which `local` tells whether they stand in the files that were named."""
        kind = type(old)
        if kind is not type(new):
            return None
        if kind is not dict and kind is not list:
            return () if old == new else None
        try:
            if old != new:
                return None
            said = image(old)
            if not _alike(said, old, new):
                return None
        except RecursionError:  # too deep for this, not for the walk
            return None
        if b"$" not in said:
            return ()
        references = references_in(said)
        if references and not local:
            return None
        return self._dirty_among(references)

    def stale_members(self, old: Node, new: Node) -> dict[str, tuple[str, ...]]:
        """The same for each member that says the same in two objects; the others are left out."""
        local = self.is_local(old, new)
        found = {}
        for key, value in old.value.items():
            if key in new.value:
                stale = self.stale_values(value, new.value[key], local=local)
                if stale is not None:
                    found[key] = stale
        return found

    def stale_in(self, value: Any) -> tuple[str, ...] | None:
        """The references to changed components in a value that is known to say the same on both sides."""
        said = image(value)
        return self._dirty_among(references_in(said)) if b"$" in said else ()

    def _dirty_among(self, references: dict[str, None]) -> tuple[str, ...] | None:
        """Those of the references that lead to a changed component; None where one must not be trusted."""
        stale = []
        for reference in references:
            if self._target(reference) in self._dirty:
                if not is_component(reference) or self._target(reference) in self._lone:
                    return None
                stale.append(reference)
        return tuple(stale)

    def _target(self, reference: str) -> str:
        target = self._targets.get(reference)
        if target is None:
            target = self._targets[reference] = component_of(reference)
        return target

    def _closed(self, said: dict[str, dict[str, None] | None]) -> set[str]:
        """The components that differ or refer to one that does, and `?`."""
        dirty = {ANYWHERE}
        referring: dict[str, list[str]] = {}
        for name, references in said.items():
            if references is None:
                dirty.add(name)
                continue
            for reference in references:
                referring.setdefault(self._target(reference), []).append(name)
        pending = list(dirty)
        while pending:
            for name in referring.get(pending.pop(), ()):
                if name not in dirty:
                    dirty.add(name)
                    pending.append(name)
        return dirty


def refers_elsewhere(document: Document) -> bool:
    """Whether the text of a document may hold a reference to another file."""
    return _OTHER_FILE.search(document.source.data) is not None


def references_in(said: bytes) -> dict[str, None]:
    """The `$ref`s in an image, in order; `?` stands for one that depends on where it is evaluated.

    What `$defs` refer to is no part of the schema that holds them: such schemas are looked into.
    """
    found: dict[str, None] = {ANYWHERE: None} if b"$defs{" in said else {}
    for match in _REFERENCES.finditer(said):
        if match.group(1) is None:
            found[ANYWHERE] = None
        else:
            start = match.end()
            end = start + int.from_bytes(match.group(2), "little")
            found[said[start:end].decode("utf-8", "replace")] = None
    return found


def _unchanged_components(old: dict[str, Any], new: dict[str, Any]) -> dict[str, dict[str, None] | None]:
    """For each component the references in it, None where its sides differ."""
    olds, news = dict(components_in(old)), dict(components_in(new))
    found: dict[str, dict[str, None] | None] = {}
    for name in {**olds, **news}:
        found[name] = None
        if name not in olds or name not in news:
            continue
        was, now = olds[name], news[name]
        try:
            if was == now and _alike(said := image(was), was, now):
                found[name] = references_in(said) if b"$" in said else {}
        except RecursionError:  # too deep for this, not for the walk
            continue
    return found


def _lone_components(old: dict[str, Any], new: dict[str, Any]) -> frozenset[str]:
    """The components that one side has and the other has not."""
    return frozenset(dict(components_in(old)).keys() ^ dict(components_in(new)).keys())


def _tokens(value: Any) -> list[Any]:
    """A value without nesting, with types, and with the members of objects in order of their names."""
    found: list[Any] = []
    pending = [value]
    while pending:
        item = pending.pop()
        if type(item) is dict:
            found += ["object", len(item), *sorted(item)]
            pending += [item[key] for key in sorted(item)]
        elif type(item) is list:
            found += ["array", len(item)]
            pending += reversed(item)
        else:
            found += [type(item).__name__, repr(item) if type(item) is float else item]
    return found
