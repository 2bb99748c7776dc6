"""What is created under one version is there under all others, each in its own shape."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from harness.messages import ValueGenerator
from harness.mock import MockSettings, app, app_of, services_of
from harness.versions import load_document
from tests.mock.conftest import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.document import Document

SPECS = Path(__file__).parent / "documents"
FIRST, SECOND, THIRD = DATES = ("2031-02-01", "2031-06-01", "2031-11-01")
KEY = {"Bakery-Key": "flour"}


def bakery(**settings: Any) -> Client:
    return Client(app("bakery", specs=str(SPECS), **settings))


@pytest.fixture
def client() -> Client:
    return bakery()


def on(date: str, key: str = "flour") -> dict[str, str]:
    return {"Bakery-Key": key, "Bakery-Date": date}


def document(date: str) -> Document:
    return load_document(f"bakery@{date}", root=str(SPECS))


def judge(date: str, path: str, status: str = "200", method: str = "get") -> Draft202012Validator:
    responses = document(date).root.value["paths"][path][method]["responses"]
    return Draft202012Validator(
        responses[status]["content"]["application/json"]["schema"], format_checker=FormatChecker()
    )


def path_of(date: str) -> str:
    return {FIRST: "/loaves/{id}", SECOND: "/loaves/{loafId}", THIRD: "/loaves/{loafID}"}[date]


def bodies(date: str, count: int) -> Iterator[dict[str, Any]]:
    """Valid bodies that create a loaf."""
    operation = next(operation for operation in document(date).operations if operation.name == "POST /loaves")
    body = operation.node.child("requestBody")
    schema = body.child("content").child("application/json").child("schema")
    made = ValueGenerator(schema, operation.document, "request")
    yield from (made.seeded(seed) for seed in range(count))


def plain(name: str) -> str:
    return {"remark": "comment", "loafid": "id"}.get(name.replace("_", "").lower(), name.replace("_", "").lower())


@pytest.mark.parametrize(("created", "read"), list(permutations(DATES, 2)))
def test_what_one_version_creates_every_other_shows_in_its_own_shape(created: str, read: str) -> None:
    client = bakery()
    own, other = judge(created, "/loaves", "201", "post"), judge(read, path_of(read))
    members = other.schema["properties"]
    for body in bodies(created, 40):
        answer = client("POST", "/loaves", on(created), json_body=body)
        assert answer.status == 201
        own.validate(answer.json)
        names = {plain(name): value for name, value in answer.json.items()}
        shown = client("GET", f"/loaves/{names['id']}", on(read)).json
        other.validate(shown)
        for name, value in shown.items():
            sent = {plain(name): value for name, value in body.items()}.get(plain(name))
            if sent is not None and not isinstance(sent, dict) and Draft202012Validator(members[name]).is_valid(sent):
                assert value == sent, (name, body, shown)
        listed = client("GET", "/loaves", on(read))
        judge(read, "/loaves").validate(listed.json)


def test_a_value_that_an_older_version_cannot_say_is_shown_as_one_that_it_can(client: Client) -> None:
    body = {"grain": "emmer", "grams": 9000, "oven": {"degrees": 230, "hasSteam": True}}
    own = client("POST", "/loaves", on(THIRD), json_body=body).json["loafId"]
    oldest = client("GET", f"/loaves/{own}", on(FIRST)).json
    assert oldest["grain"] in ("rye", "wheat")
    assert oldest["grams"] <= 5000
    assert oldest["oven"] == {"degrees": 230}
    assert client("GET", f"/loaves/{own}", on(SECOND)).json["oven"] == {"degrees": 230, "has_steam": True}
    assert client("GET", f"/loaves/{own}", on(THIRD)).json | body == client("GET", f"/loaves/{own}", on(THIRD)).json


def test_a_replacement_keeps_what_its_version_cannot_say(client: Client) -> None:
    price = {"amount": "4.50", "currency": "EUR"}
    body = {"grain": "spelt", "grams": 700, "remark": "burnt", "price": price, "seedKinds": ["poppy"]}
    own = client("POST", "/loaves", on(THIRD), json_body=body).json["loafId"]
    changed = client("PUT", f"/loaves/{own}", on(FIRST), json_body={"grain": "rye", "grams": 800})
    assert changed.json == {"id": own, "grain": "rye", "grams": 800}
    after = client("GET", f"/loaves/{own}", on(SECOND)).json
    assert after["grain"] == "rye"
    assert after["seed_kinds"] == ["poppy"]
    assert "comment" not in after
    client("PUT", f"/loaves/{own}", on(SECOND), json_body={"grain": "spelt", "grams": 1})
    newest = client("GET", f"/loaves/{own}", on(THIRD)).json
    assert newest["price"] == price
    assert newest["grain"] == "spelt"
    assert newest["seedKinds"] == []


def test_a_patch_changes_what_it_names_under_the_names_of_its_version(client: Client) -> None:
    body = {"grain": "spelt", "grams": 700, "comment": "dark", "seed_kinds": ["poppy"], "oven": {"degrees": 200}}
    own = client("POST", "/loaves", on(SECOND), json_body=body).json["id"]
    headers = [*on(THIRD).items(), ("Content-Type", "application/merge-patch+json")]
    patch = {"remark": "light", "oven": {"degrees": 210, "hasSteam": True}, "grams": 5}
    assert client("PATCH", f"/loaves/{own}", headers, json.dumps(patch).encode()).status == 200
    after = client("GET", f"/loaves/{own}", on(SECOND)).json
    assert (after["comment"], after["grams"], after["seed_kinds"]) == ("light", 5, ["poppy"])
    assert after["oven"] == {"degrees": 210, "has_steam": True}
    headers = [*on(SECOND).items(), ("Content-Type", "application/merge-patch+json")]
    client("PATCH", f"/loaves/{own}", headers, b'{"comment": null, "oven": {"degrees": 1, "has_steam": false}}')
    after = client("GET", f"/loaves/{own}", on(THIRD)).json
    assert "remark" not in after
    assert after["oven"] == {"degrees": 1, "hasSteam": False}


def test_pages_are_cut_as_each_version_has_it_and_totals_are_true(client: Client) -> None:
    assert client("GET", "/loaves", on(FIRST)).json == []
    for grams in range(1, 13):
        grain = "rye" if grams % 3 else "spelt"
        client("POST", "/loaves", on(SECOND), json_body={"grain": grain, "grams": grams})
    everything = client("GET", "/loaves", on(FIRST)).json
    assert [loaf["grams"] for loaf in everything] == list(range(1, 13))
    order = [loaf["id"] for loaf in everything]
    page = client("GET", "/loaves?page=3&pageSize=5", on(SECOND)).json
    assert page["total"] == 12
    assert [loaf["id"] for loaf in page["items"]] == order[10:]
    assert page["ok"] is True
    assert page["kind"] == "page"
    assert len(client("GET", "/loaves", on(SECOND)).json["items"]) == 5
    assert client("GET", "/loaves?page=9", on(SECOND)).json["items"] == []
    chosen = client("GET", "/loaves?grain=spelt&pageSize=3", on(SECOND)).json
    assert chosen["total"] == 4
    assert [loaf["grain"] for loaf in chosen["items"]] == ["spelt"] * 3
    window = client("GET", "/loaves?offset=10", on(THIRD)).json["data"]
    assert [loaf["loafId"] for loaf in window["loaves"]] == order[10:]
    assert (window["count"], window["totalCount"]) == (2, 12)
    client("DELETE", f"/loaves/{order[0]}", on(THIRD))
    assert client("GET", "/loaves?pageSize=1", on(SECOND)).json["total"] == 11


def test_a_window_beside_a_record_leaves_the_record_out(client: Client) -> None:
    loaf = client("POST", "/loaves", on(SECOND), json_body={"grain": "rye", "grams": 1}).json["id"]
    cuts = [
        client("POST", f"/loaves/{loaf}/slices", on(SECOND), json_body={"thickness": n}).json["cutNumber"]
        for n in range(1, 9)
    ]
    assert len(set(cuts)) == 8

    def window(query: str) -> list[int]:
        slices = client("GET", f"/loaves/{loaf}/slices?{query}", on(SECOND)).json["slices"]
        return [entry["number"] for entry in slices]

    assert window("limit=3") == cuts[-3:]  # the latest
    assert window(f"limit=3&before={cuts[5]}") == cuts[2:5]
    assert window(f"limit=3&after={cuts[1]}") == cuts[2:5]
    assert window(f"limit=50&after={cuts[1]}&before={cuts[4]}") == cuts[2:4]


def test_what_is_below_another_goes_with_it(client: Client) -> None:
    first, second = (
        client("POST", "/loaves", on(SECOND), json_body={"grain": "rye", "grams": n}).json["id"] for n in (1, 2)
    )
    number = client("POST", f"/loaves/{first}/slices", on(SECOND), json_body={"thickness": 1.5}).json["cutNumber"]
    other = client("POST", f"/loaves/{second}/slices", on(THIRD), json_body={"thickness": 2}).json["cutNumber"]
    assert client("GET", f"/slices/{number}", on(THIRD)).json["loaf_id"] == first
    assert [entry["number"] for entry in client("GET", "/slices", on(SECOND)).json] == [number, other]
    assert client("DELETE", f"/loaves/{first}", on(FIRST)).status == 204
    assert client("GET", f"/slices/{number}", on(THIRD)).status == 404
    assert client("GET", f"/loaves/{first}/slices", on(SECOND)).status == 404
    assert [entry["number"] for entry in client("GET", "/slices", on(SECOND)).json] == [other]
    assert client("DELETE", f"/slices/{other}", on(SECOND)).status == 204
    assert client("GET", f"/loaves/{second}/slices", on(SECOND)).json == {"slices": []}


def test_nothing_can_be_done_below_what_is_not_there(client: Client) -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    for method, path in (("POST", "toast"), ("GET", "slices")):
        answer = client(method, f"/loaves/{nobody}/{path}", on(THIRD))
        assert answer.status == 404
        assert nobody in answer.json["message"]
    own = client("POST", "/loaves", on(FIRST), json_body={"grain": "rye", "grams": 2}).json["id"]
    assert client("POST", f"/loaves/{own}/toast", on(THIRD)).status == 200


def test_an_identifier_that_is_brought_is_kept_and_taken_once(client: Client) -> None:
    assert client("POST", "/bakers", on(FIRST), json_body={"baker_id": "ada"}).json == {"bakerId": "ada"}
    again = client("POST", "/bakers", on(THIRD), json_body={"baker_id": "ada", "name": "Ada"})
    assert again.status == 409
    assert "ada" in again.json["message"]
    assert client("GET", "/bakers/ada", on(SECOND)).json == {"bakerId": "ada"}
    assert client("GET", "/bakers/self", [*on(SECOND).items(), ("Baker-Id", "ada")]).json == {"bakerId": "ada"}
    assert client("GET", "/bakers/bob", on(SECOND)).status == 404


def test_no_tenant_sees_what_another_has(client: Client) -> None:
    mine = client("POST", "/loaves", on(SECOND, "mine"), json_body={"grain": "rye", "grams": 1}).json["id"]
    theirs = client("POST", "/loaves", on(SECOND, "theirs"), json_body={"grain": "rye", "grams": 2}).json["id"]
    for key, own, foreign in (("mine", mine, theirs), ("theirs", theirs, mine)):
        assert [loaf["id"] for loaf in client("GET", "/loaves", on(FIRST, key)).json] == [own]
        for method in ("GET", "DELETE"):
            assert client(method, f"/loaves/{foreign}", on(SECOND, key)).status == 404
        assert client("PUT", f"/loaves/{foreign}", on(FIRST, key), json_body={"grain": "rye", "grams": 3}).status == 404
    assert client("GET", "/loaves", on(SECOND, "nobody")).json["total"] == 0


def test_what_is_created_is_found_where_its_location_says(client: Client) -> None:
    created = client("POST", "/loaves", on(SECOND), json_body={"grain": "rye", "grams": 1})
    assert client("GET", created.headers["location"], on(FIRST)).json["id"] == created.json["id"]


def test_the_least_recently_used_goes_first() -> None:
    client = bakery(most_records=3)
    own = [
        client("POST", "/loaves", on(SECOND), json_body={"grain": "rye", "grams": grams}).json["id"]
        for grams in (1, 2, 3)
    ]
    client("GET", f"/loaves/{own[0]}", on(FIRST))
    client("POST", "/loaves", on(SECOND), json_body={"grain": "rye", "grams": 4})
    assert [client("GET", f"/loaves/{one}", on(SECOND)).status for one in own] == [200, 404, 200]
    assert client("GET", "/loaves", on(SECOND)).json["total"] == 3


def test_a_dump_put_back_is_the_same_state_and_holds_no_credential(client: Client) -> None:
    loaf = client("POST", "/loaves", on(SECOND, "top-secret"), json_body={"grain": "rye", "grams": 1}).json["id"]
    client("POST", f"/loaves/{loaf}/slices", on(SECOND, "top-secret"), json_body={"thickness": 1})
    client("POST", "/bakers", on(SECOND), json_body={"baker_id": "ada"})
    dump = client("GET", "/__mock/state")
    assert "top-secret" not in dump.text
    views = [("/loaves", "top-secret"), (f"/loaves/{loaf}/slices", "top-secret"), ("/bakers", "flour"), ("/slices", "")]
    before = [client("GET", path, on(SECOND, key)).text for path, key in views]
    other = bakery()
    assert other("PUT", "/__mock/state", body=dump.body).json == {"records": 3}
    assert [other("GET", path, on(SECOND, key)).text for path, key in views] == before
    assert other("GET", "/__mock/state").json == dump.json
    assert other("DELETE", f"/loaves/{loaf}", on(SECOND, "top-secret")).status == 204
    assert len(other("GET", "/__mock/state").json["records"]) == 1
    assert other("POST", "/__mock/state").status == 204
    assert other("GET", "/__mock/state").json == {"records": []}


def test_a_state_written_by_hand_names_a_credential(client: Client) -> None:
    entry = {
        "api": "bakery",
        "path": "/loaves",
        "id": "7",
        "credential": "flour",
        "value": {"grain": "rye", "grams": 3},
    }
    assert client("PUT", "/__mock/state", json_body={"records": [entry]}).status == 200
    assert [loaf["grams"] for loaf in client("GET", "/loaves", on(FIRST)).json] == [3]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"path": "/cakes", "id": 1}, "'/cakes' is no path of a collection"),
        ({"path": "/loaves/{id}/slices", "id": 1}, "has 1 parents, not 0"),
        ({"path": "/loaves"}, "id is neither"),
        ({"path": "/loaves", "id": 1, "valeu": {}}, "no member 'valeu'"),
        ([], "no object"),
    ],
)
def test_a_state_that_is_none_is_refused_and_changes_nothing(client: Client, entry: Any, reason: str) -> None:
    client("POST", "/bakers", on(SECOND), json_body={"baker_id": "ada"})
    refused = client("PUT", "/__mock/state", json_body={"records": [entry]})
    assert refused.status == 400
    assert reason in refused.json["detail"]
    assert client("GET", "/bakers/ada", on(SECOND)).status == 200


def test_pages_of_other_origins_have_no_access_to_the_state(client: Client) -> None:
    for method in ("GET", "PUT", "POST"):
        refused = client(method, "/__mock/state", {"Origin": "https://attacker.example"})
        assert refused.status == 403
        assert "access-control-allow-origin" not in refused.headers


def test_without_state_documents_alone_answer() -> None:
    client = bakery(stateless=True)
    client("POST", "/loaves", on(FIRST), json_body={"grain": "rye", "grams": 3})
    assert client("GET", "/loaves", on(FIRST)).json != []
    assert client("GET", "/__mock/state").status == 404


def test_the_same_seed_gives_the_same_identifiers() -> None:
    def identifiers(seed: int) -> list[str]:
        client = bakery(seed=seed)
        body = {"grain": "rye", "grams": 1}
        return [client("POST", "/loaves", on(SECOND), json_body=body).json["id"] for _ in range(3)]

    assert identifiers(1) == identifiers(1) != identifiers(2)


def test_what_is_stored_is_explained_with_its_reasons() -> None:
    text = bakery().app.explanations()[0]
    assert all(len(line) <= 80 for line in text.splitlines())
    for claim in (
        "POST creates, GET lists them and /loaves/{loafID} is one",
        "id, named as {loafID}; loafId, named as {loafID}",
        "data.loaves, the only array of objects; totalCount is the integer",
        "offset, limit",
        "remark is comment (api.toml)",
        "/slices (api.toml)",
        "number, named as {number}; cutNumber, api.toml",
        "/bakers/self, named by header Baker-Id (api.toml)",
    ):
        assert claim in text, text


def test_what_a_version_cannot_show_is_told_once() -> None:
    told: list[str] = []
    settings = MockSettings()
    client = Client(app_of(services_of(["bakery"], settings, root=str(SPECS)), settings, tell=told.append))
    own = client("POST", "/loaves", on(THIRD), json_body={"grain": "emmer", "grams": 3}).json["loafId"]
    for _ in range(3):
        client("GET", f"/loaves/{own}", on(FIRST))
        client("GET", "/loaves", on(FIRST))
    assert told == ["/loaves: 2031-02-01 cannot show grain = 'emmer', and shows 'rye'"]


def test_a_property_with_the_name_of_its_resource_is_the_same_unless_both_are_declared(
    mock: Callable[..., Client],
) -> None:
    both = {"type": "object", "properties": {"catName": {"type": "string"}, "name": {"type": "string"}}}
    short = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
    long = {"type": "object", "properties": {"id": {"type": "string"}, "catName": {"type": "string"}}}

    def body(schema: dict[str, Any]) -> dict[str, Any]:
        return {"content": {"application/json": {"schema": schema}}}

    def operation(sent: dict[str, Any] | None, shown: dict[str, Any]) -> dict[str, Any]:
        answer = {"responses": {"200": {"description": "A cat.", **body(shown)}}}
        return answer if sent is None else {"requestBody": body(sent), **answer}

    where = {"name": "catId", "in": "path", "required": True, "schema": {"type": "string"}}
    member = {"parameters": [where], "get": operation(None, short), "patch": operation(short, both)}
    client = mock({"paths": {"/cats": {"post": operation(both, long)}, "/cats/{catId}": member}})
    tom = client("POST", "/cats", json_body={"catName": "Tom"}).json["id"]
    assert client("GET", f"/cats/{tom}").json["name"] == "Tom"
    assert client("PATCH", f"/cats/{tom}", json_body={"name": "Thomas"}).json == {"name": "Thomas"}
    ada = client("POST", "/cats", json_body={"catName": "Ada", "name": "Lady"}).json["id"]
    assert client("PATCH", f"/cats/{ada}", json_body={"name": "Countess"}).json == {
        "catName": "Ada",
        "name": "Countess",
    }


def test_preferences_of_other_kinds_do_not_pass_state_by(client: Client) -> None:
    client("POST", "/bakers", on(SECOND), json_body={"baker_id": "ada"})
    wants = on(SECOND) | {"Prefer": "return=representation"}
    assert client("GET", "/bakers/ada", wants).json == {"bakerId": "ada"}
    assert client("GET", "/bakers/bob", wants).status == 404


def test_variants_keep_their_own_members(mock: Callable[..., Client]) -> None:
    sail = {
        "allOf": [
            {"$ref": "#/components/schemas/Boat"},
            {"type": "object", "required": ["masts"], "properties": {"masts": {"type": "integer"}}},
        ]
    }
    motor = {
        "allOf": [
            {"$ref": "#/components/schemas/Boat"},
            {"type": "object", "required": ["watts"], "properties": {"watts": {"type": "integer"}}},
        ]
    }
    boat = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}, "id": {"type": "string"}},
    }
    mapping = {"sail": "#/components/schemas/Sail", "motor": "#/components/schemas/Motor"}
    either: dict[str, Any] = {
        "oneOf": [{"$ref": reference} for reference in mapping.values()],
        "discriminator": {"propertyName": "kind", "mapping": mapping},
    }
    content = {"content": {"application/json": {"schema": either}}}
    listed = {"content": {"application/json": {"schema": {"type": "array", "items": either}}}}
    where = {"name": "boatId", "in": "path", "required": True, "schema": {"type": "string"}}
    one = {"responses": {"200": {"description": "A boat.", **content}}}
    client = mock(
        {
            "components": {"schemas": {"Boat": boat, "Sail": sail, "Motor": motor}},
            "paths": {
                "/boats": {
                    "post": {"requestBody": content, **one},
                    "get": {"responses": {"200": {"description": "Boats.", **listed}}},
                },
                "/boats/{boatId}": {"parameters": [where], "get": one},
            },
        }
    )
    for boat in ({"kind": "sail", "masts": 2}, {"kind": "motor", "watts": 900}):
        created = client("POST", "/boats", json_body=boat).json
        assert {name: value for name, value in created.items() if name != "id"} == boat
        assert client("GET", f"/boats/{created['id']}").json == created
    assert [entry["kind"] for entry in client("GET", "/boats").json] == ["sail", "motor"]


def test_a_list_of_single_values_is_no_list_of_resources(mock: Callable[..., Client]) -> None:
    def body(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"content": {"application/json": {"schema": schema, **more}}}

    names = body({"type": "array", "items": {"type": "string"}}, example=["a", "b"])
    client = mock(
        {
            "paths": {
                "/tags": {
                    "get": {"responses": {"200": {"description": "Tags.", **names}}},
                    "post": {"requestBody": body({"type": "object"}), "responses": {"204": {"description": "Done."}}},
                }
            }
        }
    )
    assert client("POST", "/tags", json_body={"name": "c"}).status == 204
    assert client("GET", "/tags").json == ["a", "b"]


def test_what_is_stored_outlives_a_change_of_the_documents(client: Client) -> None:
    own = client("POST", "/loaves", on(SECOND), json_body={"grain": "rye", "grams": 1}).json["id"]
    before = client("GET", f"/loaves/{own}", on(FIRST)).json
    client.app.serve(services_of(["bakery"], client.app.settings, root=str(SPECS)))
    assert client("GET", f"/loaves/{own}", on(FIRST)).json == before
    assert client("GET", "/loaves", on(SECOND)).json["total"] == 1


def test_what_a_document_says_nothing_of_is_shown_as_it_was_sent_with_its_identifier(tmp_path: Path) -> None:
    kept = {"content": {"application/json": {"schema": {"type": "object", "properties": {"data": {}}}}}}
    answers = {"responses": {"200": {"description": "done", **kept}}}
    paths = {"/ovens": {"get": answers, "post": {"requestBody": kept, **answers}}, "/ovens/{oven}": {"get": answers}}
    stored = tmp_path / "ovens.json"
    stored.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Ovens", "version": "1"}, "paths": paths}))
    client = Client(app(str(stored)))
    made = client("POST", "/ovens", json_body={"heat": 230}).json["data"]
    assert made["heat"] == 230
    assert client("GET", f"/ovens/{made['id']}").json["data"] == made
    assert client("GET", "/ovens").json["data"] == [made]


def test_what_is_private_is_seen_by_its_own_credential_alone(tmp_path: Path) -> None:
    schemes = {name: {"type": "apiKey", "in": "header", "name": f"X-{name}"} for name in ("Firm", "Person")}
    note = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "text": {"type": "string"}}}
    content = {"content": {"application/json": {"schema": note}}}
    many = {"content": {"application/json": {"schema": {"type": "array", "items": note}}}}
    sent = {"content": {"application/json": {"schema": {**note, "required": []}}}}

    def operations(own: Any, method: str, status: str, **more: Any) -> dict[str, Any]:
        return {method: {"responses": {status: {"description": "ok", **own}}, **more}}

    def collection() -> dict[str, Any]:
        return {**operations(many, "get", "200"), **operations(content, "post", "201", requestBody=sent)}

    paths = {
        "/boards": collection(),
        "/boards/{boardId}": operations(content, "get", "200"),
        "/boards/{boardId}/notes": collection(),
        "/boards/{boardId}/notes/{noteId}": operations(content, "get", "200"),
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Boards", "version": "2031-01-01"},
        "security": [{"Firm": [], "Person": []}],
        "paths": paths,
        "components": {"securitySchemes": schemes},
    }
    (tmp_path / "boards").mkdir()
    hint = '[[resources]]\npath = "/boards/{boardId}/notes"\nprivate-to = "Person"\n'
    (tmp_path / "boards" / "api.toml").write_text(f'[version]\nstyle = "none"\n{hint}', encoding="utf-8")
    (tmp_path / "boards" / "2031-01-01.yaml").write_text(json.dumps(document), encoding="utf-8")
    client = Client(app("boards", specs=str(tmp_path)))
    ana, ben, foreign = ({"X-Firm": firm, "X-Person": own} for firm, own in (("a", "ana"), ("a", "ben"), ("b", "ana")))
    board = client("POST", "/boards", ana, json_body={"text": "plans"}).json["id"]
    own = client("POST", f"/boards/{board}/notes", ana, json_body={"text": "mine"}).json["id"]
    assert client("GET", f"/boards/{board}", ben).json["text"] == "plans"
    assert client("GET", f"/boards/{board}/notes/{own}", ana).json["text"] == "mine"
    assert client("GET", f"/boards/{board}/notes/{own}", ben).status == 404
    assert client("GET", f"/boards/{board}/notes", ben).json == []
    assert client("GET", f"/boards/{board}/notes", foreign).status == 404
    assert "private" in client.app.explanations()[0]
