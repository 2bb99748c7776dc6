"""The page of two documents: what breaks, where, and the message that proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.records import NamedTuple
from harness.report.model.history import days_between
from harness.report.pages.diff_groups import (
    Area,
    areas_of,
    counts_of,
    groups_of,
    headline,
    index_of,
    others_of,
    places_of,
    reaching,
    sections_of,
)
from harness.report.pages.diff_rows import MARKS, Rows
from harness.report.pages.page import operation_id, page
from harness.report.words.trail import FILTERED, short_labels
from harness.vocabulary import BREAKING, IMPACTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harness.report.model.diff import DiffReport
    from harness.report.pages.diff_groups import Group

# Beyond so many changes, groups after the first ones are not parsed before they are needed.
MOST_PLAIN = 1_000
FIRST = 60
# Beyond so many changes or bytes, an index and a page per area.
MOST_ON_A_PAGE = 10_000
MOST_BYTES = 20_000_000

_MOST_INDEXED = 3_000
_MOST_AREAS = 8
_MOST_USED = 12
_HEIGHTS = (2, 4, 8, 16, 32)


class Bar(NamedTuple):
    """A snapshot in the strip above the changes.

    Attributes:
        label: short: "2026-06".
        current: whether it is the new document of this page.
    """

    label: str
    href: str
    breaking: int
    current: bool


def diff_html(
    report: DiffReport,
    *,
    strip: Sequence[Bar] | None = None,
    links: Sequence[tuple[str, str, bool]] | None = None,
) -> Iterator[str]:
    """The page, in pieces.

    Args:
        report: with its details.
        strip: the last snapshots of the API, the oldest first.
        links: the pages that belong together: label, href, and whether it is this one.
    """
    groups = groups_of(report)
    entries = report.listed_entries
    areas = [Area(name, f"#?tag={_quoted(name)}", counts) for name, counts in areas_of(groups)]
    return _page(
        report,
        groups=groups,
        strip=strip,
        links=links,
        areas=areas,
        reaching=reaching(entries, {}),
        others=others_of(report, groups),
        rows=Rows(report, short_labels(report)),
        lazy=len(entries) > MOST_PLAIN,
    )


def diff_pages(
    report: DiffReport,
    name: str,
    *,
    strip: Sequence[Bar] | None = None,
    links: Sequence[tuple[str, str, bool]] | None = None,
) -> Iterator[tuple[str, Iterator[str]]]:
    """The files of a report and their pages: one, or an index and parts where there are too many changes for one.

    Args:
        report: with its details.
        name: of the first file; the names of the others begin like it.
        strip: the last snapshots of the API, the oldest first.
        links: the pages that belong together: label, href, and whether it is this one.
    """
    count, most = len(report.listed_entries), MOST_ON_A_PAGE
    if count <= MOST_ON_A_PAGE:
        pieces = list(diff_html(report, strip=strip, links=links))
        size = sum(len(piece.encode()) for piece in pieces)
        if size <= MOST_BYTES or count < 2:
            yield name, iter(pieces)
            return
        most = count * MOST_BYTES // size
    from harness.report.pages.diff_split import ids_of, parts_of

    groups = groups_of(report)
    parts = parts_of(groups, name, most)
    homes = {entry.id: part.file for part in parts for group in part.groups for entry in group.entries}
    yield (
        name,
        _page(
            report,
            groups=(),
            strip=strip,
            links=links,
            areas=[Area(part.name, part.file, part.counts) for part in parts],
            reaching=reaching(report.listed_entries, homes),
            parts=[(part.file, ids_of(part)) for part in parts],
        ),
    )
    for part in parts:
        yield (
            part.file,
            _page(
                report,
                groups=part.groups,
                links=links,
                part=part,
                home=name,
                rows=Rows(report, short_labels(report), brief=True),
                lazy=part.counts.total > MOST_PLAIN,
            ),
        )


def _page(report: DiffReport, *, groups: Sequence[Group], **more: Any) -> Iterator[str]:
    old, new = short_labels(report)
    part = more.get("part")
    others = more.pop("others", [])
    sections = sections_of(report, groups)
    counted = [entry for entry in report.entries if not entry.edit or report.edits]
    counts = counts_of(counted) if part is None else part.counts
    data = {
        "strip": None,
        "areas": [],
        "reaching": [],
        "parts": [],
        "part": None,
        "home": "",
        "lazy": False,
        "rows": None,
        "links": None,
    } | more
    links = data.pop("links")
    return page(
        "diff.html",
        css=("diff.css",),
        js=("diff.js",),
        title=f"{headline(report, counts_of(counted))}, {report.title} {old} to {new}",
        heading=report.title,
        pages=tuple(links or ()),
        report=report,
        old=old,
        new=new,
        days=days_between(old, new),
        counts=counts,
        total=counts.total,
        levels=[(level, MARKS[level], count) for level, count in zip(IMPACTS, counts, strict=False)],
        judged=report.judged,
        breaking=report.reached([entry for entry in counted if entry.impact == BREAKING]),
        touched=report.reached(counted),
        edits=0 if report.edits else sum(row.edit for row in report.rows),
        both=report.both_judgements,
        sections=sections,
        index=index_of(sections, others, _MOST_INDEXED),
        reached=[one for one in others if one.total.total],
        unreached=[one for one in others if not one.total.total],
        filtered_words=FILTERED,
        kinds=_kinds(report),
        most_areas=_MOST_AREAS,
        most_used=_MOST_USED,
        height=_height,
        first=FIRST,
        numbers=places_of(report),
        anchors={operation.name: operation_id(operation) for operation in report.operations},
        command=_command(report, "html"),
        data_command=_command(report, "json"),
        **data,
    )


def _kinds(report: DiffReport) -> list[tuple[str, str]]:
    kinds = [("a", "Added"), ("r", "Removed"), ("c", "Changed"), ("d", "Deprecated")]
    return [*kinds, ("x", "Judgements differ")] if report.contract and report.changelog else kinds


def _height(count: int) -> str:
    """The class of a group's expected height."""
    return f"h{next((height for height in _HEIGHTS if count <= height), _HEIGHTS[-1])}"


def _command(report: DiffReport, form: str) -> str:
    from shlex import join

    return join(["harness", "diff", report.old.name, report.new.name, "--format", form, "-o", f"diff.{form}"])


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(name.encode(errors="replace"), safe="")
