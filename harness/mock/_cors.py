"""What lets pages of other origins use the mock. Source: Fetch, 3.3 CORS protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.mock._http import Response, raw_header

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.mock._http import Request

_LONGEST = 4096
# What every page may read of a response, whoever it is from.
_READABLE = frozenset(
    {b"cache-control", b"content-language", b"content-length", b"content-type", b"expires", b"last-modified", b"pragma"}
)


def is_preflight(request: Request) -> bool:
    """Whether a browser asks what it may send."""
    fields = request.fields
    return request.method == "OPTIONS" and b"origin" in fields and b"access-control-request-method" in fields


def preflight(request: Request, methods: Iterable[str], headers: Iterable[str]) -> Response:
    """The answer that allows what is asked for: `*` would not stand for `Authorization`.

    Args:
        request: of the browser.
        methods: of the path.
        headers: that clients of the API send.
    """
    asked = (request.text(b"access-control-request-headers") or "")[:_LONGEST].split(",")
    names = {
        name.strip().lower(): name.strip() for name in (*headers, *asked, "Content-Type", "Prefer") if name.strip()
    }
    return Response(
        204,
        (
            *_origin(request),
            raw_header("Access-Control-Allow-Methods", ", ".join(methods)),
            raw_header("Access-Control-Allow-Headers", ", ".join(sorted(names.values()))),
            raw_header("Access-Control-Max-Age", "600"),
            raw_header("Allow", ", ".join(methods)),
        ),
    )


def readable(request: Request, response: Response) -> Response:
    """A response that a page of another origin may read, with all its headers."""
    own = [header for header in response.headers if not header[0].startswith(b"access-control-")]
    exposed = b", ".join(dict.fromkeys(name for name, _ in own if name not in _READABLE))
    expose = ((b"access-control-expose-headers", exposed),) if exposed else ()
    return response._replace(headers=(*own, *_origin(request), *expose))


def _origin(request: Request) -> tuple[tuple[bytes, bytes], ...]:
    """The origin by its name, as only then cookies and credentials are sent."""
    return (
        (b"access-control-allow-origin", request.fields[b"origin"]),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    )
