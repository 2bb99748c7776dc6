"""How costs grow with documents: n operations and n schemas, each its own or shared by all, some of them changed.

    python tests/benchmarks/growth.py            # a table: CPU seconds, megabytes, and how they grow
    python tests/benchmarks/growth.py --check    # fails where steps grow faster than they may

Steps are the lines that Python runs, which are the same on any machine and in any run; work inside of C is not among
them. The exponent e says that twice the size takes 2^e times the steps: 1 is linear.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import subprocess
import sys
from itertools import pairwise
from time import process_time
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZES = (250, 500, 1000, 2000, 4000, 8000, 16000)
SHARES = (1, 10, 100)  # per cent of the schemas that change
MOST = 1.15
# The first stage is asked for everything that later ones need, so that each counts its own work.
STAGES = ("facts", "verdicts", "text", "html", "changelog")


class Case(NamedTuple):
    """What is compared: `shared` for schemas that each reach ten operations, all of them through a common one."""

    size: int
    shared: bool
    share: int

    @property
    def name(self) -> str:
        return f"{'shared' if self.shared else 'own'}, {self.share} % changed"


def document(case: Case, *, is_new: bool) -> dict[str, Any]:
    """An API of so many operations and schemas; in the new one some schemas are narrower."""
    every = 100 // case.share
    schemas: dict[str, Any] = {"Common": {"type": "object", "properties": {"note": {"type": "string"}}}}
    paths: dict[str, Any] = {}
    for number in range(case.size):
        longest = 10 if is_new and number % every == 0 else 20
        members = {"name": {"type": "string", "maxLength": longest}, "rank": {"type": "integer"}}
        members |= {"common": reference("Common")} if case.shared else {}
        schemas[f"Item{number}"] = {"type": "object", "required": ["name"], "properties": members}
        used = [number, *((number * 7 + step) % case.size for step in range(9))] if case.shared else [number]
        properties = {f"item{at}": reference(f"Item{other}") for at, other in enumerate(used)}
        content = {"application/json": {"schema": {"type": "object", "properties": properties}}}
        operation = {"requestBody": {"content": content}, "responses": {"204": {"description": "Done"}}}
        paths[f"/items{number}"] = {"post": {"operationId": f"put{number}", **operation}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Items", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def stages(case: Case) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured, by name, each to be called once before the next."""
    from harness.comparison import compare
    from harness.document import document_of
    from harness.report.build.diff import report_of
    from harness.report.changelogs import render
    from harness.report.registry import formats_of, write
    from harness.report.words.text import PLAIN
    from harness.session import Diff

    old, new = (document_of(source(case, is_new=is_new)) for is_new in (False, True))
    made: dict[str, Any] = {}

    def facts() -> object:
        made["diff"] = Diff(compare(old, new))
        return made["diff"].changes

    def page(name: str) -> object:
        report = report_of(made["diff"])
        options = {"style": PLAIN, "lines": False, "details": False}
        return sum(len(piece) for piece in write(report, formats_of("diff")[name], **options))

    yield "facts", facts
    yield "verdicts", lambda: made["diff"].contract
    yield "changelog", lambda: sum(map(len, render(made["diff"].changelog, "text")))
    yield "text", lambda: page("text")
    yield "html", lambda: page("html")


def source(case: Case, *, is_new: bool) -> Any:
    from io import BytesIO

    from harness.document import read_source

    return read_source("-", stdin=BytesIO(json.dumps(document(case, is_new=is_new), indent=1).encode()))


def steps_of(call: Callable[[], object]) -> int:
    """How many lines Python runs in a call."""
    count = 0

    def step(*_: Any) -> Any:
        nonlocal count
        count += 1
        return step

    sys.settrace(step)
    try:
        call()
    finally:
        sys.settrace(None)
    return count


def seconds_of(call: Callable[[], object]) -> float:
    started = process_time()
    call()
    return process_time() - started


