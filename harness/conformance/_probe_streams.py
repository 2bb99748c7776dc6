"""Do streams of events have their form, and an end?"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from harness.conformance._client import NotSent
from harness.conformance._json import json_or_none
from harness.messages import BODY, Accepted

if TYPE_CHECKING:
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.messages import HTTPRequest

_STREAM = "text/event-stream"
# Source: HTML Living Standard, 9.2.5, Parsing an event stream; fields of other names are ignored.
_LINE = re.compile(r"(?:[A-Za-z0-9_-]+)?(?::.*)?")
_DONE = "[DONE]"


def streams(world: World) -> None:
    """Ask for each stream, and read it to its end."""
    for operation in world.operations:
        if not _is_declared(operation):
            continue
        request = _request(world, operation)
        if request is None:
            continue
        try:
            exchanged = world.ask(operation, request)
        except NotSent:
            continue
        response = exchanged.response
        if response is None or response.status >= 300:
            continue
        types = [value for name, value in response.headers if name.lower() == "content-type"]
        if not any(value.lower().startswith(_STREAM) for value in types):
            if _wants_stream(request):
                title = f"A stream was asked for, and {types[0][:40] if types else 'nothing'} came"
                why = "The snapshot declares streams for who asks for them by `stream` and `Accept`."
                world.breach("stream-form", exchanged, title, why, operation, pointer="stream")
            continue
        problem = stream_problem(response.body)
        if problem is None and _DONE not in response.body.decode() and _DONE in str(operation.node.value):
            problem = f"ends without the {_DONE} that the snapshot tells of"
        if problem is not None:
            why = "A stream has lines of fields, and ends with an empty line after its last event."
            world.breach("stream-form", exchanged, f"The stream {problem}", why, operation, pointer="stream")


def stream_problem(body: bytes) -> str | None:
    """What is wrong with a stream of events, in words that follow its name; None where nothing is."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return "is no UTF-8"
    lines = re.split(r"\r\n|\n|\r", text)
    if any(not _LINE.fullmatch(line) or "\0" in line for line in lines):
        return "has a line that is no field"
    if text.strip() and lines[-2:] != ["", ""]:
        return "breaks off within an event"
    data = [line.partition(":")[2].strip() for line in lines if line.startswith("data:")]
    if not data:
        return "has no event"
    if _DONE in data[:-1]:
        return "goes on after [DONE]"
    values = [item for item in data if item != _DONE]
    parsed = [_is_json(item) for item in values]
    if any(parsed) and not all(parsed) and any(item.startswith(("{", "[")) for item in values):
        return "has events that are no JSON beside those that are"
    return None


def _wants_stream(request: HTTPRequest) -> bool:
    value = json_or_none(request.body)
    return isinstance(value, dict) and value.get("stream") is True


def _is_declared(operation: Operation) -> bool:
    for status, response in operation.responses.items():
        content = response.get("content")
        if status.startswith("2") and isinstance(content, dict) and any(n.startswith(_STREAM) for n in content):
            return True
    return False


def _request(world: World, operation: Operation) -> HTTPRequest | None:
    request = world.request(operation, "smallest")
    if request is None:
        return None
    exchange = world.judge.exchange(operation)
    read = exchange.accept_request(request)
    if isinstance(read, Accepted) and isinstance(read.values.get(BODY), dict):
        streaming: dict[str, Any] = {**read.values[BODY], "stream": True}
        asked = exchange.request_of({**read.values, BODY: streaming}, read.media_type)
        request = asked if isinstance(exchange.accept_request(asked), Accepted) else request
    rest = tuple(header for header in request.headers if header[0].lower() != "accept")
    return request._replace(headers=(*rest, ("Accept", _STREAM)))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
