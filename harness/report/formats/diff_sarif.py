"""A diff as SARIF 2.1.0, in the form and within the limits of GitHub's code scanning."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from harness.report.formats.sarif import LIMIT, bag, literal, log_of, message, uri
from harness.report.model.entries import worst_first
from harness.report.words.messages import message_of
from harness.report.words.text import capitalized, clipped, plural, printable
from harness.report.words.trail import entry_lines, holder_of, reason_text, slug_of
from harness.report.words.wording import slug
from harness.vocabulary import BREAKING, COMPATIBLE, IMPACTS, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.report.model.diff import DiffReport, Input, Row, Side
    from harness.report.model.entries import Entry
    from harness.rules import Rule

_KINDS = {BREAKING: "error", WARNING: "warning", COMPATIBLE: "note"}
_SEVERITIES = {BREAKING: "error", WARNING: "warning", COMPATIBLE: "recommendation"}
_LONGEST = 1_000
_LONGEST_MESSAGE = 4_000
_MOST_OPERATIONS = 20
_SURROGATES = re.compile("[\ud800-\udfff]")


def diff_sarif(report: DiffReport, *, limit: int = LIMIT) -> Iterator[bytes]:
    """One run: the listed changes as results, the worst first, then those of the furthest reach.

    Args:
        report: what to write.
        limit: the most results; a notification of the run says how many were left out.
    """
    entries = worst_first(report.listed_entries)
    results = entries[:limit]
    rules = {_rule_id(entry.lead): entry.impact for entry in reversed(results)}
    ids = sorted(rules)
    numbers = {name: number for number, name in enumerate(ids)}
    run = _run(report, [_rule(name, rules[name]) for name in ids], len(entries) - len(results))
    head = _encoded(log_of(run))
    # The results come last, one a line.
    yield head.removesuffix(b"}]}") + b',"results":['
    comma = b"\n"
    for entry in results:
        yield comma + _encoded(_result(entry, numbers[_rule_id(entry.lead)]))
        comma = b",\n"
    yield b"\n]}]}\n"


def _run(report: DiffReport, rules: list[dict[str, Any]], left: int) -> dict[str, Any]:
    from harness import __version__

    driver = {"name": "harness", "semanticVersion": __version__, "rules": rules}
    counts = report.counts
    notes = []
    if left:
        notice = f"{plural(left, 'result')} left out: code scanning shows {LIMIT:,} of a run."
        notes.append({"level": "note", "message": {"text": notice}})
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"harness/diff/{slug_of(report)}/"},
        "columnKind": "unicodeCodePoints",
        # No two may be the same.
        "artifacts": list({document.path: _artifact(document) for document in (report.old, report.new)}.values()),
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        **bag(
            old=printable(report.old.name),
            new=printable(report.new.name),
            **{word: counts[word] for word in IMPACTS},
            left=left,
        ),
    }


def _artifact(document: Input) -> dict[str, Any]:
    hashes = {"hashes": {"sha-256": document.sha256}} if document.sha256 else {}
    return {"location": {"uri": uri(document.path)}, **hashes}


def _rule_id(row: Row) -> str:
    """The rule of the contract; the kind of the change, where nobody asked the contract."""
    return printable(row.rule if row.rule is not None else slug(row))


def _rule(name: str, impact: str) -> dict[str, Any]:
    """What is known of a rule; little of one that another version wrote into stored JSON."""
    from harness.rules import RULES

    known = next((each for each in RULES if each.id == name), None)
    rule = {"id": name, **_help(known)} if known is not None else {"id": name, "shortDescription": message(name)}
    impact = known.impact if known is not None else impact
    rule["defaultConfiguration"] = {"level": _KINDS[impact]}
    tags = ["api", "contract"] if known is None else ["api", "contract", known.area]
    return rule | bag(tags=tags, **{"problem.severity": _SEVERITIES[impact]}, precision="high")


def _help(rule: Rule) -> dict[str, Any]:
    parts = [rule.why, *([f"What to do: {rule.instead}"] if rule.instead else []), f"Source: {rule.source}."]
    return {
        "shortDescription": message(rule.checks),
        "fullDescription": message(f"{rule.checks} {rule.why}"),
        "help": {**message(" ".join(parts)), "markdown": literal("\n\n".join(parts))},
    }


def _result(entry: Entry, number: int) -> dict[str, Any]:
    row = entry.lead
    mark = row.annotation_place
    place = {} if mark is None else _location(mark)
    holder = clipped(holder_of(row), _LONGEST)
    related = [_location(row.old, "before")] if row.old is not None and row.old is not mark else []
    return {
        "ruleId": _rule_id(row),
        "ruleIndex": number,
        "level": _KINDS[row.impact],
        "message": message(_text(entry, holder)),
        "locations": [{**place, "logicalLocations": [{"fullyQualifiedName": holder}]}],
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"harness/v1": printable(entry.breaks[0].id if entry.breaks else row.id)},
        **bag(**_facts(row), **_break(entry)),
    }


def _break(entry: Entry) -> dict[str, Any]:
    """The break that a result stands for."""
    if not entry.breaks:
        return {}
    first = entry.breaks[0]
    known = {"id": first.id, "cause": first.cause, "grade": first.grade, "changes": list(first.changes)}
    return {"break": known, "places": len(entry.breaks)}


def _text(entry: Entry, holder: str) -> str:
    row = entry.lead
    text = f"{holder}: {clipped(row.title, _LONGEST)}"
    if row.before is not None and row.after is not None:
        text += f": {clipped(row.before, _LONGEST)} -> {clipped(row.after, _LONGEST)}"
    text = ". ".join([text, *(clipped(capitalized(line), _LONGEST) for line in entry_lines(entry))])
    reason = reason_text(row) or row.reason
    return f"{text}. {clipped(capitalized(reason), _LONGEST).rstrip('.')}." if reason else f"{text}."


def _facts(row: Row) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "effect": row.effect,
        "direction": row.direction,
        "reach": len(row.operations),
        "operations": [clipped(name, _LONGEST) for name in row.operations[:_MOST_OPERATIONS]],
        "undecided": row.undecided,
    }
    if row.warning is not None:
        facts["warning"] = row.warning
    if row.setting is not None:
        facts["setting"] = row.setting._asdict()
    if row.badge is not None:
        facts["changelog"] = row.badge
    for name, side in (("oldPointer", row.old), ("newPointer", row.new)):
        if side is not None:
            facts[name] = clipped(side.pointer, _LONGEST)
    evidence = row.evidence
    if evidence is not None:
        facts["witness"] = {
            "direction": evidence.direction,
            "operation": clipped(evidence.operation, _LONGEST),
            "place": clipped(evidence.place, _LONGEST),
            "value": clipped(json.dumps(evidence.value, ensure_ascii=False, default=str), _LONGEST_MESSAGE),
            "message": message_of(evidence, _LONGEST_MESSAGE),
        }
        if evidence.refusal is not None:
            facts["witness"]["refusal"] = clipped(evidence.refusal, _LONGEST)
    return facts


def _location(side: Side, name: str | None = None) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": uri(side.file)}}}
    if side.line is not None:
        column = {} if side.column is None else {"startColumn": side.column}
        location["physicalLocation"]["region"] = {"startLine": side.line, **column}
    return location if name is None else {**location, "message": message(name)}


def _encoded(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _SURROGATES.sub("?", text).encode()
