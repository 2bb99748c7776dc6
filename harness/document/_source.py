"""Where the bytes of documents come from: files, URLs, git revisions, standard input; and how far a `$ref` reaches."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from harness.errors import RemoteReference, UnreadableSource, UnresolvableReference, nearest

if TYPE_CHECKING:
    from typing import BinaryIO

    from harness.document._git import Tree

_MAX_BYTES = 500_000_000
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")  # one letter is a drive
_WEB = re.compile(r"https?://", re.IGNORECASE)


class Source:
    """The bytes of one document, and the place that its relative references start from.

    Attributes:
        name: what people call it; secrets in URLs are left out.
        data: the bytes.
        uri: what identifies it: an absolute path, a URL, `git:<root>@<commit>:<path>` or `stdin:`.
    """

    __slots__ = ("_origin", "data", "name", "uri")

    def __init__(self, name: str, data: bytes, uri: str, origin: _Origin) -> None:
        self.name = name
        self.data = data
        self.uri = uri
        self._origin = origin

    def __repr__(self) -> str:
        return f"<Source {self.name}, {len(self.data):,} bytes>"

    def read_relative(self, reference: str) -> Source:
        """The source that a reference in this one names; each is read once.

        Files are read inside the git work tree of the document, or inside its folder where there is none; revisions
        inside the tree of the revision; other hosts only where the caller of `read_source` allowed it.

        Raises:
            UnresolvableReference: it leads to where nothing may be read.
            UnreadableSource: there is nothing to read.
        """
        reference = reference.partition("#")[0]
        if not reference:
            return self
        try:
            return self._origin.follow(reference, self)
        except UnresolvableReference as error:
            error.file = error.file or self.name
            raise


def read_source(reference: str, *, allow_remote: bool = False, stdin: BinaryIO | None = None) -> Source:
    """The bytes that a path, an http(s) URL, `-` (standard input) or `GITREV:path` names.

    A path that exists is always a file, even with a colon in it.

    Args:
        reference: what a person typed.
        allow_remote: whether references in the document may lead to other hosts.
        stdin: read instead of standard input.

    Raises:
        UnreadableSource: there is nothing to read.
    """
    family = _Family(allow_remote)
    if reference == "-":
        return family.keep(_read_stdin(family, stdin))
    if not reference or "\0" in reference:
        raise UnreadableSource(f"{reference!r} names no document", hint="name a path, a URL, `-` or GITREV:path")
    if os.path.exists(reference):
        return _named_file(reference, family)
    if _WEB.match(reference):
        return _WebOrigin(family, reference).fetch()
    scheme = _SCHEME.match(reference)
    if scheme and scheme.group(1).lower() == "file":
        return _named_file(_path_of_url(reference), family)
    if scheme and reference.startswith("//", scheme.end()):
        raise UnreadableSource(f"{scheme.group(1)}: URLs cannot be read", hint="use http://, https:// or a path")
    revision, colon, path = reference.partition(":")
    if colon and revision and path and not (len(revision) == 1 and path[0] in "\\/"):
        return _named_revision(revision, path, family)
    return _named_file(reference, family)


class _Family:
    """What the sources of one document share: a permission, and what was read already."""

    __slots__ = ("_known", "allow_remote")

    def __init__(self, allow_remote: bool) -> None:
        self.allow_remote = allow_remote
        self._known: dict[str, Source] = {}

    def known(self, uri: str) -> Source | None:
        return self._known.get(uri)

    def keep(self, source: Source) -> Source:
        return self._known.setdefault(source.uri, source)

    def fetch(self, url: str, reference: str) -> Source:
        if not self.allow_remote:
            from harness.document._web import shown

            raise RemoteReference(
                f"$ref {shown(reference)[:200]!r} leads to another host, which is not read",
                hint="allow it with --allow-remote",
            )
        return _WebOrigin(self, url).fetch()


class _FileOrigin:
    """A file system, bounded by a folder."""

    __slots__ = ("_boundary", "_family", "_folder")

    def __init__(self, family: _Family, folder: str, boundary: str | None = None) -> None:
        self._family = family
        self._folder = folder
        self._boundary = boundary or _work_tree(os.path.realpath(folder))

    def follow(self, reference: str, source: Source) -> Source:
        if _WEB.match(reference):
            return self._family.fetch(reference, reference)
        path = _path_of_reference(reference)
        target = os.path.realpath(os.path.join(self._folder, path))
        below = _inside(target, self._boundary)
        if below is None:
            raise UnresolvableReference(
                f"$ref {reference[:200]!r} leads out of {_shown_path(self._boundary)}",
                hint="move the file into the repository of the document",
            )
        if ".git" in below.split(os.sep):
            raise UnresolvableReference(f"$ref {reference[:200]!r} leads into a git repository's own files")
        if known := self._family.known(target):
            return known
        # The name is told the way the document's own name is: relative if that is.
        name = os.path.join(os.path.dirname(source.name), path) if not os.path.isabs(path) else path
        origin = _FileOrigin(self._family, os.path.dirname(target), self._boundary)
        data = _read_file(target, os.path.normpath(name), regular=True)
        return self._family.keep(Source(os.path.normpath(name), data, target, origin))


class _GitOrigin:
    """The tree of a revision, from a folder in it."""

    __slots__ = ("_family", "_folder", "_tree")

    def __init__(self, family: _Family, tree: Tree, folder: str) -> None:
        self._family = family
        self._tree = tree
        self._folder = folder

    def follow(self, reference: str, source: Source) -> Source:  # noqa: ARG002  # all origins are called alike
        import posixpath

        if _WEB.match(reference):
            return self._family.fetch(reference, reference)
        path = _path_of_reference(reference)
        target = posixpath.normpath(posixpath.join(self._folder, path))
        if posixpath.isabs(target) or target == ".." or target.startswith("../"):
            raise UnresolvableReference(
                f"$ref {reference[:200]!r} leads out of the tree of revision {self._tree.revision!r}"
            )
        blob = self.read(target)
        if blob is None:
            raise _missing_in_tree(self._tree, target)
        return blob

    def read(self, path: str) -> Source | None:
        import posixpath

        from harness.document._git import read_blob

        uri = f"git:{self._tree.root}@{self._tree.commit}:{path}"
        if known := self._family.known(uri):
            return known
        data = read_blob(self._tree, path, _MAX_BYTES)
        if data is None:
            return None
        origin = _GitOrigin(self._family, self._tree, posixpath.dirname(path))
        return self._family.keep(Source(f"{self._tree.revision}:{path}", data, uri, origin))


class _WebOrigin:
    """An address on the web; everything relative to it is remote too, and never a file."""

    __slots__ = ("_family", "_url")

    def __init__(self, family: _Family, url: str) -> None:
        self._family = family
        self._url = url

    def follow(self, reference: str, source: Source) -> Source:  # noqa: ARG002  # all origins are called alike
        from urllib.parse import urljoin

        try:
            url = urljoin(self._url, reference)
        except ValueError as error:
            raise UnresolvableReference(f"$ref {reference[:200]!r} is no address", cause=str(error)) from error
        if not _WEB.match(url):
            raise UnresolvableReference(f"$ref {reference[:200]!r} leads from the web to something else")
        return self._family.fetch(url, reference)

    def fetch(self) -> Source:
        from harness.document._web import fetch, identity, shown

        uri = identity(self._url)
        if known := self._family.known(uri):
            return known
        data, final = fetch(self._url)
        source = Source(shown(self._url), data, uri, _WebOrigin(self._family, final))
        return self._family.keep(source)


_Origin = _FileOrigin | _GitOrigin | _WebOrigin


def _named_file(path: str, family: _Family) -> Source:
    data = _read_file(path, path, regular=False)
    origin = _FileOrigin(family, os.path.dirname(os.path.abspath(path)))
    return family.keep(Source(path, data, os.path.realpath(path), origin))


def _named_revision(revision: str, path: str, family: _Family) -> Source:
    import posixpath

    from harness.document._git import find_tree

    tree = find_tree(revision, os.getcwd())
    origin = _GitOrigin(family, tree, "")
    # As in git, a path starts at the root of the repository; people inside a folder of it may also mean that folder.
    below = os.path.relpath(os.path.realpath(os.getcwd()), os.path.realpath(tree.root)).replace(os.sep, "/")
    for folder in (below,) if path.startswith(("./", "../")) else ("", below):
        candidate = posixpath.normpath(posixpath.join(folder, path.replace(os.sep, "/")))
        if not candidate.startswith(("/", "..")) and (source := origin.read(candidate)):
            return source
    raise _missing_in_tree(tree, path)


def _missing_in_tree(tree: Tree, path: str) -> UnreadableSource:
    from harness.document._git import paths

    return UnreadableSource(
        f"there is no file {path!r} in revision {tree.revision!r}",
        hint=nearest(path, paths(tree), prefix=f"{tree.revision}:", likeness=0.5),
    )


def _read_stdin(family: _Family, stdin: BinaryIO | None) -> Source:
    import sys

    data = (stdin or sys.stdin.buffer).read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise _too_large("standard input")
    return Source("-", data, "stdin:", _FileOrigin(family, os.getcwd()))


def _path_of_reference(reference: str) -> str:
    scheme = _SCHEME.match(reference)
    if scheme:
        if scheme.group(1).lower() != "file":
            raise UnresolvableReference(f"$ref {reference[:200]!r} is neither a path nor a web address")
        path = _path_of_url(reference)
    else:
        from urllib.parse import unquote

        path = unquote(reference)
    if "\0" in path or reference.startswith("//"):
        raise UnresolvableReference(f"$ref {reference[:200]!r} is no path")
    return path


def _path_of_url(url: str) -> str:
    """The path of a `file:` URL. Source: RFC 8089, section 2."""
    from urllib.parse import unquote, urlsplit

    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("file:")
    if parts.netloc not in ("", "localhost"):
        raise UnresolvableReference(f"{url[:200]!r} names a file of another host")
    return unquote(parts.path)


def _read_file(path: str, name: str, *, regular: bool) -> bytes:
    """The bytes of a file; `regular` refuses pipes and devices, which only a person may name."""
    import stat

    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableSource(f"{name} is a folder", hint=_near(name, path, inside=True))
        if regular and not stat.S_ISREG(status.st_mode):
            raise UnreadableSource(f"{name} is no file but a device or a pipe")
        if status.st_size > _MAX_BYTES:
            raise _too_large(name)
        with open(path, "rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnreadableSource(f"there is no file {name}", hint=_near(name, path)) from error
    except OSError as error:
        raise UnreadableSource(f"cannot read {name}", cause=error.strerror or str(error)) from error
    if len(data) > _MAX_BYTES:
        raise _too_large(name)
    return data


def _too_large(name: str) -> UnreadableSource:
    return UnreadableSource(f"{name} is larger than the {_MAX_BYTES:,} bytes that harness reads")


def _inside(path: str, folder: str) -> str | None:
    """The path relative to a folder that contains it, or None."""
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # another drive
        return None
    return None if relative == os.pardir or relative.startswith(os.pardir + os.sep) else relative


def _work_tree(folder: str) -> str:
    """The root of the git work tree that contains a folder, else the folder."""
    current = folder
    while not os.path.exists(os.path.join(current, ".git")):
        above = os.path.dirname(current)
        if above == current:
            return folder
        current = above
    return current


def _shown_path(path: str) -> str:
    near = os.path.relpath(path)
    return path if near.startswith(os.pardir) else near if near != os.curdir else "the current folder"


def _near(name: str, path: str, *, inside: bool = False) -> str | None:
    """A hint at the files of a folder: those in it, or the one with nearly the name that is missing."""
    folder = path if inside else os.path.dirname(path)
    try:
        names = sorted(os.listdir(folder or "."))
    except OSError:
        return f"there is no folder {os.path.dirname(name)}"
    if inside:
        names = [file for file in names if file.endswith((".json", ".yaml", ".yml"))][:3]
        return f"name a file in it: {', '.join(names)}" if names else None
    return nearest(os.path.basename(path), names, prefix=os.path.join(os.path.dirname(name), ""))
