"""Changes between documents that use all that OpenAPI knows, as they were recorded."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.document import format_pointer
from harness.rules import rule_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.comparison import Change, Comparison
    from harness.document import Node
    from harness.vocabulary import Step

GOLDEN = Path(__file__).parent / "golden"
EDITED, UNRELATED = range(500, 512), range(600, 604)
LONGEST = 180


def lines_of(changes: tuple[Change, ...]) -> Iterator[str]:
    for change in changes:
        trail = " > ".join(_words(step) for step in change.trail)
        yield f"{change.effect} {change.subject} {change.aspect} {change.direction}: {trail}"
        rule = rule_for(change)
        reach = f"{len(change.operations)} of {', '.join(change.operations[:2])}"
        yield f"  {_place(change.old_node)} -> {_place(change.new_node)}; {reach}; {rule.id}"


def _words(step: Step) -> str:
    return f"{step.kind} {step.name}".strip()


def _place(node: Node | None) -> str:
    return "nowhere" if node is None else format_pointer(node.pointer)


@pytest.mark.parametrize("version", ["2.0", "3.0.3", "3.2.0"])
def test_changes_are_those_that_were_recorded(
    comparison_of: Callable[..., Comparison], written: Callable[..., Any], version: str, pytestconfig: pytest.Config
) -> None:
    lines: list[str] = []
    for seed in (*EDITED, *UNRELATED):
        old, new = written(random.Random(seed), version)  # noqa: S311 - to be repeated
        if seed in UNRELATED:
            new, _ = written(random.Random(seed + 1000), version)  # noqa: S311 - to be repeated
        lines += [f"# {seed}", *(line[:LONGEST] for line in lines_of(comparison_of(old, new).changes))]
    path = GOLDEN / f"changes-{version}.txt"
    if pytestconfig.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert lines == path.read_text(encoding="utf-8").splitlines()


# What no place of a document may hold, or hardly any.
ODD: tuple[Any, ...] = (5, "x", [], {}, None, True, ["x", 5], {"x": 5})


@pytest.mark.parametrize("version", ["2.0", "3.2.0"])
def test_changes_of_what_stands_in_the_wrong_place_are_those_that_were_recorded(
    comparison_of: Callable[..., Comparison], written: Callable[..., Any], version: str, pytestconfig: pytest.Config
) -> None:
    """Each object and each array of a document is something else on one side, in turns."""
    document, _ = written(random.Random(21), version)  # noqa: S311 - to be repeated
    lines: list[str] = []
    for number, pointer in enumerate(pointer for pointer in list(_containers(document))[::2] if len(pointer) > 1):
        odd = ODD[number % len(ODD)]
        edited = _with(document, pointer, odd)
        sides = (document, edited)[:: 1 if number % 3 else -1]
        changes = [f"{change.effect} {change.subject} {change.aspect}" for change in comparison_of(*sides).changes]
        lines.append(f"{'/'.join(map(str, pointer))}: {odd} {number % 3 != 0} {changes}"[: 2 * LONGEST])
    path = GOLDEN / f"wrong-places-{version}.txt"
    if pytestconfig.getoption("--update-golden"):
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert lines == path.read_text(encoding="utf-8").splitlines()


def _containers(value: Any, pointer: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield pointer
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for key, member in members:
        if isinstance(member, dict | list):
            yield from _containers(member, (*pointer, key))


def _with(value: Any, pointer: tuple[Any, ...], other: Any) -> Any:
    if not pointer:
        return other
    key, *rest = pointer
    copied = value.copy()
    copied[key] = _with(value[key], tuple(rest), other)
    return copied
