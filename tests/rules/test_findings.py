"""All findings on the example pair of each rule, beside it in findings.txt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from harness.comparison import compare
from harness.document import load
from harness.report.words.trail import labels
from harness.rules import BREAKING, RULES
from harness.verdict import contract
from harness.vocabulary import REPLACED

if TYPE_CHECKING:
    from pathlib import Path

    from harness.comparison import Change
    from harness.verdict import Finding

# The day on which the newer document of every example is published.
TODAY = "2025-06-16"


@pytest.mark.parametrize("name", [one.id for one in RULES])
def test_the_findings_on_an_example_are_the_golden_ones(examples: Path, name: str, pytestconfig: pytest.Config) -> None:
    folder = examples / name
    found = contract(compare(load(str(folder / "old.yaml")), load(str(folder / "new.yaml"))), today=TODAY)
    text = "".join(f"{line(finding)}\n" for finding in found.findings)
    golden = folder / "findings.txt"
    if pytestconfig.getoption("--update-golden"):
        golden.write_text(text, encoding="utf-8")
    assert name in [finding.rule.id for finding in found.findings]
    assert golden.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", [one.id for one in RULES])
def test_what_breaks_by_narrowing_does_not_break_the_other_way_round(examples: Path, name: str) -> None:
    old, new = (load(str(examples / name / f"{side}.yaml")) for side in ("old", "new"))
    there, back = (contract(compare(*pair), today=TODAY).findings for pair in ((old, new), (new, old)))
    # Where each way loses a message of its own, both are shown: the rest of a status, of a media type.
    unproven = {_fact(finding.change) for finding in back if finding.impact == BREAKING and finding.witness is None}
    shown = {_fact(finding.change): finding.witness for finding in back if finding.impact == BREAKING}
    for finding in there:
        if finding.impact == BREAKING and finding.change.effect != REPLACED:
            fact = _fact(finding.change)
            assert fact not in unproven
            assert fact not in shown or (finding.witness is not None and finding.witness != shown[fact])


def _fact(change: Change) -> tuple[str, ...]:
    """What a change is about, whichever of the documents is the old one."""
    return (change.subject, change.aspect, change.direction, *labels(change.trail))


def line(finding: Finding) -> str:
    """A finding in one line: impact, rule, place, the value that shows it or why there is none."""
    place = " > ".join(labels(finding.change.trail)) or "document"
    return f"{finding.impact} {finding.rule.id} {place}: {_proof(finding)}"


def _proof(finding: Finding) -> str:
    witness = finding.witness
    if witness is None:
        return finding.reason
    # Where something is missing, there is no value to show.
    first, *more = witness.message.split("\n")
    return json.dumps(witness.value, ensure_ascii=False) if witness.value is not None or more else first
