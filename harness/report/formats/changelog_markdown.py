"""The changelog as Markdown, for comments on changes and release notes.

What comes from documents stands in code spans, where nothing is markup, a link or a mention.

Source: CommonMark 0.31.2, 6.1 "Code spans".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.changelog import ADDED, MODIFIED, REMOVED
from harness.report.words.changelog import NOTES, groups_of, plain, plural, sentence, step_name, unchanged
from harness.report.words.text import printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.changelog import Changelog, Entry, Item, Line, Status

# Unlike the page, this form begins with the good news.
_ORDER: tuple[Status, ...] = (ADDED, MODIFIED, REMOVED)
_BREAKING = "**[Breaking]**"
_BACKTICKS = re.compile("`+")


def changelog_markdown(changelog: Changelog) -> Iterator[str]:
    """The lines of the groups, each with its line end."""
    return _groups(changelog, "##")


def changelogs_markdown(changelogs: Iterable[Changelog]) -> Iterator[str]:
    """The groups of several steps, each step under its date."""
    for number, changelog in enumerate(changelogs):
        above = "" if number == 0 else "\n"
        yield f"{above}## {_heading(step_name(changelog))}\n\n"
        yield from _groups(changelog, "###")


def code(text: str) -> str:
    """A code span that shows the text, whatever it holds; nothing for an empty text."""
    text = plain(text)
    if not text:
        return ""
    fence = "`" * (1 + max((len(run) for run in _BACKTICKS.findall(text)), default=0))
    # One blank on both sides is taken off again, unless there is nothing but blanks.
    edges = text[0] + text[-1]
    pad = " " if "`" in edges or (edges == "  " and text.strip(" ")) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _groups(changelog: Changelog, level: str) -> Iterator[str]:
    if not changelog.entries:
        yield f"{unchanged(changelog)}\n"
    for number, (status, entries, _) in enumerate(groups_of(changelog.entries, _ORDER)):
        above = "" if number == 0 else "\n"
        yield f"{above}{level} {status.capitalize()} ({len(entries)})\n\n"
        for entry in entries:
            yield from _entry(entry)
    if changelog.notes:
        # They are Markdown already, written by the owner for this place.
        yield f"\n{level} {NOTES}\n\n"
        yield "\n".join(f"{printable_lines(note)}\n" for note in changelog.notes)


def _entry(entry: Entry) -> Iterator[str]:
    yield f"* {_prefix(breaking=entry.breaking)}{code(entry.name)}\n"
    yield from _lines(entry.lines, "operation", 1, "  ")
    yield from _items(entry.items, "  ")


def _items(items: Iterable[Item], indent: str) -> Iterator[str]:
    for item in items:
        count = len(item.names)
        names = ", ".join(code(name) for name in item.names)
        noun = plural(item.noun, count).capitalize()
        yield f"{indent}* {_prefix(breaking=item.breaking)}{noun} {item.status}{names and ': '}{names}\n"
        yield from _lines(item.lines, item.noun, count, indent + "  ")
        yield from _items(item.items, indent + "  ")


def _lines(lines: Iterable[Line], noun: str, count: int, indent: str) -> Iterator[str]:
    for line in lines:
        text = "".join(code(word.text) if word.code else word.text for word in sentence(line, noun, count))
        yield f"{indent}* {text}{f' {_BREAKING}' if line.breaking else ''}\n"


def _prefix(*, breaking: bool) -> str:
    return f"{_BREAKING} " if breaking else ""


def _heading(name: str) -> str:
    """A date as it is; the name of a file or URL as code."""
    return name if re.fullmatch(r"\d{4}-\d\d-\d\d", name) else code(name)
