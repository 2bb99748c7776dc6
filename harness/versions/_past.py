"""An API as a git revision has it: its snapshots, and what its settings said of versions."""

# Importing pathlib would slow down the start of every comparison.

from __future__ import annotations

import os
import posixpath
from contextlib import suppress
from typing import TYPE_CHECKING

from harness.document import blobs, document_of, exact_bytes, read_blob
from harness.errors import HarnessError, InvalidConfiguration, MalformedDocument, UnreadableSource
from harness.records import NamedTuple
from harness.versions._files import refers_to, shared_files
from harness.versions._folders import date_of
from harness.versions._resolver import Versions
from harness.versions._settings import API_FILE, SHARED_FILE, past_settings
from harness.versions._snapshot import Snapshot, version_in
from harness.versions._toml import parse_toml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from harness.document import Tree
    from harness.versions._resolution import VersionSettings
    from harness.versions._store import Api
    from harness.versions._toml import TomlFile

_LIMIT = 500_000_000  # bytes of a file


class Past(NamedTuple):
    """An API as a revision has it, on a day.

    Attributes:
        versions: their snapshots are those of the work tree where they are the same.
        overlay: where to read the overlay that mended the others; None where none did.
    """

    versions: Versions
    overlay: str | None


def past_of(api: Api, tree: Tree, changed: Collection[str], today: str, *, overlay: bool = True) -> Past:
    """The API in a revision, on a day.

    Args:
        api: as it is in the work tree.
        tree: the files of the revision.
        changed: the paths of the files that are not as they were in it, relative to its root.
        today: the day.
        overlay: whether overlays mend snapshots.

    Raises:
        InvalidConfiguration: the overlay of the work tree cannot be used.
        UnreadableSource: the API lies outside the repository, or a snapshot of the revision cannot be read.
    """
    folder = path_in(tree, api.folder)
    by_key = {(snapshot.series, snapshot.date): snapshot for snapshot in api.snapshots}
    settings, overlay_path = _settings(api, tree, changed)
    mending = _Mending(api.overlay, overlay_path, tree, changed) if overlay else None
    shared = shared_files(tree, changed)
    snapshots = {}
    for file in blobs(tree, folder):
        series, _, name = file.rpartition("/")
        date = date_of(name)
        if date is None or "/" in series or (series and api.series_problem(series) is not None):
            continue
        work = by_key.get((series or None, date))
        snapshot = Snapshot(api.name, date, f"{tree.commit}:{folder}/{file}", series or None)
        is_same = work is not None and _is_same(work, file, tree, folder, changed) and not refers_to(work, shared)
        if work is not None and is_same and (mending is None or mending.is_same(work)):
            snapshots[work] = None if settings.style == "none" or series else work.version
            continue
        data = read_blob(tree, f"{folder}/{file}", _LIMIT) or b""
        # What could never be read may be mended, and is no snapshot that anybody relies on.
        with suppress(MalformedDocument):
            version = version_in(data, snapshot.path)
            snapshots[snapshot] = None if settings.style == "none" or series else version
    return Past(Versions.from_settings(settings, snapshots, today), None if mending is None else mending.old)


def path_in(tree: Tree, path: str) -> str:
    """A path of the work tree relative to its root, with slashes.

    Raises:
        UnreadableSource: it leads out of the repository.
    """
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(tree.root))
    if relative == os.pardir or relative.startswith(os.pardir + os.sep):
        raise UnreadableSource(f"{path} does not lie in the repository of {tree.root}")
    return relative.replace(os.sep, "/")


class _Mending:
    """The overlay of the work tree, and that of a revision.

    Args:
        new: the path of the one in the work tree.
        old: the path of the one in the revision, relative to the root.
        tree: the files of the revision.
        changed: the paths of what is not as it was in it.
    """

    def __init__(self, new: str | None, old: str | None, tree: Tree, changed: Collection[str]) -> None:
        self.old = None if old is None else f"{tree.commit}:{old}"
        inside = None if new is None else path_in(tree, new)
        self._new = new
        self._is_unchanged = inside == old and inside not in changed

    def is_same(self, snapshot: Snapshot) -> bool:
        """Whether a snapshot whose file did not change says the same after either of them."""
        if self._is_unchanged:
            return True
        source = snapshot.source()
        new = document_of(source, overlay=self._new)
        try:
            old = document_of(source, overlay=self.old)
        except HarnessError:
            return True  # what could never be read may be mended
        return exact_bytes(new.content) == exact_bytes(old.content)


def _is_same(work: Snapshot, file: str, tree: Tree, folder: str, changed: Collection[str]) -> bool:
    """Whether the file of a snapshot has the bytes that it has in the revision."""
    path = path_in(tree, work.path)
    if path == f"{folder}/{file}":
        return path not in changed
    with open(work.path, "rb") as content:  # another extension: the same day all the same
        return content.read() == read_blob(tree, f"{folder}/{file}", _LIMIT)


def _settings(api: Api, tree: Tree, changed: Collection[str]) -> tuple[VersionSettings, str | None]:
    """What the settings said then of versions, and the path of the overlay that they named.

    It is what they say now, where nothing changed or what they said cannot be read.
    """
    paths = [SHARED_FILE, os.path.join(os.path.dirname(api.folder), SHARED_FILE), os.path.join(api.folder, API_FILE)]
    named = None if api.overlay is None else os.path.relpath(api.overlay, api.folder)
    settings = api.settings.version
    with suppress(UnreadableSource):
        inside = {path: path_in(tree, path) for path in paths}
        if any(path in changed for path in inside.values()):
            with suppress(InvalidConfiguration):
                settings, named = past_settings(list(_files(tree, inside.values())))
    return settings, None if named is None else posixpath.normpath(f"{path_in(tree, api.folder)}/{named}")


def _files(tree: Tree, paths: Collection[str]) -> Iterator[TomlFile]:
    for path in dict.fromkeys(paths):
        data = read_blob(tree, path, _LIMIT)
        if data is not None:
            yield parse_toml(data, f"{tree.revision}:{path}")
