"""Which version a name means, and what becomes of names that mean none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.conformance._asking import VersionClient

pytestmark = pytest.mark.harness("sensay", "2025-06-19")
PATH = "/v1/replicas"


@pytest.mark.parametrize("name", ["2025-03-25", "2025-03-28", "2025-06-16", "2025-06-19"])
def test_a_version_is_named_back(name: str, harness_client: VersionClient) -> None:
    assert harness_client.under(name).get(PATH).headers["x-api-version"] == name


@pytest.mark.parametrize(("name", "day"), [("2025-04-15", "2025-03-28"), ("2025-06-17", "2025-06-16")])
def test_a_day_in_between_means_what_was_in_force(name: str, day: str, harness_client: VersionClient) -> None:
    asked = harness_client.under(name)
    assert asked.version.snapshot == day
    assert asked.get(PATH).status == 200


def test_without_a_name_the_default_answers(harness_client: VersionClient) -> None:
    answer = harness_client.under(None).get(PATH)
    assert (answer.status, answer.headers["x-api-version"]) == (200, "2025-03-25")


@pytest.mark.parametrize(
    "name", ["2025-02-30", "2020-01-01", "latest", "2025-6-1", "20250616", "2025-06-16, 2025-06-19"]
)
def test_what_is_no_version_is_refused(name: str, harness_client: VersionClient) -> None:
    answer = harness_client.raw(name, PATH)
    assert answer.status == 400
    assert answer.json()["success"] is False


def test_what_came_later_is_not_there_before(harness_client: VersionClient) -> None:
    before = harness_client.under("2025-03-28")
    assert before.operation("POST", PATH) is None
    assert before.request("POST", PATH, json={}).status in (404, 405)
