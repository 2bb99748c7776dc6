"""The judges that rules name: what each finds out about a change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from harness.verdict._absences import ABSENCES
from harness.verdict._announcements import ANNOUNCEMENTS
from harness.verdict._described import DESCRIBED
from harness.verdict._encodings import ENCODINGS
from harness.verdict._forms import FORMS
from harness.verdict._inquiry import Inquiry
from harness.verdict._losses import NOWHERE
from harness.verdict._references import REFERENCES
from harness.verdict._schemas import SchemaJudge
from harness.verdict._security import SECURITY

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Change, Comparison
    from harness.containment import Budget
    from harness.rules import Rule
    from harness.verdict._finding import Judgement


class Judges:
    """The judges of one comparison.

    Attributes:
        schemas: that of schemas, which knows too what changes lose together.
        by_name: what each says of a change; None where it has nothing to say.
    """

    __slots__ = ("by_name", "schemas")

    def __init__(self, comparison: Comparison, budget: Budget, *, witnesses: bool = True) -> None:
        inquiry = Inquiry(comparison, budget, witnesses=witnesses)
        self.schemas = SchemaJudge(inquiry)
        others = {**ABSENCES, **ANNOUNCEMENTS, **DESCRIBED, **ENCODINGS, **FORMS, **REFERENCES, **SECURITY}
        self.by_name: dict[str, Callable[[Change], Judgement | None]] = {
            "schema": self.schemas.of,
            **{name: partial(judge, inquiry) for name, judge in others.items()},
        }

    def of(self, change: Change, rule: Rule) -> Judgement | None:
        """What the judge of a rule found out about a change, None where the rule decides by itself."""
        judge = self.by_name.get(rule.decided_by)
        if judge is None:
            return None
        judgement = judge(change)
        return NOWHERE if judgement is None and rule.otherwise is None else judgement
