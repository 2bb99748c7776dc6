"""A document of many files becomes one that says the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from harness.document import bundle, check, load, read, write

if TYPE_CHECKING:
    from pathlib import Path

    from harness.document import Document, Node

MAIN: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Parcels", "version": "1"},
    "paths": {
        "/parcels": {"$ref": "paths.json#/parcels"},
        "/parcels/{id}": {
            "parameters": [{"$ref": "parts.json#/Id"}],
            "get": {
                "responses": {
                    "200": {
                        "description": "One",
                        "content": {"application/json": {"schema": {"$ref": "schemas/parcel.json"}}},
                    },
                    "404": {"$ref": "parts.json#/Missing"},
                }
            },
        },
    },
    "components": {
        "schemas": {
            "Box": {
                "type": "object",
                "properties": {"$ref": {"type": "string"}, "inner": {"$ref": "#/components/schemas/Box"}},
            },
            "Weight": {"type": "integer"},
        }
    },
}
PATHS = {
    "parcels": {
        "get": {
            "parameters": [{"$ref": "parts.json#/Size"}],
            "responses": {"200": {"description": "All", "headers": {"X-Total": {"$ref": "parts.json#/Total"}}}},
        }
    }
}
PARTS = {
    "Id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
    "Size": {"name": "size", "in": "query", "schema": {"$ref": "main.json#/components/schemas/Weight"}},
    "Missing": {
        "description": "None",
        "content": {"application/json": {"schema": {"$ref": "#/Problem"}, "example": {"$ref": "#/nowhere"}}},
    },
    "Problem": {"type": "object", "properties": {"cause": {"$ref": "#/Problem"}}},
    "Total": {"schema": {"type": "integer"}},
}
PARCEL = {
    "oneOf": [{"$ref": "#/$defs/Weight"}, {"$ref": "../main.json#/components/schemas/Box"}],
    "discriminator": {"propertyName": "kind", "mapping": {"heavy": "#/$defs/Weight", "plain": "Box"}},
    "$defs": {"Weight": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}},
}


@pytest.fixture
def parcels(tmp_path: Path) -> Document:
    (tmp_path / "schemas").mkdir()
    for name, content in (("main", MAIN), ("paths", PATHS), ("parts", PARTS), ("schemas/parcel", PARCEL)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return load(str(tmp_path / "main.json"))


@pytest.fixture
def bundled(parcels: Document, tmp_path: Path) -> Document:
    content = bundle(parcels)
    assert content is not None
    # Alone in a folder, so that nothing else can be read.
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "api.json").write_bytes(write(content, "json"))
    return load(str(tmp_path / "alone" / "api.json"))


def expanded(document: Document, node: Node, depth: int = 12) -> Any:
    """A value with the targets of its references in their place, but for the addresses in discriminators."""
    resolved = document.resolve(node) or node
    if not depth or resolved.pointer[-1:] == ("mapping",):
        return None
    if isinstance(resolved.value, list):
        return [expanded(document, item, depth - 1) for item in resolved.elements()]
    if isinstance(resolved.value, dict):
        return {key: expanded(document, member, depth - 1) for key, member in resolved.members() if key != "$defs"}
    return resolved.value


def test_a_bundle_says_the_same(parcels: Document, bundled: Document) -> None:
    old, new = (expanded(document, document.root) for document in (parcels, bundled))
    assert new["paths"] == old["paths"]
    assert new["info"] == old["info"]


def test_a_bundle_needs_no_other_file(bundled: Document) -> None:
    assert check(bundled) == ()
    assert len(bundled.files) == 1
    assert bundle(bundled) is None


def test_parts_become_components_of_their_kind(bundled: Document) -> None:
    assert {section: sorted(content) for section, content in bundled.content["components"].items()} == {
        "schemas": ["Box", "Problem", "Weight", "Weight2", "parcel"],
        "headers": ["Total"],
        "parameters": ["Id", "Size"],
        "responses": ["Missing"],
    }


def test_references_lead_to_where_their_targets_stand(bundled: Document) -> None:
    components = bundled.content["components"]
    parcel = components["schemas"]["parcel"]
    assert [branch["$ref"] for branch in parcel["oneOf"]] == [
        "#/components/schemas/Weight2",
        "#/components/schemas/Box",
    ]
    assert parcel["discriminator"]["mapping"] == {"heavy": "#/components/schemas/Weight2", "plain": "Box"}
    assert components["parameters"]["Size"]["schema"] == {"$ref": "#/components/schemas/Weight"}
    assert components["schemas"]["Problem"]["properties"]["cause"] == {"$ref": "#/components/schemas/Problem"}


def test_data_and_names_are_no_references(bundled: Document) -> None:
    components = bundled.content["components"]
    assert components["responses"]["Missing"]["content"]["application/json"]["example"] == {"$ref": "#/nowhere"}
    assert components["schemas"]["Box"]["properties"]["$ref"] == {"type": "string"}


def test_a_document_of_one_file_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(json.dumps({"openapi": "3.1.0", "info": {}, "paths": {"/a": {"$ref": "#/x"}}}))
    assert bundle(load(str(tmp_path / "api.json"))) is None


def test_what_leads_nowhere_stays_and_what_leads_to_itself_ends(tmp_path: Path) -> None:
    content = {"openapi": "3.1.0", "info": {}, "paths": {"/a": {"$ref": "b.json#/a"}, "/c": {"$ref": "absent.json"}}}
    (tmp_path / "api.json").write_text(json.dumps(content))
    (tmp_path / "b.json").write_text(json.dumps({"a": {"$ref": "b.json#/a", "summary": "Round and round"}}))
    found = bundle(load(str(tmp_path / "api.json")))
    assert found is not None
    assert found["paths"] == {"/a": {"summary": "Round and round"}, "/c": {"$ref": "absent.json"}}


texts = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["1.10", "2025-03-25", "yes", "null", "~", "0o7", "1e3", "a: b", "#x", "x\ny\n"]),
).filter(lambda text: all(sign.isprintable() or sign == "\n" for sign in text))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(texts, values, min_size=1, max_size=4), st.sampled_from(["json", "yaml"]))
def test_what_is_written_reads_the_same(content: dict[str, Any], format: str) -> None:  # noqa: A002
    written = write(content, format)
    assert read(written, f"x.{format}").content == content
    assert yaml.safe_load(written) == content
