"""A small dated API as a server that keeps its word, with faults that break one promise each.

It shares nothing with the mock: it is written by hand on http.server, has ids, orders, envelopes and habits of its own.
"""

from __future__ import annotations

import base64
import json
import random
import re
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jsonschema_rs import Draft202012Validator

from tests.mutants.marina_documents import DAYS, ECHO, FIRST, HEADER, KEY, PEOPLE, SECOND, THIRD, document
from tests.mutants.marina_faults import FAULTS, HABITS

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOCUMENTS = {day: document(day) for day in DAYS}
_METHODS = ("get", "post", "put", "patch", "delete")
_NO_BODY = 204
_CROWD = 80  # boats
_LATE = 0.1  # seconds


class Marina:
    """What is there, and which faults the server has."""

    def __init__(self, *faults: str) -> None:
        unknown = set(faults) - {*FAULTS, *HABITS}
        assert not unknown, unknown
        self.faults = frozenset(faults)
        self.lock = threading.Lock()
        self.boats: dict[int, dict[str, Any]] = {}
        self.trips: dict[str, dict[str, Any]] = {}
        self.berths: dict[tuple[str, str], dict[str, Any]] = {}
        self.crews = {each.crew: {"id": each.crew, "name": each.name, "tenant": each.tenant} for each in PEOPLE}
        self.preferences: dict[str, dict[str, Any]] = {}
        self.gone: dict[Any, dict[str, Any]] = {}
        self.read: dict[Any, dict[str, Any]] = {}
        self.number = 1000
        self.last = FIRST


@contextmanager
def served(marina: Marina) -> Iterator[str]:
    """The address of the server while it runs."""
    handler = type("Handler", (_Handler,), {"marina": marina})
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, *_: Any) -> None:
        """Clients may go whenever they like."""


class _Handler(BaseHTTPRequestHandler):
    marina: Marina
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        turn = _Turn(self.marina, self.command, self.path, self.headers, body)
        with self.marina.lock, suppress(_Answered):
            turn.take()
        turn.spoil()
        if turn.pause:
            time.sleep(turn.pause)
        if turn.raw is not None:
            self.wfile.write(turn.raw)
            self.close_connection = True
            return
        head = f"HTTP/1.1 {turn.status} As It Is\r\n" + "".join(f"{n}: {v}\r\n" for n, v in turn.headers) + "\r\n"
        self.wfile.write(head.encode() + (b"" if self.command == "HEAD" else turn.body))
        self.close_connection = turn.closes


class _Answered(Exception):
    """The answer is complete."""


