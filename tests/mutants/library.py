"""A small dated API as documents and as a server that keeps its word, with switches that break one promise each."""

from __future__ import annotations

import json
import re
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

DAYS = ("2025-01-10", "2025-05-20", "2025-09-01")
HEADER = "X-Library-Version"
# Seconds in which books are counted.
COUNTED_WITHIN = 0.1
_SECOND, _THIRD = DAYS[1], DAYS[2]
# One promise each, and the check that has to see it.
FAULTS = {
    "no echo": "version-echo",
    "echo of what was sent": "version-echo",
    "version ignored": "version-leak",
    "old day answers as new": "version-leak",
    "new field in old version": "version-leak",
    "removed field in new version": "version-leak",
    "default is the newest": "version-default",
    "malformed version accepted": "version-refused",
    "early version accepted": "version-refused",
    "day in between is refused": "version-resolution",
    "new operation in old version": "version-operation",
    "caches mix versions": "version-vary",
    "no sunset": "sunset-header",
    "sunset not on errors": "sunset-header",
    "another sunset": "sunset-header",
    "echo not on errors": "version-echo",
    "undeclared types are bad requests": "unsupported-media-type",
    "unknown ids are answered": "unknown-id",
    "taken ids are taken again": "ids-unique",
    "versions keep apart": "shared-by-versions",
    "children outlive": "deleted-gone",
    "books outlive their shelf": "deleted-gone",
    "split lists lose one": "pages-complete",
    "split deletes leave": "deleted-gone",
    "new value in old version": "invalid-accepted",
    "new limit in old version": "valid-refused",
    "old limit in new version": "invalid-accepted",
    "old topics in new version": "break-made",
    "new topics in old version": "break-early",
    "pages overlap": "pages-disjoint",
    "pages lose one": "pages-complete",
    "wrong total": "pages-total",
    "limit ignored": "pages-limit",
    "page beyond the end fails": "pages-outside",
    "page 0 is page 1": "pages-outside",
    "cursor includes itself": "pages-disjoint",
    "cursor loses one": "pages-complete",
    "created is not readable": "created-readable",
    "created is not listed": "created-listed",
    "created with other values": "created-as-sent",
    "update is lost": "updated-readable",
    "update erases the rest": "lost-update",
    "deleted is still there": "deleted-gone",
    "deleted is still listed": "deleted-gone",
    "deleted twice": "deleted-twice",
    "replaced twice differs": "replaced-twice",
    "ids repeat": "ids-unique",
    "other tenants can read": "tenant-isolation",
    "other tenants can delete": "tenant-isolation",
    "other tenants are listed": "tenant-isolation",
    "no key needed": "security-required",
    "unknown keys taken": "security-unknown",
    "second alternative refused": "security-alternative",
    "user not needed": "security-required",
    "undeclared status": "status-code",
    "wrong media type": "content-type",
    "missing property": "response-schema",
    "wrong error": "response-schema",
    "missing header": "headers",
    "missing location": "location",
    "wrong location": "location",
    "server error": "server-error",
    "wrong method is taken": "method-not-allowed",
    "no allow": "method-not-allowed",
    "unknown path is taken": "unknown-path",
    "plain text is taken": "unsupported-media-type",
    "broken body is taken": "malformed-body",
    "stream without end": "stream-form",
    "stream of garbage": "stream-form",
    "closed within the answer": "transport",
    "newest default in old version": "default-applied",
    "filter ignored": "filter",
    "always more pages": "pages-more",
    "accept ignored": "accept",
    "nothing is acceptable": "accept",
    "head fails": "head",
    "new header in old version": "version-leak",
    "new value shown in old version": "version-leak",
    "other values in old version": "version-differential",
    "sunset of a version that stays": "sunset-header",
    "error names another status": "error-envelope",
    "errors of methods are pages": "error-envelope",
    "unknown readers taken": "security-unknown",
    "longer keys taken": "security-unknown",
    "children of any parent": "parents-apart",
    "delete takes the next": "deleted-gone",
    "deleted can be changed": "deleted-gone",
    "cannot be deleted": "deleted-gone",
    "list is stale": "updated-readable",
    "cannot be changed": "updated-readable",
    "sent is not shown": "created-as-sent",
    "refused and done": "tenant-isolation",
    "others create below": "tenant-isolation",
    "total of the page": "pages-total",
    "default size ignored": "pages-limit",
    "stream without events": "stream-form",
    "callback lacks a property": "callback-request",
    "callback by another method": "callback-request",
    "callback of the newest version": "callback-request",
    "webhook lacks a property": "webhook-request",
    "webhook by another method": "webhook-request",
    "webhook of the newest version": "webhook-request",
    "counting takes long": "slow-answer",
    "drafts can be read by others": "user-isolation",
    "drafts are listed for others": "user-isolation",
    "drafts can be deleted by others": "user-isolation",
}


