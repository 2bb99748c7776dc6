"""`harness snapshots check [API|FILE ...]`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harness.cli._options import Options, today
from harness.records import NamedTuple

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from harness.cli._console import Console
    from harness.document import Document, Problem
    from harness.versions import Snapshot, Store

_DESCRIPTION = """\
Say what is wrong in snapshots or in other documents, and where: first what harness
itself finds, then what openapi-spec-validator finds. Of APIs also: what was edited or
removed since it was published (its day is not after today, and the base revision holds
it), what does not belong in the folder, credentials for security schemes that the
document does not have. Ends with 1 if there is anything; what lies in the future and
a title that differs from that of the document are notes."""


class Target(NamedTuple):
    """Something to check: a stored snapshot, or what a reference names."""

    name: str
    snapshot: Snapshot | None


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    options = Options("harness snapshots check", _DESCRIPTION)
    options.positional("targets", "API|FILE", help="APIs, snapshots or documents; without any: all APIs", count="*")
    options.flag("--no-overlay", help="check the snapshots as they were published")
    options.flag("--own", help="only what harness itself finds, which is fast")
    options.value("--base", metavar="REV", help="the git revision that holds what was published (default: HEAD)")
    options.add_global(inherited=True)
    options.parse(arguments, chosen)
    console.begin(chosen)
    from harness.errors import DocumentError
    from harness.versions import Store

    store = Store(chosen.specs)
    problems = unreadable = 0
    for target in _targets(chosen.targets, store):
        try:
            problems += _check(_document(target, chosen), console, reference=not chosen.own)
        except DocumentError as error:
            console.error(error)
            unreadable += 1
    problems += _check_folders(chosen.targets, store, chosen.base, console)
    return 3 if unreadable else 1 if problems else 0


def problem_lines(document: Document, problems: tuple[Problem, ...]) -> Iterator[str]:
    """A line for each problem, `file:line:column: message`, and what to do below it."""
    from harness.report.words.text import printable

    files = {file.name: file for file in document.files}
    for problem in problems:
        place = problem.file
        if problem.line is not None:
            place += f":{problem.line}"
        elif problem.file in files:
            from harness.document import parse_pointer

            position = files[problem.file].position(parse_pointer(problem.pointer))
            place += f":{position.line}:{position.column}"
        yield f"{printable(place)}: {printable(problem.message)}\n"
        if problem.hint:
            yield f"  hint: {printable(problem.hint)}\n"


def _targets(names: list[str], store: Store) -> Iterator[Target]:
    if not names:
        names = list(store.apis())
    for name in names:
        if name in store.apis() and not os.path.isfile(name):
            for snapshot in store.api(name).snapshots:
                yield Target(snapshot.name, snapshot)
        else:
            yield Target(name, None)


def _document(target: Target, chosen: Namespace) -> Document:
    from harness.versions import load_document, load_snapshot

    if target.snapshot is not None:
        return load_snapshot(target.snapshot, overlay=not chosen.no_overlay)
    return load_document(target.name, root=chosen.specs, overlay=not chosen.no_overlay)


def _check(document: Document, console: Console, *, reference: bool) -> int:
    from harness.document import check
    from harness.report.words.text import printable

    problems = check(document, reference=reference)
    for line in problem_lines(document, problems):
        console.print(line)
    count = len(problems)
    summary = f"{count:,} problem{'' if count == 1 else 's'}" if count else "no problems"
    if count or not console.quiet:
        name = printable(document.source.name)
        console.print(f"{name}: {console.style.paint(summary, 'bold' if count else 'ok')}\n")
    return count


def _check_folders(names: list[str], store: Store, base: str | None, console: Console) -> int:
    """Say what is wrong with APIs as they are stored; how much of that is no note."""
    from harness.errors import DocumentError
    from harness.report.words.text import printable
    from harness.versions import check_store

    count = 0
    known = store.apis()
    for api in (store.api(name) for name in names or known if name in known):
        try:
            problems = tuple(check_store(api, today(), base))
        except DocumentError:
            if base is not None:
                raise
            continue  # it is told above
        for problem in problems:
            place = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
            text = f"{printable(place)}: {printable(problem.message)}"
            if problem.is_note:
                console.note("note", text)
                continue
            count += 1
            console.print(f"{text}\n" + (f"  hint: {printable(problem.hint)}\n" if problem.hint else ""))
    return count
