"""References that lead nowhere in one of the documents: nobody can say what they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.rules import COMPATIBLE
from harness.verdict._finding import Judgement
from harness.verdict._inquiry import undecided
from harness.vocabulary import NONE, REPLACED

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Change
    from harness.rules import Judge
    from harness.verdict._inquiry import Inquiry


def _dead(inquiry: Inquiry, change: Change) -> Judgement | None:
    """A reference that leads nowhere in one document; None for one that leads elsewhere."""
    if change.effect != REPLACED:
        return None
    if change.direction == NONE or change.subject == "link":
        return Judgement(COMPATIBLE, "no message of any operation has it")
    comparison = inquiry.comparison
    sides = ("new", comparison.new, change.new_node), ("old", comparison.old, change.old_node)
    for word, document, node in sides:
        if node is not None and document.resolve(node) is None:
            return undecided(f"the reference `{str(node.get('$ref'))[:200]}` leads nowhere in the {word} document")
    return undecided("a reference leads nowhere in one of the documents")


REFERENCES: dict[Judge, Callable[[Inquiry, Change], Judgement | None]] = {"reference": _dead}
