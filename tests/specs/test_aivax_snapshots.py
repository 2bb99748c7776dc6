"""The AIVAX snapshots against the reference that they were written from, and their overlay.

Nothing of the product is used here: a mistake of ours cannot hide a mistake in the snapshots.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonpath_rfc9535
import pytest
import yaml_rs
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]
from openapi_spec_validator import validate

FOLDER = Path(__file__).resolve().parents[2] / "specs" / "aivax"
MARCH, AUGUST = "2026-03-20", "2026-08-01"
METHODS = ("get", "post", "put", "patch", "delete")
JSON = "application/json"
CHAT = ("post", "/v1/chat/completions")

# Where March says more than the structure taken from the reference, or says it otherwise.
STREAM = "text/event-stream"  # chat completions may be streamed
JSONL = ("application/x-ndjson", "application/jsonl")  # the reference names neither

# Examples that do not fit the mended schemas, and cannot: the reference writes "..." for identifiers.
ELLIPSES = {
    f"/paths/~1api~1v1~1web-chat-clients~1{{web-chat-id}}~1hook-schedules{place}": "'...' is not a 'uuid'"
    for place in (
        "/get/responses/200/content/application~1json/example/webChat/id",
        "/get/responses/200/content/application~1json/example/schedules/0/id",
        "/get/responses/200/content/application~1json/example/recurringTasks/0/id",
        "~1schedules~1{id}/get/responses/200/content/application~1json/example/id",
        "~1recurring~1{id}/get/responses/200/content/application~1json/example/id",
    )
}


@pytest.fixture(scope="module")
def march() -> Any:
    return read(MARCH)


@pytest.fixture(scope="module")
def august() -> Any:
    return read(AUGUST)


@pytest.fixture(scope="module")
def overlay() -> Any:
    return read("overlay")


@pytest.fixture(scope="module")
def structure(shared: Path) -> Any:
    return json.loads((shared / "facts" / "aivax-structure-2026-03-20.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reference(shared: Path) -> list[str]:
    """The lines of the reference page."""
    (page,) = (shared / "seeds").glob("003_*")
    return page.read_text(encoding="utf-8").split("\n")


# The March snapshot against the reference


def test_every_section_holds_the_operations_of_the_reference(march: Any, reference: list[str]) -> None:
    held: dict[str, list[tuple[str, str, str]]] = {tag["name"]: [] for tag in march["tags"]}
    for (method, path), operation in operations(march).items():
        (tag,) = operation["tags"]
        held[tag].append((method, path, operation["summary"]))
    published = sections(reference)
    assert list(held) == list(published)
    assert held == published
    assert (len(held), len(march["paths"]), sum(map(len, held.values()))) == (14, 41, 65)


def test_every_operation_is_built_as_in_the_reference(march: Any, structure: Any) -> None:
    ours, published = shapes(march), shapes(structure)
    assert ours[CHAT]["responses"]["200"].pop(STREAM) == {"type": "string"}
    for shape in published.values():
        for media in shape["responses"].values():
            if JSONL[0] in media:
                media[JSONL[1]] = media.pop(JSONL[0])
    assert ours.keys() == published.keys()
    for operation, shape in published.items():
        assert ours[operation] == shape, operation


def test_every_example_of_the_reference_is_kept(march: Any, structure: Any) -> None:
    ours, published = examples(march), examples(structure)
    # The import's example stands in the request, which the structure leaves without one.
    assert published.keys() <= ours.keys()
    for place, example in published.items():
        assert wordless(ours[place]) == wordless(example), place


def test_the_enumerations_are_those_under_data_structures(march: Any, reference: list[str]) -> None:
    text = "\n".join(reference)
    listed = re.findall(r"^(\w+): (\[[^\]]*\])", text[text.index("\nData structures\n") :], flags=re.MULTILINE)
    assert len(listed) == 9
    for name, values in listed:
        assert march["components"]["schemas"][name]["enum"] == json.loads(values), name


def test_operations_are_named_by_their_titles(march: Any) -> None:
    for operation in operations(march).values():
        assert operation["operationId"] == camel_case(operation["summary"])


def test_every_path_parameter_is_declared_and_required(march: Any, august: Any) -> None:
    for document in (march, august):
        for (method, path), shape in shapes(document).items():
            declared = {name for (place, name), (required, _) in shape["parameters"].items() if place == "path"}
            assert declared == set(re.findall(r"{([^}]+)}", path)), (method, path)
            assert all(required for (place, _), (required, _) in shape["parameters"].items() if place == "path")


def test_only_the_chat_page_calls_without_a_key(march: Any) -> None:
    public = [path for (_, path), shape in shapes(march).items() if shape["security"] == []]
    assert len(public) == 5
    assert all(path.startswith("/api/v1/public/chat-clients/{access-key}") for path in public)


# The August snapshot against March


def test_august_keeps_every_operation_and_its_name(march: Any, august: Any) -> None:
    before, after = operations(march), operations(august)
    assert before.keys() < after.keys()
    assert {key: value["operationId"] for key, value in before.items()} == {
        key: after[key]["operationId"] for key in before
    }
    retitled = {before[key]["summary"]: after[key]["summary"] for key in before if after[key] != before[key]}
    assert retitled == {
        "Inference (chat completions)": "Inference (chat completions)",
        "Semantic search": "Semantic search",
        "CreateGateway": "Create AI Gateway",
    }


def test_august_changes_existing_schemas_only_for_chat_completions(march: Any, august: Any) -> None:
    before, after = march["components"]["schemas"], august["components"]["schemas"]
    assert [name for name in before if after[name] != before[name]] == ["ChatCompletionRequest"]
    assert list(after["ChatCompletionRequest"]["properties"]) == ["prompt", "metadata", "idempotency_key"]


def test_names_are_unique_in_each_snapshot(march: Any, august: Any) -> None:
    for document in (march, august):
        found = operations(document).values()
        for key in ("operationId", "summary"):
            names = [operation[key] for operation in found]
            assert len(names) == len(set(names))
        assert {tag for operation in found for tag in operation["tags"]} == {tag["name"] for tag in document["tags"]}


# The overlay


@pytest.mark.parametrize("date", [MARCH, AUGUST])
@pytest.mark.parametrize("mended", [False, True], ids=["as published", "mended"])
def test_snapshots_are_valid(date: str, mended: bool, overlay: Any) -> None:
    document = read(date)
    validate(applied(overlay, document) if mended else document)


def test_every_action_of_the_overlay_is_well_formed_and_says_why(overlay: Any) -> None:
    assert list(overlay) == ["overlay", "info", "actions"]
    assert overlay["overlay"] == "1.0.0"
    assert set(overlay["info"]) == {"title", "version"}
    listed = re.findall(r"^# (\d+)\. ", (FOLDER / "overlay.yaml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert listed == [str(number) for number in range(1, 19)]
    for action in overlay["actions"]:
        assert action.keys() in ({"target", "description", "update"}, {"target", "description", "remove"}), action
        assert action.get("remove", True) is True
        match = re.match(r"((?:\[\d+\](?:, )?)+) \S", action["description"])
        assert match, action
        assert set(re.findall(r"\d+", match[1])) <= set(listed)
        jsonpath_rfc9535.compile(action["target"])


@pytest.mark.parametrize("date", [MARCH, AUGUST])
def test_every_target_of_the_overlay_matches(date: str, overlay: Any) -> None:
    missed: list[str] = []
    applied(overlay, read(date), missed)  # which asserts that none is a primitive
    assert missed == []


def test_the_overlay_closes_what_the_reference_leaves_open(march: Any, overlay: Any) -> None:
    mended = applied(overlay, march)
    schemas = mended["components"]["schemas"]
    assert [name for name, schema in schemas.items() if not schema.keys() - {"description"}] == []
    assert schemas["CollectionList"].keys() == {"description", "type", "items"}
    assert schemas["NullableTimestamp"]["type"] == ["null", "string"]
    assert set(schemas["GatewayModelFlag"]["enum"]) == set(schemas["AiModelFlags"]["enum"])
    assert schemas["UnlistedError"]["x-not-in-reference"] is True
    for (method, path), shape in shapes(mended).items():
        assert None not in shape["responses"]["default"].values(), (method, path)
        for code in shape["responses"].keys() & {"200"}:
            assert None not in shape["responses"][code].values(), (method, path)


@pytest.mark.parametrize("date", [MARCH, AUGUST])
def test_examples_fit_the_mended_schemas(date: str, overlay: Any) -> None:
    document = applied(overlay, read(date))
    failures: dict[str, str] = {}
    for pointer, holder in holders(document):
        schema = {**holder.get("schema", {}), "components": document["components"]}
        for error in Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(holder["example"]):
            place = "".join(f"/{step}" for step in error.absolute_path)
            failures[f"{pointer}/example{place}"] = error.message
    assert failures == ELLIPSES


def test_the_settings_name_server_key_and_overlay() -> None:
    settings = tomllib.loads((FOLDER / "api.toml").read_text(encoding="utf-8"))
    assert [identity["name"] for identity in settings["identities"]] == ["bearer", "basic", "query"]
    assert {key: settings[key] for key in ("title", "server", "overlay", "version", "authentication")} == {
        "title": "AIVAX",
        "server": "https://inference.aivax.net",
        "overlay": "overlay.yaml",
        "version": {"style": "none"},
        "authentication": {"Authorization": "AIVAX_AUTHORIZATION"},
    }
    assert (FOLDER / settings["overlay"]).is_file()


# Reading the snapshots


def read(name: str) -> Any:
    # Dates in quotes are strings; the reader would make them dates all the same.
    return yaml_rs.loads((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), parse_datetime=False)


def operations(document: Any) -> dict[tuple[str, str], Any]:
    """Operations by method and path, in the document's order."""
    return {
        (method, path): item[method] for path, item in document["paths"].items() for method in item if method in METHODS
    }


