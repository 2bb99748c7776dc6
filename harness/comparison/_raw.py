"""What differs between two values as JSON, whatever they mean: the measure that the walk is held to.

Arrays whose items have an identity are laid side by side by it, so that one item more at the front is one
difference, and none of the others hides behind it. All other arrays are compared item by item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison._pairing import alternatives, last_of_each, out_of_order, pair_repeated
from harness.comparison._unchanged import same
from harness.document import Node
from harness.records import NamedTuple
from harness.vocabulary import COMBINING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from harness.document import Document, Pointer

_Pairs = list[tuple[Node | None, Node | None]]


class Difference(NamedTuple):
    """A place that only one side has, a value that is another, or an array in another order ("order")."""

    kind: str
    old: Pointer | None
    new: Pointer | None


def raw_differences(old: Node, new: Node, documents: tuple[Document, Document]) -> Iterator[Difference]:
    """All differences between two values, the deepest place of each."""
    pending: list[tuple[Node, Node]] = [(old, new)]
    while pending:
        was, now = pending.pop()
        if type(was.value) is dict and type(now.value) is dict:
            pairs = members(was, now)
        elif type(was.value) is list and type(now.value) is list:
            pairs = items(was, now, documents)
            if out_of_order(pairs):
                yield Difference("order", was.pointer, now.pointer)
        else:
            if not same(was.value, now.value):
                yield Difference("changed", was.pointer, now.pointer)
            continue
        for before, after in pairs:
            if before is None or after is None:
                place = before.pointer if before is not None else None, after.pointer if after is not None else None
                yield Difference("removed" if after is None else "added", *place)
            elif not same(before.value, after.value):
                pending.append((before, after))


def members(was: Node, now: Node) -> _Pairs:
    """The members of two objects, by name."""
    return [(was.child(key), now.child(key)) for key in {**was.value, **now.value}]


def items(was: Node, now: Node, documents: tuple[Document, Document]) -> _Pairs:
    """The items of two arrays, by their identity where the array's name gives them one, else by number."""
    olds, news = list(was.elements()), list(now.elements())
    name = now.pointer[-1] if now.pointer else ""
    if name in COMBINING:
        return alternatives(olds, news)
    if name == "parameters":
        known = {
            item: _parameter(document, item)
            for document, side in zip(documents, (olds, news), strict=True)
            for item in side
        }
        return last_of_each(olds, news, lambda item: known[item], lambda item: _folded(known[item]))
    if name == "required":
        return pair_repeated(olds, news)
    if name in _KEYS:
        pairs = pair_repeated(olds, news, _KEYS[name])
        gone = [old for old, new in pairs if new is None]
        come = [new for old, new in pairs if old is None]
        if len(gone) == len(come) == 1 and len(was.pointer) == 1 and name != "security":
            pairs = [*(pair for pair in pairs if None not in pair), (gone[0], come[0])]
        return pairs
    count = max(len(olds), len(news))
    return [(olds[n] if n < len(olds) else None, news[n] if n < len(news) else None) for n in range(count)]


def _parameter(document: Document, item: Node) -> tuple[str, str] | None:
    target = document.resolve(item)
    name, location = (None, None) if target is None else (target.get("name"), target.get("in"))
    return (location, name) if isinstance(name, str) and isinstance(location, str) else None


def _folded(key: tuple[str, str] | None) -> Hashable | None:
    return key and (key[0], key[1].lower())


def _text(key: str, item: Any) -> str | None:
    value = item.get(key)
    return value if type(value) is str else None


def _schemes(item: Node) -> Hashable | None:
    return frozenset(item.value) if type(item.value) is dict else None


_KEYS = {"servers": lambda item: _text("url", item), "tags": lambda item: _text("name", item), "security": _schemes}
