"""What pairs of schemas lead to, where they lead in circles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harness.comparison import Pair


def reached(own: Mapping[Pair, int], leads: Mapping[Pair, Sequence[Pair]]) -> dict[Pair, int]:
    """For each pair the bits of all to which it leads, its own among them.

    Args:
        own: the bits of each pair.
        leads: the pairs to which each leads, all of them among those of `own`.
    """
    known: dict[Pair, int] = {}
    for circle in _circles(list(own), leads):
        bits = 0
        for pair in circle:
            bits |= own[pair]
            for other in leads.get(pair, ()):
                bits |= known.get(other, 0)
        known.update(dict.fromkeys(circle, bits))
    return known


def _circles(pairs: Sequence[Pair], leads: Mapping[Pair, Sequence[Pair]]) -> Iterator[list[Pair]]:
    """The pairs that lead to one another, after all those to which they lead.

    Source: R. Tarjan: Depth-First Search and Linear Graph Algorithms, 1972.
    """
    numbers: dict[Pair, int] = {}
    lowest: dict[Pair, int] = {}
    open_pairs: dict[Pair, None] = {}
    for start in pairs:
        if start in numbers:
            continue
        numbers[start] = lowest[start] = len(numbers)
        open_pairs[start] = None
        way = [(start, iter(leads.get(start, ())))]
        while way:
            pair, others = way[-1]
            other = next(others, None)
            if other is None:
                way.pop()
                if way:
                    lowest[way[-1][0]] = min(lowest[way[-1][0]], lowest[pair])
                if lowest[pair] == numbers[pair]:
                    yield _taken(open_pairs, pair)
            elif other not in numbers:
                numbers[other] = lowest[other] = len(numbers)
                open_pairs[other] = None
                way.append((other, iter(leads.get(other, ()))))
            elif other in open_pairs:
                lowest[pair] = min(lowest[pair], numbers[other])


def _taken(open_pairs: dict[Pair, None], first: Pair) -> list[Pair]:
    """All from a pair on, which are open no longer."""
    circle = []
    while first in open_pairs:
        circle.append(open_pairs.popitem()[0])
    return circle
