"""The Sensay snapshots say what is known of the published contract, no more and no less.

They are read with PyYAML and resolved here, so that a fault in harness cannot hide a fault in them.
"""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
import yaml
import yaml_rs
from openapi_spec_validator import OpenAPIV31SpecValidator

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).resolve().parents[2] / "specs" / "sensay"
DATES = ("2025-03-28", "2025-06-16", "2025-06-19")
PROSE = {"description", "summary", "example", "examples", "x-provenance"}
LIST = "/paths/~1v1~1replicas/get"
REPLICAS = "/paths/~1v1~1replicas/post"
REPLICA = "/paths/~1v1~1replicas~1{replicaUUID}"
MESSAGES = "/paths/~1v1~1replicas~1{replicaUUID}~1conversations~1{conversationUUID}~1messages/get"
JSON_BODY = "content/application~1json/schema"


@pytest.mark.parametrize("date", ["2025-03-28", "2025-06-16"])
def test_the_snapshot_has_the_structure_that_is_known(date: str, shared: Path) -> None:
    known = json.loads((shared / "facts" / f"sensay-structure-{date}.json").read_bytes())
    assert list(differences(structure(known), structure(document(date)))) == []


@pytest.mark.parametrize(("date", "paths", "operations"), [("2025-03-28", 17, 22), ("2025-06-16", 21, 30)])
def test_the_snapshot_has_every_operation(date: str, paths: int, operations: int) -> None:
    assert len(document(date)["paths"]) == paths
    assert sum(len(item) for item in document(date)["paths"].values()) == operations


def test_three_changes_were_published_between_16_and_19_june() -> None:
    old, new = structure(document("2025-06-16")), structure(document("2025-06-19"))
    body = f"{MESSAGES}/responses/200/{JSON_BODY}"
    memory_mode = "properties/llm/properties/memoryMode/deprecated"
    assert sorted(differences(old, new)) == sorted(
        [
            f"added {body}/properties/items/items/properties/senderProfileImageURL",
            f"removed {body}/properties/total",
            f"removed {body}/required/2",
            f"added {LIST}/responses/200/{JSON_BODY}/properties/items/items/{memory_mode}",
            f"added {REPLICAS}/requestBody/{JSON_BODY}/{memory_mode}",
            f"added {REPLICA}/get/responses/200/{JSON_BODY}/{memory_mode}",
            f"added {REPLICA}/put/requestBody/{JSON_BODY}/{memory_mode}",
        ]
    )
    assert document("2025-06-16")["paths"].keys() == document("2025-06-19")["paths"].keys()


@pytest.mark.parametrize("date", ["2025-06-16", "2025-06-19"])
def test_the_snapshots_of_june_are_valid(date: str) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(document(date)).iter_errors()] == []


def test_the_snapshot_of_march_is_invalid_in_four_places_only() -> None:
    """The public changelog of June reports the correction of each."""
    telegram = "operation in '/v1/replicas/{replicaUUID}/integrations/telegram' was not resolved"
    completion = "operation in '/v1/replicas/{replicaUUID}/chat/completions/telegram' was not resolved"
    assert sorted(complaints(document("2025-03-28"))) == [
        f"Path parameter 'replicaUUID' for 'delete' {telegram}",
        f"Path parameter 'replicaUUID' for 'post' {telegram}",
        f"Path parameter 'source' for 'post' {completion}",
        "paths//v1/replicas/{replicaUUID}/training/{trainingID}/put/parameters/1/required",
    ]


@pytest.mark.parametrize("date", DATES)
def test_every_example_obeys_its_schema(date: str) -> None:
    examples = list(media_types_with_example(resolved(document(date))))
    assert examples
    for pointer, media_type in examples:
        validator = jsonschema_rs.validator_for(media_type["schema"], validate_formats=True)
        assert [error.message for error in validator.iter_errors(media_type["example"])] == [], pointer


@pytest.mark.parametrize("date", DATES)
def test_the_snapshot_reads_the_same_in_yaml_1_1_and_1_2(date: str) -> None:
    # Left to itself, yaml-rs takes even a quoted date for a date.
    assert yaml_rs.loads(text(date), parse_datetime=False) == document(date)


