"""python -m tools.mutants [--seed SEED] [--count N] [--only FILE:LINE] [--packages …] [--list-survivors FILE]."""

# ruff: noqa: T201 - what it prints is what it is for

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from tools.mutants.copies import Copy
from tools.mutants.equivalents import Equivalent, equivalent_of, equivalents_in
from tools.mutants.judging import Judgement, judged
from tools.mutants.lines import Record, recorded
from tools.mutants.operators import KINDS, Mutant, mutants_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PACKAGES = ("comparison", "containment", "messages", "rules", "verdict", "changelog")
EQUIVALENTS = "tests/mutants-equivalent.toml"
LEAST = 0.95  # of the mutants that are not equivalent
_AT_ONCE = 2
_MOST_TESTS = 3  # that are named for a survivor


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 if enough are killed."""
    options = _options(arguments)
    start = time.monotonic()
    sources = _sources(options.root, ["."] if options.only else options.packages)
    record = recorded(options.root)
    if record.failed:
        print(f"{len(record.failed)} tests do not pass and are not asked: {', '.join(record.failed[:_MOST_TESTS])}")
    print(f"{len(record.tests)} tests recorded, {time.monotonic() - start:.0f} s")
    equivalents = equivalents_in(options.root / EQUIVALENTS)
    if options.only:
        mutants: Iterable[Mutant] = _at(sources, options.only)
        count = sys.maxsize
    else:
        print(f"SEED={options.seed} N={options.count}")
        mutants, count = _sampled(sources, record, options.seed), options.count
    left_out: dict[Equivalent, int] = Counter()
    judgements = []
    for judgement in _judged(
        _without_equivalents(mutants, sources, equivalents, left_out), count, record, options.root
    ):
        judgements.append(judgement)
        if not options.quiet:
            print(_line(judgement), flush=True)
    print(_table(judgements, left_out, sources, time.monotonic() - start))
    survivors = [judgement for judgement in judgements if judgement.fate == "survived"]
    if options.list_survivors:
        options.list_survivors.write_text(_json(survivors, sources), encoding="utf-8")
    return 0 if _ratio(judgements) >= LEAST else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutants", description=sys.modules["tools.mutants"].__doc__)
    parser.add_argument("--seed", default=None, help="any text; a new one each time if there is none")
    parser.add_argument("--count", type=int, default=60, metavar="N", help="mutants to judge; 60 if not said")
    parser.add_argument("--packages", default=",".join(PACKAGES), help="of harness/, with commas between")
    parser.add_argument(
        "--only", default="", metavar="FILE:LINE[:KIND]", help="all mutants of a line, or those of a kind"
    )
    parser.add_argument("--list-survivors", type=Path, metavar="FILE", help="write the survivors as JSON")
    parser.add_argument("--quiet", action="store_true", help="only the table at the end")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    options.seed = options.seed or str(random.SystemRandom().randrange(10**6))
    options.packages = options.packages.split(",")
    options.root = options.root.resolve()
    return options


def _sources(root: Path, packages: list[str]) -> dict[str, bytes]:
    paths = (path for package in packages for path in sorted((root / "harness" / package).rglob("*.py")))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def _sampled(sources: dict[str, bytes], record: Record, seed: str) -> Iterator[Mutant]:
    """Mutants of lines that a test executes, in an order that the seed decides.

    Each kind comes as often as the others, and of each kind each line once before any comes again: there are tables in
    which one line has dozens of numbers.
    """
    choice = random.Random(seed)  # noqa: S311 - to be repeated
    left: dict[str, list[Mutant]] = {kind: [] for kind in KINDS}
    for module, source in sources.items():
        for mutant in mutants_of(module, source):
            if record.is_executed(mutant):
                left[mutant.kind].append(mutant)
    for mutants in left.values():
        choice.shuffle(mutants)
        earlier: Counter[tuple[str, int]] = Counter()
        turns = []
        for mutant in mutants:
            turns.append(earlier[mutant.module, mutant.line])
            earlier[mutant.module, mutant.line] += 1
        # The last one is drawn first.
        mutants[:] = [mutant for _, mutant in sorted(zip(turns, mutants, strict=True), key=lambda pair: -pair[0])]
    while any(left.values()):
        kind = choice.choice([kind for kind, mutants in left.items() if mutants])
        yield left[kind].pop()


def _at(sources: dict[str, bytes], only: str) -> list[Mutant]:
    file, line, *kind = only.split(":")
    return [
        mutant
        for module, source in sources.items()
        if module == file or module.endswith(f"/{file}")
        for mutant in mutants_of(module, source)
        if mutant.line == int(line) and mutant.kind in (kind or KINDS)
    ]


def _without_equivalents(
    mutants: Iterable[Mutant], sources: dict[str, bytes], equivalents: list[Equivalent], left_out: dict[Equivalent, int]
) -> Iterator[Mutant]:
    """The mutants without those that are equivalent, which are counted."""
    for mutant in mutants:
        equivalent = equivalent_of(mutant, sources[mutant.module], equivalents)
        if equivalent is None:
            yield mutant
        else:
            left_out[equivalent] += 1


def _judged(mutants: Iterator[Mutant], count: int, record: Record, root: Path) -> Iterator[Judgement]:
    """The judgements of so many mutants that can be imported, in their order."""
    with tempfile.TemporaryDirectory(prefix="harness-mutants-") as folder, ThreadPoolExecutor(_AT_ONCE) as threads:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(_AT_ONCE):
            copies.put(Copy(root, Path(folder, str(number))))

        def judgement_of(mutant: Mutant) -> Judgement:
            copy = copies.get()
            try:
                return judged(mutant, record, copy)
            finally:
                copies.put(copy)

        valid = 0
        while valid < count:
            chosen = list(islice(mutants, count - valid))
            if not chosen:
                return
            for judgement in threads.map(judgement_of, chosen):
                if judgement.fate != "invalid":
                    valid += 1
                    yield judgement


def _ratio(judgements: list[Judgement]) -> float:
    return sum(judgement.fate == "killed" for judgement in judgements) / len(judgements) if judgements else 1.0


def _line(judgement: Judgement) -> str:
    mutant = judgement.mutant
    by = f"  by {judgement.test or 'a test that could not be run'}" if judgement.fate == "killed" else ""
    return f"{judgement.fate:8}  {mutant.module}:{mutant.line}  {mutant.kind}{by}"


def _table(
    judgements: list[Judgement], left_out: dict[Equivalent, int], sources: dict[str, bytes], seconds: float
) -> str:
    lines = ["", f"{'':20}killed  survived"]
    for kind in KINDS:
        fates = Counter(judgement.fate for judgement in judgements if judgement.mutant.kind == kind)
        if fates:
            lines.append(f"{kind:20}{fates['killed']:6}  {fates['survived']:8}")
    fates = Counter(judgement.fate for judgement in judgements)
    lines.append(
        f"{'all':20}{fates['killed']:6}  {fates['survived']:8}   {_ratio(judgements):.1%} in {seconds / 60:.0f} min"
    )
    for judgement in judgements:
        if judgement.fate == "survived":
            lines += ["", *_survivor(judgement, sources[judgement.mutant.module])]
    if left_out:
        lines += ["", "Equivalent, and left out:"]
        for equivalent, count in left_out.items():
            lines += [f"  {equivalent.module} ({count}): {equivalent.after}", f"    {equivalent.reason}"]
    return "\n".join(lines)


def _survivor(judgement: Judgement, source: bytes) -> Iterator[str]:
    mutant = judgement.mutant
    old, new = mutant.difference(source)
    yield f"{mutant.module}:{mutant.line}  {mutant.kind}"
    yield from (f"  - {line}" for line in old.splitlines())
    yield from (f"  + {line}" for line in new.splitlines())
    names = ", ".join(judgement.tests[:_MOST_TESTS])
    more = len(judgement.tests) - _MOST_TESTS
    yield f"  {len(judgement.tests)} tests ran: {names}{f' and {more} more' if more > 0 else ''}"


def _json(survivors: list[Judgement], sources: dict[str, bytes]) -> str:
    entries = []
    for judgement in survivors:
        mutant = judgement.mutant
        before, after = mutant.difference(sources[mutant.module])
        entries.append(
            {
                "module": mutant.module,
                "line": mutant.line,
                "kind": mutant.kind,
                "before": before,
                "after": after,
                "tests": judgement.tests,
            }
        )
    return json.dumps(entries, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
