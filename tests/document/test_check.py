"""`check` names every wrong spot once, in short words, and reaches nothing that the document may not reach."""

from __future__ import annotations

import http.server
import io
import json
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from harness.document import Document, File, check, load
from harness.document._source import read_source
from harness.versions import load_document as stored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INFO = {"title": "Pets", "version": "2025-01-01"}
OK = {"200": {"description": "Done."}}
ANSWERS: dict[str, bytes] = {}


def document(content: dict[str, Any], version: str = "3.1.0") -> Document:
    key = {"swagger": version} if version == "2.0" else {"openapi": version}
    return Document(
        File.of(read_source("-", stdin=io.BytesIO(json.dumps({**key, "info": INFO, "paths": {}, **content}).encode())))
    )


def found(content: dict[str, Any], version: str = "3.1.0") -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in check(document(content, version))]


# The stored snapshots


def test_the_sensay_snapshot_of_march_has_its_four_errors(root: Path) -> None:
    subject = stored("sensay@2025-03-28", root=str(root / "specs"))
    telegram = "/paths/~1v1~1replicas~1{replicaUUID}~1integrations~1telegram"
    assert [(problem.code, problem.pointer) for problem in check(subject)] == [
        (
            "path-parameter-not-in-path",
            "/paths/~1v1~1replicas~1{replicaUUID}~1chat~1completions~1telegram/post/parameters/1",
        ),
        ("path-parameter-undeclared", f"{telegram}/post"),
        ("path-parameter-undeclared", f"{telegram}/delete"),
        (
            "path-parameter-optional",
            "/paths/~1v1~1replicas~1{replicaUUID}~1training~1{trainingID}/put/parameters/1/required",
        ),
    ]
    assert check(subject) == subject.problems


@pytest.mark.parametrize("name", ["sensay@2025-06-16", "sensay@2025-06-19", "aivax@2026-03-20", "aivax@latest"])
def test_the_other_snapshots_are_clean(name: str, root: Path) -> None:
    assert check(stored(name, root=str(root / "specs"))) == ()


# What others say


@pytest.mark.parametrize(
    ("content", "version", "problem"),
    [
        ({"paths": {"/a": {"get": {"responses": OK, "zap": 1}}}}, "3.1.0", ("member-unexpected", "/paths/~1a/get/zap")),
        ({"servers": [{"url": "a", "variables": {"b": {}}}]}, "3.1.0", ("member-missing", "/servers/0/variables/b")),
        ({"tags": [{"name": "a"}, {"name": "a"}]}, "3.1.0", ("value-invalid", "/tags")),
        (
            {"components": {"schemas": {"A": {"minLength": -1}}}},
            "3.1.0",
            ("value-invalid", "/components/schemas/A/minLength"),
        ),
        (
            {"components": {"schemas": {"A": {"minLength": -1}}}},
            "3.0.3",
            ("value-invalid", "/components/schemas/A/minLength"),
        ),
        (
            {"components": {"schemas": {"A": {"minLength": -1}}}},
            "3.2.0",
            ("value-invalid", "/components/schemas/A/minLength"),
        ),
        ({"definitions": {"A": {"minLength": -1}}}, "2.0", ("value-invalid", "/definitions/A/minLength")),
        (
            {"components": {"schemas": {"A": {"maxLength": 1, "default": "ab"}}}},
            "3.1.0",
            ("default-invalid", "/components/schemas/A/default"),
        ),
        (
            {"components": {"schemas": {"A": {"allOf": [{}], "required": ["b"]}}}},
            "3.0.3",
            ("required-undeclared", "/components/schemas/A"),
        ),
    ],
)
def test_what_only_others_know_is_told(content: dict[str, Any], version: str, problem: tuple[str, str]) -> None:
    subject = document(content, version)
    assert subject.problems == ()
    assert [(said.code, said.pointer) for said in check(subject)] == [problem]


def test_a_problem_behind_a_reference_is_told_at_its_own_place() -> None:
    schemas = {"A": {"properties": {"a": {"maximum": 1, "default": 2}}}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "", **body}}}
    content = {"paths": {"/a": {"post": operation}}, "components": {"schemas": schemas}}
    assert found(content) == [("default-invalid", "/components/schemas/A/properties/a/default")]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(
    ("operation", "pointer"),
    [
        (
            {"responses": OK, "parameters": [{"name": "a", "in": "qery", "schema": {}}]},
            "parameters/0/in",
        ),
        ({"responses": OK, "parameters": [{"in": "query", "schema": {}}]}, "parameters/0"),
        ({"responses": OK, "parameters": {}}, "parameters"),
        ({"responses": {"20": {"description": ""}}}, "responses/20"),
        ({"responses": {}}, "responses"),
        ({"responses": OK, "deprecated": "yes"}, "deprecated"),
        ({"responses": {"200": {}}}, "responses/200"),
    ],
)
def test_a_spot_that_we_know_is_not_told_twice(operation: dict[str, Any], pointer: str, version: str) -> None:
    # Since 3.2 a response needs no description.
    spots = 0 if version == "3.2.0" and pointer == "responses/200" else 1
    places = [place for _, place in found({"paths": {"/a": {"get": operation}}}, version)]
    assert places == [f"/paths/~1a/get/{pointer}"] * spots


def test_messages_are_short_and_hold_no_schema() -> None:
    enum = [f"value number {number}" for number in range(500)]
    schemas = {
        "A": {"enum": enum, "default": "x" * 5000},
        "B": {"type": {"a": enum}},
        "C": {"items": {"maxLength": enum}},
    }
    problems = check(document({"components": {"schemas": schemas}, "tags": [{"name": enum}]}))
    assert len(problems) >= 4
    assert all(len(problem.message) <= 200 and problem.message.isprintable() for problem in problems)


