"""The changelog of documents that use all that OpenAPI knows, as it was read in review.

Some pairs are edits of one document, some have nothing in common.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.report.changelogs import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.changelog import Changelog

GOLDEN = Path(__file__).parent / "golden"
EDITED, UNRELATED = range(203, 205), range(300, 310)


@pytest.mark.parametrize("version", ["2.0", "3.0.3", "3.2.0"])
def test_the_page_is_the_one_that_was_read_in_review(
    changed: Callable[..., Changelog], written: Callable[..., Any], version: str, pytestconfig: pytest.Config
) -> None:
    pages = []
    for seed in (*EDITED, *UNRELATED):
        old, new = written(random.Random(seed), version)  # noqa: S311 - to be repeated
        if seed in UNRELATED:
            new, _ = written(random.Random(seed + 1000), version)  # noqa: S311 - to be repeated
        for order, sides in (("ascending", (old, new)), ("descending", (new, old))):
            pages.append(f"# {seed}\n{''.join(render(changed(*sides, order), 'text'))}")
    text = "".join(pages)
    path = GOLDEN / f"odd-documents-{version}.txt"
    if pytestconfig.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()
