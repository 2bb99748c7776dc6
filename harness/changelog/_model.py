"""What a changelog says, before it is worded for a page."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from harness.records import NamedTuple
from harness.vocabulary import Step, schemes_of

Status: TypeAlias = Literal["modified", "removed", "added"]
MODIFIED: Final = "modified"
REMOVED: Final = "removed"
ADDED: Final = "added"

Section: TypeAlias = Literal["Body", "Path", "Query", "Header", "Cookie", "Response", "Authentication"]

# The order in which a page lists what happened, and the sections of an operation.
STATUSES: Final[tuple[Status, ...]] = (MODIFIED, REMOVED, ADDED)
SECTIONS: Final[tuple[Section, ...]] = ("Body", "Path", "Query", "Header", "Cookie", "Response", "Authentication")

# "removed" is the reason why a removal breaks.
Aspect: TypeAlias = Literal["name", "required", "deprecated", "beta", "combinator", "type", "path", "method", "removed"]

# What a page calls that to which a step leads; no word of it is taken from a document.
_NOUNS = {
    "operation": "operation",
    "media type": "content type",
    "response": "response",
    "path parameter": "path parameter",
    "query parameter": "query parameter",
    "querystring parameter": "query parameter",
    "header parameter": "header",
    "cookie parameter": "cookie",
    "security alternative": "authentication method",
    "property": "property",
    "anyOf": "alternative",
    "oneOf": "alternative",
}

_ACRONYM = re.compile(r"([A-Z]+)(?=[A-Z][a-z])|([a-z\d])(?=[A-Z])")


class Line(NamedTuple):
    """One thing that is said of an operation or of a group of items.

    Attributes:
        old, new: what it was and is; None where there was or is none. For "required", "deprecated" and "beta"
            one of the two is "yes".
    """

    aspect: Aspect
    old: str | None
    new: str | None
    breaking: bool


class Item(NamedTuple):
    """Parameters, responses, media types, properties, alternatives or authentication methods that changed alike.

    Attributes:
        section: the part of the operation that it belongs to, on every level.
        steps: to each of them, in document order; more than one only for items without items of their own.
        breaks: whether anything in it is breaking, what is too deep to be shown included.
    """

    section: Section
    steps: tuple[Step, ...]
    status: Status
    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    breaks: bool

    @property
    def noun(self) -> str:
        """What a page calls one of them."""
        return _NOUNS.get(self.steps[0].kind, "parameter")

    @property
    def names(self) -> tuple[str, ...]:
        """What a page calls each of them."""
        return tuple([name_of(step) for step in self.steps])

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
    status: Status
    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    breaks: bool

    @property
    def breaking(self) -> bool:
        """Whether one of its own lines is."""
        return any(line.breaking for line in self.lines)

    @property
    def sections(self) -> dict[Section, list[Item]]:
        """The items by section, each section where its first item stands."""
        sections: dict[Section, list[Item]] = {}
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
        notes: what its owner tells clients to do, in Markdown; a changelog of two documents has none of its own.
    """

    old: DocumentName
    new: DocumentName
    entries: tuple[Entry, ...]
    edited: bool
    notes: tuple[str, ...] = ()

    def of(self, status: Status) -> tuple[Entry, ...]:
        """The entries of a status, in page order."""
        return tuple(entry for entry in self.entries if entry.status == status)

    def render(self, format: str = "text") -> str:  # noqa: A002 (the word that users write)
        """The whole page; `harness.report.changelogs.render` gives it piece by piece.

        Raises:
            UsageError: there is no such format.
        """
        # The one way up: who has a changelog in hand asks it, and need not know where reports are written.
        from harness.report.changelogs import render

        return "".join(render(self, format))

    @property
    def breaking(self) -> bool:
        """Whether anything at all is breaking."""
        return any(entry.breaks for entry in self.entries)

    @property
    def breaking_changes(self) -> int:
        """How many operations break by themselves, not by what is in them."""
        return sum(entry.breaking for entry in self.entries)


def name_of(step: Step) -> str:
    """Its name on a page: `Organization service token & User` for the ways to authenticate, else as it is."""
    if step.kind == "security alternative":
        return " & ".join(humanized(scheme) for scheme in schemes_of(step))
    return step.name


def humanized(key: str) -> str:
    """A key as words: `Sensay jwt` for `SensayJWT`, `Sl os basic auth` for `SLOsBasicAuth`.

    Keys are put into snake case, a trailing `_id` is dropped (`UserID` becomes "User"), and the first letter is a
    capital.
    """
    snake = _ACRONYM.sub(lambda match: (match.group(1) or match.group(2)) + "_", key.replace("::", "/"))
    words = snake.replace("-", "_").lower().lstrip("_")
    words = re.sub(r"_id$", "", words).replace("_", " ")
    return words[:1].upper() + words[1:]
