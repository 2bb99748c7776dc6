"""The changes of a report by what they are of: an operation, a shared component, or the document itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from harness.report.model.diff import OperationRow
from harness.report.pages.page import anchor
from harness.report.words.judgement import by_holder
from harness.vocabulary import BREAKING, IMPACTS
from harness.vocabulary import SECTIONS as COMPONENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harness.report.model.diff import DiffReport, Row
    from harness.vocabulary import Step

# The sections of a page, in their order.
OPERATIONS = "Operations"
SHARED = "Shared components"
WEBHOOKS = "Webhooks"
DOCUMENT = "Document"
SECTIONS = (OPERATIONS, SHARED, WEBHOOKS, DOCUMENT)
UNTAGGED = "Untagged"

_WEBHOOK = "Webhook "
_RANK = {level: rank for rank, level in enumerate(IMPACTS)}


class Counts(NamedTuple):
    """How many changes there are of each impact."""

    breaking: int
    warning: int
    compatible: int

    @property
    def total(self) -> int:
        """Of all impacts."""
        return sum(self)


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


def operation_id(name: str) -> str:
    """The id of an operation for links."""
    kind = "w" if name.startswith(_WEBHOOK) else "op"
    return anchor(name.removeprefix(_WEBHOOK), kind)


def counts_of(rows: Iterable[Row]) -> Counts:
    """How many of the changes are of each impact."""
    found = Counter(row.impact for row in rows)
    return Counts(*(found[level] for level in IMPACTS))


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
        (operation, operation_id(operation.name), tuple(via[operation.name]))
        for operation in report.operations
        if operation.name in via and operation.name not in own
    ]


def _group(holder: Step | None, rows: list[Row], operations: dict[str, OperationRow]) -> Group:
    rows.sort(key=lambda row: _RANK[row.impact])
    counts = counts_of(rows)
    if holder is None:
        return Group("document", DOCUMENT, "", "The document", None, DOCUMENT, tuple(rows), counts, ())
    kind = COMPONENTS.get(holder.kind)
    if kind is None:
        section = WEBHOOKS if holder.kind == "webhook" else OPERATIONS
        operation = operations.get(holder.name) or OperationRow(holder.name, None, (), "kept")
        method, _, path = holder.name.removeprefix(_WEBHOOK).partition(" ")
        area = operation.tags[0] if operation.tags else WEBHOOKS if section == WEBHOOKS else UNTAGGED
        return Group(operation_id(holder.name), section, method, path, operation, area, tuple(rows), counts, ())
    id_ = anchor(holder.name if kind == "schema" else f"{kind} {holder.name}", "s")
    named = {name for names in {row.operations for row in rows} for name in names}
    reached = tuple(name for name in operations if name in named)
    return Group(id_, SHARED, kind, holder.name, None, SHARED, tuple(rows), counts, reached)


def _via(groups: Iterable[Group]) -> dict[str, list[Via]]:
    """For each operation, the shared components that bring it a change."""
    found: dict[str, list[Via]] = {}
    for group in groups:
        if group.section != SHARED:
            continue
        breaking: Counter[str] = Counter()
        # Most changes of a component reach the same operations.
        for names, count in Counter(row.operations for row in group.rows if row.impact == BREAKING).items():
            for name in names:
                breaking[name] += count
        for name in group.reached:
            found.setdefault(name, []).append(Via(group.name, group.id, breaking[name]))
    for vias in found.values():
        vias.sort(key=lambda via: -via.breaking)
    return found
