"""A document with bad spots loads, every bad spot is named, and nothing that reads it ever stumbles."""

from __future__ import annotations

import copy
import io
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.document import Document, File, check, load, parse_pointer
from harness.document._source import read_source
from harness.errors import NotOpenAPI

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harness.document import Operation

INFO = {"title": "Pets", "version": "2025-01-01"}
OK = {"200": {"description": "Done."}}
KINDS = ("schemas", "parameters", "responses", "securitySchemes", "requestBodies", "headers", "examples", "links")


def document(content: dict[str, Any], version: str = "3.1.0") -> Document:
    key = {"swagger": version} if version == "2.0" else {"openapi": version}
    whole = {**key, "info": INFO, "paths": {}, **content}
    return Document(File.of(read_source("-", stdin=io.BytesIO(json.dumps(whole).encode()))))


def found(content: dict[str, Any], version: str = "3.1.0") -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in document(content, version).problems]


def schema_problems(schema: Any, version: str = "3.1.0") -> list[tuple[str, str]]:
    if version == "2.0":
        return [
            (code, pointer.removeprefix("/definitions/A"))
            for code, pointer in found({"definitions": {"A": schema}}, "2.0")
        ]
    content = {"components": {"schemas": {"A": schema}}}
    return [(code, pointer.removeprefix("/components/schemas/A")) for code, pointer in found(content, version)]


def operation(**members: Any) -> dict[str, Any]:
    return {"paths": {"/pets": {"get": {"responses": OK, **members}}}}


def query(name: str, **members: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {}, **members}


def path(name: str, **members: Any) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {}, **members}


# Documents that say a little of everything, to be broken.

THREE: dict[str, Any] = {
    "openapi": "3.2.0",
    "info": INFO,
    "servers": [{"url": "https://pets.example", "variables": {"a": {"default": "b"}}}],
    "security": [{"key": []}, {"oauth": ["read"], "key": []}],
    "tags": [{"name": "pets"}],
    "paths": {
        "/pets/{id}": {
            "parameters": [path("id"), {"$ref": "#/components/parameters/Limit"}],
            "get": {
                "operationId": "getPet",
                "tags": ["pets"],
                "parameters": [
                    {"name": "fields", "in": "query", "content": {"text/plain": {}}},
                    query("a", style="form", explode=False),
                ],
                "responses": {"200": {"$ref": "#/components/responses/Pet"}, "default": {"description": "Oops."}},
                "callbacks": {"told": {"$ref": "#/components/callbacks/Told"}},
                "security": [{}],
            },
            "query": {"responses": OK},
            "additionalOperations": {"COPY": {"responses": OK}},
        },
        "/other": {"$ref": "#/components/pathItems/Other"},
    },
    "webhooks": {"born": {"post": {"requestBody": {"$ref": "#/components/requestBodies/Pet"}, "responses": OK}}},
    "components": {
        "schemas": {
            "Pet": {
                "$id": "https://pets.example/pet",
                "$anchor": "pet",
                "type": ["object", "null"],
                "required": ["name"],
                "properties": {"name": {"type": "string", "enum": ["a"], "default": "a", "pattern": "^a"}},
                "allOf": [{"$ref": "#/components/schemas/Base"}],
                "anyOf": [{"items": {"$ref": "#/components/schemas/Pet"}}, True],
                "patternProperties": {"^x": {"const": 1}},
                "discriminator": {"propertyName": "name", "mapping": {"a": "Base"}},
            },
            "Base": {"type": "object", "additionalProperties": False},
        },
        "parameters": {"Limit": query("limit", examples={"a": {"value": 1}})},
        "requestBodies": {
            "Pet": {
                "required": True,
                "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}},
                    "multipart/form-data": {"schema": {}, "encoding": {"a": {"headers": {"X-A": {"schema": {}}}}}},
                },
            }
        },
        "responses": {
            "Pet": {
                "description": "A pet.",
                "headers": {"X-Rate": {"$ref": "#/components/headers/Rate"}},
                "content": {"application/json": {"schema": {"$ref": "#pet"}}},
                "links": {"self": {"operationId": "getPet", "parameters": {"id": "$response.body#/id"}}},
            }
        },
        "headers": {"Rate": {"schema": {"type": "integer"}, "required": True}},
        "callbacks": {"Told": {"{$request.query.url}": {"post": {"responses": OK}}}},
        "pathItems": {"Other": {"put": {"responses": OK}}},
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "oauth": {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "a", "scopes": {"read": ""}}}},
        },
    },
}
TWO: dict[str, Any] = {
    "swagger": "2.0",
    "info": INFO,
    "host": "pets.example",
    "consumes": ["application/json"],
    "produces": ["application/json", "text/plain"],
    "security": [{"key": []}],
    "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    "parameters": {"Limit": {"name": "limit", "in": "query", "type": "integer", "default": 1}},
    "definitions": {"Pet": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}},
    "responses": {
        "Pet": {
            "description": "A pet.",
            "schema": {"$ref": "#/definitions/Pet"},
            "headers": {"X-Rate": {"type": "array", "items": {"type": "string"}, "collectionFormat": "ssv"}},
            "examples": {"application/json": {"name": "a"}},
        }
    },
    "paths": {
        "/pets": {
            "parameters": [{"$ref": "#/parameters/Limit"}],
            "get": {
                "operationId": "getPets",
                "parameters": [
                    {"name": "ids", "in": "query", "type": "array", "items": {}, "collectionFormat": "pipes"}
                ],
                "responses": {"200": {"$ref": "#/responses/Pet"}},
            },
            "post": {
                "consumes": ["multipart/form-data"],
                "parameters": [
                    {"name": "photo", "in": "formData", "type": "file", "required": True, "description": "A photo."},
                    {"name": "tags", "in": "formData", "type": "array", "items": {}, "collectionFormat": "multi"},
                ],
                "responses": OK,
            },
            "put": {
                "parameters": [{"name": "pet", "in": "body", "schema": {"$ref": "#/definitions/Pet"}}],
                "responses": {"default": {"description": "Done.", "schema": {}}},
            },
        }
    },
}
POINTERS = [
    "#/paths/~1pets~1{id}",
    "#/components/schemas/Pet",
    "#/components/parameters/Limit",
    "#",
    "#pet",
    "#/definitions/Pet",
]
REFERENCES = [
    *POINTERS,
    "#/nowhere",
    "other.yaml",
    "../../../../etc/passwd",
    "https://pets.example/a.yaml",
    "",
    "#%",
    "\0",
    "#/" + "9" * 5000,
]

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["", "get", "path", "body", "formData", "file", "array", "string", "200", "x-a", "/a/{b}", "(", "default"]
    )
    | st.text(max_size=4)
    | st.builds(lambda reference: {"$ref": reference}, st.sampled_from(REFERENCES)),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["$ref", "in", "name", "type", "schema", "get", "parameters", "required", "enum", "items", "x-a"]
            ),
            children,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, (*at, key))