@pytest.mark.parametrize("date", DATES)
def test_the_snapshot_has_no_anchors(date: str) -> None:
    assert not any(getattr(event, "anchor", None) for event in yaml.parse(text(date), Loader=yaml.CSafeLoader))


@pytest.mark.parametrize("date", DATES)
def test_every_component_that_can_be_referred_to_is_used(date: str) -> None:
    components = document(date)["components"]
    used = set(references(document(date)))
    assert {
        pointer
        for kind in ("parameters", "responses", "schemas")
        for pointer in (f"#/components/{kind}/{name}" for name in components[kind])
    } == used


def test_api_toml_names_the_headers_of_the_newest_snapshot() -> None:
    settings = tomllib.loads((FOLDER / "api.toml").read_text(encoding="utf-8"))
    newest = document(DATES[-1])
    credentials = {scheme for identity in settings["identities"] for scheme in identity["credentials"]}
    version = newest["components"]["parameters"]["APIVersion"]
    assert settings["title"] == newest["info"]["title"]
    assert settings["server"] == newest["servers"][0]["url"]
    assert settings["version"]["header"] == version["name"]
    assert settings["version"]["default"] == version["schema"]["default"] == newest["info"]["version"]
    assert settings["version"]["echo"] == version["name"]
    assert credentials == set(newest["components"]["securitySchemes"])


@cache
def text(date: str) -> str:
    return (FOLDER / f"{date}.yaml").read_text(encoding="utf-8")


@cache
def document(date: str) -> Any:
    return yaml.load(text(date), Loader=yaml.CSafeLoader)


def resolved(source: Any) -> Any:
    """The document with every local reference replaced by what it points at."""

    def replace(node: Any) -> Any:
        if isinstance(node, list):
            return [replace(child) for child in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            assert list(node) == ["$ref"]
            return replace(target(source, node["$ref"]))
        return {name: replace(child) for name, child in node.items()}

    return replace(source)


def target(source: Any, reference: str) -> Any:
    for token in reference.removeprefix("#/").split("/"):
        source = source[token.replace("~1", "/").replace("~0", "~")]
    return source


def structure(source: Any) -> Any:
    """What is left of a resolved document without its prose and without components that references have reached."""
    whole = resolved(source)
    components = whole["components"]
    return bare(
        {
            **{name: whole[name] for name in ("openapi", "info", "servers", "paths", "webhooks")},
            "securitySchemes": components["securitySchemes"],
            "headers": components["headers"],
            "schemas": {name: schema for name, schema in components["schemas"].items() if name.endswith("_parameter")},
        }
    )


def bare(node: Any, *, names: bool = False) -> Any:
    """The node without prose; `names` says that its keys are names of properties and no keywords."""
    if isinstance(node, list):
        return [bare(child) for child in node]
    if not isinstance(node, dict):
        return node
    return {
        name: bare(child, names=name == "properties" and not names)
        for name, child in node.items()
        if names or name not in PROSE
    }


def differences(old: Any, new: Any, pointer: str = "") -> Iterator[str]:
    """Where the two differ, and how; the order counts in arrays and among properties."""
    if type(old) is not type(new) or (not isinstance(old, dict | list) and old != new):
        yield f"changed {pointer}"
        return
    olds, news = children(old), children(new)
    if pointer.endswith("/properties") and [key for key in olds if key in news] != [key for key in news if key in olds]:
        yield f"reordered {pointer}"
    for key in {**olds, **news}:
        place = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
        if key not in news:
            yield f"removed {place}"
        elif key not in olds:
            yield f"added {place}"
        else:
            yield from differences(olds[key], news[key], place)


def children(node: Any) -> dict[str, Any]:
    if isinstance(node, list):
        return {str(index): child for index, child in enumerate(node)}
    return node if isinstance(node, dict) else {}


def complaints(source: Any) -> Iterator[str]:
    """The places that the validator finds wrong, or its words where it names none."""
    for error in OpenAPIV31SpecValidator(source).iter_errors():
        yield "/".join(str(token) for token in error.absolute_path) or error.message


def media_types_with_example(node: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict) and {"schema", "example"} <= node.keys():
        yield pointer, node
    for name, child in children(node).items():
        yield from media_types_with_example(child, f"{pointer}/{name}")


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict) and "$ref" in node:
        yield node["$ref"]
    for child in children(node).values():
        yield from references(child)
