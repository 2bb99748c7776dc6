"""Pairs of documents for the tests of the changelog."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.changelog import Badges, Changelog, Entry, changelog
from harness.comparison import compare
from harness.document import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from harness.changelog import Item, Line
    from harness.comparison import Comparison
    from harness.document import Document


@pytest.fixture(scope="session")
def document(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Any]], Document]:
    """Loads a document from its content; `openapi` and `info` may be left out."""
    folder = tmp_path_factory.mktemp("documents")
    count = 0

    def loaded(content: dict[str, Any]) -> Document:
        nonlocal count
        count += 1
        path: Path = folder / f"{count}.json"
        kind = {} if "swagger" in content else {"openapi": "3.1.0"}
        path.write_text(json.dumps({**kind, "info": {"title": "Pets", "version": "1"}, **content}))
        found = load(str(path))
        path.unlink()
        return found

    return loaded


@pytest.fixture(scope="session")
def changed(
    document: Callable[[dict[str, Any]], Document],
) -> Callable[..., Changelog]:
    """The changelog of two documents, given as their content."""

    def found(old: dict[str, Any], new: dict[str, Any], order: str = "ascending") -> Changelog:
        return changelog(compare(document(old), document(new)), order=order)

    return found


@pytest.fixture(scope="session")
def disagreements() -> Callable[[Comparison], list[str]]:
    """Where the badges of the changes say other than the changelog that is printed.

    What speaks of a change with the badge "breaking" is on the page and marked so; of each line that is marked so on
    the page there is such a change; and only what is called breaking hides anything that breaks.
    """

    def found(comparison: Comparison) -> list[str]:
        badges = Badges(comparison)
        printed = {id(item) for entry in badges.changelog.entries for item in _tree(entry)}
        unspoken = {mark for entry in badges.changelog.entries for mark in _marks(entry)}
        wrong = []
        words = set()
        for change in comparison.changes:
            badge, speakers = badges.of(change), badges.items_for(change)
            words.add(badge)
            marks = [_marks(speaker) for speaker in speakers]
            if any(id(speaker) not in printed for speaker in speakers) or (badge == "silent") != (not speakers):
                wrong.append(f"{badge} {change.id} is not told of on the page")
            if badge == "breaking":
                unspoken -= set().union(*marks)
            if badge == "breaking" and not all(marks):
                wrong.append(f"{badge} {change.id} is not marked on the page")
        if bool(words & {"breaking", "hidden-breaking"}) != badges.changelog.breaking:
            wrong.append(f"{words} in a changelog of which breaking is {badges.changelog.breaking}")
        return [*wrong, *(f"no change for {mark}" for mark in unspoken)]

    return found


def _tree(speaker: Entry | Item) -> Iterator[Entry | Item]:
    """An entry or item, and all below it."""
    yield speaker
    for item in speaker.items:
        yield from _tree(item)


def _marks(speaker: Entry | Item) -> set[tuple[object, Line]]:
    """All lines that are marked breaking, each with what it is about."""
    return {
        (step, line)
        for item in _tree(speaker)
        for step in ((item.name,) if isinstance(item, Entry) else item.steps)
        for line in item.lines
        if line.breaking
    }
