"""Requests and responses as ASGI has them: names of headers in lower case, everything that is sent as bytes."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Sequence

    from harness.mock._deliveries import Delivery

RawHeader = tuple[bytes, bytes]


class Request:
    """One request.

    Attributes:
        method: in capitals.
        path: as it was sent, percent-encoded, without the query.
        query: as it was sent, without `?`.
        headers: all of them in their order, by names in lower case.
        fields: the same by name; of several of one name the last.
        body: all of it.
    """

    __slots__ = ("body", "fields", "headers", "method", "path", "query")

    def __init__(self, method: str, path: str, query: str, headers: Sequence[RawHeader], body: bytes = b"") -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.fields = dict(headers)
        self.body = body

    def text(self, name: bytes) -> str | None:
        """A header as text; of several of one name the last."""
        value = self.fields.get(name)
        return None if value is None else text_of(value)

    def all(self, name: bytes) -> list[str]:
        """The values of all headers of a name."""
        if name not in self.fields:
            return []
        if len(self.fields) == len(self.headers):
            return [text_of(self.fields[name])]
        return [text_of(value) for key, value in self.headers if key == name]


class Broken(Exception):
    """Raised by the pieces of a body: the connection ends here, in the middle of the answer."""


class Response(NamedTuple):
    """One response.

    Attributes:
        body: all of it, or its pieces where they come one after another; these have no `Content-Length`.
        deliveries: requests that are sent to clients after it.
    """

    status: int
    headers: tuple[RawHeader, ...] = ()
    body: bytes | AsyncIterable[bytes] = b""
    deliveries: tuple[Delivery, ...] = ()

    def header(self, name: bytes) -> bytes | None:
        """The first header of a name."""
        return next((value for key, value in self.headers if key == name), None)


def text_of(value: bytes) -> str:
    """A header as text: UTF-8, which is what clients send, else one sign for each byte.

    Source: RFC 9110, 5.5 Field Values.
    """
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def raw_header(name: str, value: str) -> RawHeader:
    """A header as it is sent; what no header may hold is left out.

    Source: RFC 9110, 5.5 Field Values.
    """
    plain = "".join(sign for sign in value if sign.isprintable() or sign == "\t").strip()
    return name.lower().encode("ascii", "ignore"), plain.encode()


def problem(status: int, reason: str, headers: tuple[RawHeader, ...] = ()) -> Response:
    """A problem detail.

    Source: RFC 9457, 3 Members of a Problem Details Object.
    """
    body = {"type": "about:blank", "title": phrase(status), "status": status, "detail": reason}
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(status, ((b"content-type", b"application/problem+json"), *headers), text)


def phrase(status: int) -> str:
    """The reason phrase of a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
