"""The contract: one law, a server may accept more and say less, applied to every change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.rules import COMPATIBLE, PROOF, WARNING, rule_for
from harness.verdict._finding import Contract, Finding
from harness.verdict._proofs import Proof, Proofs
from harness.verdict._security import is_still_let_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.comparison import Change, Comparison
    from harness.document import Document
    from harness.rules import Rule

# Steps of the search for one proof; some hundred thousand a second.
STEPS = 20_000
_ODD = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


def contract(
    comparison: Comparison,
    *,
    today: str | None = None,
    impacts: Mapping[str, str] | None = None,
    witnesses: bool = True,
    steps: int = STEPS,
) -> Contract:
    """What really breaks clients, each change with its rule, and a proof where containment decides.

    Args:
        comparison: of the old and the new document.
        today: the day of the judgement, as YYYY-MM-DD, by which sunsets have passed or not.
        impacts: the impact of rules by id, where it is not to be the catalogue's.
        witnesses: whether to put what breaks into whole messages.
        steps: how long to search for one proof before it is undecided.
    """
    proofs = Proofs(comparison, steps=steps, witnesses=witnesses)
    overrides = impacts or {}
    new = comparison.new
    return Contract(
        comparison,
        tuple(_finding(change, proofs, overrides, rule_for(change, today), new) for change in comparison.changes),
    )


def _finding(change: Change, proofs: Proofs, impacts: Mapping[str, str], rule: Rule, new: Document) -> Finding:
    if rule.basis == PROOF and change.subject in ("schema", "property", "alternative"):
        proof = _proof(proofs, change)
        impact = proof.impact if proof.impact == COMPATIBLE else impacts.get(rule.id, proof.impact)
        return Finding(rule, change, impact, proof.reason, proof.witness, proof.undecided)
    if change.subject == "security" and change.aspect == "presence" and is_still_let_in(change, new):
        return Finding(rule, change, COMPATIBLE, "whoever was let in by it is let in by one that asks for no more")
    return Finding(rule, change, impacts.get(rule.id, rule.impact), rule.why)


def _proof(proofs: Proofs, change: Change) -> Proof:
    try:
        return proofs.of(change)
    except _ODD as error:
        # Keywords may have values that no schema has; what they mean is nobody's to say, and the rest goes on.
        return Proof(WARNING, f"not decided: the schemas are too odd ({type(error).__name__})", undecided=True)
