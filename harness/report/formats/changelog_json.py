"""The changelog as JSON: a tree of items, each with its own name, as `schemas/changelog-1.json` describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.changelog import ADDED, MODIFIED, REMOVED
from harness.report.words.changelog import TITLE, unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.changelog import Changelog, Entry, Item, Line

# "Verb" is the page's word for the method, and the word that readers of this model know.
_ATTRIBUTES = {"method": "verb"}
_MARKS = frozenset({"required", "deprecated", "beta"})


def changelog_json(changelog: Changelog) -> Iterator[str]:
    """One object, entry by entry; ASCII only, so that no text from a document reaches a terminal raw."""
    yield from _document(changelog)
    yield "\n"


def changelogs_json(changelogs: Iterable[Changelog]) -> Iterator[str]:
    """An array with the object of each step."""
    separator = "[\n"
    for changelog in changelogs:
        yield separator
        yield from _document(changelog)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def _document(changelog: Changelog) -> Iterator[str]:
    from json import dumps

    head: dict[str, Any] = {
        "title": TITLE if changelog.entries else unchanged(changelog),
        "old": changelog.old.name,
        "new": changelog.new.name,
        "breaking": changelog.breaking,
        "counts": {
            "changes": len(changelog.entries),
            "breaking": changelog.breaking_changes,
            **{status: len(changelog.of(status)) for status in (ADDED, MODIFIED, REMOVED)},
        },
    }
    if changelog.notes:
        head["notes"] = changelog.notes
    yield dumps(head)[:-1] + ', "details": ['
    separator = "\n"
    for entry in changelog.entries:
        yield separator + dumps(_entry(entry))
        separator = ",\n"
    yield "]}" if separator == "\n" else "\n]}"


def _entry(entry: Entry) -> dict[str, Any]:
    path = ("operation", entry.name, entry.status)
    return {
        **_item(path, entry.lines),
        "breaks": entry.breaks,
        "children": [child for item in entry.items for child in _children(path, item, top=True)],
    }


def _children(above: tuple[str, ...], item: Item, *, top: bool = False) -> Iterator[dict[str, Any]]:
    """The members of a group, each an item of its own: groups are a matter of the page."""
    for number, name in enumerate(item.names):
        path = (*above, item.section if top else "", item.noun.replace(" ", "_"), name, item.status)
        # Schemes with different keys may have one name on a page.
        twins = item.names[:number].count(name)
        yield {
            **({"section": item.section} if top else {}),
            **_item(path[-3:], item.lines, (*path, *["again"] * twins)),
            "children": [child for below in item.items for child in _children(path, below)],
        }


def _item(own: tuple[str, ...], lines: Iterable[Line], path: tuple[str, ...] | None = None) -> dict[str, Any]:
    kind, name, status = own
    return {
        "id": _id(path or own),
        "name": name,
        "status": status,
        "type": kind,
        "breaking": any(line.breaking for line in lines),
        "previous": {_attribute(line): _value(line, line.old) for line in lines if line.aspect != "removed"},
        "current": {_attribute(line): _value(line, line.new) for line in lines if line.aspect != "removed"},
        "breaking_details": _details(lines),
    }


def _details(lines: Iterable[Line]) -> dict[str, Any] | None:
    broken = [line for line in lines if line.breaking]
    if not broken:
        return None
    removed = any(line.aspect == "removed" for line in broken)
    attributes = [_attribute(line) for line in broken if line.aspect != "removed"]
    return {
        "message_key": "removed_not_deprecated" if removed else "attributes_changed",
        "breaking_attributes": attributes,
    }


def _attribute(line: Line) -> str:
    return _ATTRIBUTES.get(line.aspect, line.aspect)


def _value(line: Line, text: str | None) -> str | bool | None:
    return text is not None if line.aspect in _MARKS else text


def _id(path: tuple[str, ...]) -> str:
    """The same for the same change of the same pair, whatever else the pair says."""
    from hashlib import sha256
    from json import dumps

    return sha256(dumps(path).encode()).hexdigest()[:16]
