"""Requests held to their operation: each part read as the document means it, or why it is refused.

What travels as text is read by the compiled reader of its part, bodies by their media type. The first part that is
wrong refuses the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_to_bytes

from harness.messages import (
    BODY,
    UNREADABLE,
    URLENCODED,
    Accepted,
    PartValues,
    Refusal,
    entry_for,
    pairs_in,
    request_parts,
    split_pairs,
    split_single,
)
from harness.mock._bodies import body_value
from harness.mock._http import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harness.document import Operation
    from harness.messages import MessagePart

    # A parameter by its name, and whether it is read even where nothing is sent under that name.
    _Named = tuple[str, PartValues, bool]

# Source: OpenAPI 3.1.1, 4.8.12.2, `name`.
_NOT_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
_WHOLE = "querystring parameter"


class RequestReader:
    """Reads the requests of one operation.

    Args:
        operation: of the document.
        path_names: of the parameters in its path, in their order.
        judged: whether another judge decides on a part, as on the version.
    """

    __slots__ = (
        "_bodies",
        "_cookies",
        "_headers",
        "_known",
        "_names",
        "_paths",
        "_queries",
        "_required",
        "_whole_query",
    )

    def __init__(self, operation: Operation, path_names: Sequence[str], judged: Callable[[MessagePart], bool]) -> None:
        document = operation.document
        parts = [PartValues(part, document) for part in request_parts(operation) if not judged(part)]
        singles = [part for part in parts if part.media_type is None]
        self._bodies = {part.media_type: part for part in parts if part.media_type is not None}
        self._whole_query = next((_whole_query(part) for part in singles if part.place[-1].kind == _WHOLE), None)
        self._required = any(part.required for part in self._bodies.values())
        # By the `Content-Type` of requests; clients do not send many.
        self._known: dict[bytes | None, PartValues | None] = {}
        self._names = frozenset(part.place[-1].name for part in singles)
        by_kind = {
            kind: [part for part in singles if part.place[-1].kind == f"{kind} parameter"]
            for kind in ("path", "query", "cookie", "header")
        }
        self._paths = [
            (_TextReader(part), path_names.index(part.place[-1].name))
            for part in by_kind["path"]
            if part.place[-1].name in path_names
        ]
        self._queries, self._cookies = (
            [(part.place[-1].name, part, part.required or _is_spread(part)) for part in by_kind[kind]]
            for kind in ("query", "cookie")
        )
        self._headers = [
            (_TextReader(part), part.place[-1].name.lower().encode())
            for part in by_kind["header"]
            if part.place[-1].name.lower() not in _NOT_PARAMETERS
        ]

    def read(self, request: Request, places: Sequence[str]) -> Accepted | Refusal:
        """What a request says, or the first part of it that is wrong.

        Args:
            request: that was sent.
            places: the texts at the parameters of the path, as they were sent.
        """
        values: dict[Any, Any] = {}
        for reader, at in self._paths:
            refusal = reader.read(places[at], values)
            if refusal is not None:
                return refusal
        if self._queries:
            refusal = self._read_pairs(self._queries, request.query, "&", values)
            if refusal is not None:
                return refusal
        if self._whole_query is not None:
            refusal = _read_whole(self._whole_query, request.query, values)
            if refusal is not None:
                return refusal
        for reader, name in self._headers:
            raw = request.fields.get(name)
            refusal = reader.read(None if raw is None else ", ".join(request.all(name)), values)
            if refusal is not None:
                return refusal
        if self._cookies:
            refusal = self._read_pairs(self._cookies, "; ".join(request.all(b"cookie")), ";", values)
            if refusal is not None:
                return refusal
        return self._read_body(request, values) if self._bodies else Accepted(values)

    def taken(self, request: Request, places: Sequence[str]) -> Accepted:
        """What a request says that is not refused; texts in its path as they are, whatever their schemas say."""
        values: dict[Any, Any] = {}
        for reader, at in self._paths:
            if reader.read(places[at], values) is not None:
                values[reader.place] = unquote(places[at])
        for parts, text, between in (
            (self._queries, request.query, "&"),
            (self._cookies, "; ".join(request.all(b"cookie")), ";"),
        ):
            for part in parts:
                self._read_pairs([part], text, between, values)
        if self._bodies:
            self._read_body(request, values)
        return Accepted(values)

    def _read_pairs(self, parts: list[_Named], text: str, between: str, values: dict[Any, Any]) -> Refusal | None:
        if "%" in text and not _is_unicode(text):
            return Refusal(parts[0][1].place, reason="percent-encoded, but no UTF-8", fault="syntax")
        pairs = pairs_in(text, between)
        names = {name for name, _ in pairs}
        for name, part, is_always_read in parts:
            if is_always_read or name in names:
                sent = split_pairs(part.style, name, pairs, part.sent_shape, self._names)
                refusal = part.read(sent, values)
                if refusal is not None:
                    return refusal
        return None

    def _read_body(self, request: Request, values: dict[Any, Any]) -> Accepted | Refusal:
        content_type = request.fields.get(b"content-type")
        if not request.body and (content_type is None or not self._required):
            return Refusal(BODY) if self._required else Accepted(values)
        coding = request.text(b"content-encoding") or "identity"
        if coding.lower() != "identity":
            return Refusal(BODY, reason=f"of the content coding {coding}, which is not taken", fault="media type")
        try:
            part = self._known[content_type]
        except KeyError:
            part = entry_for(request.text(b"content-type"), self._bodies)
            if len(self._known) < 1000:
                self._known[content_type] = part
        if part is None:
            wanted = ", ".join(map(str, self._bodies))
            sent = "of no type" if content_type is None else f"of type {request.text(b'content-type')}"
            return Refusal(BODY, reason=f"{sent}; declared: {wanted}", fault="media type")
        value = body_value(part, request)
        if value is UNREADABLE:
            return Refusal(part.place, reason=f"no {part.media_type}", fault="syntax")
        if isinstance(value, Refusal):
            return value
        values[BODY] = value
        try:
            return Accepted(values, part.media_type) if part.accepts(value) else part.refusal(value)
        except (ValueError, RecursionError):
            # The engine takes no value that is nested hundreds of levels deep, and no text that is no Unicode.
            return Refusal(part.place, reason="nested too deeply, or no Unicode", fault="syntax")


class _TextReader:
    """Reads one part in a path or a header; the usual ones without going through all that a text may be."""

    __slots__ = ("_accepts", "_decode", "_is_plain", "_part", "place")

    def __init__(self, part: PartValues) -> None:
        self._part = part
        self.place = part.place
        self._decode: Callable[[str], str] = unquote if part.place[-1].kind == "path parameter" else str
        self._is_plain = part.style.name == "simple" and part.sent_shape.kinds == frozenset({"string"})
        self._is_plain &= part.wire.kind == "style"
        self._accepts = part.accepts

    def read(self, raw: str | None, values: dict[Any, Any]) -> Refusal | None:
        if raw is None:
            return Refusal(self.place) if self._part.required else None
        if "%" in raw and self._decode is unquote and not _is_unicode(raw):
            return Refusal(self.place, reason="percent-encoded, but no UTF-8", fault="syntax")
        if self._is_plain:
            text = self._decode(raw)
            if self._accepts(text):
                values[self.place] = text
                return None
        name = self.place[-1].name
        return self._part.read(split_single(self._part.style, name, raw, self._part.sent_shape, self._decode), values)


def _whole_query(part: PartValues) -> PartValues | None:
    """The parameter that is the query as a whole, as its media type describes it.

    Source: OpenAPI 3.2.0, 4.12.3 Parameter Locations, `querystring`.
    """
    content = part.part.node.child("content")
    name, entry = next(content.members(), ("", None)) if content is not None else ("", None)
    media_type = None if entry is None else part.document.resolve(entry)
    if media_type is None:
        return None
    described = part.part._replace(node=media_type, schema=media_type.child("schema"), media_type=name)
    return PartValues(described, part.document)


def _read_whole(part: PartValues, query: str, values: dict[Any, Any]) -> Refusal | None:
    if not query:
        return Refusal(part.place) if part.required else None
    if not _is_unicode(query):
        return Refusal(part.place, reason="percent-encoded, but no UTF-8", fault="syntax")
    is_form = part.media_type == URLENCODED
    value = body_value(part, Request("GET", "", "", (), (query if is_form else unquote(query)).encode()))
    if value is UNREADABLE:
        return Refusal(part.place, reason=f"no {part.media_type}", fault="syntax")
    values[part.place] = value
    return None if part.accepts(value) else part.refusal(value)


def _is_spread(part: PartValues) -> bool:
    """Whether the members of an object are sent under names of their own."""
    return part.style.name == "deepObject" or (part.style.explode and "object" in part.sent_shape.kinds)


def _is_unicode(text: str) -> bool:
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return False
    return True
