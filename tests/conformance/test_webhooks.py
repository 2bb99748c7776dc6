"""An operation takes an address for webhooks where its words say so, and a plan says why webhooks are not received."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.conformance._asked import AskedVersion
from harness.conformance._needs import Facts, met
from harness.conformance._probe_webhooks import address_in
from harness.document import Document, load

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string"}
_ANSWERS = {"200": {"description": "done"}}


def _loaded(folder: Path, path: str, properties: dict[str, Any], **more: Any) -> Document:
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}}
    operation = {"requestBody": body, "responses": _ANSWERS}
    document = {"openapi": "3.1.0", "info": {"title": "Boats", "version": "1"}, "paths": {path: {"post": operation}}}
    file = folder / "boats.json"
    file.write_text(json.dumps({**document, **more}), encoding="utf-8")
    return load(str(file))


@pytest.mark.parametrize(
    ("path", "name", "schema", "is_address"),
    [
        ("/webhooks", "url", {**_TEXT, "format": "uri"}, True),
        ("/web-hooks", "target_url", _TEXT, True),
        ("/event-subscriptions", "endpoint", _TEXT, True),
        ("/settings", "webhookUrl", _TEXT, True),
        ("/boats", "url", {**_TEXT, "format": "uri"}, False),
        ("/boats", "hook", _TEXT, False),
        ("/webhooks", "url", {"type": "object"}, False),
        ("/webhooks", "name", _TEXT, False),
    ],
)
def test_an_address_for_webhooks_is_known_by_what_it_is_called(
    tmp_path: Path, path: str, name: str, schema: dict[str, Any], is_address: bool
) -> None:
    operation = _loaded(tmp_path, path, {"size": {"type": "integer"}, name: schema}).operations[0]
    assert address_in(operation) == (name if is_address else None)


@pytest.mark.parametrize(
    ("path", "declared", "near", "reason"),
    [
        ("/webhooks", False, True, "declares no webhooks"),
        ("/webhooks", True, False, "do not reach this machine"),
        ("/boats", True, True, "takes an address"),
        ("/webhooks", True, True, None),
    ],
)
def test_a_plan_says_why_no_webhooks_are_received(
    tmp_path: Path, path: str, declared: bool, near: bool, reason: str | None
) -> None:
    webhooks = {"webhooks": {"sunk": {"post": {"responses": _ANSWERS}}}} if declared else {}
    document = _loaded(tmp_path, path, {"url": _TEXT}, **webhooks)
    operations = tuple(each for each in document.operations if each.kind == "operation")
    asked = AskedVersion(None, "1")
    facts = Facts(
        document, operations, asked, (asked,), {"1": document}, (), None, strict=False, writes=True, engine=False,
        near=near,
    )  # fmt: skip
    need = met("webhooks", facts)
    if reason is None:
        assert need.operations == ("POST /webhooks",)
    else:
        assert not need.operations
        assert reason in need.reason
