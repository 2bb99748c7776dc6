"""What is said of operations and of what they take and answer."""

from __future__ import annotations

from typing import Any

import pytest


def operation(**more: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": ""}}, **more}


def api(paths: dict[str, Any], version: str = "3.1.0", **more: Any) -> dict[str, Any]:
    return {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": paths, **more}


def get(**more: Any) -> dict[str, Any]:
    return api({"/a": {"get": operation(**more)}})


def answer(response: dict[str, Any], status: str = "200") -> dict[str, Any]:
    return get(responses={status: {"description": "", **response}})


def parameter(location: str, **more: Any) -> dict[str, Any]:
    return get(parameters=[{"name": "q", "in": location, "schema": {"type": "string"}, **more}])


class TestIdentity:
    def test_an_operation_is_known_by_its_id(self, facts: Any) -> None:
        old = api({"/a": {"get": operation(operationId="list")}})
        new = api({"/b": {"post": operation(operationId="list")}})
        assert facts(old, new) == ["replaced operation path: POST /b", "replaced operation method: POST /b"]

    def test_else_by_its_path_without_the_names_of_parameters(self, facts: Any) -> None:
        def document(name: str) -> dict[str, Any]:
            own = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            return api({f"/a/{{{name}}}/b": {"get": operation(parameters=[own])}})

        assert facts(document("id"), document("key")) == [
            "annotated operation path: GET /a/{key}/b",
            "annotated parameter name: GET /a/{key}/b > path parameter key",
            "annotated path item path: /a/{key}/b",
        ]

    def test_an_id_that_two_operations_share_tells_nothing(self, facts: Any) -> None:
        old = api({"/a": {"get": operation(operationId="x")}, "/b": {"get": operation(operationId="x")}})
        new = api({"/a": {"get": operation(operationId="x")}, "/c": {"get": operation(operationId="y")}})
        assert facts(old, new) == ["widened operation presence: GET /c", "narrowed operation presence: GET /b"]

    def test_another_id_on_the_same_path_is_an_annotation(self, facts: Any) -> None:
        old, new = (api({"/a": {"get": operation(operationId=name)}}) for name in ("one", "two"))
        assert facts(old, new) == ["annotated operation operationId: GET /a"]

    def test_operations_come_and_go(self, comparison_of: Any) -> None:
        (change,) = comparison_of(api({}), get()).changes
        assert (change.effect, change.subject, change.aspect) == ("widened", "operation", "presence")
        assert (change.operations, change.direction) == (("GET /a",), "request")
        assert (change.old, change.new.pointer) == (None, "/paths/~1a/get")

    def test_methods_of_openapi_3_2(self, facts: Any) -> None:
        item = {"query": operation(), "additionalOperations": {"COPY": operation()}}
        assert facts(api({"/a": {}}, "3.2.0"), api({"/a": item}, "3.2.0")) == [
            "widened operation presence: QUERY /a",
            "widened operation presence: COPY /a",
        ]

    @pytest.mark.parametrize("key", ["summary", "description", "tags", "deprecated", "x-beta", "externalDocs"])
    def test_what_operations_say_of_themselves_is_annotation(self, facts: Any, key: str) -> None:
        assert facts(get(**{key: "a"}), get(**{key: "b"})) == [f"annotated operation {key}: GET /a"]

    def test_what_path_items_say_is_told(self, facts: Any) -> None:
        old, new = (api({"/a": {"summary": word, "servers": [{"url": word}], "get": operation()}}) for word in "ab")
        assert facts(old, new) == ["annotated path item summary: /a", "replaced path item servers: /a"]


class TestParameters:
    @pytest.mark.parametrize("location", ["path", "query", "header", "cookie", "querystring"])
    def test_in_all_five_places(self, facts: Any, location: str) -> None:
        old, new = parameter(location), parameter(location, schema={"type": "integer"})
        assert facts(old, new) == [f"replaced schema type: GET /a > {location} parameter q"]

    @pytest.mark.parametrize(
        ("required", "added", "removed"), [(True, "narrowed", "widened"), (False, "widened", "narrowed")]
    )
    def test_coming_and_going(self, facts: Any, required: bool, added: str, removed: str) -> None:
        some = parameter("query", required=required)
        assert facts(get(parameters=[]), some) == [f"{added} parameter presence: GET /a > query parameter q"]
        assert facts(some, get(parameters=[])) == [f"{removed} parameter presence: GET /a > query parameter q"]

    @pytest.mark.parametrize(
        ("old", "new", "fact"),
        [
            ({}, {"required": True}, "narrowed parameter required"),
            ({"required": False}, {}, "annotated parameter required"),
            ({}, {"style": "form"}, "annotated parameter style"),
            ({}, {"style": "pipeDelimited", "explode": True}, "replaced parameter style"),
            ({}, {"explode": False}, "replaced parameter explode"),
            ({}, {"explode": True}, "annotated parameter explode"),
            ({}, {"allowReserved": True}, "widened parameter allowReserved"),
            ({"allowEmptyValue": True}, {}, "narrowed parameter allowEmptyValue"),
            ({}, {"description": "a"}, "annotated parameter description"),
            ({"example": 1}, {"example": True}, "annotated parameter example"),
        ],
    )
    def test_their_members(self, facts: Any, old: Any, new: Any, fact: str) -> None:
        assert facts(parameter("query", **old), parameter("query", **new))[0] == f"{fact}: GET /a > query parameter q"

    def test_content_instead_of_a_schema(self, facts: Any) -> None:
        old, new = (
            get(parameters=[{"name": "q", "in": "query", "content": {"application/json": {"schema": {"type": kind}}}}])
            for kind in ("string", "integer")
        )
        assert facts(old, new) == ["replaced schema type: GET /a > query parameter q > application/json"]

    def test_header_names_know_no_case(self, facts: Any) -> None:
        old, new = (get(parameters=[{"name": name, "in": "header"}]) for name in ("X-Id", "x-id"))
        assert facts(old, new) == ["annotated parameter name: GET /a > header parameter x-id"]

    def test_those_of_the_path_are_those_of_each_operation(self, comparison_of: Any) -> None:
        def document(kind: str) -> dict[str, Any]:
            own = [{"name": "q", "in": "query", "schema": {"type": kind}}]
            return api({"/a": {"parameters": own, "get": operation(), "post": operation()}})

        (change,) = comparison_of(document("string"), document("integer")).changes
        assert change.operations == ("GET /a", "POST /a")
        assert change.new.pointer == "/paths/~1a/parameters/0/schema/type"

    def test_moving_one_from_the_path_to_its_operation_changes_no_message(self, facts: Any) -> None:
        own = [{"name": "q", "in": "query", "schema": {"type": "string"}}]
        old = api({"/a": {"parameters": own, "get": operation()}})
        new = api({"/a": {"parameters": [], "get": operation(parameters=own)}})
        assert "annotated parameter level: GET /a > query parameter q" in facts(old, new)

    def test_moving_one_to_the_components_is_one_annotation(self, facts: Any) -> None:
        own = {"name": "q", "in": "query", "schema": {"type": "string"}}
        old = get(parameters=[own])
        new = {**get(parameters=[{"$ref": "#/components/parameters/Q"}]), "components": {"parameters": {"Q": own}}}
        old = {**old, "components": {"parameters": {"Q": own}}}
        assert facts(old, new) == ["annotated parameter reference: GET /a > query parameter q"]

    def test_another_order_is_an_annotation(self, facts: Any) -> None:
        own = [{"name": name, "in": "query"} for name in "ab"]
        assert facts(get(parameters=own), get(parameters=own[::-1])) == [
            "annotated operation order: GET /a > parameters"
        ]

    def test_the_last_of_one_name_counts(self, facts: Any) -> None:
        own = [{"name": "q", "in": "query", "schema": {"type": kind}} for kind in ("string", "integer")]
        assert facts(get(parameters=own[1:]), get(parameters=own)) == [
            "annotated parameter presence: GET /a > parameters"
        ]


class TestMessages:
    def test_bodies_come_and_go(self, facts: Any) -> None:
        for required, effect in ((True, "narrowed"), (False, "widened")):
            new = get(requestBody={"required": required, "content": {}})
            assert facts(get(), new) == [f"{effect} request body presence: GET /a > request body"]

    def test_media_types_of_bodies(self, facts: Any) -> None:
        old, new = (get(requestBody={"content": {kind: {}}}) for kind in ("text/plain", "application/json"))
        assert facts(old, new) == [
            "widened media type presence: GET /a > request body > application/json",
            "narrowed media type presence: GET /a > request body > text/plain",
        ]

    def test_encodings_and_their_headers(self, facts: Any) -> None:
        def document(kind: str, required: bool) -> dict[str, Any]:
            encoding = {"contentType": kind, "headers": {"X-Part": {"required": required}}}
            return get(requestBody={"content": {"multipart/form-data": {"encoding": {"file": encoding}}}})

        way = "GET /a > request body > multipart/form-data > file"
        assert facts(document("image/png", False), document("image/gif", True)) == [
            f"replaced encoding contentType: {way}",
            f"narrowed header required: {way} > header X-Part",
        ]

    @pytest.mark.parametrize("status", ["404", "4XX", "default"])
    def test_responses_come_and_go(self, facts: Any, status: str) -> None:
        old, new = get(), get(responses={"200": {"description": ""}, status: {"description": ""}})
        assert facts(old, new) == [f"widened response presence: GET /a > response {status}"]
        assert facts(new, old) == [f"narrowed response presence: GET /a > response {status}"]

    def test_header_names_of_responses_know_no_case(self, facts: Any) -> None:
        old, new = (answer({"headers": {name: {"schema": {"type": "string"}}}}) for name in ("X-Rate", "x-rate"))
        assert facts(old, new) == ["annotated header name: GET /a > response 200 > header x-rate"]

    def test_links(self, facts: Any) -> None:
        old, new = (answer({"links": {"next": {"operationId": name}}}) for name in "ab")
        assert facts(old, new) == ["annotated link operationId: GET /a > response 200 > next"]

    def test_examples(self, facts: Any) -> None:
        old, new = (answer({"content": {"a/b": {"examples": {"one": {"value": value}}}}}) for value in (1, True))
        assert facts(old, new) == ["annotated media type examples: GET /a > response 200 > a/b"]

    def test_a_shared_response_is_told_once(self, comparison_of: Any) -> None:
        def document(kind: str) -> dict[str, Any]:
            link = {"$ref": "#/components/responses/Wrong"}
            shared = {"description": "", "content": {"a/b": {"schema": {"type": kind}}}}
            paths = {path: {"get": operation(responses={"400": link})} for path in ("/a", "/b")}
            return api(paths, components={"responses": {"Wrong": shared}})

        (change,) = comparison_of(document("string"), document("null")).changes
        assert change.trail == (("responses", "Wrong"), ("media type", "a/b"))
        assert (change.direction, change.operations) == ("response", ("GET /a", "GET /b"))


class TestCallbacksAndWebhooks:
    def test_webhooks_are_operations_of_their_own(self, facts: Any) -> None:
        new = api({}, webhooks={"born": {"post": operation()}})
        assert facts(api({}), new) == ["widened operation presence: Webhook POST born"]

    def test_requests_of_callbacks_come_and_go(self, facts: Any) -> None:
        old, new = get(), get(callbacks={"done": {"{$url}": {"post": operation()}}})
        assert facts(old, new) == ["widened callback presence: GET /a > callback done > {$url}"]

    def test_parameters_of_callbacks_are_what_the_server_sends(self, comparison_of: Any) -> None:
        own = [{"name": "q", "in": "query", "required": True}]
        old, new = (get(callbacks={"done": {"{$url}": {"post": operation(parameters=p)}}}) for p in ([], own))
        (change,) = comparison_of(old, new).changes
        assert change.trail == (
            ("operation", "GET /a"),
            ("callback", "done"),
            ("expression", "{$url}"),
            ("method", "POST"),
            ("query parameter", "q"),
        )
        assert change.direction == "response"


class TestSecurity:
    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ([{"key": []}], [{"key": []}, {"login": []}], ["widened security presence: GET /a > security login"]),
            ([{"key": []}, {"login": []}], [{"login": []}], ["narrowed security presence: GET /a > security key"]),
            (
                [{"key": []}, {"login": []}],
                [{"login": []}, {"key": []}],
                ["annotated operation order: GET /a > security"],
            ),
            ([], [{"key": []}], ["narrowed security presence: GET /a > security key"]),
            ([{"key": []}], [{"key": []}, {}], ["widened security presence: GET /a > security none"]),
            (
                [{"login": ["r"]}],
                [{"login": ["r", "w"]}],
                ["narrowed security scopes: GET /a > security login > login"],
            ),
            ([{"login": ["r"]}], [{"login": []}], ["widened security scopes: GET /a > security login > login"]),
            (
                [{"key": []}],
                [{"key": [], "login": []}],
                [
                    "widened security presence: GET /a > security key & login",
                    "narrowed security presence: GET /a > security key",
                ],
            ),
        ],
    )
    def test_alternatives_and_scopes(self, facts: Any, old: Any, new: Any, expected: list[str]) -> None:
        assert facts(get(security=old), get(security=new)) == expected

    def test_an_operation_that_asks_itself_what_the_document_asks(self, facts: Any) -> None:
        old = {**get(), "security": [{"key": []}]}
        new = {**get(security=[{"key": []}]), "security": [{"key": []}]}
        assert facts(old, new) == ["annotated operation security: GET /a"]

    def test_what_the_document_asks_concerns_those_that_ask_nothing(self, comparison_of: Any) -> None:
        paths = {"/a": {"get": operation()}, "/b": {"get": operation(security=[])}}
        old, new = (api(paths, security=security) for security in ([], [{"key": []}]))
        (change,) = comparison_of(old, new).changes
        assert (change.effect, change.operations, change.direction) == ("narrowed", ("GET /a",), "request")

    def test_a_scheme_concerns_the_operations_that_use_it(self, comparison_of: Any) -> None:
        paths = {"/a": {"get": operation(security=[{"key": []}])}, "/b": {"get": operation()}}
        old, new = (
            api(paths, components={"securitySchemes": {"key": {"type": "apiKey", "name": name, "in": "header"}}})
            for name in ("X-A", "X-B")
        )
        (change,) = comparison_of(old, new).changes
        assert (change.effect, change.aspect, change.operations) == ("replaced", "name", ("GET /a",))

    def test_scopes_that_a_scheme_offers(self, facts: Any) -> None:
        old, new = (
            api(
                {}, components={"securitySchemes": {"o": {"type": "oauth2", "flows": {"implicit": {"scopes": scopes}}}}}
            )
            for scopes in ({"r": ""}, {"r": "read", "w": ""})
        )
        assert facts(old, new) == [
            "annotated scope description: security scheme o > implicit > r",
            "widened scope presence: security scheme o > implicit > w",
        ]


