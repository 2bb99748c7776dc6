"""The report of two documents."""

from __future__ import annotations

from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any

from harness.document import format_pointer
from harness.report.build.excerpts import excerpt, lacking
from harness.report.build.renamings import renamings_of
from harness.report.model.diff import (
    DETAILS,
    BreakRow,
    DiffReport,
    Evidence,
    Input,
    OperationRow,
    Row,
    SetImpact,
    Side,
)
from harness.report.words.breaks import break_sentence, replay_command
from harness.report.words.trail import place_words, refusal_words
from harness.report.words.wording import sentence, values
from harness.vocabulary import ANNOTATED, BREAKING, COMPATIBLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from harness.comparison import Change, Comparison
    from harness.document import Document, Node, Operation
    from harness.report.model.diff import Detail, Judge, OperationState
    from harness.report.words.breaks import ServedPair
    from harness.rules import Setting
    from harness.session import Diff, Scope
    from harness.verdict import Break, Fault, Finding, Refusals, Witness
    from harness.vocabulary import Badge, Impact, OperationKind

# What makes no message valid or invalid, and still is news to clients.
_NOTICEABLE = frozenset({"composition", "default", "deprecated", "x-beta", "x-sunset"})


def report_of(
    diff: Diff,
    details: Collection[Detail] = DETAILS,
    *,
    listed: Collection[Detail] = (),
    judges: Collection[Judge] = ("contract", "changelog"),
    level: Impact = COMPATIBLE,
    edits: bool = False,
    scope: Scope | None = None,
    served: ServedPair | None = None,
) -> DiffReport:
    """What differs between two documents, and what that means.

    Args:
        diff: of the two documents; judged here, unless that is done.
        details: what to tell of a change.
        listed: what to tell of one that is listed, beside that.
        judges: who judges.
        level: the least severe impact that is listed.
        edits: whether to list everything, edits to descriptions, examples and extensions too.
        scope: which changes to look at; None for all.
        served: the snapshots as a server can be asked for them; None where none can.
    """
    comparison = diff.comparison
    report = DiffReport(
        **_inputs(comparison.old, comparison.new),
        operations=tuple(_operations_of(comparison)),
        rows=(),
        contract="contract" in judges,
        changelog="changelog" in judges,
        filtered=scope is not None and any(scope),
        level=level,
        edits=edits,
    )
    builder = _Details(comparison, served)
    of_listed = frozenset({*details, *listed})
    within = diff.within(scope) if scope is not None and report.filtered else repeat(True)
    rows: list[Row] = []
    ids: dict[int, str] = {}
    renamings = renamings_of(diff.changes) if "words" in of_listed else {}
    for (change, finding, badge), is_within in zip(_judged(diff, report), within, strict=False):
        if is_within:
            row = _facts(change, finding, badge)
            row = row._replace(renamed=renamings[row.id]) if row.id in renamings else row
            asked = of_listed if listed and report.lists(row) else details
            rows.append(builder.added(row, change, finding, asked) if asked else row)
            # identity: the comparison holds its changes.
            ids[id(change)] = row.id
    breaks = diff.contract.breaks if report.contract else ()
    broken = [builder.broken(one, ids, of_listed) for one in breaks if any(id(change) in ids for change in one.changes)]
    diff.judging.tell(tuple(builder.faults))
    return report._replace(rows=tuple(rows), breaks=tuple(broken))


def _judged(diff: Diff, report: DiffReport) -> Iterable[tuple[Change, Finding | None, Badge | None]]:
    """All changes in document order, and what is said of each by those who judge."""
    findings: Iterable[Finding | None] = diff.contract.findings if report.contract else repeat(None)
    badges: Iterable[Badge | None] = map(diff.badges.of, diff.changes) if report.changelog else repeat(None)
    return zip(diff.changes, findings, badges, strict=False)


