"""Which formats there are, what each can show, and who writes it: commands offer what stands here, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

from harness.records import NamedTuple
from harness.report.model.diff import DETAILS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.report.model.diff import Detail

# What can be shown.
Kind = Literal["diff", "history", "changelog", "conformance", "gate"]
# What a format is called by users.
FormatName = Literal["text", "json", "ndjson", "html", "markdown", "github", "sarif", "junit", "atom", "gitlab"]


class Format(NamedTuple):
    """One way to show one kind of thing.

    Attributes:
        kind: what it shows.
        name: what users call it.
        writer: module of harness.report and function, which is imported when there is something to write.
        several: the function beside the writer that writes several results as one; empty where there is none.
        takes: the names of what the writer is given beside what it shows.
        machine: whether programs read it, by a schema.
        listed: what a report must tell of the changes that it lists.
        details: what a report must tell of all changes.
    """

    kind: Kind
    name: FormatName
    writer: str
    takes: tuple[str, ...] = ()
    machine: bool = False
    listed: tuple[Detail, ...] = ()
    details: tuple[Detail, ...] = ()
    several: str = ""


FORMATS = (
    Format("diff", "text", "terminal.diff:diff_text", ("style",), listed=("words", "lines")),
    Format("diff", "json", "formats.diff_json:diff_json", ("lines", "details"), machine=True),
    Format("diff", "ndjson", "formats.diff_json:diff_ndjson", ("lines", "details"), machine=True),
    Format("diff", "html", "pages.diff:diff_html", details=DETAILS),
    Format("diff", "markdown", "formats.diff_markdown:diff_markdown", details=DETAILS),
    Format("diff", "github", "formats.diff_github:diff_github", details=DETAILS),
    Format("diff", "sarif", "formats.diff_sarif:diff_sarif", machine=True, details=DETAILS),
    Format("diff", "junit", "formats.diff_junit:diff_junit", machine=True, details=DETAILS),
    Format("history", "text", "terminal.history:history_text", ("style",)),
    Format("history", "json", "formats.history_json:history_json", machine=True),
    Format("history", "html", "pages.history:history_html"),
    Format("history", "atom", "formats.atom:atom", ("url",), machine=True),
    Format("changelog", "text", "terminal.changelog:changelog_text", several="changelogs_text"),
    Format("changelog", "markdown", "formats.changelog_markdown:changelog_markdown", several="changelogs_markdown"),
    Format("changelog", "json", "formats.changelog_json:changelog_json", machine=True, several="changelogs_json"),
    Format("changelog", "html", "pages.changelog:changelog_html", several="changelogs_html"),
    Format("conformance", "text", "terminal.conformance:conformance_text", ("style",)),
    Format("conformance", "json", "formats.conformance_json:conformance_json", machine=True),
    Format("conformance", "ndjson", "formats.conformance_json:conformance_ndjson", machine=True),
    Format("conformance", "html", "pages.conformance:conformance_html"),
    Format("conformance", "markdown", "formats.conformance_markdown:conformance_markdown"),
    Format("conformance", "github", "formats.conformance_github:conformance_github"),
    Format("conformance", "junit", "formats.conformance_junit:conformance_junit", machine=True),
    Format("gate", "text", "terminal.gate:gate_text", ("style",)),
    Format("gate", "json", "formats.gate_json:gate_json", machine=True),
    Format("gate", "html", "pages.gate:gate_html"),
    Format("gate", "markdown", "formats.gate_markdown:gate_markdown"),
    Format("gate", "github", "formats.gate_github:gate_github"),
    Format("gate", "sarif", "formats.gate_sarif:gate_sarif", machine=True),
    Format("gate", "junit", "formats.gate_junit:gate_junit", machine=True),
    Format("gate", "gitlab", "formats.gate_gitlab:gate_gitlab", machine=True),
)


def formats_of(kind: Kind) -> dict[str, Format]:
    """The formats that show a kind of thing, by name, the usual one first."""
    return {format_.name: format_ for format_ in FORMATS if format_.kind == kind}


def write(result: Any, format: Format, **options: Any) -> Iterable[str | bytes]:  # noqa: A002 - as users say
    """A result in a format, in pieces.

    Args:
        result: a `DiffReport`, a `History`, a `Changelog`, a `ConformanceRun` or a `GateRun`, as the format has it.
        format: how to write it.
        options: what writers take, by name; each is given what it takes.
    """
    from importlib import import_module

    module, _, function = format.writer.partition(":")
    writer = getattr(import_module(f"harness.report.{module}"), function)
    pieces: Iterable[str | bytes] = writer(result, **{name: options[name] for name in format.takes})
    if format.name not in ("text", "markdown"):
        return pieces
    from harness.report.words.text import harmless

    return harmless(cast("Iterable[str]", pieces))


def details_of(formats: Iterable[Format], *, lines: bool, details: bool) -> tuple[frozenset[Detail], frozenset[Detail]]:
    """What a report must tell of all changes, and of those that are listed, so that some formats can be written.

    Args:
        formats: of a diff.
        lines: whether formats that take lines are given them.
        details: whether formats that take details are given them.
    """
    every: set[Detail] = set()
    listed: set[Detail] = set()
    for format_ in formats:
        every.update(format_.details)
        listed.update(format_.listed)
        if details and "details" in format_.takes:
            every.update(DETAILS)
        if lines and "lines" in format_.takes:
            every.add("lines")
    return frozenset(every), frozenset(listed)
