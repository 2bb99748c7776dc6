"""The report of two documents."""

from __future__ import annotations

from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.document import format_pointer
from harness.report.model.diff import DETAILS, DiffReport, Evidence, ExcerptLine, Input, OperationRow, Row, Side
from harness.report.words.trail import place_words, refusal_words
from harness.report.words.wording import sentence, values
from harness.vocabulary import ANNOTATED, BREAKING, COMPATIBLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from harness.comparison import Change, Comparison
    from harness.document import Document, Node, Position
    from harness.report.model.diff import Detail, Judge, OperationState
    from harness.session import Diff, Scope
    from harness.verdict import Fault, Finding, Refusals, Witness
    from harness.vocabulary import Badge, Impact

# What makes no message valid or invalid, and still is news to clients.
_NOTICEABLE = frozenset({"default", "deprecated", "x-beta", "x-sunset"})
_CONTEXT = 2
_MOST_LINES = 14
_MOST_MEMBERS = 12
# Of what changed itself; of a whole object that came or went, the rest is told by how much is missing.
_MOST_CHANGED = 8
# So many lines that changed are compared word by word.
_FEW = 4
# Where lines are longer, the document is meant for machines, and its value is laid out anew.
_LONGEST_LINE = 400
# Beside a change, and in what came or went as a whole, the beginning of a line tells what it is.
_LONGEST_BESIDE = 160


def report_of(
    diff: Diff,
    details: Collection[Detail] = DETAILS,
    *,
    listed: Collection[Detail] = (),
    judges: Collection[Judge] = ("contract", "changelog"),
    level: Impact = COMPATIBLE,
    edits: bool = False,
    scope: Scope | None = None,
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
    builder = _Details(comparison)
    of_listed = frozenset({*details, *listed})
    within = diff.within(scope) if scope is not None and report.filtered else repeat(True)
    rows = []
    for (change, finding, badge), is_within in zip(_judged(diff, report), within, strict=False):
        if is_within:
            row = _facts(change, finding, badge)
            asked = of_listed if listed and report.lists(row) else details
            rows.append(builder.added(row, change, finding, asked) if asked else row)
    diff.judging.tell(tuple(builder.faults))
    return report._replace(rows=tuple(rows))


def excerpt(owner: Node, node: Node) -> tuple[ExcerptLine, ...]:
    """Some lines of the object that was compared, with those of what changed in it.

    Args:
        owner: the object that was compared.
        node: what of it changed.
    """
    lines = node.file.lines
    start = node.file.position(node.pointer)
    if not _is_readable(lines, start):
        return tuple(_laid_out(node, changed=True))
    inner = _span(lines, start.line - 1, _MOST_CHANGED + _CONTEXT + 1)
    outer = inner
    if owner.file is node.file:
        outer = _span(lines, owner.file.position(owner.pointer).line - 1, 2 * _MOST_LINES)
    chosen = _chosen(lines, outer, _Span(inner.first, min(inner.last, inner.first + _MOST_CHANGED - 1)))
    return _numbered(lines, chosen, inner)


def lacking(owner: Node, other: Node, node: Node) -> tuple[Node, tuple[ExcerptLine, ...]] | None:
    """What of an object would hold what only its counterpart has, with the first line of everything in it.

    Args:
        owner: the object that has no such thing.
        other: its counterpart.
        node: what only the counterpart has.

    Returns:
        The object or array that would hold it, and its lines; None where it is the document itself.
    """
    way = node.pointer[len(other.pointer) : -1] if node.pointer[: len(other.pointer)] == other.pointer else ()
    holder = (owner.file.at((*owner.pointer, *way)) if way else None) or owner
    if not holder.pointer:
        return None
    lines = owner.file.lines
    start = owner.file.position(holder.pointer)
    if not _is_readable(lines, start):
        return holder, tuple(_laid_out(holder, changed=False))
    # Which of many is missing, their names do not tell.
    many = len(holder.value) > _MOST_MEMBERS
    members = () if many else holder.value if isinstance(holder.value, dict) else range(len(holder.value))
    names = [str(name) for name in members]
    places = {holder.file.position((*holder.pointer, name)).line - 1 for name in names}
    # The bracket that opens an object tells nothing of it.
    places = {at for at in places if lines[at].strip() not in (b"{", b"[", b"-")}
    return holder, _numbered(lines, sorted({start.line - 1, *places}), _Span(-1, -1))


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
        yield OperationRow(operation.name, operation.operation_id, names, state)


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
        evidence=None if witness is None else _evidence(witness),
    )