def test_a_large_document_is_held_against_the_meta_schema_only() -> None:
    schemas = {"A": {"minLength": -1}, "B": {"maxLength": 1, "default": "ab"}, "C": {"description": "x" * 2_000_000}}
    content = {"components": {"schemas": schemas}}
    assert found(content) == [("value-invalid", "/components/schemas/A/minLength")]
    schemas["C"] = {}
    small = document(content)
    assert [problem.pointer for problem in check(small, reference=False)] == ["/components/schemas/A/minLength"]
    assert len(check(small)) == 2


def test_a_schema_of_another_dialect_is_not_held_against_ours() -> None:
    content = {
        "jsonSchemaDialect": "http://json-schema.org/draft-04/schema#",
        "components": {"schemas": {"A": {"minimum": "a"}}},
    }
    codes = [code for code, _ in found(content)]
    assert codes == ["wrong-type"]


def test_members_that_have_no_business_there_are_told_one_by_one() -> None:
    content: dict[str, Any] = {
        "zap": 1,
        "paths": {"/a": {"get": {"responses": {"200": {"description": "", "foo": {}, "bar": 1}}}}},
    }
    content["components"] = {"schemas": {"A": {"minLength": -1}}}
    for version in ("3.0.3", "3.1.0", "3.2.0"):
        assert found(content, version) == [
            ("member-unexpected", "/paths/~1a/get/responses/200/foo"),
            ("member-unexpected", "/paths/~1a/get/responses/200/bar"),
            ("member-unexpected", "/zap"),
            ("value-invalid", "/components/schemas/A/minLength"),
        ]


def test_what_only_a_lenient_reader_accepts_comes_first(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text("openapi: 3.1.0\ninfo:\n  title: A\n  version: 1.10\npaths:\n  a: {}\n")
    assert [(problem.code, problem.line) for problem in check(load(str(file)))] == [
        ("lenient-reading", 4),
        ("path-without-slash", None),
    ]


# Bounds


@pytest.fixture
def requests() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(ANSWERS.get(self.path, b'{"A": {}}'))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the signature of the base
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_nothing_is_fetched(requests: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = requests
    schemas: dict[str, Any] = {
        "A": {"$ref": f"{address}/a.json#/A"},
        "B": {"$schema": f"{address}/b.json", "default": 1},
        "C": {"$id": f"{address}/c/", "allOf": [{"$ref": "d.json"}]},
        "D": {"$dynamicRef": f"{address}/e.json"},
        "E": {"$ref": f"ftp://{address.removeprefix('http://')}/f.json"},
    }
    file = tmp_path / "api.json"
    for extra in (
        {},
        {"jsonSchemaDialect": f"{address}/dialect"},
        {"$schema": f"{address}/schema"},
        {"$id": f"{address}/id/"},
    ):
        content = {"openapi": "3.1.0", "info": INFO, "paths": {}, "components": {"schemas": schemas}, **extra}
        file.write_text(json.dumps(content))
        codes = [problem.code for problem in check(load(str(file)))]
        assert "reference-remote" in codes
    assert asked == []


def test_a_document_of_the_web_is_checked_with_what_it_may_read(requests: tuple[str, list[str]]) -> None:
    address, asked = requests
    schemas = {"A": {"$ref": "parts.json#/A"}}
    answers = {
        "/api.json": {"openapi": "3.1.0", "info": INFO, "paths": {}, "components": {"schemas": schemas}},
        "/parts.json": {"A": {"maximum": 1, "default": 2}},
    }
    ANSWERS.update({path: json.dumps(answer).encode() for path, answer in answers.items()})
    assert [problem.code for problem in check(load(f"{address}/api.json"))] == ["reference-remote"]
    assert asked == ["/api.json"]
    problems = check(load(f"{address}/api.json", allow_remote=True))
    assert [(problem.code, problem.file) for problem in problems] == [("default-invalid", f"{address}/parts.json")]


def test_no_file_outside_the_tree_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"A": {"maximum": 1, "default": 2, "minLength": -1}}')
    folder = tmp_path / "specs"
    folder.mkdir()
    (folder / "inside.json").write_text('{"A": {"maximum": 1, "default": 2}}')
    for reference in ("../secret.json#/A", (tmp_path / "secret.json").as_uri() + "#/A", "inside.json#/A"):
        content = {"openapi": "3.1.0", "info": INFO, "components": {"schemas": {"A": {"$ref": reference}}}}
        (folder / "api.json").write_text(json.dumps(content))
        problems = [(problem.code, problem.file) for problem in check(load(str(folder / "api.json")))]
        if reference.startswith("inside"):
            assert problems == [("default-invalid", str(folder / "inside.json"))]
        else:
            assert problems == [("reference-outside", str(folder / "api.json"))]


def test_a_chain_that_names_the_next_twice_does_not_take_for_ever() -> None:
    schemas: dict[str, Any] = {
        f"S{number}": {"allOf": [{"anyOf": [{"$ref": f"#/components/schemas/S{number + 1}"}] * 2}]}
        for number in range(60)
    }
    schemas["S60"] = {"type": "object"}
    schemas["S0"]["default"] = 1
    schemas["Loop"] = {"allOf": [{"items": {"$ref": "#/components/schemas/Loop"}}]}
    content = {"components": {"schemas": schemas}}
    assert found(content) == found(content, "3.0.3") == []


def test_comparing_imports_no_problems() -> None:
    program = "import sys, harness.document, harness.comparison; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout.split()
    heavy = {"openapi_spec_validator", "jsonschema_rs", "jsonschema", "dataclasses", "logging", "pathlib", "inspect"}
    ours = {f"harness.document.{name}" for name in ("_check", "_problems", "_overlay")}
    assert (heavy | ours) & set(loaded) == set()
