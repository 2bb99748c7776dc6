"""Documents that change while they are served."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from harness.mock import MockSettings, Request, services_of
from harness.mock._app import app_of
from harness.mock._watch import watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.errors import HarnessError


def write(file: Path, example: Any) -> None:
    content = {"application/json": {"schema": {"$ref": "part.json#/Any"}, "example": example}}
    operation = {"get": {"responses": {"200": {"description": "ok", "content": content}}}}
    document = {"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {"/a": operation}}
    file.write_text(json.dumps(document), encoding="utf-8")


def test_a_change_is_served_and_a_broken_one_is_not(tmp_path: Path) -> None:
    file, part = tmp_path / "a.json", tmp_path / "part.json"
    part.write_text('{"Any": {}}', encoding="utf-8")
    write(file, 1)
    settings = MockSettings()

    def load() -> Any:
        return services_of([str(file)], settings)

    served = app_of(load(), settings)
    reports: list[tuple[str, HarnessError | None]] = []

    def body() -> bytes:
        response = served.respond(Request("GET", "/a", "", []))
        assert isinstance(response.body, bytes)
        return response.body

    async def until(holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not holds():  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.02)

    async def run() -> None:
        task = asyncio.create_task(watch(served, load, lambda name, error: reports.append((name, error))))
        await asyncio.sleep(0.5)
        write(file, 2)
        await until(lambda: body() == b"2")
        await asyncio.sleep(0.3)
        file.write_text("{", encoding="utf-8")
        await until(lambda: reports[-1][1] is not None)
        assert body() == b"2"
        await asyncio.sleep(0.3)
        write(file, 3)
        await until(lambda: body() == b"3")
        await asyncio.sleep(0.3)
        part.write_text('{"Any": {"type": "string", "const": "new"}}', encoding="utf-8")
        await until(lambda: body() == b'"new"')
        task.cancel()

    asyncio.run(run())
    assert {name for name, _ in reports} == {"a.json", "part.json"}