def document(day: str) -> dict[str, Any]:
    """The OpenAPI document of a day."""
    second, third = day >= _SECOND, day >= _THIRD
    kinds = ["novel", "essay", *(["poem"] if second else [])]
    name = {"type": "string", "minLength": 1, "maxLength": 40 if third else 80}
    shelf_in = {
        "type": "object",
        "additionalProperties": False,
        "required": ["name"],
        "properties": {
            "name": name,
            **({} if third else {"room": {"type": "string", "maxLength": 30}}),
            **({"floor": {"type": "integer", "minimum": 0, "maximum": 90}} if second else {}),
        },
    }
    shelf = {**shelf_in, "required": ["id", "name"], "properties": {"id": _UUID, **shelf_in["properties"]}}
    del shelf["additionalProperties"]
    book_in = {
        "type": "object",
        "additionalProperties": False,
        "required": ["title", "kind"],
        "properties": {
            "title": {"type": "string", "minLength": 1, "maxLength": 60},
            "kind": {"enum": kinds},
            "copies": {"type": "integer", "minimum": 1, "maximum": 99, "default": _COPIES[third]},
        },
    }
    book_change = {**book_in, "required": [], "minProperties": 1}
    book = {
        "type": "object",
        "required": ["id", "title", "kind", *(["pages"] if second else [])],
        "properties": {
            "id": _UUID,
            **book_in["properties"],
            **({"pages": {"type": "integer"}} if second else {}),
        },
    }
    total = {} if third else {"total": {"type": "integer", "minimum": 0}}
    shelves, books = _list("Shelf", total), _list("Book", {"more": {"type": "boolean"}})
    by_page = [
        _parameter("query", "page", {"type": "integer", "minimum": 0, "maximum": 1000, "default": 1}),
        _parameter("query", "size", {"type": "integer", "minimum": 1, "maximum": 50, "default": 10}),
    ]
    by_cursor = [
        _parameter("query", "limit", {"type": "integer", "minimum": 1, "maximum": 50, "default": 10}),
        _parameter("query", "after", {"type": "string", "format": "uuid"}),
        _parameter("query", "kind", {"type": "string", "enum": kinds}),
    ]
    gone = {"204": {"description": "gone"}} if third else {"200": _json(_DELETED)}
    shelf_id, book_id = _parameter("path", "shelfId", _UUID), _parameter("path", "bookId", _UUID)
    note_id = _parameter("path", "noteId", _UUID)
    reader_id = _parameter("path", "readerId", {"type": "string"})
    both = [{"Key": [], "Reader": []}]
    either = [{"Key": []}, *both]
    paths: dict[str, Any] = {
        "/shelves": {
            "get": _operation({"200": _json(shelves)}, by_page, third=third),
            "post": _operation({"201": _json(_ref("Shelf"), location=True)}, body=_ref("ShelfIn"), third=third),
        },
        "/shelves/{shelfId}": {
            "get": _operation({"200": _json(_ref("Shelf"))}, [shelf_id], third=third),
            "put": _operation({"200": _json(_ref("Shelf"))}, [shelf_id], body=_ref("ShelfIn"), third=third),
            "delete": _operation(gone, [shelf_id], third=third),
        },
        "/shelves/{shelfId}/books": {
            "get": _operation({"200": _json(books)}, [shelf_id, *by_cursor], third=third),
            "post": _operation(
                {"201": _json(_ref("Book"), location=True)}, [shelf_id], body=_ref("BookIn"), third=third
            ),
        },
        "/shelves/{shelfId}/books/{bookId}": {
            "get": _operation({"200": _json(_ref("Book"))}, [shelf_id, book_id], third=third),
            "patch": _operation(
                {"200": _json(_ref("Book"))}, [shelf_id, book_id], body=_ref("BookChange"), third=third
            ),
            "delete": _operation(gone, [shelf_id, book_id], third=third),
        },
        "/shelves/{shelfId}/notes": {
            "post": _operation({"201": _json(_NOTE)}, [shelf_id], body=_NOTE_IN, third=third),
        },
        "/notes": {"get": _operation({"200": _json(_notes())}, by_page, third=third)},
        "/notes/{noteId}": {
            "get": _operation({"200": _json(_NOTE)}, [note_id], third=third),
            "delete": _operation(gone, [note_id], third=third),
        },
        "/readers": {
            "post": _operation({"201": _json(_READER), "409": _json(_ref("Error"))}, body=_READER_IN, third=third)
        },
        "/readers/{readerId}": {"get": _operation({"200": _json(_READER)}, [reader_id], third=third)},
        "/me": {"get": {**_operation({"200": _me(), "406": _json(_ref("Error"))}, third=third), "security": both}},
        "/summaries": {
            "post": {
                **_operation({"200": _stream()}, body=_summary(day), third=third),
                "callbacks": _callbacks(third=third),
            }
        },
    }
    if third:
        shelves_count = {"X-Shelf-Count": {"schema": {"type": "integer"}}}
        paths["/shelves"]["get"]["responses"]["200"]["headers"].update(shelves_count)
        counted = {"type": "object", "required": ["books"], "properties": {"books": {"type": "integer"}}}
        draft_id = _parameter("path", "draftId", _UUID)
        paths["/drafts"] = {
            "get": {**_operation({"200": _json(_notes())}, by_page, third=third), "security": either},
            "post": {**_operation({"201": _json(_NOTE)}, body=_NOTE_IN, third=third), "security": either},
        }
        paths["/drafts/{draftId}"] = {
            "get": {**_operation({"200": _json(_NOTE)}, [draft_id], third=third), "security": either},
            "delete": {**_operation(gone, [draft_id], third=third), "security": either},
        }
        paths["/shelves/{shelfId}/count"] = {"get": _operation({"200": _json(counted)}, [shelf_id], third=third)}
    if second:
        hook_id = _parameter("path", "hookId", _UUID)
        paths["/hooks"] = {"post": _operation({"201": _json(_HOOK)}, body=_HOOK_IN, third=third)}
        paths["/hooks/{hookId}"] = {"delete": _operation(gone, [hook_id], third=third)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Library", "version": day},
        **({"webhooks": _webhooks(third=third)} if second else {}),
        "servers": [{"url": "https://library.example"}],
        "security": [{"Key": [], "Reader": []}, {"Key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "Key": {"type": "apiKey", "in": "header", "name": "X-Library-Key"},
                "Reader": {"type": "apiKey", "in": "header", "name": "X-Reader"},
            },
            "schemas": {
                "Shelf": shelf,
                "ShelfIn": shelf_in,
                "Book": book,
                "BookIn": book_in,
                "BookChange": book_change,
                "Error": _ERROR,
            },
        },
    }


