"""The gate on the snapshots of the Sensay API."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.gate.conftest import Repository

SPECS = Path(__file__).resolve().parents[2] / "specs"
PAIR = ("--from", "sensay@2025-03-28", "--to", "sensay@2025-06-16")


def test_a_snapshot_that_breaks_is_denied_under_its_version(repository: Repository) -> None:
    shutil.copytree(SPECS / "sensay", repository.path / "specs/sensay")
    answer = repository.gate(*PAIR, base=None)
    assert answer.code == 1
    assert set(answer.denied) == {"break-in-version"}
    assert any(each["title"].startswith("query parameter `tags` ") for each in answer.findings)
    assert {each["version"] for each in answer.findings} == {"2025-03-25"}


def test_it_passes_as_a_version_of_its_own_with_notes(repository: Repository) -> None:
    folder = repository.path / "specs/sensay"
    shutil.copytree(SPECS / "sensay", folder)
    for name in ("api.toml", "2025-06-16.yaml"):
        text = (folder / name).read_text()
        text = text.replace('announced = ["2025-03-25"]', 'announced = ["2025-03-25", "2025-06-16"]')
        (folder / name).write_text(text.replace('version: "2025-03-25"', 'version: "2025-06-16"'))
    assert set(repository.gate(*PAIR, base=None).denied) == {"break-without-note"}
    repository("notes", "sensay", "2025-06-16", "--from", "2025-03-28")
    path = folder / "2025-06-16.notes.md"
    path.write_text(re.sub(r"<!--.*?-->", "Send what the new version asks for.", path.read_text(), flags=re.DOTALL))
    passed = repository.gate(*PAIR, base=None)
    assert (passed.code, passed.denied) == (0, [])
    assert [each for each in passed.findings if each["verdict"] != "noted"] == []
