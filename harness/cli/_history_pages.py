"""The folder of an API: history.html, a page for each step, and the feed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harness.errors import UsageError

if TYPE_CHECKING:
    from harness.cli._console import Console
    from harness.cli._steps import Judge
    from harness.document import Api
    from harness.report import History, Selection, Step

# Label, address, and whether it is the page itself.
Link = tuple[str, str, bool]

HISTORY = "history.html"
FEED = "feed.atom"


def write_pages(
    api: Api,
    folder: str,
    judge: Judge,
    console: Console,
    *,
    every_pair: bool = False,
    url: str | None = None,
    around: tuple[Link, ...] = (),
) -> History:
    """Write the pages of an API, each file whole or not at all; the history last, since it leads to all others.

    Args:
        api: has one snapshot or more.
        folder: made if it is not there.
        judge: judges the steps.
        console: is told what is written.
        every_pair: whether any two snapshots get a page, not only neighbours.
        url: of the folder where it will be published, for the links of the feed.
        around: other pages to lead to.

    Raises:
        UsageError: the folder or a file in it cannot be written.
    """
    from harness.cli._steps import history
    from harness.report import ALL_PAIRS, NEIGHBOURS, atom, history_html

    make_folder(folder)
    pages = _Pages(folder, console, around)
    judge = judge._replace(witnesses=True)
    found = history(api, judge, pages.write_step)
    if every_pair:
        _write_rest(api, pages, judge, found)
    console.save(atom(found, url), os.path.join(folder, FEED))
    text = history_html(found, pairs=ALL_PAIRS if every_pair else NEIGHBOURS, pages=pages.around(found), feed=FEED)
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


class _Pages:
    """Writes the pages of differences into a folder."""

    __slots__ = ("_console", "_folder", "_links")

    def __init__(self, folder: str, console: Console, links: tuple[Link, ...]) -> None:
        self._folder = folder
        self._console = console
        self._links = links

    def write_step(self, steps: tuple[Step, ...], selection: Selection) -> None:
        """The page of the last step."""
        self.write(steps[-1].old, steps[-1].new, steps, selection)

    def write(self, old: str, new: str, steps: tuple[Step, ...], selection: Selection) -> None:
        """The page of two snapshots, in several files where there are too many changes for one."""
        from harness.report import diff_name, diff_pages, report_of, strip_of

        name = diff_name(old, new)
        links = (*self._links, ("History", HISTORY, False), ("Diff", name, True))
        strip = strip_of(steps, new, HISTORY) if len(steps) > 1 else None
        for file, text in diff_pages(report_of(selection, details=True), name, strip=strip, links=links):
            self._console.save(text, os.path.join(self._folder, file))

    def around(self, found: History) -> tuple[Link, ...]:
        """What the history leads to."""
        from harness.report import diff_name

        newest = found.steps[-1:]
        return (
            *self._links,
            ("History", HISTORY, True),
            *(("Newest diff", diff_name(step.old, step.new), False) for step in newest),
        )


def _write_rest(api: Api, pages: _Pages, judge: Judge, found: History) -> None:
    """The pages of those that are no neighbours."""
    snapshots = api.snapshots
    for at, before in enumerate(snapshots[:-2]):
        old = judge.document(before)
        for after in snapshots[at + 2 :]:
            selection, _ = judge.step(old, judge.document(after), after.date)
            pages.write(before.date, after.date, found.steps, selection)
