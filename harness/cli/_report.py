"""`harness report FILE.json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.cli._formats import DATA_FORMATS, REPORT_FORMATS, Wanted, save, wanted
from harness.cli._options import Options
from harness.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from harness.cli._console import Console

_DESCRIPTION = """\
Turn a result that was stored as JSON into another format: of `harness diff --format
json --details`, or of a conformance run. FILE may be - for standard input."""
_DIFF = "urn:harness:diff-1"
_CONFORMANCE = "urn:harness:conformance-1"


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    _options().parse(arguments, chosen)
    console.begin(chosen)
    name = "standard input" if chosen.file == "-" else chosen.file
    stored = _read(chosen.file)
    kind = stored.get("$schema")
    all_wanted = wanted(chosen.format, chosen.output, chosen.report)
    if kind == _DIFF:
        _diff(stored, name, chosen, all_wanted, console)
    elif kind == _CONFORMANCE:
        _conformance(stored, name, all_wanted, console)
    else:
        known = f"{_DIFF} or {_CONFORMANCE}"
        raise UsageError(f"{name} is no stored result: its $schema is {str(kind)[:60]!r}, not {known}")
    return 0


def _options() -> Options:
    options = Options("harness report", _DESCRIPTION)
    options.positional("file", "FILE", help="the stored result")
    options.value("-f", "--format", choices=REPORT_FORMATS, default="text", help="(default: text)")
    options.value("-o", "--output", metavar="FILE", help="write into a file instead of standard output")
    options.values("-r", "--report", metavar="FORMAT=FILE", help="also write this format into a file")
    options.value(
        "--level",
        choices=("breaking", "warning", "compatible"),
        help="list this impact and worse (default: warning in text, compatible elsewhere)",
    )
    options.flag("--all", help="list everything, edits to descriptions, examples and extensions too")
    options.add_global(inherited=True)
    return options


def _read(path: str) -> dict[str, Any]:
    """The one object of a file: as it stands, or as lines of ndjson say it.

    Raises:
        UsageError: the file cannot be read, or holds something else.
    """
    import sys

    try:
        if path == "-":
            text = sys.stdin.read()
        else:
            with open(path, encoding="utf-8") as file:
                text = file.read()
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot read the stored result {path[:200]!r}", cause=cause) from error
    if text.startswith('{"event":'):
        from harness.report import diff_of_events

        return diff_of_events(text.splitlines(), path)
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{path} is no JSON: {str(error)[:200]}", hint="harness report reads what --format json wrote"
        ) from error
    if not isinstance(stored, dict):
        raise UsageError(f"{path} is no stored result: it holds no object")
    return stored


def _diff(stored: dict[str, Any], name: str, chosen: Namespace, all_wanted: Iterable[Wanted], console: Console) -> None:
    from harness.report import report_from_json

    report = report_from_json(stored, name)
    for one in all_wanted:
        if one.format in DATA_FORMATS:
            raise UsageError(f"--report cannot write {one.format}: the stored result is that already")
    save(all_wanted, report, chosen, console)


def _conformance(stored: dict[str, Any], name: str, all_wanted: Iterable[Wanted], console: Console) -> None:
    from harness import report as formats

    run = formats.conformance_from_json(stored, name)
    for format_, path in all_wanted:
        write = getattr(formats, f"conformance_{format_}", None)
        if write is None:
            raise UsageError(f"a conformance run cannot be written as {format_}")
        style = (formats.PLAIN if path else console.style,) if format_ == "text" else ()
        console.save(write(run, *style), path)
