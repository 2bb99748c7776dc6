"""`harness conform` and `harness replay`, against real servers on this machine."""

from __future__ import annotations

import json
import os
import re
import socket
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest

from harness.cli import run
from tests.mutants import library, serving

if TYPE_CHECKING:
    from collections.abc import Callable

_SECRETS = {"LIBRARY_KEY": "tenant-a-7f3b91", "LIBRARY_READER": "reader-5c2d44"}
_IDENTITIES = """
[[identities]]
name = "reader"
tenant = "a"
[identities.credentials]
Key = { environment = "LIBRARY_KEY" }
Reader = { environment = "LIBRARY_READER" }
"""


@pytest.fixture
def conform(store: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs the command: its exit code and what it prints."""

    def command(*arguments: str) -> tuple[int, str, str]:
        code = run(["conform", "library", *arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return command


def test_a_server_that_keeps_its_word_ends_with_0(conform: Callable[..., tuple[int, str, str]]) -> None:
    with serving.served(library.Library()) as url:
        code, out, err = conform("--base-url", url, "--phase", "examples", "--phase", "coverage")
    assert (code, err) == (0, ""), out
    assert "none failed" in out


def test_a_broken_promise_ends_with_1_and_is_written_in_each_format(
    conform: Callable[..., tuple[int, str, str]], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    names = {"json": "run.json", "html": "run.html", "junit": "run.xml", "markdown": "run.md", "github": "run.txt"}
    reports = [part for name, file in names.items() for part in ("-r", f"{name}={file}")]
    with serving.served(library.Library(frozenset({"update erases the rest"}))) as url:
        code, out, _ = conform("--base-url", url, "--phase", "none", *reports)
        assert code == 1
        assert "lost-update" in out
        assert all("lost-update" in (tmp_path / file).read_text(encoding="utf-8") for file in names.values())
        stored = json.loads((tmp_path / "run.json").read_bytes())
        id_ = stored["failures"][0]["id"]
        assert run(["replay", id_, "run.json"]) == 1
    with serving.served(library.Library()) as url:
        assert run(["replay", id_, "run.json", "--base-url", url]) == 0
        assert "gone" in capfd.readouterr().out
    assert run(["replay", id_, "run.json"]) == 4
    assert run(["replay", "f-nothing", "run.json"]) == 2


def test_what_runs_found_is_remembered_with_their_commits(
    conform: Callable[..., tuple[int, str, str]], capfd: pytest.CaptureFixture[str]
) -> None:
    few = ("--phase", "none", "--path", "/shelves*", "--time-limit", "300")
    with serving.served(library.Library(frozenset({"update erases the rest"}))) as url:
        assert conform("--base-url", url, *few, "--commit", "c1")[0] == 1
        assert run(["runs", "library", "--new-only"]) == 1
        assert "lost-update" not in capfd.readouterr().out
        assert run(["runs", "library", "--format", "json"]) == 0
        [server] = json.loads(capfd.readouterr().out)["library"]["servers"]
        [failure] = server["failures"]
        assert (failure["course"], failure["since"]["commit"]) == ("new", "c1")
        assert run(["replay", failure["id"]]) == 1
    with serving.served(library.Library()) as url:
        assert conform("--base-url", url, *few, "--commit", "c2")[0] == 0
        capfd.readouterr()
        assert run(["replay", failure["id"], "--base-url", url]) == 0
    capfd.readouterr()
    assert run(["runs"]) == 0
    assert f"fixed   {failure['id']}" in capfd.readouterr().out
    assert run(["runs", "libary"]) == 2
    assert "did you mean library?" in capfd.readouterr().err


def test_what_earlier_runs_found_can_be_left_out(
    conform: Callable[..., tuple[int, str, str]], capfd: pytest.CaptureFixture[str]
) -> None:
    few = ("--phase", "none", "--path", "/shelves*", "--time-limit", "300", "--new-only")
    with serving.served(library.Library(frozenset({"update erases the rest"}))) as url:
        assert conform("--base-url", url, *few)[0] == 1
        code, out, _ = conform("--base-url", url, *few, "-r", "junit=run.xml")
        assert code == 0, out
        assert "1 failure that earlier runs found is left out." in out
        assert "lost-update" not in out
        assert "<failure" not in Path("run.xml").read_text(encoding="utf-8")
    with serving.served(library.Library(frozenset({"update erases the rest", "wrong error"}))) as url:
        code, out, _ = conform("--base-url", url, *few)
        assert code == 1
        assert "lost-update" not in out
        assert "1 failure that earlier runs found is left out." in out
    assert run(["history", "library"]) == 0
    assert "Conformance runs\n  this machine: 3 runs" in capfd.readouterr().out.replace("\nthis", "\n  this")
    assert conform(*few, "--no-store")[0] == 2


def test_what_passes_when_it_is_sent_once_more_is_called_flaky(conform: Callable[..., tuple[int, str, str]]) -> None:
    keeping, failures = library.Library(), iter([False, True])

    async def failing_once(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope.get("path") == "/me" and scope.get("method") == "GET" and next(failures, False):
            await send({"type": "http.response.start", "status": 500, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await keeping(scope, receive, send)

    with serving.served(failing_once) as url:
        code, out, _ = conform("--base-url", url, "--phase", "none", "--path", "/me", "-r", "json=run.json")
    assert code == 1
    assert "flaky, server-error" in out
    stored = json.loads(Path("run.json").read_bytes())
    states = {cell["state"] for cell in stored["cells"] if cell["operation"] == "GET /me"}
    assert "flaky" in states
    assert "failed" not in states


def test_a_store_that_is_none_ends_before_anything_is_sent(conform: Callable[..., tuple[int, str, str]]) -> None:
    Path("runs.db").write_bytes(b"no database at all " * 100)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        code, _, err = conform("--base-url", url, "--store", "sqlite:///runs.db")
        with pytest.raises(TimeoutError):
            listening.accept()
    assert code == 2
    assert "runs.db" in err
    assert Path("runs.db").read_bytes() == b"no database at all " * 100


def test_what_one_request_shows_is_sent_again(conform: Callable[..., tuple[int, str, str]]) -> None:
    with serving.served(library.Library(frozenset({"missing header"}))) as url:
        code, _, _ = conform("--base-url", url, "--phase", "none", "-r", "json=run.json")
        assert (code, run(["replay", "run.json"])) == (1, 1)
    with serving.served(library.Library()) as url:
        assert run(["replay", "run.json", "--base-url", url]) == 0


def test_nobody_there_ends_with_4(conform: Callable[..., tuple[int, str, str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    code, out, _ = conform("--base-url", f"http://127.0.0.1:{port}", "--phase", "none")
    assert code == 4
    assert f"No answer from http://127.0.0.1:{port} to any request: the server is away: connection refused." in out
    assert "none failed" not in out


def test_a_server_of_something_else_is_doubted(conform: Callable[..., tuple[int, str, str]]) -> None:
    async def nothing(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/html")]})
            await send({"type": "http.response.body", "body": b"<html>nothing</html>"})

    with serving.served(nothing) as url:
        code, out, _ = conform("--base-url", url, "--phase", "none", "--path", "/shelves", "-r", "html=run.html")
    assert code == 1
    assert f"No request succeeded. Is {url} the address of this API?" in out
    assert "No request succeeded." in Path("run.html").read_text(encoding="utf-8")


def test_a_server_that_hangs_ends_in_the_time_that_there_is(conform: Callable[..., tuple[int, str, str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        start = monotonic()
        code, out, _ = conform("--base-url", f"http://127.0.0.1:{silent.getsockname()[1]}", "--time-limit", "4")
    assert code in (1, 4, 5), out
    assert monotonic() - start < 20


@pytest.fixture
def whole(conform: Callable[..., tuple[int, str, str]]) -> Callable[..., dict[str, Any]]:
    """What a run comes to, but for the time that it took and who asked."""

    def stored(*arguments: str) -> dict[str, Any]:
        conform(*arguments, *_PHASES, "--time-limit", "900", "-r", "json=run.json")
        return _comparable("run.json")

    return stored


_PHASES = ("--phase", "examples", "--phase", "coverage", "--path", "/shelves*")


def _comparable(path: str) -> dict[str, Any]:
    run = json.loads(Path(path).read_bytes())
    entries = {failure["id"]: [hit["version"] for hit in failure["hits"]] for failure in run["failures"]}
    states = {(cell["operation"], cell["version"]): cell["state"] for cell in run["cells"]}
    return {"entries": entries, "states": states, "state": run["end"]["state"], "checks": run["checks"]}


def test_parts_of_a_run_come_to_the_same_as_the_whole(whole: Callable[..., dict[str, Any]]) -> None:
    with serving.served(library.Library(frozenset({"wrong error", "cursor loses one"}))) as url:
        once = whole("--base-url", url)
        for number in (1, 2):
            whole("--base-url", url, "--shard", f"{number}/2", "--journal", f"{number}.jsonl")
    assert run(["report", "--merge", "1.jsonl", "2.jsonl", "-r", "json=merged.json"]) == 1
    assert _comparable("merged.json") == once
    assert once["entries"]


def test_what_was_generated_is_sent_again_and_comes_to_the_same(
    conform: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def corpora() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in tmp_path.glob("reports/corpus/library/*")}

    def stored(*arguments: str) -> dict[str, Any]:
        few = ("--phase", "examples", "--phase", "coverage", "--path", "/me", "--versions", library.DAYS[0])
        conform("--base-url", url, *few, "--time-limit", "900", "-r", "json=run.json", *arguments)
        return _comparable("run.json")

    with serving.served(library.Library(frozenset({"no echo"}))) as url:
        first, written = stored(), corpora()
        # From now on whatever generates fails.
        (tmp_path / "broken").mkdir()
        (tmp_path / "broken" / "schemathesis.py").write_text("raise ImportError")
        monkeypatch.syspath_prepend(tmp_path / "broken")
        assert (stored(), corpora()) == (first, written)
        assert stored("--fresh")["state"] == "stopped"
    assert first["entries"]
    assert len(written) == 1


def test_a_report_without_a_folder_is_refused_before_anything_is_sent(
    conform: Callable[..., tuple[int, str, str]],
) -> None:
    # Nobody listens there, which would end with 4.
    code, _, err = conform("--base-url", "http://127.0.0.1:9", "-r", "html=absent/run.html")
    assert (code, err.splitlines()[:1]) == (2, ["error: cannot write 'absent/run.html'"])


def test_a_part_that_is_missing_is_no_whole_run(whole: Callable[..., dict[str, Any]]) -> None:
    with serving.served(library.Library()) as url:
        whole("--base-url", url, "--shard", "1/2", "--journal", "1.jsonl")
    assert run(["report", "--merge", "1.jsonl", "-r", "json=merged.json"]) == 5
    assert _comparable("merged.json")["state"] == "stopped"


def _in_path(server: Any) -> Any:
    """The server of the library, with the version before every path instead of in a header."""

    async def served(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            rest = [pair for pair in scope["headers"] if pair[0].lower() != library.HEADER.lower().encode()]
            named = re.fullmatch(r"/([0-9][^/]*)(/.*)", scope["path"])
            if named is not None:
                rest.append((library.HEADER.lower().encode(), named[1].encode()))
                raw = re.sub(rb"^/[0-9][^/]*", b"", scope["raw_path"])
                scope = {**scope, "path": named[2], "raw_path": raw}
            scope = {**scope, "headers": rest}
        await server(scope, receive, send)

    return served


@pytest.mark.parametrize(("fault", "code"), [(None, 0), ("new field in old version", 1)])
def test_versions_may_stand_in_paths(
    store: Path, conform: Callable[..., tuple[int, str, str]], fault: str | None, code: int
) -> None:
    settings = store / "library" / "api.toml"
    text = settings.read_text(encoding="utf-8").replace(f'header = "{library.HEADER}"', 'path = "/{version}"')
    settings.write_text(text, encoding="utf-8")
    with serving.served(_in_path(library.Library(frozenset([fault] if fault else [])))) as url:
        ended, out, _ = conform("--base-url", url, "--phase", "examples", "--path", "/shelves", "-r", "json=run.json")
    assert ended == code, out
    assert "version by path /{version}" in out
    checks = {failure["check"] for failure in json.loads(Path("run.json").read_bytes())["failures"]}
    assert checks == ({"version-leak"} if fault else set())


def test_a_plan_says_what_is_tested_and_sends_nothing(conform: Callable[..., tuple[int, str, str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        code, out, _ = conform("--base-url", url, "--plan")
        with pytest.raises(TimeoutError):
            listening.accept()
    assert code == 0
    assert "lost-update" in out
    assert "security-unknown" in out.partition("Not tested")[2]
    assert "Nothing was sent." in out


def test_a_plan_for_another_machine_has_nothing_that_changes_things(
    conform: Callable[..., tuple[int, str, str]],
) -> None:
    _, out, _ = conform("--base-url", "https://library.example", "--plan")
    assert "pages-disjoint" in out.partition("--allow-writes")[2]
    _, allowed, _ = conform("--base-url", "https://library.example", "--plan", "--allow-writes")
    assert "--allow-writes" not in allowed


def test_a_plan_says_what_settings_are_missing(store: Path, conform: Callable[..., tuple[int, str, str]]) -> None:
    plan = ("--base-url", "http://127.0.0.1:1", "--plan")
    _, without, _ = conform(*plan)
    assert "private-to of [[resources]]" in without
    assert "--answers-within" in without
    settings = store / "library" / "api.toml"
    private = '[[resources]]\npath = "/drafts"\nprivate-to = "Reader"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + private + _IDENTITIES, encoding="utf-8")
    _, alone, _ = conform(*plan)
    assert "no two users of the first tenant" in alone
    another = _IDENTITIES.replace('"reader"', '"other"')
    settings.write_text(settings.read_text(encoding="utf-8") + another, encoding="utf-8")
    _, whole, _ = conform(*plan, "--answers-within", "2")
    tested = whole.partition("Not tested")[0]
    assert "user-isolation" in tested
    assert "slow-answer" in tested


def test_only_what_is_chosen_is_asked(conform: Callable[..., tuple[int, str, str]]) -> None:
    with serving.served(library.Library()) as url:
        conform(
            "--base-url", url, "--phase", "examples", "--path", "/me", "--versions", "2025-05-20", "-r", "json=run.json"
        )
    stored = json.loads(Path("run.json").read_bytes())
    assert [version["date"] for version in stored["versions"]] == ["2025-05-20"]
    assert {cell["operation"] for cell in stored["cells"] if cell["cases"]} == {"GET /me"}


def test_what_is_slow_is_replayed_by_the_same_limit(conform: Callable[..., tuple[int, str, str]]) -> None:
    limit, replayed = ("--answers-within", "0.00001"), ("replay", "run.json")
    with serving.served(library.Library()) as url:
        code, out, _ = conform("--base-url", url, "--phase", "none", "--path", "/me", *limit, "-r", "json=run.json")
        assert code == 1
        assert "seconds, where 1e-05 are set" in out
        assert run([*replayed, *limit]) == 1
        assert run([*replayed, "--answers-within", "60"]) == 0
        assert run([*replayed]) == 2


@pytest.mark.parametrize("more", [(), ("--plan",)])
@pytest.mark.parametrize(
    ("globs", "words"),
    [
        (("--operation", "GET /shelf"), "--operation 'GET /shelf' fits no operation"),
        (("--path", "/me", "--path", "/you"), "--path '/you' fits no operation"),
        (("--tag", "Shelves"), "--tag 'Shelves' fits no operation"),
        (("--path", "/me", "--operation", "GET /shelves"), "no operation fits --operation and --path at once"),
    ],
)
def test_what_fits_no_operation_is_no_run(
    conform: Callable[..., tuple[int, str, str]], globs: tuple[str, ...], words: str, more: tuple[str, ...]
) -> None:
    code, _, err = conform("--base-url", "http://127.0.0.1:1", *globs, *more)
    assert code == 2
    assert words in err


def test_no_secret_is_in_anything_that_a_run_writes(
    store: Path, conform: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = store / "library" / "api.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + _IDENTITIES, encoding="utf-8")
    for name, value in _SECRETS.items():
        monkeypatch.setenv(name, value)
    formats = ("json", "ndjson", "html", "junit", "markdown", "github")
    reports = [part for name in formats for part in ("-r", f"{name}=run.{name}")]
    with serving.served(library.Library(frozenset({"wrong error", "missing property"}))) as url:
        code, out, err = conform("--base-url", url, "--phase", "examples", "-vv", *reports)
    assert code == 1
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] + [out.encode(), err.encode()]
    assert len(written) > len(formats)
    assert {path.suffix for path in tmp_path.rglob("*")} >= {".jsonl", ".db"}
    assert list(tmp_path.glob("reports/corpus/library/*.jsonl"))
    for value in _SECRETS.values():
        assert not [text[:200] for text in written if value.encode() in text]


def test_missing_credentials_are_named_at_once_and_a_plan_needs_none(
    store: Path, conform: Callable[..., tuple[int, str, str]]
) -> None:
    settings = store / "library" / "api.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + _IDENTITIES, encoding="utf-8")
    assert not set(_SECRETS) & set(os.environ)
    code, _, err = conform("--base-url", "http://127.0.0.1:1")
    assert code == 2
    assert "LIBRARY_KEY, LIBRARY_READER" in err
    assert conform("--base-url", "http://127.0.0.1:1", "--plan")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--base-url", "library.example"), "--base-url is 'library.example'"),
        (("--versions", "2025-05-21", "--base-url", "http://127.0.0.1:1"), "has no version '2025-05-21'"),
        (("--phase", "fuzz", "--base-url", "http://127.0.0.1:1"), "there is no phase 'fuzz'"),
        (("--rate", "none", "--base-url", "http://127.0.0.1:1"), "--rate is 'none'"),
        (("--mock", "--base-url", "http://127.0.0.1:1"), "--mock and --base-url exclude each other"),
        ((), "nobody says where library is served"),
    ],
)
def test_wrong_use_is_one_clear_error(
    conform: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...], words: str
) -> None:
    code, _, err = conform(*arguments)
    assert code == 2
    assert words in err
    assert "hint" in err


def test_without_the_engine_the_line_to_type_is_named(
    conform: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    code, _, err = conform("--base-url", "http://127.0.0.1:1")
    assert code == 2
    assert "pip install 'harness[conformance]'" in err


def test_the_mock_of_a_stored_api_keeps_its_word(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code = run(["conform", "sensay", "--mock", "--phase", "none", "--specs", str(root / "specs")])
    out, _ = capfd.readouterr()
    assert code == 0, out
    assert "none failed" in out
