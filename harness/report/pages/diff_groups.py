"""What a page of two documents says before it lists changes, and their groups: operations, components, the document."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.report.model.diff import Counts, unknown_operation
from harness.report.model.entries import SEVERAL, rank
from harness.report.pages.page import anchor, operation_id, ticks
from harness.report.words.text import capitalized, plural
from harness.vocabulary import BREAKING
from harness.vocabulary import SECTIONS as COMPONENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from harness.report.model.diff import DiffReport, OperationRow
    from harness.report.model.entries import Entry
    from harness.vocabulary import Step

# The sections of a page, in their order.
OPERATIONS = "Operations"
SHARED = "Shared components"
WEBHOOKS = "Webhooks"
DOCUMENT = "Document"
SECTIONS = (OPERATIONS, SHARED, WEBHOOKS, DOCUMENT)
UNTAGGED = "Untagged"
_MOST_REACHING = 7


class Via(NamedTuple):
    """What brings an operation changes from elsewhere, and how many breaking ones: a shared component, mostly."""

    name: str
    id: str
    breaking: int


class Group(NamedTuple):
    """What some entries are of.

    Attributes:
        id: for links.
        section: one of `SECTIONS`.
        method: "POST"; of a component, what it is: "schema".
        name: a path, or the name of a component.
        operation: None for what is no operation.
        area: its first tag; of a component and of the document, the name of the section.
        entries: the worst first.
        counts: of these.
        reached: the names of all operations that a component reaches.
        total: of all entries that reach the operation, from wherever; of what is no operation, its own.
        via: where the others come from, the worst first.
    """

    id: str
    section: str
    method: str
    name: str
    operation: OperationRow | None
    area: str
    entries: tuple[Entry, ...]
    counts: Counts
    reached: tuple[str, ...]
    total: Counts
    via: tuple[Via, ...] = ()


class Reached(NamedTuple):
    """An operation that has no changes of its own.

    Attributes:
        total: of all entries that reach it; all 0 where none does.
        via: where they come from, the worst first.
    """

    operation: OperationRow
    id: str
    total: Counts
    via: tuple[Via, ...]


def counts_of(entries: Iterable[Entry]) -> Counts:
    """How many entries are of each impact."""
    return Counts(**Counter[str](entry.impact for entry in entries))


def groups_of(report: DiffReport) -> tuple[Group, ...]:
    """All groups in the order of the page: by section, the worst first."""
    operations = {operation.name: operation for operation in report.operations}
    by_home: dict[Step | str | None, list[Entry]] = {}
    for entry in report.listed_entries:
        by_home.setdefault(entry.home, []).append(entry)
    groups = [_group(home, entries, operations) for home, entries in by_home.items()]
    via, totals = _via(groups), _totals(groups)
    groups = [
        group._replace(via=tuple(via.get(group.operation.name, ())), total=totals[group.operation.name])
        if group.operation is not None
        else group
        for group in groups
    ]
    order = {section: at for at, section in enumerate(SECTIONS)}
    return tuple(sorted(groups, key=lambda group: (order[group.section], *(-count for count in group.counts))))


def others_of(report: DiffReport, groups: Sequence[Group]) -> list[Reached]:
    """The operations without a group of their own: what reaches them stands elsewhere, if anything does."""
    via, totals = _via(groups), _totals(groups)
    own = {group.operation.name for group in groups if group.operation is not None}
    return [
        Reached(operation, operation_id(operation), totals[name], tuple(via.get(name, ())))
        for operation in report.operations
        if (name := operation.name) not in own
    ]


def places_of(report: DiffReport) -> dict[str, int]:
    """The number of each operation, which scripts know it by."""
    return {operation.name: at for at, operation in enumerate(report.operations)}


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in few signs: `3 17 40-45`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


class Area(NamedTuple):
    """Where changes are: the operations of a tag, all shared components, or the rest."""

    name: str
    href: str
    counts: Counts


class Reaching(NamedTuple):
    """A breaking change and how many operations it touches."""

    title: Markup
    href: str
    operations: int


def headline(report: DiffReport, counts: Counts) -> str:
    """What the page says, in three words."""
    if not report.judged:
        return plural(counts.total, "change")
    return plural(counts.breaking, "breaking change") if counts.breaking else "No breaking changes"


def areas_of(groups: Sequence[Group]) -> list[tuple[str, Counts]]:
    """The areas of all groups with their changes, the worst first."""
    areas: dict[str, Counts] = {}
    for group in groups:
        areas[group.area] = areas.get(group.area, Counts()).plus(group.counts)
    return sorted(areas.items(), key=lambda item: [-count for count in item[1]])


def reaching(entries: Sequence[Entry], homes: dict[str, str]) -> list[Reaching]:
    """The breaking changes that touch the most operations; none where all touch one."""
    breaking = sorted(
        (entry for entry in entries if entry.impact == BREAKING), key=lambda entry: -len(entry.operations)
    )
    if not breaking or len(breaking[0].operations) < 2:
        return []
    return [
        Reaching(ticks(capitalized(entry.title)), f"{homes.get(entry.id, '')}#{entry.id}", len(entry.operations))
        for entry in breaking[:_MOST_REACHING]
    ]


def sections_of(report: DiffReport, groups: Sequence[Group]) -> list[tuple[str, str, str, list[Group]]]:
    """Each section with its id, its heading, a line below, and its groups."""
    sections = []
    for section in SECTIONS:
        of = [group for group in groups if group.section == section]
        if of:
            schemas = section == SHARED and all(group.method == "schema" for group in of)
            heading = "Shared schemas" if schemas else section
            sections.append((f"in-{section.split()[0].lower()}", heading, _below(report, section, of), of))
    return sections


def index_of(
    sections: Sequence[tuple[str, str, str, list[Group]]], others: Sequence[Reached], most: int
) -> list[tuple[str, list[tuple[str, str, str, Counts]]]]:
    """What the index lists under each heading: id, method, name, and how many changes there are.

    Args:
        sections: of the page.
        others: the operations without a group.
        most: how many to list.
    """
    index: dict[str, list[tuple[str, str, str, Counts]]] = {}
    for _, heading, _, groups in sections:
        index[heading] = [
            (group.id, group.method if group.operation else "", group.name, group.total) for group in groups
        ]
    reached = [(one.id, one.operation.method, one.operation.path, one.total) for one in others if one.total.total]
    if reached:
        index = {OPERATIONS: index.pop(OPERATIONS, []) + reached, **index}
        index[OPERATIONS].sort(key=lambda link: [-count for count in link[3]])
    shortened = []
    for heading, links in index.items():
        shortened.append((heading, links[:most]))
        most = max(0, most - len(links))
    return shortened


def _group(home: Step | str | None, entries: list[Entry], operations: dict[str, OperationRow]) -> Group:
    entries.sort(key=rank)
    counts = counts_of(entries)
    named = {name for names in {entry.operations for entry in entries} for name in names}
    reached = tuple(name for name in operations if name in named)
    if home is None:
        return Group("document", DOCUMENT, "", "The document", None, DOCUMENT, tuple(entries), counts, (), counts)
    if isinstance(home, str):
        return Group("several", OPERATIONS, "", SEVERAL, None, SEVERAL, tuple(entries), counts, reached, counts)
    kind = COMPONENTS.get(home.kind)
    if kind is None:
        section = WEBHOOKS if home.kind == "webhook" else OPERATIONS
        operation = operations.get(home.name) or unknown_operation(home.name)
        area = operation.tags[0] if operation.tags else WEBHOOKS if section == WEBHOOKS else UNTAGGED
        id_, method, path = operation_id(operation), operation.method, operation.path
        return Group(id_, section, method, path, operation, area, tuple(entries), counts, (), counts)
    id_ = anchor(home.name if kind == "schema" else f"{kind} {home.name}", "s")
    return Group(id_, SHARED, kind, home.name, None, SHARED, tuple(entries), counts, reached, counts)


def _via(groups: Iterable[Group]) -> dict[str, list[Via]]:
    """For each operation, what brings it changes from elsewhere."""
    components: dict[str, list[Via]] = {}
    for group in groups:
        breaking: Counter[str] = Counter()
        # Most changes of a component reach the same operations.
        for (names, impact), count in Counter((entry.operations, entry.impact) for entry in group.entries).items():
            for name in names:
                breaking[name] += count * (impact == BREAKING)
        own = None if group.operation is None else group.operation.name
        for name, count in breaking.items():
            if name != own:
                components.setdefault(name, []).append(Via(group.name, group.id, count))
    for vias in components.values():
        vias.sort(key=lambda via: -via.breaking)
    return components


def _totals(groups: Iterable[Group]) -> defaultdict[str, Counts]:
    """For each operation, how many entries reach it."""
    totals: defaultdict[str, Counts] = defaultdict(Counts)
    by_names: dict[tuple[str, ...], list[Entry]] = {}
    for group in groups:
        for entry in group.entries:
            by_names.setdefault(entry.operations, []).append(entry)
    for names, entries in by_names.items():
        counts = counts_of(entries)
        for name in names:
            totals[name] = totals[name].plus(counts)
    return totals


def _below(report: DiffReport, section: str, groups: Sequence[Group]) -> str:
    if section == SHARED:
        return f"Each is listed once and reaches all operations that use it: {plural(len(groups), 'component')}"
    if section == DOCUMENT:
        return "What stands outside all operations and components"
    of = [row for row in report.operations if (row.kind == "webhook") == (section == WEBHOOKS)]
    states = [sum(row.state == state for row in of) for state in ("added", "removed")]
    touched = {name for names in {entry.operations for entry in report.listed_entries} for name in names}
    changed = sum(row.state == "kept" and row.name in touched for row in of)
    numbers = [
        (changed, "changed"),
        (states[0], "added"),
        (states[1], "removed"),
        (len(of) - changed - sum(states), "unchanged"),
    ]
    return ", ".join(f"{count:,} {word}" for count, word in numbers if count)
