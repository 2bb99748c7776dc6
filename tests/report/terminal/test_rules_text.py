"""Every rule can be explained."""

from __future__ import annotations

import pytest

from harness.report.terminal.rules import rule_text, rules_text
from harness.report.words.text import PLAIN, Style
from harness.rules import RULES, Rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_explained_with_an_example(rule: Rule) -> None:
    text = "".join(rule_text(rule, PLAIN))
    assert text.startswith(f"{rule.id}  {rule.impact}\n\n{rule.checks}\n\n")
    example = text.partition("\nExample\n")[2]
    assert "\n  - " in f"\n{example}" or "\n  + " in f"\n{example}"
    assert f"\n  {rule.id} = " in text


@pytest.mark.parametrize("width", [40, 80, 120])
def test_columns_fit_the_terminal(width: int) -> None:
    lines = "".join(rules_text(RULES, Style(width=width), {})).splitlines()
    assert all(len(line) <= width or "Checks" not in line for line in lines)
