"""One branch of a `oneOf` changed, and all others stayed: a proof by pairs, where the whole has too many cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.containment import YES
from harness.document import Node, format_pointer
from harness.vocabulary import REQUEST, by_form, component_around, conjunction, keyword_for, names

if TYPE_CHECKING:
    from harness.containment import MessageContainment
    from harness.verdict._edits import Edit
    from harness.verdict._switches import Switches
    from harness.vocabulary import Sender


def loses_nothing(
    edit: Edit, holder: Node, direction: Sender, messages: MessageContainment, switches: Switches
) -> bool:
    """Whether it is proven that no message of a `oneOf` of the old document is lost by an edit alone.

    A value of the sender's `oneOf` is one of the changed branch, or of exactly one other. In the first case the
    reader's branch takes it and no other does, if the sender's branch is within the reader's. In the second case the
    reader's branch must not take it too: what it shares with another branch, the sender's must have had already.
    """
    parts = holder.child(_CHOICE)
    if parts is None or type(parts.value) is not list or set(holder.value) & _OTHERS:
        return False
    owner = edit.pair.old
    branches = list(parts.elements())
    changed = next((number for number, branch in enumerate(branches) if _leads(branch, owner)), None)
    if changed is None:
        return False
    target = _component(branches[changed], owner)
    partner = switches.partner(target)
    if partner is None or not edit.bit & switches.reach(target, partner):
        return False
    new = switches.schema(target, partner, edit.bit)
    sender, reader = (target, new) if direction == REQUEST else (new, target)
    if messages.contained(sender, reader, direction).verdict != YES:
        return False
    others = [branch for number, branch in enumerate(branches) if number != changed]
    return all(messages.contained(_both(branch, reader), sender, direction).verdict == YES for branch in others)


# Keywords beside `oneOf` that have something to say of its branches.
_OTHERS = frozenset((*names("unevaluated property", "unevaluated item"), *by_form("reference")))
_CHOICE = keyword_for("one")


def _leads(branch: Node, owner: Node) -> bool:
    """Whether a branch holds a schema, or refers to the component that does."""
    if branch.file is not owner.file:
        return False
    return owner.pointer[: len(branch.pointer)] == branch.pointer or branch.value == {
        "$ref": "#" + format_pointer(component_around(owner.pointer))
    }


def _component(branch: Node, owner: Node) -> Node:
    if owner.pointer[: len(branch.pointer)] == branch.pointer:
        return branch
    return owner.file.at(component_around(owner.pointer)) or branch


def _both(one: Node, other: Node) -> Node:
    return Node(one.file, one.pointer, conjunction(one.value, other.value))
