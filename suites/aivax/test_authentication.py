"""The three ways to show a key: as a bearer token, as a password, and in the query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.conformance._asking import VersionClient

pytestmark = pytest.mark.harness("aivax")
PATH = "/api/v1/collections"


@pytest.mark.parametrize("scheme", ["bearerAuth", "basicAuth", "apiKeyQuery"])
def test_each_way_is_the_same_tenant(scheme: str, harness_client: VersionClient) -> None:
    harness_client.post(PATH, {"collectionName": "Shared"})
    who = next((each for each in harness_client.identities if scheme in each.credentials), None)
    if who is None:
        pytest.skip(f"no identity has {scheme}")
    alone = who._replace(credentials={scheme: who.credentials[scheme]})
    assert "Shared" in [each["name"] for each in harness_client.get(PATH, identity=alone).json()]


def test_nobody_is_let_in_without_a_key(harness_client: VersionClient) -> None:
    assert harness_client.get(PATH, identity=None, allowed=False).status == 401


def test_another_tenant_sees_nothing_of_it(harness_client: VersionClient) -> None:
    stranger = next((each for each in harness_client.identities if each.name == "stranger"), None)
    if stranger is None:
        pytest.skip("the settings name one tenant alone")
    made = harness_client.post(PATH, {"collectionName": "Private"}).json()["collectionId"]
    assert harness_client.get(PATH, identity=stranger).json() == []
    assert harness_client.get(f"{PATH}/{made}", identity=stranger, allowed=False).status in (401, 403, 404)
