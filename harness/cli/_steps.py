"""Walking through the snapshots of an API, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from harness.changelog import Changelog
    from harness.cli._console import Console
    from harness.cli._progress import Progress
    from harness.document import Api, Document, Snapshot
    from harness.report import History, Selection, Step
    from harness.session import Diff, Judging, Session

    Visit = Callable[[tuple[Step, ...], Selection, Changelog], None]


def session_of(chosen: Namespace, console: Console, judging: Judging | None = None) -> Session:
    """A session that tells of each snapshot which it reads; without overlays where `--no-overlay` says so."""
    from harness.document import load_snapshot
    from harness.session import Session

    def read(snapshot: Snapshot) -> Document:
        console.step(f"reading {snapshot.path}")
        return load_snapshot(snapshot, overlay=not chosen.no_overlay)

    return Session(read, judging)


def reading(api: Api, console: Console) -> Progress:
    """Tells how many snapshots of an API are read."""
    total = len(api.snapshots)
    return console.progress(f"Reading {total} snapshot{'s' * (total != 1)}", total)


def judged(diff: Diff) -> tuple[Selection, Changelog]:
    """All differences of two snapshots, judged by the contract and by the changelog."""
    from harness.report import Badges, Selection

    badges = Badges(diff.comparison, diff.changelog)
    return Selection(diff.comparison, contract=diff.contract, badges=badges), diff.changelog


def history_of(
    api: Api,
    session: Session,
    today: str,
    *,
    visit: Visit | None = None,
    progress: Callable[[int], None] | None = None,
) -> History:
    """All snapshots of an API, and what changed between neighbours.

    Args:
        api: has one snapshot or more.
        session: reads and judges.
        today: the day of the report.
        visit: called with all steps so far, and the last of them as the session has it.
        progress: told how many snapshots are read, before each of them.
    """
    from harness.report import History, end_of, lanes_of, published_of, step_of, sunsets_of

    published = []
    steps: list[Step] = []
    ends: dict[str, str] = {}
    before = None
    for number, snapshot in enumerate(api.snapshots):
        if progress is not None:
            progress(number)
        new = session.document(snapshot, *() if before is None else (before,))
        published.append(published_of(snapshot, new))
        end = end_of(new)
        if end is not None:
            ends[snapshot.date] = end
        if before is not None:
            selection, changelog = judged(session.diff(before, snapshot))
            steps.append(step_of(before, snapshot, selection, changelog))
            if visit is not None:
                visit(tuple(steps), selection, changelog)
        before = snapshot
    assert before is not None
    snapshots = tuple(published)
    return History(
        api=api.name,
        title=api.title,
        server=api.server,
        style=api.style,
        today=today,
        snapshots=snapshots,
        steps=tuple(steps),
        lanes=lanes_of(api, snapshots, ends, today),
        sunsets=sunsets_of(session.document(before)),
    )
