"""The contract: one law, a server may accept more and say less, applied to every change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.containment import Budget
from harness.errors import HarnessError
from harness.records import NamedTuple
from harness.rules import BREAKING, COMPATIBLE, CONVENTION, WARNING, Setting, rule_for, stable_settings
from harness.verdict._breaks import break_of, by_rule, in_order, joined
from harness.verdict._finding import Contract, Fault, Finding, fault_of
from harness.verdict._inquiry import undecided
from harness.verdict._judges import Judges
from harness.verdict._losses import EXPLAINED
from harness.verdict._misshapen import misshapen
from harness.verdict._versioned import OF_A_VERSION, is_of_version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.comparison import Change, Comparison
    from harness.rules import Basis, Rule
    from harness.verdict._breaks import Break
    from harness.versions import Beta, VersionSettings
from harness.verdict._finding import Judgement

# Steps of each question about what changes lose together: what is proven with as many, serves other messages.
_STEPS_TOGETHER = 16_000
_NOT_ASKED = undecided("not asked, as the time or the memory was used up")._replace(unfinished=True)


def contract(
    comparison: Comparison,
    *,
    today: str | None = None,
    settings: Mapping[str, Setting] | None = None,
    beta: Beta | None = None,
    version: VersionSettings | None = None,
    witnesses: bool = True,
    budget: Budget | None = None,
    progress: Callable[[int], None] | None = None,
) -> Contract:
    """What really breaks clients, each change with its rule, and a proof where containment decides.

    A fault of ours in judging one change leaves that finding undecided, and the rest goes on; `faults` names it.

    Args:
        comparison: of the old and the new document.
        today: the day of the judgement, as YYYY-MM-DD, by which sunsets have passed or not.
        settings: those of rules by id, where their impact is not to be the catalogue's.
        beta: what is promised of operations in beta.
        version: how messages name the version that they are of, which each snapshot says for itself.
        witnesses: whether to put what breaks into whole messages.
        budget: the steps for all proofs; None for as many as are usual.
        progress: told how many changes are judged: before each of them, and again while their breaks are told apart.
    """
    budget = budget or Budget()
    judges = Judges(comparison, budget, witnesses=witnesses)
    impacts = _Impacts.of(comparison, settings or {}, beta)
    faults: list[Fault] = []
    # Changes that are not to be blamed, whatever they lose.
    # identity: the comparison holds its changes.
    spared = {id(change) for change in comparison.changes if is_of_version(change, version)}
    rules = [rule_for(change, today) for change in comparison.changes]
    judgements: dict[int, Judgement | None] = {}

    def is_decided(number: int) -> bool:
        rule, change = rules[number], comparison.changes[number]
        if progress is not None and number not in judgements:
            progress(number)
        if budget.is_over and rule.decided_by == "schema" and id(change) not in spared:
            judgements[number] = _NOT_ASKED
            return True
        try:
            judgement = judgements[number] = OF_A_VERSION if id(change) in spared else judges.of(change, rule)
        except Exception as error:  # noqa: BLE001 - whatever happens in judging one change, the others are judged
            judgement = judgements[number] = _stopped(error, rule, change, faults)
            spared.add(id(change))
        return judgement is None or not judgement.undecided or id(change) in spared

    for number in budget.shared(range(len(rules)), is_decided):
        judgement = judgements[number]
        judgements[number] = judgement and judgement._replace(unfinished=True)
    budget.begin(_STEPS_TOGETHER)
    findings = [
        _finding(rule, change, judgements[number], impacts)
        for number, (rule, change) in enumerate(zip(rules, comparison.changes, strict=True))
    ]
    for number, finding in enumerate(findings):
        if COMPATIBLE in (finding.impact, finding.unset) and (reason := misshapen(finding.change)) is not None:
            findings[number] = _finding(finding.rule, finding.change, undecided(reason), impacts)
    breaks = _breaks(judges, findings, impacts, faults, spared, budget, progress)
    return Contract(comparison, tuple(findings), in_order([*breaks, *by_rule(findings, breaks)]), tuple(faults))


def _breaks(
    judges: Judges,
    findings: list[Finding],
    impacts: _Impacts,
    faults: list[Fault],
    spared: set[int],
    budget: Budget,
    progress: Callable[[int], None] | None,
) -> list[Break]:
    """The breaks of schemas; the findings of all that they blame are breaking from now on, with their messages.

    What is not told apart when time is over breaks by itself, as it was judged.
    """
    switches = judges.schemas.losses.switches
    breaks: list[Break] = []
    # identity: the comparison holds its changes.
    numbers = {id(finding.change): number for number, finding in enumerate(findings)}
    spared_edits = switches.edits_of(
        finding.change for finding in findings if finding.rule.decided_by != "schema" or id(finding.change) in spared
    )
    search = judges.schemas.causes(spared_edits)
    is_whole = True
    try:
        for change, step in search.steps():
            if budget.is_over:
                is_whole = False
                break
            if progress is not None:
                progress(len(findings))
            try:
                step()
            except Exception as error:  # noqa: BLE001 - as above: what single changes lose is known
                rule = findings[numbers[id(change)]].rule
                findings[numbers[id(change)]] = _finding(rule, change, _stopped(error, rule, change, faults), impacts)
    except RecursionError:  # in choosing what is told apart next
        is_whole = False
    for change in switches.changes(search.explained if is_whole else 0):
        number = numbers[id(change)]
        if findings[number].unset is None and findings[number].impact == BREAKING:
            findings[number] = _finding(findings[number].rule, change, EXPLAINED, impacts)
    for cause in search.accepted:
        changes = switches.changes(cause.edits)
        judgement = judges.schemas.judgement_of(cause, is_joint=len(changes) > 1)
        for change in changes:
            number = numbers[id(change)]
            if findings[number].setting in (None, impacts.beta):
                findings[number] = _finding(findings[number].rule, change, judgement, impacts)
        blamed = tuple(change for change in changes if findings[numbers[id(change)]].impact == BREAKING)
        if blamed:
            breaks.append(break_of(cause, blamed, judgement.witness))
    return joined(breaks)


def _stopped(error: Exception, rule: Rule, change: Change, faults: list[Fault]) -> Judgement:
    """What is left to say where judging ended with an error."""
    if isinstance(error, RecursionError | HarnessError):
        return undecided(f"the schemas are too odd ({type(error).__name__})")
    faults.append(fault_of(error, rule, change))
    return undecided("internal fault")


class _Impacts(NamedTuple):
    """What users set: the impact of rules, and of what breaks operations in beta alone.

    Attributes:
        rules: by id.
        beta: for what breaks nothing but operations in beta; None where they are as stable as others.
        in_beta: the names of the operations in beta.
    """

    rules: Mapping[str, Setting]
    beta: Setting | None
    in_beta: frozenset[str]

    @classmethod
    def of(cls, comparison: Comparison, settings: Mapping[str, Setting], beta: Beta | None) -> _Impacts:
        if beta is None or beta.promise is None:
            return cls(settings, None, frozenset())
        if beta.promise == "as-stable":
            return cls({**stable_settings(beta.file, beta.line), **settings}, None, frozenset())
        names = {(new or old).name for old, new in comparison.operations if old is not None and beta.holds(old)}
        return cls(settings, Setting(WARNING, beta.file, beta.line), frozenset(names))

    def setting_for(self, finding: Finding) -> Setting | None:
        """What is set for a finding."""
        setting = self.rules.get(finding.rule.id)
        if setting is not None and _applies(setting, finding):
            return setting
        operations = finding.change.operations
        breaks_beta = finding.impact == BREAKING and operations and self.in_beta.issuperset(operations)
        return self.beta if breaks_beta else None


def _finding(rule: Rule, change: Change, judgement: Judgement | None, impacts: _Impacts) -> Finding:
    finding = _unset(rule, change, judgement)
    setting = impacts.setting_for(finding)
    if setting is None or setting.impact == finding.impact:
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
    return Finding(
        rule,
        change,
        judgement.impact,
        judgement.reason,
        judgement.witness,
        judgement.undecided,
        unfinished=judgement.unfinished,
    )


def _resting(basis: Basis, why: str) -> str:
    """Why a rule needs no message, in words that begin with what it rests on."""
    return f"by {basis}: {why[0].lower() if why[1:2].islower() or why[1:2] == ' ' else why[0]}{why[1:]}"
