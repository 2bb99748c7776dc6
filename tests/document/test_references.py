"""References lead where the standards say, cycles are no trouble, and nothing is read that may not be read."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.document import Document, File, Node, load
from harness.document._source import read_source
from harness.errors import UnresolvableReference

if TYPE_CHECKING:
    from pathlib import Path

INFO = {"title": "Pets", "version": "2025-01-01"}
OK = {"200": {"description": "Done."}}


def document(content: dict[str, Any], version: str = "3.1.0") -> Document:
    whole = {"openapi": version, "info": INFO, "paths": {}, **content}
    return Document(File.of(read_source("-", stdin=io.BytesIO(json.dumps(whole).encode()))))


def behind(subject: Document, reference: str) -> Any:
    node = subject.resolve(Node(subject.file, (), {"$ref": reference}))
    return None if node is None else node.value


# Inside a document


def test_a_chain_of_references_is_followed_to_its_end() -> None:
    schemas = {
        "A": {"$ref": "#/components/schemas/B"},
        "B": {"$ref": "#/components/schemas/C"},
        "C": {"type": "string"},
    }
    node = document({"components": {"schemas": schemas}}).components("schemas")["A"]
    subject = document({"components": {"schemas": schemas}})
    resolved = subject.resolve(subject.components("schemas")["A"])
    assert node.value == {"$ref": "#/components/schemas/B"}
    assert resolved is not None
    assert (resolved.pointer, resolved.value) == (("components", "schemas", "C"), {"type": "string"})


@pytest.mark.parametrize(
    "reference",
    ["#/paths/~1pets~1{id}", "#/paths/~1pets~1%7Bid%7D", "#%2Fpaths%2F~1pets~1{id}"],
)
def test_a_pointer_may_be_escaped(reference: str) -> None:
    subject = document({"paths": {"/pets/{id}": {"summary": "One pet"}}})
    found = behind(subject, reference)
    # A fragment is decoded before it is read as a pointer, and such a one starts with a slash.
    assert found == ({"summary": "One pet"} if not reference.startswith("#%") else None)


def test_a_reference_may_lead_anywhere_in_the_document() -> None:
    subject = document(
        {"paths": {"/a": {"get": {"parameters": [{"name": "b"}], "responses": OK}}}, "x-own": {"c": [1]}}
    )
    assert behind(subject, "#/paths/~1a/get/parameters/0") == {"name": "b"}
    assert behind(subject, "#/x-own/c") == [1]
    assert behind(subject, "#") == subject.content


def test_a_cycle_ends() -> None:
    schemas = {
        "A": {"$ref": "#/components/schemas/B"},
        "B": {"$ref": "#/components/schemas/A"},
        "Tree": {"properties": {"left": {"$ref": "#/components/schemas/Tree"}}},
    }
    subject = document({"components": {"schemas": schemas}})
    assert behind(subject, "#/components/schemas/A") is None
    assert behind(subject, "#/components/schemas/Tree/properties/left") == schemas["Tree"]


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("#pet", 1),
        ("#dog", 2),
        ("https://pets.example/cat", 3),
        ("https://pets.example/cat#/properties/name", 4),
        ("https://pets.example/cat#tail", 5),
        ("https://pets.example/api.yaml#/components/schemas/Pet", 1),
        ("https://pets.example/api.yaml", None),
        ("#nobody", "nothing"),
    ],
)
def test_a_schema_may_be_named_by_its_anchor_or_identifier(reference: str, value: object) -> None:
    schemas = {
        "Pet": {"$anchor": "pet", "const": 1},
        "Dog": {"$dynamicAnchor": "dog", "const": 2},
        "Cat": {
            "$id": "https://pets.example/cat",
            "const": 3,
            "properties": {"name": {"const": 4}, "tail": {"$anchor": "tail", "const": 5}},
        },
    }
    content = {"$self": "https://pets.example/api.yaml", "components": {"schemas": schemas}}
    found = behind(document(content, "3.2.0"), reference)
    assert (found.get("const") if found is not None else "nothing") == value


def test_a_target_that_is_missing_raises_with_place_and_nearest_name(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\ncomponents:\n  schemas:\n    Pet: {}\n    A:\n"
        "      $ref: '#/components/schemas/Pat'\n"
    )
    subject = load(str(file))
    node = subject.components("schemas")["A"]
    for _ in range(2):
        with pytest.raises(UnresolvableReference) as caught:
            subject.target(node, node.value["$ref"])
        error = caught.value
        assert "'#/components/schemas/Pat'" in error.message
        assert (error.file, error.line) == (str(file), 6)
        assert error.hint == "did you mean #/components/schemas/Pet?"


def test_parts_of_an_operation_may_be_references() -> None:
    components: dict[str, Any] = {
        "parameters": {"Limit": {"name": "limit", "in": "query", "schema": {}}},
        "requestBodies": {"Pet": {"content": {"application/json": {}}}},
        "responses": {"Done": {"description": "Done."}},
        "callbacks": {"Told": {"{$request.query.url}": {"post": {"responses": OK}}}},
        "pathItems": {
            "Pets": {
                "post": {
                    "parameters": [{"$ref": "#/components/parameters/Limit"}],
                    "requestBody": {"$ref": "#/components/requestBodies/Pet"},
                    "responses": {"200": {"$ref": "#/components/responses/Done"}},
                    "callbacks": {"told": {"$ref": "#/components/callbacks/Told"}},
                }
            }
        },
    }
    (operation,) = document(
        {"paths": {"/pets": {"$ref": "#/components/pathItems/Pets"}}, "components": components}
    ).operations
    assert operation.name == "POST /pets"
    assert operation.item.pointer == ("components", "pathItems", "Pets")
    assert [parameter.node.pointer for parameter in operation.parameters] == [("components", "parameters", "Limit")]
    assert operation.body is not None
    assert operation.body.value == components["requestBodies"]["Pet"]
    assert operation.responses["200"].value == {"description": "Done."}
    assert [(name, inner.name) for name, inner in operation.callbacks] == [("told", "POST {$request.query.url}")]


# Other files


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A git work tree with documents in folders, and a file outside it."""
    (tmp_path / "secret.yaml").write_text("A: {const: secret}\n")
    work = tmp_path / "work"
    for folder in (".git", "specs/pets/parts", "common"):
        (work / folder).mkdir(parents=True)
    (work / "common" / "types.yaml").write_text(
        "Id: {type: string}\nPet: {$ref: '../specs/pets/parts/pet.yaml#/Pet'}\n"
    )
    (work / "specs/pets/parts/pet.yaml").write_text(
        "Pet: {properties: {id: {$ref: '../../../common/types.yaml#/Id'}}}\n"
    )
    (work / ".git" / "config.yaml").write_text("A: {const: secret}\n")
    return work


