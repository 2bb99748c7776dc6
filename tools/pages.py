"""Pages that are made of what the code says: written, or held against what is there."""

# ruff: noqa: INP001 - the scripts of this folder are no package

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent


def write_pages(pages: Mapping[str, str | None]) -> int:
    """The exit code of a script that writes pages; with `--check` it names those that are stale, and ends with 1.

    Args:
        pages: the texts of files below the root; None for one that is there and should not be.
    """
    stale = {name: text for name, text in pages.items() if _text(ROOT / name) != text}
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"{name} is stale: make docs", file=sys.stderr)  # noqa: T201 - this is its output
        return 1 if stale else 0
    for name, text in stale.items():
        if text is None:
            (ROOT / name).unlink()
        else:
            (ROOT / name).write_text(text, encoding="utf-8")
    return 0


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
