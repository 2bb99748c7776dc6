"""A command imports what it needs and no more: on small documents, imports are most of the time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

# Started without `site`, which imports what the installation of the machine wants.
_TELL = """
import sys
sys.path[:0] = {path!r}
before = set(sys.modules)
from harness.cli import run
code = run({arguments!r})
sys.stderr.write(repr(sorted(set(sys.modules) - before)))
sys.exit(code)
"""

# What is slow to import, and no business of a comparison.
HEAVY = {
    "asyncio",
    "ctypes",
    "dataclasses",
    "deepdiff",
    "difflib",
    "email",
    "fnmatch",
    "hypothesis",
    "html",
    "http",
    "httpx",
    "importlib.metadata",
    "inspect",
    "jinja2",
    "jsonpath_rfc9535",
    "jsonschema",
    "jsonschema_rs",
    "logging",
    "msgspec",
    "openapi_spec_validator",
    "pathlib",
    "random",
    "schemathesis",
    "shutil",
    "socket",
    "ssl",
    "subprocess",
    "tempfile",
    "tomllib",
    "traceback",
    "unittest",
    "urllib.request",
    "uuid",
    "xml",
    "yaml",
    "yaml_rs",
    "zipfile",
}

# What a comparison takes without any judgement.
LEAN = {"cli", "comparison", "document", "errors", "records", "report", "session", "signs", "versions", "vocabulary"}


def imported(arguments: list[str], root: Path) -> set[str]:
    """The modules that a run imports in a fresh interpreter."""
    text = _TELL.format(
        path=[str(root), *(entry for entry in sys.path if "site-packages" in entry)], arguments=arguments
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", text], capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.replace("'", '"')))


@pytest.fixture
def pair(tmp_path: Path) -> list[str]:
    """Two small documents in JSON."""
    paths = []
    for name, status in (("old", "200"), ("new", "201")):
        operation = {"responses": {status: {"description": "Pets"}}}
        document = {
            "openapi": "3.1.0",
            "info": {"title": "Pets", "version": "1"},
            "paths": {"/pets": {"get": operation}},
        }
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        paths.append(str(path))
    return paths


def test_help_imports_the_command_line_alone(root: Path) -> None:
    modules = imported(["--help"], root)
    assert not modules & HEAVY
    assert {name for name in modules if name.startswith("harness")} == {
        "harness",
        "harness.cli",
        "harness.cli._console",
        "harness.cli._options",
        "harness.cli._run",
        "harness.errors",
        "harness.report",
        "harness.report.words",
        "harness.report.words.text",
        "harness.signs",
    }


@pytest.mark.parametrize("options", [[], ["--format", "json"], ["--format", "ndjson"], ["--all"]])
def test_diff_imports_nothing_heavy(root: Path, pair: list[str], options: list[str]) -> None:
    modules = imported(["diff", *pair, *options], root)
    assert not modules & HEAVY
    assert packages_of(modules) == LEAN | {"changelog", "containment", "messages", "rules", "verdict"}


@pytest.mark.parametrize(
    ("options", "more"),
    [
        (["--rules", "none", "--format", "json"], set()),
        (["--rules", "changelog"], {"changelog"}),
        (["--rules", "changelog", "--format", "json"], {"changelog"}),
        (["--rules", "contract"], {"containment", "messages", "rules", "verdict"}),
    ],
)
def test_a_judgement_that_is_not_asked_for_is_not_imported(
    root: Path, pair: list[str], options: list[str], more: set[str]
) -> None:
    assert packages_of(imported(["diff", *pair, *options], root)) == LEAN | more


def test_what_a_break_is_shown_with_imports_neither_calendars_nor_settings(root: Path, pair: list[str]) -> None:
    new = Path(pair[1])
    new.write_text(new.read_text(encoding="utf-8").replace("201", "200"), encoding="utf-8")
    for path, most in zip(pair, (2, 1), strict=True):
        document = json.loads(Path(path).read_text(encoding="utf-8"))
        schema = {"type": "array", "items": {"type": "string", "pattern": "^a", "maxLength": most}}
        content = {"application/json": {"schema": schema}}
        document["paths"]["/pets"]["post"] = {**document["paths"]["/pets"]["get"], "requestBody": {"content": content}}
        Path(path).write_text(json.dumps(document), encoding="utf-8")
    modules = imported(["diff", *pair], root)
    assert "jsonschema_rs" in modules
    assert not modules & {"email.utils", "datetime", "socket"}
    assert not modules & {"harness.versions._settings", "harness.versions._store"}


def test_equal_documents_are_compared_without_any_rules(root: Path, pair: list[str]) -> None:
    assert packages_of(imported(["diff", pair[0], pair[0]], root)) == LEAN


def packages_of(modules: set[str]) -> set[str]:
    return {name.split(".")[1] for name in modules if name.startswith("harness.")}


def test_diff_of_one_format_does_not_import_another(root: Path, pair: list[str]) -> None:
    assert "harness.report.formats.diff_json" not in imported(["diff", *pair], root)
    assert "harness.report.terminal.diff" not in imported(["diff", *pair, "--format", "json"], root)


def test_importing_harness_imports_nothing(root: Path) -> None:
    text = f"import sys; sys.path.insert(0, {str(root)!r}); import harness; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", text], capture_output=True, text=True, check=True)
    assert [name for name in json.loads(done.stdout.replace("'", '"')) if name.startswith("harness.")] == []
