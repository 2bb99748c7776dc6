"""python -m tools.measures [--base REV] [--list] [--check]: the figures of this tree, and of a revision beside it."""

# ruff: noqa: T201 - what it prints is what it is for

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tools.measures import walk
from tools.measures.imports import cycles
from tools.measures.keywords import KEYWORDS, modules_that_name
from tools.measures.names import EMPTY, broad_handlers, defined_twice, functions_that_bind, uses_of_id
from tools.measures.rendered import places_that_parse
from tools.measures.sizes import sizes_of
from tools.measures.tree import modules_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.measures.tree import Module

_ROOT = Path(__file__).resolve().parents[2]

# What --check holds: no figure may be above its bound.
BOUNDS = {
    "text: steps of trails and places parsed": 0,
    "text: steps of trails and places compared with words": 0,
    "text: other words asked for (names of webhooks, reasons)": 0,
    **{f"keyword {keyword}: modules that name it": 3 for keyword in KEYWORDS},
    "rule ids in verdict": 0,
    "import cycles at run time": 0,
    "id() without a comment that says why it is safe": 0,
    "walk: modules": 70,
    "lines that are not blank": 26_500,
    "modules, median": 122,
    "functions, median": 8,
}


class Figure(NamedTuple):
    """One row of the table.

    Attributes:
        value: a count.
        places: what was counted, for --list; empty where there is no more to say.
    """

    name: str
    value: int
    places: tuple[str, ...] = ()


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 1 if --check finds a bound passed over."""
    options = _options(arguments)
    figures = list(figures_of(options.root))
    before = _before(options.root, options.base) if options.base else {}
    width = max(len(figure.name) for figure in figures)
    print(f"{'':{width}}  {options.base[:12] + '  ' if options.base else ''}{'now':>7}  at most")
    for figure in figures:
        bound = BOUNDS.get(figure.name)
        old = f"{before.get(figure.name, 0):{min(len(options.base), 12)},}  " if options.base else ""
        limit = "" if bound is None else f"  {bound:7,}{'  !' if figure.value > bound else ''}"
        print(f"{figure.name:{width}}  {old}{figure.value:7,}{limit}")
    if options.list:
        for figure in figures:
            if figure.places:
                print("", figure.name, *(f"  {place}" for place in figure.places), sep="\n")
    return 1 if options.check and not is_within(figures) else 0


def is_within(figures: list[Figure]) -> bool:
    """Whether no figure is above its bound."""
    return all(figure.value <= BOUNDS.get(figure.name, figure.value) for figure in figures)


def figures_of(root: Path) -> Iterator[Figure]:
    """All rows for the tree below a root."""
    modules = modules_in(root)
    yield from _rendered(modules)
    for keyword, naming in modules_that_name(modules).items():
        yield Figure(f"keyword {keyword}: modules that name it", len(naming), tuple(module.path for module in naming))
    ids = _rule_ids(root)
    named = [
        f"{module.path}:{string.lineno} {string.value}"
        for module in modules
        if module.parts[0] == "verdict"
        for string in module.strings
        if string.value in ids
    ]
    yield Figure("rule ids in verdict", len(named), tuple(named))
    for name, types in (("at run time", False), ("with imports for types", True)):
        groups = cycles(modules, types=types)
        yield Figure(f"import cycles {name}", len(groups), tuple(", ".join(group) for group in groups))
    uses = uses_of_id(modules)
    unsafe = tuple(f"{path}:{line}" for path, line, is_safe in uses if not is_safe)
    yield Figure("id()", len(uses))
    yield Figure("id() without a comment that says why it is safe", len(unsafe), unsafe)
    yield from _walk(root)
    yield from _sizes(modules)
    twice = defined_twice(modules)
    yield Figure(
        "public names that two modules define",
        len(twice),
        tuple(f"{n}: {', '.join(paths)}" for n, paths in twice.items()),
    )
    broad = broad_handlers(modules)
    yield Figure("broad excepts", len(broad), tuple(f"{path}:{line}" for path, line in broad))
    bound = functions_that_bind(modules)
    yield from (Figure(f"functions that bind `{name}`", bound[name]) for name in EMPTY)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="measures", description=sys.modules["tools.measures"].__doc__)
    parser.add_argument("--base", default="", metavar="REV", help="the figures of a git revision, too")
    parser.add_argument("--list", action="store_true", help="name the places that were counted")
    parser.add_argument("--check", action="store_true", help="end with 1 if a figure is above its bound")
    parser.add_argument("--root", type=Path, default=_ROOT, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _before(root: Path, revision: str) -> dict[str, int]:
    archive = subprocess.run(  # noqa: S603 - git is to be found where it is found everywhere else
        ["git", "-C", str(root), "archive", revision, "harness"],  # noqa: S607
        check=True,
        capture_output=True,
    ).stdout
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(folder, filter="data")
        return {figure.name: figure.value for figure in figures_of(Path(folder))}


def _rendered(modules: list[Module]) -> Iterator[Figure]:
    names = {
        "parsed": "text: steps of trails and places parsed",
        "compared": "text: steps of trails and places compared with words",
        "other": "text: other words asked for (names of webhooks, reasons)",
    }
    places = places_that_parse(modules)
    for way, name in names.items():
        lines = [place for place in places if place.way == way]
        yield Figure(name, len(lines), tuple(f"{place.path}:{place.line}  {place.text}" for place in lines))
        yield Figure(f"{name}, modules", len({place.path for place in lines}))


def _walk(root: Path) -> Iterator[Figure]:
    figures = json.loads(_output(root, walk.__file__))
    yield Figure("walk: modules", figures["modules"], tuple(figures["names"]))
    yield Figure("walk: moves between modules", figures["module_moves"])
    yield Figure("walk: moves between packages", figures["package_moves"])


def _rule_ids(root: Path) -> set[str]:
    return {rule["id"] for rule in json.loads(_output(root, "-m", "harness", "rules", "--format", "json"))["rules"]}


def _output(root: Path, *arguments: str) -> str:
    """What a program of Python's prints that imports the harness of a tree."""
    with tempfile.TemporaryDirectory() as folder:  # where no settings are
        done = subprocess.run(  # noqa: S603 - the interpreter itself
            [sys.executable, *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(root)},
            check=True,
            capture_output=True,
            text=True,
        )
    return done.stdout


def _sizes(modules: list[Module]) -> Iterator[Figure]:
    sizes = sizes_of(modules)
    yield Figure("lines that are not blank", sizes.lines)
    yield Figure("modules", sizes.modules)
    yield Figure("modules, median", sizes.module_median)
    yield Figure("modules, nine of ten below", sizes.module_p90)
    yield Figure("modules, longest", sizes.module_max)
    yield Figure("functions", sizes.functions)
    yield Figure("functions, median", sizes.function_median)
    yield Figure("functions, nine of ten below", sizes.function_p90)
    yield Figure("functions of more than 40 lines", sizes.long_functions)


if __name__ == "__main__":
    sys.exit(main())
