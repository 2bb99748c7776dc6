"""What a session reads, compares and holds."""

from __future__ import annotations

import gc
from itertools import combinations, pairwise
from typing import TYPE_CHECKING
from weakref import WeakSet

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.document import Document
from harness.session import Diff, Judging, Scope, Session, distant_pairs
from harness.versions import Snapshot, Store, load_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Watched(Document):
    """A document of which it can be told whether anybody holds it."""

    __slots__ = ("__weakref__",)


class Reader:
    """Reads snapshots, and counts them and the documents that are held."""

    def __init__(self) -> None:
        self.read: list[Snapshot] = []
        self.peak = 0
        self._alive: WeakSet[Watched] = WeakSet()

    def __call__(self, snapshot: Snapshot) -> Document:
        self.read.append(snapshot)
        document = load_snapshot(snapshot)
        watched = Watched(document.file, document.name)
        self._alive.add(watched)
        gc.collect()
        self.peak = max(self.peak, len(self._alive))
        return watched


@pytest.fixture
def snapshots(tmp_path: Path) -> Iterator[tuple[Snapshot, ...]]:
    """Seven snapshots, each with an operation of its own; what was there before is no work for the collector."""
    gc.freeze()
    folder = tmp_path / "pets"
    folder.mkdir()
    for month in range(1, 8):
        (folder / f"2025-0{month}-01.yaml").write_text(
            f"""\
openapi: 3.1.0
info: {{title: Pets, version: "{month}"}}
paths:
  /pets-{month}:
    get:
      parameters: [{{name: limit, in: query, schema: {{type: integer}}}}]
      responses: {{"200": {{description: Pets}}}}
""",
            encoding="utf-8",
        )
    yield Store(str(tmp_path)).api("pets").snapshots
    gc.unfreeze()


def look_at(diff: Diff) -> None:
    """Ask for all that there is to know."""
    assert len(diff.contract.findings) == len(diff.changes)
    assert diff.changelog.entries
    assert diff.old.operations
    assert diff.new.operations


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_walk_along_the_steps_reads_each_snapshot_once(
    snapshots: tuple[Snapshot, ...], *, newest_first: bool
) -> None:
    reader = Reader()
    session = Session(reader)
    steps = list(pairwise(snapshots))
    for old, new in reversed(steps) if newest_first else steps:
        look_at(session.diff(old, new))
    assert sorted(reader.read) == list(snapshots)
    assert reader.peak == 3


def test_all_pairs_hold_three_documents(snapshots: tuple[Snapshot, ...]) -> None:
    reader = Reader()
    session = Session(reader)
    for old, new in pairwise(snapshots):
        look_at(session.diff(old, new))
    for old, new, beside in distant_pairs(snapshots):
        look_at(session.diff(old, new, beside))
    assert reader.peak == 3
    assert len(reader.read) <= len(snapshots) ** 2 // 2


def test_three_snapshots_are_read_once_for_all_pairs(snapshots: tuple[Snapshot, ...]) -> None:
    reader = Reader()
    session = Session(reader)
    for old, new in pairwise(snapshots[:3]):
        look_at(session.diff(old, new))
    for old, new, beside in distant_pairs(snapshots[:3]):
        look_at(session.diff(old, new, beside))
    assert reader.read == list(snapshots[:3])


@given(st.integers(0, 12))
def test_distant_pairs_are_all_that_are_no_neighbours(count: int) -> None:
    snapshots = [Snapshot("pets", f"2025-01-{day:02}", "") for day in range(1, count + 1)]
    pairs = [(old, new) for old, new, _ in distant_pairs(snapshots)]
    assert len(pairs) == len(set(pairs))
    assert {*pairs, *pairwise(snapshots)} == set(combinations(snapshots, 2))


def test_a_step_is_judged_on_the_day_of_its_new_snapshot(snapshots: tuple[Snapshot, ...]) -> None:
    diff = Session(load_snapshot, Judging(today="2000-01-01", witnesses=False)).diff(*snapshots[:2])
    assert diff.judging == Judging(today=snapshots[1].date, witnesses=False)


def test_a_judgement_is_made_once(snapshots: tuple[Snapshot, ...]) -> None:
    told: list[int] = []
    diff = Session(load_snapshot).diff(*snapshots[:2])
    assert diff.judge(told.append) is diff.judge(told.append) is diff.contract
    assert told == list(range(len(diff.changes)))
    assert diff.changelog is diff.changelog


@pytest.mark.parametrize("order", ["ascending", "descending"])
def test_the_changelog_has_the_order_that_is_asked_for(snapshots: tuple[Snapshot, ...], order: str) -> None:
    names = [
        entry.name for entry in Session(load_snapshot, Judging(order=order)).diff(*snapshots[:2]).changelog.entries
    ]
    assert names == sorted(names, reverse=order == "descending")


def test_an_empty_scope_holds_everything(snapshots: tuple[Snapshot, ...]) -> None:
    diff = Session(load_snapshot).diff(*snapshots[:2])
    assert list(diff.within(Scope())) == [True] * len(diff.changes)


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (Scope(paths=("/pets-1",)), {"GET /pets-1"}),
        (Scope(paths=("/pets-1", "/pets-2")), {"GET /pets-1", "GET /pets-2"}),
        (Scope(operations=("GET *2",)), {"GET /pets-2"}),
        (Scope(paths=("/pets-1",), operations=("GET *2",)), set()),
        (Scope(rules=("operation-*",)), {"GET /pets-1", "GET /pets-2"}),
        (Scope(paths=("/pets-2",), rules=("operation-removed",)), set()),
        (Scope(tags=("*",)), set()),
    ],
)
def test_a_scope_holds_what_fits_a_glob_of_every_kind(
    snapshots: tuple[Snapshot, ...], scope: Scope, names: set[str]
) -> None:
    diff = Session(load_snapshot).diff(*snapshots[:2])
    within = [change for change, holds in zip(diff.changes, diff.within(scope), strict=True) if holds]
    assert {name for change in within for name in change.operations} == names
