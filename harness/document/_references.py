"""Which components of a document refer to which: read once for each component, and followed backwards."""

from __future__ import annotations

import marshal
import re
from typing import TYPE_CHECKING, Any

from harness.vocabulary import ANYWHERE, component_of, components_in

if TYPE_CHECKING:
    from collections.abc import Iterable

# In marshal's format 2 a string is `u`, its length in four bytes, and its UTF-8. References are looked for in these
# bytes because a comparison has them of every component at hand: that takes 3 ms for the 1,769 components of GitHub,
# and a walk 48. A string that happens to hold these bytes itself only makes a value look as if it referred to
# something.
_REFERENCES = re.compile(rb"\$(?:(ref)|dynamicRef|recursiveRef)u(....)", re.DOTALL)
_MAPPED = re.compile(rb"u(....)(?=#/components/)", re.DOTALL)


class ReferenceIndex:
    """What the components of a document refer to, and which lead to them; a component is known as `schemas/Pet`."""

    __slots__ = ("_components", "_leading", "_mapped", "_references", "_referring", "_targets")

    def __init__(self, content: dict[str, Any]) -> None:
        self._components = dict(components_in(content))
        self._references: dict[str, dict[str, None]] = {}
        self._mapped: dict[str, set[str]] = {}
        # By the component that is led to, once anybody has asked.
        self._referring: dict[str, list[str]] | None = None
        self._leading: dict[str, frozenset[str]] = {}
        self._targets: dict[str, set[str]] = {}

    def __len__(self) -> int:
        return len(self._components)

    def references(self, component: str, exact: bytes | None = None) -> dict[str, None]:
        """The `$ref`s in a component as they are written, in order; see `references_in`.

        Args:
            component: one of the document.
            exact: its exact bytes, where they are known.
        """
        known = self._references.get(component)
        if known is None:
            value = self._components[component]
            exact = exact or exact_bytes(value)
            known = self._references[component] = references_in(value, exact)
            if b"mapping{" in exact:
                self._mapped[component] = _mapped_in(exact)
        return known

    def targets(self, component: str) -> set[str]:
        """The components that the `$ref`s in one lead into; none for one that the document has not."""
        known = self._targets.get(component)
        if known is None:
            references = self.references(component) if component in self._components else ()
            known = self._targets[component] = set(map(component_of, references))
        return known

    def referring_to(self, components: Iterable[str]) -> set[str]:
        """The components from which `$ref`s lead to some, by any number of steps, those themselves included."""
        if self._referring is None:
            self._referring = referring((name, self.references(name)) for name in self._components)
        return closed(components, self._referring)

    def leading_to(self, component: str) -> frozenset[str]:
        """The same for one component, with the mappings of discriminators counted as references."""
        known = self._leading.get(component)
        if known is None:
            leading = self.referring_to((component,))
            while more := {name for name, targets in self._mapped.items() if name not in leading and targets & leading}:
                leading = self.referring_to(leading | more)
            known = frozenset(leading)
            # What leads to one another has the same that leads to it, which is kept once: it may be all components.
            self._leading.update(dict.fromkeys(self._circle(component, known), known))
        return known

    def _circle(self, component: str, leading: frozenset[str]) -> set[str]:
        """A component with those to which `$ref`s lead from it, of those that lead to it."""
        circle = {component}
        pending = [component]
        while pending:
            more = (self.targets(pending.pop()) & leading) - circle
            circle |= more
            pending += more
        return circle


def exact_bytes(value: Any) -> bytes:
    """Bytes that are equal for two values only if they are the same JSON to the letter.

    Unlike `==`, which holds 1, 1.0 and true for equal. The members of objects count in their order, so that
    unequal bytes say nothing.
    """
    try:
        return marshal.dumps(value, 2)
    except ValueError:  # nested deeper than marshal goes
        return marshal.dumps(flattened(value), 2)


def flattened(value: Any, *, spelled: bool = True) -> list[Any]:
    """A value without nesting, with types, and with the members of objects in order of their names.

    Args:
        value: nested however deeply.
        spelled: whether 1 and 1.0, which are the same number, count as two.
    """
    values: list[Any] = []
    pending = [value]
    while pending:
        item = pending.pop()
        if type(item) is dict:
            values += ["object", len(item), *sorted(item)]
            pending += [item[key] for key in sorted(item)]
        elif type(item) is list:
            values += ["array", len(item)]
            pending += reversed(item)
        else:
            is_number = isinstance(item, float)
            plain = int(item) if not spelled and is_number and item.is_integer() else item
            values += ["float", repr(plain)] if isinstance(plain, float) else [type(plain).__name__, plain]
    return values


def references_in(value: Any, exact: bytes | None = None) -> dict[str, None]:
    """The `$ref`s in a value, in order; `?` stands for one that depends on where it is evaluated.

    What `$defs` refer to that nothing refers to is no part of the schema that holds them, and `?` stands for it.

    Args:
        value: any part of a document.
        exact: its exact bytes, where they are known.
    """
    exact = exact or exact_bytes(value)
    if b"$" not in exact:
        return {}
    references: dict[str, None] = {}
    if b"$defs{" in exact:
        references[ANYWHERE] = None
        exact = exact if b"/$defs/" in exact else exact_bytes(_without_definitions(value))
    for match in _REFERENCES.finditer(exact):
        references[ANYWHERE if match.group(1) is None else _text(exact, match.end(), match.group(2))] = None
    return references


def targets_in(value: Any) -> set[str]:
    """The components that the `$ref`s of a value lead into, and those that it maps the values of a discriminator to."""
    exact = exact_bytes(value)
    return {component_of(reference) for reference in references_in(value, exact)} | _mapped_in(exact)


def referring(references: Iterable[tuple[str, Iterable[str]]]) -> dict[str, list[str]]:
    """The components that refer to each component, from the references in each."""
    sources: dict[str, list[str]] = {}
    for name, targets in references:
        for target in dict.fromkeys(map(component_of, targets)):
            sources.setdefault(target, []).append(name)
    return sources


def closed(names: Iterable[str], sources: dict[str, list[str]]) -> set[str]:
    """Some components, and those that refer to them by any number of steps."""
    reached = set(names)
    pending = list(reached)
    while pending:
        for name in sources.get(pending.pop(), ()):
            if name not in reached:
                reached.add(name)
                pending.append(name)
    return reached


def _mapped_in(exact: bytes) -> set[str]:
    """The components that a mapping may name: whatever is written like a reference to one."""
    if b"mapping{" not in exact:
        return set()
    return {component_of(_text(exact, match.end(), match.group(1))) for match in _MAPPED.finditer(exact)}


def _text(exact: bytes, start: int, length: bytes) -> str:
    return exact[start : start + int.from_bytes(length, "little")].decode("utf-8", "replace")


def _without_definitions(value: Any) -> Any:
    if type(value) is dict:
        return {key: _without_definitions(member) for key, member in value.items() if key != "$defs"}
    return [_without_definitions(item) for item in value] if type(value) is list else value