@st.composite
def broken(draw: st.DrawFn) -> dict[str, Any]:
    content: dict[str, Any] = copy.deepcopy(draw(st.sampled_from([THREE, TWO])))
    for _ in range(draw(st.integers(1, 3))):
        *way, key = draw(st.sampled_from([at for at in places(content) if at and at[0] not in ("openapi", "swagger")]))
        owner: Any = content
        for step in way:
            owner = owner[step]
        if draw(st.booleans()) or not isinstance(owner, dict):
            owner[key] = draw(json_values)
        else:
            names = [name for name in owner if name not in ("openapi", "swagger")]
            owner[draw(st.sampled_from(["", "x-a", "$ref", "get", "zap", *names]))] = owner.pop(key)
    return content


def walk_views(operations: tuple[Operation, ...], depth: int = 0) -> None:
    for item in operations:
        assert isinstance(item.name, str)
        assert item.operation_id is None or item.operation_id
        for parameter in item.parameters:
            parameter.node.file.position(parameter.node.pointer)
        if item.body is not None:
            item.body.child("content")
        for response in item.responses.values():
            for name in ("headers", "content", "links"):
                member = response.child(name)
                assert list(member.members() if member else ()) is not None
        assert all(isinstance(way.schemes, dict) for way in item.security)
        if depth < 3:
            walk_views(tuple(inner for _, inner in item.callbacks), depth + 1)


def use(subject: Document) -> None:
    walk_views(subject.operations)
    for kind in KINDS:
        subject.components(kind)
    assert isinstance(subject.title, str)
    assert subject.api_version is None or isinstance(subject.api_version, str)
    for problem in subject.problems:
        assert problem.code
        assert problem.message.isprintable()
        assert problem.hint is None or problem.hint.isprintable()
        subject.position(problem.pointer)


