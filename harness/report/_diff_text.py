"""The differences of two documents as text for developers: facts by operation and shared component."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from harness.comparison import ANNOTATED, NARROWED, REPLACED, WIDENED
from harness.report._terminal import printable
from harness.report._trail import component_of
from harness.report._wording import sentence, slug, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Change
    from harness.document import Document, Node
    from harness.report._selection import Selection
    from harness.report._terminal import Style

_INDENT = " " * 12


def diff_text(selection: Selection, style: Style) -> Iterator[str]:
    """The lines, each with its end; nothing else is located but what they name."""
    old, new = selection.comparison.old, selection.comparison.new
    if selection.listed:
        yield f"{style.paint(_title(old, new), 'bold')}  {' -> '.join(_names(old, new))}\n"
    for heading, changes in _groups(selection):
        yield f"\n{style.paint(heading, 'bold')}\n"
        for change in changes:
            yield from _change(change, style)
    yield from _summary(selection)


def summary_line(selection: Selection) -> str:
    """How many differences there are of each effect, and how many operations they reach."""
    counts = Counter(change.effect for change in selection.listed)
    told = [f"{counts[effect]:,} {effect}" for effect in (NARROWED, WIDENED, REPLACED, ANNOTATED) if counts[effect]]
    total = len(selection.operations)
    where = f" in {selection.reached(selection.listed):,} of {_counted(total, 'operation')}" if total else ""
    return f"{', '.join(told)}{where}."


def _summary(selection: Selection) -> Iterator[str]:
    left = selection.left_out
    if selection.listed:
        yield f"\n{summary_line(selection)}\n"
        if left:
            verb = "is" if left == 1 else "are"
            yield f"{_edits(left)} {verb} not listed, show {'it' if left == 1 else 'them'} with --all.\n"
    elif left:
        yield f"No differences that clients can notice. {_edits(left)} left out.\n"
    else:
        yield "No differences.\n" if not selection.filtered else "No differences match.\n"


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


def _groups(selection: Selection) -> Iterator[tuple[str, list[Change]]]:
    """The listed changes under their headings: the document, the operations, the shared components."""
    document: list[Change] = []
    operations: dict[str, list[Change]] = {}
    shared: dict[str, list[Change]] = {}
    for change in selection.listed:
        head = change.trail[0] if change.trail else ""
        if head in selection.operations:
            operations.setdefault(head, []).append(change)
        elif component_of(change.trail) is not None:
            shared.setdefault(head, []).append(change)
        else:
            document.append(change)
    if document:
        yield "Document", document
    for name, operation_id in selection.operations.items():
        changes = operations.get(name)
        if changes is None:
            continue
        yield printable(f"{name}  {operation_id}" if operation_id else name), changes
    for head, changes in shared.items():
        reached = _counted(selection.reached(changes), "operation")
        yield f"Shared {printable(head)}  used by {reached}", changes


def _change(change: Change, style: Style) -> Iterator[str]:
    said = style.folded(printable(sentence(change)), _INDENT)
    yield f"  {style.paint(f'{change.effect:<9}', change.effect)} {said}\n"
    went = values(change)
    if went is not None:
        yield f"{_INDENT}{style.folded(printable(went), _INDENT)}\n"
    place = _place(change.new_node if change.new_node is not None else change.old_node)
    yield f"{_INDENT}{style.paint(place, 'dim')}{'  ' if place else ''}{printable(slug(change))}\n"


def _place(node: Node | None) -> str:
    if node is None:
        return ""
    position = node.file.position(node.pointer)
    return f"{printable(node.file.name)}:{position.line}:{position.column}"
