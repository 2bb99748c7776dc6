"""Requests and responses of one operation: made from its document, and accepted or refused by it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from harness.messages._bodies import UNREADABLE, body_bytes, body_value, entry_for
from harness.messages._draws import SIZES
from harness.messages._parts import BODY, Path, request_parts, response_parts
from harness.messages._reading import pairs_in, plain, split_pairs, split_single
from harness.messages._refusals import Refusal
from harness.messages._single import PartValues
from harness.messages._values import NO_VALUE
from harness.messages._wire import JSON, serialized
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.document import Operation
    from harness.messages._draws import Size
    from harness.messages._parts import MessagePart
    from harness.messages._wire import Sent

Header = tuple[str, str]
# How often a message is made anew until its reader accepts it: some values cannot be told apart from others as texts.
_TURNS = 8
_IN_PATH = "path parameter"
_TEMPLATE = re.compile(r"\{([^{}]*)\}")


class HTTPRequest(NamedTuple):
    """A request as it is sent.

    Attributes:
        path: percent-encoded, below the address of the server.
        query: percent-encoded, without `?`.
    """

    method: str
    path: str
    query: str = ""
    headers: tuple[Header, ...] = ()
    body: bytes = b""

    def curl(self, server: str) -> str:
        """The `curl` command that sends it.

        Args:
            server: `https://api.example.com`.
        """
        from shlex import join

        words = ["curl", "-X", self.method, f"{server}{self.path}{'?' if self.query else ''}{self.query}"]
        for name, value in self.headers:
            words += ["-H", f"{name}: {value}"]
        return join([*words, *(["--data-binary", self.body.decode("utf-8", "replace")] if self.body else [])])


class HTTPResponse(NamedTuple):
    """A response as it is sent."""

    status: int
    headers: tuple[Header, ...] = ()
    body: bytes = b""

    @property
    def text(self) -> str:
        """Status, headers and body, as HTTP/1.1 has them."""
        head = "\n".join([f"HTTP/1.1 {self.status}", *(f"{name}: {value}" for name, value in self.headers)])
        return f"{head}\n\n{self.body.decode('utf-8', 'replace')}" if self.body else head


class Accepted(NamedTuple):
    """What a message was read as.

    Attributes:
        values: by the place of the part; parts that were not sent are not there.
        media_type: the declared one that the body was read by; None without a body.
    """

    values: dict[Path, Any]
    media_type: str | None = None


class Exchange:
    """The requests and responses of one operation of a document.

    Everything is compiled when it is first needed, and serves all messages after that::

        pets = Exchange(operation)
        request = pets.request("smallest")       # GET /pets?limit=1
        pets.accept_request(request)             # Accepted({(Step("query parameter", "limit"),): 1})
        pets.response("200", seed=7)             # HTTP/1.1 200 …

    """

    __slots__ = ("_operation", "_path", "_requests", "_responses")

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._responses: dict[str, _Parts] = {}
        pieces = _TEMPLATE.split(operation.path)
        pattern = "".join("([^/]+)" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces))
        self._path = re.compile(pattern), pieces[1::2]
        # A parameter of a path that has no place for it cannot be sent.
        parts = (part for part in request_parts(operation) if part.place[0].kind != _IN_PATH or self._has(part))
        self._requests = _Parts(operation, parts)

    def request(
        self, size: Size = "typical", *, seed: int | None = None, media_type: str | None = None
    ) -> HTTPRequest | None:
        """A request that the document allows; None where there is none, or none was found.

        Args:
            size: of its values; with the smallest, only required parts are sent.
            seed: decides the values instead of their size.
            media_type: a declared one of the body; else the first.
        """
        for values in self._requests.drawn(size, seed, media_type):
            request = self.request_of(values, media_type)
            if isinstance(self.accept_request(request), Accepted):
                return request
        return None

    def response(
        self, status: str, size: Size = "typical", *, seed: int | None = None, media_type: str | None = None
    ) -> HTTPResponse | None:
        """A response that the document allows; None where there is none, or none was found.

        Args:
            status: one that the operation declares: `200`, `4XX`, `default`.
            size: of its values.
            seed: decides the values instead of their size.
            media_type: a declared one of the body; else the first.
        """
        for values in self._answers(status).drawn(size, seed, media_type):
            response = self.response_of(status, values, media_type)
            if isinstance(self.accept_response(response), Accepted):
                return response
        return None

    def request_of(self, values: dict[Path, Any], media_type: str | None = None) -> HTTPRequest:
        """The request with some values, whether the document allows it or not.

        Args:
            values: by the places of the parts; those of other places are not sent.
            media_type: of the body; the first that is declared, where none is named.
        """
        path, query, headers, cookies = self._operation.path, [], list[Header](), []
        for part in self._requests.singles:
            if part.place not in values:
                continue
            name = part.place[-1].name
            text = _text_of(part, values[part.place])
            match part.place[-1].kind:
                case "path parameter":
                    path = path.replace("{" + name + "}", text)
                case "query parameter":
                    query.append(text)
                case "cookie parameter":
                    cookies.append(text.replace("&", "; "))
                case _:
                    headers.append((name, text))
        headers += [("Cookie", "; ".join(cookies))] if cookies else []
        body = self._requests.body_of(values, media_type)
        headers += [("Content-Type", body[0])] if body is not None else []
        # Every place of the path has to be filled, declared or not.
        path, searched = _TEMPLATE.sub("x", path), "&".join(filter(None, query))
        return HTTPRequest(self._operation.method, path, searched, tuple(headers), body[1] if body else b"")

    def response_of(self, status: str, values: dict[Path, Any], media_type: str | None = None) -> HTTPResponse:
        """The response with some values, whether the document allows it or not; see `request_of`."""
        parts = self._answers(status)
        singles = (part for part in parts.singles if part.place in values)
        headers = [(part.place[-1].name, _text_of(part, values[part.place])) for part in singles]
        body = parts.body_of(values, media_type)
        headers += [("Content-Type", body[0])] if body is not None else []
        return HTTPResponse(_status(status, self._operation.responses), tuple(headers), body[1] if body else b"")

    def accept_request(self, request: HTTPRequest) -> Accepted | Refusal:
        """What the document reads a request as, or why it refuses it: the first part that is wrong."""
        pattern, names = self._path
        match = pattern.fullmatch(request.path)
        places = dict(zip(names, match.groups(), strict=True)) if match is not None else {}
        query, headers = pairs_in(request.query), {name.lower(): value for name, value in request.headers}
        cookies = pairs_in(headers.get("cookie", ""), ";")
        values: dict[Path, Any] = {}
        for part in self._requests.singles:
            name = part.place[-1].name
            match part.place[-1].kind:
                case "path parameter":
                    raw = places.get(name)
                    sent = None if raw is None else split_single(part.style, name, raw, part.sent_shape, plain)
                case "query parameter":
                    sent = split_pairs(part.style, name, query, part.sent_shape, self._requests.names)
                case "cookie parameter":
                    sent = split_pairs(part.style, name, cookies, part.sent_shape, self._requests.names)
                case _:
                    raw = headers.get(name.lower())
                    sent = None if raw is None else split_single(part.style, name, raw, part.sent_shape, str)
            refusal = part.read(sent or (), values)
            if refusal is not None:
                return refusal
        return self._requests.with_body(values, headers.get("content-type"), request.body)

    def accept_response(self, response: HTTPResponse) -> Accepted | Refusal:
        """What the document reads a response as, or why it does not allow it: the first part that is wrong."""
        status = _declared(response.status, self._operation.responses)
        if status is None:
            return Refusal((), reason=f"of status {response.status}, which is not declared", fault="status")
        parts, headers = self._answers(status), {name.lower(): value for name, value in response.headers}
        values: dict[Path, Any] = {}
        for part in parts.singles:
            refusal = part.read(_sent(part, headers), values)
            if refusal is not None:
                return refusal
        return parts.with_body(values, headers.get("content-type"), response.body)

    def response_refusals(self, response: HTTPResponse) -> Iterator[Refusal]:
        """All that the document has against a response, part by part; see `accept_response` for the first of it."""
        status = _declared(response.status, self._operation.responses)
        if status is None:
            yield Refusal((), reason=f"of status {response.status}, which is not declared", fault="status")
            return
        parts, headers = self._answers(status), {name.lower(): value for name, value in response.headers}
        for part in parts.singles:
            refusal = part.read(_sent(part, headers), {})
            if refusal is not None:
                yield refusal
        yield from parts.body_refusals(headers.get("content-type"), response.body)

    def _has(self, part: MessagePart) -> bool:
        return part.place[0].name in self._path[1]

    def _answers(self, status: str) -> _Parts:
        if status not in self._responses:
            self._responses[status] = _Parts(self._operation, response_parts(self._operation, status))
        return self._responses[status]


class _Parts:
    """The parts of a request, or of a response of one status."""

    __slots__ = ("bodies", "names", "required", "singles")

    def __init__(self, operation: Operation, parts: Iterable[MessagePart]) -> None:
        values = [PartValues(part, operation.document) for part in parts]
        self.singles = [part for part in values if part.media_type is None]
        self.bodies = {part.media_type: part for part in values if part.media_type is not None}
        self.names = frozenset(part.place[-1].name for part in self.singles)
        self.required = any(part.required for part in self.bodies.values())

    def drawn(self, size: Size, seed: int | None, media_type: str | None) -> Iterator[dict[Path, Any]]:
        """Values for the parts, anew with each turn; none once a part that is needed has none."""
        for turn in range(_TURNS):
            draw = SIZES[size](turn) if seed is None else None
            values: dict[Path, Any] = {}
            body = self.bodies.get(media_type) if media_type else next(iter(self.bodies.values()), None)
            for number, part in enumerate([*self.singles, *([body] if body is not None else [])]):
                if not part.required and size == "smallest" and seed is None and part.place[-1].kind != "response":
                    continue
                value = part.value(draw, None if seed is None else seed * 1000 + turn * 100 + number)
                if value is not NO_VALUE:
                    values[part.place] = value
                elif part.required:
                    return
            yield values

    def body_of(self, values: dict[Path, Any], media_type: str | None) -> tuple[str, bytes] | None:
        """The body that is sent, with its `Content-Type`; None where there is none."""
        part = self.bodies.get(media_type) if media_type else next(iter(self.bodies.values()), None)
        if part is None or part.place not in values:
            return None
        return body_bytes(part, values[part.place])

    def with_body(self, values: dict[Path, Any], content_type: str | None, body: bytes) -> Accepted | Refusal:
        """The values with that of the body."""
        if not self.bodies or (not body and content_type is None):
            place = next((part.place for part in self.bodies.values()), BODY)
            return Refusal(place) if self.required else Accepted(values)
        part = entry_for(content_type, self.bodies)
        if part is None:
            place = next(iter(self.bodies.values())).place
            kind = (
                "without a media type" if content_type is None else f"of type `{content_type}`, which is not declared"
            )
            return Refusal(place, reason=kind, fault="media type")
        value = body_value(part, content_type, body)
        if value is UNREADABLE:
            return Refusal(part.place, reason=f"no {part.media_type}", fault="syntax")
        values[part.place] = value
        if part.accepts(value):
            return Accepted(values, part.media_type)
        return part.refusal(value)

    def body_refusals(self, content_type: str | None, body: bytes) -> Iterator[Refusal]:
        """All that there is against a body."""
        values: dict[Path, Any] = {}
        read = self.with_body(values, content_type, body)
        if isinstance(read, Refusal):
            part = entry_for(content_type, self.bodies) if read.fault == "schema" else None
            yield from [read] if part is None else part.refusals(values[part.place])


def _sent(part: PartValues, headers: dict[str, str]) -> Iterable[Sent]:
    """What headers say of a part, in each way in which it may be taken apart."""
    raw = headers.get(part.place[-1].name.lower())
    return () if raw is None else split_single(part.style, part.place[-1].name, raw, part.sent_shape, str)


def _text_of(part: PartValues, value: Any) -> str:
    name = part.place[-1].name
    if part.wire.kind == JSON:
        value = json.dumps(value, ensure_ascii=False)
    match part.place[-1].kind:
        case "path parameter":
            return serialized(part.style, name, value, lambda text: quote(text, safe=""))
        case "query parameter" | "cookie parameter":
            return serialized(part.style, name, value, quote_plus)
    return serialized(part.style, name, value)


def _status(declared: str, responses: Iterable[str]) -> int:
    """A status that a response describes, and no other of the operation."""
    if declared.isdecimal():
        return int(declared)
    statuses = range(200, 600) if declared == "default" else range(int(declared[0]) * 100, int(declared[0]) * 100 + 100)
    return next((status for status in statuses if _declared(status, responses) == declared), statuses[0])


def _declared(status: int, responses: Iterable[str]) -> str | None:
    """The response that describes a status: its own, that of its range, or the default.

    Source: OpenAPI 3.1.1, 4.8.16 Responses Object.
    """
    declared = {name.upper(): name for name in responses}
    return declared.get(str(status)) or declared.get(f"{status // 100}XX") or declared.get("DEFAULT")
