"""Walking through the snapshots of an API, step by step: no more than two documents are held at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.changelog import Changelog
    from harness.cli._console import Console
    from harness.document import Api, Document, Snapshot
    from harness.report import History, Selection, Step
    from harness.rules import Impact


class Judge(NamedTuple):
    """How steps are judged.

    Attributes:
        console: is told what is being done.
        today: the day of the report.
        impacts: the impact of rules by id, where it is not to be the catalogue's.
        overlay: whether snapshots are mended by the overlay of their API.
        witnesses: whether to put what breaks into whole messages.
    """

    console: Console
    today: str
    impacts: Mapping[str, Impact]
    overlay: bool = True
    witnesses: bool = False

    def step(self, old: Document, new: Document, day: str) -> tuple[Selection, Changelog]:
        """What changed between two documents, judged by the contract and by the changelog.

        Args:
            old: the document before.
            new: the document after.
            day: of its publication, by which announced sunsets had passed; so what is told of the past stays.
        """
        from harness.comparison import compare
        from harness.report import Badges, Selection
        from harness.verdict import contract

        comparison = compare(old, new)
        found = contract(comparison, today=day, impacts=self.impacts, witnesses=self.witnesses)
        badges = Badges(comparison)
        return Selection(comparison, contract=found, badges=badges), badges.changelog

    def document(self, snapshot: Snapshot) -> Document:
        """The document of a snapshot."""
        from harness.document import load_snapshot

        self.console.step(f"reading {snapshot.path}")
        return load_snapshot(snapshot, overlay=self.overlay)


def history(api: Api, judge: Judge, visit: Callable[[tuple[Step, ...], Selection], None] | None = None) -> History:
    """All snapshots of an API, and what changed between neighbours.

    Args:
        api: has one snapshot or more.
        judge: judges the steps.
        visit: called with all steps so far, the last of which is the selection's, before its documents are let go.
    """
    from harness.report import History, end_of, lanes_of, published_of, step_of, sunsets_of

    published = []
    steps: list[Step] = []
    ends: dict[str, str] = {}
    before = old = None
    total = len(api.snapshots)
    for snapshot in judge.console.each(f"Reading {total} snapshot{'s' * (total != 1)}", api.snapshots):
        new = judge.document(snapshot)
        published.append(published_of(snapshot, new))
        end = end_of(new)
        if end is not None:
            ends[snapshot.date] = end
        if before is not None and old is not None:
            selection, said = judge.step(old, new, snapshot.date)
            steps.append(step_of(before, snapshot, selection, said))
            if visit is not None:
                visit(tuple(steps), selection)
        before, old = snapshot, new
    assert old is not None
    snapshots = tuple(published)
    return History(
        api=api.name,
        title=api.title,
        server=api.server,
        style=api.style,
        today=judge.today,
        snapshots=snapshots,
        steps=tuple(steps),
        lanes=lanes_of(api, snapshots, ends, judge.today),
        sunsets=sunsets_of(old),
    )
