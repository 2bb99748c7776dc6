"""What a name of a version means to a run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from harness.conformance._target import target_of
from harness.conformance._task import Tally
from harness.conformance._worlds import world_of
from harness.versions import Store
from tests.mutants.library import DAYS, HEADER, document, store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("default", ["", DAYS[0]])
def test_no_version_means_what_the_settings_say_and_nothing_where_documents_require_one(
    tmp_path: Path, required: bool, default: str
) -> None:
    root = store(tmp_path)
    settings = root / "library/api.toml"
    settings.write_text(
        settings.read_text().replace(f'default = "{DAYS[0]}"', f'default = "{default}"' * bool(default))
    )
    newest = document(DAYS[-1])
    parameter = {"in": "header", "name": HEADER.lower(), "required": required, "schema": {"type": "string"}}
    newest["paths"]["/shelves"]["parameters"] = [parameter]
    (root / f"library/{DAYS[-1]}.json").write_text(json.dumps(newest))

    target = target_of(Store(str(root)).api("library"), str(root), "http://127.0.0.1:9", "2026-11-29")
    world, client = world_of(target, target.asked[0], Tally(lambda _: None))
    client.close()
    meant = world.resolve(None)
    expected = default or (None if required else DAYS[-1])
    assert (meant and meant.snapshot) == expected
