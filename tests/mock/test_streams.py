"""Streams: events of every protocol, sequences of items, lines of JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from harness.mock import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock.conftest import Client

Mock = "Callable[..., Client]"
COMPLETION = {
    "id": "c-1",
    "created": 5,
    "model": "small",
    "choices": [{"message": {"content": [{"type": "text", "text": "Tea  is\nready"}]}}],
    "usage": {"total_tokens": 3},
}


def whole(client: Client, path: str, body: Any = None, accept: str = "text/event-stream") -> str:
    content = json.dumps({} if body is None else body).encode()
    headers = [(b"accept", accept.encode()), (b"content-type", b"application/json")]
    response = client.app.respond(Request("POST", path, "", headers, content))
    assert response.status == 200
    return bytes(response.body).decode()  # type: ignore[arg-type]  # pieces can be put together


def data_of(stream: str) -> list[str]:
    """The data of the events of a stream, read as browsers do."""
    assert stream.endswith("\n\n")
    events = stream.removesuffix("\n\n").split("\n\n")
    return [
        "\n".join(line[5:].removeprefix(" ") for line in event.split("\n") if line[:5] == "data:") for event in events
    ]


def operation(contents: dict[str, Any]) -> dict[str, Any]:
    return {
        "paths": {
            "/answers": {
                "post": {
                    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                    "responses": {"200": {"description": "An answer.", "content": contents}},
                }
            }
        }
    }


@pytest.fixture
def completions(mock: Callable[..., Client]) -> Client:
    schema = {"type": "object", "properties": {"choices": {"type": "array"}}}
    return mock(
        operation(
            {
                "application/json": {"schema": schema, "example": COMPLETION},
                "text/event-stream": {"schema": {"type": "string"}},
            }
        )
    )


def test_a_completion_is_cut_into_chunks_that_make_its_text_again(completions: Client) -> None:
    *chunks, last = data_of(whole(completions, "/answers", {"model": "big"}))
    assert last == "[DONE]"
    read = [json.loads(chunk) for chunk in chunks]
    assert {(chunk["id"], chunk["object"], chunk["model"]) for chunk in read} == {
        ("c-1", "chat.completion.chunk", "big")
    }
    deltas = [chunk["choices"][0] for chunk in read]
    assert "".join(choice["delta"].get("content", "") for choice in deltas) == "Tea  is\nready"
    assert deltas[0]["delta"]["role"] == "assistant"
    assert [choice["finish_reason"] for choice in deltas] == [None] * (len(deltas) - 1) + ["stop"]


def test_usage_is_sent_when_it_is_asked_for(completions: Client) -> None:
    stream = data_of(whole(completions, "/answers", {"stream_options": {"include_usage": True}}))
    assert json.loads(stream[-2]) | {"choices": [], "usage": {"total_tokens": 3}} == json.loads(stream[-2])


def test_the_body_of_a_request_may_ask_for_a_stream(completions: Client) -> None:
    assert whole(completions, "/answers", {"stream": True}, "*/*").endswith("data: [DONE]\n\n")
    assert json.loads(whole(completions, "/answers", {"stream": False}, "*/*"))["id"] == "c-1"
    assert json.loads(whole(completions, "/answers", {"stream": True}, "application/json"))["id"] == "c-1"


def test_every_event_is_a_value_of_the_schema_where_no_protocol_is_known(mock: Callable[..., Client]) -> None:
    schema = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
    (event,) = data_of(whole(mock(operation({"text/event-stream": {"schema": schema}})), "/answers"))
    assert isinstance(json.loads(event)["text"], str)


def test_items_of_a_sequence_are_sent_as_events_with_their_fields(mock: Callable[..., Client]) -> None:
    item = {
        "type": "object",
        "required": ["event", "data"],
        "properties": {"event": {"const": "tick"}, "data": {"type": "string", "minLength": 1}},
    }
    client = mock({"openapi": "3.2.0", **operation({"text/event-stream": {"itemSchema": item}})})
    stream = whole(client, "/answers")
    events = stream.removesuffix("\n\n").split("\n\n")
    assert all(event.split("\n")[0] == "event: tick" for event in events)
    assert all(data_of(stream))


def test_items_of_lines_are_json_each(mock: Callable[..., Client]) -> None:
    item = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 3}}}
    client = mock({"openapi": "3.2.0", **operation({"application/jsonl": {"itemSchema": item}})})
    lines = whole(client, "/answers", accept="application/jsonl").splitlines()
    assert lines
    assert all(json.loads(line)["n"] >= 3 for line in lines)


def test_a_declared_stream_is_sent_as_it_is_written(mock: Callable[..., Client]) -> None:
    written = "event: a\ndata: 1\n\ndata: 2\n\n"
    client = mock(operation({"text/event-stream": {"schema": {"type": "string"}, "example": written}}))
    assert whole(client, "/answers") == written


def test_the_streams_of_the_stored_apis_are_those_that_their_documentation_names(serving: Callable[..., str]) -> None:
    address = serving("mock", "sensay", "aivax", "--stateless")
    replica = "03db5651-cb61-4bdf-9ef0-89561f7c9c53"
    for path in ("completions", "completions/telegram"):
        about = {"chat_type": "private", "chat_id": 1, "message_id": 2, "user_id": 3, "username": "ines"}
        body = {"content": "Hello!"} | ({"telegram_data": about} if path.endswith("telegram") else {})
        headers = {"X-ORGANIZATION-SECRET": "any", "X-USER-ID": "ines", "Accept": "text/event-stream"}
        url = f"{address}/v1/replicas/{replica}/chat/{path}"
        with httpx.stream("POST", url, json=body, headers=headers) as response:
            assert response.status_code == 200, response.read()
            assert response.headers["content-type"].startswith("text/event-stream")
            assert response.headers["x-vercel-ai-ui-message-stream"] == "v1"
            parts = data_of(response.read().decode())
        kinds = [json.loads(part)["type"] for part in parts[:-1]]
        assert kinds[:2] == ["start", "text-start"]
        assert kinds[-2:] == ["text-end", "finish"]
        assert set(kinds[2:-2]) == {"text-delta"}
        assert parts[-1] == "[DONE]"
    request = {"model": "@acme/tiny", "messages": [{"role": "user", "content": "Hello!"}], "stream": True}
    response = httpx.post(f"{address}/v1/chat/completions", json=request, headers={"Authorization": "Bearer any"})
    assert data_of(response.text)[-1] == "[DONE]"
    assert json.loads(data_of(response.text)[0])["model"] == "@acme/tiny"
