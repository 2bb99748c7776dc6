"""Times whole commands beside the time to read and parse alone, and beside the peers that are installed.

    python tests/benchmarks/run.py [--runs 5] [--only TEXT] [--slow] [--peer NAME] [--corpus ../shared/corpus]

CPU seconds (user and system) and peak memory of whole processes: the median of interleaved runs, of three for commands
above 5 s and of one above 15 s. Absolute numbers belong to the machine; read the ratios to the floor and to the peers:
"x 2.0" is a peer that takes twice our time. The bound of a row is kept or not: seconds, memory, or a peer's time in the
same run. Cases whose documents are absent are left out, and so are peers that are not on the PATH, and those that need
half a minute or more unless `--slow` asks for them. cases.toml says what is timed.
"""

from __future__ import annotations

import argparse
import json
import math
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
EDIT = """
import sys
old, new, before, after = sys.argv[1:]
open(new, "w").write(open(old).read().replace(before, after, 1))
"""


class Run(NamedTuple):
    seconds: float
    megabytes: float
    code: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="rows whose name holds this text")
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--peer", action="append", default=[], help="run this peer in every case")
    parser.add_argument("--slow", action="store_true", help="run the peers that need half a minute or more as well")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    options = parser.parse_args()
    cases = tomllib.loads((Path(__file__).parent / "cases.toml").read_text())["case"]
    print("| work | harness | at most | kept | floor | peers |\n| --- | --- | --- | --- | --- | --- |")
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            commands = [command for command in case["command"] if options.only in work(case, command)]
            pair = documents(case, options.corpus, Path(folder)) if commands else None
            if pair is None:
                continue
            peers = [*case.get("peers", []), *(case.get("slow", []) if options.slow else []), *options.peer]
            results = timed(commands, pair, options.runs, peers)
            for command in commands:
                figures.append(judged(work(case, command), command, results))
                print(row(figures[-1]), flush=True)
    missed = [figure["work"] for figure in figures if figure["kept"] is False]
    print(f"\n{len(figures) - len(missed)} of {len(figures)} rows within their bounds")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0


def work(case: dict[str, Any], command: dict[str, Any]) -> str:
    """The name of a row."""
    return f"{case['name']}: {command['name']}"


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
        # In a process of its own: what this one has held at most counts as the peak of all that it starts.
        subprocess.run([sys.executable, "-c", EDIT, old, new, *case["edit"]], check=True)
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


def timed(ours: list[dict[str, Any]], pair: tuple[Path, Path], runs: int, peers: list[str]) -> dict[str, Any]:
    """The median seconds and megabytes of each command, taken in turns: ours by name, the floor and the peers."""
    commands = {command["name"]: [*HARNESS, *command.get("arguments", [])] for command in ours}
    commands["floor"] = [sys.executable, "-c", FLOOR, "{old}", "{new}"]
    commands |= {name: PEERS[name] for name in dict.fromkeys(peers) if shutil.which(PEERS[name][0])}
    results: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(runs):
        for name, command in commands.items():
            if number < enough(results[name]):
                results[name].append(measured([part.format(old=pair[0], new=pair[1]) for part in command]))
    return {
        name: {
            "seconds": round(statistics.median(run.seconds for run in taken), 3),
            "megabytes": round(statistics.median(run.megabytes for run in taken)),
            "code": taken[0].code,
        }
        for name, taken in results.items()
    }


def enough(taken: list[Run]) -> float:
    """How many runs of a command say enough, judged by its first."""
    if not taken or taken[0].seconds <= 5:
        return math.inf
    return 3 if taken[0].seconds <= 15 else 1


def measured(command: list[str]) -> Run:
    """One run of a command, its output thrown away."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def judged(name: str, command: dict[str, Any], results: dict[str, Any]) -> dict[str, Any]:
    """The figures of a row and its bounds; `kept` is None where the peer that is the bound was not run."""
    ours, peer = results[command["name"]], results.get(command.get("at_most", ""))
    limits = {unit: command[unit] for unit in ("seconds", "megabytes") if unit in command}
    within = [ours["code"] in {0, 1}, *(ours[unit] <= limit for unit, limit in limits.items())]
    if peer is not None:
        within.append(ours["seconds"] <= peer["seconds"])
    unknown = "at_most" in command and peer is None
    others = {name: result for name, result in results.items() if name == "floor" or name in PEERS}
    return {
        "work": name,
        "limits": limits | {key: command[key] for key in ("at_most",) if key in command},
        "kept": False if not all(within) else None if unknown else True,
        "results": {"harness": ours, **others},
    }


def row(figures: dict[str, Any]) -> str:
    """The figures of a row of the table."""
    results, limits = figures["results"], figures["limits"]
    ours = results["harness"]

    def cell(name: str) -> str:
        code = results[name]["code"]
        failed = f" exit {code}" if code not in {0, 1} else ""
        return f"{results[name]['seconds']:.2f} s, {results[name]['megabytes']} MB{failed}"

    def ratio(name: str) -> str:
        return f"{name} {cell(name)} (x {results[name]['seconds'] / max(ours['seconds'], 0.001):.1f})"

    written = {"seconds": "{} s", "at_most": "{}", "megabytes": "{} MB"}
    limit = ", ".join(text.format(limits[key]) for key, text in written.items() if key in limits)
    kept = {True: "yes", False: "NO", None: "not run"}[figures["kept"]]
    floor = f"{cell('floor')} (÷ {ours['seconds'] / max(results['floor']['seconds'], 0.001):.1f})"
    peers = ", ".join(ratio(name) for name in results if name not in {"harness", "floor"}) or "none installed"
    return f"| {figures['work']} | {cell('harness')} | {limit} | {kept} | {floor} | {peers} |"


if __name__ == "__main__":
    sys.exit(main())
