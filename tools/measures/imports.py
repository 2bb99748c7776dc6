"""Import cycles within the packages of harness."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.measures.tree import Module

Edges = dict[str, set[str]]


def cycles(modules: list[Module], *, types: bool) -> list[list[str]]:
    """Groups of modules of one package that import each other, each module in one group at most, the largest first.

    Imports that only the type checker sees count if `types` are asked for.
    """
    edges = _edges(modules, types=types)
    return sorted((sorted(group) for group in _groups(edges)), key=lambda group: (-len(group), group))


def _edges(modules: list[Module], *, types: bool) -> Edges:
    names = {module.name for module in modules}
    edges: Edges = {name: set() for name in names}
    for module in modules:
        for imported in _imported(module, module.tree, types=types):
            target = imported if imported in names else imported.rpartition(".")[0]
            if target in names and target != module.name and _package(target, names) == _package(module.name, names):
                edges[module.name].add(target)
    return edges


def _package(name: str, names: set[str]) -> str:
    """The package in which a module stands, whose front door stands in it, too."""
    return ".".join(name.split(".")[:2]) if name.count(".") > 1 or any(n.startswith(f"{name}.") for n in names) else ""


def _imported(module: Module, node: ast.AST, *, types: bool) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.If(test=test, orelse=other) if not types and "TYPE_CHECKING" in ast.unparse(test):
                for statement in other:
                    yield from _imported(module, ast.Module([statement], []), types=types)
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=name, names=names, level=level):
                above = module.name.split(".")
                start = above[: len(above) - level + module.is_package] if level else []
                base = ".".join([*start, *([name] if name else [])])
                yield from (f"{base}.{alias.name}" for alias in names)
            case _:
                yield from _imported(module, child, types=types)


def _groups(edges: Edges) -> Iterator[set[str]]:
    """The groups of those that reach each other."""
    reached = {name: _reached(name, edges) for name in edges}
    grouped: set[str] = set()
    for name, others in reached.items():
        if name not in grouped and name in others:
            group = {other for other in others if name in reached[other]}
            grouped |= group
            yield group


def _reached(name: str, edges: Edges) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = edges[waiting.pop()] - found
        found |= new
        waiting += new
    return found
