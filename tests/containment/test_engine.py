"""What is asked of the engine beneath, and what is not believed of it."""

from __future__ import annotations

from typing import Any

import pytest

from harness.containment import NO, UNDECIDED, YES, contained
from harness.containment._validators import disputed, in_words_of_engine, proves, validator

DRAFTS = (4, 6, 7, 2019, 2020, 0)
TEXT = {"type": "string"}
SHORT = {"type": "string", "maxLength": 3}


def is_proven(wide: Any, narrow: Any, draft: int = 2020) -> bool:
    """Whether the engine proves that one schema lies within another, both of a draft."""
    return proves(in_words_of_engine(wide, draft), in_words_of_engine(narrow, draft), draft, formats=False)


def validator_of(schema: Any, draft: int = 2020, *, formats: bool = False) -> Any:
    """The engine's validator for a schema of a draft."""
    return validator(in_words_of_engine(schema, draft), draft, formats=formats)


@pytest.mark.parametrize("draft", DRAFTS)
def test_it_proves_what_is_so(draft: int) -> None:
    assert is_proven(TEXT, SHORT, draft)
    assert not is_proven(SHORT, TEXT, draft)


@pytest.mark.parametrize("keyword", ["multipleOf", "pattern", "patternProperties", "$dynamicRef", "$recursiveRef"])
def test_it_is_not_asked_about_keywords_that_it_reads_in_its_own_way(keyword: str) -> None:
    doubtful: Any = {"multipleOf": 2, "pattern": "a", "patternProperties": {}}.get(keyword, "#a")
    draft = 2019 if keyword == "$recursiveRef" else 2020
    for wide, narrow in (({}, {keyword: doubtful}), ({"anyOf": [{}, {"not": {keyword: doubtful}}]}, {})):
        assert not is_proven(wide, narrow, draft)
        plain = [{"a": True} if side == {} else side for side in (wide, narrow)]
        assert not is_proven(*plain, draft)
    assert is_proven({}, SHORT, draft)


def test_what_it_refuses_is_no_proof() -> None:
    assert not is_proven({"type": "text"}, SHORT)


@pytest.mark.parametrize(
    ("draft", "schema", "value"),
    [
        (4, {"minimum": 1, "exclusiveMinimum": True}, 1),
        (6, {"exclusiveMinimum": 1}, 1),
        (7, {"if": {"const": 1}, "then": False}, 1),
        (2019, {"items": [False]}, [1]),
        (2020, {"prefixItems": [False]}, [1]),
        (0, {"minimum": 1, "exclusiveMinimum": True}, 1),
    ],
)
def test_a_validator_reads_the_dialect_of_its_schema(draft: int, schema: Any, value: Any) -> None:
    found = validator_of(schema, draft)
    assert not found.is_valid(value)
    assert found.is_valid("x")
    assert not validator_of({**schema, "$schema": "https://example.com/"}, draft).is_valid(value)


def test_a_validator_asserts_formats_only_if_asked() -> None:
    schema = {"format": "ipv4"}
    assert validator_of(schema).is_valid("x")
    assert not validator_of(schema, formats=True).is_valid("x")
    assert not validator_of(schema, 7, formats=True).is_valid("x")


def test_there_is_no_validator_for_what_is_no_schema() -> None:
    assert validator_of({"type": "text"}) is None
    for sides in (({"type": "text"}, TEXT), (TEXT, {"type": "text"})):
        assert contained(*sides)[:] == (UNDECIDED, None, "a validator refuses a schema")


@pytest.mark.parametrize(
    ("schema", "is_disputed"),
    [
        ({"pattern": "\\cA"}, True),
        ({"items": [{"properties": {"a": {"pattern": "a\\cA"}}}]}, True),
        ({"patternProperties": {"\\cA": True}}, True),
        ({"pattern": "cA", "title": "\\cA"}, False),
        ({"enum": ["\\cA"]}, False),
        (True, False),
    ],
)
def test_validators_do_not_agree_about_control_escapes(schema: Any, *, is_disputed: bool) -> None:
    assert disputed(schema) is is_disputed


def test_no_proof_rests_on_a_disputed_pattern() -> None:
    schema = {"pattern": "^\\cA$"}
    assert contained(schema, {**schema, "title": "a"}).verdict == UNDECIDED
    assert contained({"type": "string", **schema}, {"type": "string"}).verdict == UNDECIDED
    assert contained(SHORT, TEXT).verdict == YES


def test_a_search_ends_with_its_steps() -> None:
    branches = [{"properties": {name: {"const": name}}, "required": [name]} for name in "abcdefgh"]
    hard = {"oneOf": branches}, {"oneOf": branches[::-1], "not": {"required": list("abcdefgh")}}
    few = contained(*hard, steps=8)
    assert few == (UNDECIDED, None, "not decided within the steps allowed")
    assert contained({"type": "string"}, {"type": "integer"}, steps=8).verdict == NO
