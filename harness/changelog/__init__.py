"""The public changelog: its own rules of what is breaking, its wording, grouping and order."""

from __future__ import annotations

from harness.changelog._changelog import changelog
from harness.changelog._model import ADDED, MODIFIED, REMOVED, SECTIONS, STATUSES, Changelog, Entry, Item, Line

__all__ = [
    "ADDED",
    "MODIFIED",
    "REMOVED",
    "SECTIONS",
    "STATUSES",
    "Changelog",
    "Entry",
    "Item",
    "Line",
    "changelog",
]
