"""`harness diff OLD NEW`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._options import Options

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable

    from harness.cli._console import Console
    from harness.comparison import Comparison
    from harness.document import Document, Operation

_MOST_NOTES = 5
_DESCRIPTION = """\
Show what changed between two snapshots.

OLD and NEW are a path, a URL, - for standard input, GITREV:path, or api@date, where
the date may be `latest` or `previous`. This command informs and does not judge: it
ends with 0 whether or not there are differences."""


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    _options().parse(arguments, chosen)
    console.begin(chosen)
    from harness.comparison import compare

    old, new = _documents(chosen, console)
    comparison = compare(old, new)
    if chosen.audit:
        return _audit(comparison, chosen, console)
    console.save(_rendered(comparison, chosen, console), chosen.output)
    if not console.quiet:
        _note_broken_references(comparison, console)
    return 0


def _options() -> Options:
    options = Options("harness diff", _DESCRIPTION)
    options.positional("old", "OLD", help="the document before")
    options.positional("new", "NEW", help="the document after")
    options.value("-f", "--format", choices=("text", "json", "ndjson"), default="text", help="(default: text)")
    options.value("-o", "--output", metavar="FILE", help="write into a file instead of standard output")
    options.flag("--all", help="list edits to descriptions, examples and extensions too")
    options.values("--path", metavar="GLOB", help="only what reaches an operation with such a path")
    options.values("--tag", metavar="GLOB", help="only what reaches an operation with such a tag")
    options.values("--operation", metavar="GLOB", help="only what reaches an operation with such an id or name")
    options.flag("--lines", help="add line numbers to JSON, which takes longer")
    options.flag("--audit", help="show that every difference of the files is accounted for")
    options.flag("--allow-remote", help="follow references to other hosts")
    options.flag("--no-overlay", help="do not mend stored snapshots by the overlay of their API")
    options.add_global(inherited=True)
    return options


def _documents(chosen: Namespace, console: Console) -> tuple[Document, Document]:
    from harness.document import load_pair
    from harness.errors import UsageError

    if chosen.old == chosen.new == "-":
        raise UsageError("standard input can be only one of the two documents")
    old, new = load_pair(
        chosen.old,
        chosen.new,
        root=chosen.specs,
        allow_remote=chosen.allow_remote,
        overlay=not chosen.no_overlay,
    )
    for document in (old, new):
        console.step(f"read {document.name} ({len(document.source.data):,} bytes, OpenAPI {document.version})")
    return old, new


def _audit(comparison: Comparison, chosen: Namespace, console: Console) -> int:
    from harness.comparison import audit, oracle_for
    from harness.report import PLAIN, audit_text

    unclaimed = audit(comparison)
    style = PLAIN if chosen.output else console.style
    console.save(audit_text(comparison, unclaimed, oracle_for(comparison), style), chosen.output)
    return 1 if unclaimed else 0


def _rendered(comparison: Comparison, chosen: Namespace, console: Console) -> Iterable[str | bytes]:
    from harness.report import PLAIN, Selection

    selection = Selection(comparison, annotations=chosen.all, keep=_filter(chosen))
    if chosen.format == "text":
        from harness.report import diff_text

        return diff_text(selection, PLAIN if chosen.output else console.style)
    from harness.report import diff_json, diff_ndjson

    return (diff_json if chosen.format == "json" else diff_ndjson)(selection, lines=chosen.lines)


def _filter(chosen: Namespace) -> Callable[[Operation], bool] | None:
    """What the options let pass: any glob of each option that is given."""
    paths, tags, names = chosen.path, chosen.tag, chosen.operation
    if not (paths or tags or names):
        return None
    from fnmatch import fnmatchcase

    def matches(texts: Iterable[object], globs: list[str]) -> bool:
        return not globs or any(fnmatchcase(text, glob) for text in texts if isinstance(text, str) for glob in globs)

    def keep(operation: Operation) -> bool:
        own = operation.node.get("tags")
        return (
            matches((operation.path,), paths)
            and matches(own if isinstance(own, list) else (), tags)
            and matches((operation.operation_id, operation.name), names)
        )

    return keep


def _note_broken_references(comparison: Comparison, console: Console) -> None:
    """Say which references were ignored because they lead nowhere."""
    for document in (comparison.old, comparison.new):
        errors = sorted(document.unresolved, key=lambda error: (error.file or "", error.line or 0, error.message))
        for error in errors[:_MOST_NOTES]:
            console.note("note", f"{error}{f'; {error.hint}' if error.hint else ''}")
        if len(errors) > _MOST_NOTES:
            console.note("note", f"{len(errors) - _MOST_NOTES} more references of {document.name} point at nothing")
