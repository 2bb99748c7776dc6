"""The contract: one law, a server may accept more and say less, applied to every change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.errors import HarnessError
from harness.rules import BREAKING, COMPATIBLE, CONVENTION, WARNING, rule_for
from harness.verdict._breaks import by_rule, in_order
from harness.verdict._finding import Contract, Fault, Finding, fault_of
from harness.verdict._inquiry import undecided
from harness.verdict._judges import Judges
from harness.verdict._misshapen import misshapen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.comparison import Change, Comparison
    from harness.rules import Basis, Rule, Setting
from harness.verdict._finding import Judgement

# Steps of the search for one proof; some hundred thousand a second.
STEPS = 20_000


def contract(
    comparison: Comparison,
    *,
    today: str | None = None,
    settings: Mapping[str, Setting] | None = None,
    witnesses: bool = True,
    steps: int = STEPS,
    progress: Callable[[int], None] | None = None,
) -> Contract:
    """What really breaks clients, each change with its rule, and a proof where containment decides.

    A fault of ours in judging one change leaves that finding undecided, and the rest goes on; `faults` names it.

    Args:
        comparison: of the old and the new document.
        today: the day of the judgement, as YYYY-MM-DD, by which sunsets have passed or not.
        settings: those of rules by id, where their impact is not to be the catalogue's.
        witnesses: whether to put what breaks into whole messages.
        steps: how long to search for one proof before it is undecided.
        progress: told how many changes are judged, before each of them.
    """
    judges = Judges(comparison, steps=steps, witnesses=witnesses)
    settings = settings or {}
    faults: list[Fault] = []
    findings = []
    for number, change in enumerate(comparison.changes):
        if progress is not None:
            progress(number)
        rule = rule_for(change, today)
        findings.append(_finding(rule, change, _judgement(judges, rule, change, faults), settings))
    # identity: the comparison holds its changes.
    together = _together(judges, today, faults)
    for number, finding in enumerate(findings):
        judgement = together.get(id(finding.change)) if BREAKING not in (finding.impact, finding.unset) else None
        if judgement is not None:
            findings[number] = _finding(finding.rule, finding.change, judgement, settings)
        elif COMPATIBLE in (finding.impact, finding.unset) and (reason := misshapen(finding.change)) is not None:
            findings[number] = _finding(finding.rule, finding.change, undecided(reason), settings)
    return Contract(comparison, tuple(findings), in_order(by_rule(findings, ())), tuple(faults))


def _judgement(judges: Judges, rule: Rule, change: Change, faults: list[Fault]) -> Judgement | None:
    try:
        return judges.of(change, rule)
    except Exception as error:  # noqa: BLE001 - whatever happens in judging one change, the others are judged
        return _stopped(error, rule, change, faults)


def _together(judges: Judges, today: str | None, faults: list[Fault]) -> dict[int, Judgement]:
    """What changes that lose nothing alone lose with others of their schema, by the identities of the changes.

    Changes live as long as the comparison, so no identity is given to another.
    """
    # identity: the comparison holds its changes.
    judgements: dict[int, Judgement] = {}
    for questions in judges.schemas.losses.harmless_alone():
        changes = [question.change for question in questions]
        try:
            judgements |= {id(change): judgement for change, judgement in judges.schemas.losses.together(questions)}
        except Exception as error:  # noqa: BLE001 - as above: the changes of one schema are undecided
            stopped = _stopped(error, rule_for(changes[0], today), changes[0], faults)
            judgements |= {id(change): stopped for change in changes}
    return judgements


def _stopped(error: Exception, rule: Rule, change: Change, faults: list[Fault]) -> Judgement:
    """What is left to say where judging ended with an error."""
    if isinstance(error, RecursionError | HarnessError):
        return undecided(f"the schemas are too odd ({type(error).__name__})")
    faults.append(fault_of(error, rule, change))
    return undecided("internal fault")


def _finding(rule: Rule, change: Change, judgement: Judgement | None, settings: Mapping[str, Setting]) -> Finding:
    finding = _unset(rule, change, judgement)
    setting = settings.get(rule.id)
    if setting is None or setting.impact == finding.impact or not _applies(setting, finding):
        return finding
    return finding._replace(impact=setting.impact, setting=setting, unset=finding.impact)


def _applies(setting: Setting, finding: Finding) -> bool:
    """Whether a setting is for a finding: that of some profiles is for none that a message decides."""
    if setting.above_proofs:
        return True
    usual = WARNING if finding.rule.risk else finding.rule.impact
    return finding.impact == usual and finding.witness is None and not finding.undecided


def _unset(rule: Rule, change: Change, judgement: Judgement | None) -> Finding:
    if judgement is None:
        return Finding(
            rule, change, rule.impact, rule.why if rule.impact == COMPATIBLE else _resting(rule.basis, rule.why)
        )
    if judgement.impact == COMPATIBLE and judgement.sent and rule.risk:
        return Finding(rule, change, WARNING, _resting(CONVENTION, rule.risk))
    return Finding(rule, change, judgement.impact, judgement.reason, judgement.witness, judgement.undecided)


def _resting(basis: Basis, why: str) -> str:
    """Why a rule needs no message, in words that begin with what it rests on."""
    return f"by {basis}: {why[0].lower() if why[1:2].islower() or why[1:2] == ' ' else why[0]}{why[1:]}"
