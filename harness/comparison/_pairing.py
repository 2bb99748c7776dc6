"""Which part of the old document stands for which of the new one, where a name alone does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison._unchanged import canonical
from harness.document import addresses, exact_bytes, without_parameter_names
from harness.vocabulary import NULL, names

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from harness.document import Node, Operation

# Under which keywords one of several schemas is chosen, as ends of pointers.
_CHOICES = [(keyword,) for keyword in names("some", "one")]


def matched(
    old: Sequence[Any], new: Sequence[Any], *keys: Callable[[Any], Hashable | None]
) -> list[tuple[Any | None, Any | None]]:
    """Pairs of items that agree in the first key that tells them apart; None stands for no partner.

    Each key gives a pairing of what the keys before it left over; a key that two items of one side share, and
    None, pair nothing. In the order of `new`, then what only `old` has, in its order.
    """
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for key in keys:
        olds = _unique(((n, key(item)) for n, item in enumerate(old) if n not in taken))
        news = _unique(((n, key(item)) for n, item in enumerate(new) if n not in partner))
        for value, number in news.items():
            if value in olds:
                partner[number] = olds[value]
                taken.add(olds[value])
    pairs: list[tuple[Any | None, Any | None]] = [
        (old[partner[n]] if n in partner else None, item) for n, item in enumerate(new)
    ]
    return pairs + [(item, None) for n, item in enumerate(old) if n not in taken]


def pair_repeated(
    old: Sequence[Node], new: Sequence[Node], *keys: Callable[[Any], Hashable | None]
) -> list[tuple[Any | None, Any | None]]:
    """Like `matched`, for arrays that may say a thing twice: what equals comes first, the n-th for the n-th."""
    turns = _turns(old) | _turns(new)
    return matched(old, new, lambda item: turns[item], *keys)


def last_of_each(
    old: Sequence[Node], new: Sequence[Node], *keys: Callable[[Any], Hashable | None]
) -> list[tuple[Any | None, Any | None]]:
    """Like `matched`, for arrays in which the last item of a name stands for the earlier ones, as with parameters."""
    turns = _turns(old) | _turns(new)

    def last(key: Callable[[Any], Hashable | None]) -> Callable[[Any], Hashable | None]:
        lasts = [{key(item): item for item in side} for side in (old, new)]
        return lambda item: name if any(side.get(name := key(item)) is item for side in lasts) else None

    return matched(old, new, *map(last, keys), lambda item: turns[item])


def _turns(items: Sequence[Node]) -> dict[Node, Hashable]:
    counts: dict[bytes, int] = {}
    turns: dict[Node, Hashable] = {}
    for item in items:
        value = exact_bytes(canonical(item.value))
        counts[value] = counts.get(value, 0) + 1
        turns[item] = (value, counts[value])
    return turns


def operations(old: Sequence[Operation], new: Sequence[Operation]) -> list[tuple[Operation | None, Operation | None]]:
    """Operations by `operationId`, by address, else by kind, method and path without the names of parameters."""

    def by_id(operation: Operation) -> Hashable | None:
        return operation.operation_id and (operation.kind, operation.operation_id)

    def by_name(operation: Operation) -> Hashable:
        return operation.kind, operation.name

    def by_path(operation: Operation) -> Hashable:
        return operation.kind, operation.method, without_parameter_names(operation.path)

    def by_address(operation: Operation) -> Hashable | None:
        paths = {without_parameter_names(address.path) for address in addresses(operation)}
        return (operation.method, *sorted(paths)) if paths else None

    keys = (by_id, by_name, by_path)
    return matched(old, new, *keys[:1], *((by_address,) if _served_otherwise(old, new) else ()), *keys[1:])


def _served_otherwise(old: Sequence[Operation], new: Sequence[Operation]) -> bool:
    """Whether servers may have changed, so that other paths lead to the same addresses."""
    sides = [{item.document for item in side} for side in (old, new)]
    tops = [[[document.content.get(key) for key in SERVERS] for document in side] for side in sides]
    return tops[0] != tops[1] or any("servers" in item.node.value or "servers" in item.item.value for item in new)


SERVERS = ("servers", "host", "basePath", "schemes")


def statuses(old: Iterable[str], new: Iterable[str]) -> list[tuple[str | None, str | None]]:
    """Statuses of responses by their name; then a range stands for a status of its class that has no partner."""
    olds, news = list(old), list(new)
    left = [status for status in news if status not in olds]
    pairs: list[tuple[str | None, str | None]] = []
    for status in olds:
        other = status if status in news else next((other for other in left if _is_range_of(status, other)), None)
        if other in left:
            left.remove(other)
        pairs.append((status, other))
    return [*pairs, *((None, status) for status in left)]


def path_slots(old: str, new: str) -> list[dict[str, int]]:
    """The places of the parameters in two paths, where only their names differ.

    The value of a path parameter is what stands at its place in the path, whatever its name.
    """
    if old == new or without_parameter_names(old) != without_parameter_names(new):
        return [{}, {}]
    slots = []
    for path in (old, new):
        names = [part.split("}", 1)[0] for part in path.split("{")[1:]]
        slots.append({name: number for number, name in enumerate(names) if names.count(name) == 1})
    return slots


def alternatives(old: Sequence[Node], new: Sequence[Node]) -> list[tuple[Node | None, Node | None]]:
    """The parts of an `allOf`, `anyOf` or `oneOf`: by equality, reference, title, tags, names, type, then what is left.

    Null is nothing else.
    """
    pairs = pair_repeated(old, new, _reference, _title, _tags, _member_names, _type)
    rest_old = [o for o, n in pairs if o is not None and n is None and o.value != NULL]
    rest_new = [n for o, n in pairs if n is not None and o is None and n.value != NULL]
    if len(rest_old) == len(rest_new) == 1 and not (_reference(rest_old[0]) and _reference(rest_new[0])):
        pairs = [(o, n) for o, n in pairs if o not in rest_old and n not in rest_new]
        pairs.append((rest_old[0], rest_new[0]))
    return pairs


def reordered(old: Iterable[Hashable], new: Iterable[Hashable]) -> bool:
    """Whether the items that both have stand in another order, or another number of times."""
    olds, news = list(old), list(new)
    common = set(olds) & set(news)
    return [item for item in olds if item in common] != [item for item in news if item in common]


def out_of_order(pairs: Iterable[tuple[Node | None, Node | None]]) -> bool:
    """Whether items of two arrays that stand for each other stand in another order."""
    both = [
        (int(new.pointer[-1]), int(old.pointer[-1]))
        for old, new in pairs
        if old is not None and new is not None and _is_item(old) and _is_item(new)
    ]
    places = [place for _, place in sorted(both)]
    return places != sorted(places)


def _is_item(node: Node) -> bool:
    """Whether it stands in an array; what is but compared as if it did has no place there."""
    return node.pointer[-1].isdecimal()


def _is_range_of(status: str, other: str) -> bool:
    """Whether one of two statuses is a range, `2XX`, and the other within it."""
    return status[:1] == other[:1] and (status[1:].upper() == "XX") != (other[1:].upper() == "XX")


def _unique(keyed: Iterable[tuple[int, Hashable | None]]) -> dict[Hashable, int]:
    first: dict[Hashable, int] = {}
    twice: set[Hashable] = set()
    for number, key in keyed:
        if key is None:
            continue
        if key in first:
            twice.add(key)
        first.setdefault(key, number)
    return {key: number for key, number in first.items() if key not in twice}


def _reference(node: Any) -> str | None:
    reference = node.get("$ref")
    return reference if isinstance(reference, str) else None


def _title(node: Any) -> str | None:
    title = node.get("title")
    return title if isinstance(title, str) else None


def _tags(node: Any) -> str | None:
    """The values that the members of an object are listed to have, which often tell it from others."""
    tags = {
        name: [member["const"]] if "const" in member else member["enum"]
        for name, member in _properties(node).items()
        if type(member) is dict and ("const" in member or "enum" in member)
    }
    return repr(sorted(tags.items())) if tags else None


def _member_names(node: Any) -> str | None:
    """The names of the members of an object."""
    members = sorted(_properties(node))
    return repr(members) if members else None


def _properties(node: Any) -> dict[str, Any]:
    """The members of one of several choices; the parts of a whole are not told apart by theirs."""
    members = node.get("properties") if node.pointer[-2:-1] in _CHOICES and _reference(node) is None else None
    return members if type(members) is dict else {}


def _type(node: Any) -> str | None:
    return repr(node.get("type")) if node.get("type") and _reference(node) is None else None