def store(folder: Path) -> Path:
    """The documents as a store of snapshots, with their settings."""
    api = folder / "library"
    api.mkdir(parents=True)
    for day in DAYS:
        (api / f"{day}.json").write_text(json.dumps(document(day)))
    settings = [
        'title = "Library"',
        "[version]",
        f'header = "{HEADER}"',
        f'default = "{DAYS[0]}"',
        'style = "any-day"',
        f'echo = "{HEADER}"',
    ]
    (api / "api.toml").write_text("\n".join(settings) + "\n")
    return folder


class Library:
    """The server, as an ASGI application.

    Args:
        faults: names of the switches that are on.
    """

    def __init__(self, faults: frozenset[str] = frozenset()) -> None:
        unknown = faults - set(FAULTS)
        assert not unknown, unknown
        self.faults = faults
        self.shelves: dict[str, dict[str, dict[str, Any]]] = {}
        self.books: dict[str, dict[str, dict[str, Any]]] = {}
        self.ghosts: list[dict[str, Any]] = []
        self.drafts: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        self.hooks: dict[str, dict[str, tuple[str, bool]]] = {}
        self.notes: dict[str, dict[str, dict[str, Any]]] = {}
        self.readers: dict[str, dict[str, dict[str, Any]]] = {}
        self.number = 0

    async def __call__(
        self, scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        answer = _Answer(self, scope, body)
        with suppress(_Ended):
            answer.make()
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})


class _Ended(Exception):
    """The answer is complete."""


