"""`harness rules` and `harness explain`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from harness.rules import RULES

if TYPE_CHECKING:
    from tests.cli.conftest import Golden, Program


def test_every_rule_has_a_line(program: Program) -> None:
    head, *lines = program("rules").out.splitlines()
    assert head.split() == ["ID", "IMPACT", "BASIS", "CHECKS"]
    assert [line.split()[0] for line in lines] == [rule.id for rule in RULES]
    assert all(" Checks that " in line for line in lines)


def test_one_area_reads_well(program: Program, golden: Golden) -> None:
    golden.check("rules-values.txt", program("rules", "--area", "values").out)
    golden.check("rules-terminal.txt", program.in_terminal("rules", "--area", "values", env={"NO_COLOR": "1"}).out)


def test_json_has_whole_rules(program: Program) -> None:
    rules = json.loads(program("rules", "--format", "json").out)["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    assert all(rule["why"] and rule["source"] for rule in rules)


def test_an_unknown_area_is_wrong_use(program: Program) -> None:
    result = program("rules", "--area", "value")
    assert (result.code, result.out) == (2, "")
    assert result.err == "error: there is no area 'value'\nhint: did you mean values?\n"


def test_a_rule_is_explained(program: Program, golden: Golden) -> None:
    golden.check("explain.txt", program("explain", "request-enum-narrowed").out)
    golden.check("explain-terminal.txt", program.in_terminal("explain", "request-enum-narrowed", columns=60).out)


@pytest.mark.parametrize("form", ["text", "json"])
def test_rules_are_the_same_bytes_in_every_run(program: Program, form: str) -> None:
    assert program("rules", "--format", form) == program("rules", "--format", form)


def test_an_unknown_rule_has_near_names(program: Program) -> None:
    result = program("explain", "request-enum-narowed")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: there is no rule 'request-enum-narowed'\nhint: did you mean request-enum-nar")


def test_a_rule_is_named_harmlessly(program: Program) -> None:
    result = program("explain", "\x1b[31m" + "x" * 5000)
    assert result.code == 2
    assert "\x1b" not in result.err
    assert max(map(len, result.err.splitlines())) < 200