def _inputs(old: Document, new: Document) -> dict[str, Any]:
    """What is said of the two documents."""
    from hashlib import sha256

    was = sha256(old.source.data).hexdigest()
    now = was if new.source.data == old.source.data else sha256(new.source.data).hexdigest()
    return {"old": _input(old, was), "new": _input(new, now)}


def _input(document: Document, digest: str) -> Input:
    title = document.title if document.title != document.name else None
    return Input(document.name, document.source.name, title, digest, document.api_version, document.version)


def _operations_of(comparison: Comparison) -> Iterator[OperationRow]:
    """All operations: those of the new document, then those that went."""
    seen: set[str] = set()
    for old, new in comparison.operations:
        operation = new or old
        if operation is None or operation.name in seen:
            continue
        seen.add(operation.name)
        state: OperationState = "removed" if new is None else "added" if old is None else "kept"
        tags = operation.node.get("tags")
        names = tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
        kind: OperationKind = "webhook" if operation.kind == "webhook" else "operation"
        yield OperationRow(kind, operation.method, operation.path, operation.operation_id, names, state)


def _facts(change: Change, finding: Finding | None, badge: Badge | None) -> Row:
    """A change with what is known without a look at the files, and before it is put into words."""
    impact = finding.impact if finding is not None else BREAKING if badge == BREAKING else COMPATIBLE
    is_news = impact != COMPATIBLE or badge == BREAKING or change.aspect in _NOTICEABLE
    row = Row(
        id=change.id,
        title="",
        before=None,
        after=None,
        subject=change.subject,
        aspect=change.aspect,
        effect=change.effect,
        direction=change.direction,
        trail=change.trail,
        operations=change.operations,
        old=_side(change.old_node, change.old_value, change.aspect),
        new=_side(change.new_node, change.new_value, change.aspect),
        impact=impact,
        edit=change.effect == ANNOTATED and not is_news,
        badge=badge,
    )
    if finding is None:
        return row
    witness = finding.witness
    return row._replace(
        rule=finding.rule.id,
        reason=finding.reason,
        undecided=finding.undecided,
        unfinished=finding.unfinished,
        warning=finding.warning,
        setting=None if finding.setting is None else _set_impact(finding.setting, finding.unset or finding.impact),
        evidence=None if witness is None else evidence_of(witness),
        grade=finding.grade,
    )


def _set_impact(setting: Setting, unset: Impact) -> SetImpact:
    return SetImpact(setting.file, setting.line, setting.profile, unset)


def evidence_of(witness: Witness) -> Evidence:
    """The message that shows a break, in words."""
    place = place_words(witness.place, absent=witness.absent)
    return Evidence(
        witness.direction, witness.operation, place, witness.value, witness.message, differs=witness.differs
    )


def _side(node: Node | None, value: Any, aspect: str) -> Side | None:
    if node is None:
        return None
    # An object that came or went as a whole, or is put together in another way, is not repeated.
    is_whole = aspect in {"presence", "composition"}
    return Side(node.file.name, format_pointer(node.pointer), value=None if is_whole else value)


