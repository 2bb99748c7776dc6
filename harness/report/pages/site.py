"""The page that leads to the histories of all APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.model.history import days_between
from harness.report.pages.page import page
from harness.report.words.history import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harness.report.model.history import History


def site_html(histories: Sequence[History], today: str) -> Iterator[str]:
    """The page, in pieces; each API has a folder of its name beside it."""
    return page(
        "site.html",
        css=("history.css", "site.css"),
        title="APIs and their histories",
        heading="APIs",
        pages=(),
        histories=histories,
        today=today,
        verdict=verdict,
        days_between=days_between,
    )