def exponent(small: float, large: float, ratio: float) -> float:
    """How what is measured grows: 1 where it grows as the size does."""
    return math.log(max(large, 1e-3) / max(small, 1e-3)) / math.log(ratio)


def check(sizes: tuple[int, int], cases: list[tuple[bool, int]]) -> int:
    """Print how the steps of each stage grow; 1 where any grows faster than it may."""
    failed = False
    for shared, share in cases:
        # What is imported and compiled when it is first needed is no matter of sizes.
        for _, call in stages(Case(20, shared, share)):
            call()
    print(f"| what | stage | steps of {sizes[0]:,} | of {sizes[1]:,} | exponent |\n| --- | --- | --: | --: | --: |")
    for shared, share in cases:
        counts = [{name: steps_of(call) for name, call in stages(Case(size, shared, share))} for size in sizes]
        for stage in STAGES:
            grown = exponent(counts[0][stage], counts[1][stage], sizes[1] / sizes[0])
            failed |= grown > MOST
            mark = "" if grown <= MOST else f" above {MOST}"
            numbers = f"{counts[0][stage]:,} | {counts[1][stage]:,} | {grown:.2f}{mark}"
            print(f"| {Case(0, shared, share).name} | {stage} | {numbers} |", flush=True)
    return 1 if failed else 0


def measure(case: Case) -> None:
    """Print the seconds of each stage and the peak of memory, as JSON."""
    import resource

    gc.disable()
    seconds = {name: seconds_of(call) for name, call in stages(case)}
    print(json.dumps({**seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def table(sizes: list[int], most_seconds: int) -> None:
    """Print what each case takes, a process each; sizes beyond one that took too long are left out."""
    print(f"| what | n | {' | '.join(STAGES)} | MB |\n| --- | --: |{' --: |' * (len(STAGES) + 1)}")
    for shared in (False, True):
        for share in SHARES:
            rows: list[tuple[int, dict[str, float]]] = []
            for size in sizes:
                figures = figures_of(Case(size, shared, share), most_seconds)
                if figures is None:
                    print(f"| {Case(size, shared, share).name} | {size:,} | over {most_seconds} s |", flush=True)
                    break
                rows.append((size, figures))
                cells = [cell(rows[-2:], stage) for stage in STAGES]
                name = Case(size, shared, share).name
                print(f"| {name} | {size:,} | {' | '.join(cells)} | {figures['megabytes']:.0f} |", flush=True)


def figures_of(case: Case, most_seconds: int) -> dict[str, float] | None:
    """What `measure` tells of a case, in a process of its own; None where that takes too long."""
    command = [sys.executable, __file__, "--one", str(case.size), str(int(case.shared)), str(case.share)]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=most_seconds)
    except subprocess.TimeoutExpired:
        return None
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def cell(rows: list[tuple[int, dict[str, float]]], stage: str) -> str:
    """The seconds of a stage, and how they have grown since the row before."""
    text = f"{rows[-1][1][stage]:.2f}"
    for (small, before), (large, after) in pairwise(rows):
        text += f" ({exponent(before[stage], after[stage], large / small):.2f})"
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="count steps, and fail where they grow too fast")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seconds", type=int, default=120, help="the most for one row of the table")
    parser.add_argument("--one", type=int, nargs=3, metavar=("N", "SHARED", "PERCENT"), help="one row, as JSON")
    options = parser.parse_args()
    if options.one:
        measure(Case(options.one[0], bool(options.one[1]), options.one[2]))
        return 0
    if options.check:
        sizes = (1000, 4000) if options.sizes == SIZES else (options.sizes[0], options.sizes[-1])
        return check(sizes, [(False, 10), (True, 10)])
    table(list(options.sizes), options.seconds)
    return 0


if __name__ == "__main__":
    # Documents are trees, and looking for cycles in them is no part of the work.
    gc.disable()
    code = main()
    sys.stdout.flush()
    os._exit(code)
