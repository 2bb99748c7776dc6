"""Bodies that wrap a resource, bring many, or patch one; and identifiers that headers and paths name."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock.conftest import Client

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
SENT = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": TEXT,
        "minutes": WHOLE,
        "cast": {"type": "array", "items": TEXT},
        "rights": {"type": "object", "properties": {"holder": TEXT, "until": TEXT}},
    },
}
FILM = {**SENT, "required": ["filmId", "title"], "properties": {"filmId": TEXT, **SENT["properties"]}}  # type: ignore[dict-item]


def wrapped(name: str, schema: Any) -> dict[str, Any]:
    return {"type": "object", "required": [name], "properties": {name: schema}}


def answer(schema: Any = None, **headers: Any) -> dict[str, Any]:
    content = {} if schema is None else {"content": {"application/json": {"schema": schema}}}
    return {"description": "A film.", "headers": {n: {"schema": s} for n, s in headers.items()}, **content}


def body(schema: Any, media_type: str = "application/json") -> dict[str, Any]:
    return {"required": True, "content": {media_type: {"schema": schema}}}


def films(sent: Any = SENT, shown: Any = FILM, **more: Any) -> dict[str, Any]:
    """A document of films that are sent and shown in some shapes."""
    partial = {**SENT, "required": []}
    patch = {
        "application/json": {"schema": partial},
        "application/merge-patch+json": {"schema": partial},
        "application/json-patch+json": {"schema": {"type": "array"}},
    }
    return {
        "paths": {
            "/films": {
                "get": {"responses": {"200": answer({"type": "array", "items": FILM})}},
                "post": {"requestBody": body(sent), "responses": {"201": answer(shown)}},
            },
            "/films/{filmId}": {
                "parameters": [{"name": "filmId", "in": "path", "required": True, "schema": TEXT}],
                "get": {"responses": {"200": answer(FILM)}},
                "put": {"requestBody": body(sent), "responses": {"200": answer(shown)}},
                "patch": {"requestBody": {"content": patch}, "responses": {"200": answer(FILM), "409": answer()}},
            },
            **more,
        }
    }


PLAY = {"title": "Playtime", "minutes": 124, "cast": ["Tati"], "rights": {"holder": "Specta", "until": "2037"}}


@pytest.mark.parametrize("name", ["film", "data", "payload"])
def test_what_a_body_wraps_is_what_is_stored(mock: Callable[..., Client], name: str) -> None:
    client = mock(films(wrapped(name, SENT), wrapped(name, FILM)))
    made = client("POST", "/films", json_body={name: PLAY}).json[name]
    assert client("GET", f"/films/{made['filmId']}").json == {"filmId": made["filmId"], **PLAY}
    changed = client("PUT", f"/films/{made['filmId']}", json_body={name: {"title": "Trafic"}}).json[name]
    assert (changed["filmId"], changed["title"]) == (made["filmId"], "Trafic")


def test_a_property_that_is_shown_wraps_nothing(mock: Callable[..., Client]) -> None:
    message = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "payload": {"type": "object"}}}
    sent = wrapped("payload", {"type": "object"})
    document = {
        "paths": {
            "/messages": {
                "get": {"responses": {"200": answer({"type": "array", "items": message})}},
                "post": {"requestBody": body(sent), "responses": {"201": answer(message)}},
            }
        }
    }
    assert mock(document)("POST", "/messages", json_body={"payload": {"a": 1}}).json["payload"] == {"a": 1}


MANY = {
    "an array to the collection": ("/films", {"oneOf": [SENT, {"type": "array", "items": SENT}]}, None),
    "an array to a path for many": ("/films/batch", {"type": "array", "items": SENT}, None),
    "a wrapped array to a path for many": (
        "/films:batchCreate",
        wrapped("films", {"type": "array", "items": SENT}),
        "films",
    ),
}


@pytest.mark.parametrize(("path", "schema", "name"), MANY.values(), ids=MANY)
def test_a_body_of_many_creates_each(mock: Callable[..., Client], path: str, schema: Any, name: str | None) -> None:
    listed = {"type": "array", "items": FILM}
    operation = {
        "post": {"requestBody": body(schema), "responses": {"201": answer(wrapped(name, listed) if name else listed)}}
    }
    document = films()
    document["paths"][path] = {**document["paths"].get(path, {}), **operation}
    client = mock(document)
    sent = [{"title": "Mon oncle"}, {"title": "Parade", "minutes": 89}]
    reply = client("POST", path, json_body={name: sent} if name else sent)
    assert reply.status == 201
    made = reply.json[name] if name else reply.json
    assert [film["title"] for film in made] == ["Mon oncle", "Parade"]
    assert client("GET", "/films").json == made


def test_a_count_of_what_was_taken_is_true(mock: Callable[..., Client]) -> None:
    counts = {"type": "object", "required": ["accepted"], "properties": {"accepted": WHOLE, "failed": WHOLE}}
    path = {"post": {"requestBody": body({"type": "array", "items": SENT}), "responses": {"202": answer(counts)}}}
    client = mock(films(**{"/films/bulk": path}))
    assert client("POST", "/films/bulk", json_body=[{"title": str(n)} for n in range(4)]).json["accepted"] == 4
    assert len(client("GET", "/films").json) == 4


def patch(client: Client, own: str, value: Any, media_type: str = "application/json-patch+json") -> Any:
    return client("PATCH", f"/films/{own}", {"Content-Type": media_type}, json.dumps(value).encode())


def test_a_json_patch_is_applied_to_what_the_version_shows(mock: Callable[..., Client]) -> None:
    client = mock(films())
    own = client("POST", "/films", json_body=PLAY).json["filmId"]
    operations = [
        {"op": "test", "path": "/title", "value": "Playtime"},
        {"op": "add", "path": "/cast/-", "value": "Dennek"},
        {"op": "remove", "path": "/rights/until"},
        {"op": "replace", "path": "/minutes", "value": 115},
    ]
    wanted = {"filmId": own, **PLAY, "cast": ["Tati", "Dennek"], "rights": {"holder": "Specta"}, "minutes": 115}
    assert patch(client, own, operations).json == wanted
    assert client("GET", f"/films/{own}").json == wanted
    patch(client, own, [{"op": "remove", "path": "/minutes"}])
    assert "minutes" not in client("GET", f"/films/{own}").json


@pytest.mark.parametrize(
    ("operations", "status"),
    [
        ([{"op": "test", "path": "/title", "value": "Trafic"}], 409),
        ([{"op": "remove", "path": "/none"}], 409),
        ([{"op": "replace", "path": "/cast/7", "value": "x"}], 409),
        ([{"op": "frobnicate", "path": "/title"}], 400),
        ([{"path": "/title"}], 400),
        ([{"op": "add", "path": 7, "value": 1}], 400),
        (["add"], 400),
        ([{"op": "replace", "path": "/minutes", "value": "long"}], 422),
        ([{"op": "remove", "path": "/title"}], 422),
        ([{"op": "replace", "path": "", "value": 3}], 422),
    ],
)
def test_a_patch_that_cannot_be_applied_changes_nothing(
    mock: Callable[..., Client], operations: list[Any], status: int
) -> None:
    client = mock(films())
    own = client("POST", "/films", json_body=PLAY).json["filmId"]
    assert patch(client, own, operations).status == status
    assert client("GET", f"/films/{own}").json == {"filmId": own, **PLAY}


HOSTILE_PATCHES = {
    "copies into itself": [{"op": "copy", "from": "/cast", "path": "/cast/-"}] * 60,
    "many operations": [{"op": "add", "path": "/cast/-", "value": "x"}] * 20_000,
    "moves into itself": [{"op": "move", "from": "", "path": "/title"}],
    "a place without an end": [{"op": "add", "path": f"/cast/{'9' * 5000}", "value": "x"}],
    "no list": "[]",
    "nothing": None,
}


@pytest.mark.parametrize("operations", HOSTILE_PATCHES.values(), ids=HOSTILE_PATCHES)
def test_a_patch_that_means_harm_is_refused_soon(mock: Callable[..., Client], operations: Any) -> None:
    client = mock(films())
    own = client("POST", "/films", json_body=PLAY).json["filmId"]
    start = time.process_time()
    assert 400 <= patch(client, own, operations).status < 500
    assert time.process_time() - start < 5
    assert client("GET", f"/films/{own}").json == {"filmId": own, **PLAY}


def test_a_patch_of_plain_json_names_members_of_objects_too(mock: Callable[..., Client]) -> None:
    client = mock(films())
    own = client("POST", "/films", json_body=PLAY).json["filmId"]
    changed = patch(client, own, {"rights": {"until": "2040"}, "cast": ["Jacques"]}, "application/json").json
    assert changed == {"filmId": own, **PLAY, "cast": ["Jacques"], "rights": {"holder": "Specta", "until": "2040"}}


def test_put_creates_where_its_answer_says_so_and_nowhere_else(mock: Callable[..., Client]) -> None:
    document = films()
    assert mock(document)("PUT", "/films/trafic", json_body={"title": "Trafic"}).status == 404
    document["paths"]["/films/{filmId}"]["put"]["responses"]["201"] = answer(FILM)
    client = mock(document)
    made = client("PUT", "/films/trafic", json_body={"title": "Trafic"})
    assert (made.status, made.json) == (201, {"filmId": "trafic", "title": "Trafic", "cast": []})
    assert client("GET", "/films/trafic").json["title"] == "Trafic"
    assert client("PUT", "/films/trafic", json_body={"title": "Trafic 2"}).status == 200
    assert len(client("GET", "/films").json) == 1


def test_headers_name_the_identifier_of_what_was_created(mock: Callable[..., Client]) -> None:
    document = films()
    headers = {"Location": {"type": "string", "format": "uri"}, "X-Film-Id": TEXT}
    document["paths"]["/films"]["post"]["responses"] = {"201": answer(**headers)}
    made = mock(document)("POST", "/films", {"Host": "films.test"}, json_body={"title": "Trafic"})
    assert made.headers["location"] == f"http://films.test/films/{made.headers['x-film-id']}"


def test_identifiers_of_a_pattern_differ_and_are_those_of_the_seed(mock: Callable[..., Client]) -> None:
    reel = {"type": "string", "pattern": "^R-[0-9]{4}$"}
    document = films(shown={**FILM, "properties": {**FILM["properties"], "filmId": reel}})
    document["paths"]["/films"]["get"]["responses"]["200"] = answer({"type": "array", "items": FILM})

    def ids(client: Client) -> list[str]:
        return [client("POST", "/films", json_body=PLAY).json["filmId"] for _ in range(30)]

    client = mock(document)
    made = ids(client)
    assert len(set(made)) == 30
    assert all(client("GET", f"/films/{own}").json["filmId"] == own for own in made)
    assert ids(mock(document)) == made


def test_an_identifier_may_have_the_name_of_the_resource_before_it(mock: Callable[..., Client]) -> None:
    scene = {"type": "object", "required": ["sceneNo"], "properties": {"sceneNo": WHOLE, "text": TEXT}}
    paths = {
        "/scenes": {"post": {"requestBody": body({"type": "object"}), "responses": {"201": answer(scene)}}},
        "/scenes/{no}": {
            "parameters": [{"name": "no", "in": "path", "required": True, "schema": WHOLE}],
            "get": {"responses": {"200": answer(scene)}},
        },
    }
    client = mock({"paths": paths})
    made = [client("POST", "/scenes", json_body={"text": str(n)}).json["sceneNo"] for n in range(3)]
    assert [client("GET", f"/scenes/{no}").json["text"] for no in made] == ["0", "1", "2"]


def test_an_action_that_answers_the_resource_shows_what_is_stored(mock: Callable[..., Client]) -> None:
    other = {"type": "object", "required": ["filmId"], "properties": {"filmId": TEXT, "queued": WHOLE}}
    actions = {
        f"/films/{{filmId}}/{name}": {"post": {"responses": {"200": answer(shown)}}}
        for name, shown in (("publish", FILM), ("render", other))
    }
    client = mock(films(**actions))
    own = client("POST", "/films", json_body=PLAY).json["filmId"]
    assert client("POST", f"/films/{own}/publish").json == {"filmId": own, **PLAY}
    assert client("POST", f"/films/{own}/render").json.keys() <= {"filmId", "queued"}
    assert client("POST", "/films/none/publish").status == 404


def test_delete_on_a_collection_empties_it(mock: Callable[..., Client]) -> None:
    document = films()
    document["paths"]["/films"]["delete"] = {"responses": {"204": {"description": "Gone."}}}
    client = mock(document)
    own = [client("POST", "/films", json_body=PLAY).json["filmId"] for _ in range(3)]
    assert client("DELETE", "/films").status == 204
    assert client("GET", "/films").json == []
    assert client("GET", f"/films/{own[0]}").status == 404


def test_a_tag_changes_with_what_is_stored_and_with_nothing_else(mock: Callable[..., Client]) -> None:
    document = films()
    document["paths"]["/films/{filmId}"]["get"]["responses"]["200"] = answer(FILM, ETag=TEXT)
    client = mock(document)
    own = client("POST", "/films", json_body=PLAY).json["filmId"]
    tags = [client("GET", f"/films/{own}").headers["etag"] for _ in range(2)]
    patch(client, own, {"minutes": 7}, "application/json")
    assert len({*tags, client("GET", f"/films/{own}").headers["etag"]}) == 2
    assert tags[0] == tags[1]
    assert tags[0].startswith('"')
