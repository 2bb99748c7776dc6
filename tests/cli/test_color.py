"""When colours are used: the option, the environment, the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Program

PAIR = ("diff", "old.yaml", "new.yaml")


@pytest.mark.parametrize(
    ("env", "option", "piped", "terminal"),
    [
        ({}, None, False, True),
        ({}, "auto", False, True),
        ({}, "always", True, True),
        ({}, "never", False, False),
        ({"NO_COLOR": "1"}, None, False, False),
        ({"NO_COLOR": ""}, None, False, True),
        ({"NO_COLOR": "1"}, "always", True, True),
        ({"FORCE_COLOR": "1"}, None, True, True),
        ({"FORCE_COLOR": "0"}, None, False, True),
        ({"FORCE_COLOR": ""}, None, False, True),
        ({"CLICOLOR_FORCE": "1"}, None, True, True),
        ({"FORCE_COLOR": "1"}, "never", False, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, None, False, False),
        ({"TERM": "dumb"}, None, False, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, None, True, True),
        ({"HARNESS_COLOR": "always"}, None, True, True),
        ({"HARNESS_COLOR": "always"}, "never", False, False),
    ],
)
def test_the_matrix(program: Program, env: dict[str, str], option: str | None, piped: bool, terminal: bool) -> None:
    options = () if option is None else ("--color", option)
    assert ("\x1b[" in program(*PAIR, *options, env=env).out) == piped
    assert ("\x1b[" in program.in_terminal(*PAIR, *options, env=env).out) == terminal


def test_only_the_sixteen_colours_are_used(program: Program) -> None:
    import re

    codes = set(re.findall(r"\x1b\[([0-9;]*)m", program.in_terminal(*PAIR, "--all").out))
    assert codes <= {"0", "1", "2", "31", "1;31", "32", "33", "34", "35", "36"}


def test_errors_follow_the_same_rules(program: Program) -> None:
    assert "\x1b" not in program("diff", "absent", "new.yaml").err
    assert "\x1b[1;31merror:" in program.in_terminal("diff", "absent", "new.yaml").out


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_lines_fit_the_terminal_but_for_places(program: Program, columns: int) -> None:
    # Messages are not folded either: they are there to be copied.
    out = program.in_terminal(*PAIR, "--all", "--no-witness", columns=columns, env={"NO_COLOR": "1"}).out
    long = [line for line in out.splitlines() if len(line) > columns]
    assert all(".yaml:" in line or not line.startswith(" ") for line in long)


@pytest.mark.parametrize(
    ("arguments", "colored"),
    [
        (("--help",), False),
        (("--color", "always", "--help"), True),
        (("--help", "--color", "always"), True),
        (("--help", "--color=always"), True),
        (("diff", "--help", "--color", "always"), True),
        (("--color", "always", "diff", "--help"), True),
        (("--color", "always", "diff", "--help", "--color", "never"), False),
    ],
)
def test_help_follows_the_option_too(program: Program, arguments: tuple[str, ...], colored: bool) -> None:
    result = program(*arguments)
    assert (result.code, result.err) == (0, "")
    assert ("\x1b[" in result.out) == colored


@pytest.mark.parametrize("command", [(), ("diff",)])
def test_colours_change_no_word_of_the_help(program: Program, command: tuple[str, ...]) -> None:
    import re

    colored = program(*command, "--help", env={"FORCE_COLOR": "1"}).out
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == program(*command, "--help").out
    assert "\x1b[36m--color\x1b[0m" in colored
    assert "\x1b[1moptions:\x1b[0m" in colored


@pytest.mark.parametrize("columns", [20, 40, 80, 120, 300])
def test_help_fits_the_terminal(program: Program, columns: int) -> None:
    out = program.in_terminal("--help", columns=columns, env={"NO_COLOR": "1"}).out
    widest = max(len(line) for line in out.partition("options:")[2].partition("commands")[0].splitlines())
    assert widest <= min(max(columns, 40), 120)
