"""The words of the public changelog, and text from documents as its pages may show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.changelog import ADDED, MODIFIED, REMOVED, STATUSES
from harness.records import NamedTuple
from harness.report.words.text import capitalized
from harness.signs import escape_sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.changelog import Changelog, Entry, Line, Status

TITLE = "API structure has changed"
# What stands above the notes of an owner.
NOTES = "What clients must do"
SAME_STRUCTURE = "No structural changes detected."
SAME = "No changes detected."

_COUNTED = {ADDED: "Addition", MODIFIED: "Modification", REMOVED: "Removal"}


class Word(NamedTuple):
    """A piece of a sentence; `code` where it comes from a document."""

    text: str
    code: bool = False


def summary(changelog: Changelog) -> str:
    """The line under the title: `30 structure changes including: 8 Additions, 22 Modifications`."""
    total = len(changelog.entries)
    return f"{total} structure {plural('change', total)} including: {', '.join(counts(changelog))}"


def counts(changelog: Changelog) -> list[str]:
    """The badges under the title, those of which there are none left out."""
    numbers = [(changelog.breaking_changes, "Breaking change")]
    numbers += [(len(changelog.of(status)), _COUNTED[status]) for status in (ADDED, MODIFIED, REMOVED)]
    return [f"{number} {plural(noun, number)}" for number, noun in numbers if number]


def groups_of(
    entries: Iterable[Entry], order: Iterable[Status] = STATUSES
) -> list[tuple[Status, tuple[Entry, ...], bool]]:
    """Each status that there are entries of, with these, and whether any of them breaks."""
    groups = [(status, tuple(entry for entry in entries if entry.status == status)) for status in order]
    return [(status, members, any(entry.breaks for entry in members)) for status, members in groups if members]


def unchanged(changelog: Changelog) -> str:
    """What is said of a changelog without entries."""
    return SAME_STRUCTURE if changelog.edited else SAME


def step_name(changelog: Changelog) -> str:
    """What a step of a history is known by: the date of its new snapshot, else the name of the document."""
    name = changelog.new.name
    api, at, date = name.rpartition("@")
    return date if at and api and "/" not in name else name


def plural(noun: str, count: int) -> str:
    """The noun for that many: `properties`, `content types`."""
    return noun if count == 1 else noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


def sentence(line: Line, noun: str, count: int) -> tuple[Word, ...]:
    """What a line says of `count` things that are a `noun`."""
    match line.aspect:
        case "removed":
            return (Word("Removing a resource is always breaking unless it was deprecated before"),)
        case "required" | "deprecated" | "beta":
            verb = "is" if count == 1 else "are"
            state = "now" if line.new else "no longer"
            return (Word(f"{capitalized(plural(noun, count))} {verb} {state} {line.aspect}"),)
        case "type" if line.old is None:
            return (Word("Type is now "), Word(line.new or "", code=True))
        case "type" if line.new is None:
            return (Word("Type is no longer "), Word(line.old or "", code=True))
        case "path" | "method":
            label = "Path" if line.aspect == "path" else "Verb"
            return (*_went(label, line), Word(" (same operationId)"))
        case _:
            return _went(line.aspect.capitalize(), line)


def _went(label: str, line: Line) -> tuple[Word, ...]:
    return Word(f"{label} went from "), Word(line.old or "", code=True), Word(" to "), Word(line.new or "", code=True)


def plain(text: str) -> str:
    r"""The text with all that is not printed made visible: line ends, terminal escapes, direction marks, surrogates.

    An escape character becomes `\u001b`; ordinary text, blanks included, stays as it is.
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else escape_sequence(sign) for sign in text)
