"""Answers that arrive event by event.

A sequence is sent item by item, as its schema has the items. Where an API says that its streams are those of a
protocol, the text of the answer that is no stream is sent in the pieces of that protocol: `_streams_openai` and
`_streams_ai_sdk` have one each.

Source: OpenAPI 3.2.0, 4.14.3 Sequential Media Types; HTML, 9.2 Server-sent events.
"""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from harness.mock import _streams_ai_sdk as ai_sdk
from harness.mock import _streams_openai as openai
from harness.mock._preferences import negotiated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping
    from types import ModuleType

    from harness.mock._answers import Answers, Plan
    from harness.mock._contents import Content
    from harness.mock._http import Response

EVENTS = "text/event-stream"
_PROTOCOLS: Mapping[str, ModuleType] = {"openai": openai, "ai-sdk": ai_sdk}
_FIELD = re.compile(r"(?m)^(data|event|id|retry|)(:|$)")
_NOT_STORED = (b"cache-control", b"no-cache")


class Pieces:
    """A body that is sent piece by piece, as often as it is asked for."""

    __slots__ = ("_pieces",)

    def __init__(self, pieces: tuple[bytes, ...]) -> None:
        self._pieces = pieces

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._sent()

    def __bytes__(self) -> bytes:
        return b"".join(self._pieces)

    async def _sent(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


class Streams:
    """The streams of one operation.

    Args:
        answers: of the operation.
        protocol: of the streams of its API; None where nothing says it.
    """

    def __init__(self, answers: Answers, protocol: str | None = None) -> None:
        self._answers = answers
        self._named = protocol

    def plan(self, plan: Plan, accept: str | None, body: Any) -> Plan:
        """The plan of the stream, where the body of a request asks for one: `{"stream": true}`."""
        wants = isinstance(body, dict) and body.get("stream") is True
        stream = plan.response.contents.get(EVENTS) if wants and plan.content is not None else None
        if stream is None or negotiated(accept, (EVENTS,)) is None:
            return plan
        return plan._replace(content=stream, sent_as=EVENTS)

    def streamed(self, plan: Plan, answer: Callable[[Plan], Response], body: Any) -> Response:
        """The answer of a plan, piece by piece where it is a stream.

        Args:
            plan: of the answer.
            answer: gives the answer of a plan as a whole.
            body: of the request.
        """
        content = plan.content
        name = "" if content is None else _name(content)
        if content is None or name != EVENTS:
            return answer(plan)
        protocol = self._protocol
        if protocol is not None and not content.declared:
            whole = answer(plan._replace(content=self._sibling(plan), sent_as="application/json"))
            if whole.status == plan.status and isinstance(whole.body, bytes) and whole.body:
                events = protocol.events(json.loads(whole.body), body if isinstance(body, dict) else {})
                own = ((b"content-type", b"text/event-stream; charset=utf-8"), _NOT_STORED, *protocol.HEADERS)
                others = (header for header in whole.headers if header[0] != b"content-type")
                return whole._replace(headers=(*own, *others), body=Pieces(tuple(map(_data, events))))
        response = answer(plan)
        if response.status != plan.status or not isinstance(response.body, bytes):
            return response
        return response._replace(
            headers=(*response.headers, _NOT_STORED), body=Pieces(tuple(_events_in(response.body)))
        )

    @cached_property
    def _protocol(self) -> ModuleType | None:
        """How the text is cut: as the owner says, else as OpenAI does where answers look like OpenAI's."""
        if self._named is not None:
            return _PROTOCOLS.get(self._named)
        success = self._answers.success()
        sibling = None if success is None else _json_of(success[1].contents)
        return openai if sibling is not None and openai.is_like(sibling.schema, sibling.document) else None

    def _sibling(self, plan: Plan) -> Content | None:
        """What the same response is where it is no stream."""
        return _json_of(plan.response.contents)


def _json_of(contents: Mapping[str, Content]) -> Content | None:
    return next((content for content in contents.values() if content.is_json), None)


def _name(content: Content) -> str:
    return content.media_type.partition(";")[0].strip().lower()


def _data(event: Any) -> bytes:
    """An event of a text, or of a value as JSON."""
    text = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)
    return "".join([*(f"data: {line}\n" for line in text.split("\n")), "\n"]).encode("utf-8", "replace")


def _events_in(body: bytes) -> Iterator[bytes]:
    """The events of a stream; a text that is none becomes the data of one."""
    text = body.decode("utf-8", "replace")
    if not _FIELD.search(text):
        yield _data(text)
        return
    for event in re.split(r"(?:\r\n|\r|\n){2,}", text.strip("\r\n")):
        yield f"{event}\n\n".encode("utf-8", "replace")
