"""Which of many schemas may lead to another one: looked up, where walking from each would take its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.document import Node, Pointer
    from harness.messages._paths import ReferencePaths

# So few are asked one by one.
_FEW = 8


class Starts:
    """Some schemas of a document, by what stands in them and what they refer to."""

    __slots__ = ("_anywhere", "_by_component", "_by_pointer", "_references", "_schemas")

    def __init__(self, schemas: Sequence[Node], references: ReferencePaths) -> None:
        self._schemas = schemas
        self._references = references
        # Numbers of schemas: those of which nothing is known; by where they stand; by the components that they lead to.
        self._anywhere: list[int] = []
        self._by_pointer: dict[Pointer, list[int]] = {}
        self._by_component: dict[str, list[int]] = {}
        for number, schema in enumerate(schemas if len(schemas) > _FEW else ()):
            names = references.leads_of(schema)
            if names is None:
                self._anywhere.append(number)
            self._by_pointer.setdefault(schema.pointer, []).append(number)
            for name in names or ():
                self._by_component.setdefault(name, []).append(number)

    def leading_to(self, node: Node) -> Sequence[int]:
        """The numbers of all schemas from which there is a path to another one, and maybe of more, in order."""
        leading = self._references.leading_to(node) if len(self._schemas) > _FEW else None
        if leading is None:
            return range(len(self._schemas))
        known = self._by_component
        names = leading if len(leading) < len(known) else known.keys() & leading
        numbers = {number for name in names for number in known.get(name, ())}
        for depth in range(len(node.pointer) + 1):
            numbers.update(self._by_pointer.get(node.pointer[:depth], ()))
        return sorted(numbers.union(self._anywhere))
