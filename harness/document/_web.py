"""Documents over HTTP, bounded in size, time and redirects; and addresses without their secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.errors import UnreadableSource

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from httpx import Client

_MAX_BYTES = 200_000_000
_MAX_REDIRECTS = 5
# In seconds: how long a server may say nothing, and until when all of it must be there.
_SILENCE = 30
_DEADLINE = 120
_SECRET = re.compile(r"tok|key|sig|pass|pwd|secret|auth|cred|code|session|jwt|sas", re.IGNORECASE)
_HARMLESS = re.compile(r"[A-Za-z0-9._-]{0,24}")


def fetch(url: str) -> tuple[bytes, str]:
    """The body behind a URL, and the URL that redirects led to.

    Raises:
        UnreadableSource: no answer, an answer other than 2xx, too large a one, or none that is whole in time.
    """
    from threading import Thread

    import httpx  # 120 ms

    outcomes: list[tuple[bytes, str] | UnreadableSource] = []
    with httpx.Client(follow_redirects=True, max_redirects=_MAX_REDIRECTS, timeout=_SILENCE) as client:
        # The limits of the library are on silence; a server that trickles headers or a body never offends them.
        thread = Thread(target=lambda: outcomes.append(_outcome(client, url)), daemon=True)
        thread.start()
        thread.join(_DEADLINE)
    if not outcomes:
        raise UnreadableSource(
            f"{shown(url)} sends too slowly", cause=f"not done after {_DEADLINE:g} s", hint="fetch it into a file first"
        )
    if isinstance(outcomes[0], UnreadableSource):
        raise outcomes[0]
    return outcomes[0]


def _outcome(client: Client, url: str) -> tuple[bytes, str] | UnreadableSource:
    """What a URL answers, or why that cannot be read."""
    import httpx

    name = shown(url)
    try:
        return _answer(client, url)
    except UnreadableSource as error:
        return error
    except httpx.TooManyRedirects:
        return UnreadableSource(f"{name} redirects more than {_MAX_REDIRECTS} times")
    except Exception as error:  # noqa: BLE001 - in a thread nobody else would tell of it
        cause = str(error) or type(error).__name__
        return UnreadableSource(f"no answer from {name}", cause=cause.replace(url, name))


def _answer(client: Client, url: str) -> tuple[bytes, str]:
    with client.stream("GET", url, headers={"accept": "application/json, application/yaml, */*"}) as response:
        if not response.is_success:
            raise UnreadableSource(
                f"{shown(url)} answers {response.status_code} {response.reason_phrase}".rstrip(),
                hint="check the address in a browser" if response.status_code == 404 else None,
            )
        body = bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > _MAX_BYTES:
                raise UnreadableSource(f"{shown(url)} is larger than the {_MAX_BYTES:,} bytes that harness reads")
        return bytes(body), str(response.url)


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