@given(broken())
def test_nothing_stumbles_over_a_broken_document(content: dict[str, Any]) -> None:
    data = json.dumps(content).encode()
    use(Document(File.of(read_source("-", stdin=io.BytesIO(data)))))


@settings(max_examples=20)
@given(broken())
def test_the_thorough_check_of_a_broken_document_names_no_spot_twice(content: dict[str, Any]) -> None:
    subject = Document(File.of(read_source("-", stdin=io.BytesIO(json.dumps(content).encode()))))
    problems = check(subject)
    assert set(subject.problems) <= set(problems)
    assert len(set(problems)) == len(problems)
    assert all(problem.message.isprintable() for problem in problems)


@pytest.mark.parametrize("content", [THREE, TWO])
def test_a_sound_document_has_no_problem(content: dict[str, Any]) -> None:
    subject = Document(File.of(read_source("-", stdin=io.BytesIO(json.dumps(content).encode()))))
    assert subject.problems == check(subject) == ()
    use(subject)


# References


def test_a_reference_to_nothing_is_named_with_the_nearest_name() -> None:
    schemas = {"Pet": {}, "A": {"$ref": "#/components/schemas/Pat"}}
    problem, *rest = document({"components": {"schemas": schemas}}).problems
    assert (problem.code, problem.pointer) == ("reference-dangling", "/components/schemas/A/$ref")
    assert "'#/components/schemas/Pat'" in problem.message
    assert problem.hint == "did you mean #/components/schemas/Pet?"
    assert rest == []


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("../outside.yaml#/A", "reference-outside"),
        ("/etc/passwd", "reference-outside"),
        ("https://pets.example/schemas.yaml#/A", "reference-remote"),
        ("//pets.example/schemas.yaml", "reference-outside"),
        ("missing.yaml", "reference-unreadable"),
        ("broken.yaml", "reference-unreadable"),
        ("good.yaml#/B", "reference-dangling"),
        ("good.yaml#nothing", "reference-dangling"),
    ],
)
def test_a_reference_to_elsewhere_says_why_it_cannot_be_followed(reference: str, code: str, tmp_path: Path) -> None:
    folder = tmp_path / "specs"
    folder.mkdir()
    (tmp_path / "outside.yaml").write_text("A: {}")
    (folder / "good.yaml").write_text("A: {}")
    (folder / "broken.yaml").write_text("a: [")
    schemas = {"A": {"$ref": reference}}
    file = folder / "api.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": INFO, "components": {"schemas": schemas}}))
    problem, *rest = load(str(file)).problems
    assert (problem.code, problem.pointer, problem.file) == (code, "/components/schemas/A/$ref", str(file))
    assert rest == []


def test_a_problem_in_another_file_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("Pet:\n  type: object\n  properties:\n    name:\n      type: strin\n")
    schemas = {"A": {"$ref": "other.yaml#/Pet"}}
    (tmp_path / "api.json").write_text(
        json.dumps({"openapi": "3.1.0", "info": INFO, "components": {"schemas": schemas}})
    )
    (problem,) = load(str(tmp_path / "api.json")).problems
    assert problem.file == str(tmp_path / "other.yaml")
    assert (problem.code, problem.pointer) == ("type-unknown", "/Pet/properties/name/type")
    assert problem.hint == "did you mean 'string'?"


def test_a_reference_that_is_no_text_is_named() -> None:
    assert schema_problems({"$ref": 1}) == [("wrong-type", "/$ref")]


def test_a_property_may_be_called_ref() -> None:
    assert schema_problems({"properties": {"$ref": {"type": "string"}}}) == []


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": {"$ref": "#/components/schemas/A"}},
        {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}},
        {"A": {"allOf": [{"$ref": "#/components/schemas/B"}]}, "B": {"allOf": [{"$ref": "#/components/schemas/A"}]}},
        {"C": {"$ref": "#/components/schemas/A"}, "A": {"$ref": "#/components/schemas/A"}},
    ],
)
def test_a_cycle_that_never_comes_to_an_object_is_named_once(schemas: dict[str, Any]) -> None:
    assert found({"components": {"schemas": schemas}}) == [("reference-cycle", "/components/schemas/A")]


