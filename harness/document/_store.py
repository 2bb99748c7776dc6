"""The store: `<root>/<api>/<YYYY-MM-DD>.yaml` and an api.toml beside the snapshots of each API.

A snapshot is never changed once it is published; see `_resolver` for what a requested version means.
"""

# Importing pathlib would slow down the start of every comparison.

from __future__ import annotations

import os
import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from harness.document._configuration import FILE_NAME, Configuration, date_of, names, read_configuration
from harness.document._resolver import Resolution, Timeline, date_problem, resolve, timeline
from harness.errors import InvalidConfiguration, UnknownSnapshot, UnreadableSource, UsageError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable

_API_NAME = r"[a-z0-9][a-z0-9-]{0,62}"


class Snapshot(NamedTuple):
    """One published document of an API."""

    api: str
    date: str
    path: str

    @property
    def name(self) -> str:
        """The name to call it by on the command line."""
        return f"{self.api}@{self.date}"

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


class Store:
    """All APIs below one folder; a folder that does not exist holds none."""

    __slots__ = ("root",)

    def __init__(self, root: str = "specs") -> None:
        self.root = root

    def apis(self) -> tuple[str, ...]:
        """The names of the APIs, sorted: folders that hold an api.toml or a snapshot."""
        return tuple(name for name in sorted(names(self.root)) if self._holds(name))

    def api(self, name: str) -> Api:
        """One API.

        Raises:
            UnknownSnapshot: there is none of that name.
        """
        if re.fullmatch(_API_NAME, name) and self._holds(name):
            return Api(name, os.path.join(self.root, name))
        known = self.apis()
        raise UnknownSnapshot(
            f"there is no API {name[:60]!a} in {self.root}",
            hint=nearest(name, known, most=3) or (f"known: {', '.join(known)}" if known else "no API is stored there"),
        )

    def snapshot(self, name: str) -> Snapshot:
        """The snapshot that a name such as `sensay@2025-03-28` or `sensay@latest` means.

        Raises:
            UnknownSnapshot: there is no such API, date or word.
        """
        api, _, date = name.partition("@")
        return self.api(api).snapshot(date)

    def add(self, api: str, date: str, data: bytes, name: str, check: Callable[[bytes, str], object]) -> Snapshot:
        """Publish a document under a date. An API that is new gets its folder and an api.toml.

        Either the whole file is there afterwards, or nothing has changed.

        Args:
            api: lower-case letters, digits and hyphens.
            date: may lie in the future.
            data: the document.
            name: what `check` calls the document in its messages.
            check: raises to refuse the document; called before anything is written.

        Raises:
            SnapshotExists: the date is taken, in whatever format.
            UsageError: the API or the date cannot be named like that, or the file cannot be written.
        """
        from harness.document._publishing import publish  # reading never needs it

        if not re.fullmatch(_API_NAME, api):
            raise UsageError(f"{api[:60]!a} is no name for an API", hint="use lower-case letters, digits and hyphens")
        problem = date_problem(date)
        if problem is not None:
            raise UsageError(f"{date[:60]!a} {problem}")
        return Snapshot(api, date, publish(self.root, api, date, data, lambda: check(data, name)))

    def _holds(self, name: str) -> bool:
        if not re.fullmatch(_API_NAME, name):
            return False
        return any(file == FILE_NAME or date_of(file) for file in names(os.path.join(self.root, name)))


