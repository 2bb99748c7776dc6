"""`harness report FILE.json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.cli._formats import Wanted, save, wanted
from harness.cli._options import Options
from harness.errors import UsageError
from harness.report.registry import FORMATS, formats_of, write

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console
    from harness.conformance import ConformanceRun
    from harness.report.registry import Kind

_DESCRIPTION = """\
Turn a result that was stored as JSON into another format: of `harness diff --format
json --details`, of a conformance run, or of a gate. FILE may be - for standard input.
With --merge, the files are the journals of the parts of a conformance run, and the exit
code is its."""
# What can be stored, by its schema.
_KINDS: dict[object, Kind] = {
    "urn:harness:diff-1": "diff",
    "urn:harness:conformance-2": "conformance",
    "urn:harness:gate-1": "gate",
}


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    _options().parse(arguments, chosen)
    console.begin(chosen)
    if chosen.merge:
        return _merge(chosen, console)
    chosen.file, *more = chosen.file
    if more:
        raise UsageError(f"there is no use for {more[0][:60]!r}", hint="harness report --merge takes several journals")
    name = "standard input" if chosen.file == "-" else chosen.file
    stored = _read(chosen.file)
    schema = stored.get("$schema")
    kind = _KINDS.get(schema) if isinstance(schema, str) else None
    if kind is None:
        known = " or ".join(map(str, _KINDS))
        raise UsageError(f"{name} is no stored result: its $schema is {str(schema)[:60]!r}, not {known}")
    save_all = {"diff": _save_diff, "conformance": _save_conformance, "gate": _save_gate}[kind]
    save_all(stored, name, chosen, console)
    return 0


def _merge(chosen: Namespace, console: Console) -> int:
    """Put the parts of a conformance run together, and give its exit code."""
    from harness.cli._conform import exit_code
    from harness.cli._conform_merge import merged

    all_wanted = wanted(chosen, formats_of("conformance"), "a conformance run")
    run = merged(chosen.file, chosen)
    _save_run(run, all_wanted, console)
    return exit_code(run)


def _options() -> Options:
    options = Options("harness report", _DESCRIPTION)
    options.positional("file", "FILE", count="+", help="the stored result")
    options.flag("--merge", help="the files are journals: put the parts of a conformance run together")
    names, alone = _names()
    options.value("-f", "--format", choices=names, default="text", help=f"{alone} (default: text)")
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
        from harness.report.formats.diff_reading import diff_of_events

        return diff_of_events(text.splitlines(), path)
    from harness.document import number

    try:
        stored = json.loads(text, parse_float=number)
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{path} is no JSON: {str(error)[:200]}", hint="harness report reads what --format json wrote"
        ) from error
    if not isinstance(stored, dict):
        raise UsageError(f"{path} is no stored result: it holds no object")
    return stored


def _save_diff(stored: dict[str, Any], name: str, chosen: Namespace, console: Console) -> None:
    from harness.report.formats.diff_reading import report_from_json

    all_wanted = wanted(chosen, formats_of("diff"), "a diff")
    report = report_from_json(stored, name)
    # JSON says again what it says.
    chosen.details = "operations" in stored
    chosen.lines = any("line" in (change[side] or ()) for change in stored["changes"] for side in ("old", "new"))
    save(all_wanted, report, chosen, console)


def _save_conformance(stored: dict[str, Any], name: str, chosen: Namespace, console: Console) -> None:
    from harness.report.formats.conformance_reading import conformance_from_json

    all_wanted = wanted(chosen, formats_of("conformance"), "a conformance run")
    run = conformance_from_json(stored, name)
    _save_run(run, all_wanted, console)


def _save_run(run: ConformanceRun, all_wanted: tuple[Wanted, ...], console: Console) -> None:
    from harness.report.words.text import PLAIN

    for format_, path in all_wanted:
        console.save(write(run, format_, style=PLAIN if path else console.style), path)


def _save_gate(stored: dict[str, Any], name: str, chosen: Namespace, console: Console) -> None:
    from harness.cli._gate import save_gate
    from harness.report.formats.gate_reading import gate_from_json

    all_wanted = wanted(chosen, formats_of("gate"), "a gate")
    save_gate(all_wanted, gate_from_json(stored, name), console)


def _names() -> tuple[tuple[str, ...], str]:
    """All formats that a stored result can have, and what those show that do not show all kinds."""
    names = {kind: formats_of(kind) for kind in _KINDS.values()}
    every = dict.fromkeys(format_.name for format_ in FORMATS if format_.kind in names)
    shown = {name: [kind for kind in names if name in names[kind]] for name in every}
    some = [f"{name} of a {' or a '.join(kinds)} alone" for name, kinds in shown.items() if len(kinds) < len(names)]
    return tuple(every), ", ".join(some)
