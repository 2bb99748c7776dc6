"""The paths of the mock's own, below its prefix: how it is, and the documents that it serves.

They are for tools on the same machine: no page of another origin is answered.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from harness.mock._bodies import json_value
from harness.mock._deliveries import Delivery, is_near, webhook_of
from harness.mock._errors import problem
from harness.mock._export import exported
from harness.mock._http import Response, raw_header

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harness.mock._http import Request
    from harness.mock._service import Service

# An address, or a name without a dot: that of this machine, or of a container beside it.
_NEAR = re.compile(r"([0-9.]+|[A-Za-z0-9_-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?")
_JSON = ((b"content-type", b"application/json"), (b"cache-control", b"no-store"))


class Control:
    """Answers the paths below the prefix.

    Args:
        prefix: of all of them.
        more: further paths below the prefix, with what answers them: state has some.
    """

    __slots__ = ("_below", "_more", "prefix")

    def __init__(self, prefix: str, more: dict[str, Callable[[Request], Response]] | None = None) -> None:
        self.prefix = prefix.rstrip("/")
        self._below = f"{self.prefix}/"
        self._more = more or {}

    def has(self, path: str) -> bool:
        """Whether a path is one of the mock's own."""
        return path == self.prefix or path.startswith(self._below)

    def respond(self, request: Request, services: Sequence[Service]) -> Response:
        """The answer to a request of a path below the prefix."""
        if not _is_near(request):
            return problem(403, "pages of other origins have no access to the paths of the mock")
        path = request.path[len(self.prefix) :].rstrip("/") or "/health"
        if path.startswith("/webhooks/"):
            return _webhook(unquote(path.removeprefix("/webhooks/")), request, services)
        if path in self._more:
            return self._more[path](request)
        if path not in ("/health", "/openapi.json"):
            known = ", ".join(f"{self.prefix}{own}" for own in ("/health", "/openapi.json", *self._more))
            return problem(404, f"{request.path} is none of {known}")
        if request.method not in ("GET", "HEAD"):
            return problem(405, f"{request.method} is no method of {request.path}", (raw_header("Allow", "GET, HEAD"),))
        return _health(services) if path == "/health" else _openapi(request, services)


def _health(services: Sequence[Service]) -> Response:
    apis = [{"name": service.name, "snapshots": [label for label in service.editions if label]} for service in services]
    return _json({"status": "ok", "apis": apis})


def _webhook(name: str, request: Request, services: Sequence[Service]) -> Response:
    """Send a webhook to the address that the request names: `{"url": "http://127.0.0.1:8000/hook"}`."""
    if request.method != "POST":
        return problem(405, f"{request.method} is no method of {request.path}", (raw_header("Allow", "POST"),))
    asked = json_value(request.body)
    url = asked.get("url") if isinstance(asked, dict) else None
    if not isinstance(url, str) or not is_near(url):
        return problem(400, 'say where to, on loopback: {"url": "http://127.0.0.1:8000/hook"}')
    for service in services:
        edition = service.editions[service.versions.named(None).edition]
        webhook = webhook_of(edition.document, name)
        if webhook is not None:
            sent = Response(202, _JSON, json.dumps({"webhook": name, "url": url}).encode())
            return sent._replace(deliveries=(Delivery(url, webhook),))
    return problem(404, f"there is no webhook {name}")


def _openapi(request: Request, services: Sequence[Service]) -> Response:
    asked = {name: values[-1] for name, values in parse_qs(request.query).items()}
    name = asked.get("api")
    service = next((service for service in services if name in (None, service.name)), None)
    if service is None or (name is None and len(services) > 1):
        return problem(400, f"name an API with ?api=, one of {', '.join(service.name for service in services)}")
    resolved = service.versions.named(asked.get("version"))
    if resolved.reason is not None:
        return problem(resolved.status, resolved.reason)
    edition = service.editions[resolved.edition]
    return _json(exported(edition.document, service.versions.header, resolved.applied))


def _json(value: Any) -> Response:
    return Response(200, _JSON, json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _is_near(request: Request) -> bool:
    """Whether a request comes from no page, or from one that the mock itself has sent.

    A page can give its own name the address of this machine, so names of the world are no names of the mock.
    """
    host = request.text(b"host") or "localhost"
    if not _NEAR.fullmatch(host):
        return False
    origin = request.text(b"origin")
    if origin is None:
        return request.text(b"sec-fetch-site") in (None, "none", "same-origin")
    return origin.partition("://")[2] == host
