"""What a command is to write, in which formats, and into which files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.errors import UsageError
from harness.records import NamedTuple
from harness.report.registry import Format, write

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Mapping

    from harness.cli._console import Console
    from harness.report.model.diff import DiffReport
    from harness.vocabulary import Impact


class Wanted(NamedTuple):
    """A format and the file that it goes to, None for standard output."""

    format: Format
    path: str | None


def wanted(chosen: Namespace, formats: Mapping[str, Format], subject: str) -> tuple[Wanted, ...]:
    """What `--format`, `--output` and all `--report FMT=PATH` ask for.

    Args:
        chosen: these options.
        formats: those that there are, by name.
        subject: what is written: "a conformance run".

    Raises:
        UsageError: there is no such format, a path is missing, two reports have the same, or its folder is not there.
    """
    known = f"with a format of {', '.join(formats)}"
    if chosen.format not in formats:
        raise UsageError(f"{subject} cannot be written as {chosen.format}", hint=f"call it {known}")
    all_wanted = [Wanted(formats[chosen.format], None if chosen.output == "-" else chosen.output)]
    for report in chosen.report:
        name, equals, path = report.partition("=")
        if name not in formats or not equals or not path:
            raise UsageError(f"--report cannot be {report[:80]!r}", hint=f"give it FORMAT=FILE, {known}")
        all_wanted.append(Wanted(formats[name], path))
    paths = [path for _, path in all_wanted if path is not None]
    if paths:
        from os.path import realpath

        from harness.cli._files import require_folder

        files = list(map(realpath, paths))
    for path in paths:
        # A terminal stands behind several devices.
        if paths.count(path) > 1 or (files.count(realpath(path)) > 1 and not path.startswith("/dev/")):
            raise UsageError(f"two reports cannot both be written into {path[:80]!r}")
        require_folder(path)
    return tuple(all_wanted)


def level_of(chosen: Impact | None, format: str) -> Impact:  # noqa: A002 - as users say
    """The least severe impact that a format lists."""
    return chosen or ("warning" if format == "text" else "compatible")


def save(all_wanted: Iterable[Wanted], report: DiffReport, chosen: Namespace, console: Console) -> None:
    """Write all that is wanted of a diff.

    Args:
        all_wanted: what, and where to.
        report: what is written.
        chosen: `level`, None for what is usual in a format, `all` for edits as well, and what formats take.
        console: where to print, and to tell of files.

    Raises:
        UsageError: a file cannot be written.
    """
    from harness.report.words.text import PLAIN

    for format_, path in all_wanted:
        narrowed = report._replace(level=level_of(chosen.level, format_.name), edits=chosen.all)
        if format_.name == "html" and path is not None:
            _save_pages(narrowed, path, console)
        else:
            style = PLAIN if path else console.style
            pieces = write(narrowed, format_, style=style, lines=chosen.lines, details=chosen.details)
            console.save(pieces, path)
        if format_.name == "github":
            _tell_github(narrowed)


def _save_pages(report: DiffReport, path: str, console: Console) -> None:
    """A page, or an index and its parts beside it where there is too much for one."""
    import os

    from harness.report.pages.diff import diff_pages

    folder, name = os.path.split(path)
    for part, chunks in diff_pages(report, name):
        console.save(chunks, os.path.join(folder, part))


def _tell_github(report: DiffReport) -> None:
    """Hand counts to later steps and a summary to the page of the run, where a runner names the files for them."""
    from harness.report.formats.diff_github import github_outputs

    hand_to_github(*github_outputs(report))


def hand_to_github(output: str, summary: str) -> None:
    """Append to the files that a runner of GitHub Actions names, where it does.

    Raises:
        UsageError: one cannot be written.
    """
    import os

    for variable, text in (("GITHUB_OUTPUT", output), ("GITHUB_STEP_SUMMARY", summary)):
        path = os.environ.get(variable)
        if path:
            _append(path, text, variable)


def _append(path: str, text: str, variable: str) -> None:
    try:
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"cannot write what {variable} names: {path[:80]!r}", cause=error.strerror) from error
