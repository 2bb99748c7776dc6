"""One server, all dates: what the version in a request decides, and what every response says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from harness.mock import app
from tests.mock.conftest import Client

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SNAPSHOTS = {"2030-01-10": "2030-01-01", "2030-03-10": "2030-01-01", "2031-05-05": "2031-05-01"}
API = """\
[version]
{place}
default = "2030-01-01"
style = "any-day"

[[versions]]
name = "2030-01-01"
deprecated = "2031-06-01"
sunset = "2032-12-31"

[[versions]]
name = "2031-05-01"
"""


@pytest.fixture
def dated(tmp_path: Path) -> Callable[..., Client]:
    """A client of an API with three snapshots of two versions."""

    def started(place: str = 'header = "Ship-Version"', today: str = "2032-01-01", server: str = "/") -> Client:
        folder = tmp_path / "ships"
        folder.mkdir()
        (folder / "api.toml").write_text(API.format(place=place), encoding="utf-8")
        for date, version in SNAPSHOTS.items():
            parameter = {"name": "Ship-Version", "in": "header", "schema": {"type": "string", "enum": ["never"]}}
            error = {"type": "object", "required": ["problem"], "properties": {"problem": {"type": "string"}}}
            operation = {
                "parameters": [parameter],
                "security": [{"key": []}],
                "responses": {
                    "200": {"description": "ok", "content": {"application/json": {"example": date}}},
                    "400": {"description": "bad", "content": {"application/json": {"schema": error}}},
                },
            }
            document = {
                "openapi": "3.1.0",
                "info": {"title": "Ships", "version": version},
                "servers": [{"url": server}],
                "paths": {"/ships": {"get": operation}, **({"/new": {"get": operation}} if date > "2031" else {})},
                "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
            }
            (folder / f"{date}.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
        return Client(app("ships", specs=str(tmp_path), today=today))

    return started


KEY = ("X-Key", "k")


@pytest.mark.parametrize(
    ("values", "snapshot", "echo"),
    [
        ([], "2030-03-10", "2030-01-01"),
        (["2030-01-01"], "2030-03-10", "2030-01-01"),
        (["2030-02-01"], "2030-01-10", "2030-01-10"),
        (["2031-05-01"], "2031-05-05", "2031-05-01"),
        ([" 2031-05-01\t"], "2031-05-05", "2031-05-01"),
        (["2031-05-01", "2031-05-01"], "2031-05-05", "2031-05-01"),
        (["2031-05-01, 2031-05-01"], "2031-05-05", "2031-05-01"),
        (["2099-01-01"], "2031-05-05", "2031-05-05"),
    ],
)
def test_the_header_decides_and_the_response_says_what_answered(
    dated: Callable[..., Client], values: list[str], snapshot: str, echo: str
) -> None:
    answer = dated()("GET", "/ships", [KEY, *(("ship-VERSION", value) for value in values)])
    assert (answer.status, answer.json) == (200, snapshot)
    assert answer.headers["ship-version"] == echo
    assert answer.headers["vary"] == "Ship-Version"


@pytest.mark.parametrize(
    "values",
    [
        ["2031-02-30"],
        ["2031-5-1"],
        ["latest"],
        [""],
        ["2029-12-31"],
        ["2031-05-01", "2030-01-01"],
        ["2031-05-01T00:00"],
        ["\uff12031-05-01"],
        ["<script>"],
    ],
)
def test_what_is_no_version_is_refused_in_the_shape_of_the_api(dated: Callable[..., Client], values: list[str]) -> None:
    client = dated()
    for target in ("/ships", "/none"):
        answer = client("GET", target, [KEY, *(("Ship-Version", value) for value in values)])
        assert answer.status == 400
        text = answer.json["problem" if target == "/ships" else "detail"]
        assert "header Ship-Version: " in text
        assert "2031-05-01" in text
        assert answer.headers["vary"] == "Ship-Version"


@pytest.mark.parametrize(
    ("method", "target", "status"), [("GET", "/ships", 401), ("GET", "/no", 404), ("PUT", "/ships", 405)]
)
def test_errors_say_what_answered_too(dated: Callable[..., Client], method: str, target: str, status: int) -> None:
    answer = dated()(method, target, {"Ship-Version": "2031-05-01"})
    assert (answer.status, answer.headers["ship-version"]) == (status, "2031-05-01")


def test_a_path_of_another_date_is_not_found_and_that_date_named(dated: Callable[..., Client]) -> None:
    client = dated()
    assert client("GET", "/new", [KEY, ("Ship-Version", "2031-05-01")]).status == 200
    answer = client("GET", "/new", [KEY, ("Ship-Version", "2030-01-01")])
    assert answer.status == 404
    assert "2031-05-05" in answer.json["detail"]


def test_a_version_that_goes_says_when(dated: Callable[..., Client]) -> None:
    client = dated()
    headers = client("GET", "/ships", [KEY]).headers
    assert headers["deprecation"] == "@1938038400"
    assert headers["sunset"] == "Fri, 31 Dec 2032 23:59:59 GMT"
    assert "sunset" not in client("GET", "/ships", [KEY, ("Ship-Version", "2031-05-01")]).headers


def test_a_version_that_is_gone_is_refused(dated: Callable[..., Client]) -> None:
    answer = dated(today="2033-01-01")("GET", "/ships", [KEY, ("Ship-Version", "2030-01-01")])
    assert answer.status == 410
    assert "retired" in answer.json["detail"]


def test_the_version_may_stand_in_the_query(dated: Callable[..., Client]) -> None:
    client = dated('query = "v"')
    assert client("GET", "/ships?v=2031-05-01", [KEY]).json == "2031-05-05"
    # The header is a parameter like others then.
    assert client("GET", "/ships", [KEY, ("Ship-Version", "2031-05-01")]).status == 400


def test_the_version_may_stand_in_the_path(dated: Callable[..., Client]) -> None:
    client = dated('path = "/api/{version}"')
    assert client("GET", "/api/2031-05-01/new", [KEY, ("Ship-Version", "never")]).json == "2031-05-05"
    assert client("GET", "/api/2030-01-01/new", [KEY]).status == 404


def test_a_single_snapshot_answers_whatever_is_asked(dated: Callable[..., Client], tmp_path: Path) -> None:
    dated()
    client = Client(app("ships@2030-01-10", specs=str(tmp_path), validation=False))
    answer = client("GET", "/ships", [KEY, ("Ship-Version", "2031-05-01")])
    assert (answer.json, answer.headers["ship-version"]) == ("2030-01-10", "2030-01-10")


def test_the_document_of_a_version_is_given_with_its_header_narrowed(dated: Callable[..., Client]) -> None:
    client = dated()
    document = client("GET", "/__mock/openapi.json?version=2031-05-01").json
    (parameter,) = document["paths"]["/new"]["get"]["parameters"]
    assert parameter["schema"] == {"type": "string", "enum": ["2031-05-01"], "default": "2031-05-01"}
    assert client("GET", "/__mock/openapi.json?version=never").status == 400


PINNED = """\
[version]
header = "Ship-Version"
default = "per-consumer"
style = "exact"

[[versions]]
name = "2030-01-01"

[[versions]]
name = "2031-05-01"

[[identities]]
name = "harbour"
version = "2030-01-01"
credentials = { key = "TEST_HARBOUR_KEY" }
"""


def test_the_default_of_who_asks_is_that_of_the_identity_and_else_the_latest(
    dated: Callable[..., Client], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dated()
    (tmp_path / "ships" / "api.toml").write_text(PINNED, encoding="utf-8")

    def applied(key: str, version: str | None = None) -> str:
        client = Client(app("ships", specs=str(tmp_path), today="2032-01-01"))
        return client("GET", "/ships", {"X-Key": key, **({"Ship-Version": version} if version else {})}).headers[
            "ship-version"
        ]

    monkeypatch.delenv("TEST_HARBOUR_KEY", raising=False)
    assert applied("quay") == "2031-05-01"
    monkeypatch.setenv("TEST_HARBOUR_KEY", "quay")
    assert applied("quay") == "2030-01-01"
    assert applied("pier") == "2031-05-01"
    assert applied("quay", "2031-05-01") == "2031-05-01"