class _Answer:
    """One answer being made."""

    def __init__(self, library: Library, scope: dict[str, Any], body: bytes) -> None:
        self.library = library
        self.method: str = scope["method"]
        self.path: str = scope["raw_path"].decode()
        self.sent = [(name.decode().lower(), value.decode("latin-1")) for name, value in scope["headers"]]
        self.query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        self.raw = body
        self.status = 200
        self.headers: list[tuple[str, str]] = []
        self.body = b""
        self.day = DAYS[0]
        self.named = DAYS[0]

    def on(self, fault: str) -> bool:
        return fault in self.library.faults

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.sent if key == name.lower()), None)

    def end(self, status: int, value: Any = None, headers: tuple[tuple[str, str], ...] = ()) -> None:
        self.status = status
        self.headers += headers
        if value is not None:
            media_type = "application/json"
            if self.on("wrong media type") and self.path == "/shelves" and status == 200:
                media_type = "text/html"
            self.headers.append(("Content-Type", media_type))
            self.body = json.dumps(value).encode()
        if self.day >= _THIRD and status < 300 and not (self.on("missing header") and self.method == "GET"):
            self.headers.append(("X-Request-Id", "r-1"))
        length = len(self.body) + (5 if self.on("closed within the answer") and self.path == "/me" else 0)
        if status != 204:
            self.headers.append(("Content-Length", str(length)))
        if not self.on("no echo") and not (self.on("echo not on errors") and status >= 400):
            self.headers.append((HEADER, self.named))
        shelf_list = self.method == "GET" and self.path == "/shelves" and status == 200
        if shelf_list and (self.day >= _THIRD or self.on("new header in old version")):
            self.headers.append(("X-Shelf-Count", "3"))
        if self.on("sunset of a version that stays") and self.named == DAYS[-1]:
            self.headers.append(("Sunset", "Sun, 31 Jan 2027 23:59:59 GMT"))
        if self.on("caches mix versions") and self.method == "GET":
            self.headers.append(("Cache-Control", "public, max-age=3600"))
        ends = self.named == DAYS[0] and not self.on("no sunset")
        if ends and not (self.on("sunset not on errors") and status >= 400):
            day = "Mon, 01 Feb 2027 23:59:59 GMT" if self.on("another sunset") else "Sun, 31 Jan 2027 23:59:59 GMT"
            self.headers += [("Sunset", day), ("Deprecation", "@1767225600")]
        raise _Ended

    def fail(self, status: int, message: str) -> None:
        if self.on("wrong error"):
            self.end(status, {"message": message})
        headers = (("WWW-Authenticate", "Key"),) if status == 401 else ()
        self.end(
            status, {"error": message, "status": 400 if self.on("error names another status") else status}, headers
        )

    def make(self) -> None:
        self._resolve()
        route, ids = self._route()
        if route is None:
            if self.on("unknown path is taken"):
                self.end(200, {})
            self.fail(404, "no such path")
        item = document(self.day)["paths"][route]
        if self.method.lower() not in item:
            if self.method == "HEAD" and "get" in item:
                self.method = "GET"
                if self.on("head fails"):
                    self.end(204)
            elif self.on("wrong method is taken"):
                self.end(200, {})
            else:
                allow = (("Allow", ", ".join(method.upper() for method in item)),)
                if self.on("no allow"):
                    allow = ()
                if self.on("errors of methods are pages"):
                    self.body = b"<html>no</html>"
                    self.headers.append(("Content-Type", "text/html"))
                    self.end(405, None, allow)
                self.end(405, {"error": "no such method"}, allow)
        self._authenticate(both=route == "/me")
        value = self._read(item[self.method.lower()])
        self._check(item[self.method.lower()])
        if self.on("server error") and route == "/shelves" and self.query.get("page") == "2":
            self.end(500, {"error": "no"})
        getattr(self, "_" + re.sub(r"\W+", "_", f"{self.method} {route}").strip("_").lower())(ids, value)

    def _resolve(self) -> None:
        values = {value.strip() for name, value in self.sent if name == HEADER.lower()}
        if self.on("version ignored"):
            self.day, self.named = DAYS[-1], next(iter(values), DAYS[0])
            return
        if len(values) > 1:
            self.fail(400, "two versions")
        if not values:
            self.day = self.named = DAYS[-1] if self.on("default is the newest") else DAYS[0]
            return
        value = values.pop()
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", value) or value == "2025-02-30":
            if self.on("malformed version accepted"):
                return
            self.fail(400, f"no version {value[:20]}; known: {', '.join(DAYS)}")
        days = [day for day in DAYS if day <= value]
        if not days:
            if self.on("early version accepted"):
                return
            self.fail(400, f"version too early; known: {', '.join(DAYS)}")
        if self.on("day in between is refused") and value not in DAYS:
            self.fail(400, "unknown version")
        self.day = self.named = days[-1]
        if self.on("old day answers as new") and self.day == DAYS[0]:
            self.day = DAYS[-1]
        if self.on("echo of what was sent"):
            self.named = value

    def _route(self) -> tuple[str | None, dict[str, str]]:
        paths = dict(document(self.day)["paths"])
        if self.on("new operation in old version"):
            paths = dict(document(DAYS[-1])["paths"])
        for route in paths:
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(route))
            match = re.fullmatch(pattern, self.path)
            if match is not None:
                if route not in document(self.day)["paths"]:
                    self.end(200, {"books": 0})
                return route, {name: unquote(value) for name, value in match.groupdict().items()}
        return None, {}

    def _authenticate(self, *, both: bool) -> None:
        key, reader = self.header("x-library-key"), self.header("x-reader")
        self.tenant = f"{key} {self.day}" if self.on("versions keep apart") else key or ""
        mine = key is not None and key.startswith("tenant-")
        known = (mine and (_is_known(key) or self.on("longer keys taken"))) or (key and self.on("unknown keys taken"))
        if reader is not None and not _is_known(reader) and not self.on("unknown readers taken"):
            known = False
        if self.on("no key needed"):
            known = True
        if self.on("second alternative refused") and reader is None:
            known = False
        if both and not reader and not self.on("user not needed"):
            known = False
        if not known:
            self.fail(401, "who are you?")

    def _read(self, operation: dict[str, Any]) -> Any:
        if "requestBody" not in operation:
            return None
        media_type = (self.header("content-type") or "").partition(";")[0].strip()
        if media_type != "application/json" and not self.on("plain text is taken"):
            self.fail(400 if self.on("undeclared types are bad requests") else 415, "send JSON")
        try:
            value = json.loads(self.raw)
        except ValueError:
            if self.on("broken body is taken"):
                schema = operation["requestBody"]["content"]["application/json"]["schema"]
                return (
                    {"name": "x", "title": "x", "kind": "novel", "text": "x", "url": "", "events": []}
                    if schema
                    else None
                )
            self.fail(400, "no JSON")
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        day = self.day
        if self.on("new value in old version"):
            day = DAYS[-1] if schema == _ref("BookIn") else day
        name = value.get("name") if schema == _ref("ShelfIn") and isinstance(value, dict) else None
        length = len(name) if isinstance(name, str) else 0
        if self.on("new limit in old version") and day < _THIRD and length > 40:
            self.fail(400, "the name is too long")
        if self.on("old limit in new version") and 40 < length <= 80:
            return value
        if schema == _summary(self.day):
            new = self.day >= _THIRD
            amiss = self.on("old topics in new version") if new else self.on("new topics in old version")
            schema = _summary(DAYS[0] if new else DAYS[-1]) if amiss else schema
        problem = _problem(schema, document(day), value)
        if problem is not None:
            self.fail(400, problem)
        return value

    def _check(self, operation: dict[str, Any]) -> None:
        for parameter in operation.get("parameters", ()):
            name, schema = parameter["name"], parameter["schema"]
            if parameter["in"] != "query" or name not in self.query:
                continue
            text = self.query[name]
            if schema["type"] == "integer":
                if not re.fullmatch(r"-?[0-9]+(\.0+)?", text):
                    self.fail(400, f"{name} is no integer")
                if not schema["minimum"] <= float(text) <= schema["maximum"]:
                    self.fail(400, f"{name} is out of bounds")
            elif "enum" in schema:
                if text not in schema["enum"]:
                    self.fail(400, f"{name} is none of {schema['enum']}")
            elif not re.fullmatch(_HEX, text):
                self.fail(400, f"{name} is no uuid")

    # What the API does.

    def _post_shelves_shelfid_notes(self, ids: dict[str, str], value: Any) -> None:
        self._own(ids)
        note = {**value, "id": self._id()}
        self.library.notes.setdefault(self.tenant, {})[note["id"]] = note
        self.end(201, note)

    def _get_notes(self, _: dict[str, str], __: Any) -> None:
        notes = list(self.library.notes.get(self.tenant, {}).values())
        page, size = int(float(self.query.get("page", "1"))), int(float(self.query.get("size", "10")))
        start = (page - 1) * size + (self.on("split lists lose one") and page > 1)
        self.end(200, {"items": notes[start : (page - 1) * size + size]})

    def _get_notes_noteid(self, ids: dict[str, str], _: Any) -> None:
        note = self.library.notes.get(self.tenant, {}).get(ids["noteId"])
        if note is None:
            self.fail(404, "no such note")
        self.end(200, note)

    def _delete_notes_noteid(self, ids: dict[str, str], _: Any) -> None:
        mine = self.library.notes.get(self.tenant, {})
        if ids["noteId"] not in mine:
            self.fail(404, "no such note")
        if not self.on("split deletes leave"):
            del mine[ids["noteId"]]
        self._gone()

    def _drafts(self, fault: str) -> dict[str, dict[str, Any]]:
        """The drafts that whoever asks may see: what is made without a reader is the tenant's."""
        mine: dict[str, dict[str, Any]] = {}
        for (tenant, reader), drafts in self.library.drafts.items():
            if tenant == self.tenant and (reader == (self.header("x-reader") or "") or self.on(fault)):
                mine |= drafts
        return mine

    def _post_drafts(self, _: dict[str, str], value: Any) -> None:
        draft = {**value, "id": self._id()}
        owner = self.tenant, self.header("x-reader") or ""
        self.library.drafts.setdefault(owner, {})[draft["id"]] = draft
        self.end(201, draft)

    def _get_drafts(self, _: dict[str, str], __: Any) -> None:
        drafts = list(self._drafts("drafts are listed for others").values())
        page, size = int(float(self.query.get("page", "1"))), int(float(self.query.get("size", "10")))
        self.end(200, {"items": drafts[(page - 1) * size : page * size]})

    def _get_drafts_draftid(self, ids: dict[str, str], _: Any) -> None:
        draft = self._drafts("drafts can be read by others").get(ids["draftId"])
        if draft is None:
            self.fail(404, "no such draft")
        self.end(200, draft)

    def _delete_drafts_draftid(self, ids: dict[str, str], _: Any) -> None:
        if ids["draftId"] not in self._drafts("drafts can be deleted by others"):
            self.fail(404, "no such draft")
        for drafts in self.library.drafts.values():
            drafts.pop(ids["draftId"], None)
        self._gone()

    def _post_readers(self, _: dict[str, str], value: Any) -> None:
        mine = self.library.readers.setdefault(self.tenant, {})
        reader = {"id": self._id(), **value}
        if reader["id"] in mine and not self.on("taken ids are taken again"):
            self.end(409, {"error": "there is one"})
        mine[reader["id"]] = reader
        self.end(201, reader)

    def _get_readers_readerid(self, ids: dict[str, str], _: Any) -> None:
        reader = self.library.readers.get(self.tenant, {}).get(ids["readerId"])
        if reader is None and self.on("unknown ids are answered"):
            reader = {"id": ids["readerId"], "name": "somebody"}
        if reader is None:
            self.fail(404, "no such reader")
        self.end(200, reader)

    def _own(self, ids: dict[str, str]) -> dict[str, Any]:
        shelves = self.library.shelves.setdefault(self.tenant, {})
        shelf = shelves.get(ids["shelfId"])
        if shelf is None and self.on("other tenants can read") and self.method == "GET":
            everything = {id_: one for mine in self.library.shelves.values() for id_, one in mine.items()}
            shelf = everything.get(ids["shelfId"])
        if shelf is None and self.on("refused and done") and self.method == "DELETE":
            for mine in self.library.shelves.values():
                mine.pop(ids["shelfId"], None)
        if shelf is None and self.on("others create below") and self.method == "POST":
            shelf = {}
        if shelf is None and self.on("other tenants can delete") and self.method == "DELETE":
            for mine in self.library.shelves.values():
                if ids["shelfId"] in mine:
                    return mine[ids["shelfId"]]
        if shelf is None:
            self.fail(404, "no such shelf")
        assert shelf is not None
        return shelf

    def _book(self, ids: dict[str, str]) -> dict[str, Any]:
        ghosts = {ghost["id"] for ghost in self.library.ghosts} if self.on("books outlive their shelf") else set()
        if ids["shelfId"] not in ghosts:
            self._own(ids)
        book = self.library.books.get(ids["shelfId"], {}).get(ids["bookId"])
        if book is None and self.on("children of any parent"):
            book = next((own[ids["bookId"]] for own in self.library.books.values() if ids["bookId"] in own), None)
        if book is None:
            self.fail(404, "no such book")
        assert book is not None
        return book

    def _shelf(self, shelf: dict[str, Any]) -> dict[str, Any]:
        names = ["id", "name"]
        names += ["room"] if self.day < _THIRD or self.on("removed field in new version") else []
        names += ["floor"] if self.day >= _SECOND or self.on("new field in old version") else []
        if self.on("missing property") and self.method == "GET":
            names.remove("name")
        shown = {name: shelf[name] for name in names if name in shelf}
        if self.on("sent is not shown") and self.method == "GET":
            shown.pop("floor", None)
        if self.day >= _THIRD and "name" in shown and not self.on("old limit in new version"):
            shown["name"] = shown["name"][:40]
        return shown

    def _shown(self, book: dict[str, Any]) -> dict[str, Any]:
        names = ["id", "title", "kind", "copies", *(["pages"] if self.day >= _SECOND else [])]
        shown = {name: book[name] for name in names}
        if self.on("other values in old version") and self.day == _SECOND:
            shown["pages"] = 70
        if self.day < _SECOND and shown["kind"] == "poem" and not self.on("new value shown in old version"):
            shown["kind"] = "essay"
        return shown

    def _id(self) -> str:
        self.library.number += 0 if self.on("ids repeat") and self.library.number else 1
        return f"00000000-0000-4000-8000-{self.library.number:012d}"

    def _made(self, base: str, id_: str) -> tuple[tuple[str, str], ...]:
        if self.on("missing location"):
            return ()
        return (("Location", f"{base}/{quote('other' if self.on('wrong location') else id_)}"),)

    def _get_shelves(self, ids: dict[str, str], _: Any) -> None:
        shelves = list(self.library.shelves.setdefault(self.tenant, {}).values())
        if self.on("other tenants are listed"):
            shelves = [one for mine in self.library.shelves.values() for one in mine.values()]
        if self.on("created is not listed"):
            shelves = shelves[:-1]
        if self.on("deleted is still listed"):
            shelves += [ghost for ghost in self.library.ghosts if ghost["tenant"] == self.tenant]
        page, size = int(float(self.query.get("page", "1"))), int(float(self.query.get("size", "10")))
        page = max(page, 1) if self.on("page 0 is page 1") else page
        start = (page - 1) * size
        if self.on("pages overlap") and page > 1:
            start -= 1
        if self.on("pages lose one") and page > 1:
            start += 1
        items = shelves[start : start + size]
        if self.on("default size ignored") and "size" not in self.query:
            items = shelves
        if self.on("limit ignored"):
            items = shelves[start:]
        if self.on("page beyond the end fails") and start > len(shelves):
            self.end(500, {"error": "no"})
        if self.on("undeclared status"):
            self.status = 206
        count = len(items) if self.on("total of the page") else len(shelves) + self.on("wrong total")
        total = {"total": count} if self.day < _THIRD else {}
        status = 206 if self.on("undeclared status") else 200
        shown = [self._shelf(shelf) for shelf in items]
        if self.on("list is stale"):
            shown = [{**one, "name": shelf["first"]} for one, shelf in zip(shown, items, strict=True)]
        self.end(status, {"items": shown, **total})

    def _post_shelves(self, _: dict[str, str], value: Any) -> None:
        id_ = self._id()
        kept = dict(value)
        if self.on("created with other values"):
            kept["name"] = "other"
        shelf = {**kept, "id": id_, "tenant": self.tenant, "first": kept["name"][:40]}
        if self.on("new field in old version"):
            shelf.setdefault("floor", 1)
        if self.on("removed field in new version"):
            shelf.setdefault("room", "red")
        if not self.on("created is not readable"):
            self.library.shelves.setdefault(self.tenant, {})[id_] = shelf
        for url, third in list(self.library.hooks.get(self.tenant, {}).values()):
            is_third = third or self.on("webhook of the newest version")
            sent = {"event": "shelf.made", ("shelf" if is_third else "shelf_id"): id_}
            sent = {"event": "shelf.made"} if self.on("webhook lacks a property") else sent
            method = "PUT" if self.on("webhook by another method") else "POST"
            Thread(target=_sent, args=(url, method, sent)).start()
        self.end(201, self._shelf(shelf), self._made("/shelves", id_))

    def _post_hooks(self, _: dict[str, str], value: Any) -> None:
        id_ = self._id()
        if "shelf.made" in value["events"]:
            self.library.hooks.setdefault(self.tenant, {})[id_] = value["url"], self.day >= _THIRD
        self.end(201, {"id": id_, **value})

    def _delete_hooks_hookid(self, ids: dict[str, str], _: Any) -> None:
        if self.library.hooks.get(self.tenant, {}).pop(ids["hookId"], None) is None:
            self.fail(404, "no such hook")
        self._gone()

    def _get_shelves_shelfid(self, ids: dict[str, str], _: Any) -> None:
        self.end(200, self._shelf(self._own(ids)))

    def _put_shelves_shelfid(self, ids: dict[str, str], value: Any) -> None:
        if self.on("deleted can be changed") and ids["shelfId"] in {ghost["id"] for ghost in self.library.ghosts}:
            self.end(200, self._shelf({**value, "id": ids["shelfId"]}))
        if self.on("cannot be changed"):
            self.fail(404, "no such shelf")
        shelf = self._own(ids)
        rest = {name: shelf[name] for name in ("id", "tenant", "first")}
        if self.day >= _THIRD and "room" in shelf:
            rest["room"] = shelf["room"]
        if self.day < _SECOND and "floor" in shelf:
            rest["floor"] = shelf["floor"]
        shown = {**rest, **value}
        same = shown == shelf
        if not self.on("update is lost"):
            shelf.clear()
            shelf.update(shown)
        if self.on("replaced twice differs") and same:
            shelf["name"] = f"{value['name'][:20]}+"
            shown = shelf
        self.end(200, self._shelf(shown))

    def _gone(self) -> None:
        if self.day >= _THIRD:
            self.end(204)
        self.end(200, {"deleted": True})

    def _delete_shelves_shelfid(self, ids: dict[str, str], _: Any) -> None:
        mine = self.library.shelves.setdefault(self.tenant, {})
        if self.on("deleted twice") and ids["shelfId"] in {ghost["id"] for ghost in self.library.ghosts}:
            self._gone()
        if self.on("cannot be deleted"):
            self.fail(404, "no such shelf")
        shelf = self._own(ids)
        self.library.ghosts.append(shelf)
        if self.on("delete takes the next"):
            following = list(mine)[list(mine).index(ids["shelfId"]) + 1 :]
            mine.pop(next(iter(following), ""), None)
        if not self.on("deleted is still there"):
            for other in self.library.shelves.values():
                other.pop(ids["shelfId"], None)
            mine.pop(ids["shelfId"], None)
        self._gone()

    def _get_shelves_shelfid_books(self, ids: dict[str, str], _: Any) -> None:
        if not self.on("children outlive"):
            self._own(ids)
        books = list(self.library.books.get(ids["shelfId"], {}).values())
        after, limit = self.query.get("after"), int(float(self.query.get("limit", "10")))
        start = 0
        if after is not None:
            places = [number for number, book in enumerate(books) if book["id"] == after]
            if not places:
                self.fail(400, "after names no book")
            start = places[0] + 1 - self.on("cursor includes itself") + self.on("cursor loses one")
        if "kind" in self.query and not self.on("filter ignored"):
            books = [book for book in books if self._shown(book)["kind"] == self.query["kind"]]
        more = len(books) > start + limit or self.on("always more pages")
        self.end(200, {"items": [self._shown(book) for book in books[start : start + limit]], "more": more})

    def _post_shelves_shelfid_books(self, ids: dict[str, str], value: Any) -> None:
        self._own(ids)
        default = _COPIES[self.day >= _THIRD or self.on("newest default in old version")]
        book = {"copies": default, **value, "id": self._id(), "pages": 7}
        self.library.books.setdefault(ids["shelfId"], {})[book["id"]] = book
        self.end(201, self._shown(book), self._made(f"/shelves/{ids['shelfId']}/books", book["id"]))

    def _get_shelves_shelfid_books_bookid(self, ids: dict[str, str], _: Any) -> None:
        self.end(200, self._shown(self._book(ids)))

    def _patch_shelves_shelfid_books_bookid(self, ids: dict[str, str], value: Any) -> None:
        book = self._book(ids)
        book.update(value)
        if self.on("update erases the rest") and "title" not in value:
            book["title"] = "untitled"
        if self.on("update erases the rest") and "kind" not in value:
            book["kind"] = "essay" if book["kind"] != "essay" else "novel"
        self.end(200, self._shown(book))

    def _delete_shelves_shelfid_books_bookid(self, ids: dict[str, str], _: Any) -> None:
        self._book(ids)
        del self.library.books[ids["shelfId"]][ids["bookId"]]
        self._gone()

    def _get_shelves_shelfid_count(self, ids: dict[str, str], _: Any) -> None:
        self._own(ids)
        if self.on("counting takes long"):
            sleep(2 * COUNTED_WITHIN)
        self.end(200, {"books": len(self.library.books.get(ids["shelfId"], {}))})

    def _get_me(self, _: dict[str, str], __: Any) -> None:
        accepted = [item.partition(";")[0].strip() for item in (self.header("accept") or "*/*").split(",")]
        if "text/plain" in accepted and not self.on("accept ignored"):
            self.body = (self.header("x-reader") or "").encode()
            self.headers.append(("Content-Type", "text/plain"))
            self.end(200)
        ignored = self.on("accept ignored") or self.on("nothing is acceptable")
        if not {"application/json", "*/*"} & set(accepted) and not ignored:
            self.fail(406, "JSON or text")
        self.end(200, {"name": self.header("x-reader")})

    def _post_summaries(self, _: dict[str, str], value: Any) -> None:
        if "notify" in value:
            is_third = self.day >= _THIRD or self.on("callback of the newest version")
            sent = {"words": len(value["text"].split())} if is_third else {"length": str(len(value["text"]))}
            sent = {} if self.on("callback lacks a property") else sent
            method = "PUT" if self.on("callback by another method") else "POST"
            Thread(target=_sent, args=(value["notify"], method, sent)).start()
        if "text/event-stream" not in (self.header("accept") or ""):
            self.end(200, {"text": value["text"][:10]})
        lines = [f"data: {json.dumps({'text': part})}\n\n" for part in ("a", "b")]
        end = "" if self.on("stream without end") else "data: [DONE]\n\n"
        if self.on("stream without events"):
            lines, end = [": nothing\n\n"], ""
        text = "hello\x00world" if self.on("stream of garbage") else "".join(lines) + end
        if self.on("stream without end"):
            text = text[:-6]
        self.body = text.encode()
        self.headers.append(("Content-Type", "text/event-stream"))
        self.end(200)


