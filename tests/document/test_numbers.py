"""Numbers are what their authors wrote, also where double precision cannot hold them."""

from __future__ import annotations

import importlib
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.comparison import compare
from harness.document import document_of, json_text, rounded
from harness.document._numbers import number
from harness.document._reading import read
from harness.document._source import Source, read_source
from harness.report.build.diff import report_of
from harness.report.registry import formats_of, write
from harness.session import Diff

_digits = st.text("0123456789", min_size=1, max_size=40)
_spellings = st.builds("{}{}.{}".format, st.sampled_from(("", "-")), _digits, _digits)
LONG = "0.10000000000000000000000000001"


def document(maximum: str, *, more: int = 0, form: str = "json") -> bytes:
    schema = f'{{"type": "number", "maximum": {maximum}}}'
    body = f'{{"content": {{"application/json": {{"schema": {schema}}}}}}}'
    answer = '{"204": {"description": "Done"}}'
    paths = f'{{"/a": {{"post": {{"requestBody": {body}, "responses": {answer}}}}}}}'
    filling = f'"x-filling": "{"a" * more}", ' if more else ""
    text = f'{{{filling}"openapi": "3.1.0", "info": {{"title": "t", "version": "1"}}, "paths": {paths}}}'
    return (text if form == "json" else f"# YAML\n{text}").encode()


def source(data: bytes) -> Source:
    from io import BytesIO

    return read_source("-", stdin=BytesIO(data))


@given(_spellings, _spellings)
@example(LONG, "0.1")
@example("0.30000000000000004", "0.3")
def test_two_spellings_are_equal_and_in_order_as_the_numbers_are(one: str, other: str) -> None:
    left, right = number(one), number(other)
    exact = Fraction(one), Fraction(other)
    assert (left == right) == (exact[0] == exact[1])
    assert (left < right) == (exact[0] < exact[1])
    assert (left >= right) == (exact[0] >= exact[1])
    assert (-left < -right) == (exact[0] > exact[1])
    assert hash(left) == hash(right) or left != right
    assert Fraction(str(left)) == exact[0]


@pytest.mark.parametrize("spelling", ["1e400", "-1e999999999"])
def test_what_no_float_reaches_is_no_number(spelling: str) -> None:
    with pytest.raises(ValueError, match="e"):
        number(spelling)


@pytest.mark.parametrize("spelling", ["1e-999999999", "0." + "1" * 100_000])
def test_no_spelling_takes_long(spelling: str) -> None:
    assert number(spelling) == float(spelling)


@pytest.mark.parametrize("form", ["json", "yaml"])
@pytest.mark.parametrize("more", [0, 2_100_000])
def test_a_limit_that_moves_by_less_than_a_double_tells_is_a_change(form: str, more: int) -> None:
    old, new = (document_of(source(document(text, more=more, form=form))) for text in (LONG, "0.1"))
    (change,) = compare(old, new).changes
    assert (change.aspect, change.effect) == ("maximum", "narrowed")
    (change,) = compare(new, old).changes
    assert change.effect == "widened"
    assert not compare(old, document_of(source(document(LONG, more=more, form=form)))).changes


def test_no_proof_is_claimed_that_a_double_cannot_carry() -> None:
    """The values that are lost lie between two doubles: what finds none may not say that there is none."""
    old, new = (document_of(source(document(text))) for text in (LONG, "0.1"))
    (finding,) = Diff(compare(old, new)).contract.findings
    assert finding.impact != "compatible"
    (finding,) = Diff(compare(new, old)).contract.findings
    assert finding.impact == "compatible"


def test_other_libraries_are_given_doubles() -> None:
    content: Any = read(document(LONG), "a.json").content
    assert json.loads(json.dumps(content)) == rounded(content)
    assert {type(value) for value in (rounded([number(LONG)]))} == {float}


TINY = ["1e-400", "2e-400", "1.5e-400", "6e-324", "4.94065645841246544e-324"]


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_numbers_next_to_zero_are_told_apart(form: str) -> None:
    text = "a: [{}]\n" if form == "yaml" else '{{"a": [{}]}}'
    values = read(text.format(", ".join(TINY)).encode(), f"a.{form}").content["a"]
    assert [str(value) for value in values] == TINY
    assert len(set(values)) == len(TINY)


def test_yaml_that_only_looks_like_a_small_number_is_text() -> None:
    ids = ["550e-400", "b24e-4123", "a-1e-400", "1e-400-x"]
    text = "a: [0.0, " + ", ".join(f"id-{each}" for each in ids) + "]\n"
    assert read(text.encode(), "a.yaml").content["a"] == [0.0, *(f"id-{each}" for each in ids)]


def test_json_has_numbers_as_they_are_written() -> None:
    spelling = "0.10000000000000000001"
    value = {"a": [number(spelling), 0.5, "x"], "b": number(".30000000000000000004")}
    assert json_text(value) == '{"a": [' + spelling + ', 0.5, "x"], "b": 0.30000000000000000004}'
    assert json.loads(json_text(value), parse_float=number) == value


@pytest.mark.parametrize("divisors", [("1e-400", "2e-400"), ("3e-350", "0.1")])
def test_divisors_next_to_zero_end_in_no_fault(divisors: tuple[str, str]) -> None:
    texts = [document(f'1, "multipleOf": {each}') for each in divisors]
    assert not Diff(compare(*(document_of(source(text)) for text in texts))).contract.faults


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_a_stored_diff_has_numbers_as_they_are_written(form: str) -> None:
    """Whatever has loaded the library that writes large results, which knows no such numbers."""
    importlib.import_module("msgspec")
    old, new = (document_of(source(document(text))) for text in (LONG, "0.1"))
    pieces = write(report_of(Diff(compare(old, new))), formats_of("diff")[form], lines=False, details=False)
    assert f'"value":{LONG}' in b"".join(pieces).decode()
