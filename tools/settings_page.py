"""The page of all settings, made of their JSON Schemas: settings_page.py [--check].

Writes docs/settings.md. With --check it writes nothing, and exits with 1 if the page is stale.
"""

# ruff: noqa: INP001 - the scripts of this folder are no package

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from pages import write_pages

from harness.versions import SETTINGS_SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGE = "docs/settings.md"
_HEAD = """\
# Settings

What `api.toml` beside the snapshots of an API may say, and `harness.toml` for all APIs: that of the current folder
(or `--config`), and that of the folder of a team, `specs/<team>/`. They stand above each other key by key: first the
`harness.toml` of all, then that of the team, then `api.toml`. `harness settings API` prints every setting with the file
and line that set it; `harness schema api` and `harness schema settings` print the JSON Schemas that the files are
checked by, and this page is made of them. What they do not allow is an error with file, line and, where there is one,
the name that was likely meant.

[What versions are](versions.md), with examples.
"""
_TYPES = {
    "object": "table",
    "array": "array",
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "boolean",
}


def _page() -> Iterator[str]:
    yield _HEAD
    shared = SETTINGS_SCHEMAS["settings"]["properties"]
    plain = {}
    tables = {}
    for name, schema in SETTINGS_SCHEMAS["api"]["properties"].items():
        inner = schema if "properties" in schema else schema.get("items", {})
        (tables if "properties" in inner else plain)[name] = schema
    yield "\n## At the top\n\n" + _table({name: (schema, name in shared) for name, schema in plain.items()})
    for name, schema in tables.items():
        is_array = "items" in schema
        heading = f"[[{name}]]" if is_array else f"[{name}]"
        alone = "" if name in shared else " In `api.toml` alone."
        yield f"\n## `{heading}`\n\n{schema['description']}{alone}\n\n"
        properties = (schema["items"] if is_array else schema)["properties"]
        yield _table({key: (inner, True) for key, inner in properties.items()})
    source = SETTINGS_SCHEMAS["api"]["properties"]["identities"]["items"]["properties"]["credentials"]
    source = source["additionalProperties"]
    yield f"\n### A credential\n\n{source['description']} {source['anyOf'][1]['description']}\n\n"
    yield _table({key: (inner, True) for key, inner in source["anyOf"][1]["properties"].items()})


def _table(rows: dict[str, tuple[dict[str, Any], bool]]) -> str:
    lines = ["| key | value | what it says |", "| --- | --- | --- |"]
    for name, (schema, is_shared) in rows.items():
        alone = "" if is_shared else " In `api.toml` alone."
        lines.append(f"| `{name}` | {_value(schema)} | {schema['description']}{alone} |".replace("\n", " "))
    return "\n".join(lines) + "\n"


def _value(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        kind = ", ".join(f"`{word}`" for word in schema["enum"])
    elif "anyOf" in schema:
        words = ", ".join(f"`{word}`" for part in schema["anyOf"] for word in part.get("enum", ()))
        kind = f"a status from {schema['anyOf'][0]['minimum']} to {schema['anyOf'][0]['maximum']}, {words}"
    else:
        kind = schema.get("x-type", _TYPES[schema["type"]])
    return f"{kind}; `{schema['default']}` without it" if "default" in schema else kind


if __name__ == "__main__":
    sys.exit(write_pages({_PAGE: "".join(_page())}))