def test_a_cycle_of_path_items_is_named_once() -> None:
    content = {"paths": {"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}}}
    assert found(content) == [("reference-cycle", "/paths/~1a")]


def test_a_tree_that_contains_itself_is_no_cycle() -> None:
    tree = {"type": "object", "properties": {"left": {"$ref": "#/components/schemas/A"}}}
    assert schema_problems(tree) == []
    assert schema_problems({"items": {"$ref": "#/components/schemas/A"}}) == []


def test_a_chain_that_names_the_next_twice_costs_no_more_than_its_length() -> None:
    schemas: dict[str, Any] = {
        f"S{number}": {"allOf": [{"$ref": f"#/components/schemas/S{number + 1}"}] * 2} for number in range(2000)
    }
    schemas["S2000"] = {}
    subject = document({"components": {"schemas": schemas}})
    start = time.process_time()
    assert subject.problems == ()
    assert time.process_time() - start < 5


# Paths and parameters


def test_a_path_parameter_that_nobody_declares_is_named_at_each_operation() -> None:
    content = {
        "paths": {"/pets/{id}": {"get": {"responses": OK}, "put": {"responses": OK, "parameters": [path("id")]}}}
    }
    assert found(content) == [("path-parameter-undeclared", "/paths/~1pets~1{id}/get")]


def test_a_parameter_that_cannot_be_read_may_be_the_missing_one() -> None:
    parameters = [{"$ref": "#/components/parameters/None"}]
    content = {"paths": {"/pets/{id}": {"get": {"responses": OK, "parameters": parameters}}}}
    assert found(content) == [("reference-dangling", "/paths/~1pets~1{id}/get/parameters/0/$ref")]


def test_a_path_parameter_that_is_not_in_the_path_is_named_once() -> None:
    content = {"paths": {"/pets": {"parameters": [path("id")], "get": {"responses": OK}, "put": {"responses": OK}}}}
    assert found(content) == [("path-parameter-not-in-path", "/paths/~1pets/parameters/0")]


@pytest.mark.parametrize(("required", "place"), [({}, ""), ({"required": False}, "/required")])
def test_a_path_parameter_must_be_required(required: dict[str, Any], place: str) -> None:
    parameters = [{"name": "id", "in": "path", "schema": {}, **required}]
    content = {"paths": {"/pets/{id}": {"get": {"responses": OK, "parameters": parameters}}}}
    assert found(content) == [("path-parameter-optional", f"/paths/~1pets~1{{id}}/get/parameters/0{place}")]


def test_paths_that_differ_in_names_of_parameters_only_are_one_path() -> None:
    content: dict[str, Any] = {"paths": {"/a/{b}": {}, "/a/{c}": {}, "/a/{b}/d": {}}}
    assert found(content) == [("path-duplicate", "/paths/~1a~1{c}")]


def test_a_path_starts_with_a_slash() -> None:
    assert found({"paths": {"pets": {}, "x-pets": 1}}) == [("path-without-slash", "/paths/pets")]


def test_a_member_of_a_path_item_that_is_no_method_is_named() -> None:
    problem, *_ = document({"paths": {"/pets": {"gett": {"responses": OK}}}}).problems
    assert (problem.code, problem.pointer) == ("member-unknown", "/paths/~1pets/gett")
    assert problem.hint == "did you mean 'get'?"
    assert found({"paths": {"/pets": {"query": {"responses": OK}}}}, "3.2.0") == []
    assert found({"paths": {"/pets": {"query": {"responses": OK}}}}) == [("member-unknown", "/paths/~1pets/query")]


def test_an_operation_id_is_taken_by_the_first() -> None:
    content = {
        "paths": {
            "/a": {"get": {"operationId": "x", "responses": OK}},
            "/b": {"get": {"operationId": "x", "responses": OK}},
        }
    }
    assert found(content) == [("operation-id-duplicate", "/paths/~1b/get/operationId")]


def test_a_path_item_that_two_paths_share_duplicates_no_operation_id() -> None:
    items = {"A": {"get": {"operationId": "x", "responses": OK}}}
    shared = {"$ref": "#/components/pathItems/A"}
    assert found({"paths": {"/a": shared, "/b": shared}, "components": {"pathItems": items}}) == []


def test_parameters_are_duplicates_by_name_and_place() -> None:
    header = {"name": "X-A", "in": "header", "schema": {}}
    parameters = [query("a"), header, query("b"), query("a"), {**header, "name": "x-a"}, {**header, "name": "a"}]
    assert found(operation(parameters=parameters)) == [
        ("parameter-duplicate", "/paths/~1pets/get/parameters/3"),
        ("parameter-duplicate", "/paths/~1pets/get/parameters/4"),
    ]


@pytest.mark.parametrize(
    ("version", "location", "known"),
    [
        ("3.1.0", "qery", False),
        ("3.1.0", "querystring", False),
        ("3.2.0", "querystring", True),
        ("3.0.0", "body", False),
    ],
)
def test_a_parameter_stands_where_its_version_lets_it(version: str, location: str, known: bool) -> None:
    content = operation(parameters=[query("a", **{"in": location})])
    assert found(content, version) == ([] if known else [("parameter-location", "/paths/~1pets/get/parameters/0/in")])


def test_a_parameter_says_what_it_takes() -> None:
    content = operation(parameters=[{"name": "a", "in": "query"}])
    assert found(content) == [("parameter-without-schema", "/paths/~1pets/get/parameters/0")]
    assert found(content, "2.0") == [("parameter-without-schema", "/paths/~1pets/get/parameters/0")]


# Responses and security


def test_an_operation_without_responses_is_named() -> None:
    assert found(operation(responses={})) == [("responses-missing", "/paths/~1pets/get/responses")]
    content: dict[str, Any] = {"paths": {"/pets": {"get": {}}}}
    assert found(content, "3.0.3") == [("member-missing", "/paths/~1pets/get")]
    assert found(content, "3.1.0") == []


def test_a_response_has_a_status() -> None:
    good = {status: {"description": ""} for status in ("200", "4XX", "default", "x-a")}
    bad = {status: {"description": ""} for status in ("20", "600", "4xx", "OK")}
    place = "/paths/~1pets/get/responses"
    assert found(operation(responses={**good, **bad})) == [("response-status", f"{place}/{status}") for status in bad]
    assert found(operation(responses=good), "2.0") == [("response-status", f"{place}/4XX")]


def test_an_unknown_security_scheme_is_named_with_the_nearest() -> None:
    content = operation(security=[{"Kye": []}, {}])
    content["components"] = {"securitySchemes": {"Key": {"type": "http", "scheme": "basic"}}}
    content["security"] = [{"Key": [], "Other": []}]
    problems = {problem.pointer: problem for problem in document(content).problems}
    assert {problem.code for problem in problems.values()} == {"security-scheme-unknown"}
    assert problems.keys() == {"/paths/~1pets/get/security/0/Kye", "/security/0/Other"}
    assert problems["/paths/~1pets/get/security/0/Kye"].hint == "did you mean 'Key'?"


def test_a_security_scheme_has_a_type_of_its_version() -> None:
    schemes = {"A": {"type": "mutualTLS"}, "B": {"type": "basic"}}
    place = "/components/securitySchemes"
    assert found({"components": {"securitySchemes": schemes}}) == [("security-scheme-type", f"{place}/B/type")]
    assert found({"securityDefinitions": schemes}, "2.0") == [("security-scheme-type", "/securityDefinitions/A/type")]


# Schemas


@pytest.mark.parametrize(
    ("schema", "version", "problems"),
    [
        ({"type": "strin"}, "3.1.0", [("type-unknown", "/type")]),
        ({"type": ["string", "nul"]}, "3.1.0", [("type-unknown", "/type/1")]),
        ({"type": ["string", "null"]}, "3.1.0", []),
        ({"type": []}, "3.1.0", [("type-unknown", "/type")]),
        ({"type": ["string", "null"]}, "3.0.3", [("type-unknown", "/type")]),
        ({"type": "null"}, "3.0.3", [("type-unknown", "/type")]),
        ({"type": "null"}, "3.1.0", []),
        ({"type": "file"}, "2.0", []),
        ({"type": "file"}, "3.0.3", [("type-unknown", "/type")]),
        ({"type": {}}, "3.0.3", [("type-unknown", "/type")]),
    ],
)
def test_a_type_is_one_that_the_version_knows(schema: Any, version: str, problems: list[tuple[str, str]]) -> None:
    assert schema_problems(schema, version) == problems


@pytest.mark.parametrize(
    ("schema", "problems"),
    [
        ({"type": "string", "enum": ["1.1", 1.1]}, [("enum-type", "/enum/1")]),
        ({"type": "string", "default": True}, [("default-type", "/default")]),
        ({"type": "integer", "const": "1"}, [("const-type", "/const")]),
        ({"type": "integer", "default": 1.5}, [("default-type", "/default")]),
        ({"type": "integer", "default": 1.0}, []),
        ({"type": "integer", "default": True}, [("default-type", "/default")]),
        ({"type": ["integer", "null"], "enum": [1, None]}, []),
        (
            {"type": "string", "nullable": True, "enum": ["a", None], "default": None},
            [("nullable-unknown", "/nullable")],
        ),
        ({"type": "string", "default": None}, [("default-type", "/default")]),
        ({"type": "array", "default": {}}, [("default-type", "/default")]),
        ({"type": "object", "properties": {"enum": {"type": "string"}, "default": {"type": "string"}}}, []),
        ({"enum": [1, "a"]}, []),
    ],
)
def test_values_are_of_the_type(schema: Any, problems: list[tuple[str, str]]) -> None:
    assert schema_problems(schema) == problems


def test_a_number_where_text_is_meant_is_quoted_as_its_author_spelled_it(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\ncomponents:\n  schemas:\n    A:\n      type: string\n"
        "      enum: [1.10, 2.0]\n"
    )
    assert [problem.hint for problem in load(str(file)).problems] == [
        'write it in quotes: "1.10"',
        'write it in quotes: "2.0"',
    ]


@pytest.mark.parametrize(
    ("schema", "problems"),
    [
        ({"required": True}, [("required-odd", "/required")]),
        ({"required": "a"}, [("required-odd", "/required")]),
        ({"required": ["a", 1]}, [("required-odd", "/required/1")]),
        ({"required": ["a", "a"]}, [("required-odd", "/required/1")]),
        ({"required": ["a"]}, []),
        (
            {"required": ["b"], "properties": {"a": {}}, "additionalProperties": False},
            [("required-odd", "/required/0")],
        ),
        ({"required": ["b"], "properties": {"a": {}}, "additionalProperties": False, "allOf": [{}]}, []),
    ],
)
def test_required_names_properties(schema: Any, problems: list[tuple[str, str]]) -> None:
    assert schema_problems(schema) == problems


@pytest.mark.parametrize(
    ("pattern", "regular"),
    [
        ("^a+$", True),
        (r"^\d{4}-\d\d$", True),
        (r"^\p{L}+$", True),
        (r"(?<year>\d+)", True),
        ("(", False),
        ("[z-a]", False),
    ],
)
def test_a_pattern_is_a_regular_expression(pattern: str, regular: bool) -> None:
    assert schema_problems({"pattern": pattern}) == ([] if regular else [("pattern-invalid", "/pattern")])


# Wrong types


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        ({"paths": []}, "/paths"),
        ({"paths": {"/a": "get"}}, "/paths/~1a"),
        ({"paths": {"/a": {"get": "pets"}}}, "/paths/~1a/get"),
        (operation(parameters={}), "/paths/~1pets/get/parameters"),
        (operation(parameters=[1]), "/paths/~1pets/get/parameters/0"),
        (operation(responses=[]), "/paths/~1pets/get/responses"),
        (operation(responses={"200": None}), "/paths/~1pets/get/responses/200"),
        (operation(deprecated="yes"), "/paths/~1pets/get/deprecated"),
        (operation(security={}), "/paths/~1pets/get/security"),
        (operation(tags="a"), "/paths/~1pets/get/tags"),
        ({"components": {"schemas": {"A": []}}}, "/components/schemas/A"),
        ({"components": {"schemas": {"A": {"properties": []}}}}, "/components/schemas/A/properties"),
        ({"components": {"schemas": {"A": {"maxLength": 1.5}}}}, "/components/schemas/A/maxLength"),
        ({"components": {"schemas": {"A": {"items": [{}]}}}}, "/components/schemas/A/items"),
        ({"components": None}, "/components"),
    ],
)
def test_a_value_of_the_wrong_type_is_named(content: dict[str, Any], pointer: str) -> None:
    assert found(content) == [("wrong-type", pointer)]


