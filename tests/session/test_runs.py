"""What whole commands read and compare: each snapshot once, and each pair once."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import pytest

import harness.comparison
import harness.versions
from harness.cli import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DATES = ["2025-01-01", "2025-02-01", "2025-03-01"]
STEPS = list(pairwise(DATES))


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How often a snapshot is read, by its date, and how often two are compared."""
    reads: Counter[str] = Counter()
    comparisons: Counter[tuple[str, str]] = Counter()
    load, compare = harness.versions.load_snapshot, harness.comparison.compare

    def counting_load(snapshot: Any, **options: Any) -> Any:
        reads[snapshot.date] += 1
        return load(snapshot, **options)

    def counting_compare(old: Any, new: Any) -> Any:
        comparisons[old.name[-10:], new.name[-10:]] += 1
        return compare(old, new)

    monkeypatch.setattr(harness.versions, "load_snapshot", counting_load)
    monkeypatch.setattr(harness.comparison, "compare", counting_compare)
    return reads, comparisons


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Runs a command on a store of three snapshots."""
    folder = tmp_path / "specs" / "pets"
    folder.mkdir(parents=True)
    for date in DATES:
        text = f'openapi: 3.1.0\ninfo: {{title: Pets, version: "1"}}\npaths: {{/pets-{date}: {{get: {{}}}}}}\n'
        (folder / f"{date}.yaml").write_text(text, encoding="utf-8")

    def command(*arguments: str) -> None:
        places = [argument.replace("OUT", str(tmp_path / "out")) for argument in arguments]
        assert run(["-q", "--specs", str(folder.parent), *places]) == 0
        capsys.readouterr()

    return command


@pytest.mark.parametrize(
    ("arguments", "pairs"),
    [
        ("changelog pets", STEPS),
        ("changelog pets --from 2025-01-01", [(DATES[0], DATES[2])]),
        ("history pets", STEPS),
        ("history pets --format atom", STEPS),
        ("history pets --format html -o OUT", STEPS),
        ("history pets --format html -o OUT --pairs all", list(combinations(DATES, 2))),
        ("site -o OUT", STEPS),
    ],
)
def test_a_run_reads_each_snapshot_once_and_compares_each_pair_once(
    command: Callable[..., None],
    counts: tuple[Counter[str], Counter[tuple[str, str]]],
    arguments: str,
    pairs: list[tuple[str, str]],
) -> None:
    command(*arguments.split())
    reads, comparisons = counts
    assert reads == Counter({date for pair in pairs for date in pair})
    assert comparisons == Counter(pairs)
