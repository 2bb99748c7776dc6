"""A list of schemas under `items`, which JSON Schema 2020-12 does not know: nobody can say what it means there.

Source: JSON Schema 2020-12 core, 10.3.1.1 and 10.3.1.2; until 2019-09 `items` was what `prefixItems` is now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.rules import COMPATIBLE, WARNING
from harness.verdict._finding import Judgement

if TYPE_CHECKING:
    from harness.comparison import Change, Comparison
    from harness.document import Document, Node

_KNOW_LISTS = ("draft-03", "draft-04", "draft-05", "draft-06", "draft-07", "2019-09")
_OPEN = "not decided: a list under `items` means nothing in the dialect of the document, `prefixItems` does"


def with_lists_open(change: Change, comparison: Comparison, proof: Judgement) -> Judgement:
    """The proof of a change; open where it says that nothing is lost, of a list that means nothing."""
    if proof.impact != COMPATIBLE:
        return proof
    sides = (comparison.old, change.old_owner), (comparison.new, change.new_owner)
    if all(_is_in_list(node, change) and not _knows_lists(document) for document, node in sides):
        return Judgement(WARNING, _OPEN, undecided=True)
    return proof


def _is_in_list(owner: Node, change: Change) -> bool:
    if (change.aspect == "items" or change.trail[-1:] == ("items",)) and type(owner.get("items")) is list:
        return True
    pointer = owner.pointer
    for number, key in enumerate(pointer[:-1]):
        if key == "items" and pointer[number + 1].isdecimal():
            node = owner.file.at(pointer[: number + 1])
            if node is not None and type(node.value) is list:
                return True
    return False


def _knows_lists(document: Document) -> bool:
    declared = document.content.get("jsonSchemaDialect")
    return document.version < "3.1" or (isinstance(declared, str) and any(age in declared for age in _KNOW_LISTS))
