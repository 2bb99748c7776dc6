"""What a changelog says, before it is worded for a page."""

from __future__ import annotations

from typing import NamedTuple

MODIFIED = "modified"
REMOVED = "removed"
ADDED = "added"

# The order in which a page lists what happened, and the sections of an operation.
STATUSES = (MODIFIED, REMOVED, ADDED)
SECTIONS = ("Body", "Path", "Query", "Header", "Cookie", "Response", "Authentication")


class Line(NamedTuple):
    """One thing that is said of an operation or of a group of items.

    Attributes:
        aspect: "name", "required", "deprecated", "beta", "combinator", "type", "path", "method", or "removed" for
            the reason why a removal breaks.
        old, new: what it was and is; None where there was or is none. For "required", "deprecated" and "beta"
            one of the two is "yes".
    """

    aspect: str
    old: str | None
    new: str | None
    breaking: bool


class Item(NamedTuple):
    """Parameters, responses, media types, properties, alternatives or authentication methods that changed alike.

    Attributes:
        section: the part of the operation that it belongs to, on every level.
        names: in document order; more than one only for items without items of their own.
        breaks: whether anything in it is breaking, what is too deep to be shown included.
    """

    section: str
    noun: str
    names: tuple[str, ...]
    status: str
    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    breaks: bool

    @property
    def breaking(self) -> bool:
        """Whether one of its own lines is."""
        return any(line.breaking for line in self.lines)


class Entry(NamedTuple):
    """One operation that changed.

    Attributes:
        name: `GET /pets` or `Webhook POST newPet`, as in the new document if it is there.
        items: in the order of the page: by status, then by section.
        breaks: whether anything in it is breaking, what is too deep to be shown included.
    """

    name: str
    status: str
    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    breaks: bool

    @property
    def breaking(self) -> bool:
        """Whether one of its own lines is."""
        return any(line.breaking for line in self.lines)

    @property
    def sections(self) -> dict[str, list[Item]]:
        """The items by section, each section where its first item stands."""
        sections: dict[str, list[Item]] = {}
        for item in self.items:
            sections.setdefault(item.section, []).append(item)
        return sections


class DocumentName(NamedTuple):
    """What one of the two documents is called: `name` by its users, `title` by itself."""

    name: str
    title: str


class Changelog(NamedTuple):
    """What a public changelog says of two documents; it holds neither, so many may be kept.

    Attributes:
        entries: in the order of their names as bytes, ascending or descending.
        edited: whether the documents differ in anything at all.
    """

    old: DocumentName
    new: DocumentName
    entries: tuple[Entry, ...]
    edited: bool

    def of(self, status: str) -> tuple[Entry, ...]:
        """The entries of a status, in page order."""
        return tuple(entry for entry in self.entries if entry.status == status)

    def render(self, format: str = "text") -> str:  # noqa: A002 (the word that users write)
        """The whole page; `harness.changelog.render` gives it piece by piece.

        Raises:
            UsageError: there is no such format.
        """
        from harness.changelog._render import render

        return "".join(render(self, format))

    @property
    def breaking(self) -> bool:
        """Whether anything at all is breaking."""
        return any(entry.breaks for entry in self.entries)

    @property
    def breaking_changes(self) -> int:
        """How many operations break by themselves, not by what is in them."""
        return sum(entry.breaking for entry in self.entries)
