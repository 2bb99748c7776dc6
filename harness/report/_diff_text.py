"""The differences of two documents as text for developers: both judgements side by side, by operation and component."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from harness.comparison import ANNOTATED, NARROWED, REPLACED, WIDENED
from harness.report._selection import (
    BREAKING,
    COMPATIBLE,
    HIDDEN,
    HIDDEN_BREAKING,
    LEVELS,
    LISTED,
    SILENT,
    WARNING,
    is_noticeable,
)
from harness.report._terminal import printable
from harness.report._trail import component_of
from harness.report._witness_text import witness_text
from harness.report._wording import sentence, slug, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.document import Document, Node
    from harness.report._selection import Judged, Selection
    from harness.report._terminal import Style

_EFFECTS = (NARROWED, WIDENED, REPLACED, ANNOTATED)
_BADGES = {
    BREAKING: "Breaking",
    HIDDEN_BREAKING: "Breaking, hidden",
    LISTED: "listed",
    HIDDEN: "hidden",
    SILENT: "silent",
}


def diff_text(selection: Selection, style: Style) -> Iterator[str]:
    """The lines, each with its end; nothing else is located but what they name."""
    old, new = selection.comparison.old, selection.comparison.new
    if selection.listed:
        yield f"{style.paint(_title(old, new), 'bold')}  {' -> '.join(_names(old, new))}\n"
    column = max((len(one.word) for one in selection.listed), default=0)
    for heading, found in _groups(selection):
        yield f"\n{style.paint(heading, 'bold')}\n"
        told: set[str] = set()
        for one in sorted(found, key=lambda one: LEVELS.index(one.impact)):
            yield from _judged(one, style, column)
            witness = one.finding.witness if one.finding is not None else None
            if witness is not None:
                again = witness.message in told
                indent = _indent(column)
                yield from witness_text(witness, one.change, _names(old, new), indent, style, again=again)
                told.add(witness.message)
    yield from _summary(selection)


def summary_line(selection: Selection) -> str:
    """How many differences there are of each impact, and how many operations they reach."""
    counted = [one for one in selection.judged if is_noticeable(one)]
    counts = Counter(one.word for one in counted)
    nobody = selection.contract is None and selection.badges is None
    told = [f"{counts[word]:,} {word}" for word in (_EFFECTS if nobody else LEVELS)]
    if selection.contract is not None:
        told[1] = _counted(counts[WARNING], WARNING)
    elif not nobody:
        del told[1]
    total = len(selection.operations)
    reached = selection.reached(one.change for one in counted)
    where = f" in {reached:,} of {_counted(total, 'operation')}" if total else ""
    return f"{', '.join(told)}{where}."


def _summary(selection: Selection) -> Iterator[str]:
    edits = sum(not is_noticeable(one) for one in selection.judged)
    if len(selection.judged) > edits:
        yield "\n" * bool(selection.listed) + f"{summary_line(selection)}\n"
        yield from _both(selection)
        yield from _left(selection)
    elif selection.listed:
        yield f"\n{_edits(edits)}.\n"
    elif edits:
        yield f"No differences that clients can notice. {_edits(edits)} left out.\n"
    else:
        yield "No differences.\n" if not selection.filtered else "No differences match.\n"


def _both(selection: Selection) -> Iterator[str]:
    """How the two judgements compare."""
    if selection.contract is None or selection.badges is None:
        return
    marked = [one for one in selection.judged if one.badge == BREAKING]
    if marked:
        harmless = sum(one.is_harmless for one in marked)
        said = {0: "none of them is", 1: "1 of them is"}.get(harmless, f"{harmless:,} of them are")
        yield f"{len(marked):,} Breaking in the changelog; {said} harmless to clients.\n"


def _left(selection: Selection) -> Iterator[str]:
    """What is not listed, and how to see it."""
    listed = {id(one) for one in selection.listed}
    left = [one for one in selection.judged if id(one) not in listed]
    counts = Counter(one.impact for one in left if is_noticeable(one))
    edits = sum(not is_noticeable(one) for one in left)
    told = [_counted(counts[WARNING], WARNING)] if counts[WARNING] else []
    told += [_counted(counts[COMPATIBLE], "compatible change")] if counts[COMPATIBLE] else []
    how = ["--level compatible"] if told else []
    told += [_edits(edits)] if edits else []
    how += ["--all"] if edits else []
    if told:
        one = sum(counts.values()) + edits == 1
        yield f"{' and '.join(told)} {'is' if one else 'are'} not listed, "
        yield f"show {'it' if one else 'them'} with {' or '.join(how)}.\n"


def _edits(count: int) -> str:
    return f"{_counted(count, 'edit')} to descriptions"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _title(old: Document, new: Document) -> str:
    title = new.title if new.title != new.name else old.title
    return printable(title)


def _names(old: Document, new: Document) -> tuple[str, str]:
    """What to call the two: by their dates alone where both are snapshots of one API."""
    (old_api, old_at, old_date), (new_api, new_at, new_date) = old.name.rpartition("@"), new.name.rpartition("@")
    if old_at and new_at and old_api == new_api and "/" not in old.name + new.name:
        return printable(old_date), printable(new_date)
    return printable(old.name), printable(new.name)


def _groups(selection: Selection) -> Iterator[tuple[str, list[Judged]]]:
    """The listed changes under their headings: the document, the operations, the shared components."""
    document: list[Judged] = []
    operations: dict[str, list[Judged]] = {}
    shared: dict[str, list[Judged]] = {}
    for one in selection.listed:
        trail = one.change.trail
        head = trail[0] if trail else ""
        if head in selection.operations:
            operations.setdefault(head, []).append(one)
        elif component_of(trail) is not None:
            shared.setdefault(head, []).append(one)
        else:
            document.append(one)
    if document:
        yield "Document", document
    for name, operation_id in selection.operations.items():
        found = operations.get(name)
        if found is None:
            continue
        yield printable(f"{name}  {operation_id}" if operation_id else name), found
    for head, found in shared.items():
        reached = _counted(selection.reached(one.change for one in found), "operation")
        yield f"Shared {printable(head)}  used by {reached}", found


def _indent(column: int) -> str:
    return " " * (column + 4)


def _judged(one: Judged, style: Style, column: int) -> Iterator[str]:
    change, finding = one.change, one.finding
    indent = _indent(column)
    said = style.folded(printable(sentence(change)), indent)
    role = one.impact if one.word == one.impact else "dim"
    yield f"  {style.paint(f'{one.word:<{column}}', role)}  {said}\n"
    went = values(change)
    if went is not None:
        yield f"{indent}{style.folded(printable(went), indent)}\n"
    yield f"{indent}{_where(one, style)}\n"
    if finding is None:
        return
    if finding.undecided and finding.impact == WARNING:
        why = finding.reason if finding.reason.startswith("not decided") else f"not decided: {finding.reason}"
        yield f"{indent}{style.folded(printable(why), indent)}\n"
    elif one.is_harmless:
        yield f"{indent}{style.folded(printable(f'harmless to clients: {_continued(finding.reason)}'), indent)}\n"


def _continued(reason: str) -> str:
    """A sentence behind a colon."""
    return reason[:1].lower() + reason[1:] if reason[1:2].islower() else reason


def _where(one: Judged, style: Style) -> str:
    """Place, rule and badge in one line."""
    change, finding = one.change, one.finding
    place = _place(change.new_node if change.new_node is not None else change.old_node)
    parts = [style.paint(place, "dim")] if place else []
    parts.append(printable(slug(change)) if finding is None else finding.rule.id)
    if one.badge is not None:
        said = f"changelog: {_BADGES[one.badge]}"
        parts.append(style.paint(said, BREAKING if one.badge == BREAKING else "dim"))
    return "  ".join(parts)


def _place(node: Node | None) -> str:
    if node is None:
        return ""
    position = node.file.position(node.pointer)
    return f"{printable(node.file.name)}:{position.line}:{position.column}"
