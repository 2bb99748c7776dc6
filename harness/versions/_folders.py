"""What lies where below the folder of a store: APIs, their teams, their series of snapshots."""

# Importing pathlib would slow down the start of every comparison.

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from harness.errors import UsageError
from harness.versions._names import date_problem
from harness.versions._settings import API_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXTENSIONS = (".yaml", ".yml", ".json")
_PLAIN = r"[a-z0-9][a-z0-9-]{0,62}"
_API_NAME = re.compile(rf"(?:{_PLAIN}/)?{_PLAIN}")


def is_api_name(name: str) -> bool:
    """Whether an API may be called so: lower-case letters, digits and hyphens, perhaps behind a team and a slash."""
    return _API_NAME.fullmatch(name) is not None


def names(folder: str) -> list[str]:
    """What lies in a folder; nothing where there is none.

    Raises:
        UsageError: the folder cannot be read.
    """
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise UsageError("the folder cannot be read", file=folder, cause=error.strerror) from error


def date_of(file: str) -> str | None:
    """The date of a snapshot by the name of its file, None where the name is no snapshot's."""
    stem, extension = os.path.splitext(file)
    return stem if extension in _EXTENSIONS and date_problem(stem) is None else None


def apis_in(root: str) -> Iterator[str]:
    """The names of the APIs in a store, and in the folders of teams there."""
    for name in names(root):
        folder = os.path.join(root, name)
        if holds_api(folder):
            yield name
        elif re.fullmatch(_PLAIN, name):
            yield from (f"{name}/{inner}" for inner in names(folder) if holds_api(os.path.join(folder, inner)))


def is_api(root: str, name: str) -> bool:
    """Whether a store holds an API of that name."""
    team, _, _ = name.rpartition("/")
    inside = bool(team) and holds_api(os.path.join(root, team))  # then it is a version of that API
    return is_api_name(name) and not inside and holds_api(os.path.join(root, name))


def holds_api(folder: str) -> bool:
    """Whether a folder is that of an API: it holds an api.toml or a snapshot."""
    if not re.fullmatch(_PLAIN, os.path.basename(folder)):
        return False
    return any(file == API_FILE or date_of(file) for file in names(folder))


def is_stored(root: str, path: str) -> bool:
    """Whether a path names a document or settings in the folder of an API, by whatever way it leads there."""
    real = os.path.realpath(path)
    inside = os.path.relpath(real, os.path.realpath(root)).split(os.sep)
    if inside[0] == os.pardir or os.path.splitext(real)[1] not in (*_EXTENSIONS, ".toml") or not os.path.isfile(real):
        return False
    return any(holds_api(os.path.join(root, *inside[:depth])) for depth in range(1, len(inside)))


def series_in(folder: str) -> Iterator[str]:
    """The folders of an API that hold snapshots: each is a series that lies beside the others."""
    for name in sorted(names(folder)):
        inner = os.path.join(folder, name)
        if not name.startswith(".") and os.path.isdir(inner) and any(date_of(file) for file in names(inner)):
            yield name
