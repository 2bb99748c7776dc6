"""From a reference that a person types to a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.document._document import Document
from harness.document._file import File
from harness.document._source import Source, read_source

if TYPE_CHECKING:
    from harness.document._store import Snapshot

_SNAPSHOT = re.compile(r"[a-z0-9][a-z0-9-]*@[A-Za-z0-9-]+")


def load(reference: str, *, root: str = "specs", allow_remote: bool = False, overlay: bool = True) -> Document:
    """The document that a reference names; odd spots in it become its problems.

    Args:
        reference: a path, a URL, `-` for standard input, `GITREV:path`, or `api@date` with `latest` and `previous`.
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
    """Two documents as from `load`; equal bytes are parsed only once."""
    old_source, old_snapshot = _found(old, root, allow_remote=allow_remote)
    new_source, new_snapshot = _found(new, root, allow_remote=allow_remote)
    first = _document(old_source, old_snapshot, overlay=overlay)
    same_overlay = (old_snapshot and old_snapshot.api) == (new_snapshot and new_snapshot.api)
    if new_source.data == old_source.data and (same_overlay or not overlay):
        twin = File(new_source, first.content, first.file.format, first.file.remarks)
        return first, Document(twin, new_snapshot.name if new_snapshot else None)
    return first, _document(new_source, new_snapshot, overlay=overlay)


def load_snapshot(snapshot: Snapshot, *, overlay: bool = True) -> Document:
    """The document of a stored snapshot."""
    return _document(read_source(snapshot.path), snapshot, overlay=overlay)


def _found(reference: str, root: str, *, allow_remote: bool) -> tuple[Source, Snapshot | None]:
    if _SNAPSHOT.fullmatch(reference):
        from harness.document._store import Store

        snapshot = Store(root).snapshot(reference)
        return read_source(snapshot.path, allow_remote=allow_remote), snapshot
    return read_source(reference, allow_remote=allow_remote), None


def _document(source: Source, snapshot: Snapshot | None, *, overlay: bool) -> Document:
    file = File.of(source)
    if snapshot is None:
        return Document(file)
    if overlay:
        file = _mended(file, snapshot)
    return Document(file, snapshot.name)


def _mended(file: File, snapshot: Snapshot) -> File:
    """The file with the overlay of its API applied; its lines stay those of the snapshot."""
    import os

    from harness.document._overlay import apply
    from harness.document._store import Api

    path = Api(snapshot.api, os.path.dirname(snapshot.path)).overlay
    if path is None:
        return file
    mends = File.of(read_source(path))
    content, remarks = apply(file.content, mends.content, mends.name, lambda pointer: mends.position(pointer).line)
    return File(file.source, content, file.format, (*file.remarks, *remarks))
