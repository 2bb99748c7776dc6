"""What is served under which name, and where."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.errors import UnknownSnapshot, UsageError
from harness.mock import app
from tests.mock.conftest import Client

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def written(folder: Path, name: str, *paths: str, **more: Any) -> str:
    operation = {"get": {"responses": {"200": {"description": "ok", "content": {"text/plain": {"example": name}}}}}}
    content = {"openapi": "3.1.0", "info": {"title": name, "version": "1"}, "paths": dict.fromkeys(paths, operation)}
    file = folder / f"{name}.json"
    file.write_text(json.dumps({**content, **more}), encoding="utf-8")
    return str(file)


def test_without_a_name_all_stored_apis_are_served(stored: Callable[..., Client]) -> None:
    health = stored()("GET", "/__mock/health").json
    assert {api["name"] for api in health["apis"]} >= {"aivax", "sensay"}


def test_several_documents_share_a_port(tmp_path: Path) -> None:
    client = Client(app([written(tmp_path, "one", "/a", "/b/{c}"), written(tmp_path, "two", "/c", "/b")]))
    assert [client("GET", path).text for path in ("/a", "/b/1", "/b", "/c")] == ["one", "one", "two", "two"]
    assert client("GET", "/d").status == 404


def test_documents_with_a_path_in_common_have_to_be_told_apart(tmp_path: Path) -> None:
    names = [written(tmp_path, "one", "/a/{b}"), written(tmp_path, "two", "/a/b")]
    with pytest.raises(UsageError, match=r"one and two both have a path /a/\{b\}") as error:
        app(names)
    assert error.value.hint == "give one a path of its own: --mount two=/two"
    client = Client(app(names, mounts={"two": "/two"}))
    assert [client("GET", path).text for path in ("/a/b", "/two/a/b")] == ["one", "two"]


def test_a_mount_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--mount names 'three'"):
        app(written(tmp_path, "one", "/a"), mounts={"three": "/x"})


def test_an_unknown_api_is_named_with_those_that_there_are(stored: Callable[..., Client]) -> None:
    with pytest.raises(UnknownSnapshot, match="there is no API 'sensai'") as error:
        stored("sensai")
    assert "sensay" in str(error.value.hint)


@pytest.mark.parametrize(
    ("servers", "path"),
    [
        ([{"url": "https://example.com/v2/"}], "/v2/a"),
        ([{"url": "/v2"}], "/v2/a"),
        ([{"url": "https://{host}/{base}", "variables": {"host": {"default": "h"}, "base": {"default": "b"}}}], "/b/a"),
        ([{"url": "https://one.example"}, {"url": "https://two.example/x"}], "/x/a"),
        ([{"url": "https://[broken"}], "/a"),
        ([{}], "/a"),
        ([], "/a"),
    ],
)
def test_paths_stand_below_those_of_the_servers(tmp_path: Path, servers: list[Any], path: str) -> None:
    assert Client(app(written(tmp_path, "one", "/a", servers=servers)))("GET", path).text == "one"
