"""`harness snapshots add API DATE FILE`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from harness.cli._options import Options
from harness.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console
    from harness.document import Document

_DESCRIPTION = """\
Publish a document under a date. What is wrong in it is said; only what cannot be used
at all is refused. A date that is taken is never overwritten."""


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    options = Options("harness snapshots add", _DESCRIPTION)
    options.positional("api", "API", help="the name of the API, which may be new; API@VERSION for a series of its own")
    options.positional("date", "DATE", help="the day of publication: YYYY-MM-DD")
    options.positional("file", "FILE", help="the document: a path, a URL, - or GITREV:path")
    options.flag("--bundle", help="put what stands in other files into the document")
    options.flag("--strict", help="refuse a document with problems")
    options.add_global(inherited=True)
    options.parse(arguments, chosen)
    console.begin(chosen)
    from harness.document import bundle, write
    from harness.report.words.text import printable
    from harness.versions import Store, load_document

    document = load_document(chosen.file, root=chosen.specs)
    content = bundle(document) if chosen.bundle else None
    data = document.source.data if content is None else write(content, document.file.format)

    def approve(_data: bytes, _name: str) -> None:
        _approve(document, console, strict=chosen.strict, bundled=content is not None)

    snapshot = Store(chosen.specs).add(chosen.api, chosen.date, data, document.source.name, approve)
    console.print(f"{printable(snapshot.path)}\n")
    console.note("added", f"{snapshot.name}, operations: {len(document.operations)}")
    return 0


def _approve(document: Document, console: Console, *, strict: bool, bundled: bool) -> None:
    """Say what is wrong, and refuse what would not be the same document elsewhere."""
    from harness.cli._snapshots_check import problem_lines
    from harness.document import check

    problems = check(document)
    if len(document.files) > 1 and not bundled:
        others = ", ".join(file.name for file in document.files[1:4])
        raise UsageError(f"the document refers to other files: {others}", hint="--bundle puts everything into one file")
    if console.quiet < 2:
        sys.stderr.writelines(problem_lines(document, problems))
    if problems and strict:
        raise UsageError(f"the document has {len(problems)} problems, so --strict refuses it")
