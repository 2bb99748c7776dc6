"""Which mistakes are made, one kind after the other."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from tools.mutants.operators import KINDS, is_readable, mutants_of

SOURCE = b'''\
"""A docstring of 3 words."""
from __future__ import annotations
from typing import TYPE_CHECKING, Literal
if TYPE_CHECKING:
    LEVEL = 1
__all__ = ["a"] * 1
TABLE: dict[Literal[5], int] = {}
def f(a: Literal[7], b):
    """Gives 1 or 2."""
    assert a is not None
    logger.debug("at %s", 1)
    if not a:
        raise ValueError(a if b else 3)
    pass
'''


def made(source: str, kind: str) -> set[str]:
    """What lines become by the mistakes of a kind."""
    text = dedent(source).encode()
    return {mutant.difference(text)[1] for mutant in mutants_of("harness/x.py", text) if mutant.kind == kind}


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("if a and b: pass", "if (not (a and b)): pass"),
        ("while a: pass", "while (not (a)): pass"),
        ("x = 1 if a else 2", "x = 1 if (not (a)) else 2"),
        ("x = [y for y in z if y]", "x = [y for y in z if (not (y))]"),
        ("if a < b: pass", "if (not (a < b)): pass"),
        ("def f():\n    return True", "return False"),
    ],
)
def test_a_condition_is_negated(source: str, after: str) -> None:
    assert made(source, "negate a condition") == {after}


def test_a_condition_is_not_negated_where_another_kind_does_the_same() -> None:
    assert made("if a == b: pass\nif not a: pass\nif a is None: pass", "negate a condition") == set()


@pytest.mark.parametrize(
    ("operator", "other"),
    [("<", "<="), (">", ">="), ("==", "!="), ("in", "not in"), ("is", "is not")],
)
def test_a_comparison_is_moved_both_ways(operator: str, other: str) -> None:
    assert made(f"x = a {operator} b", "move a comparison") == {f"x = a {other} b"}
    assert made(f"x = a {other} b", "move a comparison") == {f"x = a {operator} b"}


def test_each_comparison_of_a_chain_is_moved_alone() -> None:
    assert made("x = a < (b) < c", "move a comparison") == {"x = a <= (b) < c", "x = a < (b) <= c"}


def test_a_comparison_is_found_beside_a_comment() -> None:
    source = "x = (\n    a  # is it in?\n    in b\n)"
    assert made(source, "move a comparison") == {"not in b"}


def test_whole_numbers_are_one_more_or_less() -> None:
    assert made("x = a[0] + 2.5 + True", "one more or less") == {"x = a[1] + 2.5 + True", "x = a[-1] + 2.5 + True"}


def test_limits_stay_as_they_are_and_other_constants_do_not() -> None:
    assert made("MOST = 3000\nMORE, LESS = 4_000, 500\nLONGEST = 20\nWAYS = 64", "one more or less") == set()
    assert made("DAYS = 31", "one more or less") == {"DAYS = 32", "DAYS = 30"}
    assert made("A, B = 40, 7", "one more or less") == {
        "A, B = 41, 7", "A, B = 39, 7", "A, B = 40, 8", "A, B = 40, 6"
    }  # fmt: skip
    assert made("def f():\n    most = 300", "one more or less") == {"most = 301", "most = 299"}


def test_and_and_or_are_swapped_all_at_once() -> None:
    assert made("x = a and (b) and c", "swap and/or") == {"x = a or (b) or c"}
    assert made("x = a or b and c", "swap and/or") == {"x = a and b and c", "x = a or b or c"}


def test_a_not_is_dropped() -> None:
    assert made("x = not (a or b)", "drop a not") == {"x = (a or b)"}


def test_a_function_returns_before_each_statement() -> None:
    source = """
        def f(a):
            '''A docstring.'''
            b = a
            if b:
                return b
            elif a:
                return None
            return False
    """
    assert made(source, "return early") == {
        "return None\nb = a",
        "return None\nif b:",
        "return None\nreturn b",
    }


def test_statements_of_functions_are_dropped() -> None:
    source = """
        x = 1
        def f(a):
            import b
            b.c(a)
            for d in a:
                continue
            return None
    """
    assert made(source, "drop a statement") == {"pass"}
    text = dedent(source).encode()
    dropped = [mutant.line for mutant in mutants_of("x.py", text) if mutant.kind == "drop a statement"]
    assert dropped == [5, 7]


def test_a_return_of_nothing_is_dropped_only_where_something_follows() -> None:
    source = """
        def f(a):
            if a > 1:
                return None
            try:
                if a:
                    return g(a)
            except ValueError:
                return None
    """
    text = dedent(source).encode()
    dropped = [mutant.line for mutant in mutants_of("x.py", text) if mutant.kind == "drop a statement"]
    assert dropped == [4, 7]


def test_what_only_people_and_type_checkers_read_is_left_alone() -> None:
    kinds = {(mutant.kind, mutant.difference(SOURCE)[0]) for mutant in mutants_of("harness/x.py", SOURCE)}
    assert kinds == {
        ("drop a not", "if not a:"),
        ("return early", "if not a:"),
        ("return early", "raise ValueError(a if b else 3)"),
        ("drop a statement", "raise ValueError(a if b else 3)"),
    }


def test_the_size_of_a_cache_is_left_alone() -> None:
    assert made("@lru_cache(maxsize=8)\n@limited(3)\ndef f(): pass", "one more or less") == {
        "@limited(2)",
        "@limited(4)",
    }


def test_bytes_are_counted_and_not_letters() -> None:
    assert made("x = 'ä', 'ß', a < b", "move a comparison") == {"x = 'ä', 'ß', a <= b"}


def test_what_runs_at_import_is_told_from_what_a_function_does() -> None:
    source = b"x = 1\ndef f(a=2):\n    return 3\nclass C:\n    y = 4\n"
    found = {mutant.line: mutant.at_import for mutant in mutants_of("x.py", source) if mutant.kind.startswith("one")}
    assert found == {1: True, 2: True, 3: False, 5: True}


def test_each_mutant_of_real_code_is_other_code_that_can_be_read(root) -> None:  # noqa: ANN001 - a fixture
    kinds = set()
    for path in sorted((root / "harness" / "containment").glob("*.py"))[::3]:
        source = path.read_bytes()
        same = ast.dump(ast.parse(source))
        for mutant in mutants_of(path.name, source)[::7]:
            assert is_readable(mutant, source), mutant
            assert ast.dump(ast.parse(mutant.applied(source))) != same, mutant
            kinds.add(mutant.kind)
    assert kinds == set(KINDS)
