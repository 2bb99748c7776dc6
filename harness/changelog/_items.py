"""From elements to the items of a page: grouping, order, depth, and what beta silences."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harness.changelog._model import ADDED, MODIFIED, SECTIONS, STATUSES, Entry, Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harness.changelog._elements import Element, SchemaPair
    from harness.changelog._model import Line, Section

# Deeper changes are not shown; what they are in is still called modified.
DEPTH = 4


class Source(NamedTuple):
    """What one item or entry speaks of.

    Attributes:
        above: the pair of schemas that the elements are inside of, if they are.
        silent: whether they are below something beta.
        hides: whether what is below them is too deep to be shown.
    """

    speaker: Item | Entry
    elements: Sequence[Element]
    above: SchemaPair | None = None
    silent: bool = False
    hides: bool = False


class Items:
    """Makes the items of one changelog, those below a pair of schemas once for each depth and section.

    Attributes:
        sources: what each of them speaks of.
    """

    __slots__ = ("_known", "sources")

    def __init__(self) -> None:
        self.sources: list[Source] = []
        # By the id of a pair of schemas, all of which are kept with the elements of the sources.
        self._known: dict[tuple[int, str, int, bool], tuple[Item, ...]] = {}

    def item(self, element: Element, section: Section, depth: int, *, silent: bool) -> Item | None:
        """The item of an element at `depth`, `silent` below something beta; None where there is nothing to say."""
        pair = element.pair
        lines = hushed(element.lines) if silent else element.lines
        if pair is not None:
            lines = (*lines, *pair.lines)
        changed = pair is not None and pair.changed
        if element.status == MODIFIED and not lines and not changed:
            return None
        quiet = silent or element.beta
        items = self._below(pair, section, depth, silent=quiet) or _brought(element, section, depth)
        breaks = any(line.breaking for line in lines) or (pair is not None and pair.breaks and not quiet)
        return Item(section, (element.step,), element.status, lines, items, breaks)

    def grouped(
        self,
        siblings: Iterable[tuple[Item | None, Element]],
        above: SchemaPair | None = None,
        *,
        silent: bool = False,
        hides: bool = False,
    ) -> tuple[Item, ...]:
        """Items of which the same is said, and that show nothing below, become one at the place of the first."""
        groups: dict[object, tuple[Item, list[Element]]] = {}
        for item, element in siblings:
            if item is None:
                continue
            # identity: the group itself keeps an item whose id is its key.
            key: object = id(item) if item.items else (item.section, item.noun, item.status, item.lines)
            group, elements = groups.get(key, (item, []))
            if elements:
                group = group._replace(steps=group.steps + item.steps, breaks=group.breaks or item.breaks)
            elements.append(element)
            groups[key] = group, elements
        self.sources += [Source(group, elements, above, silent, hides) for group, elements in groups.values()]
        return tuple([group for group, _ in groups.values()])

    def _below(self, pair: SchemaPair | None, section: Section, depth: int, *, silent: bool) -> tuple[Item, ...]:
        """What is shown under a pair that itself stands at `depth`; `silent` below something beta."""
        if pair is None or not pair.changed or depth >= DEPTH:
            return ()
        # identity: the comparison of schemas keeps every pair that it made.
        key = (id(pair), section, depth, silent)
        known = self._known.get(key)
        if known is None:
            below = depth + 1
            siblings = [(self.item(element, section, below, silent=silent), element) for element in pair.below]
            known = self._known[key] = self.grouped(siblings, pair, silent=silent, hides=below >= DEPTH)
        return known


def in_order(siblings: Iterable[tuple[Item | None, Element]]) -> list[tuple[Item, Element]]:
    """By status, then in the natural order of the sections; else as they stand in the documents."""
    known = [(item, element) for item, element in siblings if item is not None]
    return sorted(known, key=lambda both: (STATUSES.index(both[0].status), SECTIONS.index(both[0].section)))


def hushed(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines as they are said of something beta: nothing breaks, and removals need no reason."""
    return tuple(line._replace(breaking=False) for line in lines if line.aspect != "removed")


def _brought(element: Element, section: Section, depth: int) -> tuple[Item, ...]:
    if not element.added or depth >= DEPTH:
        return ()
    return (Item(section, element.added, ADDED, (), (), breaks=False),)
