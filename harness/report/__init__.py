"""From data to text: the one place that knows how results look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.report._audit_text import audit_text
    from harness.report._badges import Badges
    from harness.report._diff_github import GithubOutputs, diff_github, github_outputs
    from harness.report._diff_json import diff_json, diff_ndjson
    from harness.report._diff_junit import diff_junit
    from harness.report._diff_markdown import diff_markdown
    from harness.report._diff_sarif import diff_sarif
    from harness.report._diff_text import diff_text
    from harness.report._errors import error_text, note_text
    from harness.report._from_json import diff_of_events, report_from_json
    from harness.report._from_selection import report_of
    from harness.report._model import LEVELS, DiffReport
    from harness.report._result import Diff, diff
    from harness.report._rules_text import rule_text, rules_json, rules_text
    from harness.report._schemas import SCHEMAS, schema_text
    from harness.report._selection import Selection
    from harness.report._terminal import PLAIN, Style, printable, style_of, tolerant

# A command that prints one thing must not import what it takes to print all others.
_HOMES = {
    "Badges": "_badges",
    "Diff": "_result",
    "DiffReport": "_model",
    "GithubOutputs": "_diff_github",
    "LEVELS": "_model",
    "PLAIN": "_terminal",
    "SCHEMAS": "_schemas",
    "Selection": "_selection",
    "Style": "_terminal",
    "audit_text": "_audit_text",
    "diff": "_result",
    "diff_github": "_diff_github",
    "diff_json": "_diff_json",
    "diff_junit": "_diff_junit",
    "diff_markdown": "_diff_markdown",
    "diff_ndjson": "_diff_json",
    "diff_of_events": "_from_json",
    "diff_sarif": "_diff_sarif",
    "diff_text": "_diff_text",
    "error_text": "_errors",
    "github_outputs": "_diff_github",
    "note_text": "_errors",
    "printable": "_terminal",
    "report_from_json": "_from_json",
    "report_of": "_from_selection",
    "rule_text": "_rules_text",
    "rules_json": "_rules_text",
    "rules_text": "_rules_text",
    "schema_text": "_schemas",
    "style_of": "_terminal",
    "tolerant": "_terminal",
}

__all__ = [
    "LEVELS",
    "PLAIN",
    "SCHEMAS",
    "Badges",
    "Diff",
    "DiffReport",
    "GithubOutputs",
    "Selection",
    "Style",
    "audit_text",
    "diff",
    "diff_github",
    "diff_json",
    "diff_junit",
    "diff_markdown",
    "diff_ndjson",
    "diff_of_events",
    "diff_sarif",
    "diff_text",
    "error_text",
    "github_outputs",
    "note_text",
    "printable",
    "report_from_json",
    "report_of",
    "rule_text",
    "rules_json",
    "rules_text",
    "schema_text",
    "style_of",
    "tolerant",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{home}"), name)
