"""What is wrong with what is stored: files that do not belong there, what was published and is no more, settings."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from harness.errors import DocumentError, HarnessError, UnreadableSource
from harness.records import NamedTuple
from harness.versions._folders import date_of
from harness.versions._identities import Credentials
from harness.versions._names import name_problem
from harness.versions._settings import API_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.versions._store import Api


class StoreProblem(NamedTuple):
    """Something about a stored API that its owner should know.

    Attributes:
        path: of the file or folder.
        line: in it, where there is one.
        message: what it is.
        hint: what to do.
        is_note: whether it is right as it is, and only worth knowing.
    """

    path: str
    line: int | None
    message: str
    hint: str | None = None
    is_note: bool = False


def check_store(api: Api, today: str, base: str | None = None) -> Iterator[StoreProblem]:
    """What is wrong with an API in a store, beside its documents.

    Args:
        api: the API.
        today: snapshots of later days are not published yet.
        base: the git revision that holds what was published; None for HEAD, where there is one.

    Raises:
        UnreadableSource: there is no such revision.
        DocumentError: a snapshot cannot be read.
    """
    yield from _strays(api)
    yield from _unpublished(api, today, base)
    for snapshot in api.snapshots:
        if snapshot.date > today:
            message = f"lies in the future: it is not published before {snapshot.date}"
            yield StoreProblem(snapshot.path, None, message, is_note=True)
    yield from _misplaced(api)
    if api.snapshots:
        yield from _settings(api, today)


def _strays(api: Api) -> Iterator[StoreProblem]:
    for stray in api.strays:
        path = os.path.join(api.folder, stray)
        problem = api.series_problem(stray) if os.path.isdir(path) else None
        if problem is not None:
            yield StoreProblem(path, None, f"holds snapshots, and {stray!a} {problem}", f"name it in {API_FILE}")
        else:
            yield StoreProblem(path, None, "is no snapshot; a snapshot is named YYYY-MM-DD.yaml")


def _unpublished(api: Api, today: str, base: str | None) -> Iterator[StoreProblem]:
    """The published snapshots that a revision holds otherwise, or that are gone."""
    from harness.document import changed_since

    try:
        changes = changed_since(base or "HEAD", api.folder)
    except UnreadableSource:
        if base is not None:
            raise
        return  # nothing is under version control, or nothing yet
    for path, is_there in sorted(changes.items()):
        date = date_of(os.path.basename(path))
        inside = os.path.dirname(path)
        if date is None or date > today or (inside and api.series_problem(inside) is not None):
            continue
        message = f"was {'edited' if is_there else 'removed'} since it was published ({base or 'HEAD'})"
        hint = "a published snapshot is never changed; bring it back, and publish the change under another date"
        yield StoreProblem(os.path.join(api.folder, path), None, message, hint)


def _misplaced(api: Api) -> Iterator[StoreProblem]:
    """The snapshots that say another version than that whose folder they lie in."""
    settings = api.settings.version
    for snapshot in api.snapshots:
        own = None
        with suppress(DocumentError):  # which is told where the document is checked
            own = snapshot.version if snapshot.series is not None else None
        if own is None or own == snapshot.series or name_problem(own, settings.format) is not None:
            continue
        if own.removeprefix("v") != str(snapshot.series).removeprefix("v"):
            message = f"lies in the folder of {snapshot.series}, and its info.version is {own[:60]!a}"
            yield StoreProblem(snapshot.path, None, message)


def _settings(api: Api, today: str) -> Iterator[StoreProblem]:
    """What the settings say that the newest snapshot does not bear out."""
    from harness.versions._loading import load_snapshot

    document = load_snapshot(api.line[-1])
    layers = api.settings.layers
    titled = layers is not None and "title" in layers.tables
    if titled and layers is not None and document.title not in (api.settings.title, document.name):
        message = f"title = {api.settings.title!a}, and info.title of {document.name} is {document.title[:200]!a}"
        yield StoreProblem(layers.origin(("title",)).path, layers.line_of(("title",)), message, is_note=True)
    for identity in api.settings.identities:
        try:
            Credentials(identity, document)
        except HarnessError as error:
            yield StoreProblem(error.file or api.folder, error.line, error.message, error.hint)
    default = api.settings.version.default
    answer = api.served(today).resolve()
    if default is not None and answer.error is not None and answer.error.trouble != "missing" and layers is not None:
        place = ("version", "default")
        yield StoreProblem(layers.origin(place).path, layers.line_of(place), f"version.default: {answer.error.message}")
