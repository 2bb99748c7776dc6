"""The modules of harness as a tree of files holds them, each parsed once."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = "harness"
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module:
    """A module.

    Attributes:
        path: below the root, as `harness/rules/_aspect.py`.
        name: as Python imports it.
        parts: the folders below harness and the file, without its ending: `("rules", "_aspect")`.
        tree: its syntax.
    """

    def __init__(self, root: Path, path: Path) -> None:
        self.path = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text, self.path)
        self.is_package = path.name == "__init__.py"
        self.parts = path.relative_to(root / PACKAGE).with_suffix("").parts
        self.name = ".".join((PACKAGE, *(self.parts[:-1] if self.is_package else self.parts)))

    @cached_property
    def lines(self) -> list[str]:
        """The lines of its text."""
        return self.text.splitlines()

    @cached_property
    def functions(self) -> list[Function]:
        """All functions and methods, also those within others."""
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @cached_property
    def docstrings(self) -> set[ast.Constant]:
        """The nodes of all docstrings, and of strings that stand alone for no other reason."""
        return {
            node.value
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        }

    @cached_property
    def strings(self) -> list[ast.Constant]:
        """The nodes of all other strings, parts of f-strings among them."""
        return [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in self.docstrings
        ]


def modules_in(root: Path) -> list[Module]:
    """All modules below a root, in the order of their paths."""
    return [Module(root, path) for path in sorted((root / PACKAGE).rglob("*.py"))]


def identifiers(module: Module) -> Iterator[str]:
    """All names that a module binds or uses, of variables, attributes, functions, parameters and imports."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.keyword(arg=str(name)):
                yield name
            case ast.alias(name=name, asname=other):
                yield name
                yield other or name
