"""Answers to questions of all kinds, as they were read in review: the verdict, the witness or the reason, the steps.

Steps are what a search costs, the same on any machine: what makes it longer is seen here first.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.containment import NO, Answer, MessageContainment, _contained, contained
from harness.containment._budget import Allowance
from harness.versions import load_pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIALECTS = {
    4: "http://json-schema.org/draft-04/schema#",
    7: "http://json-schema.org/draft-07/schema#",
    2019: "https://json-schema.org/draft/2019-09/schema",
    2020: "https://json-schema.org/draft/2020-12/schema",
    0: "https://spec.openapis.org/oas/3.0/dialect",
}
QUESTIONS = 120


def questions(generator: Any, draft: int, count: int) -> Iterator[tuple[Any, Any]]:
    """Pairs of schemas, of which every other is an edit, and every third takes all that both take."""
    for seed in range(count):
        maker = generator.Schemas(seed, draft)
        one = maker.root()
        other = maker.edited(one) if seed % 2 else maker.root()
        yield (one, other) if seed % 3 else (one, {"anyOf": [one, other]})


def told(answer: Answer) -> str:
    return f"{answer.verdict}, {json.dumps(answer.witness) if answer.verdict == NO else answer.reason}"


@pytest.fixture
def allowances(monkeypatch: pytest.MonkeyPatch) -> list[Allowance]:
    """The steps of each question about schemas."""
    made: list[Allowance] = []

    def allowance(steps: int) -> Allowance:
        made.append(Allowance(steps))
        return made[-1]

    monkeypatch.setattr(_contained, "Allowance", allowance)
    return made


@pytest.mark.parametrize("draft", DIALECTS)
def test_answers_about_schemas_of_all_kinds(
    generator: Any, draft: int, golden: Any, allowances: list[Allowance]
) -> None:
    def answer(one: Any, other: Any) -> str:
        allowances.clear()
        text = told(contained(one, other, DIALECTS[draft], formats=True))
        return f"{text} ({sum(allowance.steps - allowance.left for allowance in allowances)})"

    lines = []
    for number, (one, other) in enumerate(questions(generator, draft, QUESTIONS)):
        there, back = answer(one, other), answer(other, one)
        lines.append(f"{number}: {there}; back {back}")
    golden(f"draft-{draft}", lines)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.1"])
def test_answers_about_messages(generator: Any, version: str, golden: Any, tmp_path: Path) -> None:
    schemas: tuple[dict[str, Any], dict[str, Any]] = {}, {}
    for number, pair in enumerate(questions(generator, 2020 if version == "3.1.1" else 0, QUESTIONS)):
        for side, schema in zip(schemas, pair, strict=True):
            side[f"S{number}"] = _hiding(_inlined(schema), number)
    paths = [tmp_path / f"{side}.json" for side in ("old", "new")]
    for path, side in zip(paths, schemas, strict=True):
        head = {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {}}
        path.write_text(json.dumps({**head, "components": {"schemas": side}}))
    old, new = load_pair(*map(str, paths))
    lines = []
    for direction, sides in (("request", (old, new)), ("response", (new, old))):
        messages = MessageContainment(*sides, formats=True)
        for name in schemas[0]:
            sender, reader = (document.components("schemas")[name] for document in sides)
            left = messages.budget.left
            text = told(messages.contained(sender, reader, direction))
            lines.append(f"{direction} {name}: {text} ({left - messages.budget.left})")
    golden(f"messages-{version}", lines)


def _inlined(schema: Any) -> Any:
    """A schema without definitions, as `$ref` would lead to them."""
    if isinstance(schema, dict):
        return {key: _inlined(value) for key, value in schema.items() if key not in ("definitions", "$ref")}
    return [_inlined(part) for part in schema] if isinstance(schema, list) else schema


def _hiding(schema: Any, number: int) -> Any:
    """A schema of which some properties are part of one kind of message alone."""
    if not isinstance(schema, dict):
        return schema
    word = ("readOnly", "writeOnly", "deprecated")[number % 3]
    properties = schema.get("properties", {})
    marked = {name: {**value, word: True} if isinstance(value, dict) else value for name, value in properties.items()}
    return {**schema, "properties": marked} if marked else schema
