"""Names that say too little, names that mean two things, `id()`, and exceptions that hide faults."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING

from tools.measures.tree import Function

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.measures.tree import Module

# Of these, no function can say what it holds.
EMPTY = ("said", "found", "told", "one", "shown", "kept")
# A comment that begins so says why an `id()` stands for its object: in the function, or up to three lines above.
SAFE = "# identity:"
_ABOVE = 3
# Each command has these.
_COMMANDS = ("main", "run")
_OURS = {"LookupError", "KeyError", "IndexError", "TypeError", "ValueError", "AttributeError"}
_ALL = {"Exception", "BaseException"}


def functions_that_bind(modules: list[Module]) -> Counter[str]:
    """How many functions bind each of the names that say nothing."""
    return Counter(
        name for module in modules for function in module.functions for name in set(_bound(function)) if name in EMPTY
    )


def defined_twice(modules: list[Module]) -> dict[str, list[str]]:
    """The public names of functions and classes that two or more modules define, with the paths of these."""
    defined: dict[str, list[str]] = {}
    for module in modules:
        for name in sorted(set(_defined(module))):
            defined.setdefault(name, []).append(module.path)
    return {name: paths for name, paths in sorted(defined.items()) if len(paths) > 1}


def uses_of_id(modules: list[Module]) -> list[tuple[str, int, bool]]:
    """Where `id()` is used, and whether a comment says why that is safe."""
    return [
        (module.path, line, any(SAFE in text for text in module.lines[first - 1 : last]))
        for module in modules
        for line, (first, last) in sorted(_uses_of_id(module).items())
    ]


def broad_handlers(modules: list[Module]) -> list[tuple[str, int]]:
    """Where exceptions are caught that a fault of ours would raise, too: two of them at once, or all there are."""
    return [
        (module.path, node.lineno)
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    ]


def _bound(function: Function) -> Iterator[str]:
    """The names that a function binds itself, and not a function within it."""
    waiting: list[ast.AST] = [function.args, *function.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Function | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        if isinstance(node, ast.arg):
            yield node.arg
        waiting += ast.iter_child_nodes(node)


def _defined(module: Module) -> Iterator[str]:
    for node in module.tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_") and node.name not in _COMMANDS:
            yield node.name


def _uses_of_id(module: Module) -> dict[int, tuple[int, int]]:
    """The lines where `id()` is used, each with those in which a comment may stand."""
    uses: dict[int, tuple[int, int]] = {}

    def look(node: ast.AST, within: tuple[int, int] | None) -> None:
        if isinstance(node, Function):
            if any(argument.arg == "id" for argument in ast.walk(node.args) if isinstance(argument, ast.arg)):
                return  # where it is something else
            within = within or (node.lineno, node.end_lineno or node.lineno)
        if isinstance(node, ast.Name) and node.id == "id" and isinstance(node.ctx, ast.Load):
            uses[node.lineno] = within or (max(1, node.lineno - _ABOVE), node.lineno)
        for inner in ast.iter_child_nodes(node):
            look(inner, within)

    look(module.tree, None)
    return uses


def _is_broad(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    names = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    return bool(names & _ALL) or len(names & _OURS) > 1
