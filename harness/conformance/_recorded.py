"""From messages as they went over the wire to what a report may show of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.conformance._model import RecordedAnswer, RecordedRequest, ReportLine
from harness.conformance._redaction import is_secret, redacted, redacted_json, redacted_text, redacted_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LIMIT = 4096
_WIDEST = 400
_DEEPEST = 100
_MANY = 12
# What libraries and connections add to every message.
_NOISE = frozenset(
    ["accept", "accept-encoding", "connection", "content-length", "date", "host", "keep-alive", "server", "user-agent"]
)


def recorded_request(
    method: str,
    url: str,
    headers: Iterable[tuple[str, str]] = (),
    body: bytes | None = None,
    *,
    secrets: Iterable[str] = (),
) -> RecordedRequest:
    """A request as it may be shown.

    Args:
        method: as it was sent.
        url: the whole address.
        headers: names and values; those that every program adds are left out.
        body: as it was sent.
        secrets: values that must not be seen anywhere in it.
    """
    secrets = tuple(secrets)
    telling = [(name, value) for name, value in headers if name.lower() not in _NOISE]
    return RecordedRequest(
        method=method,
        url=redacted_url(url, secrets),
        headers=redacted(telling, secrets),
        body=None if body is None else _body(body.decode(errors="backslashreplace"), secrets),
    )


def recorded_answer(
    status: int,
    phrase: str,
    headers: Iterable[tuple[str, str]],
    body: bytes,
    *,
    at: Sequence[str | int] | None = None,
    secrets: Iterable[str] = (),
    milliseconds: int | None = None,
) -> RecordedAnswer:
    """An answer as it may be shown: laid out anew if it is JSON, and cut around the place of the failure.

    Args:
        status: the code.
        phrase: the words behind it.
        headers: names and values; those that say nothing of the contract are left out.
        body: without its transfer encoding.
        at: the path to what fails, within a JSON body; None where it is not the body that does.
        secrets: values that must not be seen anywhere in it.
        milliseconds: from the request to the end of the answer.
    """
    secrets = tuple(secrets)
    telling = [(name, value) for name, value in headers if name.lower() not in _NOISE]
    return RecordedAnswer(
        status=status,
        phrase=redacted_text(phrase, secrets),
        headers=redacted(telling, secrets),
        lines=cut(tuple(_lines(body, None if at is None else tuple(at), secrets))),
        size=len(body),
        milliseconds=milliseconds,
    )


def harmless_body(body: bytes, secrets: tuple[str, ...]) -> bytes:
    """The same bytes, but where they hold a secret or a member that is named like one."""
    text = body.decode(errors="surrogateescape")
    harmless = _body(text, secrets)
    return body if harmless == text else harmless.encode(errors="backslashreplace")


def cut(lines: tuple[ReportLine, ...], limit: int = LIMIT) -> tuple[ReportLine, ...]:
    """About `limit` signs of the lines around the first marked one; a line without a number says what was left out."""
    lines = tuple(line._replace(text=_shortened(line.text)) for line in lines)
    first = next((number for number, line in enumerate(lines) if line.marked), 0)
    start = stop = first
    left = limit
    # What stands behind matters as much as what stands before, so they take turns.
    while left > 0 and (start > 0 or stop < len(lines)):
        if stop < len(lines):
            left -= len(lines[stop].text) + 1
            stop += 1
        if start > 0 and left > 0:
            start -= 1
            left -= len(lines[start].text) + 1
    return (*_gap(start, lines), *lines[start:stop], *_gap(len(lines) - stop, lines[stop:]))


def _gap(count: int, lines: tuple[ReportLine, ...]) -> tuple[ReportLine, ...]:
    if not count:
        return ()
    marked = any(line.marked for line in lines[:count])
    return (ReportLine(None, f"… {count:,} more line{'s' * (count != 1)} …", marked),)


def _shortened(text: str) -> str:
    if len(text) <= _WIDEST:
        return text
    half = _WIDEST // 2
    return f"{text[:half]} … {len(text) - 2 * half:,} more signs … {text[-half:]}"


def _body(text: str, secrets: tuple[str, ...]) -> str:
    """A body: the same text, but where it holds a member that is named like a secret."""
    try:
        value = json.loads(text)
        harmless = redacted_json(value, secrets)
    except (ValueError, RecursionError):
        return redacted_text(_form(text), secrets)
    return text if harmless == value else json.dumps(harmless, ensure_ascii=False)


def _form(text: str) -> str:
    """A body as forms send it, without its secrets; any other text as it is."""
    if "=" not in text or any(sign.isspace() for sign in text):
        return text
    from urllib.parse import unquote_plus

    pieces = [piece.partition("=") for piece in text.split("&")]
    return "&".join(
        f"{name}{equals}{'[redacted]' if equals and is_secret(unquote_plus(name)) else value}"
        for name, equals, value in pieces
    )


def _lines(body: bytes, at: tuple[str | int, ...] | None, secrets: tuple[str, ...]) -> Iterator[ReportLine]:
    text = body.decode(errors="backslashreplace")
    try:
        laid_out = list(_laid_out(redacted_json(json.loads(text), secrets)))
    except (ValueError, RecursionError):
        for number, line in enumerate(redacted_text(text, secrets).splitlines(), 1):
            yield ReportLine(number, line)
        return
    within = [at is not None and path[: len(at)] == at for path, _ in laid_out]
    # Of a large object that lacks a member, the brackets say where it is.
    large = sum(within) > _MANY
    for number, (path, line) in enumerate(laid_out, 1):
        yield ReportLine(number, line, path == at if large else within[number - 1])


def _laid_out(
    value: Any, path: tuple[str | int, ...] = (), before: str = "", after: str = ""
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The lines of a JSON value, each with the path to what stands on it."""
    indent = "  " * len(path)
    if not isinstance(value, dict | list) or not value or len(path) > _DEEPEST:
        yield path, f"{indent}{before}{_written(value)}{after}"
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield path, f"{indent}{before}{opening}"
    members = list(value.items() if isinstance(value, dict) else enumerate(value))
    for number, (name, member) in enumerate(members, 1):
        label = f"{_written(name)}: " if isinstance(value, dict) else ""
        yield from _laid_out(member, (*path, name), label, "," if number < len(members) else "")
    yield path, f"{indent}{closing}{after}"


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
