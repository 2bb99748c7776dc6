"""The account of an audit: which differences of the files no change tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.words.text import plural, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Comparison, Place, Unclaimed
    from harness.document import Document
    from harness.report.words.text import Style

_INDENT = " " * 12


def audit_text(comparison: Comparison, unclaimed: tuple[Unclaimed, ...], oracle: str, style: Style) -> Iterator[str]:
    """The lines, each with its end.

    Args:
        comparison: what was audited.
        unclaimed: what `audit` gave.
        oracle: who found the differences.
        style: how to write.
    """
    for missed in unclaimed:
        document, place = (comparison.old, missed.old) if missed.new is None else (comparison.new, missed.new)
        pointer = place.pointer if place is not None else ""
        yield f"  {style.paint(f'{missed.kind:<9}', 'error')} {printable(pointer) or 'the document'}\n"
        yield f"{_INDENT}{style.paint(_located(document, place), 'dim')}\n"
    changes = plural(len(comparison.changes), "change")
    by = {"deepdiff": "found by DeepDiff", "exact": "found by an exact walk"}.get(oracle, f"found by {oracle}")
    if not unclaimed:
        yield f"Every difference of the files is told by one of {changes} ({by}).\n"
        return
    number = plural(len(unclaimed), "difference")
    yield f"\n{number} of the files {'is' if len(unclaimed) == 1 else 'are'} told by none of {changes} ({by}).\n"


def _located(document: Document, place: Place | None) -> str:
    from harness.document import parse_pointer

    if place is None:
        return printable(document.name)
    for file in document.files:
        if file.name == place.file:
            position = file.position(parse_pointer(place.pointer))
            return f"{printable(place.file)}:{position.line}:{position.column}"
    return printable(place.file)
