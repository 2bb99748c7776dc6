"""From names to what is served: APIs of the store, single snapshots, files and URLs."""

from __future__ import annotations

import os
import re
from itertools import combinations
from typing import TYPE_CHECKING

from harness.errors import UnknownSnapshot, UsageError
from harness.mock._router import overlap
from harness.mock._service import Edition, Service
from harness.mock._versions import Dated, OnlyOne
from harness.versions import Store, load_document, load_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harness.document import Document
    from harness.mock._settings import MockSettings

_MOST_COMPARED = 4_000_000


def services_of(
    names: Iterable[str | Document],
    settings: MockSettings,
    *,
    root: str = "specs",
    mounts: Mapping[str, str] | None = None,
) -> tuple[Service, ...]:
    """What is served under some names.

    Args:
        names: APIs, `api@date`, paths, URLs, or documents; none: all APIs of the store.
        settings: of the mock.
        root: the folder of the stored snapshots.
        mounts: paths in front of those of an API, by its name.

    Raises:
        UsageError: there is no such API, or two of them have a path in common.
        DocumentError: a document cannot be read.
    """
    store, mounts = Store(root), dict(mounts or {})
    wanted: Sequence[str | Document] = list(names) or store.apis()
    if not wanted:
        raise UsageError(f"there is nothing to serve: no API is stored in {root}", hint="name a file, or see --specs")
    services = [_service(name, store, mounts, settings) for name in wanted]
    unused = set(mounts) - {service.name for service in services}
    if unused:
        known = ", ".join(service.name for service in services)
        raise UsageError(f"--mount names {min(unused)!r}, which is not served", hint=f"one of {known}")
    for pair in combinations(services, 2):
        _refuse_clash(*pair)
    return tuple(services)


def _service(name: str | Document, store: Store, mounts: Mapping[str, str], settings: MockSettings) -> Service:
    if isinstance(name, str) and name in store.apis():
        api = store.api(name)
        snapshots = api.snapshots if api.style != "none" else (api.snapshot("latest"),)
        if not snapshots:
            hint = f"add one with: harness snapshots add {name}"
            raise UnknownSnapshot(f"{name} has no snapshot", file=api.folder, hint=hint)
        mount, streams = mounts.get(name, ""), api.settings.streams
        documents = {snapshot.label: load_snapshot(snapshot) for snapshot in snapshots}
        versions = Dated(api, settings.today, documents[snapshots[-1].label])
        editions = {
            label: Edition(document, name, label, mount, versions, settings, streams)
            for label, document in documents.items()
        }
        return Service(name, editions, versions, settings, api.settings.resources, (os.path.abspath(api.folder),))
    document = _document(name, store) if isinstance(name, str) else name
    title, at, label = document.name.partition("@")
    if at and title in store.apis():
        own = store.api(title).settings
        single, hints, protocol = OnlyOne(label, store.api(title)), own.resources, own.streams
    else:
        title, label, single, hints, protocol = _stem(document.name), "", OnlyOne(), (), None
    edition = Edition(document, title, label, mounts.get(title, ""), single, settings, protocol)
    return Service(title, {label: edition}, single, settings, hints)


def _document(name: str, store: Store) -> Document:
    if re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) and not os.path.exists(name):
        store.api(name)  # says that there is none, and which there are
    return load_document(name, root=store.root)


def _stem(name: str) -> str:
    """`pets` for `https://example.com/v1/pets.yaml?raw`."""
    return re.split(r"[?#]", name)[0].rstrip("/").rpartition("/")[2].partition(".")[0] or "api"


def _refuse_clash(first: Service, second: Service) -> None:
    """Two APIs on one port have no path in common.

    Raises:
        UsageError: they have.
    """
    by_length: dict[int, list[str]] = {}
    for template in second.templates():
        by_length.setdefault(template.count("/"), []).append(template)
    for template in sorted(first.templates()):
        for rival in by_length.get(template.count("/"), ()):
            if overlap(template, rival):
                raise UsageError(
                    f"{first.name} and {second.name} both have a path {template}"
                    + (f" (or {rival})" if rival != template else ""),
                    hint=f"give one a path of its own: --mount {second.name}=/{second.name}",
                )
