"""What the reference of AIVAX shows: models, completions, web chats with sessions, and collections of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.conformance._asking import VersionClient

pytestmark = pytest.mark.harness("aivax")


def test_a_model_answers(harness_client: VersionClient) -> None:
    assert harness_client.get("/v1/models").json()["object"] == "list"
    message = {"model": "@acme/tiny", "messages": [{"role": "user", "content": "Who is there?"}]}
    assert harness_client.post("/v1/chat/completions", message).json()["choices"]


def test_a_session_of_a_web_chat_is_there_until_it_ends(harness_client: VersionClient) -> None:
    chat = harness_client.post("/api/v1/web-chat-client", {"name": "Reception"}).json()["id"]
    sessions = f"/api/v1/web-chat-client/{chat}/sessions"
    session = harness_client.post(sessions, {}).json()["sessionId"]
    assert [each["id"] for each in harness_client.get(sessions).json()] == [session]
    assert harness_client.delete(f"{sessions}/{session}").status == 200
    assert harness_client.get(sessions).json() == []


def test_documents_come_and_go_as_lines(harness_client: VersionClient) -> None:
    made = harness_client.post("/api/v1/collections", {"collectionName": "House rules"}).json()
    path = f"/api/v1/collections/{made['collectionId']}"
    assert "House rules" in [each["name"] for each in harness_client.get("/api/v1/collections").json()]
    exported = harness_client.get(f"{path}/export.jsonl")
    assert exported.headers["content-type"].startswith("application/jsonl")
    assert harness_client.delete(path).status == 200
    assert harness_client.get(path).status == 404
