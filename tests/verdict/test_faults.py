"""A fault of ours in judging one change leaves that finding undecided, and says so; everything else is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.errors import UnresolvableReference
from harness.verdict import contract
from harness.verdict._judges import Judges
from harness.verdict._losses import Losses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.comparison import Change, Comparison
    from harness.rules import Rule
    from harness.verdict._finding import Judgement
    from harness.verdict._losses import Question

_PRIVATE = "fish"
_RULE = "request-enum-narrowed"


def api(kinds: list[str], most: int) -> dict[str, Any]:
    body = {"properties": {"kind": {"enum": kinds}, "name": {"type": "string", "maxLength": most}}}
    operation = {
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {"200": {"description": ""}},
    }
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": {"/pets": {"post": operation}}}


@pytest.fixture
def comparison(comparison_of: Callable[..., Any]) -> Comparison:
    compared: Comparison = comparison_of(api(["cat", _PRIVATE], 9), api(["cat"], 5))
    return compared


@pytest.fixture
def fail(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Makes the judge of one rule raise an error."""

    def of(judges: Judges, change: Change, rule: Rule, error: Exception) -> Judgement | None:
        if rule.id == _RULE:
            raise error
        return judge(judges, change, rule)

    judge = Judges.of
    return lambda error: monkeypatch.setattr(Judges, "of", lambda judges, change, rule: of(judges, change, rule, error))


@pytest.mark.parametrize(
    "error", [KeyError(_PRIVATE), TypeError(_PRIVATE), ValueError(_PRIVATE), AssertionError(_PRIVATE)]
)
def test_a_fault_leaves_one_finding_undecided(
    error: Exception, fail: Callable[[Exception], None], comparison: Comparison
) -> None:
    whole = {finding.rule.id: finding for finding in contract(comparison).findings}
    fail(error)
    judged = contract(comparison)
    findings = {finding.rule.id: finding for finding in judged.findings}
    failed = findings.pop(_RULE)
    assert (failed.impact, failed.reason) == ("warning", "not decided: internal fault")
    assert (failed.undecided, failed.witness) == (True, None)
    assert judged.undecided == (failed,)
    del whole[_RULE]
    assert findings == whole


def test_a_fault_is_named_without_text_of_the_documents(
    fail: Callable[[Exception], None], comparison: Comparison
) -> None:
    fail(KeyError(_PRIVATE))
    (fault,) = contract(comparison).faults
    assert (fault.rule, fault.error) == (_RULE, "KeyError")
    assert fault.place.endswith("/properties/kind")
    assert fault.line.startswith("harness.verdict._contract:")
    assert _PRIVATE not in str(fault)


@pytest.mark.parametrize("error", [RecursionError(), UnresolvableReference("it leads nowhere")])
def test_what_is_too_deep_or_broken_is_no_fault_of_ours(
    error: Exception, fail: Callable[[Exception], None], comparison: Comparison
) -> None:
    fail(error)
    judged = contract(comparison)
    assert judged.faults == ()
    (finding,) = judged.undecided
    assert finding.reason == f"not decided: the schemas are too odd ({type(error).__name__})"


def test_no_fault_is_swallowed_that_ends_the_run(fail: Callable[..., None], comparison: Comparison) -> None:
    fail(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        contract(comparison)


def test_nothing_is_a_fault_where_nothing_fails(comparison: Comparison) -> None:
    assert contract(comparison).faults == ()


def answer(*kinds: Any) -> dict[str, Any]:
    """A document with a response of two properties whose keywords break only together."""
    schema = {"properties": {name: {"type": kind, "enum": values} for name, kind, values in kinds}}
    made = api([], 0)
    content = {"application/json": {"schema": schema}}
    made["paths"]["/pets"]["post"]["responses"]["200"]["content"] = content
    return made


def test_a_fault_with_one_group_of_changes_leaves_the_others_judged(
    monkeypatch: pytest.MonkeyPatch, comparison_of: Callable[..., Any]
) -> None:
    groups: list[list[Question]] = []

    def together(self: Losses, questions: list[Question]) -> Iterator[tuple[Change, Judgement]]:
        groups.append(questions)
        if len(groups) == 1:
            raise KeyError(_PRIVATE)
        return judge(self, questions)

    judge = Losses.together
    monkeypatch.setattr(Losses, "together", together)
    old = answer(("one", "integer", [1, 2]), ("other", "integer", [3, 4]))
    new = answer(("one", "string", ["A", "B"]), ("other", "string", ["C", "D"]))
    judged = contract(comparison_of(old, new))
    assert len(groups) == 2
    failed = {id(question.change) for question in groups[0]}
    assert {id(finding.change) for finding in judged.undecided} == failed
    assert [fault.error for fault in judged.faults] == ["KeyError"]
    assert {finding.change.trail[-1].name for finding in judged.findings if finding.impact == "breaking"} == {"other"}
