"""What the contract says of a change: its impact on clients, and the message that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harness.rules import BREAKING, WARNING

if TYPE_CHECKING:
    from harness.comparison import Change, Comparison
    from harness.messages import Witness
    from harness.rules import Rule


class Finding(NamedTuple):
    """One change and what it means.

    Attributes:
        impact: "breaking", "warning" or "compatible".
        reason: why it is compatible, what it breaks, or what stood in the way of a proof.
        witness: the message that proves a break; None where a rule needs none, or where there is no break.
        undecided: whether it is a warning for want of a proof.
    """

    rule: Rule
    change: Change
    impact: str
    reason: str
    witness: Witness | None = None
    undecided: bool = False


class Contract(NamedTuple):
    """The judgement of a comparison.

    Attributes:
        findings: one for each change, in the order of the changes.
    """

    comparison: Comparison
    findings: tuple[Finding, ...]

    @property
    def breaking(self) -> bool:
        """Whether any client breaks, proven or by rule."""
        return any(finding.impact == BREAKING for finding in self.findings)

    @property
    def undecided(self) -> tuple[Finding, ...]:
        """The findings that are warnings for want of a proof."""
        return tuple(finding for finding in self.findings if finding.undecided and finding.impact == WARNING)
