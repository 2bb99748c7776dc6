"""Mocks of documents that tests write down, asked without a network."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from harness.mock import App, Request, app
from harness.versions import load_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from harness.mock import Response


class Answer:
    """What a mock answered."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def whole(response: Response) -> bytes:
    """The body of a response, its pieces put together."""
    body = response.body

    async def joined() -> bytes:
        assert not isinstance(body, bytes)
        return b"".join([piece async for piece in body])

    return body if isinstance(body, bytes) else asyncio.run(joined())


class Client:
    """Asks an application."""

    def __init__(self, application: App) -> None:
        self.app = application

    def __call__(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | list[tuple[str, str]] | None = None,
        body: bytes | None = None,
        json_body: Any = None,
    ) -> Answer:
        pairs = list(headers.items()) if hasattr(headers, "items") else list(headers or ())
        if json_body is not None:
            body = json.dumps(json_body).encode()
            pairs.append(("Content-Type", "application/json"))
        path, _, query = target.partition("?")
        raw = [(name.lower().encode(), value.encode()) for name, value in pairs]
        response = self.app.respond(Request(method, path, query, raw, body or b""))
        names = {name.decode(): value.decode() for name, value in response.headers}
        return Answer(response.status, names, whole(response))


Mock = "Callable[..., Client]"


@pytest.fixture
def mock(tmp_path: Path) -> Callable[..., Client]:
    """A client of a mock of one document, given as YAML or as what stands in it."""

    def started(document: str | dict[str, Any], **settings: Any) -> Client:
        content = yaml.safe_load(document) if isinstance(document, str) else document
        content = {"openapi": "3.1.0", "info": {"title": "Test", "version": "1"}, **content}
        if "swagger" in content:
            del content["openapi"]
        file = tmp_path / "test.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        return Client(app(load_document(str(file)), **settings))

    return started


@pytest.fixture
def stored(root: Path) -> Callable[..., Client]:
    """A client of a mock of stored APIs."""

    def started(*names: str, **settings: Any) -> Client:
        return Client(app(names, specs=str(root / "specs"), **settings))

    return started


@pytest.fixture(scope="session")
def serving() -> Iterator[Callable[..., str]]:
    """Starts `harness mock` on a free port and gives its address; ends it with the tests."""
    servers = []

    def started(*arguments: str) -> str:
        command = [sys.executable, "-m", "harness", *arguments, "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        servers.append(server)
        assert server.stdout is not None
        return next(line.rpartition(" ")[2].strip() for line in server.stdout if "http://" in line)

    yield started
    for server in servers:
        server.terminate()
        server.communicate(timeout=10)
