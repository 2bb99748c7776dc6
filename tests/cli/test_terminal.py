"""What terminals get beside colours: hyperlinks, progress, signs, and pipes that close."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.cli import _console
from harness.cli._console import Progress, is_shown
from harness.report.words.text import Style, file_uri

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program

PAIR = ("diff", "old.yaml", "new.yaml")
LINK = re.compile("\x1b]8;;([!-~]*)\x1b\\\\([^\x1b]*)\x1b]8;;\x1b\\\\")
AUTO = {"HARNESS_HYPERLINKS": "auto"}
MOVING = {"HARNESS_NO_PROGRESS": ""}


@pytest.fixture
def broken(program: Program, tmp_path: Path) -> Program:
    """The program beside a file that it cannot read, whose place it names."""
    program.folder = tmp_path
    (tmp_path / "bad.yaml").write_text("openapi: 3.1.0\n  info: [", encoding="utf-8")
    return program


@pytest.mark.parametrize(
    ("env", "option", "piped", "terminal"),
    [
        ({}, None, False, True),
        ({}, "auto", False, True),
        ({}, "always", True, True),
        ({}, "never", False, False),
        ({"NO_COLOR": "1"}, None, False, True),
        ({"FORCE_COLOR": "1"}, None, False, True),
        ({"TERM": "dumb"}, None, False, False),
        ({"TERM": "linux"}, None, False, False),
        ({"TERM": "dumb"}, "always", True, True),
        ({"HARNESS_HYPERLINKS": "always"}, None, True, True),
        ({"HARNESS_HYPERLINKS": "always"}, "never", False, False),
    ],
)
def test_when_places_are_hyperlinks(
    broken: Program, env: dict[str, str], option: str | None, piped: bool, terminal: bool
) -> None:
    options = () if option is None else ("--hyperlinks", option)
    command = ("diff", "bad.yaml", "bad.yaml", *options)
    assert bool(LINK.search(broken(*command, env=AUTO | env).err)) == piped
    assert bool(LINK.search(broken.in_terminal(*command, env=AUTO | env).out)) == terminal


def test_a_hyperlink_leads_to_the_file_and_shows_the_place(broken: Program) -> None:
    out = broken.in_terminal("diff", "bad.yaml", "bad.yaml", env=AUTO).out
    ((uri, text),) = LINK.findall(out)
    assert uri == f"file://{os.uname().nodename}{broken.folder}/bad.yaml"
    assert re.fullmatch(r"bad\.yaml:\d+:\d+", text)


@pytest.mark.parametrize("name", ["a b;c.yaml", "\x1b]8;;x\x07.yaml", "\x1b\\ \n\u202e\x9b2J%41.yaml", "日本.yaml"])
def test_names_of_files_end_no_hyperlink(broken: Program, name: str) -> None:
    (broken.folder / "bad.yaml").rename(broken.folder / name)
    out = broken.in_terminal("diff", name, name, env=AUTO | {"NO_COLOR": "1"}).out
    ((uri, _),) = LINK.findall(out)
    assert unquote_to_bytes(uri).endswith(os.fsencode(f"/{name}"))
    assert all(sign.isprintable() or sign == "\n" for sign in LINK.sub("", out))


def test_places_and_rules_of_a_diff_are_hyperlinks(program: Program, root: Path) -> None:
    links = LINK.findall(program.in_terminal(*PAIR, env=AUTO).out)
    here = f"file://{os.uname().nodename}"
    places = {(uri, text.partition(":")[0]) for uri, text in links if ":" in text}
    assert places == {(f"{here}{program.folder}/{name}.yaml", f"{name}.yaml") for name in ("old", "new")}
    rules = {(uri, text) for uri, text in links if ":" not in text}
    assert rules
    assert all(uri == f"{here}{root}/docs/rules/{text}.md" for uri, text in rules)


def test_hyperlinks_change_no_line(program: Program) -> None:
    linked = program.in_terminal(*PAIR, "--all", env=AUTO, columns=60).out
    assert LINK.sub(r"\2", linked) == program.in_terminal(*PAIR, "--all", columns=60).out


@given(st.text(), st.text())
def test_no_address_becomes_an_escape_sequence(text: str, uri: str) -> None:
    shown = Style(hyperlinks=True).linked(text, uri)
    found = LINK.fullmatch(shown)
    assert shown == text or (found is not None and found[1] == uri) or "\x1b" in text


def test_what_is_no_file_is_no_hyperlink(tmp_path: Path) -> None:
    assert file_uri(str(tmp_path)) is None
    assert file_uri(str(tmp_path / "absent")) is None
    assert file_uri("https://example.org/openapi.yaml") is None
    assert file_uri("a\x00b") is None


def test_plain_style_has_no_hyperlinks() -> None:
    assert Style().located("text", __file__) == "text"
    assert LINK.fullmatch(Style(hyperlinks=True).located("text", __file__))


@pytest.mark.parametrize(
    ("env", "option", "sign"),
    [
        ({}, (), "→"),
        ({}, ("--ascii",), "->"),
        ({"HARNESS_ASCII": "1"}, (), "->"),
        ({"PYTHONIOENCODING": "ascii"}, (), "->"),
        ({"PYTHONIOENCODING": "latin-1"}, (), "->"),
    ],
)
def test_terminals_that_have_an_arrow_get_one(
    program: Program, env: dict[str, str], option: tuple[str, ...], sign: str
) -> None:
    out = program.in_terminal(*PAIR, *option, env={"HARNESS_ASCII": "", "NO_COLOR": "1"} | env).out
    assert f"2026-03-25 {sign} 2026-06-24" in out or f"old.yaml {sign} new.yaml" in out
    assert ("→" in out) == (sign == "→")


def test_what_is_piped_is_the_same_under_every_locale(program: Program) -> None:
    assert "→" not in program(*PAIR, env={"HARNESS_ASCII": ""}).out


class Terminal(io.StringIO):
    """A terminal that somebody looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, to be set by the test."""
    time = [100.0]
    monkeypatch.setattr(_console, "monotonic", lambda: time[0])
    return time


def test_progress_comes_after_a_moment_and_goes(clock: list[float]) -> None:
    stream = Terminal()
    with Progress("Reading 18 snapshots", 18, stream) as progress:
        clock[0] += 0.29
        progress.at(3)
        assert stream.getvalue() == ""
        clock[0] += 0.02
        progress.at(12)
        assert stream.getvalue() == "\rReading 18 snapshots  12/18\x1b[K"
        progress.at(13)  # too soon after the last
    assert stream.getvalue() == "\rReading 18 snapshots  12/18\x1b[K\r\x1b[K"


def test_a_short_step_shows_nothing(clock: list[float]) -> None:
    stream = Terminal()
    with Progress("Reading 2 snapshots", 2, stream) as progress:
        progress.at(1)
    assert stream.getvalue() == ""


def test_progress_is_one_line_however_long_the_label(clock: list[float]) -> None:
    stream = Terminal()
    with Progress("Reading\n\x1b" + "n" * 500, 4812, stream) as progress:
        clock[0] += 1
        progress.at(1200)
    shown = stream.getvalue().removesuffix("\r\x1b[K").removesuffix("\x1b[K").removeprefix("\r")
    assert len(shown) < 80
    assert shown.isprintable()


def test_a_terminal_that_went_stops_nothing(clock: list[float]) -> None:
    stream = Terminal()
    with Progress("Reading", 2, stream) as progress:
        stream.close()
        clock[0] += 1
        progress.at(1)


@pytest.mark.parametrize(
    ("env", "shown"), [({}, True), ({"CI": ""}, True), ({"CI": "true"}, False), ({"TERM": "dumb"}, False)]
)
def test_who_sees_progress(env: dict[str, str], shown: bool) -> None:
    assert is_shown(Terminal(), env) == shown
    assert not is_shown(io.StringIO(), env)


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """A comparison that takes a second or so to judge, as no schema is another's."""
    folder = tmp_path_factory.mktemp("slow")
    sides = ("{type: [string, 'null'], minLength: %s}", "{type: string, maxLength: 900, pattern: '^[a-z]+x{%s}$'}")
    for name, schema in zip(("old", "new"), sides, strict=True):
        lines = ["openapi: 3.1.0", "info: {title: T, version: '1'}", "paths:"]
        lines += [
            f"  /p{number}: {{post: {{requestBody: {{content: {{application/json: {{schema: {schema % number}}}}}}}, "
            "responses: {'200': {description: Done}}}}"
            for number in range(1, 120)
        ]
        (folder / f"{name}.yaml").write_text("\n".join(lines), encoding="utf-8")
    return ("diff", str(folder / "old.yaml"), str(folder / "new.yaml"), "-o", os.devnull)


