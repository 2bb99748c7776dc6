"""`harness snapshots show API@…`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._options import Options

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console

_DESCRIPTION = """\
Print a snapshot with the overlay of its API, or any other document. What is published
as it is read is printed byte for byte."""


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    options = Options("harness snapshots show", _DESCRIPTION)
    options.positional("snapshot", "API@DATE|FILE", help="API@DATE, API@VERSION, a path, a URL, - or GITREV:path")
    options.flag("--bundle", help="put what stands in other files into the document")
    options.value("-f", "--format", choices=("json", "yaml"), help="(default: that of the document)")
    options.flag("--no-overlay", help="print the snapshot as it was published")
    options.value("-o", "--output", metavar="FILE", help="write into a file instead of standard output")
    options.add_global(inherited=True)
    options.parse(arguments, chosen)
    console.begin(chosen)
    from harness.document import bundle, read, write
    from harness.versions import load_document

    document = load_document(chosen.snapshot, root=chosen.specs, overlay=not chosen.no_overlay)
    source = document.source
    bundled = bundle(document) if chosen.bundle else None
    content = document.content if bundled is None else bundled
    wanted = chosen.format or document.file.format
    is_published = wanted == document.file.format and content == read(source.data, source.name).content
    console.save([source.data if is_published else write(content, wanted)], chosen.output)
    return 0
