"""From data to text: the one place that knows how results look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.report.build.diff import report_of
    from harness.report.build.history import history_of
    from harness.report.formats.atom import atom
    from harness.report.formats.conformance_github import conformance_github
    from harness.report.formats.conformance_json import (
        conformance_begin,
        conformance_end,
        conformance_event,
        conformance_json,
        conformance_ndjson,
    )
    from harness.report.formats.conformance_junit import conformance_junit
    from harness.report.formats.conformance_markdown import conformance_markdown
    from harness.report.formats.conformance_reading import conformance_from_json
    from harness.report.formats.diff_github import GithubOutputs, diff_github, github_outputs
    from harness.report.formats.diff_json import diff_json, diff_ndjson
    from harness.report.formats.diff_junit import diff_junit
    from harness.report.formats.diff_markdown import diff_markdown
    from harness.report.formats.diff_reading import diff_of_events, report_from_json
    from harness.report.formats.diff_sarif import diff_sarif
    from harness.report.formats.history_json import history_json
    from harness.report.formats.schemas import SCHEMAS, schema_text
    from harness.report.model.conformance import ConformanceRun
    from harness.report.model.diff import DiffReport
    from harness.report.model.history import History, Step, diff_name
    from harness.report.pages.conformance import conformance_html
    from harness.report.pages.diff import Bar, diff_html, diff_pages
    from harness.report.pages.history import ALL_PAIRS, NEIGHBOURS, history_html, strip_of
    from harness.report.pages.site import site_html
    from harness.report.terminal.audit import audit_text
    from harness.report.terminal.conformance import conformance_text
    from harness.report.terminal.diff import diff_text
    from harness.report.terminal.errors import error_text, note_text
    from harness.report.terminal.history import history_text
    from harness.report.terminal.rules import rule_text, rules_json, rules_text
    from harness.report.terminal.style import PLAIN, Style, style_of, tolerant
    from harness.report.words.text import printable
    from harness.vocabulary import IMPACTS

# A command that prints one thing must not import what it takes to print all others.
_HOMES = {
    "ALL_PAIRS": "pages.history",
    "Bar": "pages.diff",
    "ConformanceRun": "model.conformance",
    "DiffReport": "model.diff",
    "GithubOutputs": "formats.diff_github",
    "History": "model.history",
    "IMPACTS": "model.diff",
    "NEIGHBOURS": "pages.history",
    "PLAIN": "terminal.style",
    "SCHEMAS": "formats.schemas",
    "Step": "model.history",
    "Style": "terminal.style",
    "atom": "formats.atom",
    "audit_text": "terminal.audit",
    "conformance_begin": "formats.conformance_json",
    "conformance_end": "formats.conformance_json",
    "conformance_event": "formats.conformance_json",
    "conformance_from_json": "formats.conformance_reading",
    "conformance_github": "formats.conformance_github",
    "conformance_html": "pages.conformance",
    "conformance_json": "formats.conformance_json",
    "conformance_junit": "formats.conformance_junit",
    "conformance_markdown": "formats.conformance_markdown",
    "conformance_ndjson": "formats.conformance_json",
    "conformance_text": "terminal.conformance",
    "diff_github": "formats.diff_github",
    "diff_html": "pages.diff",
    "diff_json": "formats.diff_json",
    "diff_junit": "formats.diff_junit",
    "diff_markdown": "formats.diff_markdown",
    "diff_name": "model.history",
    "diff_ndjson": "formats.diff_json",
    "diff_of_events": "formats.diff_reading",
    "diff_pages": "pages.diff",
    "diff_sarif": "formats.diff_sarif",
    "diff_text": "terminal.diff",
    "error_text": "terminal.errors",
    "github_outputs": "formats.diff_github",
    "history_html": "pages.history",
    "history_json": "formats.history_json",
    "history_of": "build.history",
    "history_text": "terminal.history",
    "note_text": "terminal.errors",
    "printable": "words.text",
    "report_from_json": "formats.diff_reading",
    "report_of": "build.diff",
    "rule_text": "terminal.rules",
    "rules_json": "terminal.rules",
    "rules_text": "terminal.rules",
    "schema_text": "formats.schemas",
    "site_html": "pages.site",
    "strip_of": "pages.history",
    "style_of": "terminal.style",
    "tolerant": "terminal.style",
}

__all__ = [
    "ALL_PAIRS",
    "IMPACTS",
    "NEIGHBOURS",
    "PLAIN",
    "SCHEMAS",
    "Bar",
    "ConformanceRun",
    "DiffReport",
    "GithubOutputs",
    "History",
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
    "error_text",
    "github_outputs",
    "history_html",
    "history_json",
    "history_of",
    "history_text",
    "note_text",
    "printable",
    "report_from_json",
    "report_of",
    "rule_text",
    "rules_json",
    "rules_text",
    "schema_text",
    "site_html",
    "strip_of",
    "style_of",
    "tolerant",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{home}"), name)
