"""A version is put into requests and taken out of them again, wherever it stands."""

from __future__ import annotations

import pytest

from harness.conformance import VersionSent
from harness.conformance._asked import with_version, without_version
from harness.messages import HTTPRequest

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
