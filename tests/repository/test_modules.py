"""What every module and every package of harness keeps to."""

from __future__ import annotations

import ast
from importlib import import_module
from inspect import isroutine
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 400  # lines


def test_no_module_is_too_long(root: Path, modules: dict[str, ast.Module]) -> None:
    lengths = {path: (root / path).read_text(encoding="utf-8").count("\n") for path in modules}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_every_module_says_what_it_is_for(modules: dict[str, ast.Module]) -> None:
    silent = [path for path, module in modules.items() if not (ast.get_docstring(module) or "").strip()]
    assert silent == []


def test_every_package_declares_what_it_gives_sorted_and_whole(modules: dict[str, ast.Module]) -> None:
    for path, module in modules.items():
        given = _given(module)
        if path.endswith("__init__.py") and given:
            declared = _declared(module)
            assert declared == sorted(declared, key=_order), path
            assert set(declared) == given, path


def test_every_public_object_says_what_it_is(modules: dict[str, ast.Module]) -> None:
    silent = []
    for path, module in modules.items():
        if not path.endswith("__init__.py"):
            continue
        package = import_module(path.removesuffix("/__init__.py").replace("/", "."))
        for name in _declared(module):
            value = getattr(package, name)
            is_object = isinstance(value, type) or isroutine(value)
            # A tuple without words of its own gets its signature for a docstring.
            if is_object and (not value.__doc__ or value.__doc__.startswith(f"{name}(")):
                silent.append(f"{package.__name__}.{name}")
    assert silent == []


def _declared(module: ast.Module) -> list[str]:
    for statement in module.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__all__":
            names: list[str] = ast.literal_eval(statement.value)
            return names
    return []


def _given(module: ast.Module) -> set[str]:
    """The public names that a package defines, or takes from its own modules, for the type checker at least."""
    names = set()
    for statement in ast.walk(module):
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("harness."):
            names |= {alias.asname or alias.name for alias in statement.names}
    for statement in module.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            names.add(statement.name)
        elif isinstance(statement, ast.Assign):
            names |= {target.id for target in statement.targets if isinstance(target, ast.Name)}
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            names.add(statement.target.id)
    return {name for name in names if not name.startswith("_") or name == "__version__"}


def _order(name: str) -> tuple[int, str]:
    """The order in which ruff sorts: constants, classes, then everything else."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2), name
