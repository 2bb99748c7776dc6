"""The formats that a changelog can be written in, alone or with those of other steps."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from harness.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.changelog import Changelog

# Module and ending of the functions of each; imported when there is something to write.
_WRITERS = {
    "text": ("harness.report.terminal.changelog", "text"),
    "markdown": ("harness.report.formats.changelog_markdown", "markdown"),
    "json": ("harness.report.formats.changelog_json", "json"),
    "html": ("harness.report.pages.changelog", "html"),
}
FORMATS = tuple(_WRITERS)


def render(changelog: Changelog, format: str) -> Iterator[str]:  # noqa: A002 (the word that users write)
    """A changelog as a stream of text, in pieces of any size.

    Raises:
        UsageError: there is no such format.
    """
    write = cast("Callable[[Changelog], Iterator[str]]", _writer("changelog", format))
    return write(changelog)


def render_history(changelogs: Iterable[Changelog], format: str) -> Iterator[str]:  # noqa: A002 (as above)
    """Several steps as one stream, each under the date of its new snapshot, in the order given: newest first.

    Each changelog is asked for only when those before it are written, so an iterator of them needs no more memory
    than one.

    Raises:
        UsageError: there is no such format.
    """
    write = cast("Callable[[Iterable[Changelog]], Iterator[str]]", _writer("changelogs", format))
    return write(changelogs)


def _writer(shown: str, name: str) -> object:
    if name not in _WRITERS:
        raise UsageError(f"there is no format {name!r}", hint=f"use one of {', '.join(FORMATS)}")
    module, ending = _WRITERS[name]
    return getattr(import_module(module), f"{shown}_{ending}")