def named(tree: Path, reference: str) -> Document:
    schemas = {"A": {"$ref": reference}}
    file = tree / "specs" / "pets" / "api.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": INFO, "paths": {}, "components": {"schemas": schemas}}))
    return load(str(file))


def test_a_reference_is_relative_to_the_file_that_it_stands_in(tree: Path) -> None:
    subject = named(tree, "../../common/types.yaml#/Pet")
    pet = subject.resolve(subject.components("schemas")["A"])
    assert pet is not None
    assert pet.file.name == str(tree / "specs/pets/parts/pet.yaml")
    identifier = pet.child("properties")
    assert identifier is not None
    node = identifier.child("id")
    assert node is not None
    resolved = subject.resolve(node)
    assert resolved is not None
    assert (resolved.value, resolved.pointer) == ({"type": "string"}, ("Id",))


def test_each_file_is_read_once(tree: Path) -> None:
    subject = named(tree, "../../common/types.yaml#/Pet")
    assert subject.problems == ()
    names = [file.name for file in subject.files]
    assert len(names) == len(set(names)) == 3
    again = subject.resolve(Node(subject.file, (), {"$ref": "./parts/../../../common/types.yaml#/Id"}))
    assert again is not None
    assert len(subject.files) == 3


def test_a_document_may_name_itself(tree: Path) -> None:
    subject = named(tree, "api.json#/components/schemas/A/x")
    assert behind(subject, "api.json#/info/title") == "Pets"
    assert len(subject.files) == 1


@pytest.mark.parametrize(
    "reference",
    [
        "../../../secret.yaml#/A",
        "../../.git/config.yaml#/A",
        "https://pets.example/a.yaml#/A",
        "//pets.example/a.yaml",
        "ftp://a/b",
    ],
)
def test_nothing_is_read_that_may_not_be_read(tree: Path, reference: str) -> None:
    subject = named(tree, reference)
    node = subject.components("schemas")["A"]
    assert subject.resolve(node) is None
    with pytest.raises(UnresolvableReference):
        subject.target(node, reference)
    assert len(subject.files) == 1


def test_a_link_out_of_the_tree_is_not_followed(tree: Path) -> None:
    (tree / "specs/pets/link.yaml").symlink_to(tree.parent / "secret.yaml")
    assert behind(named(tree, "link.yaml#/A"), "link.yaml#/A") is None
