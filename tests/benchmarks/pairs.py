"""All dated pairs of the real documents, harness beside oasdiff in the same run: CPU seconds and peak memory.

    python tests/benchmarks/pairs.py [--corpus ../shared/corpus] [--seconds 60]

One run each, judged by both rules and with proofs; a command that takes longer than it may is ended, and said to.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
HARNESS = str(Path(sys.executable).parent / "harness")
COMMANDS = {
    "harness": [HARNESS, "diff", "{old}", "{new}", "--format", "json"],
    "oasdiff": ["oasdiff", "changelog", "{old}", "{new}", "--format", "json"],
}


class Figures(NamedTuple):
    """What a command took; the exit code is negative where it was ended."""

    seconds: float
    megabytes: float
    code: int

    def __str__(self) -> str:
        ended = f" exit {self.code}" if self.code not in (0, 1) else ""
        return f"{self.seconds:.2f} s, {self.megabytes:.0f} MB" + (" (ended)" if self.code < 0 else ended)


def pairs(corpus: Path) -> list[tuple[Path, Path]]:
    """Documents of one folder whose names but for dates and numbers are the same, each with the next."""
    series: dict[tuple[str, ...], list[Path]] = {}
    for path in sorted(path for end in ("json", "yaml") for path in corpus.rglob(f"*.{end}")):
        if path.stem[:1].isdigit() or path.name.startswith("api.github.com"):
            series.setdefault((str(path.parent), path.suffix), []).append(path)
    dated: dict[tuple[str, str], list[Path]] = {}
    for path in sorted(corpus.glob("azure/**/20*/*.json")):
        dated.setdefault((str(path.parents[1]), path.name), []).append(path)
    for path in sorted(corpus.glob("intercom/*/*.yaml"), key=lambda path: [*map(int, path.parent.name.split("."))]):
        dated.setdefault((str(path.parents[1]), path.name), []).append(path)
    return [pair for paths in (*series.values(), *dated.values()) for pair in pairwise(paths)]


def measured(command: list[str], seconds: int) -> Figures:
    """One run, its output thrown away."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, preexec_fn=limited)  # noqa: PLW1509 - no threads
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Figures(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    parser.add_argument("--seconds", type=int, default=60, help="the most CPU seconds of a command")
    options = parser.parse_args()
    commands = {name: command for name, command in COMMANDS.items() if shutil.which(command[0])}
    print(f"| pair | MB | {' | '.join(commands)} |\n| --- | --: |{' --- |' * len(commands)}", flush=True)
    for old, new in pairs(options.corpus):
        size = (old.stat().st_size + new.stat().st_size) / 1e6
        cells = [
            str(measured([part.format(old=old, new=new) for part in command], options.seconds))
            for command in commands.values()
        ]
        name = f"{old.relative_to(options.corpus)} → {new.relative_to(old.parents[1])}"
        print(f"| {name} | {size:.1f} | {' | '.join(cells)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