def test_a_long_judgement_says_how_far_it_is(program: Program, slow: tuple[str, ...]) -> None:
    out = program.in_terminal(*slow, env=MOVING).out
    assert re.search(r"\rJudging [0-9,]+ changes  [0-9,]+/[0-9,]+\x1b\[K", out)
    assert "Judging" not in re.sub(r"\r[^\r\n]*\x1b\[K", "", out)


@pytest.mark.parametrize(("options", "env"), [(["--no-progress"], {}), (["-q"], {}), ([], {"CI": "1"})])
def test_progress_can_be_had_without(
    program: Program, slow: tuple[str, ...], options: list[str], env: dict[str, str]
) -> None:
    assert "udging" not in program.in_terminal(*slow, *options, env=MOVING | env).out


def test_in_a_pipe_each_phase_is_a_line_with_v(program: Program) -> None:
    assert "info: judging 25 changes\n" in re.sub(r"\d+ ch", "25 ch", program(*PAIR, "-v").err)
    assert "judging" not in program(*PAIR).err


@pytest.mark.parametrize("command", ["changelog", "history"])
def test_walks_through_snapshots_say_how_many_there_are(program: Program, root: Path, command: str) -> None:
    program.folder = root
    assert program(command, "sensay", "-v").err.startswith("info: reading 3 snapshots\n")


@pytest.mark.parametrize("command", [("diff", "old.yaml", "new.yaml", "--all"), ("--help",), ("rules",)])
def test_a_reader_who_leaves_is_no_error(program: Program, command: tuple[str, ...]) -> None:
    line = " ".join(map(shlex.quote, program.command(*command)))
    done = subprocess.run(
        ["bash", "-c", f"{line} | head -1; exit ${{PIPESTATUS[0]}}"],
        cwd=program.folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(program.folder.parents[2])},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 1
