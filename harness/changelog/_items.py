"""From pairs of schemas to the lines of a page: grouping, order, depth, and what beta silences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.changelog._model import ADDED, MODIFIED, REMOVED, Item, Line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.changelog._elements import Below, Element

# Deeper changes are not shown; what they are in is still called modified.
DEPTH = 4


class Items:
    """The items below a pair of schemas, for each depth and section made once."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[tuple[int, str, int, bool], tuple[Item, ...]] = {}

    def below(self, element: Element | None, section: str, depth: int, *, silent: bool) -> tuple[Item, ...]:
        """What is shown under a pair that itself stands at `depth`; `silent` below something beta."""
        if element is None or not element.changed or depth >= DEPTH:
            return ()
        key = (id(element), section, depth, silent)
        known = self._known.get(key)
        if known is None:
            shown = (self._item(below, section, depth + 1, silent=silent) for below in element.below)
            known = self._known[key] = grouped(item for item in shown if item is not None)
        return known

    def _item(self, below: Below, section: str, depth: int, *, silent: bool) -> Item | None:
        quiet = silent or below.beta
        lines = hushed(below.lines) if silent else below.lines
        if below.status == ADDED:
            return Item(section, below.noun, (below.name,), ADDED, (), _brought(below, section, depth), breaks=False)
        if below.status == REMOVED:
            return Item(section, below.noun, (below.name,), REMOVED, lines, (), breaks=_breaking(lines))
        pair = below.pair
        changed = pair is not None and pair.changed
        if not lines and not changed:
            return None
        own = (*lines, *pair.lines) if pair is not None else lines
        items = self.below(pair, section, depth, silent=quiet)
        breaks = _breaking(own) or (pair is not None and pair.breaks and not quiet)
        return Item(section, below.noun, (below.name,), MODIFIED, own, items, breaks)


def hushed(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines as they are said of something beta: nothing breaks, and removals need no reason."""
    return tuple(line._replace(breaking=False) for line in lines if line.aspect != "removed")


def grouped(items: Iterable[Item]) -> tuple[Item, ...]:
    """Items of which the same is said, and that show nothing below, become one at the place of the first."""
    groups: dict[object, Item] = {}
    for item in items:
        key: object = id(item) if item.items else (item.section, item.noun, item.status, item.lines)
        known = groups.get(key)
        if known is None:
            groups[key] = item
        else:
            groups[key] = known._replace(names=known.names + item.names, breaks=known.breaks or item.breaks)
    return tuple(groups.values())


def _brought(below: Below, section: str, depth: int) -> tuple[Item, ...]:
    if not below.added or depth >= DEPTH:
        return ()
    return (Item(section, "alternative", below.added, ADDED, (), (), breaks=False),)


def _breaking(lines: Iterable[Line]) -> bool:
    return any(line.breaking for line in lines)
