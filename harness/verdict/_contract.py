"""The contract: one law, a server may accept more and say less, applied to every change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.rules import COMPATIBLE, PROOF, WARNING, rule_for
from harness.verdict._finding import Contract, Finding, Judgement
from harness.verdict._inquiry import Inquiry
from harness.verdict._judges import JUDGES
from harness.verdict._lists import with_lists_open
from harness.verdict._schemas import SchemaJudge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from harness.comparison import Change, Comparison
    from harness.rules import Impact, Rule

# Steps of the search for one proof; some hundred thousand a second.
STEPS = 20_000
_ODD = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


def contract(
    comparison: Comparison,
    *,
    today: str | None = None,
    impacts: Mapping[str, Impact] | None = None,
    witnesses: bool = True,
    steps: int = STEPS,
    progress: Callable[[int], None] | None = None,
) -> Contract:
    """What really breaks clients, each change with its rule, and a proof where containment decides.

    Args:
        comparison: of the old and the new document.
        today: the day of the judgement, as YYYY-MM-DD, by which sunsets have passed or not.
        impacts: the impact of rules by id, where it is not to be the catalogue's.
        witnesses: whether to put what breaks into whole messages.
        steps: how long to search for one proof before it is undecided.
        progress: told how many changes are judged, before each of them.
    """
    judges = (
        SchemaJudge(comparison, steps=steps, witnesses=witnesses),
        Inquiry(comparison, steps=steps, witnesses=witnesses),
    )
    overrides = impacts or {}
    findings = [
        _finding(change, judges, overrides, rule_for(change, today)) for change in _told(comparison.changes, progress)
    ]
    return Contract(comparison, tuple(_with_others(findings, judges[0], overrides)))


def _with_others(findings: list[Finding], proofs: SchemaJudge, impacts: Mapping[str, Impact]) -> Iterator[Finding]:
    """The findings, with those whose changes lose something only with others of their schema."""
    try:
        proven = {id(change): proof for change, proof in proofs.together()}
    except _ODD:
        proven = {}
    for finding in findings:
        proof = proven.get(id(finding.change)) if finding.impact == COMPATIBLE else None
        yield finding if proof is None else _proven(finding.rule, finding.change, proof, impacts)


def _told(changes: Iterable[Change], progress: Callable[[int], None] | None) -> Iterator[Change]:
    for number, change in enumerate(changes):
        if progress is not None:
            progress(number)
        yield change


def _finding(change: Change, judges: tuple[SchemaJudge, Inquiry], impacts: Mapping[str, Impact], rule: Rule) -> Finding:
    proof = _proof(judges, change, rule)
    if proof is None:
        impact = impacts.get(rule.id, rule.impact)
        return Finding(rule, change, impact, rule.why if impact == COMPATIBLE else _rested(rule))
    return _proven(rule, change, proof, impacts)


def _proven(rule: Rule, change: Change, proof: Judgement, impacts: Mapping[str, Impact]) -> Finding:
    impact = proof.impact if proof.impact == COMPATIBLE else impacts.get(rule.id, proof.impact)
    return Finding(rule, change, impact, proof.reason, proof.witness, proof.undecided)


def _rested(rule: Rule) -> str:
    """Why a rule needs no message, in words that begin with what it rests on."""
    why = rule.why
    return f"by {rule.basis}: {why[0].lower() if why[1:2].islower() or why[1:2] == ' ' else why[0]}{why[1:]}"


def _proof(judges: tuple[SchemaJudge, Inquiry], change: Change, rule: Rule) -> Judgement | None:
    """What is proven of a change, None where its rule alone decides."""
    proofs, inquiry = judges
    try:
        if rule.judge == "schema":
            return with_lists_open(change, inquiry.comparison, proofs.of(change))
        proof = None if rule.judge is None else JUDGES[rule.judge](inquiry, change)
    except _ODD as error:
        # Keywords may have values that no schema has; what they mean is nobody's to say, and the rest goes on.
        return Judgement(WARNING, f"not decided: the schemas are too odd ({type(error).__name__})", undecided=True)
    if proof is None and rule.basis == PROOF:
        return Judgement(WARNING, "not decided: no message was found that has it", undecided=True)
    return proof
