"""What a page of two documents says before it lists changes, and their groups: operations, components, the document."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from harness.report.model.diff import Counts, by_holder, unknown_operation
from harness.report.pages.page import anchor, operation_id, ticks
from harness.report.words.text import capitalized, plural
from harness.vocabulary import BREAKING, IMPACTS
from harness.vocabulary import SECTIONS as COMPONENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from harness.report.model.diff import DiffReport, OperationRow, Row
    from harness.vocabulary import Step

# The sections of a page, in their order.
OPERATIONS = "Operations"
SHARED = "Shared components"
WEBHOOKS = "Webhooks"
DOCUMENT = "Document"
SECTIONS = (OPERATIONS, SHARED, WEBHOOKS, DOCUMENT)
UNTAGGED = "Untagged"
_RANK = {level: rank for rank, level in enumerate(IMPACTS)}
_MOST_REACHING = 7


class Via(NamedTuple):
    """A shared component that an operation uses, and how many breaking changes reach it from there."""

    name: str
    id: str
    breaking: int


class Group(NamedTuple):
    """What some changes are of.

    Attributes:
        id: for links.
        section: one of `SECTIONS`.
        method: "POST"; of a component, what it is: "schema".
        name: a path, or the name of a component.
        operation: None for what is no operation.
        area: its first tag; of a component and of the document, the name of the section.
        rows: the worst first.
        reached: the names of all operations that a component reaches.
        via: the shared components through which more changes reach an operation.
    """

    id: str
    section: str
    method: str
    name: str
    operation: OperationRow | None
    area: str
    rows: tuple[Row, ...]
    counts: Counts
    reached: tuple[str, ...]
    via: tuple[Via, ...] = ()


def counts_of(rows: Iterable[Row]) -> Counts:
    """How many of the changes are of each impact."""
    return Counts(**Counter[str](row.impact for row in rows))


def groups_of(report: DiffReport) -> tuple[Group, ...]:
    """All groups in the order of the page: by section, the worst first."""
    operations = {operation.name: operation for operation in report.operations}
    groups = [_group(holder, rows, operations) for holder, rows in by_holder(report.listed).items()]
    via = _via(groups)
    groups = [
        group._replace(via=tuple(via.get(group.operation.name, ()))) if group.operation else group for group in groups
    ]
    order = {section: at for at, section in enumerate(SECTIONS)}
    return tuple(sorted(groups, key=lambda group: (order[group.section], *(-count for count in group.counts))))


def only_reached(report: DiffReport, groups: Sequence[Group]) -> list[tuple[OperationRow, str, tuple[Via, ...]]]:
    """The operations that changes reach through shared components alone, with their ids and those components."""
    via = _via(groups)
    own = {group.operation.name for group in groups if group.operation is not None}
    return [
        (operation, operation_id(operation), tuple(via[operation.name]))
        for operation in report.operations
        if operation.name in via and operation.name not in own
    ]


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


def short_labels(report: DiffReport) -> tuple[str, str]:
    """What to call the two documents again and again: files by the end of their paths that tells them apart."""
    old, new = (label.split("/") for label in report.labels)
    same = 0
    while same < min(len(old), len(new)) - 1 and old[same] == new[same]:
        same += 1
    return "/".join(old[same:]), "/".join(new[same:])


def areas_of(groups: Sequence[Group]) -> list[tuple[str, Counts]]:
    """The areas of all groups with their changes, the worst first."""
    areas: dict[str, Counts] = {}
    for group in groups:
        areas[group.area] = areas.get(group.area, Counts()).plus(group.counts)
    return sorted(areas.items(), key=lambda item: [-count for count in item[1]])


def reaching(rows: Sequence[Row], homes: dict[str, str]) -> list[Reaching]:
    """The breaking changes that touch the most operations; none where all touch one."""
    breaking = sorted((row for row in rows if row.impact == BREAKING), key=lambda row: -len(row.operations))
    if not breaking or len(breaking[0].operations) < 2:
        return []
    return [
        Reaching(ticks(capitalized(row.title)), f"{homes.get(row.id, '')}#{row.id}", len(row.operations))
        for row in breaking[:_MOST_REACHING]
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


def _group(holder: Step | None, rows: list[Row], operations: dict[str, OperationRow]) -> Group:
    rows.sort(key=lambda row: _RANK[row.impact])
    counts = counts_of(rows)
    if holder is None:
        return Group("document", DOCUMENT, "", "The document", None, DOCUMENT, tuple(rows), counts, ())
    kind = COMPONENTS.get(holder.kind)
    if kind is None:
        section = WEBHOOKS if holder.kind == "webhook" else OPERATIONS
        operation = operations.get(holder.name) or unknown_operation(holder.name)
        area = operation.tags[0] if operation.tags else WEBHOOKS if section == WEBHOOKS else UNTAGGED
        id_, method, path = operation_id(operation), operation.method, operation.path
        return Group(id_, section, method, path, operation, area, tuple(rows), counts, ())
    id_ = anchor(holder.name if kind == "schema" else f"{kind} {holder.name}", "s")
    named = {name for names in {row.operations for row in rows} for name in names}
    reached = tuple(name for name in operations if name in named)
    return Group(id_, SHARED, kind, holder.name, None, SHARED, tuple(rows), counts, reached)


def _via(groups: Iterable[Group]) -> dict[str, list[Via]]:
    """For each operation, the shared components that bring it a change."""
    components: dict[str, list[Via]] = {}
    for group in groups:
        if group.section != SHARED:
            continue
        breaking: Counter[str] = Counter()
        # Most changes of a component reach the same operations.
        for names, count in Counter(row.operations for row in group.rows if row.impact == BREAKING).items():
            for name in names:
                breaking[name] += count
        for name in group.reached:
            components.setdefault(name, []).append(Via(group.name, group.id, breaking[name]))
    for vias in components.values():
        vias.sort(key=lambda via: -via.breaking)
    return components


def _below(report: DiffReport, section: str, groups: Sequence[Group]) -> str:
    if section == SHARED:
        return f"Each is listed once and reaches all operations that use it: {plural(len(groups), 'component')}"
    if section == DOCUMENT:
        return "What stands outside all operations and components"
    of = [row for row in report.operations if (row.kind == "webhook") == (section == WEBHOOKS)]
    states = [sum(row.state == state for row in of) for state in ("added", "removed")]
    touched = {name for names in {row.operations for row in report.listed} for name in names}
    changed = sum(row.state == "kept" and row.name in touched for row in of)
    numbers = [
        (changed, "changed"),
        (states[0], "added"),
        (states[1], "removed"),
        (len(of) - changed - sum(states), "unchanged"),
    ]
    return ", ".join(f"{count:,} {word}" for count, word in numbers if count)
