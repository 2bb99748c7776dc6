"""What changes a member may stand where members are created, and not where they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.document import load
from harness.resources import resources_of, with_changes

if TYPE_CHECKING:
    from pathlib import Path

_DOCUMENT = """
openapi: 3.1.0
info: {title: Boats, version: "1"}
paths:
  /boats/{boat}/logs:
    post: {responses: {"201": {description: made}}}
  /boats/{boat}/logs/{log}:
    put: {responses: {"200": {description: changed}}}
  /logs:
    get: {responses: {"200": {description: all}}}
  /logs/{log}:
    get: {responses: {"200": {description: one}}}
  /crews/{crew}:
    get: {responses: {"200": {description: one}}}
"""


def test_a_collection_has_the_changes_of_where_its_members_are_created(tmp_path: Path) -> None:
    path = tmp_path / "boats.yaml"
    path.write_text(_DOCUMENT, encoding="utf-8")
    resources = {each.path: each for each in resources_of(load(str(path)))}
    whole = tuple(resources.values())
    logs = with_changes(resources["/logs"], whole)
    assert logs.replace is not None
    assert logs.replace.path == "/boats/{boat}/logs/{log}"
    assert logs._replace(replace=None) == resources["/logs"]
    assert with_changes(resources["/crews"], whole) == resources["/crews"]
