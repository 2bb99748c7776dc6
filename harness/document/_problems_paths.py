"""The checks of paths against what their operations declare: template parameters, and paths that are one path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.document._operation import operations_in, without_parameter_names
from harness.document._problems_words import nearest

if TYPE_CHECKING:
    from harness.document._file import Node
    from harness.document._operation import Operation
    from harness.document._problems_walk import Walk

_NAME = re.compile(r"\{([^{}]*)\}")


def check_paths(walk: Walk) -> None:
    """Report paths that are odd, and parameters of templates that do not fit what is declared."""
    paths = walk.document.root.child("paths")
    known: dict[str, str] = {}
    for path, item in paths.members() if paths else ():
        if path.startswith("x-"):
            continue
        if not path.startswith("/"):
            walk.report("path-without-slash", f"the path {path[:200]!r} starts with no slash", item.file, item.pointer)
        if "?" in path or "#" in path:
            message = f"the path {path[:200]!r} holds a query or a fragment, which is no part of a path"
            hint = "declare what stands behind the ? as parameters in the query"
            walk.report("path-with-query", message, item.file, item.pointer, hint)
        first = known.setdefault(without_parameter_names(path), path)
        if first != path:
            message = f"{path[:200]!r} is the same path as {first[:200]!r}"
            walk.report("path-duplicate", message, item.file, item.pointer)
        _check_template(walk, path, item)


def _check_template(walk: Walk, path: str, item: Node) -> None:
    names = list(dict.fromkeys(_NAME.findall(path)))
    resolved = walk.document.path_item(item)
    shared, complete = _path_parameters(walk, resolved) if resolved else ({}, False)
    _report_strangers(walk, path, names, shared)
    for operation in operations_in(walk.document, "operation", path, item):
        own, own_complete = _path_parameters(walk, operation.node)
        _report_strangers(walk, path, names, own)
        # A parameter that cannot be read may be the one that is missing.
        if complete and own_complete:
            _report_undeclared(walk, operation, [name for name in names if name not in shared and name not in own])


def _report_undeclared(walk: Walk, operation: Operation, names: list[str]) -> None:
    for name in names:
        message = f"{operation.name[:200]} declares no path parameter {name[:100]!r}, which its path names"
        walk.report("path-parameter-undeclared", message, operation.node.file, operation.node.pointer)


def _report_strangers(walk: Walk, path: str, names: list[str], declared: dict[str, Node]) -> None:
    for name, node in declared.items():
        if name not in names:
            message = f"the path parameter {name[:100]!r} is not in the path {path[:200]!r}"
            hint = nearest(name, [free for free in names if free not in declared])
            walk.report("path-parameter-not-in-path", message, node.file, node.pointer, hint)


def _path_parameters(walk: Walk, owner: Node) -> tuple[dict[str, Node], bool]:
    """The path parameters that a path item or an operation lists, and whether all of its parameters can be read."""
    parameters: dict[str, Node] = {}
    complete = True
    declared = owner.child("parameters")
    for element in declared.elements() if declared else ():
        node = walk.document.resolve(element)
        if node is None or type(node.value) is not dict:
            complete = False
        elif node.get("in") == "path" and type(name := node.get("name")) is str:
            parameters[name] = element
    return parameters, complete
