"""What all machine formats of a diff have in common: what they count, in which order, and the words around it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from harness.report.words.text import clipped, plural, printable, printable_lines
from harness.report.words.trail import label
from harness.vocabulary import BREAKING, COMPATIBLE, HIDDEN, HIDDEN_BREAKING, IMPACTS, LISTED, SILENT, WARNING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.report.model.diff import DiffReport, Evidence, Row, Side

DOCUMENT = "document"
BADGES = {
    BREAKING: "Breaking",
    HIDDEN_BREAKING: "Breaking, hidden",
    LISTED: "listed",
    HIDDEN: "hidden",
    SILENT: "silent",
}
_UNDECIDED = "not decided"
NOUNS = {BREAKING: "breaking change", WARNING: "warning", COMPATIBLE: "compatible change"}


def counted(report: DiffReport) -> list[Row]:
    """The changes that clients may notice, listed or not."""
    return [row for row in report.rows if not row.edit]


def counts_of(report: DiffReport) -> Counter[str]:
    """How many changes there are of each word."""
    return Counter(row.word for row in counted(report))


def ordered(rows: Iterable[Row]) -> list[Row]:
    """The worst first, then what reaches the most operations, then as in the documents."""
    return sorted(rows, key=lambda row: (IMPACTS.index(row.impact), row.edit, -len(row.operations)))


def holder_of(row: Row) -> str:
    """Whose change it is: the name of an operation, a shared component as `schema Money`, or "document"."""
    return DOCUMENT if row.holder is None else label(row.holder)


def place_of(row: Row) -> Side | None:
    """Where a change stands: in the new document where it is there."""
    return row.new if row.new is not None else row.old


def annotation_place(row: Row) -> Side | None:
    """What to point at in the new document: for what went, the object that has lost it."""
    if row.new is not None:
        return row.new
    return row.lacking if row.lacking is not None else row.old


def spot(side: Side | None) -> str:
    """A place as `file:line:column`, or as much of it as is known."""
    if side is None:
        return ""
    return ":".join(str(part) for part in (side.file, side.line, side.column) if part is not None)


def acceptance_line(evidence: Evidence, labels: tuple[str, str], show: Callable[[str], str] = printable) -> str:
    """Which side takes what the other does not: `accepted by OLD, refused by NEW`, the names as they are shown."""
    old, new = labels
    if evidence.direction == "response":
        return f"sent by {show(new)}, not allowed by {show(old)}"
    return f"accepted by {show(old)}, refused by {show(new)}"


def message_of(evidence: Evidence, longest: int) -> str:
    """The lines of the whole message; of a long one, the value alone, cut where that is long too."""
    message = printable_lines(evidence.message)
    if len(message) <= longest:
        return message
    import json

    return clipped(json.dumps(evidence.value, ensure_ascii=False, default=str), longest)


def reason_of(row: Row) -> tuple[str, str] | None:
    """What is to be said of a judgement, with what it is: what stood in the way of a proof, or why it harms nobody."""
    if not row.reason:
        return None
    if row.undecided and row.impact == WARNING:
        return _UNDECIDED, row.reason.removeprefix(f"{_UNDECIDED}: ")
    if row.is_harmless:
        continued = row.reason[:1].lower() + row.reason[1:] if row.reason[1:2].islower() else row.reason
        return "harmless to clients", continued
    return None


def reason_text(row: Row) -> str | None:
    """The same in one sentence."""
    reason = reason_of(row)
    return None if reason is None else ": ".join(reason)


def judgement_of(row: Row, labels: tuple[str, str], longest: int, longest_message: int) -> list[str]:
    """How far a change reaches, why it is judged so, and the message that proves it, on lines of their own.

    Args:
        row: the change.
        labels: what to call the two documents.
        longest: the most characters of a line.
        longest_message: the most of the message.
    """
    lines = []
    if len(row.operations) > 1:
        lines.append(f"reaches {plural(len(row.operations), 'operation')}")
    reason = reason_text(row)
    if reason is not None:
        lines.append(clipped(reason, longest))
    if row.evidence is not None:
        lines += [
            f"{clipped(acceptance_line(row.evidence, labels), longest)}:",
            message_of(row.evidence, longest_message),
        ]
    return lines


def slug_of(report: DiffReport) -> str:
    """The name of the API in letters, digits and single hyphens: the same for all pairs of its snapshots."""
    import re

    api, at, _ = report.new.name.rpartition("@")
    name = api if at and "/" not in report.new.name else report.title
    return re.sub(r"[^A-Za-z0-9]+", "-", name)[:80].strip("-") or "api"
