"""`harness rules` and `harness explain RULE`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._options import Options, read_settings
from harness.errors import UsageError, nearest

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from harness.cli._console import Console

_DESCRIPTION = """\
List the rules of the contract: what each checks, its impact on clients, and what that
rests on. `harness explain RULE` says more of one."""
_EXPLAIN = "Explain a rule: why it breaks, an example, what to do, and how to set its impact."


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run `harness rules` and give its exit code."""
    options = Options("harness rules", _DESCRIPTION)
    options.value("--area", metavar="AREA", help="only the rules of one area, such as parameters")
    options.value("-f", "--format", choices=("text", "json"), default="text", help="(default: text)")
    options.value("--config", metavar="FILE", help="the settings (default: harness.toml, if there is one)")
    options.value("-o", "--output", metavar="FILE", help="write into a file instead of standard output")
    options.add_global(inherited=True)
    options.parse(arguments, chosen)
    console.begin(chosen)
    from harness.report.terminal.rules import rules_json, rules_text
    from harness.report.words.text import PLAIN
    from harness.rules import RULES

    areas = list(dict.fromkeys(rule.area for rule in RULES))
    if chosen.area is not None and chosen.area not in areas:
        hint = nearest(chosen.area, areas) or f"one of {', '.join(areas)}"
        raise UsageError(f"there is no area {chosen.area[:60]!r}", hint=hint)
    rules = [rule for rule in RULES if chosen.area in (None, rule.area)]
    style = PLAIN if chosen.output else console.style
    settings = read_settings(chosen.config)
    text = rules_text(rules, style, settings) if chosen.format == "text" else rules_json(rules, settings)
    console.save(text, chosen.output)
    return 0


def explain(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run `harness explain` and give its exit code."""
    options = Options("harness explain", _EXPLAIN)
    options.positional(
        "rule",
        "RULE",
        help="the id of a rule (`harness rules` lists them), of a check of a server, or of a clause of the gate",
    )
    options.add_global(inherited=True)
    options.parse(arguments, chosen)
    console.begin(chosen)
    console.save(_explained(chosen.rule, console), None)
    return 0


def _explained(name: str, console: Console) -> Iterator[str]:
    """What is to be said of a rule, a check or a clause."""
    from harness.report.terminal.rules import clause_text, rule_text
    from harness.rules import RULES, rule

    if not any(row.id == name for row in RULES):
        from harness.conformance import oracle
        from harness.gate import CLAUSES
        from harness.report.terminal.checks import check_text

        clause = next((row for row in CLAUSES if row.id == name), None)
        if clause is not None:
            return clause_text(clause, console.style)
        check = oracle(name)
        if check is not None:
            return check_text(check, console.style)
    return rule_text(rule(name[:80]), console.style)
