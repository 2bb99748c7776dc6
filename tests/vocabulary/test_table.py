"""What a row of the table asks for: each failure names the file in which something is missing."""

from __future__ import annotations

from typing import Any

import pytest

from harness.comparison._keywords import is_assertion
from harness.containment import UNDECIDED, YES, contained
from harness.containment._keywords import UNDERSTOOD
from harness.vocabulary import FAMILIES, KEYWORD_NOUNS, KEYWORD_PHRASES, KEYWORDS, LIMIT_PHRASES, Keyword, names

DEMANDING = [keyword for keyword in KEYWORDS.values() if keyword.is_demanding]
# Of draft 3, whose other keywords are read; where they stand, containment is undecided.
NOT_UNDERSTOOD = {"extends", "disallow"}


@pytest.mark.parametrize("keyword", DEMANDING, ids=lambda keyword: keyword.name)
def test_a_keyword_without_subschemas_has_an_effect_where_it_differs(keyword: Keyword) -> None:
    known = keyword.applies is not None or keyword.form == "names" or is_assertion(keyword.name)
    assert known, f"harness/comparison/_keywords.py does not say what a change of {keyword.name} does"


@pytest.mark.parametrize("keyword", DEMANDING, ids=lambda keyword: keyword.name)
def test_containment_reads_every_keyword_that_demands_something(keyword: Keyword) -> None:
    known = keyword.name in UNDERSTOOD or keyword.name in NOT_UNDERSTOOD
    assert known, f"harness/containment/_keywords.py does not say what {keyword.name} asks of a value"


@pytest.mark.parametrize("name", sorted(NOT_UNDERSTOOD))
def test_what_is_not_understood_is_undecided_and_never_proven(name: str) -> None:
    assert KEYWORDS[name].is_known(3)
    dialect = "http://json-schema.org/draft-03/schema#"
    assert contained({}, {name: "string"}, dialect).verdict == UNDECIDED


def test_words_and_families_are_of_keywords_that_there_are() -> None:
    for words in (KEYWORD_NOUNS, KEYWORD_PHRASES, LIMIT_PHRASES):
        assert words.keys() <= KEYWORDS.keys()
    assert {name for family in FAMILIES for name in family} <= KEYWORDS.keys()


@pytest.mark.parametrize("keyword", KEYWORDS.values(), ids=lambda keyword: keyword.name)
def test_a_row_agrees_with_itself(keyword: Keyword) -> None:
    assert (keyword.role == "applicator") == (keyword.applies is not None) == ("schema" in keyword.form)
    assert keyword.since <= keyword.until
    assert (keyword.since == 0) == (keyword.until == 0)
    assert keyword.since or keyword.openapi


def test_a_keyword_that_another_draft_has_says_nothing() -> None:
    assert contained({}, {"dependencies": {"a": ["b"]}}).verdict == YES
    assert names("dependent") == ("dependentSchemas", "dependencies")


@pytest.mark.parametrize("dialect", ["oas/3.0/dialect", "https://json-schema.org/draft/2020-12/schema"])
def test_schemas_that_are_nested_too_deeply_are_undecided(dialect: str) -> None:
    deep: Any = {"dependencies": {"a": ["b"]}}
    for _ in range(3000):
        deep = {"items": deep}
    assert contained(deep, {}, dialect).verdict == UNDECIDED