class TestDocuments:
    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ({}, {"servers": [{"url": "a"}]}, ["widened server presence: server a"]),
            ({"servers": [{"url": "a"}]}, {"servers": [{"url": "b"}]}, ["replaced server url: server b"]),
            (
                {"servers": [{"url": "a"}, {"url": "b"}]},
                {"servers": [{"url": "b"}, {"url": "a"}]},
                ["annotated document order: servers"],
            ),
            (
                {"tags": [{"name": "a"}]},
                {"tags": [{"name": "a", "description": "x"}]},
                ["annotated tag description: tag a"],
            ),
            ({"x-beta": 1}, {"x-beta": True}, ["annotated document x-beta: "]),
            (
                {"info": {"title": "A", "version": "1"}},
                {"info": {"title": "B", "version": "1"}},
                ["annotated info title: info"],
            ),
            ({}, {"components": {"schemas": {"A": {}}}}, ["annotated component presence: schema A"]),
            ({}, {"components": {}}, ["annotated document components: "]),
        ],
    )
    def test_what_documents_say_of_themselves(self, facts: Any, old: Any, new: Any, expected: list[str]) -> None:
        assert facts({**get(), **old}, {**get(), **new}) == expected


class TestSwagger:
    @staticmethod
    def api(own: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"post": own}}, **more}

    def of_parameters(self, *parameters: Any, **more: Any) -> dict[str, Any]:
        return self.api(operation(parameters=list(parameters)), **more)

    def test_form_fields_are_properties_of_the_body(self, facts: Any) -> None:
        old, new = (
            self.of_parameters({"name": "f", "in": "formData", "type": "string", "required": required})
            for required in (False, True)
        )
        way = "POST /a > request body > application/x-www-form-urlencoded"
        assert f"narrowed property required: {way} > f" in facts(old, new)

    def test_produces_gives_the_media_types_of_responses(self, facts: Any) -> None:
        answers = {"200": {"description": "", "schema": {"type": "string"}}}
        old, new = (self.api({"responses": answers, "produces": kinds}) for kinds in (["a/a"], ["a/a", "b/b"]))
        assert facts(old, new) == [
            "annotated operation produces: POST /a",
            "widened media type presence: POST /a > response 200 > b/b",
        ]

    def test_the_collection_format_is_style_and_explode(self, facts: Any) -> None:
        array = {"name": "q", "in": "query", "type": "array", "items": {"type": "string"}}
        old, new = (self.of_parameters({**array, "collectionFormat": kind}) for kind in ("csv", "multi"))
        assert facts(old, new) == ["replaced parameter explode: POST /a > query parameter q"]

    def test_what_openapi_3_has_no_place_for_is_told_as_it_stands(self, facts: Any) -> None:
        old, new = (self.of_parameters({"name": "f", "in": "formData", "type": "string", "x-a": n}) for n in (1, 2))
        assert facts(old, new) == ["annotated member x-a: paths > /a > post > parameters > 0"]

    def test_the_same_api_in_openapi_3_says_the_same(self, facts: Any) -> None:
        schema = {"type": "object", "properties": {"id": {"type": "integer"}}}
        old = self.api(
            {
                "parameters": [{"name": "q", "in": "query", "type": "string"}],
                "responses": {"200": {"description": "", "schema": schema}},
                "produces": ["application/json"],
            }
        )
        new = api(
            {
                "/a": {
                    "post": {
                        "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
                        "responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}},
                    }
                }
            }
        )
        assert [fact for fact in facts(old, new) if not fact.startswith("annotated")] == []

    def test_a_change_on_the_way_to_openapi_3_is_told(self, facts: Any) -> None:
        old = self.of_parameters({"name": "q", "in": "query", "type": "string"})
        new = api({"/a": {"post": operation(parameters=[{"name": "q", "in": "query", "schema": {"type": "integer"}}])}})
        assert "replaced schema type: POST /a > query parameter q" in facts(old, new)