class _Turn:
    """One request, and the answer that is being made to it."""

    def __init__(self, marina: Marina, method: str, target: str, headers: Any, body: bytes) -> None:
        self.marina, self.method, self.sent, self.body_sent = marina, method, headers, body
        parts = urlsplit(target)
        self.path, self.query = parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))
        self.status, self.body, self.closes, self.pause = 200, b"", False, 0.0
        self.headers: list[tuple[str, str]] = []
        self.raw: bytes | None = None
        self.day = self.applied = FIRST
        self.tenant = self.crew = ""

    def on(self, fault: str) -> bool:
        return fault in self.marina.faults

    # How an answer is made.

    def end(self, status: int, value: Any = None, headers: tuple[tuple[str, str], ...] = ()) -> None:
        self.status = status
        if value is not None:
            self.body = json.dumps(value).encode()
            self.headers.append(("Content-Type", "application/json"))
        self.headers += headers
        self._mark()
        if status != _NO_BODY:
            self.headers.append(("Content-Length", str(len(self.body))))
        raise _Answered

    def _mark(self) -> None:
        """What every answer says of its version."""
        missing = self.on("echo missing on 404") and self.status == 404
        if not missing:
            self.headers.append((ECHO, THIRD if self.on("echo is always the newest") else self.applied))
        if self.status < 300 and (self.day >= THIRD or self.on("quota in old versions")):
            quota = "plenty" if self.on("quota is a word") else "41"
            self.headers += [] if self.on("quota missing") else [("Marina-Quota-Left", quota)]
        if self.applied == FIRST and not self.on("no sunset") and not (self.on("sunset not on lists") and self._lists):
            self.headers.append(("Sunset", "Wed, 30 Jun 2027 23:59:59 GMT"))
            self.headers += [] if self.on("no deprecation") else [("Deprecation", "@1768435200")]
        if self.method == "GET" and self.on("answers may be shared"):
            self.headers.append(("Cache-Control", "public, max-age=600"))
        elif self.method == "GET":
            self.headers += [("Cache-Control", "public, max-age=60"), ("Vary", f"Accept, {HEADER}, Authorization")]

    @property
    def _lists(self) -> bool:
        return self.path in ("/boats", "/berths")

    def fail(self, status: int, message: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        if self.on("errors are pages"):
            self.body = b"<h1>no</h1>"
            self.headers.append(("Content-Type", "text/html"))
            self.end(status, None, headers)
        new = self.day >= THIRD
        new = (new or self.on("new errors in old versions")) and not (self.on("old errors in the newest") and new)
        code = 500 if self.on("errors name another code") else status
        self.end(status, {"code": code, "message": message} if new else {"error": message}, headers)

    def spoil(self) -> None:
        """What goes wrong on the way."""
        boats = self.method == "GET" and self.path == "/boats" and self.status == 200
        if self.on("closed within lists") and boats:
            self._resize(len(self.body) + 40)
            self.closes = True
        if self.on("no HTTP") and self.path == "/me":
            self.raw = b"oops\r\n\r\n"
        if self.on("closed without a word") and self.path == "/preferences":
            self.raw = b""
        if self.on("hangs") and self.path == "/me":
            self.pause = 14
        if self.on("length too short") and boats:
            self._resize(len(self.body) - 5)
            self.closes = True
        if self.on("redirects in circles") and self.path == "/preferences":
            self.status, self.body = 302, b""
            self._resize(0)
            self.headers.append(("Location", "/preferences"))
        if self.on("wrong media type") and boats:
            self.headers = [(n, "text/html" if n == "Content-Type" else v) for n, v in self.headers]
        if self.on("no media type") and boats:
            self.headers = [(n, v) for n, v in self.headers if n != "Content-Type"]
        if self.on("lists are cut") and boats:
            self.body = self.body[:-3]
            self._resize(len(self.body))

    def _resize(self, length: int) -> None:
        self.headers = [(n, v) for n, v in self.headers if n != "Content-Length"] + [("Content-Length", str(length))]

    # What a request means.

    def take(self) -> None:
        self._resolve()
        route, ids = self._route()
        if route is None:
            self.end(200, {}) if self.on("unknown paths are taken") else self.fail(404, "no such path")
        assert route is not None
        operations = self._operations(route)
        wanted = "GET" if self.method == "HEAD" else self.method
        if wanted.lower() not in operations:
            if self.on("any method is taken"):
                self.end(200, {"done": True})
            if self.on("other methods are 501"):
                self.fail(501, "no such method at all")
            allow = (("Allow", ", ".join(name.upper() for name in operations if name in _METHODS)),)
            self.fail(405, "no such method", () if self.on("no allow") else allow)
        operation = operations[wanted.lower()]
        self._authenticate(operation)
        self._check(operation)
        value = self._read(operation)
        name = re.sub(r"\{(\w+)\}", r"one", route).strip("/").replace("/", "_")
        getattr(self, f"{wanted.lower()}_{name}")(ids, value)

    def _resolve(self) -> None:
        values = self.sent.get_all(HEADER) or []
        if self.on("the first of two versions counts"):
            values = values[:1]
        if len(values) > 1:
            self.fail(400, "two dates")
        value = values[0].strip() if values else None
        if value is None or (value == "" and self.on("an empty version is the default")):
            last = self.marina.last if self.on("the default is what was asked for before") else FIRST
            self._apply(THIRD if self.on("the default is the newest") else last)
            return
        day = self._day(value)
        if day is None:
            if self.on("a malformed version is the default"):
                self._apply(FIRST)
                return
            self.fail(400, "a date like 2024-02-01, please")
        assert day is not None
        if self.on("the future is refused") and day > "2030":
            self.fail(400, "that day is yet to come")
        if self.on("only exact days") and day not in DAYS:
            self.fail(400, "no version of that day")
        past = [each for each in DAYS if each <= day]
        if self.on("days between go up") and past:
            past = [*past, *[each for each in DAYS if each > day][:1]] if day not in DAYS else past
        if not past:
            if not self.on("days too early are the oldest"):
                self.fail(400, "before the first version")
            past = [FIRST]
        self._apply(past[-1])
        self.marina.last = past[-1]
        if self.on("the echo is what was sent"):
            self.applied = value

    def _day(self, value: str) -> str | None:
        pattern = r"\d{4}-\d{1,2}-\d{1,2}" if self.on("loose dates are read") else r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
        if re.fullmatch(pattern, value) is None:
            return None
        year, month, day = map(int, value.split("-"))
        with suppress(ValueError):
            return date(year, month, day).isoformat()
        return f"{year}-{month:02}-28" if self.on("days that are none are read") else None

    def _apply(self, day: str) -> None:
        self.applied = self.day = day
        if self.on("every version is the newest"):
            self.day = THIRD
        if self.on("the oldest is the second") and day == FIRST:
            self.day = SECOND
        if self.on("the newest is the second") and day == THIRD:
            self.day = SECOND

    def _operations(self, route: str) -> dict[str, Any]:
        for day in (self.day, *DAYS):
            if route in _DOCUMENTS[day]["paths"]:
                found: dict[str, Any] = _DOCUMENTS[day]["paths"][route]
                return found
        raise KeyError(route)

    def _route(self) -> tuple[str | None, dict[str, Any]]:
        paths = set(_DOCUMENTS[self.day]["paths"])
        paths |= {"/boats/{boatId}/position"} if self.on("position in old versions") else set()
        paths |= {"/boats/{boatId}/log"} if self.on("log in new versions") else set()
        for route in sorted(paths, key=lambda route: route.count("{")):
            match = re.fullmatch(_pattern(route), self.path)
            if match is not None:
                return route, {name: unquote(value) for name, value in match.groupdict().items()}
        return None, {}

    def _authenticate(self, operation: dict[str, Any]) -> None:
        scheme, _, token = (self.sent.get("Authorization") or "").partition(" ")
        crew = self.sent.get("Marina-Crew")
        own = [each for each in PEOPLE if scheme.lower() == "bearer" and each.token == token]
        if self.on("any token is taken") and token:
            own = own or [PEOPLE[0]._replace(tenant=token)]
        if self.on("tokens are compared by their beginning") and token:
            own = [each for each in PEOPLE if token.startswith(each.token)]
        if self.on("lists need no token") and self._lists:
            own = own or [PEOPLE[0]]
        key = self.sent.get("Marina-Key")
        if key is not None and operation.get("security") is None and not self.on("keys are refused"):
            own = own or (PEOPLE[:1] if key == KEY or self.on("any key is taken") else [])
        if not own:
            if self.on("401 comes as 400"):
                self.fail(400, "a token, please")
            self.fail(401, "a token, please", (("WWW-Authenticate", "Bearer"),))
        self.tenant = own[0].tenant
        if self.on("versions have boats of their own"):
            self.tenant += self.day
        known = self.marina.crews.get(crew or "", {}).get("tenant") == own[0].tenant
        if crew is not None and not known and not self.on("crews are not looked up"):
            self.fail(401, "no such crew", (("WWW-Authenticate", "Bearer"),))
        if operation.get("security") and crew is None and not self.on("the crew may be missing"):
            self.fail(401, "which crew?", (("WWW-Authenticate", "Bearer"),))
        if self.on("a crew is refused") and crew is not None and not operation.get("security"):
            self.fail(403, "no crews here")
        self.crew = crew or ""

    def _check(self, operation: dict[str, Any]) -> None:
        for parameter in operation["parameters"]:
            name, schema = parameter["name"], parameter["schema"]
            if parameter["in"] != "query" or name not in self.query:
                continue
            text = self.query[name]
            if schema["type"] != "integer":
                if not _is_valid(schema, self.day, text):
                    self.fail(400, f"{name}?")
                continue
            if self.on("page 0 fails") and name == "page" and text == "0":
                self.end(500, {"error": "page"})
            if self.on("the second page fails") and name == "page" and text == "2":
                self.end(500, {"error": "oops"})
            if re.fullmatch(r"-?[0-9]{1,9}", text) is None:
                self.fail(422 if self.on("400 comes as 422") else 400, f"{name} is no number")
            number = int(text)
            wide = self.on("any limit is taken") and name == "limit"
            if not schema["minimum"] <= number <= (10**9 if wide else schema["maximum"]):
                self.fail(422 if self.on("400 comes as 422") else 400, f"{name} is out of bounds")
            self.query[name] = text

    def _read(self, operation: dict[str, Any]) -> Any:
        if "requestBody" not in operation:
            return None
        if not self.body_sent and self.on("no body is an empty one"):
            self.end(200 if self.method != "POST" else 201, {"id": 1})
        media_type = (self.sent.get("Content-Type") or "").partition(";")[0].strip().lower()
        if media_type != "application/json" and not self.on("any media type is read"):
            self.fail(400 if self.on("415 comes as 400") else 415, "JSON, please")
        try:
            value = json.loads(self.body_sent)
        except ValueError:
            if self.on("broken JSON fails"):
                self.end(500, {"error": "oops"})
            if not self.on("broken JSON is empty"):
                self.fail(400, "no JSON")
            self.end(200 if self.method != "POST" else 201, {"id": 1})
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        if not self._is_taken(schema, value):
            self.fail(422, "not as it should be")
        return value

    def _is_taken(self, schema: dict[str, Any], value: Any) -> bool:
        """Whether a body is as the day has it."""
        name, known = schema.get("$ref", ""), value if isinstance(value, dict) else {}
        new = self.day >= THIRD
        if name.endswith("BoatNew"):
            if self.on("old versions want a harbour") and "harbour" not in known:
                return False
            if self.on("old versions take short names alone") and len(str(known.get("name", ""))) > 40:
                return False
            if self.on("old versions want whole lengths") and not new and known.get("length", 1) != 5:
                return known.get("length", 1) == int(known.get("length", 1)) and _is_valid(schema, self.day, value)
            relaxed = dict(known)
            if self.on("the newest needs no harbour") and new:
                relaxed.setdefault("harbour", "none")
            if self.on("the newest takes nicknames") and new:
                relaxed.pop("nickname", None)
            if self.on("the newest takes long names") and new and isinstance(known.get("name"), str):
                relaxed["name"] = known["name"][:40] if len(known["name"]) <= 60 else known["name"]
            if self.on("old versions take rowing boats") and known.get("kind") == "rowing":
                relaxed["kind"] = "sail"
            if self.on("old versions take the draft") and self.day == FIRST:
                relaxed.pop("draft", None)
            if self.on("the newest takes the old length") and new:
                relaxed.pop("length", None)
            value = relaxed if isinstance(value, dict) else value
        if self.on("trips are not checked") and name.endswith("TripNew"):
            return isinstance(value, dict)
        return _is_valid(schema, self.day, value)

    # Boats.

    def _boat(self, ids: dict[str, Any]) -> dict[str, Any]:
        text = str(ids["boatId"])
        if re.fullmatch(r"[0-9]{1,60}", text) is None or int(text) < 1:
            self.fail(400, "boats have numbers")
        boat = self.marina.boats.get(int(text))
        others = {"GET": "others can read", "PATCH": "others can change", "DELETE": "others can delete"}
        open_to_all = self.on(others.get(self.method, "")) if others.get(self.method) else False
        inner = self.path.count("/") > 2 and self.on("others can add trips")
        if boat is None or (boat["tenant"] != self.tenant and not open_to_all and not inner):
            if boat is not None and self.on("others delete and are refused") and self.method == "DELETE":
                del self.marina.boats[int(text)]
            self.fail(404, "no such boat")
        assert boat is not None
        return boat

    def _show_boat(self, boat: dict[str, Any]) -> dict[str, Any]:
        third = self.day >= THIRD
        names = ["id", "name", "kind", "harbour", "flag", "note", "createdAt", "looks"]
        names += ["draft"] if self.day >= SECOND or self.on("draft in the oldest") else []
        names += ["nickname"] if not third or self.on("nickname in the newest") else []
        shown = {name: boat[name] for name in names if name in boat}
        if self.on("draft in the oldest"):
            shown.setdefault("draft", 1.5)
        if self.on("nickname in the newest"):
            shown.setdefault("nickname", "Bertha")
        if "length" in boat:
            new = self.day >= SECOND
            if not new or self.on("both lengths everywhere") or self.on("the old length in new versions"):
                shown["length"] = boat["length"]
            if (new and not self.on("the old length in new versions")) or self.on("both lengths everywhere"):
                shown["lengthMetres"] = boat["length"]
        if self.day == FIRST and shown["kind"] == "rowing" and not self.on("rowing shown in the oldest"):
            shown["kind"] = "motor"
        amount = boat["fee"] * (100 if self.on("the oldest has cents") and self.day == FIRST else 1)
        is_object = (third or self.on("the oldest has fees as objects")) and not self.on("the newest has plain fees")
        shown["fee"] = {"amount": amount, "currency": "EUR"} if is_object else amount
        if third:
            shown["name"] = shown["name"][:40]
        if self.on("fees are texts") and self.method == "GET":
            shown["fee"] = str(shown["fee"])
        if self.on("flags are missing") and self.method == "GET":
            shown.pop("flag", None)
        if self.on("times are no times"):
            shown["createdAt"] = "yesterday"
        return shown

    def get_boats(self, _: Any, __: Any) -> None:
        marina = self.marina
        own = [each for each in marina.boats.values() if each["tenant"] == self.tenant]
        own = own if not self.on("others are listed") else list(marina.boats.values())
        own.sort(key=lambda boat: -boat["id"])
        if self.on("boats are listed a little later"):
            own = [each for each in own if time.monotonic() - each.get("since", 0.0) > _LATE]
        count = len(own)
        if self.on("the newest boat is not listed"):
            own = own[1:]
        if self.on("deleted boats are listed"):
            own += [each for each in marina.gone.values() if each.get("tenant") == self.tenant and "flag" in each]
        if self.on("orders change"):
            random.shuffle(own)
        if "kind" in self.query and not self.on("the kind is ignored"):
            own = [boat for boat in own if self._show_boat(boat)["kind"] == self.query["kind"]]
        if "kind" in self.query and self.on("no boat has the kind"):
            own = []
        size, page = int(self.query.get("per_page", self._size_by_default)), int(self.query.get("page", 1))
        if self.on("others come while pages are turned") and page > 1 and len(own) < _CROWD:
            self._others_come()
        start = (page - 1) * size
        start -= 1 if self.on("pages overlap") and page > 1 else 0
        start += 1 if self.on("pages lose one") and page > 1 else 0
        if self.on("the last page comes again") and start >= len(own) and own:
            start = (len(own) - 1) // size * size
        if self.on("pages beyond the end fail") and start > len(own):
            self.end(500, {"error": "slice"})
        if self.on("pages beyond the end are 404") and start > len(own):
            self.fail(404, "no such page")
        if self.on("the page is ignored"):
            start = 0
        shown = own[start : None if self.on("the size is ignored") else start + size]
        total = len(shown) if self.on("the total is of the page") else len(own) + self.on("the total is wrong")
        total = count if self.on("the total is of all kinds") else total
        header = len(own) + 2 if self.on("the total of the header is wrong") else total
        items = [self._show_boat(boat) for boat in shown]
        if self.on("lists show the first name"):
            items = [{**item, "name": boat["first"]} for item, boat in zip(items, shown, strict=True)]
        name = "data" if self.day >= THIRD else "boats"
        headers = () if self.on("no total in the header") else (("X-Total-Count", str(header)),)
        meta = {"number": page, "size": size, "total": total}
        self.end(203 if self.on("lists have another status") else 200, {name: items, "meta": meta}, headers)

    @property
    def _size_by_default(self) -> int:
        short = 3 if self.on("pages are short by default") else 5
        return 1000 if self.on("the size by default is ignored") else short

    def _name_is_free(self, value: dict[str, Any], own: dict[str, Any] | None = None) -> None:
        others = (boat for boat in self.marina.boats.values() if boat is not own and boat["tenant"] == self.tenant)
        if self.on("names are taken once") and any(boat["name"] == value.get("name") for boat in others):
            self.fail(409, "another boat is called so")

    def _others_come(self) -> None:
        self.marina.number += 7
        new = {"id": self.marina.number, "name": f"Guest {token_hex(4)}", "kind": "sail", "flag": "FR", "fee": 0}
        self.marina.boats[new["id"]] = {**new, "tenant": self.tenant, "createdAt": _now(), "first": new["name"]}

    def post_boats(self, _: Any, value: dict[str, Any]) -> None:
        marina = self.marina
        self._name_is_free(value)
        marina.number += 0 if self.on("ids repeat") and marina.number > 1000 else 7
        default = "BE" if self.day >= THIRD or self.on("the newest flag by default") else "NL"
        boat = {"flag": default, **value, "id": marina.number, "tenant": self.tenant, "createdAt": _now(), "fee": 250}
        boat |= {"first": value["name"][:40], "since": time.monotonic()}
        if "lengthMetres" in boat:
            boat["length"] = boat.pop("lengthMetres")
        if self.on("the harbour is not kept"):
            boat.pop("harbour", None)
        if self.on("names are kept in another form"):
            boat["name"] = f"MS {value['name']}"[:40]
        if self.on("every boat sails"):
            boat["kind"] = "sail"
        if self.on("long names are cut"):
            boat["name"] = boat["name"][:30]
        if self.on("odd signs are lost"):
            boat["name"] = boat["name"].encode("ascii", "replace").decode()
        shown = self._show_boat(boat)
        if self.on("other names are answered than read"):
            shown["name"] = f"{shown['name'][:30]} (new)"
        if self.on("the flag by default is not kept") and "flag" not in value:
            boat["flag"] = "XX"
        if not self.on("boats are not kept"):
            marina.boats[marina.number] = boat
        if self.on("boats come twice"):
            marina.number += 7
            marina.boats[marina.number] = {**boat, "id": marina.number}
        place = "/boats/0" if self.on("a wrong place") else f"/boats/{shown['id']}"
        self.end(
            200 if self.on("created is 200") else 201, shown, () if self.on("no place") else (("Location", place),)
        )

    def get_boats_one(self, ids: Any, _: Any) -> None:
        number = int(ids["boatId"]) if str(ids["boatId"]).isdecimal() else 0
        is_new = number not in self.marina.boats and number not in self.marina.gone
        if self.on("unknown boats are made up") and number and is_new:
            ghost = {"id": number, "name": "Ghost", "kind": "sail", "flag": "NL", "fee": 1, "createdAt": _now()}
            self.end(200, self._show_boat(ghost))
        if self.on("deleted boats can be read") and int(ids["boatId"]) in self.marina.gone:
            self.end(200, self._show_boat(self.marina.gone[int(ids["boatId"])]))
        boat = self._boat(ids)
        if self.on("what was read once is shown"):
            boat = self.marina.read.setdefault(boat["id"], dict(boat))
        if self.on("looks are counted"):
            boat["looks"] = boat.get("looks", 0) + 1
        self.end(200, self._show_boat(boat))

    def patch_boats_one(self, ids: Any, value: dict[str, Any]) -> None:
        if self.on("deleted boats can be changed") and int(ids["boatId"]) in self.marina.gone:
            boat = self.marina.gone[int(ids["boatId"])]
        else:
            boat = self._boat(ids)
        self._name_is_free(value, boat)
        if "lengthMetres" in value:
            value = {**{n: v for n, v in value.items() if n != "lengthMetres"}, "length": value["lengthMetres"]}
        changed = {**boat, **value}
        if self.on("changes clear the rest"):
            changed |= {name: None for name in ("note", "harbour") if name not in value and name in boat}
        if self.on("changes reset the flag") and "flag" not in value:
            changed["flag"] = "XX"
        if self.on("changes are creations"):
            changed["createdAt"] = _now()
        if not self.on("changes are not kept"):
            boat.clear()
            boat.update(changed)
        if self.on("harbours cannot be changed"):
            boat["harbour"] = "Home"
        if self.on("changes are answered as before"):
            self.end(200, {**self._show_boat(boat), "name": boat["first"]})
        self.end(200, self._show_boat(changed))

    def delete_boats_one(self, ids: Any, _: Any) -> None:
        marina, number = self.marina, int(ids["boatId"]) if str(ids["boatId"]).isdecimal() else 0
        if number in marina.gone and self.on("a second delete fails"):
            self.end(500, {"error": "gone"})
        if not (number in marina.gone and self.on("a second delete succeeds")):
            boat = self._boat(ids)
            marina.gone[number] = boat
            if not self.on("deletes do nothing"):
                marina.boats.pop(number)
            if self.on("deletes take another one"):
                following = [each for each in marina.boats if each > number]
                marina.boats.pop(following[0], None) if following else None
            if not self.on("trips outlive boats"):
                marina.trips = {name: trip for name, trip in marina.trips.items() if trip["boat"] != number}
        if self.day >= THIRD or self.on("204 in old versions"):
            self.end(204)
        self.end(200, {})

    # Trips.

    def _trip(self, ids: dict[str, Any]) -> dict[str, Any]:
        boat = self._boat(ids)
        if re.fullmatch(r"trip_[0-9a-z]{8}", ids["tripId"]) is None:
            self.fail(400, "trips are called otherwise")
        trip = self.marina.trips.get(ids["tripId"])
        is_free = self.on("trips of any boat") or (self.method == "PUT" and self.on("trips are changed at any boat"))
        if trip is None or (trip["boat"] != boat["id"] and not is_free):
            self.fail(404, "no such trip")
        assert trip is not None
        return trip

    def get_boats_one_trips(self, ids: Any, _: Any) -> None:
        gone = self.marina.gone.get(int(ids["boatId"])) if str(ids["boatId"]).isdecimal() else None
        boat = gone if gone is not None and self.on("trips outlive boats") else self._boat(ids)
        own = [trip for trip in self.marina.trips.values() if trip["boat"] == boat["id"]]
        offset, limit = int(self.query.get("offset", 0)), int(self.query.get("limit", 10))
        if self.on("the offset counts pages"):
            offset *= limit
        if self.on("the offset is ignored"):
            offset = 0
        offset += 1 if self.on("the offset starts at 1") and offset else 0
        limit += 1 if self.on("limits are one too many") else 0
        self.end(200, [_without(trip, "boat") for trip in own[offset : offset + limit]])

    def post_boats_one_trips(self, ids: Any, value: dict[str, Any]) -> None:
        boat = self._boat(ids)
        trip = {"title": "", "miles": 0, **value, "id": f"trip_{token_hex(4)}", "boat": boat["id"]}
        self.marina.trips[trip["id"]] = trip
        self.end(201, {"trip": _without(trip, "boat")})

    def get_boats_one_trips_one(self, ids: Any, _: Any) -> None:
        self.end(200, _without(self._trip(ids), "boat"))

    def put_boats_one_trips_one(self, ids: Any, value: dict[str, Any]) -> None:
        trip = self._trip(ids)
        miles = trip["miles"]
        own = {"id": trip["id"], "boat": trip["boat"]}
        changed = {"title": "", "miles": 0, **value, **own}
        if self.on("puts add up") and miles == value["miles"]:
            changed["miles"] = (miles + 1) % 5000
        if self.on("a second put conflicts") and trip.get("crewed") == value.get("crewed") and miles == value["miles"]:
            self.fail(409, "that is so already")
        if self.on("puts forget the crew"):
            changed.pop("crewed", None)
        if self.on("puts make another trip"):
            another = {**changed, "id": f"trip_{token_hex(4)}"}
            self.marina.trips[another["id"]] = another
        if not self.on("puts are not kept"):
            trip.clear()
            trip.update(changed)
        self.end(200, _without(changed, "boat"))

    def delete_boats_one_trips_one(self, ids: Any, _: Any) -> None:
        self._trip(ids)
        if not self.on("trips stay"):
            del self.marina.trips[ids["tripId"]]
        self.end(200, {"removed": ids["tripId"]})

    def get_boats_one_log(self, ids: Any, _: Any) -> None:
        self._boat(ids)
        self.body = b"left, came back"
        self.headers.append(("Content-Type", "text/plain; charset=utf-8"))
        self.end(200)

    def get_boats_one_position(self, ids: Any, _: Any) -> None:
        self._boat(ids)
        self.end(200, {"at": "52.1 N"})

    # Berths.

    def _berth(self, ids: dict[str, Any]) -> dict[str, Any]:
        if re.fullmatch(r"[A-Z]{1,3}-[0-9]{1,6}", ids["code"]) is None:
            self.fail(400, "berths are called otherwise")
        berth = self.marina.berths.get((self.tenant, ids["code"]))
        if berth is None and self.on("berths are for all"):
            berth = next((one for (_, code), one in self.marina.berths.items() if code == ids["code"]), None)
        if berth is None:
            self.fail(404, "no such berth")
        assert berth is not None
        if berth["removed"]:
            self.fail(410, "that berth is gone")
        return berth

    def get_berths(self, _: Any, __: Any) -> None:
        marina = self.marina
        own = sorted((each for each in marina.berths.items() if each[0][0] == self.tenant), key=lambda each: each[0])
        berths = [berth for _, berth in own if not berth["removed"] or self.on("removed berths are listed")]
        limit, start = int(self.query.get("limit", 10)), 0
        if "cursor" in self.query:
            place = _opened(self.query["cursor"])
            if place is None:
                self.fail(400, "no cursor of ours")
            after = [number for number, berth in enumerate(berths) if berth["code"] > str(place)]
            start = after[0] if after else len(berths)
            start -= 1 if self.on("cursors include themselves") else 0
            start += 1 if self.on("cursors lose one") else 0
            start = 0 if self.on("cursors are ignored") else start
        page = berths[start : start + limit]
        is_last = start + limit >= len(berths)
        more = (not is_last or self.on("there is always more")) and not self.on("there is never more")
        cursor = _sealed(page[-1]["code"]) if page and (not is_last or self.on("cursors never end")) else None
        cursor = None if self.on("cursors end early") else cursor
        shown = [_without(berth, "removed") for berth in page]
        self.end(200, {"berths": shown, "pagination": {"nextCursor": cursor, "hasMore": more}})

    def post_berths(self, _: Any, value: dict[str, Any]) -> None:
        key = (self.tenant, value["code"])
        known = self.marina.berths.get(key)
        if known is not None and not known["removed"] and not self.on("codes can be taken twice"):
            self.fail(409, "that code is taken")
        self.marina.berths[key] = {**value, "removed": False}
        self.end(201, value, (("Location", f"http://marina.example/berths/{value['code']}"),))

    def get_berths_one(self, ids: Any, _: Any) -> None:
        if self.on("removed berths are found") and (self.tenant, ids["code"]) in self.marina.berths:
            self.end(200, self._show_berth(self.marina.berths[(self.tenant, ids["code"])]))
        self.end(200, self._show_berth(self._berth(ids)))

    def _show_berth(self, berth: dict[str, Any]) -> dict[str, Any]:
        return {"berth": _without(berth, "removed"), "links": {"self": f"/berths/{berth['code']}"}}

    def put_berths_one(self, ids: Any, value: dict[str, Any]) -> None:
        berth = self._berth(ids)
        if self.on("the power cannot be changed"):
            value = {**value, **({"power": berth["power"]} if "power" in berth else {})}
        changed = {**value, "code": berth["code"], "removed": False}
        berth.clear()
        berth.update(changed)
        self.end(200, self._show_berth(berth))

    def delete_berths_one(self, ids: Any, _: Any) -> None:
        berth = self._berth(ids)
        berth["removed"] = not self.on("berths cannot be removed")
        self.end(204)

    # Crews.

    def post_crews(self, _: Any, value: dict[str, Any]) -> None:
        crew = {"id": f"crew-{token_hex(6)}", "name": value["name"], "tenant": self.tenant.rstrip("0123456789-")}
        self.marina.crews[crew["id"]] = crew
        self.end(201, _without(crew, "tenant"))

    def get_crews_one(self, ids: Any, _: Any) -> None:
        crew = self.marina.crews.get(ids["crewId"])
        if crew is None or not self.tenant.startswith(crew["tenant"]):
            self.fail(404, "no such crew")
        assert crew is not None
        self.end(200, _without(crew, "tenant"))

    def get_crews_me(self, _: Any, __: Any) -> None:
        first = next(iter(self.marina.crews))
        crew = self.marina.crews[first if self.on("who asks is the first crew") else self.crew]
        self.end(200, _without(crew, "tenant"))

    def put_crews_me(self, _: Any, value: dict[str, Any]) -> None:
        if value["id"] != self.crew:
            self.fail(409, "crews keep their ids")
        for crew in self.marina.crews.values():
            is_mate = crew["tenant"] == self.marina.crews[self.crew]["tenant"]
            if crew["id"] == self.crew or (is_mate and self.on("crews are renamed together")):
                crew["name"] = value["name"]
        self.end(200, _without(self.marina.crews[self.crew], "tenant"))

    def delete_crews_me(self, _: Any, __: Any) -> None:
        if not self.on("crews stay"):
            del self.marina.crews[self.crew]
        self.end(204)

    # The rest.

    def get_preferences(self, _: Any, __: Any) -> None:
        self.end(200, self._preferences)

    def patch_preferences(self, _: Any, value: dict[str, Any]) -> None:
        own = self._preferences
        if self.on("preferences reset each other"):
            own.update({"language": "en", "knots": True})
        if not self.on("preferences are not kept"):
            own.update(value)
        self.end(200, {**own, **value})

    @property
    def _preferences(self) -> dict[str, Any]:
        owner = "all" if self.on("preferences are for all") else self.tenant
        return self.marina.preferences.setdefault(owner, {"language": "en", "knots": True})

    def get_me(self, _: Any, __: Any) -> None:
        accepted = [each.partition(";")[0].strip() for each in (self.sent.get("Accept") or "*/*").split(",")]
        if not {"*/*", "application/*", "application/json"} & set(accepted) and not self.on("accept is ignored"):
            self.fail(406, "JSON alone")
        if self.on("HEAD is not GET") and self.method == "HEAD":
            self.end(202)
        self.end(200, {"crew": self.crew, **({"rank": None} if self.on("ranks are shown") else {})})

    def get_forecast(self, _: Any, __: Any) -> None:
        self._stream([{"wind": force} for force in (3, 4, 6)])

    def get_tides(self, _: Any, __: Any) -> None:
        if "text/event-stream" in (self.sent.get("Accept") or "") and not self.on("tides are never streamed"):
            self._stream([{"answer": level} for level in ("high", "low")])
        self.end(200, {"answer": "high, then low"})

    def post_questions(self, _: Any, value: dict[str, Any]) -> None:
        if self.on("long questions fail") and len(value["question"]) > 200:
            self.end(500, {"error": "too long"})
        if self.on("odd signs fail") and not value["question"].isascii():
            self.end(500, {"error": "codec"})
        wanted = value.get("stream") is True and not self.on("questions are never streamed")
        if wanted:
            self._stream([{"delta": part} for part in ("Yes", ", I think.")])
        self.end(200, {"answer": "Yes, I think."})

    def _stream(self, values: list[Any]) -> None:
        events = [f"data: {json.dumps(value)}" for value in values]
        events += [] if self.on("streams do not say that they end") else ["data: [DONE]"]
        if self.on("streams have half an event"):
            events[1] = events[1][:-4]
        if self.on("streams have a line that is none"):
            events.insert(1, "<<< wind >>>")
        if self.on("streams go on after their end"):
            events.append(events[0])
        text = "\n\n".join(events) + ("" if self.on("streams break off") else "\n\n")
        if self.on("streams are lines of JSON"):
            text = "".join(f"{json.dumps(value)}\n" for value in values)
        is_forecast = self.path == "/forecast"
        kind = "application/json" if is_forecast and self.on("streams say that they are JSON") else "text/event-stream"
        self.headers.append(("Content-Type", kind))
        self.body = b"" if self.on("streams are empty") else text.encode()
        self.end(200)


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def _without(value: dict[str, Any], name: str) -> dict[str, Any]:
    return {each: own for each, own in value.items() if each != name}


def _sealed(place: str) -> str:
    return base64.urlsafe_b64encode(f"after:{place}".encode()).decode()


def _opened(cursor: str) -> str | None:
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
    except ValueError:
        return None
    return text.removeprefix("after:") if text.startswith("after:") else None


@cache
def _pattern(route: str) -> str:
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(route))


def _is_valid(schema: dict[str, Any], day: str, value: Any) -> bool:
    return _validator(json.dumps(schema), day).is_valid(value)


@cache
def _validator(schema: str, day: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "components": _DOCUMENTS[day]["components"]})
