"""References that lead nowhere, and cycles of references that never come to an object."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from harness.errors import DocumentError, UnresolvableReference
from harness.vocabulary import component_at, format_pointer, keyword_for

if TYPE_CHECKING:
    from harness.document._document import Document
    from harness.document._file import Node
    from harness.document._problems_walk import Walk

_PARTS = keyword_for("every")


def reference_problem(
    document: Document, node: Node, reference: str, error: DocumentError
) -> tuple[str, str, str | None]:
    """Code, message and hint for a `$ref` that cannot be followed."""
    address = reference.partition("#")[0]
    name = f"$ref {reference[:200]!r}"
    if not isinstance(error, UnresolvableReference):
        cause = f": {error.cause}" if error.cause else ""
        return "reference-unreadable", f"{name} cannot be read: {error.message}{cause}", error.hint
    if not address or _can_be_read(document, node, address):
        return "reference-dangling", f"{name} points at nothing", error.hint
    web = address.lower().startswith(("http://", "https://")) or "another host" in error.message
    return ("reference-remote" if web else "reference-outside"), error.message, error.hint


class Cycles:
    """Finds cycles of `$ref` and `allOf`: what they describe would have to contain itself, whole, at its own place.

    Each node is entered once in a whole walk, so that looking from every reference costs no more than looking once.
    """

    __slots__ = ("_done", "_walk")

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._done: set[int] = set()

    def look(self, start: Node, kind: str) -> None:
        """Report the cycles that can be reached from a node and are not known yet."""
        # identity: the files of the document hold what their nodes stand for, in all of this.
        if id(start.value) in self._done:
            return
        trail: list[Node] = [start]
        open_ = {id(start.value): 0}
        ahead = [self._next(start, kind)]
        while trail:
            if not ahead[-1]:
                ahead.pop()
                left = id(trail.pop().value)
                del open_[left]
                self._done.add(left)
                continue
            node = ahead[-1].pop(0)
            if id(node.value) in open_:  # safe, as above
                self._report(trail[open_[id(node.value)] :])
            elif id(node.value) not in self._done:
                open_[id(node.value)] = len(trail)
                trail.append(node)
                ahead.append(self._next(node, kind))

    def _next(self, node: Node, kind: str) -> list[Node]:
        targets: list[Node] = []
        reference = node.get("$ref")
        if type(reference) is str:
            with suppress(DocumentError):  # a problem of its own
                targets.append(self._walk.document.target(node, reference))
        if kind == "schema" and (parts := node.child(_PARTS)) is not None:
            targets += parts.elements()
        return [target for target in targets if type(target.value) is dict]

    def _report(self, cycle: list[Node]) -> None:
        named = [_name(node) for node in cycle if _PARTS not in node.pointer[-2:]]
        names = [*named, named[0]] if named else []
        chain = f": {' -> '.join(names[:8])}" if names else ""
        message = f"the references go round in a circle and never come to an object{chain}"
        self._walk.report("reference-cycle", message, cycle[0].file, cycle[0].pointer)


def _name(node: Node) -> str:
    return node.pointer[-1] if component_at(node.pointer) else f"#{format_pointer(node.pointer)}"


def _can_be_read(document: Document, node: Node, address: str) -> bool:
    try:
        document.target(node, address)
    except DocumentError:
        return False
    return True
