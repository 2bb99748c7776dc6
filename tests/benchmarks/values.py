"""Counts the values of a small schema that are made in a second of processor time; 50,000 are wanted.

python tests/benchmarks/values.py
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from random import Random
from time import process_time

from harness.document import load
from harness.messages import ValueGenerator

WANTED = 50_000
SCHEMA = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}, "kind": {"enum": ["a", "b"]}},
}
API = {
    "openapi": "3.1.1",
    "info": {"title": "T", "version": "1"},
    "paths": {},
    "components": {"schemas": {"A": SCHEMA}},
}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "api.json"
        path.write_text(json.dumps(API))
        document = load(str(path))
    values, random = ValueGenerator(document.components("schemas")["A"], document, "request"), Random(1)  # noqa: S311 - no secrets here
    start = process_time()
    for _ in range(WANTED):
        values.drawn(random)
    seconds = process_time() - start
    print(f"{WANTED / seconds:,.0f} values a second, {WANTED:,} wanted")
    return 0


if __name__ == "__main__":
    sys.exit(main())
