"""What the tests of Sensay's API share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from harness.conformance._asking import VersionClient

DEFINITION = {
    "name": "Night porter",
    "shortDescription": "Knows the house.",
    "greeting": "Good evening.",
    "ownerID": "porter",
    "slug": "night-porter",
    "llm": {},
}


@pytest.fixture
def newest(harness_client: VersionClient) -> VersionClient:
    """The same server under a version that can create replicas, which the oldest snapshot cannot."""
    return harness_client.under("2025-06-16")


@pytest.fixture
def replica(newest: VersionClient) -> str:
    """The UUID of a replica that nobody else knows."""
    newest.post("/v1/users", {"id": DEFINITION["ownerID"]})
    made: dict[str, Any] = newest.post("/v1/replicas", DEFINITION).json()
    return str(made["uuid"])
