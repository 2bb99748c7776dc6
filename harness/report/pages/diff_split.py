"""More changes than a page should hold, in parts: one for each area."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.report.model.diff import Counts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harness.report.pages.diff_groups import Group


class Part(NamedTuple):
    """A page of its own.

    Attributes:
        file: its name, beside the index.
        name: of its area, with a number where that takes more than one page.
    """

    file: str
    name: str
    groups: tuple[Group, ...]
    counts: Counts


def parts_of(groups: Sequence[Group], file: str, most: int) -> list[Part]:
    """The pages of all groups, the worst areas first.

    Args:
        groups: of the whole report.
        file: the name of the index.
        most: how many changes a page may hold.
    """
    from harness.report.pages.diff_groups import areas_of

    by_area: dict[str, list[Group]] = {}
    for group in groups:
        by_area.setdefault(group.area, []).append(group)
    stem, dot, suffix = file.rpartition(".")
    parts: list[Part] = []
    for area, _ in areas_of(groups):
        pages = [*_pages(by_area[area], most)]
        for number, of_page in enumerate(pages, 1):
            # Areas are called by the document, files are not.
            name = f"{stem or suffix}-{len(parts) + 1}{dot if stem else ''}{suffix if stem else ''}"
            counts = reduce(Counts.plus, (group.counts for group in of_page))
            parts.append(Part(name, f"{area}, {number} of {len(pages)}" if len(pages) > 1 else area, of_page, counts))
    return parts


def ids_of(part: Part) -> str:
    """The ids on the page of a part that links may name, with blanks between them."""
    return " ".join(
        id_ for group in part.groups for id_ in (group.id, *(id_ for entry in group.entries for id_ in entry.ids))
    )


def _pages(groups: Sequence[Group], most: int) -> Iterator[tuple[Group, ...]]:
    """Groups in runs that fit on a page, at least one group each."""
    page: list[Group] = []
    total = 0
    for group in groups:
        if page and total + group.counts.total > most:
            yield tuple(page)
            page, total = [], 0
        page.append(group)
        total += group.counts.total
    yield tuple(page)