_COPIES = (1, 2)
_HEX = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_UUID = {"type": "string", "format": "uuid"}
_NOTE_IN = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text"],
    "properties": {"text": {"type": "string", "maxLength": 100}},
}
_NOTE = {
    "type": "object",
    "required": ["id", "text"],
    "properties": {"id": _UUID, "text": {"type": "string"}},
}
_HOOK_IN = {
    "type": "object",
    "additionalProperties": False,
    "required": ["url", "events"],
    "properties": {
        "url": {"type": "string", "format": "uri"},
        "events": {"type": "array", "items": {"enum": ["shelf.lost", "shelf.made"]}, "maxItems": 2},
    },
}
_HOOK = {
    "type": "object",
    "required": ["id", "url"],
    "properties": {"id": _UUID, "url": {"type": "string"}, "events": _HOOK_IN["properties"]["events"]},
}
_READER_IN = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {"name": {"type": "string", "maxLength": 50}, "id": {"type": "string", "pattern": "^[a-z]{3,12}$"}},
}
_READER = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
}
_DELETED = {"type": "object", "required": ["deleted"], "properties": {"deleted": {"type": "boolean"}}}
_ME = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}, "status": {"type": "integer"}},
}


def _summary(day: str) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["text"],
        "properties": {
            "text": {"type": "string"},
            "notify": {"type": "string", "format": "uri"},
            "topic": {"type": "string", "pattern": "^[a-z]+$" if day >= _THIRD else "^[a-z]+( [a-z]+)?$"},
            "note_id": _UUID,
        },
    }


