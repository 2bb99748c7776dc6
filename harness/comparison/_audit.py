"""The account: is every difference between two documents told by a change?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison._claims import Claims
from harness.comparison._comparison import Place
from harness.comparison._pairing import out_of_order
from harness.comparison._raw import Difference, items, members, raw_differences
from harness.comparison._unchanged import same
from harness.document import format_pointer
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison._comparison import Comparison
    from harness.document import Document, Node, Pointer

# DeepDiff takes about a second for a megabyte, and grows faster than that.
_LARGE = 2_000_000


class Unclaimed(NamedTuple):
    """A difference that no change tells.

    Attributes:
        kind: "removed", "added", "changed", or "order" for an array whose items stand in another order.
    """

    kind: str
    old: Place | None
    new: Place | None


def audit(comparison: Comparison, *, oracle: str | None = None) -> tuple[Unclaimed, ...]:
    """The differences between the files of two documents that no change of their comparison tells.

    A change tells what stands at its places and below; what stands elsewhere or under another name now is held
    against its counterpart once more. What came or went as a whole is told if all its parts are. Other files that
    the documents refer to are not audited, nor are documents of which only one is Swagger 2.0.

    Args:
        comparison: of the two documents.
        oracle: "deepdiff", "exact", or None for that of `oracle_for`.
    """
    documents = (comparison.old, comparison.new)
    if (comparison.old.version == "2.0") != (comparison.new.version == "2.0"):
        return ()
    differences = _by_deepdiff if (oracle or oracle_for(comparison)) == "deepdiff" else raw_differences
    claims = Claims(comparison.changes, documents)
    unclaimed: dict[Unclaimed, None] = {}
    for old, new in [(comparison.old.root, comparison.new.root), *claims.moves]:
        for difference in differences(old, new, documents):
            if not claims.covers(difference, (old, new)):
                unclaimed[_unclaimed(difference, documents)] = None
    return tuple(unclaimed)


def oracle_for(comparison: Comparison) -> str:
    """Who finds the differences: "deepdiff", which shares no code with us, or "exact", ours, for large documents."""
    size = len(comparison.old.source.data) + len(comparison.new.source.data)
    return "deepdiff" if size <= _LARGE else "exact"


def _unclaimed(difference: Difference, documents: tuple[Document, Document]) -> Unclaimed:
    places = [
        None if pointer is None else Place(document.file.name, format_pointer(pointer))
        for document, pointer in zip(documents, difference[1:], strict=True)
    ]
    return Unclaimed(difference.kind, *places)


def _by_deepdiff(old: Node, new: Node, documents: tuple[Document, Document]) -> Iterator[Difference]:
    """As `raw_differences`, found by DeepDiff in both values after their arrays are laid side by side."""
    from deepdiff import DeepDiff

    aligned = _Aligned(old, new, documents)
    yield from aligned.orders
    tree = DeepDiff(aligned.old, aligned.new, view="tree", threshold_to_diff_deeper=0)
    for kind, levels in tree.items():
        for level in levels:
            path = tuple(level.path(output_format="list"))
            if kind == "dictionary_item_removed":
                yield Difference("removed", aligned.places[0][path], None)
            elif kind == "dictionary_item_added":
                yield Difference("added", None, aligned.places[1][path])
            elif not same(level.t1, level.t2):
                yield Difference("changed", aligned.places[0][path], aligned.places[1][path])


class _Aligned:
    """Two values whose arrays are objects, in which what stands for each other has the same name.

    Attributes:
        places: the pointers of both sides by the way to them.
        orders: the arrays whose items stand in another order.
    """

    __slots__ = ("_documents", "new", "old", "orders", "places")

    def __init__(self, old: Node, new: Node, documents: tuple[Document, Document]) -> None:
        self._documents = documents
        self.places: tuple[dict[tuple[Any, ...], Pointer], dict[tuple[Any, ...], Pointer]] = ({}, {})
        self.orders: list[Difference] = []
        self.old, self.new = self._both(old, new, ())

    def _both(self, old: Node, new: Node, path: tuple[Any, ...]) -> tuple[Any, Any]:
        self.places[0][path], self.places[1][path] = old.pointer, new.pointer
        if type(old.value) is dict and type(new.value) is dict:
            pairs = members(old, new)
            names = [*{**old.value, **new.value}]
        elif type(old.value) is list and type(new.value) is list:
            pairs = items(old, new, self._documents)
            names = [f"[{number}]" for number in range(len(pairs))]
            if out_of_order(pairs):
                self.orders.append(Difference("order", old.pointer, new.pointer))
        else:
            return old.value, new.value
        was: dict[str, Any] = {}
        now: dict[str, Any] = {}
        for name, (before, after) in zip(names, pairs, strict=True):
            way = (*path, name)
            if before is not None and after is not None:
                was[name], now[name] = self._both(before, after, way)
            elif before is not None:
                was[name], self.places[0][way] = before.value, before.pointer
            elif after is not None:
                now[name], self.places[1][way] = after.value, after.pointer
        return was, now
