"""Every operation of every stored snapshot: valid requests get what is declared, invalid ones are refused so."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openapi_schema_validator import OAS30ReadValidator, OAS31Validator

from harness.messages import Accepted, Exchange
from harness.mock import App, MockSettings, Request, services_of
from harness.versions import Store, load_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.document import Document, Operation
    from harness.messages import HTTPRequest
    from harness.mock import Response

SIZES = ("typical", "smallest", "fullest")
STORE = Store(str(Path(__file__).resolve().parents[2] / "specs"))
SNAPSHOTS = [snapshot for name in STORE.apis() for snapshot in STORE.api(name).snapshots]
# A value of each type that no schema with constraints takes, and values at the edge of them.
WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    2**70,
    "",
    "x" * 200_001,
    "no such thing",
    [],
    [[]],
    {},
    {"no": 1},
)


@pytest.fixture(params=SNAPSHOTS, ids=[snapshot.name for snapshot in SNAPSHOTS])
def served(request: pytest.FixtureRequest) -> tuple[Document, App]:
    snapshot = request.param
    settings = MockSettings()
    return load_snapshot(snapshot), App(services_of([snapshot.name], settings, root=STORE.root), settings)


def test_a_valid_request_gets_a_declared_success(served: tuple[Document, App]) -> None:
    document, app = served
    judge, count = Judge(document), 0
    for operation in document.operations:
        exchange = Exchange(operation)
        for request in [*(exchange.request(size) for size in SIZES), *(exchange.request(seed=n) for n in range(3))]:
            assert request is not None, operation
            response = app.respond(sent(operation, request))
            assert 200 <= response.status < 300, (operation, request, response)
            judge.check(operation, response)
            count += 1
    assert count >= 6 * len(document.operations) > 0


def test_an_invalid_request_gets_a_declared_error(served: tuple[Document, App]) -> None:
    document, app = served
    judge, count = Judge(document), 0
    for operation in document.operations:
        exchange = Exchange(operation)
        for request in broken(operation, exchange):
            response = app.respond(sent(operation, request))
            assert 400 <= response.status < 500, (operation, request, response)
            judge.check(operation, response)
            count += 1
    assert count > len(document.operations)


class Judge:
    """Holds responses to a document by validators that the mock does not use."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.kind = OAS30ReadValidator if document.version == "3.0" else OAS31Validator

    def check(self, operation: Operation, response: Response) -> None:
        content = dict(response.headers).get(b"content-type", b"").decode()
        names = (str(response.status), f"{response.status // 100}XX", "default")
        declared = next((operation.responses[name] for name in names if name in operation.responses), None)
        media_types = declared.get("content") if declared is not None else None
        if response.status >= 400 and not media_types:
            assert content == "application/problem+json"
            assert json.loads(response.body)["status"] == response.status
            return
        assert declared is not None, (operation, response)
        if not media_types:
            assert not response.body
            return
        name = content if content in media_types else content.partition(";")[0]
        assert name in media_types, (operation, content)
        schema = media_types[name].get("schema")
        if schema is not None and name.endswith("json"):
            whole = {**self.document.content, **schema} if isinstance(schema, dict) else schema
            errors = list(self.kind(whole).iter_errors(json.loads(response.body)))
            assert not errors, (operation, errors[0].message)


def sent(operation: Operation, request: HTTPRequest) -> Request:
    """A request with credentials of all kinds."""
    headers = [(name.lower(), value) for name, value in request.headers]
    schemes = operation.document.components("securitySchemes").values()
    headers += [(scheme.get("name").lower(), "secret") for scheme in schemes if scheme.get("in") == "header"]
    headers += [("authorization", "Bearer secret")]
    raw = [(name.encode(), value.encode()) for name, value in headers]
    return Request(operation.method, request.path, request.query, raw, request.body)


def broken(operation: Operation, exchange: Exchange) -> Iterator[HTTPRequest]:
    """Requests with one part wrong, which messages refuse."""
    request = exchange.request("fullest")
    assert request is not None
    accepted = exchange.accept_request(request)
    assert isinstance(accepted, Accepted)
    for place, value in accepted.values.items():
        is_in_path = place[-1].kind == "path parameter"
        for changed in changes(value):
            # What sends nothing in a path makes it another path.
            if is_in_path and changed in (None, "", [], [[]], {}):
                continue
            wrong = exchange.request_of({**accepted.values, place: changed}, accepted.media_type)
            if not isinstance(exchange.accept_request(wrong), Accepted):
                yield wrong
        without = {other: own for other, own in accepted.values.items() if other != place}
        wrong = exchange.request_of(without, accepted.media_type)
        if not isinstance(exchange.accept_request(wrong), Accepted) and not is_in_path:
            yield wrong
    if operation.body is not None:
        others = [header for header in request.headers if header[0] != "Content-Type"]
        yield request._replace(headers=(*others, ("Content-Type", "a/b")))
    if (accepted.media_type or "").endswith("json"):
        yield request._replace(body=b"{")


def changes(value: Any) -> Iterator[Any]:
    """A value with one thing in it that is different."""
    yield from WRONG
    if isinstance(value, dict):
        for name, member in value.items():
            yield {other: own for other, own in value.items() if other != name}
            for changed in changes(member):
                yield {**value, name: changed}
        yield {**value, "no such property": 1}
    if isinstance(value, list):
        yield value * 200
        for at, item in enumerate(value):
            for changed in changes(item):
                copied = copy.copy(value)
                copied[at] = changed
                yield copied
