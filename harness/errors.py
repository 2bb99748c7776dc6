"""Every error that harness raises on purpose.

::

    HarnessError
      UsageError               the caller asked for something that does not exist, or wrongly
        UnknownSnapshot
        UnknownRule            there is no rule of that id
        InvalidVersion         a date that is malformed, impossible or before the first
        InvalidConfiguration   api.toml cannot be used
        SnapshotExists         a published snapshot is never overwritten
      DocumentError            a document cannot be used
        UnreadableSource       no bytes: missing file, unreachable URL, unknown git revision
        MalformedDocument      bytes that are no JSON or YAML
        NotOpenAPI             data that is no OpenAPI document
        UnresolvableReference  a `$ref` that points at nothing, or outside what may be read
          RemoteReference      one that leads to another host, where that is not allowed
      NoAnswer                 a server never answered
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "DocumentError",
    "HarnessError",
    "InvalidConfiguration",
    "InvalidVersion",
    "MalformedDocument",
    "NoAnswer",
    "NotOpenAPI",
    "RemoteReference",
    "SnapshotExists",
    "UnknownRule",
    "UnknownSnapshot",
    "UnreadableSource",
    "UnresolvableReference",
    "UsageError",
]


class HarnessError(Exception):
    """The base of all errors raised on purpose; the command line prints these without a traceback.

    Args:
        message: what is wrong, with the offending value, in one line.
        file: the name of the file, URL or revision it is wrong in.
        line: line in that file, from 1.
        column: column in that line, from 1.
        excerpt: the text of that line.
        label: what is wrong at that column.
        cause: what the system or a library said.
        hint: what to do, or a function that says so when somebody asks.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        excerpt: str | None = None,
        label: str | None = None,
        cause: str | None = None,
        hint: str | Callable[[], str | None] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.excerpt = excerpt
        self.label = label
        self.cause = cause
        self._hint = hint

    @property
    def hint(self) -> str | None:
        """What to do."""
        if callable(self._hint):
            self._hint = self._hint()
        return self._hint

    @hint.setter
    def hint(self, hint: str | None) -> None:
        self._hint = hint

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return f"{place}: {self.message}" if place else self.message


class UsageError(HarnessError):
    """The caller named something that does not exist, or used it wrongly."""


class UnknownSnapshot(UsageError):
    """There is no snapshot of that API or date."""


class UnknownRule(UsageError):
    """There is no rule of that id."""


class InvalidVersion(UsageError):
    """A requested version is no date, an impossible one, or before the first snapshot."""


class InvalidConfiguration(UsageError):
    """A configuration file cannot be used."""


class SnapshotExists(UsageError):
    """A snapshot of that date is already published."""


class DocumentError(HarnessError):
    """A document cannot be used."""


class UnreadableSource(DocumentError):
    """The bytes of a document cannot be had."""


class MalformedDocument(DocumentError):
    """The bytes are neither JSON nor YAML."""


class NotOpenAPI(DocumentError):
    """The data are no OpenAPI document."""


class UnresolvableReference(DocumentError):
    """A reference points at nothing, or outside what may be read."""


class RemoteReference(UnresolvableReference):
    """A `$ref` leads to another host, and that is not allowed."""


class NoAnswer(HarnessError):
    """A server never answered."""


def nearest(name: str, known: Iterable[str], *, prefix: str = "", most: int = 1, likeness: float = 0.6) -> str | None:
    """A hint at the known names that are most like one that is not known; None where none is.

    Args:
        name: what was asked for.
        known: what there is.
        prefix: stands before each name in the hint.
        most: how many to name.
        likeness: how like the name they must be, up to 1.
    """
    from difflib import get_close_matches  # only for a message

    near = get_close_matches(name[:100], list(known), most, likeness)
    return f"did you mean {' or '.join(prefix + candidate for candidate in near)}?" if near else None
