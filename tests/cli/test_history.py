"""`harness history` and `harness site`: formats, folders, and what goes wrong."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Golden, Program

DAY = {"SOURCE_DATE_EPOCH": "1782864000"}  # 2026-07-01
PETS = 'openapi: "3.1.0"\ninfo: {title: Pets, version: "1"}\npaths: {}\n'


@pytest.fixture
def at_root(program: Program, root: Path) -> Program:
    """The program, started at the root of the repository."""
    program.folder = root
    return program


@pytest.mark.parametrize(("format", "name"), [("text", "txt"), ("json", "json"), ("atom", "atom")])
def test_what_it_prints_of_the_sensay_api(at_root: Program, golden: Golden, format: str, name: str) -> None:  # noqa: A002
    result = at_root("history", "sensay", "--format", format, env=DAY)
    assert (result.code, result.err) == (0, "")
    golden.check(f"history.{name}", result.out)
    assert at_root("history", "sensay", "--format", format, env=DAY) == result


def test_one_time_limit_is_for_all_pairs_of_a_run_and_what_it_leaves_undecided_is_told(
    at_root: Program, tmp_path: Path
) -> None:
    for command in (("history", "sensay"), ("site", "-o", str(tmp_path / "site"))):
        result = at_root(*command, "--time-limit", "0.00001", env=DAY)
        assert result.code == 0
        assert re.search(
            r"\d+ changes were not decided within the limits of time and memory; --time-limit gives more", result.err
        )
        assert at_root(*command, "--time-limit", "0", env=DAY).code == 2


def test_the_guide_shows_what_is_printed(root: Path) -> None:
    printed = (root / "tests/cli/golden/history.txt").read_text(encoding="utf-8")
    assert f"$ harness history sensay\n{printed}```" in (root / "docs/history.md").read_text(encoding="utf-8")


def test_the_published_schema_describes_the_json(at_root: Program) -> None:
    schema = json.loads(at_root("schema", "history").out)
    Draft202012Validator.check_schema(schema)
    for api in ("sensay", "aivax"):
        written = json.loads(at_root("history", api, "--format", "json").out)
        assert list(Draft202012Validator(schema).iter_errors(written)) == []


def test_colours_are_for_terminals(at_root: Program) -> None:
    assert "\x1b[31m" in at_root("--color", "always", "history", "sensay").out
    assert "\x1b" not in at_root("history", "sensay").out


def test_html_is_a_folder_in_which_every_link_leads_somewhere(at_root: Program, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "sensay"
    result = at_root("history", "sensay", "--format", "html", "-o", str(folder), env=DAY)
    assert (result.code, result.out) == (0, "")
    assert sorted(path.name for path in folder.iterdir()) == [
        "diff-2025-03-28-2025-06-16.html",
        "diff-2025-06-16-2025-06-19.html",
        "feed.atom",
        "history.html",
    ]
    assert _dead_links(folder) == []


def test_all_pairs_can_have_a_page(at_root: Program, tmp_path: Path) -> None:
    at_root("history", "sensay", "--format", "html", "--pairs", "all", "-o", str(tmp_path))
    assert len(list(tmp_path.glob("diff-*.html"))) == 3
    assert 'data-pairs="all"' in (tmp_path / "history.html").read_text(encoding="utf-8")


def test_a_page_alone_leads_to_no_file(at_root: Program) -> None:
    page = at_root("history", "sensay", "--format", "html").out
    assert [href for href in re.findall(r'href="([^"]*)"', page) if not href.startswith("#")] == []


def test_a_folder_is_the_same_every_time(at_root: Program, tmp_path: Path) -> None:
    for name in ("one", "two"):
        at_root("history", "sensay", "--format", "html", "-o", str(tmp_path / name), env=DAY)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_the_feed_leads_to_where_it_is_published(at_root: Program) -> None:
    feed = at_root("history", "sensay", "--format", "atom", "--url", "https://example.org/sensay/").out
    assert 'href="https://example.org/sensay/feed.atom" rel="self"' in feed
    assert 'href="https://example.org/sensay/diff-2025-06-16-2025-06-19.html"' in feed


def test_one_snapshot_is_a_history_too(program: Program, tmp_path: Path) -> None:
    specs = _store(tmp_path, "2025-01-01")
    result = program("--specs", str(specs), "history", "pets")
    assert result.code == 0
    assert "One snapshot so far. The first comparison appears with the second." in result.out
    for format in ("json", "atom", "html"):  # noqa: A001
        assert program("--specs", str(specs), "history", "pets", "--format", format).code == 0


def test_snapshots_that_say_the_same_are_no_change(program: Program, tmp_path: Path) -> None:
    specs = _store(tmp_path, "2025-01-01", "2025-02-01")
    result = program("--specs", str(specs), "history", "pets")
    assert "No change that clients can notice in 1 step." in result.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("history",), 2, "required: API"),
        (("history", "sensy"), 2, "there is no API 'sensy'"),
        (("history", "sensay", "--format", "htm"), 2, "--format cannot be 'htm'"),
        (("history", "sensay", "--pairs", "some"), 2, "--pairs cannot be 'some'"),
        (("history", "sensay", "--format", "html", "-o", "README.md"), 2, "cannot make the folder 'README.md'"),
        (("history", "sensay", "-o", "no/such/folder/a.txt"), 2, "cannot write"),
        (("history", "sensay", "--config", "no.toml"), 2, "there is no such file"),
        (("site", "-o", "README.md"), 2, "cannot make the folder 'README.md'"),
    ],
)
def test_wrong_use_says_what_is_wrong(at_root: Program, arguments: tuple[str, ...], code: int, said: str) -> None:
    result = at_root(*arguments)
    assert result.code == code
    assert result.out == ""
    assert said in result.err
    assert "Traceback" not in result.err


def test_a_snapshot_that_cannot_be_read_ends_with_3_and_no_page(program: Program, tmp_path: Path) -> None:
    specs = _store(tmp_path, "2025-01-01", "2025-02-01")
    (specs / "pets" / "2025-02-01.yaml").write_text("paths: [", encoding="utf-8")
    result = program("--specs", str(specs), "history", "pets", "--format", "html", "-o", str(tmp_path / "out"))
    assert result.code == 3
    assert not (tmp_path / "out").exists()


def test_an_api_without_snapshots_is_wrong_use(program: Program, tmp_path: Path) -> None:
    specs = _store(tmp_path)
    assert program("--specs", str(specs), "history", "pets").code == 2


def test_the_site_has_a_folder_for_each_api(at_root: Program, tmp_path: Path) -> None:
    result = at_root("site", "-o", str(tmp_path), env=DAY)
    assert (result.code, result.out) == (0, "")
    assert _dead_links(tmp_path) == []
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    for api in ("sensay", "aivax"):
        assert f'href="{api}/history.html"' in index
        assert {"changelog.html", "feed.atom", "history.html"} <= {path.name for path in (tmp_path / api).iterdir()}
        assert _dead_links(tmp_path / api) == []


def test_a_site_may_be_empty(program: Program, tmp_path: Path) -> None:
    specs = _store(tmp_path)
    result = program("--specs", str(specs), "site", "-o", str(tmp_path / "out"))
    assert result.code == 0
    assert "pets has no snapshot yet" in result.err
    assert "No snapshot is stored yet" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def _store(folder: Path, *dates: str) -> Path:
    api = folder / "specs" / "pets"
    api.mkdir(parents=True)
    (api / "api.toml").write_text('title = "Pets"\n', encoding="utf-8")
    for date in dates:
        (api / f"{date}.yaml").write_text(PETS, encoding="utf-8")
    return folder / "specs"


def _dead_links(folder: Path) -> list[str]:
    """The links of the pages of a folder that lead nowhere."""
    dead = []
    for page in folder.glob("*.html"):
        for href in set(re.findall(r'href="([^"]+)"', page.read_text(encoding="utf-8"))):
            file, _, name = href.partition("#")
            target = folder / file if file else page
            if href.startswith("#?"):
                continue
            if not target.is_file() or (name and f'id="{name}"' not in target.read_text(encoding="utf-8")):
                dead.append(f"{page.name}: {href}")
    return dead
