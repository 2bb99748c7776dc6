"""What the contract says of a change: its impact on clients, and the message that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from harness.document import format_pointer
from harness.records import NamedTuple
from harness.rules import BREAKING, COMPATIBLE, WARNING
from harness.vocabulary import RISK, UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.comparison import Change, Comparison
    from harness.messages import Witness
    from harness.rules import Impact, Rule, Setting
    from harness.verdict._breaks import Break
    from harness.vocabulary import Grade, WarningKind


class Judgement(NamedTuple):
    """What a judge found out about a change.

    Attributes:
        witness: the message that proves a break; None where nobody wants to see it, or where there is no break.
        undecided: whether there is neither a message nor a proof that none is lost.
        unfinished: whether that is for want of steps.
        sent: whether any message has what changed.
    """

    impact: Impact
    reason: str
    witness: Witness | None = None
    undecided: bool = False
    sent: bool = True
    unfinished: bool = False


# The worse an impact, the higher.
_RANK = {COMPATIBLE: 0, WARNING: 1, BREAKING: 2}


def worst(judgements: Iterable[Judgement]) -> Judgement | None:
    """The first of the worst judgements, None where there is none."""
    return max(judgements, key=lambda judgement: _RANK[judgement.impact], default=None)


class Finding(NamedTuple):
    """One change and what it means.

    Attributes:
        impact: "breaking", "warning" or "compatible".
        reason: why it is compatible, what it breaks, or what stood in the way of a proof.
        witness: the message that proves a break; None where a rule needs none, or where there is no break.
        undecided: whether it is a warning for want of a proof.
        unfinished: whether the search for one was given up for want of steps.
        setting: what made it come to this; None where no setting changed anything.
        unset: the impact without that setting.
    """

    rule: Rule
    change: Change
    impact: Impact
    reason: str
    witness: Witness | None = None
    undecided: bool = False
    setting: Setting | None = None
    unset: Impact | None = None
    unfinished: bool = False

    @property
    def grade(self) -> Grade | None:
        """How many messages are lost; None where no message breaks, or nothing is known of others."""
        return self.witness.grade if self.witness is not None and self.impact == BREAKING else None

    @property
    def warning(self) -> WarningKind | None:
        """Which of the two kinds of warning it is; None where it is none."""
        if self.impact != WARNING:
            return None
        return UNDECIDED if self.undecided else RISK


class Fault(NamedTuple):
    """A fault of ours, which left something unsaid of a change; it holds no text of the documents.

    Attributes:
        rule: the id of the rule that the change has.
        place: the JSON Pointer of the object in which the change is, in the new document.
        error: the type of the exception.
        line: of the code: the module and the number of the line.
        left: the finding undecided, or the reason why its message is refused unexplained.
    """

    rule: str
    place: str
    error: str
    line: str
    left: Literal["undecided", "unexplained"] = "undecided"


def fault_of(error: Exception, rule: Rule, change: Change) -> Fault:
    """A fault with the innermost line of harness that it came through."""
    line, trace = "", error.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.partition(".")[0] == "harness":
            line = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return Fault(rule.id, format_pointer(change.new_owner.pointer), type(error).__name__, line)


class Contract(NamedTuple):
    """The judgement of a comparison.

    Attributes:
        findings: one for each change, in the order of the changes; it is breaking if a break blames the change.
        breaks: the ways in which clients lose messages, the worst first.
        faults: faults of ours; the findings that they left undecided say "internal fault".
    """

    comparison: Comparison
    findings: tuple[Finding, ...]
    breaks: tuple[Break, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def breaking(self) -> bool:
        """Whether any client breaks, proven or by rule."""
        return any(finding.impact == BREAKING for finding in self.findings)

    @property
    def undecided(self) -> tuple[Finding, ...]:
        """The findings that are warnings for want of a proof."""
        return tuple(finding for finding in self.findings if finding.undecided and finding.impact == WARNING)

    @property
    def unfinished(self) -> tuple[Finding, ...]:
        """Those of which the search for a proof was given up for want of steps."""
        return tuple(finding for finding in self.undecided if finding.unfinished)
