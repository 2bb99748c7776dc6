"""Errors, which are always JSON and always say what is wrong; and an API that knows no versions."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from harness.conformance._asking import VersionClient

pytestmark = pytest.mark.harness("aivax")


def test_what_is_not_there_is_an_error(harness_client: VersionClient) -> None:
    answer = harness_client.get(f"/api/v1/collections/{uuid4()}")
    assert answer.status == 404
    assert answer.json().keys() & {"error", "message"}


def test_a_body_that_is_none_is_an_error(harness_client: VersionClient) -> None:
    answer = harness_client.post("/api/v1/collections", content=b"{", headers={"Content-Type": "application/json"})
    assert 400 <= answer.status < 500
    assert answer.json().keys() & {"error", "message"}


def test_the_name_of_a_version_means_nothing(harness_client: VersionClient) -> None:
    answer = harness_client.get("/v1/models", headers={"X-API-Version": "2020-01-01"})
    assert answer.json() == harness_client.get("/v1/models").json()
