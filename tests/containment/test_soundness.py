"""What containment claims, held against a validator that had no part in it."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.containment import NO, YES, contained
from harness.containment._translation import translated

_DRAFTS = {
    4: ("http://json-schema.org/draft-04/schema#", jsonschema.Draft4Validator),
    6: ("http://json-schema.org/draft-06/schema#", jsonschema.Draft6Validator),
    7: ("http://json-schema.org/draft-07/schema#", jsonschema.Draft7Validator),
    2019: ("https://json-schema.org/draft/2019-09/schema", jsonschema.Draft201909Validator),
    2020: ("https://json-schema.org/draft/2020-12/schema", jsonschema.Draft202012Validator),
    0: ("https://spec.openapis.org/oas/3.0/dialect", jsonschema.Draft202012Validator),
}


def counterexample(generator: Any, seed: int, draft: int, *, edit: bool, many: int = 100) -> str | None:
    """What shows that an answer is wrong, None where nothing does; the answer's verdict stands in the first word."""
    maker = generator.Schemas(seed, draft)
    one = maker.root()
    other = maker.edited(one) if edit else maker.root()
    dialect, kind = _DRAFTS[draft]
    plain = [translated(schema) if draft == 0 else schema for schema in (one, other)]
    try:
        for schema in plain:
            kind.check_schema(schema)
        left, right = (kind(schema) for schema in plain)
        for narrow, wide, valid, refused in ((one, other, left, right), (other, one, right, left)):
            answer = contained(narrow, wide, dialect)
            if answer.verdict == NO and not (valid.is_valid(answer.witness) and not refused.is_valid(answer.witness)):
                return f"no {narrow} {wide} {answer.witness}"
            if answer.verdict == YES:
                for value in generator.sampled(maker, (narrow, wide), many):
                    if valid.is_valid(value) and not refused.is_valid(value):
                        return f"yes {narrow} {wide} {value}"
    except (RecursionError, jsonschema.SchemaError):
        # Schemas that lead back to themselves for the same value, and edits that make no schema.
        return None
    return None


@pytest.mark.parametrize("draft", sorted(_DRAFTS))
@given(seed=st.integers(0, 2**32), edit=st.booleans())
def test_no_answer_is_contradicted_by_an_independent_validator(
    generator: Any, draft: int, seed: int, *, edit: bool
) -> None:
    assert counterexample(generator, seed, draft, edit=edit) is None


def test_draft_4_tells_an_integer_from_the_same_number_with_a_point() -> None:
    dialect = _DRAFTS[4][0]
    assert contained({"enum": [1.0]}, {"type": "integer"}, dialect).verdict == NO
    assert contained({"enum": [1.0], "type": ["integer", "string"]}, {"type": "string"}, dialect).witness == 1
    assert contained({"type": "number", "multipleOf": 1}, {"type": "integer"}, dialect).verdict == NO
    assert contained({"type": "number", "multipleOf": 1}, {"type": "integer"}, _DRAFTS[6][0]).verdict == YES
