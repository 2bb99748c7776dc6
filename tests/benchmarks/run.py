"""Times whole commands beside the time to read and parse alone, and beside the peers that are installed.

    python tests/benchmarks/run.py [--runs 5] [--only TEXT] [--corpus ../shared/corpus] [--peer NAME]

CPU seconds (user and system) and peak memory of whole processes: the median of interleaved runs. Absolute numbers
belong to the machine; read the ratios to the floor and to the peers. Cases whose documents are absent are left out, and
so are peers that are not on the PATH.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
HARNESS = [str(Path(sys.executable).parent / "harness"), "diff", "{old}", "{new}", "--format", "json"]
PEERS = {
    "oasdiff": ["oasdiff", "changelog", "{old}", "{new}", "--format", "json"],
    "specshift": ["specshift", "diff", "{old}", "{new}", "--format", "json"],
    "redocly": ["redocly", "diff", "{old}", "{new}", "--format", "json"],
}
FLOOR = """
import gc, os, sys
gc.disable()
documents = [open(path, "rb").read() for path in dict.fromkeys(sys.argv[1:])]
if sys.argv[1].endswith(".json"):
    if sum(map(len, documents)) < 4_000_000:
        from json import loads
    else:
        from msgspec.json import decode as loads
    trees = [loads(document) for document in documents]
else:
    from yaml_rs import loads
    trees = [loads(document.decode(), parse_datetime=False) for document in documents]
os._exit(0)
"""


class Run(NamedTuple):
    seconds: float
    megabytes: float
    code: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="cases whose name holds this text")
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--peer", action="append", default=[], help="run this peer in every case")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    options = parser.parse_args()
    cases = tomllib.loads((Path(__file__).parent / "cases.toml").read_text())["case"]
    print("| work | harness | at most | floor | peers |\n| --- | --- | --- | --- | --- |")
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            pair = documents(case, options.corpus, Path(folder)) if options.only in case["name"] else None
            if pair is not None:
                figures.append(timed(case, pair, options.runs, [*case.get("peers", []), *options.peer]))
                print(row(case, figures[-1]), flush=True)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0


def documents(case: dict[str, Any], corpus: Path, folder: Path) -> tuple[Path, Path] | None:
    """The two documents of a case, made where the case says how; None where they are not at hand."""
    if "chain" in case:
        pair = folder / "chain-old.json", folder / "chain-new.json"
        for path, minimum in zip(pair, (1, 2), strict=True):
            path.write_text(json.dumps(chain(case["chain"], minimum)))
        return pair
    old = corpus / case["old"]
    if not old.is_file():
        return None
    if "edit" in case:
        new = folder / ("edited" + old.suffix)
        new.write_text(old.read_text().replace(*case["edit"], 1))
        return old, new
    new = corpus / case["new"]
    return (old, new) if new.is_file() else None


def chain(length: int, minimum: int) -> dict[str, Any]:
    """Schemas that each name the next one twice, the last of them an integer with a bound."""
    schemas: dict[str, Any] = {
        f"S{n}": {
            "type": "object",
            "properties": {side: {"$ref": f"#/components/schemas/S{n + 1}"} for side in ("left", "right")},
        }
        for n in range(length)
    }
    schemas[f"S{length}"] = {"type": "integer", "minimum": minimum}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"description": "Done", "content": content}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Chain", "version": "1"},
        "paths": {"/chain": {"post": operation}},
        "components": {"schemas": schemas},
    }


def timed(case: dict[str, Any], pair: tuple[Path, Path], runs: int, peers: list[str]) -> dict[str, Any]:
    """The median seconds and megabytes of each command, taken in turns."""
    commands = {"harness": HARNESS, "floor": [sys.executable, "-c", FLOOR, "{old}", "{new}"]}
    commands |= {name: PEERS[name] for name in dict.fromkeys(peers) if shutil.which(PEERS[name][0])}
    results: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(runs):
        for name, command in commands.items():
            # One run of a peer that needs many seconds says enough.
            if number and name in PEERS and results[name][0].seconds > 15:
                continue
            results[name].append(measured([part.format(old=pair[0], new=pair[1]) for part in command]))
    return {
        "work": case["name"],
        "results": {
            name: {
                "seconds": round(statistics.median(run.seconds for run in taken), 3),
                "megabytes": round(statistics.median(run.megabytes for run in taken)),
                "code": taken[0].code,
            }
            for name, taken in results.items()
        },
    }


def measured(command: list[str]) -> Run:
    """One run of a command, its output thrown away."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def row(case: dict[str, Any], figures: dict[str, Any]) -> str:
    """The figures of a case as a row of the table."""
    results = figures["results"]
    ours = results["harness"]

    def cell(name: str) -> str:
        result = results[name]
        return f"{result['seconds']:.2f} s, {result['megabytes']} MB"

    def ratio(name: str) -> str:
        return f"{name} {cell(name)} (x {results[name]['seconds'] / max(ours['seconds'], 0.001):.1f})"

    failed = f" exit {ours['code']}" if ours["code"] not in {0, 1} else ""
    limit = f"{case['seconds']} s" + (f", {case['megabytes']} MB" if "megabytes" in case else "")
    floor = f"{cell('floor')} (÷ {ours['seconds'] / max(results['floor']['seconds'], 0.001):.1f})"
    peers = ", ".join(ratio(name) for name in results if name not in {"harness", "floor"}) or "none installed"
    return f"| {figures['work']} | {cell('harness')}{failed} | {limit} | {floor} | {peers} |"


if __name__ == "__main__":
    sys.exit(main())
