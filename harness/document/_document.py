"""An OpenAPI document: its files, its version, what its references point at, and how it is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document._file import File, Node
from harness.document._references import ReferenceIndex
from harness.document._source import Source, read_source
from harness.errors import DocumentError, NotOpenAPI, UnresolvableReference, nearest
from harness.vocabulary import format_pointer, keyword_for, parse_pointer, pointer_of

if TYPE_CHECKING:
    from harness.document._file import Pointer
    from harness.document._operation import Operation
    from harness.document._positions import Position
    from harness.document._problems import Problem

# Swagger 1.x describes an API in several documents of another shape.
_VERSIONS = ("3.0", "3.1", "3.2")


class Document:
    """An OpenAPI document behind one set of views, whatever its version.

    Attributes:
        file: the file that was named.
        version: "2.0", "3.0", "3.1" or "3.2".
        name: how people know the document: a path, a URL, or `api@date`.
    """

    __slots__ = (
        "_ends",
        "_files",
        "_operations",
        "_problems",
        "_references",
        "_targets",
        "_views",
        "file",
        "name",
        "version",
    )

    def __init__(self, file: File, name: str | None = None) -> None:
        self.file = file
        self.name = name or file.name
        self.version = _openapi_version(file)
        self._files: dict[str, File] = {file.source.uri: file}
        self._targets: dict[tuple[File, str], Node | DocumentError] = {}
        self._ends: tuple[dict[tuple[File, str], Node | None], ...] = ({}, {})
        # Whoever asks twice has to get the same object: it is told by its identity.
        self._views: dict[tuple[File, Pointer], Node] = {}
        self._references: ReferenceIndex | None = None
        self._operations: tuple[Operation, ...] | None = None
        self._problems: tuple[Problem, ...] | None = None

    def __repr__(self) -> str:
        return f"<Document {self.name}, OpenAPI {self.version}>"

    @property
    def files(self) -> tuple[File, ...]:
        """The named file, then the others that references led to so far."""
        return tuple(self._files.values())

    @property
    def unresolved(self) -> tuple[DocumentError, ...]:
        """The references that led nowhere, of those that were followed so far."""
        return tuple(target for target in self._targets.values() if isinstance(target, DocumentError))

    @property
    def source(self) -> Source:
        """The bytes of the named file and where they came from."""
        return self.file.source

    @property
    def content(self) -> dict[str, Any]:
        """What the named file says."""
        content: dict[str, Any] = self.file.content
        return content

    @property
    def root(self) -> Node:
        """The whole document."""
        return self.file.root

    @property
    def title(self) -> str:
        """`info.title`, or the document's name."""
        title = _mapping(self.content.get("info")).get("title")
        return title if isinstance(title, str) and title else self.name

    @property
    def api_version(self) -> str | None:
        """`info.version` as its author wrote it."""
        version = _mapping(self.content.get("info")).get("version")
        return None if version is None else str(version)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations under `paths` and `webhooks`, in document order; callbacks hang on theirs."""
        if self._operations is None:
            from harness.document._operation import operations_of

            self._operations = operations_of(self)
        return self._operations

    @property
    def references(self) -> ReferenceIndex:
        """What refers to which component in the named file."""
        if self._references is None:
            self._references = ReferenceIndex(self.content)
        return self._references

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the document and still lets it be used, in document order."""
        if self._problems is None:
            from harness.document._problems_walk import problems_of

            self._problems = problems_of(self)
        return self._problems

    def position(self, pointer: Pointer | str) -> Position:
        """Line and column of a pointer in the named file."""
        return self.file.position(parse_pointer(pointer) if isinstance(pointer, str) else pointer)

    def components(self, section: str) -> dict[str, Node]:
        """The reusable objects of a section (`schemas`, `parameters`, …) by name, in document order."""
        node = self.file.at(pointer_of(section, self.version))
        return dict(node.members()) if node else {}

    def component(self, section: str, name: str) -> Node | None:
        """One of them, by its name; None where there is none."""
        node = self.file.at(pointer_of(section, self.version))
        return node.child(name) if node and type(node.value) is dict else None

    def resolve(self, node: Node) -> Node | None:
        """The node that a chain of `$ref` ends at: `node` itself without one, None where the chain breaks."""
        end = self._end_of(node, alone=False)
        return None if end is not None and _reference_of(end, alone=False) is not None else end

    def behind_aliases(self, node: Node) -> Node | None:
        """The node that a chain ends at of objects which say nothing beside their `$ref`; None where it breaks.

        Where the chain leads back to itself, one of its nodes.
        """
        return self._end_of(node, alone=True)

    def _end_of(self, node: Node, *, alone: bool) -> Node | None:
        """The end of a chain, which is remembered for all that leads there; a node of it where it is a circle."""
        if _reference_of(node, alone=alone) is None:
            return node
        end: Node | None = node
        ends = self._ends[alone]
        passed: dict[tuple[File, str], None] = {}
        while end is not None and (reference := _reference_of(end, alone=alone)) is not None:
            key = (end.file, reference)
            if key in passed:
                break
            if key in ends:
                end = ends[key]
                break
            passed[key] = None
            try:
                end = self.target(end, reference)
            except DocumentError:
                end = None
        ends.update(dict.fromkeys(passed, end))
        return end

    def path_item(self, node: Node) -> Node | None:
        """A path item with what its `$ref` leads to; None where that cannot be read and nothing stands beside it.

        What stands beside the reference counts; a field that both have is undefined, and the one beside it is taken.

        Source: OpenAPI 3.0.3, 4.7.9 and 3.1.1, 4.8.9 Path Item Object, `$ref`.
        """
        resolved = self.resolve(node)
        if resolved is node or type(node.value) is not dict or len(node.value) == 1:
            return resolved
        known = self._views.get((node.file, node.pointer))
        if known is None:
            base = (
                resolved if resolved is not None and type(resolved.value) is dict else Node(node.file, node.pointer, {})
            )
            parts = dict(base.members()) | {key: member for key, member in node.members() if key != "$ref"}
            values = {key: member.value for key, member in parts.items()}
            known = self._views[node.file, node.pointer] = Node(base.file, base.pointer, values, parts)
        return known

    def items_of(self, media_type: Node) -> Node | None:
        """The schema of a whole message that is a sequence of items, None where a media type says nothing of items.

        Source: OpenAPI 3.2.0, 4.14 Media Type Object, `itemSchema`.
        """
        item = media_type.child("itemSchema")
        if item is None:
            return None
        key = (item.file, item.pointer)
        if key not in self._views:
            name = keyword_for("item")
            value = {"type": "array", name: item.value}
            self._views[key] = Node(media_type.file, media_type.pointer, value, {name: item})
        return self._views[key]

    def target(self, node: Node, reference: str) -> Node:
        """The node that `reference`, written at `node`, points at; one step only.

        Raises:
            UnresolvableReference: it points at nothing, or outside what may be read.
            UnreadableSource: the other file cannot be read.
            MalformedDocument: the other file is neither JSON nor YAML.
        """
        key = (node.file, reference)
        known = self._targets.get(key)
        if known is None:
            try:
                known = self._find(node, reference)
            except DocumentError as error:
                known = error
            self._targets[key] = known
        if isinstance(known, Node):
            return known
        raise known.with_traceback(None)  # it is raised again and again

    def _find(self, node: Node, reference: str) -> Node:
        address, _, fragment = reference.partition("#")
        start = node.file.root
        if address:
            start = node.file.anchored(address) or self._open(node.file, address).root
        target = _pointed(start, fragment)
        if target is None:
            raise _dangling(node, reference)
        return target

    def _open(self, file: File, address: str) -> File:
        source = file.source.read_relative(address)
        if source.uri not in self._files:
            self._files[source.uri] = File.of(source)
        return self._files[source.uri]


