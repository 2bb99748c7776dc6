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

# Milliseconds: how long changes are gathered, and how often the files are counted anew.
_GATHERED, _COUNTED = 100, 1000


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
        changes = awatch(
            *sorted(folders), recursive=False, step=_GATHERED, rust_timeout=_COUNTED, yield_on_timeout=True
        )
        async for changed in changes:
            names = sorted({path for _, path in changed if _counts(path, files)})
            if names:
                await _load(app, load, report, os.path.basename(names[0]))
                break
            if not changed and await asyncio.to_thread(_files, app.services) != files:
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
    """The files that are served, with those that they refer to and all that lies beside stored snapshots."""
    files: set[str] = set()
    for service in services:
        for edition in service.editions.values():
            if len(edition.document.source.data) < _LARGE and b"$ref" in edition.document.source.data:
                bundle(edition.document)  # follows all references
            files |= {file.source.uri for file in edition.document.files}
        files |= {os.path.join(folder, "") for folder in service.folders}
    return frozenset(os.path.abspath(file) if file[-1] != os.sep else file for file in files if os.path.exists(file))


# Bytes. Documents of this size refer to no other files.
_LARGE = 2**21


def _counts(path: str, files: frozenset[str]) -> bool:
    folder = os.path.join(os.path.dirname(path), "")
    return path in files or (folder in files and path.endswith((".yaml", ".yml", ".json", ".toml")))
