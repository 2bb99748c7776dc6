"""A version is put into requests and taken out of them again, wherever it stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from harness.conformance import VersionSent
from harness.conformance._asked import Identity, credentials_for, with_version, without_version
from harness.document import load
from harness.messages import HTTPRequest

if TYPE_CHECKING:
    from pathlib import Path

_PLACES = (
    VersionSent("header", "X-Version"),
    VersionSent("query", "version"),
    VersionSent("path", "/{version}"),
    VersionSent("path", "/api/{version}"),
)


@pytest.mark.parametrize("sent", _PLACES)
@pytest.mark.parametrize("name", ["2025-01-10", "2025-01", "2025-01-10.basil", "2025-01-10-preview", "v2"])
@pytest.mark.parametrize("path", ["/boats", "/boats/2025", "/"])
def test_a_version_comes_in_the_place_of_the_one_before(sent: VersionSent, name: str, path: str) -> None:
    plain = HTTPRequest("GET", path, "", ())
    once = with_version(plain, sent, name)
    assert once != plain
    assert with_version(with_version(plain, sent, "2024-01-01"), sent, name) == once
    assert with_version(once, sent, None) == plain


@pytest.mark.parametrize("sent", _PLACES)
@pytest.mark.parametrize("name", ["2025-01-10", "unstable"])
@pytest.mark.parametrize("path", ["/boats", "/boats/{id}"])
def test_documents_know_paths_without_versions(sent: VersionSent, name: str, path: str) -> None:
    plain = HTTPRequest("GET", path, "", ())
    assert without_version(with_version(plain, sent, name), sent, name).path == path
    assert without_version(plain, sent, name).path == path


@pytest.mark.parametrize("alternatives", [[{"Key": []}, {"Key": [], "Reader": []}], [{"Key": [], "Reader": []}]])
def test_who_insists_on_a_scheme_is_seen_as_that_wherever_it_can_be(
    tmp_path: Path, alternatives: list[dict[str, list[str]]]
) -> None:
    schemes = {name: {"type": "apiKey", "in": "header", "name": f"X-{name}"} for name in ("Key", "Reader")}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Boats", "version": "1"},
        "components": {"securitySchemes": schemes},
        "paths": {"/boats": {"get": {"security": alternatives, "responses": {"200": {"description": "all"}}}}},
    }
    (tmp_path / "boats.json").write_text(json.dumps(document))
    operation = load(str(tmp_path / "boats.json")).operations[0]
    anybody = Identity("somebody", "harbour", {"Key": "k", "Reader": "r"})
    shown = [
        {carrier.name for carrier in credentials_for(operation, each) or ()}
        for each in (anybody, anybody._replace(shows="Reader"))
    ]
    assert shown == [{f"X-{name}" for name in alternatives[0]}, {"X-Key", "X-Reader"}]
