"""The folder of an API: history.html, a page for each step, the feed, and the changelog where a site has one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harness.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.changelog import Changelog
    from harness.cli._console import Console
    from harness.conformance import ServerRecord
    from harness.report.model.diff import DiffReport
    from harness.report.model.history import History, Step
    from harness.session import Session
    from harness.versions import Api

# Label, address, and whether it is the page itself.
Link = tuple[str, str, bool]

HISTORY = "history.html"
FEED = "feed.atom"
CHANGELOG = "changelog.html"


class Pages:
    """Writes the pages of an API into a folder, each file whole or not at all.

    Args:
        folder: made with the first page if it is not there.
        console: is told what is written.
        around: other pages to lead to.
        changelog: whether there is a page of the changelog, too.

    """

    __slots__ = ("_changelog", "_console", "_folder", "_links")

    def __init__(
        self, folder: str, console: Console, around: tuple[Link, ...] = (), *, changelog: bool = False
    ) -> None:
        self._folder = folder
        self._console = console
        self._changelog = changelog
        self._links = (*around, ("Changelog", CHANGELOG, False)) if changelog else around

    def write_api(
        self,
        api: Api,
        session: Session,
        today: str,
        *,
        every_pair: bool = False,
        url: str | None = None,
        records: tuple[ServerRecord, ...] = (),
    ) -> History:
        """Write all pages; the history last, since it leads to all others.

        Args:
            api: has one snapshot or more.
            session: reads and judges.
            today: the day of the report.
            every_pair: whether any two snapshots get a page, not only neighbours.
            url: of the folder where it will be published, for the links of the feed.
            records: what conformance runs found.

        Raises:
            UsageError: the folder cannot be made, or a file not be written.
        """
        from harness.cli._session import reading
        from harness.report.build.history import history_of
        from harness.report.formats.atom import atom
        from harness.report.pages.history import ALL_PAIRS, NEIGHBOURS, history_html

        changelogs: list[Changelog] = []

        def visit(steps: tuple[Step, ...], report: DiffReport, changelog: Changelog) -> None:
            self._write_diff(steps[-1].old, steps[-1].new, steps, report)
            changelogs.append(changelog)

        with reading(api, self._console) as progress:
            history = history_of(api, session, today, visit=visit, progress=progress.at)
            history = history._replace(records=records)
        if every_pair:
            self._write_distant_pairs(api, session, history.steps)
        if self._changelog:
            from harness.report.changelogs import render_history

            self._save(render_history(reversed(changelogs), "html"), CHANGELOG)
        self._save(atom(history, url), FEED)
        pairs = ALL_PAIRS if every_pair else NEIGHBOURS
        self._save(history_html(history, pairs=pairs, pages=self._around(history), feed=FEED), HISTORY)
        return history

    def _write_distant_pairs(self, api: Api, session: Session, steps: tuple[Step, ...]) -> None:
        from harness.report.build.diff import report_of
        from harness.session import distant_pairs

        for old, new, beside in distant_pairs(api.line):
            self._write_diff(old.date, new.date, steps, report_of(session.diff(old, new, beside)))

    def _write_diff(self, old: str, new: str, steps: tuple[Step, ...], report: DiffReport) -> None:
        """The page of two snapshots, in several files where there are too many changes for one."""
        from harness.report.model.history import diff_name
        from harness.report.pages.diff import diff_pages
        from harness.report.pages.history import strip_of

        name = diff_name(old, new)
        links = (*self._links, ("History", HISTORY, False), ("Diff", name, True))
        strip = strip_of(steps, new, HISTORY) if len(steps) > 1 else None
        for file, text in diff_pages(report, name, strip=strip, links=links):
            self._save(text, file)

    def _around(self, history: History) -> tuple[Link, ...]:
        """What the history leads to."""
        from harness.report.model.history import diff_name

        newest = [("Newest diff", diff_name(step.old, step.new), False) for step in history.steps[-1:]]
        return (*self._links, ("History", HISTORY, True), *newest)

    def _save(self, text: Iterable[str | bytes], file: str) -> None:
        make_folder(self._folder)
        self._console.save(text, os.path.join(self._folder, file))


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
