"""`harness changelog API`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._options import Options
from harness.report.registry import formats_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from harness.changelog import Changelog
    from harness.cli._console import Console
    from harness.versions import Snapshot

_DESCRIPTION = """\
Write the public changelog of an API: of all its snapshots, newest first, each under
its date; or of a range."""


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    _options().parse(arguments, chosen)
    console.begin(chosen)
    from itertools import pairwise

    from harness.report.changelogs import render, render_history
    from harness.versions import Store

    api = Store(chosen.specs).api(chosen.api)
    latest = api.snapshot("latest")
    snapshots = api.line
    if chosen.start is None and chosen.end is None:
        newest_first = list(pairwise(snapshots))[::-1]
        if not newest_first:
            return _say_nothing(latest, console)
        text = render_history(_changelogs(newest_first, chosen, console), chosen.format)
    else:
        end = api.snapshot(chosen.end or "latest")
        start = api.snapshot(chosen.start) if chosen.start else _before(end, snapshots)
        text = render(next(_changelogs([(start, end)], chosen, console)), chosen.format)
    console.save(text, chosen.output)
    return 0


def _options() -> Options:
    options = Options("harness changelog", _DESCRIPTION)
    options.positional("api", "API", help="the name of the API; API@VERSION for one version")
    options.value("--from", metavar="DATE", dest="start", help="the snapshot before: a date, latest or previous")
    options.value("--to", metavar="DATE", dest="end", help="the snapshot after; without it: latest")
    formats = tuple(formats_of("changelog"))
    options.value("-f", "--format", choices=formats, default="text", help="(default: text)")
    options.value(
        "--order",
        choices=("ascending", "descending"),
        default="ascending",
        help="of the operations, by method and path (default: ascending)",
    )
    options.value("-o", "--output", metavar="FILE", help="write into a file instead of standard output")
    options.flag("--no-overlay", help="do not mend the snapshots by the overlay of the API")
    options.add_global(inherited=True)
    return options


def _say_nothing(only: Snapshot, console: Console) -> int:
    console.note("note", f"{only.name} is the only snapshot; the first changelog appears with the second")
    return 0


def _before(snapshot: Snapshot, snapshots: tuple[Snapshot, ...]) -> Snapshot:
    from harness.errors import UnknownSnapshot

    at = snapshots.index(snapshot)
    if not at:
        raise UnknownSnapshot(f"there is no snapshot before {snapshot.name}", hint="name one with --from")
    return snapshots[at - 1]


def _changelogs(pairs: Sequence[tuple[Snapshot, Snapshot]], chosen: Namespace, console: Console) -> Iterator[Changelog]:
    """The changelog of each pair when it is asked for."""
    from harness.cli._session import session_of
    from harness.gate import note_texts
    from harness.session import Judging

    session = session_of(chosen, console, Judging(order=chosen.order))
    total = len({snapshot for pair in pairs for snapshot in pair})
    with console.progress(f"Reading {total} snapshots", total) as progress:
        for number, (start, end) in enumerate(pairs):
            progress.at(number)
            yield session.diff(start, end).changelog._replace(notes=note_texts(end))
