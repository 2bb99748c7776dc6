"""Both ways to turn pages: numbers and sizes, and cursors that are messages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from suites.sensay.conftest import DEFINITION

if TYPE_CHECKING:
    from harness.conformance._asking import VersionClient

pytestmark = pytest.mark.harness("sensay")


def test_numbered_pages_hold_each_replica_once(harness_client: VersionClient, newest: VersionClient) -> None:
    made = {
        newest.post("/v1/replicas", {**DEFINITION, "slug": f"porter-{number}"}).json()["uuid"] for number in range(5)
    }
    name = "page" if harness_client.document is newest.document else "page_index"
    pages = [harness_client.get("/v1/replicas", query={name: number, "page_size": 2}).json() for number in range(1, 5)]
    sizes = [len(page["items"]) for page in pages]
    assert sizes == [2, 2, 1, 0]
    uuids = [item["uuid"] for page in pages for item in page["items"]]
    assert (len(uuids), set(uuids)) == (5, made)
    assert {page["total"] for page in pages} == {5}


def test_a_cursor_neither_repeats_nor_loses_a_message(harness_client: VersionClient, replica: str) -> None:
    path = f"/v1/replicas/{replica}/conversations/{uuid4()}/messages"
    if harness_client.operation("GET", path) is None:
        pytest.skip("the snapshot has no list with a cursor")
    whole = [message["uuid"] for message in harness_client.get(path, query={"limit": 100}).json()["items"]]
    if len(whole) < 2:
        pytest.skip("a conversation of one message has nothing to turn over")
    seen: list[str] = []
    query: dict[str, object] = {"limit": 2}
    while items := harness_client.get(path, query=query).json()["items"]:
        seen += [message["uuid"] for message in items]
        query["afterUUID"] = seen[-1]
        assert len(seen) <= len(whole), "a cursor is exclusive"
    assert sorted(seen) == sorted(whole)
