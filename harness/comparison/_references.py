"""What references lead to, and what is to be said of those that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison._unchanged import same
from harness.vocabulary import ANNOTATED

if TYPE_CHECKING:
    from harness.comparison._graph import Pair
    from harness.document import Document, Node
    from harness.vocabulary import Step, Subject


def note_references(parent: Pair, kind: Subject, old: Node, new: Node, steps: tuple[Step, ...]) -> None:
    """Note that one side refers to something where the other does not, or to something else."""
    was, now = reference_of(old), reference_of(new)
    if kind == "schema":
        alike = (was is None) == (now is None) and only_reference(old) == only_reference(new)
        # What stands beside a reference on one side alone is a fact of its own.
        if (not alike and was != now) or (was != now and only_reference(old)):
            parent.note("reference", ANNOTATED, old, new, subject=kind, steps=steps)
    elif was is None or now is None:
        if was is not now:
            parent.note("reference", ANNOTATED, old, new, subject=kind, steps=steps)
    else:
        parent.note_if_differs("reference", ANNOTATED, old.child("$ref"), new.child("$ref"), subject=kind, steps=steps)
        # What stands beside the reference of a path item is a part of that, and compared with it.
        for key in {**old.value, **new.value} if kind != "path item" else ():
            if key != "$ref":
                parent.note_if_differs(key, ANNOTATED, old.child(key), new.child(key), subject=kind, steps=steps)


def note_restated(parent: Pair, sides: tuple[Node, Node], targets: tuple[Node, Node], steps: tuple[Step, ...]) -> None:
    """Note what stands beside a reference on one side alone and says what its target says already."""
    old, new = sides
    if (
        reference_of(old) is None
        or reference_of(old) != reference_of(new)
        or only_reference(old) == only_reference(new)
    ):
        return
    holder, target_of_other = (new, targets[0]) if only_reference(old) else (old, targets[1])
    for keyword, member in holder.members():
        if keyword != "$ref" and same(member.value, target_of_other.get(keyword)):
            parent.note(keyword, ANNOTATED, old.child(keyword), new.child(keyword), subject="schema", steps=steps)


def behind(document: Document, node: Node, kind: Subject) -> Node | None:
    """The node behind a chain of references; a schema's chain stops at keywords beside its `$ref`."""
    return document.behind_aliases(node) if kind == "schema" else document.resolve(node)


def reference_of(node: Node) -> str | None:
    """The `$ref` of an object, or None."""
    value = node.value
    reference = value.get("$ref") if type(value) is dict else None
    return reference if type(reference) is str else None


def only_reference(node: Node) -> bool:
    """Whether a schema says nothing beside its `$ref`."""
    value = node.value
    return type(value) is dict and len(value) == 1 and type(value.get("$ref")) is str


def target(document: Document, node: Node, reference: str) -> Node | None:
    """The node that one reference at a node points at, or None where it points at nothing."""
    from harness.errors import DocumentError

    try:
        return document.target(node, reference)
    except DocumentError:
        return None