def load(reference: str, *, allow_remote: bool = False) -> Document:
    """The document that a reference names; odd spots in it become its problems.

    Args:
        reference: a path, a URL, `-` for standard input, or `GITREV:path`; `harness.versions` knows stored snapshots.
        allow_remote: whether references in the document may lead to other hosts.

    Raises:
        UnreadableSource: the bytes cannot be had.
        MalformedDocument: they are neither JSON nor YAML.
        NotOpenAPI: they are no OpenAPI document.
    """
    return document_of(read_source(reference, allow_remote=allow_remote))


def document_of(source: Source, name: str | None = None, overlay: str | None = None) -> Document:
    """The document that some bytes are; raises as `load` does.

    Args:
        source: the bytes.
        name: how people know it, if not by its source.
        overlay: the path of an overlay that mends it; its lines stay those of the source.
    """
    file = File.of(source)
    return Document(file if overlay is None else _mended(file, overlay), name)


def same_document(document: Document, source: Source, name: str | None = None) -> Document:
    """A document from another place that has the same bytes as one that is read already."""
    twin = File(source, document.content, document.file.format, document.file.remarks)
    return Document(twin, name)


def _reference_of(node: Node, *, alone: bool) -> str | None:
    """The `$ref` of an object; with `alone`, of one that says nothing else."""
    value = node.value
    if type(value) is not dict or (alone and len(value) != 1):
        return None
    reference = value.get("$ref")
    return reference if type(reference) is str else None


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _openapi_version(file: File) -> str:
    content = file.content
    if type(content) is not dict:
        kind = "an array" if isinstance(content, list) else "a single value" if content is not None else "empty"
        raise NotOpenAPI(f"this is no OpenAPI document: its content is {kind}", file=file.name)
    if "swagger" in content:
        if str(content["swagger"]).startswith("2"):
            return "2.0"
        raise _unsupported(file, "swagger", content["swagger"])
    if "openapi" in content:
        version = str(content["openapi"])
        family = ".".join(version.split(".")[:2])
        if family in _VERSIONS:
            return family
        raise _unsupported(file, "openapi", version)
    raise NotOpenAPI(
        "this is no OpenAPI document: it has neither `openapi` nor `swagger` at the top",
        file=file.name,
        hint="name the document itself, not a file that it refers to",
    )


