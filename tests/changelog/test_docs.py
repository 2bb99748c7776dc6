"""The page in the guide is what harness writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.report.changelogs import render

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.changelog import Changelog


def test_the_example_in_the_guide_is_real(root: Path, changed: Callable[..., Changelog]) -> None:
    def query(name: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "in": "query", "schema": {"type": "integer"}, **more}

    def pets(kind: Any, *parameters: dict[str, Any]) -> dict[str, Any]:
        item = {"type": "object", "properties": {"name": {"type": kind}, "tag": {"type": kind}}}
        page = {"type": "object", "properties": {"items": {"type": "array", "items": item}}}
        answer = {"description": "", "content": {"application/json": {"schema": page}}}
        return {"parameters": list(parameters), "responses": {"200": answer}}

    def create(*names: str) -> dict[str, Any]:
        schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
        return {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {}}

    old = {"/pets": {"get": pets(["string", "null"], query("page_index")), "post": create("name", "owner")}}
    new = {
        "/pets": {
            "get": pets("string", query("page_index", deprecated=True), query("page")),
            "post": create("name"),
        },
        "/pets/{petID}": {"delete": {"responses": {}}},
    }

    page = "".join(render(changed({"paths": old}, {"paths": new}), "text"))

    assert f"```\n{page}```\n" in (root / "docs" / "changelog.md").read_text()
