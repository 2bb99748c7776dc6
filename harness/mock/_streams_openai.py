"""Event streams as OpenAI's chat completions have them: chunks with deltas, and `[DONE]` at the end.

Source: OpenAI API reference, Chat, The chat completion chunk object.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.vocabulary import keyword_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.document import Document, Node
    from harness.mock._http import RawHeader

HEADERS: tuple[RawHeader, ...] = ()
DONE = "[DONE]"


def is_like(schema: Node, document: Document) -> bool:
    """Whether a schema is that of a completion: an object with `choices`."""
    resolved = document.resolve(schema)
    properties = None if resolved is None else resolved.get(keyword_for("property"))
    return isinstance(properties, dict) and "choices" in properties


def events(whole: Any, body: Mapping[str, Any]) -> Iterator[Any]:
    """The chunks of a completion, then the word that ends them.

    Args:
        whole: the completion as it is answered in one piece.
        body: of the request.
    """
    completion = whole if isinstance(whole, dict) else {}
    common = {"id": completion.get("id", "chatcmpl-mock"), "object": "chat.completion.chunk"}
    common |= {"created": completion.get("created", 0), "model": body.get("model", completion.get("model", "mock"))}
    choices = completion.get("choices") or [{}]
    for index, choice in enumerate(choices):
        text = text_in(choice.get("message", {}).get("content")) if isinstance(choice, dict) else ""
        yield common | {"choices": [_choice(index, {"role": "assistant", "content": ""})]}
        for word in words_in(text):
            yield common | {"choices": [_choice(index, {"content": word})]}
        yield common | {"choices": [_choice(index, {}, "stop")]}
    options = body.get("stream_options")
    if isinstance(options, dict) and options.get("include_usage") is True:
        yield common | {"choices": [], "usage": completion.get("usage")}
    yield DONE


def text_in(content: Any) -> str:
    """The text of a message: a string, or the texts of its parts."""
    if isinstance(content, list):
        return "".join(part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str))
    return content if isinstance(content, str) else ""


def words_in(text: str) -> list[str]:
    """A text in pieces that make it again when put together."""
    return re.findall(r"\s*\S+\s*", text) or ([text] if text else [])


def _choice(index: int, delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
    return {"index": index, "delta": delta, "finish_reason": finish_reason}
