"""What an OpenAPI document is: reading, positions, references, views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document._document import Document, document_of, load, same_document
from harness.document._file import File, Node, Pointer
from harness.document._json_text import json_text, spelled
from harness.document._numbers import number, plain_type, rounded
from harness.document._operation import (
    METHODS,
    Operation,
    Parameter,
    Security,
    addresses,
    same_addresses,
    security_of,
    without_parameter_names,
)
from harness.document._references import (
    ReferenceIndex,
    closed,
    exact_bytes,
    flattened,
    references_in,
    referring,
    targets_in,
)
from harness.document._source import Source, read_source
from harness.vocabulary import format_pointer, parse_pointer

if TYPE_CHECKING:
    from harness.document._bundle import bundle
    from harness.document._check import check
    from harness.document._git import (
        Tree,
        blobs,
        changed_since,
        find_tree,
        read_blob,
        tree_to_merge_into,
        work_tree_changes,
    )
    from harness.document._positions import Position
    from harness.document._problems import Problem
    from harness.document._reading import read
    from harness.document._writing import write

__all__ = [
    "METHODS",
    "Document",
    "File",
    "Node",
    "Operation",
    "Parameter",
    "Pointer",
    "Position",
    "Problem",
    "ReferenceIndex",
    "Security",
    "Source",
    "Tree",
    "addresses",
    "blobs",
    "bundle",
    "changed_since",
    "check",
    "closed",
    "document_of",
    "exact_bytes",
    "find_tree",
    "flattened",
    "format_pointer",
    "json_text",
    "load",
    "number",
    "parse_pointer",
    "plain_type",
    "read",
    "read_blob",
    "read_source",
    "references_in",
    "referring",
    "rounded",
    "same_addresses",
    "same_document",
    "security_of",
    "spelled",
    "targets_in",
    "tree_to_merge_into",
    "without_parameter_names",
    "work_tree_changes",
    "write",
]

# What a comparison does not need is imported when it is first asked for.
_LATER = {
    "Position": "_positions",
    "Problem": "_problems",
    "Tree": "_git",
    "blobs": "_git",
    "bundle": "_bundle",
    "changed_since": "_git",
    "check": "_check",
    "find_tree": "_git",
    "read": "_reading",
    "read_blob": "_git",
    "tree_to_merge_into": "_git",
    "work_tree_changes": "_git",
    "write": "_writing",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value
