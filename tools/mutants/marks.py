"""Modules that mark which of their statements are executed: what a test executes, for little more than its own time.

Each statement of a function gets another in front of it, which sets a byte. What Python traces instead takes twice the
time.
"""

from __future__ import annotations

import ast
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType, ModuleType

_MARKS = "__marks__"


class MarkingFinder(MetaPathFinder):
    """Finds the modules of a package, and has them mark what is executed.

    Attributes:
        marks: of each module that was imported, by the path of its file: a byte for each statement.
    """

    def __init__(self, package: str) -> None:
        self._package = package
        self.marks: dict[str, bytearray] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where a module of the package is; None for all others."""
        if fullname.partition(".")[0] != self._package:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and type(spec.loader) is SourceFileLoader:
            spec.loader = _Loader(fullname, spec.loader.path, self.marks)
        return spec

    def taken(self) -> dict[str, list[int]]:
        """The numbers of the statements that were executed since the last call, for each file that has any."""
        executed = {}
        for path, marks in self.marks.items():
            if 1 in marks:
                executed[path] = [number for number, mark in enumerate(marks) if mark]
                marks[:] = bytes(len(marks))
        return executed


def lines_of_statements(source: bytes) -> list[list[int]]:
    """The lines of each statement, by its number, without those of the statements inside it."""
    tree = ast.parse(source)
    innermost: dict[int, int] = {}
    statements = list(_statements(tree))
    for number, statement in enumerate(statements):  # what stands outside comes before what stands inside
        for line in range(statement.lineno, (statement.end_lineno or statement.lineno) + 1):
            innermost[line] = number
    lines: list[list[int]] = [[] for _ in statements]
    for line, number in innermost.items():
        lines[number].append(line)
    return lines


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, marks: dict[str, bytearray]) -> None:
        super().__init__(fullname, path)
        self._marks = marks

    def get_code(self, fullname: str) -> CodeType:
        """The code with marks, whatever Python has compiled before."""
        del fullname
        tree = ast.parse(self.get_data(self.path))
        self._marks[self.path] = bytearray(_mark(tree))
        return compile(tree, self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        code = self.get_code(module.__name__)
        vars(module)[_MARKS] = self._marks[self.path]
        exec(code, vars(module))  # noqa: S102 - this is what it is to import a module


def _bodies(tree: ast.AST) -> list[list[ast.stmt]]:
    """The bodies of all functions and of what stands in them, each before those inside it."""
    bodies = []
    pending: list[tuple[ast.AST, bool]] = [(tree, False)]
    while pending:
        node, inside = pending.pop()
        inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for _, value in ast.iter_fields(node):
            if not isinstance(value, list):
                continue
            if inside and value and isinstance(value[0], ast.stmt):
                bodies.append(value)
            pending += [
                (child, inside) for child in value if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)
            ]
    return bodies


def _statements(tree: ast.AST) -> list[ast.stmt]:
    return [statement for body in _bodies(tree) for statement in body]


def _mark(tree: ast.Module) -> int:
    """Puts the marks into a module, and gives back how many there are."""
    number = 0
    for body in _bodies(tree):
        marked: list[ast.stmt] = []
        for statement in body:
            mark = ast.parse(f"{_MARKS}[{number}] = 1").body[0]
            for node in ast.walk(mark):
                if isinstance(node, ast.stmt | ast.expr):
                    node.lineno = node.end_lineno = statement.lineno
            marked += [mark, statement]
            number += 1
        is_documented = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
        body[:] = marked[1:] if is_documented else marked
    return number


def install(package: str) -> MarkingFinder:
    """Has all modules of a package marked that are imported from now on."""
    finder = MarkingFinder(package)
    sys.meta_path.insert(0, finder)
    return finder
