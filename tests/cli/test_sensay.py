"""`harness diff` on the Sensay API: each judgement of what its published changelog calls breaking."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import harness

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Golden, Program

SENSAY = ("diff", "sensay@2025-03-28", "sensay@2025-06-16")
IMPACTS = ("breaking", "warning", "compatible")


def test_sensay_reads_well(program: Program, root: Path, golden: Golden) -> None:
    program.folder = root
    golden.check("sensay.txt", program(*SENSAY).out)
    golden.check("sensay-contract.txt", program(*SENSAY, "--rules", "contract", "--level", "breaking").out)
    golden.check("sensay-changelog.txt", program(*SENSAY, "--rules", "changelog").out)
    golden.check("sensay.json", program(*SENSAY, "--format", "json").out)


@pytest.mark.parametrize("page", ["README.md", "docs/diff.md"])
def test_the_guides_show_what_is_printed(root: Path, page: str) -> None:
    text = (root / page).read_text(encoding="utf-8")
    block = text.partition("$ harness diff sensay@2025-03-28 sensay@2025-06-16\n")[2].partition("```")[0]
    printed = (root / "tests/cli/golden/sensay.txt").read_text(encoding="utf-8").splitlines()
    lines = [line for line in block.splitlines() if line and "…" not in line]
    assert lines
    assert [line for line in lines if line not in printed] == []


def test_what_the_changelog_calls_breaking_has_its_verdict(program: Program, root: Path) -> None:
    program.folder = root
    found = json.loads(program(*SENSAY, "--format", "json").out)
    marked = [change for change in found["changes"] if change["changelog"] == "breaking"]
    assert len(marked) == found["summary"]["changelog"]["breaking"] > 0
    assert all(change["rule"] and change["impact"] in IMPACTS and change["reason"] for change in marked)
    assert {change["impact"] for change in marked} >= {"breaking", "compatible"}
    assert not any(change["undecided"] for change in marked)


def test_programs_have_both_judgements(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    result = harness.diff(harness.load("sensay@2025-03-28"), harness.load("sensay@2025-06-16"))
    assert result.contract is result.contract
    assert result.contract.breaking
    assert [finding.change for finding in result.contract.findings] == list(result.changes)
    assert all(finding.impact == "warning" for finding in result.contract.undecided)
    assert isinstance(result.contract, harness.Contract)
    assert isinstance(result.contract.findings[0], harness.Finding)