def _webhooks(*, third: bool) -> dict[str, Any]:
    answers = {"204": {"description": "received"}}

    def webhook(event: str, name: str) -> dict[str, Any]:
        properties = {"event": {"const": event}, name: _UUID}
        sent = {"type": "object", "required": list(properties), "properties": properties}
        body = {"required": True, "content": {"application/json": {"schema": sent}}}
        return {"post": {"requestBody": body, "responses": answers, "security": []}}

    return {
        "shelf.lost": webhook("shelf.lost", "lost"),
        "shelf.made": webhook("shelf.made", "shelf" if third else "shelf_id"),
    }


def _callbacks(*, third: bool) -> dict[str, Any]:
    name, kind = ("words", "integer") if third else ("length", "string")
    sent = {"type": "object", "required": [name], "properties": {name: {"type": kind}}}
    body = {"required": True, "content": {"application/json": {"schema": sent}}}
    answers = {"204": {"description": "received"}}
    return {"summarised": {"{$request.body#/notify}": {"post": {"requestBody": body, "responses": answers}}}}


def _sent(url: str, method: str, value: Any) -> None:
    """Send a callback, to this machine alone."""
    parts = urlsplit(url)
    if parts.hostname == "127.0.0.1" and parts.port:
        with (
            suppress(OSError, HTTPException),
            closing(HTTPConnection("127.0.0.1", parts.port, timeout=3)) as connection,
        ):
            connection.request(method, parts.path or "/", json.dumps(value), {"Content-Type": "application/json"})
            connection.getresponse()


