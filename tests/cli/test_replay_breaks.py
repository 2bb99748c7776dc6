"""`harness replay b-…`: whether a server makes a break of a diff."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.cli import run
from tests.mutants import library, serving

if TYPE_CHECKING:
    from collections.abc import Callable

_OLD, _NEW = library.DAYS[1:]

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def break_of(capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """The id of a break between the last two versions, which blames a place; the diff is in diff.json."""

    def found(operation: str, direction: str, place: str) -> str:
        run(["diff", f"library@{_OLD}", f"library@{_NEW}", "--format", "json", "--details", "-o", "diff.json"])
        capfd.readouterr()
        breaks = json.loads(Path("diff.json").read_bytes())["breaks"]
        own = [each for each in breaks if operation in each["operations"] and each["direction"] == direction]
        return str(next(each["id"] for each in own if place in json.dumps(each)))

    return found


def _replay(*arguments: str) -> int:
    return run(["replay", *arguments])


def test_a_break_is_still_so_gone_or_not_to_be_told(
    break_of: Callable[..., str], capfd: pytest.CaptureFixture[str]
) -> None:
    id_ = break_of("POST /summaries", "request", "topic")
    with serving.served(library.Library()) as url:
        assert _replay(id_, "diff.json", "--base-url", url) == 1
        assert _replay(id_, "library", _OLD, _NEW, "--base-url", url) == 1
        assert f"{id_}  still so  POST /summaries" in capfd.readouterr().out
    with serving.served(library.Library(frozenset({"old topics in new version"}))) as url:
        assert _replay(id_, "diff.json", "--base-url", url) == 0
    with serving.served(library.Library(frozenset({"new topics in old version"}))) as url:
        assert _replay(id_, "diff.json", "--base-url", url) == 2
    assert _replay(id_, "diff.json", "--base-url", "http://127.0.0.1:9") == 4


def test_a_break_of_answers_is_seen_in_one(break_of: Callable[..., str]) -> None:
    id_ = break_of("GET /shelves", "response", "total")
    with serving.served(library.Library()) as url:
        assert _replay(id_, "diff.json", "--base-url", url) == 1


def test_nothing_that_changes_things_leaves_the_machine(
    break_of: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = break_of("POST /summaries", "request", "topic")

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert _replay(id_, "diff.json", "--base-url", "http://library.example") == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("b-0",), "nobody says which snapshots"),
        (("b-0", "library", _OLD), "nobody says which snapshots"),
        (("b-0123456789", "library", _OLD, _NEW), f"there is no break 'b-0123456789' between library@{_OLD}"),
        (("b-0123456789", "library", _OLD, "2025-09-02"), "2025-09-02"),
        (("b-0123456789", "none.json"), "cannot be read"),
        (("f-0123456789", "one.json", "other.json"), "is no break"),
    ],
)
def test_what_is_no_break_is_refused(arguments: tuple[str, ...], words: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert _replay(*arguments) == 2
    assert words in capfd.readouterr().err


def test_a_diff_of_files_does_not_say_which_api_it_is_of(capfd: pytest.CaptureFixture[str]) -> None:
    files = [f"specs/library/{day}.json" for day in (_OLD, _NEW)]
    run(["diff", *files, "--format", "json", "-o", "diff.json"])
    capfd.readouterr()
    assert _replay("b-0123456789", "diff.json") == 2
    assert "API OLD NEW" in capfd.readouterr().err