class _Details:
    """Adds to the facts of changes what takes longer: a look at the files, and words.

    Attributes:
        faults: faults of ours, which left messages unexplained.
    """

    def __init__(self, comparison: Comparison, served: ServedPair | None) -> None:
        self._served = served
        self.faults: list[Fault] = []
        self._comparison = comparison

    @cached_property
    def _refusals(self) -> Refusals:
        from harness.verdict import Refusals

        return Refusals(self._comparison)

    def added(self, row: Row, change: Change, finding: Finding | None, details: Collection[Detail]) -> Row:
        """A change with all that is asked for."""
        if "words" in details:
            before, after = values(change) or (None, None)
            row = row._replace(title=sentence(change), before=before, after=after)
        if "lines" in details:
            row = row._replace(old=_located(row.old, change.old_node), new=_located(row.new, change.new_node))
        if "excerpts" in details:
            row = row._replace(
                old=_excerpted(row.old, change.old_owner, change.old_node, change.new_node),
                new=_excerpted(row.new, change.new_owner, change.new_node, change.old_node),
                lacking=_lacking(change, self._comparison),
                evidence=self._refused(row.evidence, change, finding and finding.witness),
            )
        return row

    def broken(self, one: Break, ids: Mapping[int, str], details: Collection[Detail]) -> BreakRow:
        """A break with all that is asked for; `ids` are those of the changes that are told."""
        witness, change = one.witness, one.changes[0]
        # identity: the comparison holds its changes.
        evidence = None if witness is None else evidence_of(witness)
        return BreakRow(
            id=one.id,
            cause=one.cause,
            grade=one.grade,
            title=break_sentence(one),
            changes=tuple(ids.get(id(change)) or change.id for change in one.changes),
            direction=one.direction,
            operations=one.operations,
            evidence=self._refused(evidence, change, witness) if "excerpts" in details else evidence,
            hidden=one.hidden,
            also=tuple(ids.get(id(change)) or change.id for change in one.also),
            replay=None if self._served is None else replay_command(one, self._served, self._operation(witness)),
        )

    def _operation(self, witness: Witness | None) -> Operation | None:
        return None if witness is None else self._operations.get(witness.operation)

    @cached_property
    def _operations(self) -> dict[str, Operation]:
        """Those of either document, by the names that messages call them."""
        pairs = self._comparison.operations
        return {operation.name: operation for old, new in pairs if (operation := new or old) is not None}

    def _refused(self, evidence: Evidence | None, change: Change, witness: Witness | None) -> Evidence | None:
        if evidence is None or witness is None:
            return evidence
        try:
            refusal = self._refusals.of(change, witness)
        except Exception as error:  # noqa: BLE001 - whatever happens in explaining one message, the others are explained
            from harness.rules import rule_for
            from harness.verdict import fault_of

            rule = rule_for(change)
            self.faults.append(fault_of(error, rule, change)._replace(left="unexplained"))
            return evidence
        if refusal is None:
            return evidence
        return evidence._replace(
            refusal=refusal_words(refusal), refused=refusal.path, undeclared=refusal.undeclared or None
        )


def _located(side: Side | None, node: Node | None) -> Side | None:
    if side is None or node is None:
        return None
    position = node.file.position(node.pointer)
    return side._replace(line=position.line, column=position.column)


def _excerpted(side: Side | None, owner: Node, node: Node | None, other: Node | None) -> Side | None:
    return None if side is None or node is None else side._replace(excerpt=excerpt(owner, node, other))


def _lacking(change: Change, comparison: Comparison) -> Side | None:
    """What would hold what only the other document has."""
    if change.old_node is None and change.new_node is not None:
        owners, node = (change.old_owner, change.new_owner), change.new_node
    elif change.new_node is None and change.old_node is not None:
        owners, node = (change.new_owner, change.old_owner), change.old_node
    else:
        return None
    if owners[0].file is node.file and owners[0].pointer == node.pointer:
        # What came or went as a whole is its own owner on both sides.
        holder = _above(node, comparison)
        excerpted = None if holder is None else lacking(holder, holder, node)
    else:
        excerpted = lacking(*owners, node)
    if excerpted is None:
        return None
    holder, lines = excerpted
    position = holder.file.position(holder.pointer)
    return Side(holder.file.name, format_pointer(holder.pointer), position.line, position.column, excerpt=lines)


def _above(node: Node, comparison: Comparison) -> Node | None:
    """The nearest place of the other document around that of something which it does not have."""
    both = comparison.old.file, comparison.new.file
    if node.file not in both or both[0] is both[1]:
        return None
    other = both[node.file is both[0]]
    for length in range(len(node.pointer) - 1, 0, -1):
        node_above = other.at(node.pointer[:length])
        if node_above is not None:
            return node_above
    return None
