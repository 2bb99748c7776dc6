"""The folder of an API: history.html, a page for each step, and the feed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harness.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.cli._console import Console
    from harness.cli._steps import Judge
    from harness.document import Api
    from harness.report import Bar, History, Selection, Step

HISTORY = "history.html"
FEED = "feed.atom"


def write_pages(
    api: Api, folder: str, judge: Judge, console: Console, *, every_pair: bool = False, url: str | None = None
) -> History:
    """Write the pages of an API, each file whole or not at all; the history last, since it leads to all others.

    Args:
        api: has one snapshot or more.
        folder: made if it is not there.
        judge: judges the steps.
        console: is told what is written.
        every_pair: whether any two snapshots get a page, not only neighbours.
        url: of the folder where it will be published, for the links of the feed.

    Raises:
        UsageError: the folder or a file in it cannot be written.
    """
    from harness.cli._steps import history
    from harness.report import ALL_PAIRS, NEIGHBOURS, atom, history_html

    make_folder(folder)
    judge = judge._replace(witnesses=True)
    found = history(api, judge, console, lambda steps, selection: _write_step(folder, steps, selection, console))
    if every_pair:
        _write_rest(api, folder, judge, found, console)
    console.save(atom(found, url), os.path.join(folder, FEED))
    pairs = ALL_PAIRS if every_pair else NEIGHBOURS
    text = history_html(found, pairs=pairs, pages=_links(found), feed=FEED)
    console.save(text, os.path.join(folder, HISTORY))
    return found


def make_folder(folder: str) -> None:
    """Make a folder, and those above it, unless it is there.

    Raises:
        UsageError: it cannot be made.
    """
    try:
        os.makedirs(folder, exist_ok=True)
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"cannot make the folder {folder!r}", cause=cause, hint="HTML of a history is a folder of pages"
        ) from error


def _write_step(folder: str, steps: tuple[Step, ...], selection: Selection, console: Console) -> None:
    from harness.report import strip_of

    last = steps[-1]
    strip = strip_of(steps, last.new, HISTORY)
    _write_diff(folder, (last.old, last.new), selection, strip, console)


def _write_diff(
    folder: str, dates: tuple[str, str], selection: Selection, strip: Sequence[Bar], console: Console
) -> None:
    from harness.report import diff_name, diff_pages, report_of

    name = diff_name(*dates)
    links = (("History", HISTORY, False), ("Diff", name, True))
    for file, text in diff_pages(report_of(selection, details=True), name, strip=strip, links=links):
        console.save(text, os.path.join(folder, file))


def _write_rest(api: Api, folder: str, judge: Judge, found: History, console: Console) -> None:
    """The pages of those that are no neighbours."""
    from harness.report import strip_of

    snapshots = api.snapshots
    for at, before in enumerate(snapshots[:-2]):
        old = judge.document(before, console)
        for after in snapshots[at + 2 :]:
            selection, _ = judge.step(old, judge.document(after, console))
            strip = strip_of(found.steps, after.date, HISTORY)
            _write_diff(folder, (before.date, after.date), selection, strip, console)


def _links(found: History) -> list[tuple[str, str, bool]]:
    links = [("History", HISTORY, True)]
    if found.steps:
        from harness.report import diff_name

        links.append(("Newest diff", diff_name(found.steps[-1].old, found.steps[-1].new), False))
    return links
