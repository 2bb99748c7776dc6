"""`harness notes API DATE`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harness.cli._options import Options

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console
    from harness.gate import Note, Transition

_DESCRIPTION = """\
Write the beginning of the notes on a snapshot, DATE.notes.md beside it: an entry for each
break that has none yet, in which you say what clients must do. What is written there
already stays. `harness gate` asks for the notes on what begins a version.

DATE may be `latest`. Without --from, the snapshot is compared with the one before it in
its version, else with the newest of the version before."""


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    options = Options("harness notes", _DESCRIPTION)
    options.positional("api", "API", help="the name of the API")
    options.positional("date", "DATE", help="the date of the snapshot, or its version")
    options.value("--from", metavar="DATE", help="what it is compared with", dest="old")
    options.flag("--print", help="print them instead of writing the file")
    options.value("--config", metavar="FILE", help="the settings (default: harness.toml, if there is one)")
    options.flag("--no-overlay", help="do not mend the snapshots by the overlay of the API")
    options.add_global(inherited=True)
    options.parse(arguments, chosen)
    console.begin(chosen)
    from harness.cli._transitions import transition_to
    from harness.gate import notes_path, read_notes
    from harness.versions import Store

    api = Store(chosen.specs, chosen.config).api(chosen.api)
    transition = transition_to(api, chosen.date, chosen.old, chosen, console)
    path = notes_path(transition.step.new)
    text = _text(transition, path, read_notes(path))
    if text is None:
        console.note("note", f"each break of {transition.step.new.name} has an entry in {path}")
    else:
        console.save([text], None if chosen.print else path)
    return 0


def _text(transition: Transition, path: str, notes: tuple[Note, ...]) -> str | None:
    """The notes with an entry for each break; None where nothing is to be added."""
    from harness.gate import skeleton
    from harness.report.words.breaks import break_sentence
    from harness.report.words.text import printable

    known = {name for note in notes for name in note.breaks}
    entries = [(each.id, printable(break_sentence(each))) for each in transition.breaks if each.id not in known]
    title = f"What to do for {transition.step.version or transition.step.new.label}"
    if not entries:
        return None if os.path.exists(path) else f"# {title}\n\nNothing breaks.\n"
    if not os.path.exists(path):
        return skeleton(title, entries)
    with open(path, encoding="utf-8") as file:
        return f"{file.read().rstrip()}\n\n{skeleton('', entries).partition(chr(10))[2].lstrip()}"
