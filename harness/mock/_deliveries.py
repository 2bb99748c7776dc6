"""Requests that the mock sends itself: declared callbacks, and webhooks on demand; to addresses on loopback alone."""

from __future__ import annotations

import ipaddress
import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.messages import BODY, Exchange
from harness.records import NamedTuple
from harness.vocabulary import parse_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.document import Document, Operation
    from harness.messages import HTTPRequest, Path
    from harness.mock._http import Request

logger = logging.getLogger(__name__)

_EXPRESSION = re.compile(r"\{?(\$(?:url|method|request\.[^{}]+))\}?")
_TIMEOUT = 5.0  # seconds


class Delivery(NamedTuple):
    """A request that is sent to a client.

    Attributes:
        url: whole, on loopback.
        request: what is sent there.
    """

    url: str
    request: HTTPRequest


def callbacks_of(operation: Operation, request: Request, values: Mapping[Path, Any]) -> Iterator[Delivery]:
    """The callbacks of an operation, where the request names an address on loopback for them.

    Source: OpenAPI 3.1.1, 4.8.18.3 Key Expression, and 4.8.20.4 Runtime Expressions.
    """
    for _, callback in operation.callbacks:
        url = _EXPRESSION.sub(lambda match: _evaluated(match[1], request, values), callback.path)
        if is_near(url):
            made = Exchange(callback).request()
            if made is not None:
                yield Delivery(url, made)
        elif url:
            logger.info("a callback is not sent: its address is not on loopback")


def webhook_of(document: Document, name: str) -> HTTPRequest | None:
    """The request of a webhook by its name, None where there is none."""
    webhook = next((own for own in document.operations if own.kind == "webhook" and own.path == name), None)
    return None if webhook is None else Exchange(webhook).request()


async def send(delivery: Delivery) -> int | None:
    """The status that a client answers with, None where it does not."""
    import httpx  # most mocks send nothing

    request = delivery.request
    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False, follow_redirects=False) as client:
            url = delivery.url + (f"{'&' if '?' in delivery.url else '?'}{request.query}" if request.query else "")
            answer = await client.request(
                request.method, url, headers=list(request.headers), content=request.body or None
            )
    except (httpx.HTTPError, httpx.InvalidURL):
        logger.warning("a client did not take the request that was sent to it")
        return None
    return answer.status_code


def is_near(url: str) -> bool:
    """Whether a URL is one of this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme in ("http", "https") and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False


def _evaluated(expression: str, request: Request, values: Mapping[Path, Any]) -> str:
    if expression == "$method":
        return request.method
    if expression == "$url":
        return request.path
    source, _, name = expression.removeprefix("$request.").partition(".")
    if source.partition("#")[0] == "body":
        return _text(_at(values.get(BODY), expression.partition("#")[2]))
    kind = f"{source} parameter"
    named = (own for path, own in values.items() if path[-1].kind == kind and path[-1].name.lower() == name.lower())
    if source == "header" and request.text(name.lower().encode()) is not None:
        return request.text(name.lower().encode()) or ""
    return _text(next(named, None))


def _at(value: Any, pointer: str) -> Any:
    for key in parse_pointer(pointer) if pointer.startswith("/") else ():
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
