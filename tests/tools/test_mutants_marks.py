"""Modules that mark what is executed: which statements, and that they do the same as without."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from tools.mutants.marks import install, lines_of_statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Lines = Callable[[], set[int]]

CODE = '''\
"""A module."""

from __future__ import annotations

LIMIT = 3


def grade(number):
    """In words."""
    if number > LIMIT:
        return "large"
    elif number == 0:
        return (
            "none"
        )
    try:
        return [
            "small",
            "middle",
        ][number - 1]
    except IndexError:
        return "odd"


class Box:
    def inner(self, value):
        def deeper():
            return value
        match value:
            case 1:
                return deeper()
            case _:
                for _ in range(2):
                    value += 1
        return value
'''


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Lines]]:
    """A module with marks, and the lines that it has executed since they were last asked for."""
    (tmp_path / "marked").mkdir()
    (tmp_path / "marked" / "__init__.py").write_text("", encoding="utf-8")
    path = tmp_path / "marked" / "box.py"
    path.write_text(CODE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    finder = install("marked")
    lines = lines_of_statements(CODE.encode())

    def executed() -> set[int]:
        return {line for number in finder.taken().get(str(path), []) for line in lines[number]}

    try:
        yield import_module("marked.box"), executed
    finally:
        sys.meta_path.remove(finder)
        for name in ("marked", "marked.box"):
            del sys.modules[name]


def test_what_is_executed_is_known_by_its_lines_and_asked_for_once(module: tuple[Any, Lines]) -> None:
    box, executed = module
    assert executed() == set()  # what runs when it is imported is not marked
    assert box.grade(5) == "large"
    assert executed() == {10, 11}
    assert box.grade(0) == "none"
    assert executed() == {10, 12, 13, 14, 15}
    assert box.grade(2) == "middle"
    assert executed() == {10, 12, 16, 17, 18, 19, 20, 21}
    assert executed() == set()


def test_statements_in_others_are_marked_apart(module: tuple[Any, Lines]) -> None:
    box, executed = module
    assert box.Box().inner(1) == 1
    assert executed() == {27, 28, 29, 30, 31, 32}
    assert box.Box().inner(5) == 7
    assert executed() == {27, 29, 30, 32, 33, 34, 35}


def test_each_line_of_a_function_belongs_to_one_statement(root: Path) -> None:
    for path in sorted((root / "harness" / "comparison").glob("*.py")):
        lines = [line for of in lines_of_statements(path.read_bytes()) for line in of]
        assert len(lines) == len(set(lines))
