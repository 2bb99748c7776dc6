"""What an OpenAPI document is: reading, positions, references, views, and the store of dated snapshots."""

from __future__ import annotations

from harness.document._document import Document
from harness.document._file import File
from harness.document._load import load, load_pair
from harness.document._node import Node
from harness.document._operation import METHODS, Operation, Parameter, Security, erased, security_of
from harness.document._pointer import Pointer, format_pointer, parse_pointer

__all__ = [
    "METHODS",
    "Document",
    "File",
    "Node",
    "Operation",
    "Parameter",
    "Pointer",
    "Security",
    "erased",
    "format_pointer",
    "load",
    "load_pair",
    "parse_pointer",
    "security_of",
]