def test_a_schema_may_be_true_or_false_since_3_1() -> None:
    assert schema_problems({"items": True}) == []
    assert schema_problems({"items": True}, "3.0.3") == [("wrong-type", "/items")]
    assert schema_problems({"additionalProperties": False}, "3.0.3") == []


def test_a_member_that_must_be_there_is_missed() -> None:
    assert found({"info": {}}) == [("member-missing", "/info"), ("member-missing", "/info")]


# All together


def test_problems_come_in_document_order() -> None:
    content = {
        "info": {"title": 1, "version": "1"},
        "paths": {"/b/{c}": {"get": {"responses": {"9": {}}, "parameters": 1}}, "/a": {"get": 1}},
        "components": {"schemas": {"Z": {"type": "a"}, "A": {"type": "b"}}},
    }
    assert [pointer for _, pointer in found(content)] == [
        "/info/title",
        "/paths/~1b~1{c}/get",
        "/paths/~1b~1{c}/get/responses/9",
        "/paths/~1b~1{c}/get/responses/9",
        "/paths/~1b~1{c}/get/parameters",
        "/paths/~1a/get",
        "/components/schemas/Z/type",
        "/components/schemas/A/type",
    ]


def test_hostile_text_reaches_no_terminal() -> None:
    evil = "\x1b[31m\n\u202e"
    content = {
        "paths": {evil: {"get": {"operationId": evil, "parameters": [query(evil, **{"in": evil})]}}},
        "components": {"schemas": {f"Pet{evil}": {}, "A": {"$ref": f"#/components/schemas/Pets{evil}"}}},
        "security": [{evil: []}],
    }
    problems = check(document(content, "3.0.3"))
    assert len(problems) >= 5
    assert all(problem.message.isprintable() for problem in problems)
    assert all(problem.hint is None or problem.hint.isprintable() for problem in problems)
    assert any(problem.hint for problem in problems)


