"""What surrounds every answer: success, items, errors with the id of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from harness.conformance._asking import VersionClient

pytestmark = pytest.mark.harness("sensay")


def test_a_list_says_that_it_is_one(harness_client: VersionClient, replica: str) -> None:
    listed = harness_client.get("/v1/replicas").json()
    assert (listed["success"], listed["type"]) == (True, "array"), replica


def test_what_is_not_there_is_an_error_with_the_id_of_the_request(newest: VersionClient) -> None:
    answer = newest.get("/v1/training/987654321")
    error = answer.json()
    assert (answer.status, error["success"], bool(error["request_id"])) == (404, False, True)


def test_what_is_not_there_is_not_there_under_any_version(harness_client: VersionClient) -> None:
    assert harness_client.get(f"/v1/replicas/{uuid4()}/chat/history").status == 404


def test_a_body_that_is_none_is_refused(harness_client: VersionClient) -> None:
    answer = harness_client.request(
        "PUT", "/v1/users/me", content=b'{"id": ', headers={"Content-Type": "application/json"}
    )
    assert answer.status in (400, 404)
    assert answer.json()["success"] is False


def test_a_path_that_is_not_there_is_an_error_under_its_version(harness_client: VersionClient) -> None:
    answer = harness_client.get("/v1/there-is-nothing")
    assert (answer.status, answer.headers["x-api-version"]) == (404, harness_client.version.echo)
