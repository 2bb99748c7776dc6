"""A stored snapshot: one document as it was published on a day."""

# Importing pathlib would slow down the start of every comparison.

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from harness.errors import MalformedDocument, UnreadableSource
from harness.records import NamedTuple

if TYPE_CHECKING:
    from harness.document import Source

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

    def source(self, *, allow_remote: bool = False) -> Source:
        """Its bytes, and where they came from.

        Args:
            allow_remote: whether references in it may lead to other hosts.

        Raises:
            UnreadableSource: the file cannot be read, is none, or is a symbolic link that leads out of the store.
        """
        from harness.document import read_source

        self._refuse_other_files()
        return read_source(self.path, allow_remote=allow_remote)

    @property
    def version(self) -> str | None:
        """Its `info.version`, None where it has none.

        Raises:
            DocumentError: the file cannot be read.
        """
        self._refuse_other_files()
        try:
            status = os.stat(self.path)
            return _published_version(self.path, status.st_mtime_ns, status.st_size)
        except OSError as error:
            raise UnreadableSource("cannot be read", file=self.path, cause=error.strerror) from error

    def _refuse_other_files(self) -> None:
        """Refuse what is no file, and a file that does not lie in the store, wherever that itself lies."""
        store = os.path.dirname(self.path)
        for _ in range(self.api.count("/") + 1 + (self.series is not None)):
            store = os.path.dirname(store)
        inside = os.path.join(os.path.realpath(store), "")
        if os.path.lexists(self.path) and not os.path.realpath(self.path).startswith(inside):
            raise UnreadableSource(
                "a symbolic link leads out of the store", file=self.path, hint="store the document itself"
            )
        if os.path.lexists(self.path) and not os.path.isfile(self.path):
            # Who reads a pipe waits until somebody writes into it.
            what = "this is a pipe or a device" if os.path.exists(self.path) else "a symbolic link leads nowhere"
            raise UnreadableSource(what, file=self.path, hint="store the document itself")


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