@pytest.mark.parametrize("keyword", ["items", "not", "additionalProperties"])
def test_the_deepest_document_that_is_read_is_checked(keyword: str) -> None:
    schema: dict[str, Any] = {"type": "strin"}
    for _ in range(190):
        schema = {keyword: schema}
    place = "/components/schemas/A" + f"/{keyword}" * 190 + "/type"
    assert found({"components": {"schemas": {"A": schema}}}) == [("type-unknown", place)]
    assert [problem.pointer for problem in check(document({"components": {"schemas": {"A": schema}}}))] == [place]


def test_what_only_a_lenient_reader_accepts_is_a_problem_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text("openapi: 3.1.0\ninfo:\n  title: A\n  version: 1.10\npaths: {}\n")
    subject = load(str(file))
    assert subject.api_version == "1.10"
    (problem,) = subject.problems
    assert (problem.code, problem.file, problem.line) == ("lenient-reading", str(file), 4)


def test_pointers_of_problems_can_be_read_back() -> None:
    subject = document({"paths": {"/a~b/{c}": {"get": 1}}})
    (problem,) = subject.problems
    assert subject.file.at(parse_pointer(problem.pointer)) is not None


@pytest.mark.parametrize(
    "content", ["[]", "1", "{}", '{"openapi": "4.0.0"}', '{"swagger": "1.2"}', '{"openapi": null}']
)
def test_what_is_no_openapi_document_is_refused(content: str) -> None:
    with pytest.raises(NotOpenAPI):
        Document(File.of(read_source("-", stdin=io.BytesIO(content.encode()))))


