"""The formats that a changelog can be written in, alone or with those of other steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from harness.errors import UsageError
from harness.report.registry import Format, formats_of, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.changelog import Changelog

FORMATS = tuple(formats_of("changelog"))


def render(changelog: Changelog, format: str) -> Iterator[str]:  # noqa: A002 (the word that users write)
    """A changelog as a stream of text, in pieces of any size.

    Raises:
        UsageError: there is no such format.
    """
    return cast("Iterator[str]", write(changelog, _format(format)))


def render_history(changelogs: Iterable[Changelog], format: str) -> Iterator[str]:  # noqa: A002 (as above)
    """Several steps as one stream, each under the date of its new snapshot, in the order given: newest first.

    Each changelog is asked for only when those before it are written, so an iterator of them needs no more memory
    than one.

    Raises:
        UsageError: there is no such format.
    """
    format_ = _format(format)
    module = format_.writer.partition(":")[0]
    return cast("Iterator[str]", write(changelogs, format_._replace(writer=f"{module}:{format_.several}")))


def _format(name: str) -> Format:
    formats = formats_of("changelog")
    if name not in formats:
        raise UsageError(f"there is no format {name!r}", hint=f"use one of {', '.join(formats)}")
    return formats[name]
