"""Every published changelog whose change can be isolated, as a small pair of documents of its own.

A file under `published/` holds the pair, the page as it was published, and where. `note` says what is left out or
assumed; `choice` why the page is ours where no published page settles the matter.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from harness.report.changelogs import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.changelog import Changelog

CASES = sorted((Path(__file__).parent / "published").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_page_says_what_was_published(path: Path, changed: Callable[..., Changelog]) -> None:
    case: dict[str, Any] = yaml.safe_load(path.read_text())

    title, summary, *page = "".join(render(changed(case["old"], case["new"]), "text")).splitlines()

    assert title == "API structure has changed"
    assert summary == case.get("summary", summary)
    assert "\n".join(page).strip("\n") == case["page"].strip("\n")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_names_where_it_was_published(path: Path) -> None:
    case: dict[str, Any] = yaml.safe_load(path.read_text())

    assert case.keys() <= {"source", "note", "choice", "summary", "page", "old", "new"}
    assert case["source"].startswith("https://")
