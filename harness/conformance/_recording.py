"""Findings without secrets, as they may be written down, and their requests as they can be sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._asked import credentials_for, secrets_of, takes_away_who_asks, with_credentials
from harness.conformance._recorded import harmless_body
from harness.conformance._redaction import REDACTED, redacted, redacted_text, redacted_url
from harness.messages import HTTPRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.conformance._asked import Identity
    from harness.conformance._finding import Finding
    from harness.document import Operation
    from harness.messages import HTTPResponse

_MOST = 1_000_000  # bytes of a body


def recorded(finding: Finding, identities: Sequence[Identity], secrets: tuple[str, ...], task: int = 0) -> Finding:
    """A finding as it may be written down.

    Args:
        finding: as it was seen.
        identities: one of which may have asked.
        secrets: values that must not be seen anywhere in it.
        task: the number of the task that saw it.
    """
    exchanged = finding.exchanged
    response = exchanged.response
    return finding._replace(
        title=redacted_text(finding.title, secrets),
        why=redacted_text(finding.why, secrets),
        exchanged=exchanged._replace(
            request=_request(exchanged.request, secrets),
            response=None if response is None else _response(response, secrets),
            phrase=redacted_text(exchanged.phrase, secrets),
        ),
        who=_who(exchanged.request, identities),
        task=task,
    )


def sendable(request: HTTPRequest, operation: Operation, identity: Identity | None) -> HTTPRequest | None:
    """A recorded request, with the credentials of an identity for what was taken out; None where nobody knows those."""
    headers = tuple(header for header in request.headers if REDACTED not in header[1])
    pairs = [pair for pair in request.query.split("&") if pair and REDACTED not in pair]
    hidden = len(headers) < len(request.headers) or REDACTED in request.query
    if not hidden:
        return request
    if takes_away_who_asks(operation):
        return None
    carriers = credentials_for(operation, identity) if identity is not None else None
    if carriers is None:
        return None
    return with_credentials(request._replace(headers=headers, query="&".join(pairs)), carriers)


def _who(request: HTTPRequest, identities: Sequence[Identity]) -> str | None:
    """Whose credentials a request shows: of those that have one of them in it, who has the most."""
    texts = [request.query, *(value for _, value in request.headers)]
    counts = [
        sum(any(value in text for text in texts) for value in secrets_of((identity,)) if value)
        for identity in identities
    ]
    most = max(counts, default=0)
    return identities[counts.index(most)].name if most else None


def _request(request: HTTPRequest, secrets: tuple[str, ...]) -> HTTPRequest:
    path, _, query = redacted_url(f"{request.path}?{request.query}", secrets).partition("?")
    body = harmless_body(request.body[:_MOST], secrets)
    return HTTPRequest(request.method, path, query, redacted(request.headers, secrets), body)


def _response(response: HTTPResponse, secrets: tuple[str, ...]) -> HTTPResponse:
    body = harmless_body(response.body[:_MOST], secrets)
    return response._replace(headers=redacted(response.headers, secrets), body=body)
