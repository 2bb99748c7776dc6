"""The page of the public changelog in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SENSAY = ("changelog", "sensay", "--format", "html")


@pytest.fixture
def page(rendered: Callable[..., Path]) -> Path:
    """The changelog of the Sensay API."""
    return rendered(*SENSAY)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    page: Path, open_page: Callable, axe: Callable, screenshot: Callable, scheme: str, width: int
) -> None:
    opened = open_page(page, width=width, scheme=scheme)
    screenshot(opened, f"changelog-{scheme}-{width}")
    assert axe(opened) == []


def test_it_reads_without_scripts(page: Path, open_page: Callable) -> None:
    assert open_page(page, javascript=False).locator("h1").first.is_visible()


def test_it_never_scrolls_sideways(page: Path, open_page: Callable, too_wide: Callable) -> None:
    assert too_wide(open_page(page)) == []


def test_it_answers_at_once(page: Path, first_interaction: Callable) -> None:
    assert 0 < first_interaction(page) < 0.5
