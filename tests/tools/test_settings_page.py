"""The page of all settings is what their schemas say."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def test_the_page_of_settings_is_fresh(root: Path) -> None:
    command = [sys.executable, str(root / "tools" / "settings_page.py"), "--check"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "settings.md is fresh\n")
