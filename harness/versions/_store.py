"""The store: `<root>/<api>/<YYYY-MM-DD>.yaml`, and an api.toml beside the snapshots of each API.

Versions that live side by side have folders: `<root>/<api>/<version>/<YYYY-MM-DD>.yaml`. APIs of one team may lie in
one folder: `<root>/<team>/<api>/`. A snapshot is never changed once it is published.
"""

# Importing pathlib would slow down the start of every comparison.

from __future__ import annotations

import os
import re
from functools import cached_property
from typing import TYPE_CHECKING

from harness.errors import DocumentError, InvalidConfiguration, UnknownSnapshot, UsageError, nearest
from harness.versions._folders import apis_in, date_of, is_api, is_api_name, names, series_in
from harness.versions._names import date_problem, is_word, name_problem
from harness.versions._resolver import Versions
from harness.versions._settings import API_FILE, SHARED_FILE, Settings, read_settings
from harness.versions._snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from harness.versions._register import Version
    from harness.versions._resolution import Resolution


class Store:
    """All APIs below one folder; a folder that does not exist holds none.

    Args:
        root: the folder.
        shared: the path of the settings that all APIs share; there need not be such a file.
    """

    __slots__ = ("_shared", "root")

    def __init__(self, root: str = "specs", shared: str | None = None) -> None:
        self.root = root
        self._shared = shared or SHARED_FILE

    def apis(self) -> tuple[str, ...]:
        """The names of the APIs, sorted: folders that hold an api.toml or a snapshot."""
        return tuple(sorted(apis_in(self.root)))

    def api(self, name: str) -> Api:
        """One API, or one version of it where its name follows an `@`.

        Raises:
            UnknownSnapshot: there is none of that name.
        """
        name, _, version = name.partition("@")
        if version:
            return self.api(name).only(version)
        if is_api(self.root, name):
            return Api(name, os.path.join(self.root, name), self.root, self._shared)
        known = self.apis()
        raise UnknownSnapshot(
            f"there is no API {name[:60]!a} in {self.root}",
            hint=nearest(name, known, most=3) or (f"known: {', '.join(known)}" if known else "no API is stored there"),
        )

    def snapshot(self, name: str) -> Snapshot:
        """The snapshot that a name means: `sensay@2025-03-28`, `sensay@latest`, `parcels@v2`, `parcels@v2@2026-05-01`.

        Raises:
            UnknownSnapshot: there is no such API, version, date or word.
        """
        api, _, reference = name.partition("@")
        return self.api(api).snapshot(reference)

    def add(self, api: str, date: str, data: bytes, name: str, check: Callable[[bytes, str], object]) -> Snapshot:
        """Publish a document under a date. An API that is new gets its folder and an api.toml.

        Either the whole file is there afterwards, or nothing has changed.

        Args:
            api: lower-case letters, digits and hyphens; with a version behind an `@`, for a series of its own.
            date: may lie in the future.
            data: the document.
            name: what `check` calls the document in its messages.
            check: raises to refuse the document; called before anything is written.

        Raises:
            SnapshotExists: the date is taken, in whatever format.
            UsageError: the API, its version or the date cannot be named like that, or the file cannot be written.
        """
        from harness.versions._publishing import publish  # reading never needs it

        api, _, series = api.partition("@")
        team, _, _ = api.rpartition("/")
        if not is_api_name(api) or (team and is_api(self.root, team)):
            hint = "use lower-case letters, digits and hyphens"
            raise UsageError(f"{api[:60]!a} is no name for an API", hint=hint)
        folder = os.path.join(self.root, api)
        if series:
            problem = Api(api, folder, self.root, self._shared).series_problem(series)
            if problem is not None:
                hint = f"name it in {os.path.join(folder, API_FILE)}, or set the format of its names there"
                raise UsageError(f"{series[:60]!a} {problem}, so it cannot be a version of {api}", hint=hint)
        problem = date_problem(date)
        if problem is not None:
            raise UsageError(f"{date[:60]!a} {problem}")
        path = publish(folder, series, api, date, data, lambda: check(data, name))
        return Snapshot(api, date, path, series or None)


