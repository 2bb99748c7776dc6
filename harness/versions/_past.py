"""An API as a git revision has it: its snapshots, and what its settings said of versions."""

# Importing pathlib would slow down the start of every comparison.

from __future__ import annotations

import os
import posixpath
import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harness.document import blobs, read_blob
from harness.errors import InvalidConfiguration, MalformedDocument, UnreadableSource
from harness.versions._folders import date_of
from harness.versions._resolver import Versions
from harness.versions._settings import API_FILE, SHARED_FILE, past_version_settings
from harness.versions._snapshot import Snapshot, version_in
from harness.versions._toml import parse_toml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from harness.document import Tree
    from harness.versions._resolution import VersionSettings
    from harness.versions._store import Api
    from harness.versions._toml import TomlFile

_LIMIT = 500_000_000  # bytes of a file
# The file that a reference leads to, in JSON and YAML.
_REFERENCE = re.compile(rb"""\$ref["']?\s*:\s*["']?([^"'#\s]+)""")


def past_versions(api: Api, tree: Tree, changed: Collection[str], today: str) -> Versions:
    """The versions of an API in a revision, on a day.

    Args:
        api: as it is in the work tree.
        tree: the files of the revision.
        changed: the paths of the files that are not as they were in it, relative to its root.
        today: the day.

    Raises:
        UnreadableSource: the API lies outside the repository, or a snapshot of the revision cannot be read.
    """
    folder = path_in(tree, api.folder)
    by_key = {(snapshot.series, snapshot.date): snapshot for snapshot in api.snapshots}
    settings = _settings(api, tree, changed)
    snapshots = {}
    for file in blobs(tree, folder):
        series, _, name = file.rpartition("/")
        date = date_of(name)
        if date is None or "/" in series or (series and api.series_problem(series) is not None):
            continue
        work = by_key.get((series or None, date))
        snapshot = Snapshot(api.name, date, f"{tree.commit}:{folder}/{file}", series or None)
        if work is not None and _is_same(work, file, tree, folder, changed):
            snapshots[work] = None if settings.style == "none" or series else work.version
            continue
        data = read_blob(tree, f"{folder}/{file}", _LIMIT) or b""
        # What could never be read may be mended, and is no snapshot that anybody relies on.
        with suppress(MalformedDocument):
            version = version_in(data, snapshot.path)
            snapshots[snapshot] = None if settings.style == "none" or series else version
    return Versions.from_settings(settings, snapshots, today)


def refers_to(snapshot: Snapshot, paths: Collection[str]) -> bool:
    """Whether a snapshot has a reference to a file of one of these names; nothing is parsed to know it."""
    names = {posixpath.basename(path) for path in paths}
    if not names:
        return False
    with open(snapshot.path, "rb") as file:
        data = file.read()
    return any(posixpath.basename(unquote(os.fsdecode(match[1]))) in names for match in _REFERENCE.finditer(data))


def path_in(tree: Tree, path: str) -> str:
    """A path of the work tree relative to its root, with slashes.

    Raises:
        UnreadableSource: it leads out of the repository.
    """
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(tree.root))
    if relative == os.pardir or relative.startswith(os.pardir + os.sep):
        raise UnreadableSource(f"{path} does not lie in the repository of {tree.root}")
    return relative.replace(os.sep, "/")


def _is_same(work: Snapshot, file: str, tree: Tree, folder: str, changed: Collection[str]) -> bool:
    path = path_in(tree, work.path)
    if path == f"{folder}/{file}":
        return path not in changed and not refers_to(work, [each for each in changed if _is_shared(each)])
    with open(work.path, "rb") as content:  # another extension: the same day all the same
        return content.read() == read_blob(tree, f"{folder}/{file}", _LIMIT)


def _is_shared(path: str) -> bool:
    """Whether a file may be one that snapshots refer to, and is none itself."""
    return path.endswith((".yaml", ".yml", ".json")) and date_of(posixpath.basename(path)) is None


def _settings(api: Api, tree: Tree, changed: Collection[str]) -> VersionSettings:
    """What the settings said then; what they say now, where nothing changed or what they said cannot be read."""
    paths = [SHARED_FILE, os.path.join(os.path.dirname(api.folder), SHARED_FILE), os.path.join(api.folder, API_FILE)]
    with suppress(UnreadableSource):
        inside = {path: path_in(tree, path) for path in paths}
        if not changed or not any(path in changed for path in inside.values()):
            return api.settings.version
        with suppress(InvalidConfiguration):
            return past_version_settings(list(_files(tree, inside.values())))
    return api.settings.version


def _files(tree: Tree, paths: Collection[str]) -> Iterator[TomlFile]:
    for path in dict.fromkeys(paths):
        data = read_blob(tree, path, _LIMIT)
        if data is not None:
            yield parse_toml(data, f"{tree.revision}:{path}")