def shapes(document: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """What of each operation can be compared: no words, no examples, references resolved."""
    return {
        (method, path): shape(document, document["paths"][path], operation)
        for (method, path), operation in operations(document).items()
    }


def shape(document: Any, item: Any, operation: Any) -> dict[str, Any]:
    parameters = [resolved(document, p) for p in [*item.get("parameters", []), *operation.get("parameters", [])]]
    body = operation.get("requestBody")
    answers = {code: resolved(document, answer) for code, answer in operation["responses"].items()}
    return {
        "tags": operation["tags"],
        "security": operation.get("security", document.get("security")),
        "parameters": {
            (p["in"], p["name"]): (p.get("required", False), plain(document, p["schema"])) for p in parameters
        },
        "body": body and (body.get("required", False), media_types(document, body)),
        "responses": {code: media_types(document, answer) for code, answer in answers.items()},
    }


def media_types(document: Any, holder: Any) -> dict[str, Any]:
    """Schema by media type; None where there is none."""
    return {
        name: plain(document, media["schema"]) if "schema" in media else None
        for name, media in holder.get("content", {}).items()
    }


def plain(document: Any, schema: Any) -> Any:
    """A schema without words and extensions, its references resolved."""
    if not isinstance(schema, dict):
        return schema
    schema = resolved(document, schema)
    kept = {key: value for key, value in schema.items() if key != "description" and not key.startswith("x-")}
    for key in kept.keys() & {"items", "additionalProperties"}:
        kept[key] = plain(document, kept[key])
    if "properties" in kept:
        kept["properties"] = {name: plain(document, value) for name, value in kept["properties"].items()}
    if "required" in kept:
        kept["required"] = sorted(kept["required"])
    return kept


def resolved(document: Any, holder: Any) -> Any:
    while "$ref" in holder:
        assert holder.keys() == {"$ref"}, holder
        step: Any = document
        for name in holder["$ref"].removeprefix("#/").split("/"):
            step = step[name]
        holder = step
    return holder


def holders(node: Any, pointer: str = "") -> list[tuple[str, Any]]:
    """Media types and parameters that have an example, with their pointers."""
    if isinstance(node, list):
        return [found for index, child in enumerate(node) for found in holders(child, f"{pointer}/{index}")]
    if not isinstance(node, dict):
        return []
    here = [(pointer, node)] if "example" in node else []
    rest = [(key, child) for key, child in node.items() if key != "example"]
    return here + [found for key, child in rest for found in holders(child, f"{pointer}/{escaped(key)}")]


def escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def examples(document: Any) -> dict[str, Any]:
    """Examples of the bodies by pointer, whatever the name of the media type of lines."""
    return {
        pointer.replace(escaped(JSONL[0]), escaped(JSONL[1])): holder["example"]
        for pointer, holder in holders(document["paths"])
    }


def wordless(example: Any) -> Any:
    """An example without its descriptions, which the structure lacks; lines are joined as on the page."""
    if isinstance(example, str):
        return " ".join(example.splitlines())
    if isinstance(example, list):
        return [wordless(item) for item in example]
    if isinstance(example, dict):
        return {key: wordless(value) for key, value in example.items() if key != "description"}
    return example


def camel_case(title: str) -> str:
    words = [word.capitalize() if word.isupper() else word for word in re.findall(r"[A-Za-z]+", title)]
    name = "".join(word[0].upper() + word[1:] for word in words)
    return name[0].lower() + name[1:]


# Reading the reference


def sections(lines: list[str]) -> dict[str, list[tuple[str, str, str]]]:
    """Method, path and title of each operation by section, in the page's order."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    section = ""
    for index in range(2, len(lines) - 1):
        title = lines[index + 1]
        match = re.fullmatch(rf"(Get|Post|Put|Delete|Patch)(/\S+){re.escape(title)}", lines[index])
        if match is None:
            continue
        # Before an operation stands either the last answer of the one before or the name of a new section.
        above, beyond = lines[index - 1], lines[index - 2]
        if not above.startswith(("{", "[")) and not re.search(r"- \d{3}$", beyond):
            section = above
        path = match[2].replace("<", "{").replace(">", "}")
        found.setdefault(section, []).append((match[1].lower(), path, title))
    return found


# Applying the overlay (OpenAPI Overlay Specification 1.0.0, section 4.4.3)


def applied(overlay: Any, document: Any, missed: list[str] | None = None) -> Any:
    document = copy.deepcopy(document)
    for action in overlay["actions"]:
        nodes = jsonpath_rfc9535.find(action["target"], document)
        if not nodes and missed is not None:
            missed.append(action["target"])
        for node in nodes:
            assert isinstance(node.value, dict | list), f"1.0.0 allows no primitive as target: {action['target']}"
            if action.get("remove"):
                *above, name = node.location
                holder = document
                for step in above:
                    holder = holder[step]
                del holder[name]
            else:
                merge(node.value, action["update"])
    return document


def merge(target: Any, update: Any) -> None:
    for key, value in update.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            merge(target[key], value)
        elif isinstance(value, list) and isinstance(target.get(key), list):
            target[key] += copy.deepcopy(value)
        else:
            target[key] = copy.deepcopy(value)
