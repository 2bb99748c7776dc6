"""Completions that come as they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.conformance._asking import VersionClient

pytestmark = pytest.mark.harness("sensay")


@pytest.mark.parametrize("path", ["chat/completions"])
def test_a_completion_is_streamed_to_its_end(path: str, harness_client: VersionClient, replica: str) -> None:
    answer = harness_client.post(
        f"/v1/replicas/{replica}/{path}", {"content": "Good evening."}, headers={"Accept": "text/event-stream"}
    )
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert len(answer.events()) > 1
    assert answer.events()[-1] == "[DONE]"