def _evidence(witness: Witness) -> Evidence:
    place = place_words(witness.place, absent=witness.absent)
    return Evidence(witness.direction, witness.operation, place, witness.value, witness.message)


def _side(node: Node | None, value: Any, aspect: str) -> Side | None:
    if node is None:
        return None
    # An object that came or went as a whole is not repeated.
    return Side(node.file.name, format_pointer(node.pointer), value=None if aspect == "presence" else value)


class _Details:
    """Adds to the facts of changes what takes longer: a look at the files, and words.

    Attributes:
        faults: faults of ours, which left messages unexplained.
    """

    def __init__(self, comparison: Comparison) -> None:
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
                old=_excerpted(row.old, change.old_owner, change.old_node),
                new=_excerpted(row.new, change.new_owner, change.new_node),
                lacking=_lacking(change, self._comparison),
                evidence=self._refused(row.evidence, change, finding),
            )
        return row

    def _refused(self, evidence: Evidence | None, change: Change, finding: Finding | None) -> Evidence | None:
        if evidence is None or finding is None or finding.witness is None:
            return evidence
        try:
            refusal = self._refusals.of(change, finding.witness)
        except Exception as error:  # noqa: BLE001 - whatever happens in explaining one message, the others are explained
            from harness.verdict import fault_of

            self.faults.append(fault_of(error, finding.rule, change)._replace(left="unexplained"))
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


def _excerpted(side: Side | None, owner: Node, node: Node | None) -> Side | None:
    return None if side is None or node is None else side._replace(excerpt=excerpt(owner, node))


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


class _Span(NamedTuple):
    """Lines of a file, from 0, the last one included."""

    first: int
    last: int


def _is_readable(lines: list[bytes], start: Position) -> bool:
    return start.exact and len(lines[start.line - 1]) <= _LONGEST_LINE


def _numbered(lines: list[bytes], chosen: list[int], changed: _Span) -> tuple[ExcerptLine, ...]:
    """Lines with their numbers, without the indentation that all of them have."""
    few = changed.last - changed.first < _FEW
    texts = [
        _text(lines[at], _LONGEST_LINE if few and changed.first <= at <= changed.last else _LONGEST_BESIDE)
        for at in chosen
    ]
    indent = min((len(text) - len(text.lstrip()) for text in texts if text), default=0)
    return tuple(
        ExcerptLine(at + 1, text[indent:], changed.first <= at <= changed.last)
        for at, text in zip(chosen, texts, strict=True)
    )


def _text(line: bytes, longest: int) -> str:
    text = line.rstrip()[: 4 * longest].decode(errors="replace")
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _chosen(lines: list[bytes], outer: _Span, inner: _Span) -> list[int]:
    """The whole object where it is short; else its first line and the surroundings of what changed."""
    if outer.last - outer.first < _MOST_LINES and outer.last >= inner.last:
        return list(range(outer.first, min(outer.last, max(inner.last + _CONTEXT, outer.first + 1)) + 1))
    last = inner.last
    while last < min(inner.last + _CONTEXT, len(lines) - 1) and _indent(lines[last + 1]) >= _indent(lines[inner.first]):
        last += 1
    near = range(max(outer.first, inner.first - _CONTEXT), last + 1)
    return list(near) if near.start - outer.first <= 1 else [outer.first, *near]


def _span(lines: list[bytes], first: int, most: int) -> _Span:
    """The first lines of a value: what is indented deeper than where it begins, and the bracket that closes it."""
    indent = _indent(lines[first])
    is_item = lines[first].lstrip()[:1] == b"-"
    last = first
    for at in range(first + 1, min(len(lines), first + most)):
        text = lines[at].strip()
        if not text or text[:1] == b"#":
            continue
        deeper = _indent(lines[at])
        # Items of YAML may stand at the indentation of their key.
        if deeper > indent or (deeper == indent and not is_item and text[:2] in (b"- ", b"-")):
            last = at
            continue
        if deeper == indent and text[:1] in (b"}", b"]"):
            last = at
        break
    return _Span(first, last)


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip())


def _laid_out(node: Node, *, changed: bool) -> Iterator[ExcerptLine]:
    """What stands at a node in lines of its own, without numbers."""
    import json

    name = f"{json.dumps(node.pointer[-1], ensure_ascii=False)}: " if node.pointer else ""
    text = name + json.dumps(node.value, ensure_ascii=False, indent=2)
    for line in text[: _MOST_CHANGED * _LONGEST_LINE].split("\n")[:_MOST_CHANGED]:
        yield ExcerptLine(None, line[:_LONGEST_LINE], changed)
