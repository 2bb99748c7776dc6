"""The request of an entry is the smallest that still shows it, and the entry stays the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harness.conformance import VersionSent
from harness.conformance._asked import AskedVersion, Identity
from harness.conformance._causes import causes, id_of, with_smallest
from harness.conformance._client import Client
from harness.conformance._journal import Journal, read_journal
from harness.conformance._journal import Shrunk as ShrunkEntry
from harness.conformance._judge import Judge
from harness.conformance._limits import Limits
from harness.conformance._recording import recorded
from harness.conformance._repeater import Repeater
from harness.conformance._run import Secrets
from harness.conformance._shrinking import _MOST_SENT, Shrinking
from harness.conformance._task import Outcome, Target, Unit, documents_of
from harness.messages import HTTPRequest
from tests.mutants.serving import served

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.conformance._finding import Finding

_DAY = "2026-01-01"
_TEXT = {"type": "string", "minLength": 1}
_BOAT = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": _TEXT,
        "rig": _TEXT,
        "berth": {"type": "object", "properties": {"pier": _TEXT, "number": {"type": "integer"}}},
        "crew": {"type": "array", "items": _TEXT},
    },
}
_DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Boats", "version": _DAY},
    "security": [{"Key": []}],
    "components": {"securitySchemes": {"Key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
    "paths": {
        "/boats": {
            "post": {
                "parameters": [
                    {"in": "query", "name": name, "schema": _TEXT} for name in ("notify", "dry", "colour", "where")
                ]
                + [{"in": "header", "name": "X-Trace", "schema": _TEXT}],
                "requestBody": {"required": True, "content": {"application/json": {"schema": _BOAT}}},
                "responses": {"201": {"description": "made"}, "409": {"description": "there is one"}},
            }
        }
    },
}
_KEY = "k3y-of-the-harbour"
_BODY = {"name": "Albatross", "rig": "a sloop", "berth": {"pier": "north", "number": 7}, "crew": ["Ines", "Okko"]}
_QUERY = "notify=me&dry=yes&colour=red&where=here"


class _Boats:
    """Fails where a request has something in it; names can be taken once where they are unique."""

    def __init__(self, fails: Callable[[Any, str], bool], *, unique: bool = False) -> None:
        self._fails = fails
        self._names: set[str] | None = set() if unique else None
        self.asked = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        self.asked += 1
        body = json.loads((await receive())["body"])
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        status = 201 if headers.get("x-key") == _KEY and headers.get("x-version") == _DAY else 401
        if self._names is not None and body["name"] in self._names:
            status = 409
        elif status == 201 and self._fails(body, scope["query_string"].decode()):
            status = 500
        (self._names if self._names is not None else set()).add(body["name"])
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def shrunk(tmp_path: Path) -> Callable[[_Boats], tuple[Finding, Finding]]:
    """What is found with the whole request, and with the smallest."""
    (tmp_path / "boats").mkdir()
    (tmp_path / "boats" / f"{_DAY}.json").write_text(json.dumps(_DOCUMENT))

    def run(boats: _Boats) -> tuple[Finding, Finding]:
        asked, sent = AskedVersion(_DAY, _DAY), VersionSent("header", "X-Version")
        people = (Identity("captain", "harbour", {"Key": _KEY}),)
        headers = (("X-Version", _DAY), ("X-Key", _KEY), ("X-Trace", "t"), ("Content-Type", "application/json"))
        with served(boats) as url, Journal(str(tmp_path / "journal.jsonl"), {"journal": 1, "key": {}}) as journal:
            target = Target("boats", str(tmp_path), False, url, sent, people, None, (asked,))
            documents = documents_of(target)
            operation = documents[_DAY].operations[0]
            client = Client(url)
            exchanged = client.send(HTTPRequest("POST", "/boats", _QUERY, headers, json.dumps(_BODY).encode()))
            client.close()
            judge = Judge(asked, documents, sent, echoes=None)
            whole = recorded(next(judge.of(operation, exchanged)), people, (_KEY,))
            boats.asked = 0
            repeater = Repeater(target, documents, Limits(), journal)
            shrinking = Shrinking(target, repeater, journal, Secrets(people))
            [cause] = causes([Outcome(Unit(_DAY, "oracles", ""), (whole,))])
            [after] = with_smallest([cause], shrinking.shrunk)
            repeater.close()
        assert id_of(after) == id_of(cause)
        return whole, after.findings[0][0]

    return run


@pytest.mark.parametrize("unique", [False, True])
def test_what_fails_whatever_is_sent_is_shown_by_the_least_that_is_allowed(
    shrunk: Callable[[_Boats], tuple[Finding, Finding]], unique: bool
) -> None:
    boats = _Boats(lambda *_: True, unique=unique)
    whole, smallest = shrunk(boats)
    assert smallest.check == whole.check == "server-error"
    request = smallest.exchanged.request
    assert (request.query, set(json.loads(request.body))) == ("", {"name"})
    assert {name for name, _ in request.headers} == {"X-Version", "X-Key", "Content-Type"}
    assert smallest.exchanged.response is not None
    assert smallest.exchanged.response.status == 500
    assert boats.asked <= _MOST_SENT


def test_what_a_failure_needs_is_left_in_the_request(shrunk: Callable[[_Boats], tuple[Finding, Finding]]) -> None:
    boats = _Boats(lambda body, query: "pier" in body.get("berth", {}) and "dry=yes" in query)
    _, smallest = shrunk(boats)
    request = smallest.exchanged.request
    assert request.query == "dry=yes"
    body = json.loads(request.body)
    assert set(body) == {"name", "berth"}
    assert set(body["berth"]) == {"pier"}
    assert boats.asked <= _MOST_SENT


def test_what_does_not_come_again_stays_as_it_was_seen(shrunk: Callable[[_Boats], tuple[Finding, Finding]]) -> None:
    once = iter([True])
    boats = _Boats(lambda *_: next(once, False))
    whole, smallest = shrunk(boats)
    assert smallest == whole
    assert boats.asked == 1


def test_the_journal_keeps_the_smallest_and_no_secret(
    shrunk: Callable[[_Boats], tuple[Finding, Finding]], tmp_path: Path
) -> None:
    _, smallest = shrunk(_Boats(lambda *_: True))
    written = tmp_path / "journal.jsonl"
    entries = [entry for entry in read_journal(str(written))[1] if isinstance(entry, ShrunkEntry)]
    assert [entry.finding for entry in entries] == [smallest]
    assert _KEY not in written.read_text()
    assert smallest.who == "captain"
