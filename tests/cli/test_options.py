"""Options, the environment, and names that are nearly right."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from harness.cli._run import COMMANDS as NAMES
from harness.cli._snapshots import ACTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Golden, Program

KNOWN = f"one of {', '.join(NAMES)}; see harness --help"
COMMANDS = [(), *((name,) for name in NAMES), *(("snapshots", action) for action in ACTIONS)]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_reads_well(program: Program, golden: Golden, command: tuple[str, ...]) -> None:
    result = program(*command, "--help")
    assert (result.code, result.err) == (0, "")
    assert max(map(len, result.out.splitlines())) <= 100
    if sys.version_info < (3, 13):  # later ones lay options out in another way
        golden.check(f"help{''.join('-' + word for word in command)}.txt", result.out)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_option_names_its_variable(program: Program, command: tuple[str, ...]) -> None:
    text = program(*command, "--help").out.partition("options:")[2].partition("\n\n")[0]
    options = re.split(r"\n  (?=-)", text)[1:]
    assert options
    for option in options:
        if not option.startswith(("-h", "--version")):
            assert re.search(r"\[HARNESS_[A-Z_]+\]", option), option


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (("dif",), "there is no command 'dif'", "did you mean diff?"),
        (("changlog", "sensay"), "there is no command 'changlog'", "did you mean changelog?"),
        (("xyzzy",), "there is no command 'xyzzy'", KNOWN),
        ((), "no command is given", KNOWN),
        (("--colour", "never", "diff"), "there is no option --colour of harness", "did you mean --color?"),
        (("diff", "--frmat", "json", "a", "b"), "there is no option --frmat of harness diff", "did you mean --format?"),
        (("diff", "a", "b", "-x"), "there is no option -x of harness diff", None),
        (("diff", "a", "b", "--format", "jsn"), "--format cannot be 'jsn'", "did you mean json?"),
        (
            ("diff", "a", "b", "--format", "q"),
            "--format cannot be 'q'",
            "one of text, json, ndjson, html, markdown, github, sarif, junit",
        ),
        (("diff", "a"), "the following arguments are required: NEW", "see harness diff --help"),
        (("diff", "a", "b", "c"), "there is no use for 'c'", "see harness diff --help"),
        (("diff", "a", "b", "-o"), "argument -o/--output: expected one argument", "see harness diff --help"),
        (("snapshots", "chek"), "harness snapshots cannot 'chek'", "did you mean check?"),
        (("schema", "dif"), "there is no schema 'dif'", "did you mean diff?"),
        (("-C", "/absent", "snapshots"), "cannot go to '/absent'", None),
    ],
)
def test_wrong_use_says_what_to_do(program: Program, arguments: tuple[str, ...], said: str, hint: str | None) -> None:
    result = program(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[0] == f"error: {said}"
    if hint is not None:
        assert result.err.splitlines()[-1] == f"hint: {hint}"


@pytest.mark.parametrize(
    ("variable", "value", "option"),
    [
        ("HARNESS_DIFF_FORMAT", "json", ("--format", "json")),
        ("HARNESS_DIFF_ALL", "1", ("--all",)),
        ("HARNESS_DIFF_ALL", "no", ()),
        ("HARNESS_DIFF_PATH", "/parcels,/x", ("--path", "/parcels", "--path", "/x")),
        ("HARNESS_QUIET", "2", ("-qq",)),
        ("HARNESS_VERBOSE", "1", ("-v",)),
    ],
)
def test_the_environment_means_what_the_option_means(
    program: Program, variable: str, value: str, option: tuple[str, ...]
) -> None:
    pair = ("diff", "old.yaml", "new.yaml")
    assert program(*pair, env={variable: value}) == program(*pair, *option)


def test_an_option_wins_over_the_environment(program: Program) -> None:
    pair = ("diff", "old.yaml", "new.yaml")
    assert program(*pair, "--format", "text", env={"HARNESS_DIFF_FORMAT": "json"}) == program(*pair)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HARNESS_COLOR", "red"),
        ("HARNESS_QUIET", "very"),
        ("HARNESS_DIFF_ALL", "maybe"),
        ("HARNESS_DIFF_FORMAT", "xml"),
    ],
)
def test_a_wrong_variable_is_named(program: Program, variable: str, value: str) -> None:
    result = program("diff", "old.yaml", "new.yaml", env={variable: value})
    assert result.code == 2
    assert variable in result.err.splitlines()[0]


def test_global_options_stand_before_or_behind_the_command(program: Program, root: Path) -> None:
    before = program("-C", str(root), "--specs", "specs", "-q", "snapshots", "resolve", "sensay")
    behind = program("snapshots", "resolve", "sensay", "-q", "--specs", "specs", "-C", str(root))
    assert before == behind
    assert before.code == 0


def test_quiet_adds_up(program: Program) -> None:
    assert program("-q", "diff", "old.yaml", "new.yaml", "-q").out == ""
