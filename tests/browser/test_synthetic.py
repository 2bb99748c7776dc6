"""The documents that the pages are tried on are what their names say."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _summary(pair: tuple[str, str], root: Path, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "harness", "diff", *pair, "--format", "json", *arguments]
    return json.loads(subprocess.run(command, cwd=root, capture_output=True, check=True).stdout)["summary"]


@pytest.mark.parametrize("count", [1000, 1007])
def test_there_are_as_many_changes_as_asked_for(pair_of: Callable, root: Path, count: int) -> None:
    pair = pair_of(str(count))
    command = [sys.executable, "-m", "harness", "diff", *pair, "--no-witness"]
    text = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout.decode()
    edits = re.search(r"([0-9,]+) edits to descriptions", text)
    assert edits is not None
    counts = _summary(pair, root, "--no-witness")["contract"]
    changes = sum(counts[impact] for impact in ("breaking", "warning", "compatible"))
    assert changes - int(edits[1].replace(",", "")) == count


def test_there_are_changes_of_all_impacts(pair_of: Callable, root: Path) -> None:
    found = _summary(pair_of("25"), root, "--rules", "contract")["contract"]
    assert all(found[impact] for impact in ("breaking", "warning", "compatible"))


def test_nothing_differs_in_an_empty_pair(pair_of: Callable, root: Path) -> None:
    assert _summary(pair_of("empty"), root)["changes"] == 0


def test_only_descriptions_differ_in_edits(pair_of: Callable, root: Path) -> None:
    found = _summary(pair_of("edits"), root)
    assert found["changes"] == found["annotated"] == 12


@pytest.mark.parametrize(("name", "least"), [("hostile", 100), ("few-hostile", 10)])
def test_hostile_text_stands_in_changes_that_break(pair_of: Callable, root: Path, name: str, least: int) -> None:
    assert _summary(pair_of(name), root, "--rules", "contract")["contract"]["breaking"] > least
