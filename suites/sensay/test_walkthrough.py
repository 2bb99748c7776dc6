"""The walk that the documentation begins with: a user, a replica, a talk, what was said, and what it is taught."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.conformance._asking import VersionClient

pytestmark = pytest.mark.harness("sensay")


def test_a_replica_is_listed_and_can_be_talked_to(harness_client: VersionClient, replica: str) -> None:
    listed = harness_client.get("/v1/replicas").json()
    assert [item["uuid"] for item in listed["items"]] == [replica]
    said = harness_client.post(f"/v1/replicas/{replica}/chat/completions", {"content": "Who is there?"}).json()
    assert said["success"] is True
    assert said["content"]
    history = harness_client.get(f"/v1/replicas/{replica}/chat/history").json()
    assert "Who is there?" in [message["content"] for message in history["items"]]


def test_what_is_taught_is_known(harness_client: VersionClient, newest: VersionClient, replica: str) -> None:
    entry = newest.post(f"/v1/replicas/{replica}/training").json()["knowledgeBaseID"]
    taught = harness_client.put(f"/v1/replicas/{replica}/training/{entry}", {"rawText": "The cellar is locked at ten."})
    assert taught.json() == {"success": True}
    assert harness_client.get(f"/v1/training/{entry}").json()["raw_text"] == "The cellar is locked at ten."


def test_a_user_is_who_they_are_and_may_leave(harness_client: VersionClient) -> None:
    name = harness_client.identities[0].credentials["UserID"]
    assert harness_client.post("/v1/users", {"id": name}).json()["id"] == name
    assert harness_client.get("/v1/users/me").json()["id"] == name
    assert harness_client.delete("/v1/users/me").status in (200, 204)


def test_a_replica_is_the_same_under_every_version(harness_client: VersionClient, replica: str) -> None:
    for name in ("2025-03-28", "2025-06-16", "2025-06-19"):
        listed = harness_client.under(name).get("/v1/replicas").json()
        assert [item["uuid"] for item in listed["items"]] == [replica], name


def test_another_organization_sees_nothing_of_it(harness_client: VersionClient, replica: str) -> None:
    stranger = next((each for each in harness_client.identities if each.name == "stranger"), None)
    if stranger is None:
        pytest.skip("the settings name identities of one organization alone")
    assert harness_client.get("/v1/replicas", identity=stranger).json()["items"] == []
    refused = harness_client.get(f"/v1/replicas/{replica}/chat/history", identity=stranger, allowed=False)
    assert refused.status in (401, 403, 404)
