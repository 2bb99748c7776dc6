"""The report of a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harness.document import format_pointer
from harness.report.build.excerpt import excerpt, lacking
from harness.report.build.selection import is_noticeable
from harness.report.model.diff import DiffReport, Input, OperationRow, Proof, Row, Side
from harness.report.words.wording import sentence, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Change, Comparison
    from harness.document import Document, Node
    from harness.report.build.selection import Judged, Selection
    from harness.verdict import Refusals, Witness


def report_of(selection: Selection, *, details: bool = True) -> DiffReport:
    """The data that a report shows.

    Args:
        selection: the changes that were asked for, judged or not.
        details: whether to add places and excerpts of all changes, which takes a pass over the bytes of both documents;
            without them, what the selection lists has its place and no more.
    """
    comparison = selection.comparison
    listed = {id(one) for one in selection.listed}
    more = details_of(selection) if details else None
    return DiffReport(
        old=input_of(comparison.old),
        new=input_of(comparison.new),
        operations=tuple(operations_of(comparison)),
        rows=tuple(row_of(one, place=details or id(one) in listed, details=more) for one in selection.judged),
        contract=selection.contract is not None,
        changelog=selection.badges is not None,
        filtered=selection.filtered,
        level=selection.level,
        edits=selection.annotations,
    )


def input_of(document: Document) -> Input:
    """What is said of a document."""
    from hashlib import sha256

    title = document.title
    return Input(
        name=document.name,
        path=document.source.name,
        sha256=sha256(document.source.data).hexdigest(),
        title=title if title != document.name else None,
        version=document.api_version,
        openapi=document.version,
    )


def operations_of(comparison: Comparison) -> Iterator[OperationRow]:
    """All operations: those of the new document, then those that went."""
    seen: set[str] = set()
    for old, new in comparison.operations:
        operation = new or old
        if operation is None or operation.name in seen:
            continue
        seen.add(operation.name)
        state = "removed" if new is None else "added" if old is None else "kept"
        tags = operation.node.get("tags")
        names = tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
        yield OperationRow(operation.name, operation.operation_id, names, state)


class Details(NamedTuple):
    """What the details of changes are taken from.

    Attributes:
        refusals: says why witnesses are refused, None where nobody has found any.
    """

    comparison: Comparison
    refusals: Refusals | None


def details_of(selection: Selection) -> Details:
    """What the details of a selection's changes are taken from."""
    if selection.contract is None:
        return Details(selection.comparison, None)
    from harness.verdict import Refusals

    return Details(selection.comparison, Refusals(selection.comparison))


def row_of(one: Judged, *, place: bool, details: Details | None) -> Row:
    """A change as data, with its place in the files and what stands there, or without."""
    change, finding = one.change, one.finding
    before, after = values(change) or (None, None)
    shows = details is not None
    row = Row(
        id=change.id,
        title=sentence(change),
        before=before,
        after=after,
        subject=change.subject,
        aspect=change.aspect,
        effect=change.effect,
        direction=change.direction,
        trail=change.trail,
        operations=change.operations,
        old=None if change.old_node is None else _side(change.old_node, change.old_owner, place=place, details=shows),
        new=None if change.new_node is None else _side(change.new_node, change.new_owner, place=place, details=shows),
        impact=one.impact,
        edit=not is_noticeable(one),
        badge=one.badge,
        lacking=None if details is None else _lacking(change, details.comparison),
    )
    if finding is None:
        return row
    return row._replace(
        rule=finding.rule.id,
        reason=finding.reason,
        undecided=finding.undecided,
        proof=_proof(change, finding.witness, None if details is None else details.refusals),
    )


def _proof(change: Change, witness: Witness | None, refusals: Refusals | None) -> Proof | None:
    if witness is None:
        return None
    return Proof(*witness, refusal=None if refusals is None else refusals.of(change, witness))


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
        found = None if holder is None else lacking(holder, holder, node)
    else:
        found = lacking(*owners, node)
    if found is None:
        return None
    holder, lines = found
    position = holder.file.position(holder.pointer)
    return Side(holder.file.name, format_pointer(holder.pointer), position.line, position.column, lines)


def _above(node: Node, comparison: Comparison) -> Node | None:
    """The nearest place of the other document around that of something which it does not have."""
    both = comparison.old.file, comparison.new.file
    if node.file not in both or both[0] is both[1]:
        return None
    other = both[node.file is both[0]]
    for length in range(len(node.pointer) - 1, 0, -1):
        found = other.at(node.pointer[:length])
        if found is not None:
            return found
    return None


def _side(node: Node, owner: Node, *, place: bool, details: bool) -> Side:
    pointer = format_pointer(node.pointer)
    if not place:
        return Side(node.file.name, pointer)
    position = node.file.position(node.pointer)
    lines = excerpt(owner, node) if details else ()
    return Side(node.file.name, pointer, position.line, position.column, lines)
