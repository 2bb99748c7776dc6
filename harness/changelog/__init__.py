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
from harness.changelog._render import FORMATS, render, render_history
from harness.changelog._wording import plural, sentence, summary, unchanged

__all__ = [
    "ADDED",
    "FORMATS",
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
    "plural",
    "render",
    "render_history",
    "sentence",
    "summary",
    "unchanged",
]
