"""From data to text: the one place that knows how results look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.report._atom import atom
    from harness.report._audit_text import audit_text
    from harness.report._badges import Badges
    from harness.report._conformance_github import conformance_github
    from harness.report._conformance_html import conformance_html
    from harness.report._conformance_json import (
        conformance_begin,
        conformance_end,
        conformance_event,
        conformance_from_json,
        conformance_json,
        conformance_ndjson,
    )
    from harness.report._conformance_junit import conformance_junit
    from harness.report._conformance_markdown import conformance_markdown
    from harness.report._conformance_model import ConformanceRun
    from harness.report._conformance_text import conformance_text
    from harness.report._diff_github import GithubOutputs, diff_github, github_outputs
    from harness.report._diff_html import Bar, diff_html, diff_pages
    from harness.report._diff_json import diff_json, diff_ndjson
    from harness.report._diff_junit import diff_junit
    from harness.report._diff_markdown import diff_markdown
    from harness.report._diff_sarif import diff_sarif
    from harness.report._diff_text import diff_text
    from harness.report._errors import error_text, note_text
    from harness.report._from_json import diff_of_events, report_from_json
    from harness.report._from_selection import report_of
    from harness.report._history import History, Step, diff_name
    from harness.report._history_html import ALL_PAIRS, NEIGHBOURS, history_html, strip_of
    from harness.report._history_json import history_json
    from harness.report._history_site import site_html
    from harness.report._history_steps import end_of, lanes_of, published_of, step_of, sunsets_of
    from harness.report._history_text import history_text
    from harness.report._model import LEVELS, DiffReport
    from harness.report._result import Diff, diff
    from harness.report._rules_text import rule_text, rules_json, rules_text
    from harness.report._schemas import SCHEMAS, schema_text
    from harness.report._selection import Selection
    from harness.report._terminal import PLAIN, Style, printable, style_of, tolerant

# A command that prints one thing must not import what it takes to print all others.
_HOMES = {
    "ALL_PAIRS": "_history_html",
    "Badges": "_badges",
    "Bar": "_diff_html",
    "ConformanceRun": "_conformance_model",
    "Diff": "_result",
    "DiffReport": "_model",
    "GithubOutputs": "_diff_github",
    "History": "_history",
    "LEVELS": "_model",
    "NEIGHBOURS": "_history_html",
    "PLAIN": "_terminal",
    "SCHEMAS": "_schemas",
    "Selection": "_selection",
    "Step": "_history",
    "Style": "_terminal",
    "atom": "_atom",
    "audit_text": "_audit_text",
    "conformance_begin": "_conformance_json",
    "conformance_end": "_conformance_json",
    "conformance_event": "_conformance_json",
    "conformance_from_json": "_conformance_json",
    "conformance_github": "_conformance_github",
    "conformance_html": "_conformance_html",
    "conformance_json": "_conformance_json",
    "conformance_junit": "_conformance_junit",
    "conformance_markdown": "_conformance_markdown",
    "conformance_ndjson": "_conformance_json",
    "conformance_text": "_conformance_text",
    "diff": "_result",
    "diff_github": "_diff_github",
    "diff_html": "_diff_html",
    "diff_json": "_diff_json",
    "diff_junit": "_diff_junit",
    "diff_markdown": "_diff_markdown",
    "diff_name": "_history",
    "diff_ndjson": "_diff_json",
    "diff_of_events": "_from_json",
    "diff_pages": "_diff_html",
    "diff_sarif": "_diff_sarif",
    "diff_text": "_diff_text",
    "end_of": "_history_steps",
    "error_text": "_errors",
    "github_outputs": "_diff_github",
    "history_html": "_history_html",
    "history_json": "_history_json",
    "history_text": "_history_text",
    "lanes_of": "_history_steps",
    "note_text": "_errors",
    "printable": "_terminal",
    "published_of": "_history_steps",
    "report_from_json": "_from_json",
    "report_of": "_from_selection",
    "rule_text": "_rules_text",
    "rules_json": "_rules_text",
    "rules_text": "_rules_text",
    "schema_text": "_schemas",
    "site_html": "_history_site",
    "step_of": "_history_steps",
    "strip_of": "_history_html",
    "style_of": "_terminal",
    "sunsets_of": "_history_steps",
    "tolerant": "_terminal",
}

__all__ = [
    "ALL_PAIRS",
    "LEVELS",
    "NEIGHBOURS",
    "PLAIN",
    "SCHEMAS",
    "Badges",
    "Bar",
    "ConformanceRun",
    "Diff",
    "DiffReport",
    "GithubOutputs",
    "History",
    "Selection",
    "Step",
    "Style",
    "atom",
    "audit_text",
    "conformance_begin",
    "conformance_end",
    "conformance_event",
    "conformance_from_json",
    "conformance_github",
    "conformance_html",
    "conformance_json",
    "conformance_junit",
    "conformance_markdown",
    "conformance_ndjson",
    "conformance_text",
    "diff",
    "diff_github",
    "diff_html",
    "diff_json",
    "diff_junit",
    "diff_markdown",
    "diff_name",
    "diff_ndjson",
    "diff_of_events",
    "diff_pages",
    "diff_sarif",
    "diff_text",
    "end_of",
    "error_text",
    "github_outputs",
    "history_html",
    "history_json",
    "history_text",
    "lanes_of",
    "note_text",
    "printable",
    "published_of",
    "report_from_json",
    "report_of",
    "rule_text",
    "rules_json",
    "rules_text",
    "schema_text",
    "site_html",
    "step_of",
    "strip_of",
    "style_of",
    "sunsets_of",
    "tolerant",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{home}"), name)
