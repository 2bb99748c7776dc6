"""Refusals in the body that the document declares for their status, else as RFC 9457 has it."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

from harness.messages import NO_VALUE
from harness.mock._answers import phrase
from harness.mock._draws import Steady
from harness.mock._http import Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.mock._answers import Answers
    from harness.mock._contents import Content
    from harness.mock._http import RawHeader

# Where the text of an error stands, the likeliest first.
_TEXTS = (
    *("message", "error_message", "errormessage", "msg", "detail", "details", "error", "text", "description"),
    *("error_description", "errordescription", "reason", "why", "cause", "title", "summary", "info", "hint"),
)
# What such members are called is no text for people.
_NO_TEXTS = ("id", "code", "type", "kind", "key", "name", "url", "uri", "fingerprint", "time", "stamp", "date", "at")
_STATUSES = ("status", "statuscode", "status_code", "httpstatus", "http_status", "code")
# A text that is too long is cut until it fits.
_LENGTHS = (None, 250, 120, 60, 30, 15)
_SAMPLES = 3

_Place = tuple[str | int, ...]


class Errors:
    """The refusals of one operation."""

    __slots__ = ("_answers", "_envelopes")

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._envelopes: dict[int, _Envelope | None] = {}

    def answer(self, status: int, reason: str, headers: tuple[RawHeader, ...] = ()) -> Response:
        """The response of a status that says a reason."""
        if status not in self._envelopes:
            self._envelopes[status] = self._envelope(status)
        envelope = self._envelopes[status]
        response = None if envelope is None else envelope.filled(reason)
        return problem(status, reason, headers) if response is None else _with(response, headers)

    def status_of_values(self) -> int:
        """The status for values that the schema refuses: 422 where that alone is declared, else 400."""
        return 422 if self._answers.declares(422) and not self._answers.declares(400) else 400

    def _envelope(self, status: int) -> _Envelope | None:
        declared = self._answers.response(status)
        contents = list(declared.contents.values()) if declared is not None else []
        content = next((c for c in contents if c.is_json), None) or next(iter(contents), None)
        if declared is None or content is None:
            return None
        return _Envelope(status, content, declared.headers(Steady(Random(status))))  # noqa: S311


class _Envelope:
    """The body of one declared error, with a place for its text."""

    __slots__ = ("_content", "_headers", "_place", "_sample", "_status")

    def __init__(self, status: int, content: Content, headers: tuple[RawHeader, ...]) -> None:
        self._status = status
        self._content = content
        media_type = content.media_type if "*" not in content.media_type else "application/json"
        self._headers = ((b"content-type", media_type.encode()), *headers)
        self._sample, self._place = self._found()

    def filled(self, reason: str) -> Response | None:
        """The response with a text; None where the schema leaves nothing to send."""
        if self._sample is NO_VALUE:
            return None
        value = self._sample
        if self._place is not None:
            value = next((value for value in self._with_text(self._sample, self._place, reason)), self._sample)
        return Response(self._status, self._headers, self._content.body(value))

    def _found(self) -> tuple[Any, _Place | None]:
        """A value of the body, and the place of its text; None where no place takes one."""
        samples = list(self._samples())
        if not samples:
            return NO_VALUE, None
        for sample in samples:
            for place in _places(sample):
                if next(self._with_text(sample, place, "Text, 1."), None) is not None:
                    return self._prepared(sample), place
        return self._prepared(samples[0]), None

    def _samples(self) -> Iterator[Any]:
        yield from self._content.examples.values()
        for turn in range(_SAMPLES):
            value = self._content.made(Steady(Random(self._status), turn))  # noqa: S311
            if value is not NO_VALUE:
                yield value

    def _prepared(self, sample: Any) -> Any:
        """A value that tells its status, and no success, where it can."""
        if not isinstance(sample, dict):
            return sample
        for name, member in sample.items():
            own: Any = NO_VALUE
            if name.lower() == "success" and member is True:
                own = False
            elif name.lower() in _STATUSES and isinstance(member, int) and not isinstance(member, bool):
                own = self._status
            if own is not NO_VALUE and self._content.accepts(sample | {name: own}):
                sample = sample | {name: own}
        return sample

    def _with_text(self, sample: Any, place: _Place, text: str) -> Iterator[Any]:
        """The value with the text, which is cut as far as its schema asks for."""
        for length in _LENGTHS:
            if length is None or length < len(text):
                value = _replaced(sample, place, text if length is None else f"{text[: length - 1]}…")
                if self._content.accepts(value):
                    yield value


def problem(status: int, reason: str, headers: tuple[RawHeader, ...] = ()) -> Response:
    """A problem detail.

    Source: RFC 9457, 3 Members of a Problem Details Object.
    """
    body = {"type": "about:blank", "title": phrase(status), "status": status, "detail": reason}
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(status, ((b"content-type", b"application/problem+json"), *headers), text)


def _with(response: Response, headers: tuple[RawHeader, ...]) -> Response:
    if not headers:
        return response
    names = {name for name, _ in headers}
    return response._replace(headers=(*(h for h in response.headers if h[0] not in names), *headers))


def _texts(value: Any, above: _Place = ()) -> Iterator[_Place]:
    """The places of all texts in a value."""
    if isinstance(value, str):
        yield above
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _texts(member, (*above, name))
    elif isinstance(value, list) and value:
        yield from _texts(value[0], (*above, 0))


def _places(sample: Any) -> list[_Place]:
    """Where the text of an error may stand, the likeliest first: where there is none by its name, in a new member."""
    places = sorted(_texts(sample), key=_rank)
    if isinstance(sample, dict):
        at = next((number for number, place in enumerate(places) if _rank(place)[0] > len(_TEXTS)), len(places))
        places.insert(at, ("message",))
    return places


def _rank(place: _Place) -> tuple[int, int]:
    names = [step.lower() for step in place if isinstance(step, str)]
    name = names[-1] if names else ""
    if name in _TEXTS:
        return _TEXTS.index(name), len(place)
    return len(_TEXTS) + int(name.endswith(_NO_TEXTS)), len(place)


def _replaced(value: Any, place: _Place, text: str) -> Any:
    if not place:
        return text
    step = place[0]
    if isinstance(value, dict):
        return value | {step: _replaced(value.get(step), place[1:], text)}
    return [_replaced(value[0], place[1:], text), *value[1:]]
