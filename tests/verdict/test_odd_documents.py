"""Findings about documents that use all that OpenAPI knows, as they were read in review.

Some pairs are edits of one document, some have nothing in common. Lines say what a change is and where, its rule, its
impact, and the reason or the first line of the message that shows it.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.document import format_pointer
from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.document import Node
    from harness.verdict import Finding

GOLDEN = Path(__file__).parent / "golden"
EDITED, UNRELATED = range(5), range(100, 102)
LONGEST = 20


def lines_of(findings: tuple[Finding, ...]) -> Iterator[str]:
    for finding in findings:
        change, rule = finding.change, finding.rule
        yield f"{change.effect} {change.subject} {change.aspect}: {place(change.old_node, change.new_node)}"
        values = " -> ".join(shown(value) for value in (change.old_value, change.new_value))
        reach = ", ".join((*change.operations[:2], "…")[: len(change.operations)]) or change.direction
        told = finding.reason if finding.witness is None else finding.witness.message.partition("\n")[0]
        yield f"  {values}; {reach}; {rule.id} {finding.impact}{f': {told}' if told != rule.why else ''}"


def place(old: Node | None, new: Node | None) -> str:
    before, after = ("nowhere" if node is None else format_pointer(node.pointer) for node in (old, new))
    return before if before == after else f"{before} -> {after}"


def shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


@pytest.mark.parametrize("version", ["2.0", "3.0.3", "3.2.0"])
def test_findings_are_those_that_were_read_in_review(
    comparison_of: Callable[..., Any], written: Callable[..., Any], version: str, pytestconfig: pytest.Config
) -> None:
    lines = []
    for seed in (*EDITED, *UNRELATED):
        old, new = written(random.Random(seed), version)  # noqa: S311 - to be repeated
        if seed in UNRELATED:
            new, _ = written(random.Random(seed + 1000), version)  # noqa: S311 - to be repeated
        for sides in ((old, new), (new, old)):
            lines += [f"# {seed}", *lines_of(contract(comparison_of(*sides), today="2025-06-16").findings)]
    text = "".join(f"{line}\n" for line in lines)
    path = GOLDEN / f"odd-documents-{version}.txt"
    if pytestconfig.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()
