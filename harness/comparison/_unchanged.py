"""May two equal objects be passed over? Only if nothing that they refer to has changed either."""

from __future__ import annotations

import marshal
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.document import Document, Node

# In marshal's format 2 a string is `u`, its length in four bytes, and its UTF-8. A string that happens to hold
# these bytes itself only makes an object look as if it referred to something: it is walked, not passed over.
_REFERENCES = re.compile(rb"u\x04\x00\x00\x00\$refu(....)|u\x0b\x00\x00\x00\$dynamicRefu(....)", re.DOTALL)
_OTHER_FILE = re.compile(rb"\$ref[\"']?\s*:\s*(?:[>|][-+]?\s*)?[\"']?[^\s\"'#]")
_ANYWHERE = "?"


def image(value: Any) -> bytes:
    """Bytes that are equal for two values only if they are the same JSON to the letter.

    Unlike `==`, which holds 1, 1.0 and true for equal. The members of objects count in their order, so that
    unequal images say nothing.
    """
    return marshal.dumps(value, 2)


class Unchanged:
    """Tells whether an object of the old document is the same in the new one, references included.

    Components that differ are dirty, and so is each that refers to a dirty one. An object is unchanged if its
    image is the same on both sides and it refers to no dirty component. References that lead elsewhere than to
    a component are never trusted: what refers to them is compared.
    """

    __slots__ = ("_clean", "_dirty", "_local")

    def __init__(self, old: Document, new: Document) -> None:
        self._local = (id(old.file), id(new.file))
        self._dirty = _dirty(old.content, new.content)
        self._clean: dict[str, bool] = {}

    def __call__(self, old: Node, new: Node) -> bool:
        """Whether the two are the same, in all that they say and refer to."""
        return self.stale(old, new) == ()

    def stale(self, old: Node, new: Node) -> tuple[str, ...] | None:
        """The references to changed components in an object that says the same on both sides.

        None where the two differ, or where a reference leads elsewhere than to a component.
        """
        return self.stale_values(old.value, new.value, local=(id(old.file), id(new.file)) == self._local)

    def is_local(self, old: Node, new: Node) -> bool:
        """Whether both stand in the files that were named."""
        return (id(old.file), id(new.file)) == self._local

    def stale_values(self, old: Any, new: Any, *, local: bool) -> tuple[str, ...] | None:
        """The same for values, of which `local` tells whether they stand in the files that were named."""
        if old != new:
            return None
        said = image(old)
        if said != image(new):
            return None
        if b"$" not in said:
            return ()
        references = references_in(said)
        if references and not local:
            return None
        stale = tuple([reference for reference in references if not self._is_clean(reference)])
        return None if any(component_of(reference) == _ANYWHERE for reference in stale) else stale

    def _is_clean(self, reference: str) -> bool:
        known = self._clean.get(reference)
        if known is None:
            known = self._clean[reference] = component_of(reference) not in self._dirty
        return known


def refers_elsewhere(document: Document) -> bool:
    """Whether the text of a document may hold a reference to another file."""
    return _OTHER_FILE.search(document.source.data) is not None


def references_in(said: bytes) -> dict[str, None]:
    """The `$ref`s in an image, in order; `?` stands for one that depends on where it is evaluated."""
    found: dict[str, None] = {}
    for match in _REFERENCES.finditer(said):
        if match.group(1) is None:
            found[_ANYWHERE] = None
        else:
            start = match.end()
            end = start + int.from_bytes(match.group(1), "little")
            found[said[start:end].decode("utf-8", "replace")] = None
    return found


def component_of(reference: str) -> str:
    """The component that a reference leads into, `?` for any other target."""
    if "%" in reference:
        from urllib.parse import unquote

        reference = unquote(reference)
    parts = reference.split("/", 4)
    if parts[0] == "#" and len(parts) >= 4 and parts[1] == "components":
        return f"{parts[2]}/{_unescaped(parts[3])}"
    if parts[0] == "#" and len(parts) >= 3 and parts[1] in ("definitions", "parameters", "responses"):
        return f"{parts[1]}/{_unescaped(parts[2])}"
    return _ANYWHERE


def _unescaped(key: str) -> str:
    return key.replace("~1", "/").replace("~0", "~")


def _dirty(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    """The components that differ or refer to one that does, and `?`."""
    dirty = {_ANYWHERE}
    referring: dict[str, list[str]] = {}
    old_components, new_components = dict(_components(old)), dict(_components(new))
    for name in old_components.keys() | new_components.keys():
        was, now = old_components.get(name), new_components.get(name)
        said = image(was) if was is not None and was == now else None
        if said is None or said != image(now):
            dirty.add(name)
            continue
        for reference in references_in(said):
            referring.setdefault(component_of(reference), []).append(name)
    pending = list(dirty)
    while pending:
        for name in referring.get(pending.pop(), ()):
            if name not in dirty:
                dirty.add(name)
                pending.append(name)
    return dirty


def _components(content: dict[str, Any]) -> list[tuple[str, Any]]:
    sections = content.get("components")
    found = []
    for kind, members in sections.items() if type(sections) is dict else ():
        if type(members) is dict:
            found += [(f"{kind}/{name}", value) for name, value in members.items()]
    for kind in ("definitions", "parameters", "responses"):
        members = content.get(kind)
        if type(members) is dict:
            found += [(f"{kind}/{name}", value) for name, value in members.items()]
    return found
