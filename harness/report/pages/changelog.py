"""The changelog as one self-contained page: no script, nothing fetched, light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harness.report.pages.page import environment
from harness.report.words.changelog import TITLE, groups_of, plain, plural, sentence, step_name, summary, unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.changelog import Changelog, Entry, Status

# Template fragments are small; so many go out together.
_FRAGMENTS = 200


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
    from base64 import b64encode
    from hashlib import sha256

    templates = environment()
    assert templates.loader is not None
    style = templates.loader.get_source(templates, "changelog.css")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    stream = templates.get_template("changelog.html").stream(
        title=title,
        steps=steps,
        style=style,
        digest=digest,
        noun_for=plural,
        plain=plain,
        sentence=sentence,
        summary=summary,
        unchanged=unchanged,
    )
    stream.enable_buffering(_FRAGMENTS)
    yield from stream
    yield "\n"


def _step(changelog: Changelog, name: str | None) -> Step:
    return Step(changelog, name, groups_of(changelog.entries))