def _unsupported(file: File, key: str, version: Any) -> NotOpenAPI:
    line, column, _ = file.position((key,))
    return NotOpenAPI(
        f"{key} {str(version)[:40]!r} is not supported",
        file=file.name,
        line=line,
        column=column,
        hint="harness reads Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2",
    )


def _pointed(start: Node, fragment: str) -> Node | None:
    """What a fragment means in a file, or in a schema that has an identifier of its own."""
    if not fragment:
        return start
    if not fragment.startswith("/"):
        return start.file.anchored(fragment)
    try:
        return start.file.at((*start.pointer, *parse_pointer("#" + fragment)))
    except ValueError:
        return None


def _dangling(node: Node, reference: str) -> UnresolvableReference:
    head, _, name = reference.rpartition("/")
    folder = _pointed(node.file.root, head[1:]) if head.startswith("#/") else None
    names = list(folder.value) if folder is not None and type(folder.value) is dict else []
    line, column, _ = node.file.position(node.pointer)
    return UnresolvableReference(
        f"$ref {reference[:200]!r} at {format_pointer(node.pointer)} points at nothing",
        file=node.file.name,
        line=line,
        column=column,
        # Most of many are only counted.
        hint=lambda: nearest(name, names, prefix=f"{head}/"),
    )


def _mended(file: File, path: str) -> File:
    """The file with an overlay applied."""
    from harness.document._overlay import apply

    mends = File.of(read_source(path))
    content, remarks = apply(file.content, mends.content, mends.name, lambda pointer: mends.position(pointer).line)
    return File(file.source, content, file.format, (*file.remarks, *remarks))
