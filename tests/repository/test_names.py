"""Names say what a thing is, and one name means one thing."""

from __future__ import annotations

import ast
from collections import Counter
from importlib import import_module

# A variable is named by what it holds, not by the verb that made it.
NO_NAMES = {"said", "found", "told", "one", "shown", "kept"}

# How often the whole of harness still binds such a name. This number may only become smaller.
BOUND = 130

# Names that several packages give away for different things, with what they mean. There may only become fewer of them.
SHARED = {
    "SECTIONS": "the sections of a changelog's operation; those of the components of a document",
    "Section": "as above",
}


def test_no_variable_is_named_by_the_verb_that_made_it(modules: dict[str, ast.Module]) -> None:
    bound = Counter({path: sum(name in NO_NAMES for name in _bound(module)) for path, module in modules.items()})
    assert bound.total() <= BOUND, bound.most_common(20)


def test_a_name_means_one_thing_in_all_packages(modules: dict[str, ast.Module]) -> None:
    meanings: dict[str, list[object]] = {}
    for path in modules:
        if path.endswith("__init__.py") and path.count("/") > 1:
            package = import_module(path.removesuffix("/__init__.py").replace("/", "."))
            for name in getattr(package, "__all__", ()):
                meanings.setdefault(name, []).append(getattr(package, name))
    shared = {name for name, values in meanings.items() if any(value != values[0] for value in values)}
    assert shared <= set(SHARED)


def _bound(module: ast.Module) -> list[str]:
    """The names of all variables and parameters, as often as they are bound."""
    names = []
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append(node.id)
        elif isinstance(node, ast.arg):
            names.append(node.arg)
        elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name is not None:
            names.append(node.name)
    return names
