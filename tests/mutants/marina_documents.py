"""The documents of a small dated API, and the settings that say how it is reached."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

DAYS = ("2024-02-01", "2024-08-15", "2025-03-01")
FIRST, SECOND, THIRD = DAYS
HEADER, ECHO = "Marina-Date", "Marina-Applied"
DEPRECATED, SUNSET = "2026-01-15", "2027-06-30"


class Person(NamedTuple):
    """Somebody who may ask."""

    name: str
    tenant: str
    token: str
    crew: str


PEOPLE = (
    Person("captain", "north", "north-4711-token", "crew-anna"),
    Person("mate", "north", "north-4711-token", "crew-bert"),
    Person("rival", "south", "south-0815-token", "crew-carl"),
)

# What asks for the first tenant, and is nobody.
KEY = "north-1291-key"


def document(day: str) -> dict[str, Any]:
    """The OpenAPI document of a day."""
    second, third = day >= SECOND, day >= THIRD
    fee = {"type": "object", "required": ["amount", "currency"]} if third else {"type": "integer", "minimum": 0}
    if third:
        fee["properties"] = {"amount": {"type": "integer", "minimum": 0}, "currency": {"type": "string"}}
    fee = {**fee, **({} if third else {"maximum": 90000})}
    length = {"type": "number", "minimum": 1, "maximum": 120}
    own = {
        "name": {"type": "string", "minLength": 1, "maxLength": 40 if third else 60, "pattern": "^\\S(.*\\S)?$"},
        "kind": {"type": "string", "enum": ["sail", "motor", *(["rowing"] if second else [])]},
        ("lengthMetres" if second else "length"): length,
        "harbour": {"type": "string", "minLength": 2, "maxLength": 20},
        "flag": {"type": "string", "minLength": 2, "maxLength": 2, "default": "BE" if third else "NL"},
        "note": {"type": ["string", "null"], "maxLength": 200},
        **({"draft": {"type": "number", "minimum": 0, "maximum": 30}} if second else {}),
        **({} if third else {"nickname": {"type": "string", "maxLength": 30}}),
    }
    boat = {
        "id": {"type": "integer", "minimum": 1},
        **own,
        "fee": fee,
        "createdAt": _WHEN,
        "looks": {"type": "integer"},
    }
    needed = ["name", "kind", *(["harbour"] if third else [])]
    shown = ["id", "name", "kind", "flag", "fee", "createdAt"]
    schemas = {
        "Boat": {"type": "object", "required": shown, "properties": boat},
        "BoatNew": _closed(own, needed),
        "BoatEdit": {**_closed(_without_defaults(own), []), "minProperties": 1},
        "Trip": {"type": "object", "required": ["id", "title", "miles"], "properties": {"id": _TRIP, **_TRIP_OWN}},
        "TripNew": _closed(_TRIP_OWN, ["title", "miles"]),
        "Berth": {"type": "object", "required": ["code", "depth"], "properties": _BERTH_OWN},
        "BerthNew": _closed(_BERTH_OWN, ["code", "depth"]),
        "BerthSet": _closed({name: _BERTH_OWN[name] for name in ("depth", "power")}, ["depth"]),
        "Preferences": {"type": "object", "required": list(_PREFERENCES), "properties": _PREFERENCES},
        "Problem": _NEW_PROBLEM if third else _OLD_PROBLEM,
    }
    api = _Operations(third=third)
    by_page = [
        _query("page", {"type": "integer", "minimum": 1, "maximum": 9999, "default": 1}),
        _query("per_page", {"type": "integer", "minimum": 1, "maximum": 30, "default": 5}),
        _query("kind", own["kind"]),
    ]
    by_offset = [
        _query("offset", {"type": "integer", "minimum": 0, "maximum": 9999, "default": 0}),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": 30, "default": 10}),
    ]
    by_cursor = [
        _query("cursor", {"type": "string", "minLength": 1, "maxLength": 200}),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": 30, "default": 10}),
    ]
    boat_id, trip_id = _path("boatId", {"type": "integer", "minimum": 1}), _path("tripId", _TRIP)
    code = _path("code", _BERTH_OWN["code"])
    removed = {"204": {"description": "removed"}} if third else {"200": _json({"type": "object"})}
    paths: dict[str, Any] = {
        "/boats": {
            "get": api({"200": _boats(third=third)}, by_page),
            "post": api({"201": _json(_ref("Boat"), **_LOCATION), "409": _problem()}, body=_ref("BoatNew")),
        },
        "/boats/{boatId}": {
            "get": api({"200": _json(_ref("Boat"))}, [boat_id]),
            "patch": api({"200": _json(_ref("Boat")), "409": _problem()}, [boat_id], body=_ref("BoatEdit")),
            "delete": api(removed, [boat_id]),
        },
        "/boats/{boatId}/trips": {
            "get": api({"200": _json(_trips())}, [boat_id, *by_offset]),
            "post": api({"201": _json({"type": "object", "required": ["trip"], "properties": {"trip": _ref("Trip")}})},
                        [boat_id], body=_ref("TripNew")),
        },
        "/boats/{boatId}/trips/{tripId}": {
            "get": api({"200": _json(_ref("Trip"))}, [boat_id, trip_id]),
            "put": api({"200": _json(_ref("Trip"))}, [boat_id, trip_id], body=_ref("TripNew")),
            "delete": api({"200": _json({"type": "object"})}, [boat_id, trip_id]),
        },
        "/berths": {
            "get": api({"200": _json(_berths())}, by_cursor),
            "post": api({"201": _json(_ref("Berth"), **_LOCATION), "409": _problem()}, body=_ref("BerthNew")),
        },
        "/berths/{code}": {
            "get": api({"200": _json(_berth()), "410": _problem()}, [code]),
            "put": api({"200": _json(_berth()), "410": _problem()}, [code], body=_ref("BerthSet")),
            "delete": api({"204": {"description": "removed"}, "410": _problem()}, [code]),
        },
        "/preferences": {
            "get": api({"200": _json(_ref("Preferences"))}),
            "patch": api({"200": _json(_ref("Preferences"))}, body=_closed(_PREFERENCES, [])),
        },
        "/crews": {"post": api({"201": _json(_CREW)}, body=_closed({"name": _CREW_NAME}, ["name"]))},
        "/crews/{crewId}": {"get": api({"200": _json(_CREW)}, [_path("crewId", {"type": "string", "minLength": 1})])},
        "/crews/me": {
            "get": {**api({"200": _json(_CREW)}), "security": _BOTH},
            "put": {**api({"200": _json(_CREW), "409": _problem()}, body=_CREW), "security": _BOTH},
            "delete": {**api({"204": {"description": "left"}}), "security": _BOTH},
        },
        "/me": {"get": {**api({"200": _json(_ME), "406": _problem()}), "security": _BOTH}},
        "/forecast": {"get": api({"200": {"description": "events, the last is [DONE]", "content": _EVENTS}})},
        "/tides": {"get": api({"200": {"description": "levels", "content": {**_ANSWER, **_EVENTS}}})},
        "/questions": {"post": api({"200": {"description": "words", "content": {**_ANSWER, **_EVENTS}}}, body=_ASK)},
    }  # fmt: skip
    if not second:
        log = {"description": "the log", "content": {"text/plain": {"schema": {"type": "string"}}}}
        paths["/boats/{boatId}/log"] = {"get": api({"200": log}, [boat_id])}
    if third:
        position = {"type": "object", "required": ["at"], "properties": {"at": {"type": "string"}}}
        paths["/boats/{boatId}/position"] = {"get": api({"200": _json(position)}, [boat_id])}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Marina", "version": day},
        "servers": [{"url": "https://marina.example"}],
        "security": [{"token": []}, {"token": [], "crew": []}, {"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "crew": {"type": "apiKey", "in": "header", "name": "Marina-Crew"},
                "key": {"type": "apiKey", "in": "header", "name": "Marina-Key"},
            },
            "schemas": schemas,
        },
    }


def store(folder: Path) -> Path:
    """The documents as a store of snapshots, with their settings."""
    api = folder / "marina"
    api.mkdir(parents=True)
    for day in DAYS:
        (api / f"{day}.json").write_text(json.dumps(document(day)))
    lines = ['title = "Marina"', "[version]", f'header = "{HEADER}"', f'default = "{FIRST}"', 'style = "any-day"']
    lines += [f'echo = "{ECHO}"']
    for day in DAYS:
        lines += ["[[versions]]", f'name = "{day}"']
        lines += [f'deprecated = "{DEPRECATED}"', f'sunset = "{SUNSET}"'] if day == FIRST else []
    for person in PEOPLE:
        lines += ["[[identities]]", f'name = "{person.name}"', f'tenant = "{person.tenant}"']
        lines += [f'credentials = {{ token = "{variable(person, "token")}", crew = "{variable(person, "crew")}" }}']
    lines += ["[[identities]]", 'name = "crane"', f'tenant = "{PEOPLE[0].tenant}"']
    lines += ['credentials = { key = "MARINA_CRANE_KEY" }']
    (api / "api.toml").write_text("\n".join(lines) + "\n")
    return folder


def variable(person: Person, scheme: str) -> str:
    """The environment variable that holds a credential."""
    return f"MARINA_{person.name}_{scheme}".upper()


def environment() -> dict[str, str]:
    """The variables of all credentials."""
    people = {variable(each, scheme): getattr(each, scheme) for each in PEOPLE for scheme in ("token", "crew")}
    return {**people, "MARINA_CRANE_KEY": KEY}


class _Operations:
    """Makes operations of one day."""

    def __init__(self, *, third: bool) -> None:
        self._quota = {"Marina-Quota-Left": {"required": True, "schema": {"type": "integer"}}} if third else {}

    def __call__(
        self, success: dict[str, Any], parameters: list[Any] | None = None, *, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        version = {"in": "header", "name": HEADER, "schema": {"type": "string"}}
        answers = {
            status: {**answer, "headers": {**answer.get("headers", {}), **self._quota}} if status < "300" else answer
            for status, answer in success.items()
        }
        errors = dict.fromkeys(["400", "401", "404", *(["415", "422"] if body else [])], _problem())
        content = {"requestBody": {"required": True, "content": {"application/json": {"schema": body}}}} if body else {}
        return {"parameters": [*(parameters or []), version], **content, "responses": {**errors, **answers}}


_WHEN = {"type": "string", "format": "date-time"}
_TRIP = {"type": "string", "pattern": "^trip_[0-9a-z]{8}$"}
_TRIP_OWN: dict[str, Any] = {
    "title": {"type": "string", "minLength": 1, "maxLength": 50, "pattern": "^[A-Za-z]"},
    "miles": {"type": "integer", "minimum": 0, "maximum": 5000},
    "crewed": {"type": "boolean"},
}
_BERTH_OWN: dict[str, Any] = {
    "code": {"type": "string", "pattern": "^[A-Z]{1,3}-[0-9]{1,6}$"},
    "depth": {"type": "number", "minimum": 0.5, "maximum": 40},
    "power": {"type": "boolean"},
}
_PREFERENCES = {"language": {"type": "string", "enum": ["en", "nl", "fr"]}, "knots": {"type": "boolean"}}
_BOTH = [{"token": [], "crew": []}]
_CREW_NAME = {"type": "string", "minLength": 1, "maxLength": 30}
_CREW = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": _CREW_NAME},
}
_ME = {"type": "object", "required": ["crew"], "properties": {"crew": {"type": "string"}}}
_OLD_PROBLEM = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
_NEW_PROBLEM = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {"code": {"type": "integer"}, "message": {"type": "string"}, "where": {"type": "string"}},
}
_LOCATION = {"headers": {"Location": {"required": True, "schema": {"type": "string"}}}}
_EVENTS = {"text/event-stream": {"schema": {"type": "object"}}}
_ASK = {
    "type": "object",
    "additionalProperties": False,
    "required": ["question"],
    "properties": {"question": {"type": "string", "minLength": 1, "maxLength": 300}, "stream": {"type": "boolean"}},
}
_ANSWER = {
    "application/json": {
        "schema": {"type": "object", "required": ["answer"], "properties": {"answer": {"type": "string"}}}
    }
}


def _closed(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _without_defaults(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {word: value for word, value in each.items() if word != "default"} for name, each in properties.items()
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "query", "name": name, "schema": schema}


def _path(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "path", "name": name, "required": True, "schema": schema}


def _json(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"description": "as asked", "content": {"application/json": {"schema": schema}}, **more}


def _problem() -> dict[str, Any]:
    return {**_json(_ref("Problem")), "description": "no"}


def _boats(*, third: bool) -> dict[str, Any]:
    """A list with its pages in an object beside it, and a total in a header as well."""
    page = {name: {"type": "integer"} for name in ("number", "size", "total")}
    about = {"type": "object", "required": list(page), "properties": page}
    name = "data" if third else "boats"
    listed = {name: {"type": "array", "items": _ref("Boat")}, "meta": about}
    total = {"headers": {"X-Total-Count": {"required": True, "schema": {"type": "integer"}}}}
    return _json({"type": "object", "required": list(listed), "properties": listed}, **total)


def _trips() -> dict[str, Any]:
    return {"type": "array", "items": _ref("Trip")}


def _berth() -> dict[str, Any]:
    properties = {"berth": _ref("Berth"), "links": {"type": "object"}}
    return {"type": "object", "required": list(properties), "properties": properties}


def _berths() -> dict[str, Any]:
    paging = {"nextCursor": {"type": ["string", "null"]}, "hasMore": {"type": "boolean"}}
    properties = {
        "berths": {"type": "array", "items": _ref("Berth")},
        "pagination": {"type": "object", "required": list(paging), "properties": paging},
    }
    return {"type": "object", "required": list(properties), "properties": properties}
