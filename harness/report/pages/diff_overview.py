"""What a page of two documents says before it lists their changes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.report.pages.diff_groups import DOCUMENT, SECTIONS, SHARED, WEBHOOKS, Counts
from harness.report.pages.page import ticks
from harness.report.words.text import plural
from harness.vocabulary import BREAKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.report.model.diff import DiffReport, Row
    from harness.report.pages.diff_groups import Group

_MOST_REACHING = 7


class Area(NamedTuple):
    """Where changes are: the operations of a tag, all shared components, or the rest."""

    name: str
    href: str
    counts: Counts


class Reaching(NamedTuple):
    """A breaking change and how many operations it touches."""

    title: Any
    href: str
    operations: int


def headline(report: DiffReport, counts: Counts) -> str:
    """What the page says, in three words."""
    if not (report.contract or report.changelog):
        return plural(counts.total, "change")
    return plural(counts.breaking, "breaking change") if counts.breaking else "No breaking changes"


def short_labels(report: DiffReport) -> tuple[str, str]:
    """What to call the two documents again and again: files by the end of their paths that tells them apart."""
    old, new = (label.split("/") for label in report.labels)
    same = 0
    while same < min(len(old), len(new)) - 1 and old[same] == new[same]:
        same += 1
    return "/".join(old[same:]), "/".join(new[same:])


def both_judgements(report: DiffReport) -> tuple[int, int] | None:
    """How many changes are Breaking in the changelog, and how many of them harm nobody."""
    if not (report.contract and report.changelog):
        return None
    return sum(row.badge == BREAKING for row in report.rows), sum(row.is_harmless for row in report.rows)


def days_between(old: str, new: str) -> int | None:
    """How many days two snapshots are apart, None where their labels are no dates."""
    try:
        return (date.fromisoformat(new) - date.fromisoformat(old)).days
    except ValueError:
        return None


def areas_of(groups: Sequence[Group]) -> list[tuple[str, Counts]]:
    """The areas of all groups with their changes, the worst first."""
    found: dict[str, Counts] = {}
    for group in groups:
        before = found.get(group.area, (0, 0, 0))
        found[group.area] = Counts(*(a + b for a, b in zip(before, group.counts, strict=True)))
    return sorted(found.items(), key=lambda item: [-count for count in item[1]])


def reaching(rows: Sequence[Row], homes: dict[str, str]) -> list[Reaching]:
    """The breaking changes that touch the most operations; none where all touch one."""
    breaking = sorted((row for row in rows if row.impact == BREAKING), key=lambda row: -len(row.operations))
    if not breaking or len(breaking[0].operations) < 2:
        return []
    return [
        Reaching(ticks(row.title[:1].upper() + row.title[1:]), f"{homes.get(row.id, '')}#{row.id}", len(row.operations))
        for row in breaking[:_MOST_REACHING]
    ]


def sections_of(report: DiffReport, groups: Sequence[Group]) -> list[tuple[str, str, str, list[Group]]]:
    """Each section with its id, its heading, a line below, and its groups."""
    found = []
    for section in SECTIONS:
        of = [group for group in groups if group.section == section]
        if of:
            schemas = section == SHARED and all(group.method == "schema" for group in of)
            heading = "Shared schemas" if schemas else section
            found.append((f"in-{section.split()[0].lower()}", heading, _below(report, section, of), of))
    return found


def _below(report: DiffReport, section: str, groups: Sequence[Group]) -> str:
    if section == SHARED:
        return f"Each is listed once and reaches all operations that use it: {plural(len(groups), 'component')}"
    if section == DOCUMENT:
        return "What stands outside all operations and components"
    of = [one for one in report.operations if one.name.startswith("Webhook ") == (section == WEBHOOKS)]
    states = [sum(one.state == state for one in of) for state in ("added", "removed")]
    touched = {name for names in {row.operations for row in report.listed} for name in names}
    changed = sum(one.state == "kept" and one.name in touched for one in of)
    told = [
        (changed, "changed"),
        (states[0], "added"),
        (states[1], "removed"),
        (len(of) - changed - sum(states), "unchanged"),
    ]
    return ", ".join(f"{count:,} {word}" for count, word in told if count)
