"""Documents over HTTP, bounded in size, time and redirects; and addresses without their secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.errors import UnreadableSource

if TYPE_CHECKING:
    from urllib.parse import SplitResult

_MAX_BYTES = 200_000_000
_MAX_REDIRECTS = 5
_SECONDS = 30
_SECRET = re.compile(r"tok|key|sig|pass|pwd|secret|auth|cred|code|session|jwt|sas", re.IGNORECASE)
_HARMLESS = re.compile(r"[A-Za-z0-9._-]{0,24}")


def fetch(url: str) -> tuple[bytes, str]:
    """The body behind a URL, and the URL that redirects led to.

    Raises:
        UnreadableSource: no answer, an answer other than 2xx, or too large a one.
    """
    from time import monotonic

    import httpx  # 120 ms

    name = shown(url)
    started = monotonic()
    try:
        with (
            httpx.Client(follow_redirects=True, max_redirects=_MAX_REDIRECTS, timeout=_SECONDS) as client,
            client.stream("GET", url, headers={"accept": "application/json, application/yaml, */*"}) as response,
        ):
            if not response.is_success:
                raise UnreadableSource(
                    f"{name} answers {response.status_code} {response.reason_phrase}".rstrip(),
                    hint="check the address in a browser" if response.status_code == 404 else None,
                )
            body = bytearray()
            for part in response.iter_bytes():
                body += part
                if len(body) > _MAX_BYTES:
                    raise UnreadableSource(f"{name} is larger than the {_MAX_BYTES:,} bytes that harness reads")
                # The library's limit is on silence; a body that trickles in never offends it.
                if monotonic() - started > 4 * _SECONDS:
                    raise UnreadableSource(f"{name} sends too slowly", cause=f"not done after {4 * _SECONDS} s")
            return bytes(body), str(response.url)
    except httpx.TooManyRedirects as error:
        raise UnreadableSource(f"{name} redirects more than {_MAX_REDIRECTS} times") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        cause = str(error) or type(error).__name__
        raise UnreadableSource(f"no answer from {name}", cause=cause.replace(url, name)) from error


def shown(url: str) -> str:
    """The URL as it may be shown: without user-info, without fragment, query values that may be secrets masked."""
    from urllib.parse import urlunsplit

    parts = _split(url)
    if parts is None:
        return "a malformed address"
    query = "&".join(_masked(part) for part in parts.query.split("&")) if parts.query else ""
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))


def identity(url: str) -> str:
    """The URL without user-info and fragment."""
    from urllib.parse import urlunsplit

    parts = _split(url)
    return url if parts is None else urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))


def _split(url: str) -> SplitResult | None:
    from urllib.parse import urlsplit

    try:
        return urlsplit(url)
    except ValueError:
        return None


def _masked(pair: str) -> str:
    name, equals, value = pair.partition("=")
    harmless = equals and not _SECRET.search(name) and _HARMLESS.fullmatch(value)
    return pair if harmless else f"{name[:40]}{equals}***" if equals else "***"
