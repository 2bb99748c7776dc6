"""The differences of two documents as JSON, the same bytes in every run; `schemas/diff-1.json` describes it."""

from __future__ import annotations

import sys
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from harness.comparison import ANNOTATED, NARROWED, REPLACED, WIDENED
from harness.report.model.diff import BADGES, LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.document import Document, Node
    from harness.report.build.selection import Judged, Selection
    from harness.report.model.diff import Row
    from harness.verdict import Witness

SCHEMA = "urn:harness:diff-1"
VERSION = "1.3"
_BLOCK = 256


def diff_json(selection: Selection, *, lines: bool = False, details: bool = False) -> Iterator[bytes]:
    """One object with all changes, annotations included.

    Args:
        selection: what to write.
        lines: whether to add the line of each place, which takes a pass over the bytes of both documents.
        details: whether to add everything that other formats are written from, lines included.
    """
    encode = _encoder()
    yield encode(_head(selection, details=details))[:-1] + b',"changes":['
    comma = b"\n"
    for block in _blocks(selection, lines=lines, details=details):
        yield comma + b",\n".join([encode(change) for change in block])
        comma = b",\n"
    yield b"\n]}\n"


def diff_ndjson(selection: Selection, *, lines: bool = False, details: bool = False) -> Iterator[bytes]:
    """The same, one object a line: first what was compared, then a change a line."""
    encode = _encoder()
    yield encode({"event": "comparison", **_head(selection, details=details)}) + b"\n"
    for block in _blocks(selection, lines=lines, details=details):
        yield b"".join([encode({"event": "change", **change}) + b"\n" for change in block])


def _encoder() -> Callable[[Any], bytes]:
    """That of msgspec where a large document has loaded it: its import takes longer than small results do."""
    msgspec = sys.modules.get("msgspec")
    if msgspec is not None:
        encode: Callable[[Any], bytes] = msgspec.json.Encoder().encode
        return encode
    import json

    dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    return lambda value: dumps(value).encode(errors="backslashreplace")


def _head(selection: Selection, *, details: bool) -> dict[str, Any]:
    from harness import __version__

    comparison = selection.comparison
    counts = Counter(change.effect for change in selection.changes)
    more: dict[str, Any] = {}
    if selection.contract is not None:
        impacts = Counter(one.impact for one in selection.judged)
        undecided = sum(one.finding is not None and one.finding.undecided for one in selection.judged)
        more["contract"] = {**{impact: impacts[impact] for impact in LEVELS}, "undecided": undecided}
    if selection.badges is not None:
        badges = Counter(one.badge for one in selection.judged)
        more["changelog"] = {badge: badges[badge] for badge in BADGES}
    return {
        "$schema": SCHEMA,
        "schema_version": VERSION,
        "tool": {"name": "harness", "version": __version__},
        "inputs": _inputs(comparison.old, comparison.new),
        "summary": {
            "changes": len(selection.changes),
            **{effect: counts[effect] for effect in (NARROWED, WIDENED, REPLACED, ANNOTATED)},
            "operations": {
                "total": len(selection.operations),
                "changed": selection.reached(change for change in selection.changes if change.effect != ANNOTATED),
            },
            **more,
        },
        **(_for_reports(selection) if details else {}),
    }


def _for_reports(selection: Selection) -> dict[str, Any]:
    """What a report says beside the changes."""
    from harness.report.build.diff import operations_of

    return {
        "filtered": selection.filtered,
        "operations": [operation._asdict() for operation in operations_of(selection.comparison)],
    }


def _inputs(old: Document, new: Document) -> dict[str, Any]:
    from hashlib import sha256

    was = sha256(old.source.data).hexdigest()
    now = was if new.source.data == old.source.data else sha256(new.source.data).hexdigest()
    return {"old": _input(old, was), "new": _input(new, now)}


def _input(document: Document, digest: str) -> dict[str, Any]:
    return {
        "name": document.name,
        "path": document.source.name,
        "title": document.title if document.title != document.name else None,
        "sha256": digest,
        "version": document.api_version,
        "openapi": document.version,
    }


def _blocks(selection: Selection, *, lines: bool, details: bool) -> Iterator[list[dict[str, Any]]]:
    judged = selection.judged
    change = _with_details(selection) if details else partial(_change, lines=lines)
    for start in range(0, len(judged), _BLOCK):
        yield [change(one) for one in judged[start : start + _BLOCK]]


def _with_details(selection: Selection) -> Callable[[Judged], dict[str, Any]]:
    from harness.report.build.diff import details_of, row_of

    details = details_of(selection)
    return lambda one: _detailed(one, row_of(one, place=True, details=details))


def _detailed(one: Judged, row: Row) -> dict[str, Any]:
    """A change with all that reports show of it; the lines of its places are among that."""
    said = _change(one, lines=False)
    said |= {"title": row.title, "edit": row.edit}
    if row.before is not None:
        said |= {"before": row.before, "after": row.after}
    for name, side in (("old", row.old), ("new", row.new), ("lacking", row.lacking)):
        if side is not None:
            excerpt = [list(line) for line in side.excerpt]
            place = {"file": side.file, "pointer": side.pointer, "line": side.line, "column": side.column}
            said[name] = {**place, **(said.get(name) or {}), "excerpt": excerpt}
    if row.proof is not None and row.proof.refusal is not None:
        said["witness"]["refusal"] = row.proof.refusal
    return said


def _change(one: Judged, *, lines: bool) -> dict[str, Any]:
    change = one.change
    whole = change.aspect == "presence"
    said: dict[str, Any] = {
        "id": change.id,
        "subject": change.subject,
        "aspect": change.aspect,
        "effect": change.effect,
        "direction": change.direction,
        "trail": change.trail,
        "operations": change.operations,
        "old": _side(change.old_node, change.old_value, whole=whole, lines=lines),
        "new": _side(change.new_node, change.new_value, whole=whole, lines=lines),
    }
    if one.badge is not None:
        said["changelog"] = one.badge
    finding = one.finding
    if finding is not None:
        said["rule"] = finding.rule.id
        said["impact"] = finding.impact
        said["reason"] = finding.reason
        said["undecided"] = finding.undecided
        said["witness"] = _witness(finding.witness)
    return said


def _witness(witness: Witness | None) -> dict[str, Any] | None:
    return None if witness is None else witness._asdict()


def _side(node: Node | None, value: Any, *, whole: bool, lines: bool) -> dict[str, Any] | None:
    """A place and what it says; an object that came or went as a whole is not repeated."""
    if node is None:
        return None
    from harness.document import format_pointer

    side: dict[str, Any] = {"file": node.file.name, "pointer": format_pointer(node.pointer)}
    if lines:
        side["line"] = node.file.position(node.pointer).line
    if not whole:
        side["value"] = value
    return side
