"""Publishing a snapshot: the whole file appears under a date that was free, or nothing changes."""

# Importing pathlib would slow down the start of every comparison.

from __future__ import annotations

import fcntl
import os
import re
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from harness.errors import SnapshotExists, UsageError
from harness.versions._folders import date_of, names
from harness.versions._settings import API_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_DRAFT = re.compile(r"\..+\.[0-9]+\.[0-9a-f]{8}\.part")


def publish(home: str, series: str, api: str, date: str, data: bytes, check: Callable[[], object]) -> str:
    """Write a snapshot and give its path. The API's folder and api.toml are made if they are not there.

    Args:
        home: the folder of the API.
        series: the folder of a version in it, "" for none.
        api: the name of the API, for messages.
        date: a day.
        data: the document.
        check: raises to refuse the document.

    Raises:
        SnapshotExists: the date is taken, in whatever format.
        UsageError: the file cannot be written.
    """
    folder = os.path.join(home, series) if series else home
    _refuse_taken(folder, api, date)
    check()
    path = os.path.join(folder, date + _extension(data))
    try:
        with _existing(folder), _locked(home, folder):
            _refuse_taken(folder, api, date)
            with _configured(home, api):
                _write_new(path, data)
    except FileExistsError as error:
        raise _taken(path, api, date) from error
    except OSError as error:
        raise UsageError("the snapshot cannot be written", file=path, cause=error.strerror) from error
    return path


def _refuse_taken(folder: str, api: str, date: str) -> None:
    for file in names(folder):
        if date_of(file) == date:
            raise _taken(os.path.join(folder, file), api, date)


def _taken(path: str, api: str, date: str) -> SnapshotExists:
    hint = "a published snapshot is never changed; choose another date"
    return SnapshotExists(f"there is already a snapshot {date} of {api}", file=path, hint=hint)


def _extension(data: bytes) -> str:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return ".yaml"
    import json

    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return ".yaml"
    return ".json"


@contextmanager
def _existing(folder: str) -> Iterator[None]:
    """The folder exists inside; if that fails, the folders that were not there before are removed again."""
    missing: list[str] = []
    above = folder
    while above and not os.path.lexists(above):
        missing.append(above)
        above = os.path.dirname(above)
    try:
        os.makedirs(folder, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(error.errno, "a file is in the way", folder) from error
    try:
        yield
    except BaseException:
        # Only an empty folder can be removed: what others put there meanwhile stays.
        with suppress(OSError):
            for made in missing:
                os.rmdir(made)
        raise


@contextmanager
def _locked(*folders: str) -> Iterator[None]:
    """Nobody else adds to the folders meanwhile: `2025-03-28.yaml` and `2025-03-28.json` are two names of one date."""
    with ExitStack() as stack:
        descriptors = [os.open(folder, os.O_RDONLY) for folder in dict.fromkeys(folders)]
        for descriptor in descriptors:
            stack.callback(os.close, descriptor)
        for folder, descriptor in zip(dict.fromkeys(folders), descriptors, strict=True):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            _sweep(folder)
        yield
        for descriptor in descriptors:
            with suppress(OSError):  # the file is there; only a power cut could still lose its name
                os.fsync(descriptor)


def _sweep(folder: str) -> None:
    """Remove the drafts that killed runs have left; while the folder is locked, nobody writes one."""
    for file in names(folder):
        if _DRAFT.fullmatch(file):
            with suppress(OSError):
                os.unlink(os.path.join(folder, file))


@contextmanager
def _configured(folder: str, api: str) -> Iterator[None]:
    """There is an api.toml inside; it is removed again if that fails and it was not there before."""
    path = os.path.join(folder, API_FILE)
    if os.path.lexists(path):
        yield
        return
    _write_new(path, f'title = "{api.rpartition("/")[2]}"\n'.encode())
    try:
        yield
    except BaseException:
        os.unlink(path)
        raise


def _write_new(path: str, data: bytes) -> None:
    """Write a file that appears whole or not at all.

    Raises:
        FileExistsError: the file is there already, even if it appeared a moment ago.
    """
    folder, file = os.path.split(path)
    temporary = os.path.join(folder, f".{file}.{os.getpid()}.{os.urandom(4).hex()}.part")
    try:
        # The mode is cut down by the umask, as for any new file.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as output:
            output.write(data)
            output.flush()
            os.fsync(descriptor)
        os.link(temporary, path)  # unlike a rename, it never replaces a file that somebody else put there
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
