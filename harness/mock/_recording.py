"""What passes a proxy, as HAR: credentials are masked by their values, wherever they stand.

Source: HTTP Archive 1.2.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from time import time
from typing import TYPE_CHECKING, TextIO
from urllib.parse import quote

import harfile
import httpx

from harness.messages import pairs_in
from harness.mock._http import phrase, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harness.mock._http import RawHeader, Request

MASK = "[masked]"
# Whose values are secret, whatever a document says.
_SECRET = frozenset((b"authorization", b"cookie", b"set-cookie", b"proxy-authorization"))
# What is shorter is masked where it is the whole value, and not wherever the signs occur.
_SHORTEST = 4


class Recording:
    """A file of all that passes.

    Args:
        file: that is written; it is closed with the recording.
    """

    def __init__(self, file: TextIO) -> None:
        self._stream = file
        self._file = harfile.HarFile.open(file, creator=harfile.Creator(name="harness", version="1"))

    def add(
        self,
        server: str,
        request: Request,
        answer: httpx.Response,
        body: bytes,
        started: float,
        secrets: Iterable[str],
    ) -> None:
        """Write down one exchange.

        Args:
            server: the URL of the real one.
            request: as it was sent.
            answer: to it.
            body: of the answer, as it was sent.
            started: when the request was there, in seconds.
            secrets: the credentials of the request.
        """
        masked = _Masked(secrets)
        spent = (time() - started) * 1000
        url = f"{server}{request.path}" + (f"?{request.query}" if request.query else "")
        content_type = request.text(b"content-type") or ""
        text = request.body.decode("utf-8", "replace")
        raw = answer.headers.raw
        plain = httpx.Response(answer.status_code, headers=answer.headers, content=body).content
        self._file.add_entry(
            startedDateTime=datetime.fromtimestamp(started, UTC),
            time=spent,
            request=harfile.Request(
                method=request.method,
                url=masked(url),
                httpVersion="HTTP/1.1",
                headers=_records(request.headers, masked),
                queryString=[
                    harfile.Record(name=masked(name), value=masked(value)) for name, value in pairs_in(request.query)
                ],
                postData=harfile.PostData(mimeType=content_type, text=masked(text)) if text else None,
                bodySize=len(request.body),
            ),
            response=harfile.Response(
                status=answer.status_code,
                statusText=phrase(answer.status_code),
                httpVersion="HTTP/1.1",
                headers=_records(raw, masked),
                content=_content(plain, answer.headers.get("content-type", ""), masked),
                bodySize=len(body),
            ),
            timings=harfile.Timings(send=0, wait=spent, receive=0),
        )

    def close(self) -> None:
        """End the file."""
        self._file.close()
        self._stream.close()


class _Masked:
    """Texts without some secrets, in all forms in which these may stand."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms: dict[str, None] = {}
        for secret in secrets:
            forms |= dict.fromkeys((secret, quote(secret, safe=""), quote(secret)))
            forms |= dict.fromkeys(_inside(secret))
        self._forms = sorted((form for form in forms if len(form) >= _SHORTEST), key=len, reverse=True)
        self._short = frozenset(form for form in forms if len(form) < _SHORTEST)

    def __call__(self, text: str) -> str:
        if text in self._short:
            return MASK
        for form in self._forms:
            text = text.replace(form, MASK)
        return text


def _inside(secret: str) -> list[str]:
    """What a credential of Basic is made of. Source: RFC 7617, 2."""
    try:
        user, colon, password = base64.b64decode(secret, validate=True).decode().partition(":")
    except ValueError:
        return []
    return [password] if colon and user.isprintable() and password else []


def _records(headers: Sequence[RawHeader], masked: _Masked) -> list[harfile.Record]:
    return [
        harfile.Record(name=text_of(name), value=MASK if name.lower() in _SECRET else masked(text_of(value)))
        for name, value in headers
    ]


def _content(body: bytes, media_type: str, masked: _Masked) -> harfile.Content:
    try:
        return harfile.Content(size=len(body), mimeType=media_type, text=masked(body.decode()))
    except UnicodeDecodeError:
        text = base64.b64encode(body).decode()
        return harfile.Content(size=len(body), mimeType=media_type, text=text, encoding="base64")
