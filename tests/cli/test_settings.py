"""harness.toml: users set the impact of rules, and every mistake is told with its line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program


@pytest.fixture
def folder(program: Program, tmp_path: Path) -> Path:
    """A folder with the test documents, in which the program runs."""
    for name in ("old.yaml", "new.yaml"):
        (tmp_path / name).write_bytes((program.folder / name).read_bytes())
    program.folder = tmp_path
    return tmp_path


def impacts(program: Program, *options: str) -> dict[str, str]:
    """The impact of each rule that has a finding."""
    report = json.loads(program("diff", "old.yaml", "new.yaml", "--format", "json", *options).out)
    return {change["rule"]: change["impact"] for change in report["changes"]}


def test_an_impact_is_set_in_the_current_folder(program: Program, folder: Path) -> None:
    assert impacts(program)["request-enum-narrowed"] == "breaking"
    (folder / "harness.toml").write_text('[rules]\nrequest-enum-narrowed = "warning"\n', encoding="utf-8")
    assert impacts(program)["request-enum-narrowed"] == "warning"


def test_another_file_may_be_named(program: Program, folder: Path) -> None:
    (folder / "harness.toml").write_text("no TOML", encoding="utf-8")
    (folder / "mine.toml").write_text('rules = {operation-removed = "compatible"}\n', encoding="utf-8")
    assert impacts(program, "--config", "mine.toml")["operation-removed"] == "compatible"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('[rules]\n\nrequest-enum-narowed = "warning"\n', 3, "there is no rule 'request-enum-narowed'"),
        ('[rules]\noperation-removed = "fatal"\n', 2, "operation-removed cannot be 'fatal'"),
        ("[rules]\noperation-removed = 1\n", 2, "rules.operation-removed must be a string, not a number"),
        ("[rules]\noperation-removed = ['warning']\n", 2, "rules.operation-removed must be a string, not an array"),
        ("\n[rule]\n", 2, "unknown key 'rule'"),
        ('rules = "all"\n', 1, "rules must be a table, not a string"),
        ("[rules]\nx =\n", 2, "the file is no valid TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line(program: Program, folder: Path, text: str, line: int, message: str) -> None:
    (folder / "harness.toml").write_text(text, encoding="utf-8")
    result = program("diff", "old.yaml", "new.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: " + message)
    assert f"\n  --> harness.toml:{line}" in result.err


def test_a_file_that_is_named_must_be_there(program: Program) -> None:
    result = program("diff", "old.yaml", "new.yaml", "--config", "absent.toml")
    assert result.code == 2
    assert "absent.toml" in result.err


def test_bytes_that_are_no_text_are_told(program: Program, folder: Path) -> None:
    (folder / "harness.toml").write_bytes(b"[rules]\n\xff\n")
    result = program("diff", "old.yaml", "new.yaml")
    assert result.code == 2
    assert "harness.toml:2" in result.err


def test_the_changelog_alone_needs_no_settings(program: Program, folder: Path) -> None:
    (folder / "harness.toml").write_text("no TOML", encoding="utf-8")
    assert program("diff", "old.yaml", "new.yaml", "--rules", "changelog").code == 0


def changes(program: Program, *options: str) -> dict[str, dict[str, Any]]:
    """The last change of each rule."""
    report = json.loads(program("diff", "old.yaml", "new.yaml", "--format", "json", *options).out)
    return {change["rule"]: change for change in report["changes"]}


def test_every_warning_says_of_which_kind_it_is(program: Program) -> None:
    kinds = {(change["impact"], change["warning"]) for change in changes(program).values()}
    assert ("warning", "risk") in kinds
    assert {impact for impact, kind in kinds if kind is None} == {"breaking", "compatible"}


@pytest.mark.parametrize(
    ("profile", "removed"), [("default", "warning"), ("law", "compatible"), ("cautious", "breaking")]
)
def test_a_profile_sets_what_conventions_decide(profile: str, removed: str, program: Program, folder: Path) -> None:
    (folder / "harness.toml").write_text(f'profile = "{profile}"\n', encoding="utf-8")
    found = changes(program)
    assert found["request-parameter-removed"]["impact"] == removed
    assert found["response-property-removed"]["impact"] == removed
    assert found["request-enum-narrowed"]["impact"] == "breaking"
    told = {"file": "harness.toml", "line": 1, "profile": profile, "unset": "warning"}
    assert found["response-property-removed"].get("setting") == (None if profile == "default" else told)


def test_a_rule_that_is_set_stands_above_the_profile_and_above_a_proof(program: Program, folder: Path) -> None:
    text = (
        'profile = "cautious"\n[rules]\nresponse-property-removed = "compatible"\nrequest-enum-widened = "breaking"\n'
    )
    (folder / "harness.toml").write_text(text, encoding="utf-8")
    found = changes(program)
    assert found["response-property-removed"]["impact"] == "compatible"
    assert found["response-property-removed"]["setting"]["line"] == 3
    assert (found["request-enum-widened"]["impact"], found["request-enum-widened"]["setting"]["line"]) == (
        "breaking",
        4,
    )
    proven = "request-enum-narrowed"
    (folder / "harness.toml").write_text(f'[rules]\n{proven} = "compatible"\n', encoding="utf-8")
    assert changes(program)[proven]["impact"] == "compatible"
    assert changes(program)[proven]["setting"]["unset"] == "breaking"


@pytest.mark.parametrize("format", ["text", "markdown", "sarif", "html", "junit", "github"])
def test_every_output_names_what_a_setting_changed(format: str, program: Program, folder: Path) -> None:  # noqa: A002
    (folder / "harness.toml").write_text('\n[rules]\nrequest-parameter-removed = "breaking"\n', encoding="utf-8")
    out = program("diff", "old.yaml", "new.yaml", "--all", "--format", format).out
    assert "set by harness.toml:3, else warning" in out.lower()


def test_a_wrong_profile_is_told_with_its_line(program: Program, folder: Path) -> None:
    (folder / "harness.toml").write_text('\nprofile = "lax"\n', encoding="utf-8")
    result = program("diff", "old.yaml", "new.yaml")
    assert result.code == 2
    assert "profile cannot be 'lax'" in result.err
    assert "harness.toml:2" in result.err


def test_the_rules_are_listed_with_the_settings_in_force(program: Program, folder: Path) -> None:
    (folder / "harness.toml").write_text('profile = "law"\n[rules]\noperation-removed = "warning"\n', encoding="utf-8")
    text = program("rules").out
    assert 'harness.toml:3  operation-removed = "warning"' in text
    assert 'harness.toml:1  profile law  request-parameter-removed = "compatible"' in text
    listed = json.loads(program("rules", "--format", "json").out)["settings"]
    assert listed["operation-removed"]["impact"] == "warning"


@pytest.mark.parametrize("more", [(), ("--audit",), ("--rules", "none"), ("--rules", "changelog")])
def test_a_filter_that_fits_nothing_is_wrong_use_whatever_is_asked(more: tuple[str, ...], program: Program) -> None:
    result = program("diff", "old.yaml", "new.yaml", "--path", "/nowhere", *more)
    assert (result.code, result.out) == (2, "")


@pytest.mark.parametrize("severity", ["breaking", "warning"])
def test_what_nobody_judges_cannot_pass_for_harmless(severity: str, program: Program) -> None:
    result = program("diff", "old.yaml", "new.yaml", "--rules", "none", "--fail-on", severity)
    assert (result.code, result.out) == (2, "")
    assert "needs a judgement" in result.err
    assert program("diff", "old.yaml", "new.yaml", "--rules", "none", "--fail-on", "any").code == 1


def test_filters_that_nothing_fits_at_once_are_wrong_use(program: Program) -> None:
    result = program("diff", "old.yaml", "new.yaml", "--path", "/parcels", "--operation", "printLabel")
    assert (result.code, result.out) == (2, "")
    assert "no operation fits --path and --operation at once" in result.err
    both = program(
        "diff", "old.yaml", "new.yaml", "--path", "/parcels", "--path", "*labels", "--operation", "printLabel"
    )
    assert both.code == 0


@pytest.mark.parametrize(
    ("option", "glob"), [("--rule", "req-enum"), ("--path", "/nowhere"), ("--tag", "none"), ("--operation", "nothing")]
)
def test_a_filter_that_fits_nothing_is_wrong_use(option: str, glob: str, program: Program) -> None:
    result = program("diff", "old.yaml", "new.yaml", option, glob)
    assert (result.code, result.out) == (2, "")
    assert f"{option} {glob!r} fits nothing" in result.err
    assert "hint" in result.err or "request-enum" in result.err or option != "--rule"
