"""The examples in the repository are what harness renders."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def test_the_examples_are_fresh(root: Path, tmp_path: Path) -> None:
    harness = tmp_path / "harness"
    harness.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m harness "$@"\n', encoding="utf-8")
    harness.chmod(0o755)
    fresh = tmp_path / "fresh"
    subprocess.run(["sh", "tools/examples.sh", str(harness), str(fresh)], cwd=root, check=True, timeout=120)
    kept = root / "reports" / "examples"
    files = {path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()}
    assert {path.relative_to(kept) for path in kept.rglob("*") if path.is_file()} == files
    stale = [str(path) for path in sorted(files) if (kept / path).read_bytes() != (fresh / path).read_bytes()]
    assert stale == [], "render them with: make examples"
