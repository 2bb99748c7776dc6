"""A store of snapshots of an API that nobody offers, for tests of its history."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

NOUNS = ("shipments", "rates", "labels", "addresses", "webhooks", "invoices", "refunds", "manifests", "accounts")
METHODS = ("get", "post", "put", "delete")
LAST = date(2026, 6, 24)
# What would like to be markup, script, a template, a terminal escape, or the end of any of them.
HOSTILE = '"><img src=x onerror=alert(1)></script><b>{{7*7}} `x` \x1b[31m\u202e]]>&amp;'


def write_store(root: Path, snapshots: int, operations: int = 600, *, api: str = "parcels", seed: int = 1) -> Path:
    """The root of a store with one API: snapshots at uneven dates, a few operations changed in each but every fifth."""
    random = Random(seed)  # noqa: S311 - the same numbers on every run are the point
    folder = root / api
    folder.mkdir(parents=True)
    dates = _dates(random, snapshots)
    document = _document(operations)
    versions = dates[::3]
    settings = [
        f'title = "Parcelworks Shipping API"\nserver = "https://api.{api}.example"\n',
        '[version]\nheader = "X-Version"\n',
    ]
    (folder / "api.toml").write_text("".join(settings), encoding="utf-8")
    for number, day in enumerate(dates):
        if number and number % 5:
            document = _edited(document, random, number)
        version = max(one for one in versions if one <= day)
        document["info"] = {"title": "Parcelworks Shipping API", "version": version}
        if len(versions) > 3 and version == versions[-4]:
            document["info"]["x-sunset"] = "2026-10-01"
        elif version in versions[:-4]:
            document["info"]["x-sunset"] = str(date.fromisoformat(version) + timedelta(days=500))
        (folder / f"{day}.json").write_text(json.dumps(document), encoding="utf-8")
    return root


def write_hostile(root: Path, *, api: str = "parcels") -> Path:
    """The root of a store with an API of two snapshots, in which every text is hostile."""
    folder = root / api
    folder.mkdir(parents=True)
    (folder / "api.toml").write_text(f"title = {json.dumps(HOSTILE.partition(chr(27))[0])}\n", encoding="utf-8")
    for day, kind in (("2025-01-01", "string"), ("2025-02-01", "integer")):
        schema = {"type": "object", "properties": {HOSTILE: {"type": kind, "x-sunset": "2027-01-01"}}}
        answer = {"description": HOSTILE, "content": {"application/json": {"schema": schema}}}
        said = {"operationId": HOSTILE, "tags": [HOSTILE], "responses": {"200": answer}}
        other = {"responses": {"204": {"description": HOSTILE}}}
        long = {"operationId": kind, "responses": {"204": {"description": "Done."}}}
        paths = {f"/{HOSTILE}": {"get": said}, f"/{kind}{HOSTILE}": {"post": other}, f"/{kind * 1_500}": {"put": long}}
        about = {"title": HOSTILE, "version": kind + HOSTILE}
        text = json.dumps({"openapi": "3.1.0", "info": about, "paths": paths})
        (folder / f"{day}.json").write_text(text, encoding="utf-8")
    return root


def _dates(random: Random, count: int) -> list[str]:
    day = LAST
    found = []
    for _ in range(count):
        found.append(day.isoformat())
        day -= timedelta(
            days=random.choice((7, 14, 30, 60, 91, 120)) if count < 40 else random.choice((14, 21, 30, 45))
        )
    return found[::-1]


def _document(operations: int) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for number in range(operations):
        noun, method = NOUNS[number % len(NOUNS)], METHODS[number // len(NOUNS) % len(METHODS)]
        depth = number // (len(NOUNS) * len(METHODS))
        path = f"/v1/{noun}" + (f"/{{{noun[:-1]}_id}}/parts-{depth}" if depth else "")
        paths.setdefault(path, {})[method] = _operation(path, method)
    return {"openapi": "3.1.0", "info": {}, "paths": paths}


def _operation(path: str, method: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in ("id", "state", "amount", "note")}}
    parameters = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ("page", "limit")]
    parameters += [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in _names(path)
    ]
    answer = {"description": "Done.", "content": {"application/json": {"schema": schema}}}
    return {"operationId": f"{method} {path}", "parameters": parameters, "responses": {"200": answer}}


def _names(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def _edited(document: dict[str, Any], random: Random, number: int) -> dict[str, Any]:
    document = deepcopy(document)
    paths = document["paths"]
    for turn in range(random.randint(1, 9) + len(paths) // 20):
        path = random.choice(sorted(paths))
        method = random.choice(sorted(paths[path]))
        operation = paths[path][method]
        properties = operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
        match random.randint(0, 7):
            case 0:
                del paths[path][method]
                if not paths[path]:
                    del paths[path]
            case 1:
                new = f"/v1/{random.choice(NOUNS)}/new-{number}-{turn}"
                paths[new] = {"post": _operation(new, "post")}
            case 2 | 3 if len(properties) > 1:
                del properties[max(properties)]
            case 4:
                name = f"filter_{number}"
                parameter = {"name": name, "in": "query", "schema": {"type": "string"}, "required": turn % 2 == 0}
                operation["parameters"].append(parameter)
            case 5:
                operation["deprecated"] = True
                operation["x-sunset"] = "2027-01-01"
            case _:
                properties[f"field_{number}_{turn}"] = {"type": "integer"}
    return document
