"""The formats of a diff: which there are, who writes them, and into which files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harness.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable

    from harness.cli._console import Console
    from harness.report import DiffReport, Style
    from harness.report.model.diff import Detail
    from harness.vocabulary import Impact

    Chunks = Iterable[str | bytes]

# What is written from the data of a report, and what from the comparison itself.
REPORT_FORMATS = ("text", "html", "markdown", "github", "sarif", "junit")
DATA_FORMATS = ("json", "ndjson")
FORMATS = (*REPORT_FORMATS[:1], *DATA_FORMATS, *REPORT_FORMATS[1:])


class Wanted(NamedTuple):
    """A format and the file that it goes to, None for standard output."""

    format: str
    path: str | None


def wanted(format: str, output: str | None, reports: Iterable[str]) -> tuple[Wanted, ...]:  # noqa: A002 - as users say
    """What `--format`, `--output` and all `--report FMT=PATH` ask for.

    Raises:
        UsageError: a format is unknown, a path is missing, or two reports have the same.
    """
    found = [Wanted(format, None if output == "-" else output)]
    for report in reports:
        name, equals, path = report.partition("=")
        if name not in FORMATS or not equals or not path:
            hint = f"give it FORMAT=FILE, with a format of {', '.join(FORMATS)}"
            raise UsageError(f"--report cannot be {report[:80]!r}", hint=hint)
        found.append(Wanted(name, path))
    paths = [one.path for one in found if one.path is not None]
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(f"two reports cannot both be written into {path[:80]!r}")
    return tuple(found)


def details_of(
    all_wanted: Iterable[Wanted], *, lines: bool, details: bool
) -> tuple[frozenset[Detail], frozenset[Detail]]:
    """What is told of all changes, and what of those that are listed, so that all that is wanted can be written."""
    every: set[Detail] = set()
    listed: set[Detail] = set()
    for one in all_wanted:
        if one.format == "text":
            listed |= {"words", "lines"}
        elif one.format not in DATA_FORMATS or details:
            every |= {"words", "lines", "excerpts"}
        elif lines:
            every.add("lines")
    return frozenset(every), frozenset(listed)


def level_of(chosen: Impact | None, format: str) -> Impact:  # noqa: A002 - as users say
    """The least severe impact that a format lists."""
    return chosen or ("warning" if format == "text" else "compatible")


def save(all_wanted: Iterable[Wanted], report: DiffReport, chosen: Namespace, console: Console) -> None:
    """Write all that is wanted.

    Args:
        all_wanted: what, and where to.
        report: what is written.
        chosen: `level`, None for what is usual in a format, and `all` for edits as well.
        console: where to print, and to tell of files.

    Raises:
        UsageError: a file cannot be written.
    """
    from harness.report import PLAIN

    for format_, path in all_wanted:
        narrowed = report._replace(level=level_of(chosen.level, format_), edits=chosen.all)
        if format_ in DATA_FORMATS:
            console.save(_data(narrowed, format_, chosen), path)
        elif format_ == "html" and path is not None:
            _save_pages(narrowed, path, console)
        else:
            console.save(_rendered(narrowed, format_, PLAIN if path else console.style), path)
        if format_ == "github":
            _tell_github(narrowed)


def _data(report: DiffReport, format_: str, chosen: Namespace) -> Chunks:
    from harness.report import diff_json, diff_ndjson

    write = diff_json if format_ == "json" else diff_ndjson
    return write(report, lines=chosen.lines, details=chosen.details)


def _rendered(report: DiffReport, format_: str, style: Style) -> Chunks:
    from harness import report as formats

    if format_ == "text":
        return formats.diff_text(report, style)
    write: Callable[[DiffReport], Chunks] = getattr(formats, f"diff_{format_}")
    return write(report)


def _save_pages(report: DiffReport, path: str, console: Console) -> None:
    """A page, or an index and its parts beside it where there is too much for one."""
    import os

    from harness.report import diff_pages

    folder, name = os.path.split(path)
    for part, chunks in diff_pages(report, name):
        console.save(chunks, os.path.join(folder, part))


def _tell_github(report: DiffReport) -> None:
    """Hand counts to later steps and a summary to the page of the run, where a runner names the files for them."""
    import os

    from harness.report import github_outputs

    outputs = github_outputs(report)
    for variable, text in (("GITHUB_OUTPUT", outputs.output), ("GITHUB_STEP_SUMMARY", outputs.summary)):
        path = os.environ.get(variable)
        if path:
            _append(path, text, variable)


def _append(path: str, text: str, variable: str) -> None:
    try:
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"cannot write what {variable} names: {path[:80]!r}", cause=error.strerror) from error
