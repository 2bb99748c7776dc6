"""Event streams as the AI SDK of Vercel reads them: its UI message stream, version 1.

An API that names the Stream Protocol may mean one of two. Until version 4 of the SDK it was lines such as `0:"Hello"`,
which are no events; since version 5 it is server-sent events. This is the second: it is what `text/event-stream`
promises, and what the SDK understands today. To serve the first, exchange this file: `events` gives the data of each
event, and `HEADERS` what the SDK knows the protocol by.

Source: AI SDK, Stream Protocols, Data Stream Protocol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.mock._streams_openai import DONE, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.mock._http import RawHeader

HEADERS: tuple[RawHeader, ...] = ((b"x-vercel-ai-ui-message-stream", b"v1"),)
_TEXTS = ("content", "text", "message", "answer", "completion", "output")


def events(whole: Any, body: Mapping[str, Any]) -> Iterator[Any]:
    """The parts of a message with one text, then the word that ends them.

    Args:
        whole: the answer as it is given in one piece.
        body: of the request.
    """
    del body
    yield {"type": "start", "messageId": "mock-message"}
    yield {"type": "text-start", "id": "mock-text"}
    for word in words_in(_text_in(whole)):
        yield {"type": "text-delta", "id": "mock-text", "delta": word}
    yield {"type": "text-end", "id": "mock-text"}
    yield {"type": "finish"}
    yield DONE


def _text_in(whole: Any) -> str:
    """What the answer says: the member that is named so, else the longest text."""
    if not isinstance(whole, dict):
        return whole if isinstance(whole, str) else ""
    texts = {name: value for name, value in whole.items() if isinstance(value, str)}
    named = next((texts[name] for name in _TEXTS if name in texts), None)
    return max(texts.values(), key=len, default="") if named is None else named
