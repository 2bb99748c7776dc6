"""A stored snapshot: one document as it was published on a day."""

# Importing pathlib would slow down the start of every comparison.

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple

from harness.errors import MalformedDocument, UnreadableSource

_ABOUT = re.compile(rb"^info:[^\n]*\n(?:[ \t][^\n]*\n|\r?\n|#[^\n]*\n)*", re.MULTILINE)


class Snapshot(NamedTuple):
    """One published document of an API.

    Attributes:
        api: the name of the API.
        date: the day of publication, which tells snapshots apart within a series.
        path: of the file.
        series: the version whose folder it lies in; None where all snapshots of the API are one series.
    """

    api: str
    date: str
    path: str
    series: str | None = None

    @property
    def name(self) -> str:
        """The name to call it by on the command line."""
        return f"{self.api}@{self.label}"

    @property
    def label(self) -> str:
        """What tells it from the other snapshots of its API."""
        return self.date if self.series is None else f"{self.series}@{self.date}"

    @property
    def version(self) -> str | None:
        """Its `info.version`, None where it has none.

        Raises:
            DocumentError: the file cannot be read.
        """
        try:
            status = os.stat(self.path)
            return _published_version(self.path, status.st_mtime_ns, status.st_size)
        except OSError as error:
            raise UnreadableSource("cannot be read", file=self.path, cause=error.strerror) from error


@lru_cache(maxsize=1024)
def _published_version(path: str, modified: int, size: int) -> str | None:  # noqa: ARG001 - they tell old from new
    with open(path, "rb") as file:
        return version_in(file.read(), path)


def version_in(data: bytes, path: str) -> str | None:
    """The `info.version` of a document, None where it has none.

    Args:
        data: its bytes.
        path: what messages call it.

    Raises:
        DocumentError: it is neither JSON nor YAML.
    """
    content = _read_about(data, path)
    about = content.get("info") if isinstance(content, dict) else None
    version = about.get("version") if isinstance(about, dict) else None
    return None if version is None or isinstance(version, dict | list) else str(version)


def _read_about(data: bytes, path: str) -> Any:
    """What a document says, at least of `info`.

    To read all documents of a long history only for their versions would take as long as to compare them. What belongs
    to a key at the left edge is indented in YAML, and unless it uses what is defined elsewhere it can be read alone.
    """
    from harness.document import read  # not needed to find a snapshot by its date

    parts = _ABOUT.findall(data) if data.lstrip()[:1] not in (b"{", b"[") else []
    if len(parts) == 1:
        with suppress(MalformedDocument):
            return read(parts[0], path).content
    return read(data, path).content
