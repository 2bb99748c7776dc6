"""`harness snapshots resolve API [VERSION]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._options import Options, today

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console

_DESCRIPTION = """\
Say which snapshot a requested version means on this day, and why; and the header that
names it in responses, where settings have one. Without a version: what is meant when a
request names none."""


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    options = Options("harness snapshots resolve", _DESCRIPTION)
    options.positional("api", "API", help="the name of the API")
    options.positional("requested", "VERSION", help="the name as a client sends it", count="?")
    options.add_global(inherited=True)
    options.parse(arguments, chosen)
    console.begin(chosen)
    from harness.report.words.text import printable
    from harness.versions import Store

    api = Store(chosen.specs).api(chosen.api)
    versions = api.served(today())
    for error in api.unreadable.values():
        console.note("note", f"{error}; it is taken for a snapshot of the version of its day")
    resolution = versions.resolve(*[] if chosen.requested is None else [chosen.requested])
    snapshot = resolution.required()
    console.print(f"{printable(snapshot.name)}  {printable(snapshot.path)}\n")
    if not console.quiet:
        console.print(f"{printable(resolution.reason)}\n")
        if versions.settings.echo is not None and resolution.echo is not None:
            console.print(f"{versions.settings.echo}: {printable(resolution.echo)}\n")
    return 0
