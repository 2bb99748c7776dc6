"""A server on the loopback that answers with the examples of the Sensay snapshots, and breaks its word on purpose.

What is wrong: see `_answer`. Everything else is as the snapshot of the requested day says.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from jsonschema_rs import Draft202012Validator

if TYPE_CHECKING:
    from harness.document import Document, Node, Operation

HEADER = "X-API-Version"
SECRET = "X-ORGANIZATION-SECRET"  # noqa: S105 - the name of a header


def served(documents: dict[str, Document], port: int) -> ThreadingHTTPServer:
    """The server, listening; `documents` are the snapshots by their dates, from the oldest."""
    tables = {date: [Route(operation) for operation in document.operations] for date, document in documents.items()}
    seen: set[tuple[str, str]] = set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            try:
                self.raw_requestline = self.rfile.readline(65537)
            except ConnectionError:
                self.raw_requestline = b""
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = self.headers.get(HEADER) or ""
            date = asked if asked in tables else next(reversed(tables))
            status, media_type, answer = _answer(tables, date, self.command, self.path, dict(self.headers), body, seen)
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(data)))
            self.send_header(HEADER, date)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *values: Any) -> None:  # noqa: A002
            pass

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


class Route:
    """An operation, ready to be asked."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.document = operation.document
        parts = re.split(r"\{[^}]*\}", operation.path)
        self.pattern = re.compile("([^/]+)".join(map(re.escape, parts)))
        self.names = re.findall(r"\{([^}]*)\}", operation.path)
        self.status, self.media_type, self.example = self._success()

    def refusal(self, path: str, query: str, headers: dict[str, str], body: bytes) -> str | None:
        """Why the request is not allowed; None where it is."""
        match = self.pattern.fullmatch(path)
        assert match is not None
        given = {
            "path": dict(zip(self.names, map(unquote, match.groups()), strict=True)),
            "query": {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()},
            "header": {name.lower(): value for name, value in headers.items()},
        }
        for parameter in self.operation.parameters:
            values = given.get(parameter.location, {})
            name = parameter.name.lower() if parameter.location == "header" else parameter.name
            schema = parameter.node.child("schema")
            if name not in values:
                if parameter.required:
                    return f"{parameter.name} is missing"
            elif schema is not None and not self._allows(schema, values[name]):
                return f"{parameter.name} is not valid"
        return self._body_refusal(body, headers)

    def _body_refusal(self, body: bytes, headers: dict[str, str]) -> str | None:
        said = self.operation.body
        if said is None or (not body and said.get("required") is not True):
            return None
        media_type = headers.get("Content-Type", "").partition(";")[0]
        content = said.child("content")
        schema = content and content.child(media_type) and content.child(media_type).child("schema")
        if schema is None:
            return "media type"
        try:
            return None if self._validator(schema).is_valid(json.loads(body)) else "the body is not valid"
        except ValueError:
            return "the body is no JSON"

    def _allows(self, schema: Node, text: str) -> bool:
        """Whether a parameter may have that text, as any of the types that it could mean."""
        validator = self._validator(schema)
        values: list[Any] = [text, text.split(",")]
        with suppress(ValueError):
            values.append(json.loads(text))
        return any(validator.is_valid(value) for value in values)

    def _validator(self, schema: Node) -> Draft202012Validator:
        components = self.document.content["components"]
        return Draft202012Validator({"allOf": [schema.value], "components": components}, validate_formats=True)

    def _success(self) -> tuple[int, str, Any]:
        for status, response in self.operation.responses.items():
            if status.startswith("2"):
                resolved = self.document.resolve(response)
                content = resolved.child("content") if resolved is not None else None
                for media_type, said in content.members() if content is not None else ():
                    return int(status), media_type, said.get("example")
                return int(status), "application/json", {}
        raise AssertionError(self.operation.name)


def _answer(
    tables: dict[str, list[Route]],
    date: str,
    method: str,
    target: str,
    headers: dict[str, str],
    body: bytes,
    seen: set[tuple[str, str]],
) -> tuple[int, str, Any]:
    url = urlsplit(target)
    route = _route(tables[date], method, url.path)
    if route is None:
        return 404, "application/json", _error("there is no such operation")
    name = route.operation.name
    declared = route.operation.responses
    if SECRET.lower() not in {name.lower() for name in headers} and "401" in declared:
        return 401, "application/json", _error("Unauthorized")
    # Wrong: sizes of pages are never looked at.
    query = "" if "page_size=" in url.query else url.query
    refusal = route.refusal(url.path, query, headers, body)
    if refusal is not None:
        # Wrong: users are refused with a status code that no snapshot names.
        status = 422 if name == "POST /v1/users" else 415 if refusal == "media type" else 400
        return status, "application/json", _error(refusal)
    if name == "GET /v1/users/me" and date < "2025-06":
        # Wrong: the old version answers with text.
        return 200, "text/plain", json.dumps(route.example).encode()
    if name == "GET /v1/training/{trainingID}" and (date, name) not in seen:
        # Wrong: the first request of a version comes too early.
        seen.add((date, name))
        return 503, "application/json", _error("warming up")
    newest = _route(tables[next(reversed(tables))], method, url.path)
    if newest is not None and name.endswith(("/messages", "GET /v1/replicas")):
        # Wrong: what these return is not brought back to the day that was asked for.
        return route.status, route.media_type, newest.example
    if route.example is None:
        # What has no example of its own returns a user.
        route = _route(tables[date], "GET", "/v1/users/me") or route
    return route.status, route.media_type, route.example


def _route(routes: list[Route], method: str, path: str) -> Route | None:
    return next((one for one in routes if one.operation.method == method and one.pattern.fullmatch(path)), None)


def _error(said: str) -> dict[str, Any]:
    return {
        "success": False,
        "error": said,
        "request_id": "req-0001",
        "fingerprint": "3b7c0d5e9f2a4168b0c4d1e7a96f8235",
    }
