"""The public changelog: its own rules of what is breaking, its wording, grouping and order."""

from __future__ import annotations

from harness.changelog._badges import Badges
from harness.changelog._entries import changelog
from harness.changelog._model import (
    ADDED,
    MODIFIED,
    REMOVED,
    SECTIONS,
    STATUSES,
    Changelog,
    Entry,
    Item,
    Line,
    Section,
    Status,
)

__all__ = [
    "ADDED",
    "MODIFIED",
    "REMOVED",
    "SECTIONS",
    "STATUSES",
    "Badges",
    "Changelog",
    "Entry",
    "Item",
    "Line",
    "Section",
    "Status",
    "changelog",
]
