"""Each judge that a rule names is there, and what a finding says that it rests on is what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest

from harness.comparison import compare
from harness.containment import Budget
from harness.document import load
from harness.rules import BREAKING, COMPATIBLE, CONVENTION, JUDGES, PROOF, RULES, STRUCTURE, Judge
from harness.verdict import contract
from harness.verdict._causes import Causes
from harness.verdict._judges import Judges

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.comparison import Comparison

# The day on which the newer document of every example is published.
TODAY = "2025-06-16"


def example(root: Path, name: str) -> Comparison:
    folder = root / "tests" / "rules" / name
    return compare(load(str(folder / "old.yaml")), load(str(folder / "new.yaml")))


def test_every_judge_is_named_by_a_rule_and_asks_something_and_is_there(root: Path) -> None:
    judges = Judges(example(root, "operation-removed"), Budget())
    assert set(judges.by_name) == {rule.judge for rule in RULES} - {None} == set(JUDGES) == set(get_args(Judge))


def test_a_rule_says_what_decides_where_no_judge_does() -> None:
    for rule in RULES:
        assert rule.otherwise in (None, STRUCTURE, CONVENTION)
        if rule.judge is None:
            assert (rule.decided_by, rule.otherwise) == (rule.basis, None)
        else:
            assert rule.basis == (rule.otherwise or PROOF)


def test_no_judge_knows_the_id_of_a_rule(root: Path) -> None:
    for path in (root / "harness" / "verdict").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert [rule.id for rule in RULES if f'"{rule.id}"' in text] == [], path.name


@pytest.mark.parametrize("name", [rule.id for rule in RULES])
def test_what_a_finding_says_that_it_rests_on_is_what_happened(name: str, root: Path) -> None:
    comparison = example(root, name)
    judges = Judges(comparison, Budget())
    for finding in contract(comparison, today=TODAY).findings:
        judgement = judges.of(finding.change, finding.rule)
        if judgement is None:
            assert finding.rule.basis != PROOF
            rested = f"by {finding.rule.basis}: "
            assert finding.reason.startswith(rested) or finding.impact == COMPATIBLE
            assert finding.witness is None
        else:
            assert finding.rule.judge is not None
            # Together with others a change may lose what it does not lose alone.
            told = "with other changes" in finding.reason or finding.reason.startswith("by convention: ")
            assert finding.reason == judgement.reason or told
            assert (finding.warning == "risk") == (finding.reason.startswith("by convention: ") and told)
            assert not finding.reason.startswith(f"by {STRUCTURE}: ")


@pytest.mark.parametrize("in_body", [True, False])
def test_what_loses_no_text_of_a_parameter_may_lose_bodies(comparison_of: Callable[..., Any], *, in_body: bool) -> None:
    def document(kind: str) -> dict[str, Any]:
        component = {"$ref": "#/components/schemas/Id"}
        body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"id": component}}}}}
        operation = {
            "parameters": [{"name": "id", "in": "query", "schema": component}],
            "responses": {"204": {"description": "done"}},
            **({"requestBody": body} if in_body else {}),
        }
        components = {"schemas": {"Id": {"type": kind}}}
        return {"openapi": "3.1.1", "info": {}, "paths": {"/a": {"post": operation}}, "components": components}

    comparison = comparison_of(document("integer"), document("string"))
    (change,) = comparison.changes
    assert Judges(comparison, Budget()).schemas.of(change).impact == (BREAKING if in_body else COMPATIBLE)


def test_of_many_parameters_each_is_reached_where_it_stands(comparison_of: Callable[..., Any]) -> None:
    def document(longest: int) -> dict[str, Any]:
        schema = {"type": "string", "maxLength": longest}
        parameters = [{"name": f"p{number}", "in": "query", "schema": schema} for number in range(20)]
        operation = {"parameters": parameters, "responses": {"204": {"description": "done"}}}
        return {"openapi": "3.1.1", "info": {}, "paths": {"/a": {"post": operation}}}

    findings = contract(comparison_of(document(9), document(3))).findings
    assert [finding.impact for finding in findings] == [BREAKING] * 20


def test_what_cannot_be_told_apart_for_its_depth_breaks_by_itself(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_deep(_: Causes) -> Any:
        raise RecursionError

    comparison = example(root, "request-length-narrowed")
    expected = [finding.impact for finding in contract(comparison, today=TODAY).findings]
    monkeypatch.setattr(Causes, "steps", too_deep)
    judged = contract(comparison, today=TODAY)
    assert [finding.impact for finding in judged.findings] == expected
    assert BREAKING in expected
    assert judged.faults == ()
