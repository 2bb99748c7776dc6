"""The guides name what is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

GUIDES = ["docs/ARCHITECTURE.md", "CONTRIBUTING.md"]
# `document/_json.py`, `report/pages/`, `document/_positions*.py`, `tests/cli/test_NAME.py`, `report.build.diff`
PLACE = re.compile(r"`((?:[\w<>]+/)*[\w<>*]*\.py|(?:\w+/)+)`|`([a-z]+(?:\.[a-z]+)*\.[a-z_]+)`")
ANY_NAME = re.compile(r"[A-Z]+|<\w+>")


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_names_modules_and_folders_that_are_there(guide: str, root: Path) -> None:
    missing = []
    for path, module in PLACE.findall((root / guide).read_text(encoding="utf-8")):
        pattern = ANY_NAME.sub("*", path) or f"{module.replace('.', '/')}.py"
        if not any(root.glob(pattern)) and not any((root / "harness").rglob(pattern)):
            missing.append(path or module)
    assert missing == []


def test_the_architecture_names_every_package(root: Path) -> None:
    text = (root / "docs/ARCHITECTURE.md").read_text(encoding="utf-8")
    layers = text.partition("## Layers")[2].partition("## ")[0]
    packages = [path.parent.name for path in (root / "harness").glob("*/__init__.py")]
    modules = [path.stem for path in (root / "harness").glob("[a-z]*.py")]
    assert [name for name in (*packages, *modules) if not re.search(rf"(^|\| ){name}\b", layers, re.MULTILINE)] == []
