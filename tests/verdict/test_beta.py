"""What settings promise of operations in beta."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from harness.comparison import compare
from harness.document import Document, File, read_source
from harness.verdict import contract
from harness.versions import Beta

MARKS: dict[str, dict[str, Any]] = {
    "/marked": {"x-beta": True},
    "/draft": {"x-stability-level": "draft"},
    "/experimental/pets": {},
    "/stable": {"x-beta": False},
}
PATHS = ("/experimental/*",)


def document(kind: str, without: tuple[str, ...] = (), shared: tuple[str, ...] = ()) -> Document:
    """Operations that take a parameter of a type; some of them take that of a component."""
    parameter = {"name": "page", "in": "query", "schema": {"type": kind}}
    paths = {
        path: {
            "get": {
                **marks,
                "parameters": [{"$ref": "#/components/parameters/Page"} if path in shared else parameter],
                "responses": {"200": {"description": "Pets"}},
            }
        }
        for path, marks in MARKS.items()
        if path not in without
    }
    content = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": paths,
        "components": {"parameters": {"Page": parameter}},
    }
    return Document(File.of(read_source("-", stdin=io.BytesIO(json.dumps(content).encode()))))


def impacts(old: Document, new: Document, beta: Beta | None) -> dict[str, str]:
    """By the operation, what comes of its only change."""
    findings = contract(compare(old, new), beta=beta).findings
    return {name.removeprefix("GET "): found.impact for found in findings for name in found.change.operations}


@pytest.mark.parametrize(
    ("beta", "breaking"),
    [
        (None, set(MARKS)),
        (Beta(), set(MARKS)),
        (Beta("as-stable", PATHS), set(MARKS)),
        (Beta("may-break"), {"/experimental/pets", "/stable"}),
        (Beta("may-break", PATHS), {"/stable"}),
    ],
)
def test_what_may_break_is_a_warning_where_it_is_in_beta(beta: Beta | None, breaking: set[str]) -> None:
    told = impacts(document("string"), document("integer"), beta)
    assert told == {path: "breaking" if path in breaking else "warning" for path in MARKS}


def test_the_setting_that_made_it_a_warning_is_named() -> None:
    beta = Beta("may-break", PATHS, "api.toml", 3)
    findings = contract(compare(document("string"), document("integer")), beta=beta).findings
    for finding in findings:
        if finding.impact == "warning":
            assert finding.setting is not None
            assert (finding.setting.file, finding.setting.line, finding.unset) == ("api.toml", 3, "breaking")
            assert finding.witness is not None
        else:
            assert finding.setting is None


def test_a_change_that_reaches_a_stable_operation_too_breaks() -> None:
    both = ("/marked", "/stable")
    old, new = (document(kind, shared=both) for kind in ("string", "integer"))
    told = impacts(old, new, Beta("may-break"))
    assert (told["/marked"], told["/stable"], told["/draft"]) == ("breaking", "breaking", "warning")


@pytest.mark.parametrize(
    ("promise", "impact"), [(None, "compatible"), ("may-break", "compatible"), ("as-stable", "breaking")]
)
def test_an_operation_in_beta_may_go_unless_it_is_as_stable(promise: Any, impact: str) -> None:
    told = impacts(document("string"), document("string", without=("/marked",)), Beta(promise))
    assert told == {"/marked": impact}
