"""Serving a document anew once its file changes; while the file is broken, the old one is served."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from watchfiles import awatch

from harness.document import bundle
from harness.errors import HarnessError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harness.mock._app import App
    from harness.mock._service import Service

# Milliseconds in which changes are gathered.
_GATHERED = 100


async def watch(
    app: App, load: Callable[[], Sequence[Service]], report: Callable[[str, HarnessError | None], None]
) -> None:
    """Serve what files say, as long as the server runs.

    Args:
        app: gets the new services.
        load: reads them anew.
        report: is told what has changed, and what is wrong with it, if anything.
    """
    while True:
        files = await asyncio.to_thread(_files, app.services)
        folders = {os.path.dirname(file) for file in files}
        if not folders:
            return
        async for changed in awatch(*sorted(folders), recursive=False, step=_GATHERED):
            names = sorted(path for _, path in changed if _counts(path, files))
            if names:
                await _load(app, load, report, os.path.basename(names[0]))
                break


async def _load(
    app: App, load: Callable[[], Sequence[Service]], report: Callable[[str, HarnessError | None], None], name: str
) -> None:
    try:
        app.serve(await asyncio.to_thread(load))
    except HarnessError as error:
        report(name, error)
    else:
        report(name, None)


def _files(services: Sequence[Service]) -> frozenset[str]:
    """The files that are served with those that they refer to; folders, with a slash, where any document counts."""
    files: set[str] = set()
    for service in services:
        files |= {os.path.join(folder, "") for folder in service.folders}
        for edition in service.editions.values():
            document = edition.document
            if len(document.source.data) < _LARGE and b"$ref" in document.source.data:
                bundle(document)  # follows all references
            paths = {os.path.abspath(file.source.uri) for file in document.files if os.path.exists(file.source.uri)}
            files |= paths
            if document.unresolved:
                # What is missing may come yet.
                files |= {os.path.join(os.path.dirname(path), "") for path in paths}
    return frozenset(files)


# Bytes. Documents of this size refer to no other files.
_LARGE = 2**21


def _counts(path: str, files: frozenset[str]) -> bool:
    folder = os.path.join(os.path.dirname(path), "")
    return path in files or (folder in files and path.endswith((".yaml", ".yml", ".json", ".toml")))