class Api:
    """One API: its settings and its snapshots, read when they are first asked for."""

    def __init__(self, name: str, folder: str) -> None:
        self.name = name
        self.folder = folder

    @cached_property
    def configuration(self) -> Configuration:
        """What api.toml says, or the defaults.

        Raises:
            InvalidConfiguration: it says what cannot be.
        """
        return read_configuration(self.folder, self.name)

    @property
    def title(self) -> str:
        """The name that people know the API by."""
        return self.configuration.title

    @property
    def server(self) -> str | None:
        """The URL of the server that the snapshots describe."""
        return self.configuration.server

    @property
    def style(self) -> str:
        """How a requested day is read; see `_resolver.STYLES`."""
        return self.configuration.style

    @property
    def overlay(self) -> str | None:
        """The path of the overlay that mends the snapshots."""
        return self.configuration.overlay

    @cached_property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """All snapshots, oldest first.

        Raises:
            InvalidConfiguration: two files have one date.
        """
        paths: dict[str, str] = {}
        for file in sorted(names(self.folder)):
            date = date_of(file)
            if date is None or not os.path.isfile(os.path.join(self.folder, file)):
                continue
            if date in paths:
                message = f"{os.path.basename(paths[date])} and {file} are two snapshots of one date"
                raise InvalidConfiguration(message, file=self.folder, hint="keep the one that was published")
            paths[date] = os.path.join(self.folder, file)
        return tuple(Snapshot(self.name, date, paths[date]) for date in sorted(paths))

    @cached_property
    def strays(self) -> tuple[str, ...]:
        """The files in the folder that are neither a snapshot nor anything else that belongs there."""
        overlay = self.configuration.overlay
        expected = {FILE_NAME, "README.md"}
        if overlay is not None:
            expected.add(os.path.relpath(overlay, self.folder))
        return tuple(
            file
            for file in sorted(names(self.folder))
            if file not in expected
            and not file.startswith(".")
            and not re.fullmatch(r"(.+[.-])?overlay([.-].+)?\.(ya?ml|json)", file)
            and date_of(file) is None
            and os.path.isfile(os.path.join(self.folder, file))
        )

    @cached_property
    def timeline(self) -> Timeline:
        """The dates of the snapshots, with the versions that they belong to; reads every snapshot.

        Raises:
            DocumentError: a snapshot cannot be read.
        """
        return timeline({snapshot.date: snapshot.version for snapshot in self.snapshots}, self.configuration.announced)

    def versions(self) -> tuple[str, ...]:
        """The announced versions, oldest first: those of api.toml and those that snapshots name."""
        return tuple(self.timeline.versions)

    def snapshot(self, date: str) -> Snapshot:
        """The snapshot of exactly that date, `latest`, or `previous`, the one before the latest.

        Raises:
            UnknownSnapshot: there is none.
        """
        known = self.snapshots
        if not known:
            hint = f"add one with: harness snapshots add {self.name}"
            raise UnknownSnapshot(f"{self.name} has no snapshot", file=self.folder, hint=hint)
        if date == "latest":
            return known[-1]
        if date == "previous":
            if len(known) == 1:
                raise UnknownSnapshot(f"{self.name} has no previous snapshot: {known[0].date} is the only one")
            return known[-2]
        for snapshot in known:
            if snapshot.date == date:
                return snapshot
        problem = date_problem(date)
        message = f"{date[:60]!a} {problem}" if problem else f"there is no snapshot {date} of {self.name}"
        listing = f"List them with: harness snapshots list {self.name}"
        near = _nearest_date(date, known, problem)
        raise UnknownSnapshot(message, hint=f"did you mean {near}? {listing}" if near else listing)

    def resolution(self, requested: str | None) -> Resolution:
        """The date that a requested version means, the version that is applied, and why; None: nothing was sent.

        Raises:
            InvalidVersion: no snapshot answers to that version.
            DocumentError: a snapshot cannot be read.
        """
        settings = self.configuration
        if settings.style == "none":  # nothing depends on versions, so no document is read
            known = Timeline(tuple(snapshot.date for snapshot in self.snapshots), {})
        else:
            known = self.timeline
        return resolve(requested, known, default=settings.default, style=settings.style)

    def resolve(self, requested: str | None) -> Snapshot:
        """The snapshot that a requested version means; raises as `resolution` does."""
        return self.snapshot(self.resolution(requested).snapshot)


@lru_cache(maxsize=1024)
def _published_version(path: str, modified: int, size: int) -> str | None:  # noqa: ARG001 - they tell old from new
    from harness.document._reading import read  # not needed to find a snapshot by its date

    with open(path, "rb") as file:
        content = read(file.read(), path).content
    about = content.get("info") if isinstance(content, dict) else None
    version = about.get("version") if isinstance(about, dict) else None
    return None if version is None or isinstance(version, dict | list) else str(version)


def _nearest_date(date: str, known: tuple[Snapshot, ...], problem: str | None) -> str | None:
    dates = [snapshot.date for snapshot in known]
    if problem is not None:
        from difflib import get_close_matches

        return next(iter(get_close_matches(date[:60], dates, n=1)), None)
    from datetime import date as day

    wanted = day.fromisoformat(date)
    return min(dates, key=lambda candidate: abs((day.fromisoformat(candidate) - wanted).days))
