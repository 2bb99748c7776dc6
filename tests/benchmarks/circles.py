"""How long documents take in which nearly every component leads to every other, as those of query languages do.

python tests/benchmarks/circles.py            # a table: changes, what is undecided, CPU seconds, megabytes
python tests/benchmarks/circles.py --write D  # the largest pair, into D/old.json and D/new.json
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

SIZES = (100, 200, 400, 800, 1600, 3200)  # components
_WORDS = "What it is for, in as many words as such documents have of everything that they describe. "


def document(size: int, *, is_new: bool) -> dict[str, Any]:
    """A query language of so many components, and an operation for every fifth; in the new one a few members differ."""
    random, edits = Random(size), Random(size + 1)  # noqa: S311 - the same in any run
    names = [f"Type{number}" for number in range(size)]

    def edited(likelihood: float) -> bool:
        return edits.random() < likelihood and is_new

    def to_any() -> dict[str, str]:
        return reference(random.choice(names))

    def member() -> dict[str, Any]:
        plain: list[dict[str, Any]] = [
            {"type": "string", "description": _WORDS},
            {"type": "string", "enum": ["a", "b"]},
        ]
        several = [{"type": "array", "items": to_any()}, {"type": "object", "additionalProperties": to_any()}]
        either = {"oneOf": [to_any(), {"type": "array", "items": to_any()}]}
        parts = {"allOf": [to_any()], "description": _WORDS}
        return random.choice([*plain, *plain, *plain, *several, either, parts, reference("Query")])

    def component() -> dict[str, Any]:
        members = {f"field{number}": member() for number in range(random.randint(3, 12))}
        required = [name for name in members if random.random() < 0.25]
        members = {name: {"type": "boolean"} if edited(0.02) else inner for name, inner in members.items()}
        return {"type": "object", "properties": members, "required": required + ["field0"] * edited(0.03)}

    schemas: dict[str, Any] = {name: component() for name in names}
    kinds = {f"kind{number}": reference(names[number]) for number in range(60 + 2 * is_new)}
    schemas["Query"] = {"type": "object", "properties": kinds, "minProperties": 1, "maxProperties": 1}
    paths: dict[str, Any] = {}
    for number in range(size // 5):
        body = {"type": "object", "properties": {"query": reference("Query"), "more": to_any()}}
        operation = {
            "requestBody": {"content": {"application/json": {"schema": body}}},
            "responses": {"200": {"description": "Found", "content": {"application/json": {"schema": to_any()}}}},
        }
        paths[f"/search{number}"] = {"post": {"operationId": f"search{number}", **operation}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Queries", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def written(size: int, folder: Path) -> tuple[Path, Path]:
    """The files of a pair."""
    files = folder / "old.json", folder / "new.json"
    for file, is_new in zip(files, (False, True), strict=True):
        file.write_text(json.dumps(document(size, is_new=is_new)), encoding="utf-8")
    return files


def row(size: int, folder: Path) -> str:
    """What one comparison with proofs takes."""
    files = written(size, folder)
    command = [sys.executable, "-m", "harness", "diff", *map(str, files), "--format", "json"]
    with (folder / "out.json").open("wb") as output:
        process = subprocess.Popen(command, stdout=output)
        _, _, usage = os.wait4(process.pid, 0)
    summary = json.loads((folder / "out.json").read_bytes())["summary"]
    undecided, megabytes = summary["contract"]["undecided"], usage.ru_maxrss / 1024
    seconds = usage.ru_utime + usage.ru_stime
    return f"| {size:,} | {summary['changes']:,} | {undecided:,} | {seconds:.1f} | {megabytes:.0f} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path, metavar="D", help="write the largest pair into a folder, and no table")
    options = parser.parse_args()
    if options.write is not None:
        written(SIZES[-1], options.write)
        return 0
    print("| components | changes | undecided | CPU s | MB |\n| --: | --: | --: | --: | --: |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            print(row(size, Path(folder)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
