"""A fault of ours in judging one change leaves that finding undecided, and says so; everything else is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.errors import UnresolvableReference
from harness.verdict import contract
from harness.verdict._causes import Causes
from harness.verdict._judges import Judges

if TYPE_CHECKING:
    from collections.abc import Callable

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
    """A document with a response of some properties whose keywords break only together."""
    schema = {"properties": {name: {"enum": values, "maxLength": most} for name, values, most in kinds}}
    made = api([], 0)
    content = {"application/json": {"schema": schema}}
    made["paths"]["/pets"]["post"]["responses"]["200"]["content"] = content
    return made


def test_a_fault_with_one_schema_leaves_the_others_judged(
    monkeypatch: pytest.MonkeyPatch, comparison_of: Callable[..., Any]
) -> None:
    groups: list[list[Question]] = []

    def together(self: Causes, questions: list[Question]) -> None:
        groups.append(questions)
        if len(groups) == 1:
            raise KeyError(_PRIVATE)
        judge(self, questions)

    judge = Causes._together
    monkeypatch.setattr(Causes, "_together", together)
    monkeypatch.setattr(Causes, "_behind", lambda *_: None)
    old = answer(("one", ["ab"], 2), ("other", ["cd"], 2))
    new = answer(("one", ["ab", "abc"], 3), ("other", ["cd", "cde"], 3))
    judged = contract(comparison_of(old, new))
    assert len(groups) == 2
    (failed,) = judged.undecided
    assert failed.change.trail[-1].name == "one"
    assert [fault.error for fault in judged.faults] == ["KeyError"]
    assert {finding.change.trail[-1].name for finding in judged.findings if finding.impact == "breaking"} == {"other"}
    (found,) = judged.breaks
    assert {change.aspect for change in found.changes} == {"enum", "maxLength"}
