"""Completions that come as they are made, in the form that OpenAI's clients read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.conformance._asking import VersionClient

pytestmark = pytest.mark.harness("aivax")


def test_a_stream_is_the_completion_in_pieces(harness_client: VersionClient) -> None:
    message = {"model": "@acme/tiny", "messages": [{"role": "user", "content": "Who is there?"}]}
    answer = harness_client.post("/v1/chat/completions", {**message, "stream": True})
    assert answer.headers["content-type"].startswith("text/event-stream")
    *chunks, end = answer.events()
    assert end == "[DONE]"
    pieces = [json.loads(chunk)["choices"][0] for chunk in chunks]
    assert "".join(piece["delta"].get("content") or "" for piece in pieces)
    assert pieces[-1]["finish_reason"]
