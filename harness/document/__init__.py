"""What an OpenAPI document is: reading, positions, references, views, and the store of dated snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document._document import Document, load, load_pair, load_snapshot
from harness.document._file import File, Node, Pointer, format_pointer, parse_pointer
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

if TYPE_CHECKING:
    from harness.document._check import check
    from harness.document._positions import Position
    from harness.document._problems import Problem
    from harness.document._resolver import Resolution, date_problem, timeline
    from harness.document._store import Api, Snapshot, Store
    from harness.document._toml import TomlFile, read_toml

__all__ = [
    "METHODS",
    "Api",
    "Document",
    "File",
    "Node",
    "Operation",
    "Parameter",
    "Pointer",
    "Position",
    "Problem",
    "ReferenceIndex",
    "Resolution",
    "Security",
    "Snapshot",
    "Store",
    "TomlFile",
    "addresses",
    "check",
    "closed",
    "date_problem",
    "exact_bytes",
    "flattened",
    "format_pointer",
    "load",
    "load_pair",
    "load_snapshot",
    "parse_pointer",
    "read_toml",
    "references_in",
    "referring",
    "same_addresses",
    "security_of",
    "targets_in",
    "timeline",
    "without_parameter_names",
]

# What a comparison does not need is imported when it is first asked for.
_LATER = {
    "Api": "_store",
    "Position": "_positions",
    "Problem": "_problems",
    "Resolution": "_resolver",
    "Snapshot": "_store",
    "Store": "_store",
    "TomlFile": "_toml",
    "check": "_check",
    "date_problem": "_resolver",
    "read_toml": "_toml",
    "timeline": "_resolver",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value
