"""The differences of two documents as JSON, the same bytes in every run; `schemas/diff-1.json` describes it."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from harness.document import spelled
from harness.report.model.entries import unfinished
from harness.report.words.trail import labels
from harness.vocabulary import ANNOTATED, BADGES, EFFECTS, GRADES, IMPACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.report.model.diff import BreakRow, DiffReport, Evidence, Row, Side

SCHEMA = "urn:harness:diff-1"
VERSION = "1.6"
_BLOCK = 256


def diff_json(report: DiffReport, *, lines: bool = False, details: bool = False) -> Iterator[bytes]:
    """One object with all breaks and all changes, edits included.

    Args:
        report: what to write.
        lines: whether to add the line of each place, if the report has it.
        details: whether to add everything that other formats are written from, lines included.
    """
    encode = _encoder()
    yield encode(_head(report, details=details))[:-1]
    if report.contract:
        yield (
            b',"breaks":[' + b",".join(b"\n" + encode(_break(loss, details=details)) for loss in report.breaks) + b"\n]"
        )
    yield b',"changes":['
    comma = b"\n"
    for block in _blocks(report, lines=lines, details=details):
        yield comma + b",\n".join([encode(change) for change in block])
        comma = b",\n"
    yield b"\n]}\n"


def diff_ndjson(report: DiffReport, *, lines: bool = False, details: bool = False) -> Iterator[bytes]:
    """The same, one object a line: first what was compared, then a break a line, then a change a line."""
    encode = _encoder()
    yield encode({"event": "comparison", **_head(report, details=details)}) + b"\n"
    for loss in report.breaks:
        yield encode({"event": "break", **_break(loss, details=details)}) + b"\n"
    for block in _blocks(report, lines=lines, details=details):
        yield b"".join([encode({"event": "change", **change}) + b"\n" for change in block])


def _encoder() -> Callable[[Any], bytes]:
    """That of msgspec where a large document has loaded it: its import takes longer than small results do."""
    msgspec = sys.modules.get("msgspec")
    # It knows no numbers that double precision cannot hold.
    if msgspec is not None and "harness.document._exact_number" not in sys.modules:
        encode: Callable[[Any], bytes] = msgspec.json.Encoder().encode
        return encode
    import json

    dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    return lambda value: spelled(value, dumps).encode(errors="backslashreplace")


def _head(report: DiffReport, *, details: bool) -> dict[str, Any]:
    from harness import __version__

    effects = Counter(row.effect for row in report.rows)
    changed = report.reached(row for row in report.rows if row.effect != ANNOTATED)
    summary: dict[str, Any] = {
        "changes": len(report.rows),
        **{effect: effects[effect] for effect in EFFECTS},
        "operations": {"total": len(report.operations), "changed": changed},
    }
    if report.contract:
        impacts = Counter(row.impact for row in report.rows)
        undecided = sum(row.undecided for row in report.rows)
        summary["contract"] = {**{impact: impacts[impact] for impact in IMPACTS}, "undecided": undecided}
        if count := unfinished(report.rows):
            summary["contract"]["unfinished"] = count
        grades = Counter(loss.grade for loss in report.breaks)
        summary["breaks"] = {
            "total": len(report.breaks),
            "causes": len({loss.cause for loss in report.breaks}),
            **{grade: grades[grade] for grade in GRADES},
        }
    if report.changelog:
        badges = Counter(row.badge for row in report.rows)
        summary["changelog"] = {badge: badges[badge] for badge in BADGES}
    head: dict[str, Any] = {
        "$schema": SCHEMA,
        "schema_version": VERSION,
        "tool": {"name": "harness", "version": __version__},
        "inputs": {"old": report.old._asdict(), "new": report.new._asdict()},
        "summary": summary,
    }
    if report.filtered or details:
        head["filtered"] = report.filtered
    if details:
        head |= {
            "operations": [{"name": row.name, **row._asdict()} for row in report.operations],
        }
    return head


def _blocks(report: DiffReport, *, lines: bool, details: bool) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(report.rows), _BLOCK):
        block = report.rows[start : start + _BLOCK]
        yield [_detailed(row) if details else _change(row, lines=lines) for row in block]


def _change(row: Row, *, lines: bool) -> dict[str, Any]:
    whole = row.aspect == "presence"
    change: dict[str, Any] = {
        "id": row.id,
        "subject": row.subject,
        "aspect": row.aspect,
        "effect": row.effect,
        "direction": row.direction,
        "trail": labels(row.trail),
        "operations": row.operations,
        "old": _side(row.old, whole=whole, lines=lines),
        "new": _side(row.new, whole=whole, lines=lines),
    }
    if row.badge is not None:
        change["changelog"] = row.badge
    if row.rule is not None:
        change["rule"] = row.rule
        change["impact"] = row.impact
        change["reason"] = row.reason
        change["undecided"] = row.undecided
        change["warning"] = row.warning
        if row.unfinished:
            change["unfinished"] = True
        if row.setting is not None:
            change["setting"] = row.setting._asdict()
        if row.grade is not None:
            change["grade"] = row.grade
        change["witness"] = _witness(row.evidence)
    return change


def _break(loss: BreakRow, *, details: bool) -> dict[str, Any]:
    members = loss._asdict()
    evidence, replay = members.pop("evidence"), members.pop("replay")
    members |= {} if replay is None else {"replay": replay}
    return {**members, "witness": _refused(evidence) if details else _witness(evidence)}


def _witness(evidence: Evidence | None) -> dict[str, Any] | None:
    if evidence is None:
        return None
    witness = {name: getattr(evidence, name) for name in ("direction", "operation", "place", "value", "message")}
    return witness if evidence.differs is None else {**witness, "differs": evidence.differs}


def _side(side: Side | None, *, whole: bool, lines: bool) -> dict[str, Any] | None:
    """A place and what it says; an object that came or went as a whole is not repeated."""
    if side is None:
        return None
    place: dict[str, Any] = {"file": side.file, "pointer": side.pointer}
    if lines and side.line is not None:
        place["line"] = side.line
    if not whole:
        place["value"] = side.value
    return place


def _detailed(row: Row) -> dict[str, Any]:
    """A change with all that reports show of it; the lines of its places are among that."""
    change = _change(row, lines=False)
    change |= {"steps": row.trail, "title": row.title, "edit": row.edit}
    if row.renamed:
        change["renamed"] = [renaming._asdict() for renaming in row.renamed]
    if row.before is not None:
        change |= {"before": row.before, "after": row.after}
    for name, side in (("old", row.old), ("new", row.new), ("lacking", row.lacking)):
        if side is not None:
            place = {"file": side.file, "pointer": side.pointer, "line": side.line, "column": side.column}
            excerpt = [list(line) for line in side.excerpt]
            change[name] = {**place, **(change.get(name) or {}), "excerpt": excerpt}
    if row.evidence is not None:
        change["witness"] = _refused(row.evidence)
    return change


def _refused(evidence: Evidence | None) -> dict[str, Any] | None:
    """A message, with where and why it is refused."""
    witness = _witness(evidence)
    if witness is None or evidence is None or evidence.refusal is None:
        return witness
    undeclared = {} if evidence.undeclared is None else {"undeclared": evidence.undeclared}
    return {**witness, "refusal": evidence.refusal, "steps": evidence.refused, **undeclared}
