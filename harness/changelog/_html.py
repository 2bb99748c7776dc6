"""The changelog as one self-contained page: no script, nothing fetched, light and dark."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from harness.changelog._model import STATUSES
from harness.changelog._plain import plain
from harness.changelog._wording import TITLE, plural, sentence, step_name, summary, unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import Environment

    from harness.changelog._model import Changelog, Entry

# Template fragments are small; so many go out together.
_FRAGMENTS = 200


class Step(NamedTuple):
    """A changelog and what the page says above it; `name` is None where it is the only one."""

    changelog: Changelog
    name: str | None
    groups: list[tuple[str, tuple[Entry, ...], bool]]


def html(changelog: Changelog) -> Iterator[str]:
    """The page, in pieces."""
    title = TITLE if changelog.entries else unchanged(changelog)
    return _page(f"{title}: {changelog.new.title}", iter([_step(changelog, None)]))


def html_history(changelogs: Iterable[Changelog]) -> Iterator[str]:
    """One page for several steps, each under its date."""
    return _page("API changelog", (_step(changelog, step_name(changelog)) for changelog in changelogs))


def _page(title: str, steps: Iterator[Step]) -> Iterator[str]:
    from base64 import b64encode
    from hashlib import sha256

    environment = _environment()
    style = environment.get_template("changelog.css").render()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    stream = environment.get_template("changelog.html").stream(title=title, steps=steps, style=style, digest=digest)
    stream.enable_buffering(_FRAGMENTS)
    return iter(stream)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("harness.changelog"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["plain"] = plain
    environment.globals |= {
        "plural": plural,
        "sentence": sentence,
        "summary": summary,
        "unchanged": unchanged,
    }
    return environment


def _step(changelog: Changelog, name: str | None) -> Step:
    groups = [(status, changelog.of(status)) for status in STATUSES]
    return Step(
        changelog,
        name,
        [(status, entries, any(entry.breaks for entry in entries)) for status, entries in groups if entries],
    )
