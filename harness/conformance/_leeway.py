"""What HTTP leaves to servers, whatever a document says, and what no document can decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.messages import pairs_in

if TYPE_CHECKING:
    from harness.document import Operation
    from harness.messages import HTTPRequest, Refusal

# What HTTP itself may answer to a request, declared or not. Source: RFC 9110, 15.5.
_OF_HTTP = frozenset({404, 405, 406, 408, 413, 414, 415, 417, 421, 426, 428, 429, 431})
# What it answers to whoever asks for it by a header. Source: RFC 9110, 13.1 and 14.2.
_ASKED_FOR = {
    206: ("range",),
    304: ("if-none-match", "if-modified-since"),
    412: ("if-match", "if-unmodified-since", "if-none-match"),
    416: ("range",),
}
_REFUSED = frozenset({400, 406, 415, 422})
# These are no failures where the contract says that they may come: what is not there yet, or not just now.
_PLANNED = frozenset({501, 502, 503, 504})


def is_of_http(status: int, request: HTTPRequest) -> bool:
    """Whether a status needs no declaration, whatever the operation."""
    names = {name.lower() for name, _ in request.headers}
    return status in _OF_HTTP or not names.isdisjoint(_ASKED_FOR.get(status, ()))


def is_failure(status: int, operation: Operation) -> bool:
    """Whether a status tells of a failure of the server that nobody planned."""
    return status >= 500 and not (status in _PLANNED and str(status) in operation.responses)


def refuses(status: int, request: HTTPRequest, operation: Operation) -> bool:
    """Whether a status says that a request is not taken, and not that what it names is not there."""
    if status in (405, 501):
        return request.method == operation.method
    return status in _REFUSED or (status == 404 and "{" not in operation.path and "404" not in operation.responses)


def is_certain(refusal: Refusal, request: HTTPRequest) -> bool:
    """Whether nobody can see it otherwise.

    Formats are often no more than a hint; of a parameter that comes twice, a server may read the first or the last; and
    an empty header is as good as none.
    """
    place = refusal.place[-1]
    if place.kind == "header parameter":
        values = [value for name, value in request.headers if name.lower() == place.name.lower()]
        if refusal.fault != "missing" and not any(values):
            return False
    if place.kind == "query parameter" and not refusal.path and refusal.keyword == "type":
        return sum(name == place.name for name, _ in pairs_in(request.query)) < 2
    return refusal.keyword not in ("format", "contentEncoding", "contentMediaType", "writeOnly", "readOnly")


def asks_otherwise(request: HTTPRequest) -> bool:
    """Whether a request asks for what no schema can speak of: another media type, or a body that is not there."""
    values = {name.lower(): value for name, value in request.headers}
    accept, content_type = values.get("accept", "*/*"), values.get("content-type", "")
    is_empty = bool(content_type) and not request.body
    has_no_end = content_type.lower().startswith("multipart/") and "boundary=" not in content_type.lower()
    return is_empty or has_no_end or ("json" not in accept and "*/*" not in accept)
