"""A version that gets one thing as another version has it is found, whatever differs between snapshots."""

from __future__ import annotations

import os
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

from harness.versions import Store, load_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

# So many of a seed are tried; HARNESS_MUTANTS=all tries all, in as many parts.
_SOME = 4
_PARTS = 12
# Of so many, the check that should speaks.
_SHARE = 0.9


def _mutants(generated: Any, root: Path) -> list[Any]:
    snapshots = Store(str(root / "specs")).api("sensay").snapshots
    documents = {snapshot.label: load_snapshot(snapshot) for snapshot in snapshots}
    days = sorted(documents)
    pairs = [*pairwise(days), (days[0], days[-1])]
    made = [each for old, new in pairs for each in generated.mutants(documents[old], documents[new], (old, new))]
    return list({each.name: each for each in made}.values())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test for each part."""
    if "part" in metafunc.fixturenames:
        metafunc.parametrize("part", range(_PARTS if os.environ.get("HARNESS_MUTANTS") == "all" else 1))


def test_most_facts_of_other_versions_are_found(
    generated: Any, seen_of_mutant: Callable[[str, Any], list[str]], root: Path, part: int
) -> None:
    mutants, chosen = _mutants(generated, root), os.environ.get("HARNESS_MUTANTS", "1")
    own = mutants[part::_PARTS] if chosen == "all" else Random(chosen).sample(mutants, _SOME)  # noqa: S311 - it picks tests
    checks = {mutant.name: seen_of_mutant("sensay", mutant) for mutant in own}
    missed = [(mutant.name, checks[mutant.name]) for mutant in own if not mutant.checks & set(checks[mutant.name])]
    assert len(missed) <= len(own) * (1 - _SHARE) + 1, missed


def test_there_is_a_mutant_for_each_side_of_a_fact(generated: Any, root: Path) -> None:
    mutants = _mutants(generated, root)
    assert len(mutants) >= 150
    assert all(mutant.checks and mutant.operations for mutant in mutants)
    assert len({mutant.day for mutant in mutants}) == 3