def test_nullable_is_a_problem_since_3_1() -> None:
    def document(version: str) -> dict[str, Any]:
        info = {"title": "T", "version": "1"}
        return {"openapi": version, "info": info, "paths": {}, "components": {"schemas": {"A": {"nullable": True}}}}

    assert found(document("3.0.3")) == []
    assert found(document("3.1.0")) == [("nullable-unknown", "/components/schemas/A/nullable")]


@pytest.mark.parametrize("path", ["/a?b=c", "/a?b={c}", "/a#b"])
def test_a_path_has_no_query_and_no_fragment(path: str) -> None:
    content = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {path: {}}}
    pointer = "/paths/" + path.replace("~", "~0").replace("/", "~1")
    assert ("path-with-query", pointer) in found(content)


@pytest.mark.parametrize(
    ("sunset", "problems"),
    [
        ("2026-01-31", 0),
        ("2026-01-31T00:00:00Z", 0),
        ("Sat, 31 Jan 2026 23:59:59 GMT", 0),
        ("soon", 1),
        ("2026-13-01", 1),
        (20260131, 1),
        (None, 1),
    ],
)
def test_a_sunset_that_nobody_can_read_is_a_problem(sunset: Any, problems: int) -> None:
    operation = {"responses": {"200": {"description": ""}}, "deprecated": True, "x-sunset": sunset}
    content = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": operation}}}
    assert [code for code, _ in found(content)] == ["sunset-unreadable"] * problems
