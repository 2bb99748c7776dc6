"""What an OpenAPI document is: reading, positions, references, views, and the store of dated snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document._document import Document
from harness.document._file import File
from harness.document._load import load, load_pair, load_snapshot
from harness.document._node import Node
from harness.document._operation import METHODS, Operation, Parameter, Security, erased, security_of
from harness.document._pointer import Pointer, format_pointer, parse_pointer

if TYPE_CHECKING:
    from harness.document._problems import Problem
    from harness.document._store import Api, Snapshot, Store

__all__ = [
    "METHODS",
    "Api",
    "Document",
    "File",
    "Node",
    "Operation",
    "Parameter",
    "Pointer",
    "Problem",
    "Security",
    "Snapshot",
    "Store",
    "erased",
    "format_pointer",
    "load",
    "load_pair",
    "load_snapshot",
    "parse_pointer",
    "security_of",
]

# Fetched when they are first used: comparing two files needs none of them.
_HOMES = {
    "Api": "_store",
    "Problem": "_problems",
    "Snapshot": "_store",
    "Store": "_store",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{home}"), name)
