"""The files that a snapshot is made of: its own, those that its references lead to, and its overlay."""

# Importing pathlib would slow down the start of every comparison.

from __future__ import annotations

import os
import posixpath
import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harness.document import read_source
from harness.errors import DocumentError
from harness.versions._folders import date_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from harness.document import Source, Tree
    from harness.versions._snapshot import Snapshot

_DOCUMENTS = (".yaml", ".yml", ".json")
# The file that a reference leads to, in JSON and YAML.
_REFERENCE = re.compile(rb"""\$ref["']?\s*:\s*["']?([^"'#\s]+)""")


def shared_files(tree: Tree, changed: Collection[str]) -> frozenset[str]:
    """The absolute paths of those files that snapshots may refer to, and that are none themselves.

    Args:
        tree: the files of a revision.
        changed: paths relative to its root.
    """
    root = os.path.realpath(tree.root)
    return frozenset(
        os.path.join(root, path)
        for path in changed
        if path.endswith(_DOCUMENTS) and date_of(posixpath.basename(path)) is None
    )


def refers_to(snapshot: Snapshot, paths: Collection[str]) -> bool:
    """Whether references of a snapshot lead to any of some files, over however many steps; nothing is parsed.

    Args:
        snapshot: of the work tree.
        paths: of the files, absolute; they need not be there any more.
    """
    if not paths:
        return False
    names = {os.path.basename(path) for path in paths}
    for source in _sources(snapshot):
        for reference in _references(source):
            # To follow links takes longer than to look at a name.
            name = unquote(reference)
            if os.path.basename(name) in names:
                target = os.path.realpath(os.path.join(os.path.dirname(source.uri), name))
                if target in paths:
                    return True
    return False


def sha256_of(snapshot: Snapshot, overlay: str | None) -> str:
    """What tells the content of a snapshot from any other, in hexadecimal.

    It is that of the file alone where a snapshot is one file, so that any program can tell it; else of the list of all
    files with their own, as `sha256sum` writes it.

    Args:
        snapshot: of the work tree.
        overlay: the path of the overlay that mends it, if any.

    Raises:
        UnreadableSource: a file cannot be read.
    """
    from hashlib import sha256

    sources = list(_sources(snapshot))
    if overlay is not None:
        sources.append(read_source(overlay))
    digests = [sha256(source.data).hexdigest() for source in sources]
    if len(sources) == 1:
        return digests[0]
    home = os.path.dirname(sources[0].uri)
    names = [os.path.relpath(source.uri, home).replace(os.sep, "/") for source in sources]
    lines = sorted(f"{digest}  {name}\n" for digest, name in zip(digests, names, strict=True))
    return sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _sources(snapshot: Snapshot) -> Iterator[Source]:
    """The file and all that its references lead to, each once; what cannot be read is left out."""
    pending = [snapshot.source()]
    known = {pending[0].uri}
    while pending:
        source = pending.pop()
        yield source
        for reference in _references(source):
            with suppress(DocumentError):
                target = source.read_relative(reference)
                if target.uri not in known:
                    known.add(target.uri)
                    pending.append(target)


def _references(source: Source) -> set[str]:
    """The files that references of one name, as it names them; those on the web are left out."""
    texts = (os.fsdecode(match[1]).replace("\\/", "/") for match in _REFERENCE.finditer(source.data))
    return {text for text in texts if "://" not in text}
