"""The session of a command, which tells what it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console, Progress
    from harness.document import Document
    from harness.session import Judging, Session
    from harness.versions import Api, Snapshot


def session_of(chosen: Namespace, console: Console, judging: Judging | None = None) -> Session:
    """A session that tells of each snapshot which it reads; without overlays where `--no-overlay` says so."""
    from harness.session import Judging, Session
    from harness.versions import load_snapshot

    def read(snapshot: Snapshot) -> Document:
        console.step(f"reading {snapshot.path}")
        return load_snapshot(snapshot, overlay=not chosen.no_overlay)

    return Session(read, (judging or Judging())._replace(on_faults=console.faults))


def reading(api: Api, console: Console) -> Progress:
    """Tells how many snapshots of an API are read."""
    total = len(api.line)
    return console.progress(f"Reading {total} snapshot{'s' * (total != 1)}", total)
