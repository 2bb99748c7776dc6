"""The catalogue of rules as text and as JSON, and one rule explained."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from harness.rules import BREAKING, COMPATIBLE, CONVENTION, JUDGES, PROOF, STRUCTURE, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harness.gate import Clause
    from harness.report.words.text import Style
    from harness.rules import Rule, Setting

_HEAD = ("ID", "IMPACT", "BASIS", "CHECKS")
_WHY = {BREAKING: "Why it breaks", WARNING: "Why it is a warning", COMPATIBLE: "Why it is compatible"}
_PROVEN = (
    "Where no message is lost, the finding is compatible; where one is, it is breaking and shows the message; "
    "without an answer "
)
_RESTS_ON = {
    STRUCTURE: "The structure of the documents alone.",
    CONVENTION: "A convention: a departure from the law that a server may accept more and say less.",
}
# Less room than this for the last column, and it gets lines of its own.
_ROOM = 40


def rules_text(rules: Sequence[Rule], style: Style, settings: Mapping[str, Setting]) -> Iterator[str]:
    """A line for each rule below the names of the columns, each with its end; then the settings in force."""
    rows = [_HEAD, *((rule.id, rule.impact, _basis(rule), rule.checks) for rule in rules)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    narrow = style.width is not None and style.width - sum(widths) - 6 < _ROOM
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)]
        if row is _HEAD:
            yield style.paint("  ".join((*cells, row[3])).rstrip() if not narrow else "  ".join(cells), "dim") + "\n"
            continue
        cells[1] = style.paint(cells[1], row[1])
        if narrow:
            yield f"{'  '.join(cells).rstrip()}\n    {style.folded(row[3], '    ')}\n"
        else:
            indent = " " * (sum(widths) + 6)
            yield f"{'  '.join(cells)}  {style.folded(row[3], indent)}\n"
    yield from _in_force(rules, settings)


def _in_force(rules: Sequence[Rule], settings: Mapping[str, Setting]) -> Iterator[str]:
    """The settings that change the impact of a rule, and where they stand."""
    chosen = [(rule, settings[rule.id]) for rule in rules if rule.id in settings]
    if chosen:
        yield "\nSettings in force:\n"
    for rule, setting in chosen:
        place = ":".join(str(part) for part in (setting.file, setting.line) if part is not None)
        by = f"  profile {setting.profile}" if setting.profile else ""
        yield f'  {place}{by}  {rule.id} = "{setting.impact}"\n'


def rules_json(rules: Sequence[Rule], settings: Mapping[str, Setting]) -> Iterator[bytes]:
    """One object with all rules, the same bytes in every run."""
    import json

    from harness import __version__

    members = ("id", "area", "impact", "basis", "judge", "checks", "why", "instead", "source", "since")
    listing = {
        "schema_version": "1.0",
        "tool": {"name": "harness", "version": __version__},
        "rules": [{member: getattr(rule, member) for member in members} for rule in rules],
        "settings": {rule.id: settings[rule.id]._asdict() for rule in rules if rule.id in settings},
    }
    yield json.dumps(listing, indent=1, ensure_ascii=False).encode() + b"\n"


def rule_text(rule: Rule, style: Style) -> Iterator[str]:
    """One rule in full, with an example; lines with their ends."""
    example = _example(rule.id)
    yield f"{style.paint(rule.id, 'bold')}  {style.paint(rule.impact, rule.impact)}\n\n"
    yield f"{style.folded(rule.checks, '')}\n\n"
    yield from _part(_WHY[rule.impact], rule.why, style)
    yield from _part("What it rests on", _decision(rule), style)
    if example["diff"]:
        yield f"{style.paint('Example', 'bold')}\n"
        yield from (f"  {_line(line, style)}\n" for line in example["diff"])
    if example["unreported"]:
        yield f"{style.paint('When it does not apply', 'bold')}\n"
        for name, why in example["unreported"].items():
            yield f"  {style.folded(f'`{name}` in the example: {why}.', '  ')}\n"
    if rule.instead:
        yield from _part("What to do", rule.instead, style)
    other = WARNING if rule.impact != WARNING else COMPATIBLE
    yield f'{style.paint("Setting in harness.toml", "bold")}\n  [rules]\n  {rule.id} = "{other}"\n'
    yield from _part("Source", f"{rule.source}. Since {rule.since}.", style)


def clause_text(clause: Clause, style: Style) -> Iterator[str]:
    """One clause of the gate in full; lines with their ends."""
    yield f"{style.paint(clause.id, 'bold')}  {style.paint(clause.impact, clause.impact)}\n\n"
    yield f"{style.folded(clause.checks, '')}\n\n"
    yield from _part("Why it matters", clause.why, style)
    yield from _part("What to do", clause.instead, style)
    if clause.line is not None:
        yield from _part("Line of [promise]", clause.line, style)
    other = WARNING if clause.impact != WARNING else COMPATIBLE
    yield f'{style.paint("Setting in api.toml or harness.toml", "bold")}\n  [rules]\n  {clause.id} = "{other}"\n'


def _basis(rule: Rule) -> str:
    return rule.basis if rule.judge is None or rule.basis == PROOF else f"{PROOF}, else {rule.basis}"


def _decision(rule: Rule) -> str:
    """What decides, and which judge asks for a proof."""
    if rule.judge is None:
        return _RESTS_ON[rule.basis]
    otherwise = "it is a warning." if rule.basis == PROOF else f"{rule.basis} decides. {_RESTS_ON[rule.basis]}"
    return f"Proof: the judge `{rule.judge}` asks: {JUDGES[rule.judge]} {_PROVEN}{otherwise}"


def _part(head: str, text: str, style: Style) -> Iterator[str]:
    yield f"{style.paint(head, 'bold')}\n  {style.folded(text, '  ')}\n"


def _line(line: str, style: Style) -> str:
    """A line of a diff, with room behind its sign."""
    signed = line if line == "..." else f"{line[:1]} {line[1:]}".rstrip()
    return (
        style.paint(signed, {"-": "breaking", "+": "ok"}.get(line[:1], "dim"))
        if line[:1] in ("-", "+", ".")
        else signed
    )


def _example(name: str) -> dict[str, Any]:
    """The example of a rule: the lines of a diff, and what in it is not reported; tools/rule_pages.py writes them."""
    import json

    package = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))
    with open(os.path.join(package, "rules", "examples.json"), encoding="utf-8") as file:
        example: dict[str, Any] = json.load(file)[name]
    return example