def _is_known(value: str | None) -> bool:
    """Whether there is such a tenant or reader: whoever comes, but for those that tests make up to be nobody."""
    return bool(value) and re.search(r"^nobody|-$|[^-]0$", value) is None


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(name: str, more: dict[str, Any]) -> dict[str, Any]:
    properties = {"items": {"type": "array", "items": _ref(name)}, **more}
    return {"type": "object", "required": list(properties), "properties": properties}


def _notes() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["items"],
        "properties": {"items": {"type": "array", "items": _NOTE}},
    }


def _parameter(place: str, name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": place, "name": name, "schema": schema, **({"required": True} if place == "path" else {})}


def _json(schema: dict[str, Any], *, location: bool = False) -> dict[str, Any]:
    headers = {"headers": {"Location": {"schema": {"type": "string"}}}} if location else {}
    return {"description": "done", "content": {"application/json": {"schema": schema}}, **headers}


def _me() -> dict[str, Any]:
    text = {"text/plain": {"schema": {"type": "string"}}}
    return {"description": "done", "content": {"application/json": {"schema": _ME}, **text}}


def _stream() -> dict[str, Any]:
    shown = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
    return {"description": "done", "content": {"application/json": {"schema": shown}, "text/event-stream": {}}}


def _operation(
    success: dict[str, Any],
    parameters: list[dict[str, Any]] | None = None,
    *,
    body: dict[str, Any] | None = None,
    third: bool,
) -> dict[str, Any]:
    request_id = {"X-Request-Id": {"required": True, "schema": {"type": "string"}}} if third else {}
    version = {"in": "header", "name": HEADER, "schema": {"type": "string"}}
    answers = {
        status: {**answer, "headers": {**answer.get("headers", {}), **request_id}} if status < "300" else answer
        for status, answer in success.items()
    }
    errors = {status: {**_json(_ref("Error")), "description": "no"} for status in ("400", "401", "404", "415")}
    content = {"requestBody": {"required": True, "content": {"application/json": {"schema": body}}}} if body else {}
    return {"parameters": [*(parameters or []), version], **content, "responses": {**answers, **errors}}


def _problem(schema: dict[str, Any], whole: dict[str, Any], value: Any) -> str | None:
    import jsonschema_rs

    rooted = {**schema, "components": whole["components"]}
    error = next(jsonschema_rs.Draft202012Validator(rooted).iter_errors(value), None)
    return None if error is None else error.message[:200]
