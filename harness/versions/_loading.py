"""Documents by reference: stored snapshots by their names, and whatever else `document` can read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.document import Document, document_of, read_source, same_document

if TYPE_CHECKING:
    from harness.document import Source
    from harness.versions._snapshot import Snapshot

_NAME = re.compile(r"(?:[a-z0-9][a-z0-9-]*/)?[a-z0-9][a-z0-9-]*(?:@[A-Za-z0-9._-]+){1,2}")


def is_stored_name(reference: str) -> bool:
    """Whether a reference names a snapshot of the store rather than anything else."""
    return _NAME.fullmatch(reference) is not None


def load_document(reference: str, *, root: str = "specs", allow_remote: bool = False, overlay: bool = True) -> Document:
    """The document that a reference names; odd spots in it become its problems.

    Args:
        reference: a path, a URL, `-` for standard input, `GITREV:path`, or a stored snapshot: `api@date`,
            `api@version`, `api@version@date`, with `latest` and `previous` for dates.
        root: the folder of the stored snapshots.
        allow_remote: whether references in the document may lead to other hosts.
        overlay: whether the overlay that an api.toml names mends the stored snapshots of that API.

    Raises:
        UnknownSnapshot: there is no such snapshot.
        UnreadableSource: the bytes cannot be had.
        MalformedDocument: they are neither JSON nor YAML.
        NotOpenAPI: they are no OpenAPI document.
    """
    source, snapshot = _found(reference, root, allow_remote=allow_remote)
    return _document(source, snapshot, overlay=overlay)


def load_pair(
    old: str, new: str, *, root: str = "specs", allow_remote: bool = False, overlay: bool = True
) -> tuple[Document, Document]:
    """Two documents as from `load_document`; equal bytes are parsed only once."""
    old_source, old_snapshot = _found(old, root, allow_remote=allow_remote)
    new_source, new_snapshot = _found(new, root, allow_remote=allow_remote)
    first = _document(old_source, old_snapshot, overlay=overlay)
    same_overlay = (old_snapshot and old_snapshot.api) == (new_snapshot and new_snapshot.api)
    if new_source.data == old_source.data and (same_overlay or not overlay):
        return first, same_document(first, new_source, new_snapshot.name if new_snapshot else None)
    return first, _document(new_source, new_snapshot, overlay=overlay)


def load_snapshot(snapshot: Snapshot, *, overlay: bool = True) -> Document:
    """The document of a stored snapshot."""
    return _document(snapshot.source(), snapshot, overlay=overlay)


def _found(reference: str, root: str, *, allow_remote: bool) -> tuple[Source, Snapshot | None]:
    if is_stored_name(reference):
        from harness.versions._store import Store

        snapshot = Store(root).snapshot(reference)
        return snapshot.source(allow_remote=allow_remote), snapshot
    return read_source(reference, allow_remote=allow_remote), None


def _document(source: Source, snapshot: Snapshot | None, *, overlay: bool) -> Document:
    if snapshot is None:
        return document_of(source)
    return document_of(source, snapshot.name, _overlay_of(snapshot) if overlay else None)


def _overlay_of(snapshot: Snapshot) -> str | None:
    import os

    from harness.versions._settings import read_overlay

    folder = os.path.dirname(snapshot.path)
    return read_overlay(os.path.dirname(folder) if snapshot.series else folder)
