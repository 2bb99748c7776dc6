"""The page of a changelog as an indented tree of plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.words.changelog import (
    NOTES,
    TITLE,
    groups_of,
    plain,
    plural,
    sentence,
    step_name,
    summary,
    unchanged,
)
from harness.report.words.text import printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.changelog import Changelog, Entry, Item, Line


def changelog_text(changelog: Changelog) -> Iterator[str]:
    """The lines of the page, each with its line end."""
    yield from _changes(changelog)
    if changelog.notes:
        yield f"\n{NOTES}\n\n"
        yield "\n".join(f"{printable_lines(note)}\n" for note in changelog.notes)


def _changes(changelog: Changelog) -> Iterator[str]:
    if not changelog.entries:
        yield f"{unchanged(changelog)}\n"
        return
    yield f"{TITLE}\n{summary(changelog)}\n"
    for status, entries, breaks in groups_of(changelog.entries):
        yield f"\n{status.capitalize()} ({len(entries)}){' [Breaking]' if breaks else ''}\n\n"
        detailed = False
        for number, entry in enumerate(entries):
            # Entries of one line stand together; what has more to say stands apart.
            above, detailed = detailed, bool(entry.lines or entry.items)
            if number and (above or detailed):
                yield "\n"
            yield from _entry(entry)


def changelogs_text(changelogs: Iterable[Changelog]) -> Iterator[str]:
    """The pages of several steps, each under its date."""
    for number, changelog in enumerate(changelogs):
        name = plain(step_name(changelog))
        yield f"{'' if number == 0 else chr(10)}{name}\n{'=' * len(name)}\n\n"
        yield from changelog_text(changelog)


def _entry(entry: Entry) -> Iterator[str]:
    yield f"{plain(entry.name)}\n"
    yield from _lines(entry.lines, "operation", 1, "  ")
    for section, items in entry.sections.items():
        yield f"  - {section}\n"
        yield from _items(items, "    ")


def _items(items: Iterable[Item], indent: str) -> Iterator[str]:
    for item in items:
        count = len(item.names)
        names = plain(", ".join(item.names))
        # A media type may have an empty name.
        yield f"{indent}- {names}{names and ' '}{plural(item.noun, count)} {item.status.capitalize()}\n"
        yield from _lines(item.lines, item.noun, count, indent + "  ")
        yield from _items(item.items, indent + "  ")


def _lines(lines: Iterable[Line], noun: str, count: int, indent: str) -> Iterator[str]:
    for line in lines:
        sentence_text = "".join(
            f"`{plain(word.text)}`" if word.code else word.text for word in sentence(line, noun, count)
        )
        yield f"{indent}- {sentence_text}{' [Breaking]' if line.breaking else ''}\n"
