"""The formats that a changelog can be written in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harness.changelog._html import html, html_history
from harness.changelog._json import json, json_history
from harness.changelog._markdown import markdown, markdown_history
from harness.changelog._text import text, text_history
from harness.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.changelog._model import Changelog


class _Form(NamedTuple):
    one: Callable[[Changelog], Iterator[str]]
    several: Callable[[Iterable[Changelog]], Iterator[str]]


_FORMS = {
    "text": _Form(text, text_history),
    "markdown": _Form(markdown, markdown_history),
    "json": _Form(json, json_history),
    "html": _Form(html, html_history),
}
FORMATS = tuple(_FORMS)


def render(changelog: Changelog, format: str) -> Iterator[str]:  # noqa: A002 (the word that users write)
    """A changelog as a stream of text, in pieces of any size.

    Raises:
        UsageError: there is no such format.
    """
    return _form(format).one(changelog)


def render_history(changelogs: Iterable[Changelog], format: str) -> Iterator[str]:  # noqa: A002 (as above)
    """Several steps as one stream, each under the date of its new snapshot, in the order given: newest first.

    Each changelog is asked for only when those before it are written, so an iterator of them needs no more memory
    than one.

    Raises:
        UsageError: there is no such format.
    """
    return _form(format).several(changelogs)


def _form(name: str) -> _Form:
    form = _FORMS.get(name)
    if form is None:
        raise UsageError(f"there is no format {name!r}", hint=f"use one of {', '.join(FORMATS)}")
    return form
