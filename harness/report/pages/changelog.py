"""The changelog as one self-contained page: no script, nothing fetched, light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.report.pages.page import digest, rendered, source
from harness.report.words.changelog import TITLE, groups_of, plain, plural, sentence, step_name, summary, unchanged
from harness.report.words.text import printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.changelog import Changelog, Entry, Status


class Step(NamedTuple):
    """A changelog and what the page says above it; `name` is None where it is the only one."""

    changelog: Changelog
    name: str | None
    groups: list[tuple[Status, tuple[Entry, ...], bool]]


def changelog_html(changelog: Changelog) -> Iterator[str]:
    """The page, in pieces."""
    title = TITLE if changelog.entries else unchanged(changelog)
    return _page(f"{title}: {changelog.new.title}", iter([_step(changelog, None)]))


def changelogs_html(changelogs: Iterable[Changelog]) -> Iterator[str]:
    """One page for several steps, each under its date."""
    return _page("API changelog", (_step(changelog, step_name(changelog)) for changelog in changelogs))


def _page(title: str, steps: Iterator[Step]) -> Iterator[str]:
    style = source("changelog.css")
    yield from rendered(
        "changelog.html",
        title=title,
        steps=steps,
        style=style,
        digest=digest(style),
        noun_for=plural,
        plain=plain,
        sentence=sentence,
        summary=summary,
        unchanged=unchanged,
        lines=printable_lines,
    )
    yield "\n"


def _step(changelog: Changelog, name: str | None) -> Step:
    return Step(changelog, name, groups_of(changelog.entries))