class Api:
    """One API: its settings and its snapshots, read when they are first asked for.

    Args:
        name: of the API.
        folder: its own.
        root: the folder of the store.
        shared: the path of the settings that all APIs share.
        version: the only one that is looked at; None for all.

    Attributes:
        unreadable: why the versions of some snapshots are not known, once versions were asked for.
    """

    def __init__(
        self, name: str, folder: str, root: str, shared: str = SHARED_FILE, version: Version | None = None
    ) -> None:
        self.name = name if version is None else f"{name}@{version.name}"
        self.folder = folder
        self._api = name
        self._root = root
        self._shared = shared
        self._version = version
        self.unreadable: dict[Snapshot, DocumentError] = {}

    def only(self, version: str) -> Api:
        """The same with one version alone.

        Raises:
            UnknownSnapshot: it has no such version.
        """
        return Api(self._api, self.folder, self._root, self._shared, self._stored(version))

    @cached_property
    def settings(self) -> Settings:
        """What api.toml and the settings above it say, or the defaults.

        Raises:
            InvalidConfiguration: they say what cannot be.
        """
        return read_settings(self.folder, self._api, self._root, self._shared)

    @property
    def title(self) -> str:
        """The name that people know the API by."""
        return self.settings.title if self._version is None else f"{self.settings.title} {self._version.name}"

    @property
    def server(self) -> str | None:
        """The URL of the server that the snapshots describe."""
        return self.settings.server

    @property
    def style(self) -> str:
        """How a requested name is read; see `_resolution.STYLES`."""
        return self.settings.version.style

    @property
    def overlay(self) -> str | None:
        """The path of the overlay that mends the snapshots."""
        return self.settings.overlay

    @cached_property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """All snapshots, oldest first.

        Raises:
            InvalidConfiguration: two files of one series have one date.
        """
        if self._version is not None:
            return self._version.snapshots
        snapshots = [*self._series(self.folder, None)]
        for series in series_in(self.folder):
            if self.series_problem(series) is None:
                snapshots += self._series(os.path.join(self.folder, series), series)
        return tuple(sorted(snapshots, key=lambda snapshot: (snapshot.date, snapshot.series or "")))

    @cached_property
    def strays(self) -> tuple[str, ...]:
        """The paths in the folder that are neither a snapshot nor anything else that belongs there."""
        overlay = self.settings.overlay
        expected = {API_FILE, "README.md", "approvals.toml"}
        if overlay is not None:
            expected.add(os.path.relpath(overlay, self.folder))
        series = list(series_in(self.folder))
        inner = [os.path.join(name, file) for name in series for file in sorted(names(os.path.join(self.folder, name)))]
        return tuple(
            file
            for file in (*sorted(names(self.folder)), *inner)
            if file not in expected and self._is_stray(file, series)
        )

    def series_problem(self, name: str) -> str | None:
        """What keeps a folder from being that of a version, worded to follow its name; None where it may be."""
        settings = self.settings.version
        if name in {entry.name for entry in settings.registered}:
            return None
        problem = name_problem(name, settings.format)
        return f"{problem}, and the register does not have it" if problem and is_word(name) else problem

    @cached_property
    def versions(self) -> Versions:
        """All versions, on no day at all: nothing lies ahead, and no sunset has passed.

        Documents are read to find the version of each snapshot, unless the API has no versions. One that cannot be read
        belongs to the version of its day, as one that does not say its version.
        """
        return self.served(None)

    def served(self, today: str | None) -> Versions:
        """All versions on a day; see `versions`."""
        settings = self.settings.version
        if self._version is not None:
            return Versions(settings, [self._version], today)
        published = {
            snapshot: None if settings.style == "none" or snapshot.series is not None else self._version_of(snapshot)
            for snapshot in self.snapshots
        }
        return Versions.from_settings(settings, published, today)

    @property
    def line(self) -> tuple[Snapshot, ...]:
        """The snapshots that were the latest one after the other, oldest first; see `Versions.line`."""
        return self.versions.line

    @property
    def beside(self) -> tuple[Api, ...]:
        """Each version by itself, where versions lie side by side or some snapshot never was the latest of the API."""
        apart = len(self.line) < len(self.snapshots) or any(snapshot.series for snapshot in self.snapshots)
        if self._version is not None or not apart:
            return ()
        return tuple(self.only(str(version.name)) for version in self.versions.named if version.snapshots)

    def snapshot(self, reference: str) -> Snapshot:
        """The snapshot of a day, of a version, or of a version and a day; see the documentation of the store.

        A day is one of a snapshot before it is the name of a version. `latest` is the newest snapshot of the newest
        version, `previous` the one that was the latest before it; behind a version they are meant within it.

        Raises:
            UnknownSnapshot: there is none.
        """
        if not self.snapshots:
            hint = f"add one with: harness snapshots add {self.name}"
            raise UnknownSnapshot(f"{self.name} has no snapshot", file=self.folder, hint=hint)
        if "@" in reference and self._version is None:
            return self._of_version(*reference.split("@", 1))
        if reference in ("latest", "previous"):
            return _from_end(self.versions.line, reference, self.name)
        dated = [snapshot for snapshot in self.snapshots if snapshot.date == reference]
        if len(dated) > 1:
            hint = f"say which: {' or '.join(snapshot.name for snapshot in dated)}"
            raise UnknownSnapshot(f"{self.name} has {len(dated)} snapshots of {reference}", hint=hint)
        if dated:
            return dated[0]
        version = self.versions.version(reference)
        if version is not None and version.snapshots:
            return version.snapshots[-1]
        raise self._unknown(reference, self.snapshots, self.name)

    def resolution(self, *values: str) -> Resolution:
        """What a request means that says these values where it names a version; see `Versions.resolve`."""
        return self.versions.resolve(*values)

    def resolve(self, *values: str) -> Snapshot:
        """The snapshot that a request means.

        Raises:
            InvalidVersion: no snapshot answers to it.
        """
        return self.resolution(*values).required()

    def _stored(self, name: str) -> Version:
        """The version of that name or alias, which has a snapshot."""
        version = self.versions.version(name)
        if version is None or not version.snapshots:
            known = [str(version.name) for version in self.versions.named if version.snapshots]
            hint = nearest(name, known) or f"known: {', '.join(known) or 'none'}"
            raise UnknownSnapshot(f"there is no version {name[:60]!a} of {self.name}", hint=hint)
        return version

    def _of_version(self, name: str, date: str) -> Snapshot:
        version = self._stored(name)
        if date in ("latest", "previous"):
            return _from_end(version.snapshots, date, f"{self.name}@{version.name}")
        for snapshot in version.snapshots:
            if snapshot.date == date:
                return snapshot
        raise self._unknown(date, version.snapshots, f"{self.name}@{version.name}")

    def _unknown(self, reference: str, known: Sequence[Snapshot], owner: str) -> UnknownSnapshot:
        problem = date_problem(reference)
        message = f"{reference[:60]!a} {problem}" if problem else f"there is no snapshot {reference} of {owner}"
        if self.settings.version.format != "date":
            message = f"{reference[:60]!a} is neither a version nor the date of a snapshot of {owner}"
        listing = f"List them with: harness snapshots list {self.name}"
        near = _nearest_date(reference, known, problem)
        return UnknownSnapshot(message, hint=f"did you mean {near}? {listing}" if near else listing)

    def _series(self, folder: str, series: str | None) -> Iterator[Snapshot]:
        paths: dict[str, str] = {}
        for file in sorted(names(folder)):
            date = date_of(file)
            if date is None or os.path.isdir(os.path.join(folder, file)):
                continue
            if date in paths:
                message = f"{os.path.basename(paths[date])} and {file} are two snapshots of one date"
                raise InvalidConfiguration(message, file=folder, hint="keep the one that was published")
            paths[date] = os.path.join(folder, file)
            yield Snapshot(self._api, date, paths[date], series)

    def _version_of(self, snapshot: Snapshot) -> str | None:
        try:
            return snapshot.version
        except DocumentError as error:
            self.unreadable[snapshot] = error
            return None

    def _is_stray(self, file: str, series: list[str]) -> bool:
        base = os.path.basename(file)
        if file in series:
            return self.series_problem(file) is not None
        return (
            not base.startswith(".")
            and not re.fullmatch(r"(.+[.-])?overlay([.-].+)?\.(ya?ml|json)", base)
            and date_of(base) is None
            and not (base.endswith(".notes.md") and date_problem(base.removesuffix(".notes.md")) is None)
            and os.path.isfile(os.path.join(self.folder, file))
        )


def _from_end(snapshots: Sequence[Snapshot], word: str, owner: str) -> Snapshot:
    if word == "previous" and len(snapshots) == 1:
        raise UnknownSnapshot(f"{owner} has no previous snapshot: {snapshots[0].label} is the only one")
    return snapshots[-1 if word == "latest" else -2]


def _nearest_date(date: str, known: Sequence[Snapshot], problem: str | None) -> str | None:
    dates = [snapshot.date for snapshot in known]
    if problem is not None:
        from difflib import get_close_matches

        return next(iter(get_close_matches(date[:60], dates, n=1)), None)
    from datetime import date as day

    wanted = day.fromisoformat(date)
    return min(dates, key=lambda candidate: abs((day.fromisoformat(candidate) - wanted).days))
