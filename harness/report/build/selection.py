"""Which differences a report shows, and what is said of each."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from harness.comparison import ANNOTATED
from harness.report.model.diff import BREAKING, COMPATIBLE, LEVELS, is_listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.comparison import Change, Comparison
    from harness.document import Operation
    from harness.report.build.badges import Badges
    from harness.verdict import Contract, Finding

# What makes no message valid or invalid, and still is news to clients.
_NOTICEABLE = frozenset({"default", "deprecated", "x-beta", "x-sunset"})


class Judged(NamedTuple):
    """A change, and what is said of it.

    Attributes:
        impact: of the contract; without one, "breaking" where the changelog says so and "compatible" elsewhere.
        finding: the judgement of the contract, None where it was not asked.
        badge: what the public changelog says (`BADGES`), None where it was not asked.
    """

    change: Change
    impact: str
    finding: Finding | None
    badge: str | None

    @property
    def word(self) -> str:
        """The impact; what the change does to messages, where nobody judges."""
        return self.change.effect if self.finding is None and self.badge is None else self.impact

    @property
    def is_harmless(self) -> bool:
        """Whether the changelog calls breaking what breaks nobody."""
        return self.badge == BREAKING and self.finding is not None and self.impact == COMPATIBLE


class Selection:
    """The differences of two documents that somebody asked for.

    Args:
        comparison: of the two documents.
        contract: what really breaks, None if nobody asks.
        badges: what the public changelog says, None if nobody asks.
        level: the least severe impact that a text lists.
        annotations: whether a text lists everything, edits to descriptions included.
        keep: which operations to look at.
        keep_rule: which rules to look at.

    Attributes:
        judged: the changes that the filters let pass, annotations included, in document order.
        listed: those of them that a text lists.
        filtered: whether there is a filter.
    """

    def __init__(
        self,
        comparison: Comparison,
        *,
        contract: Contract | None = None,
        badges: Badges | None = None,
        level: str = COMPATIBLE,
        annotations: bool = False,
        keep: Callable[[Operation], bool] | None = None,
        keep_rule: Callable[[Change], bool] | None = None,
    ) -> None:
        self.comparison = comparison
        self.contract = contract
        self.badges = badges
        nobody = contract is None and badges is None
        self.level = COMPATIBLE if annotations or nobody else level
        self.annotations = annotations
        self.filtered = keep is not None or keep_rule is not None
        kept = None if keep is None else _kept(comparison, keep)
        findings = (None,) * len(comparison.changes) if contract is None else contract.findings
        self.judged = tuple(
            _judged(change, finding, badges)
            for change, finding in zip(comparison.changes, findings, strict=True)
            if (kept is None or not kept.isdisjoint(change.operations)) and (keep_rule is None or keep_rule(change))
        )
        self.listed = tuple(
            one for one in self.judged if annotations or (is_noticeable(one) and is_listed(one, self.level))
        )

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that the filters let pass, annotations included, in document order."""
        return tuple(one.change for one in self.judged)

    @cached_property
    def operations(self) -> dict[str, str | None]:
        """The names of all operations, with their `operationId`: those of the new document, then those that went."""
        found: dict[str, str | None] = {}
        for pair in self.comparison.operations:
            operation = pair[1] or pair[0]
            if operation is not None:
                found.setdefault(operation.name, operation.operation_id)
        return found

    def reached(self, changes: Iterable[Change]) -> int:
        """How many operations some changes reach."""
        sets = {id(change.operations): change.operations for change in changes}
        return len({name for names in sets.values() for name in names if name in self.operations})

    def has(self, severity: str) -> bool:
        """Whether there is anything of this severity or worse; "any" for any difference at all."""
        if severity == "any":
            return bool(self.judged)
        rank = LEVELS.index(severity)
        return any(LEVELS.index(one.impact) <= rank for one in self.judged)


def is_noticeable(one: Judged) -> bool:
    """Whether clients may notice a change, or care for it."""
    change = one.change
    judged = one.impact != COMPATIBLE or one.badge == BREAKING
    return judged or change.effect != ANNOTATED or change.aspect in _NOTICEABLE


def _judged(change: Change, finding: Finding | None, badges: Badges | None) -> Judged:
    badge = None if badges is None else badges.of(change)
    impact = finding.impact if finding is not None else BREAKING if badge == BREAKING else COMPATIBLE
    return Judged(change, impact, finding, badge)


def _kept(comparison: Comparison, keep: Callable[[Operation], bool]) -> frozenset[str]:
    """The names, as changes have them, of the operations that are to be looked at on one side or the other."""
    kept = set()
    for pair in comparison.operations:
        operation = pair[1] or pair[0]
        if operation is not None and any(side is not None and keep(side) for side in pair):
            kept.add(operation.name)
    return frozenset(kept)
