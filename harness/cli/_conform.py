"""`harness conform API`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._conform_target import PHASES
from harness.cli._formats import wanted
from harness.cli._options import Options
from harness.cli._runs import add_store, open_store
from harness.errors import UsageError
from harness.report.registry import formats_of, write

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console
    from harness.conformance import ConformanceRun, RunStore

_DESCRIPTION = """\
Ask a running server for every version that it serves, and hold its answers to the
snapshots. Our own checks come first, then requests that are generated: examples,
values at their limits, random ones, and sequences.

Only GET, HEAD and OPTIONS leave this machine, unless --allow-writes is given."""
# Beside the journals and the store of runs; it may be thrown away.
CORPUS = "reports/corpus"
_NO_ANSWER = 4
_UNREACHED = 5
_INTERRUPTED = 130


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    _options().parse(arguments, chosen)
    console.begin(chosen)
    reports = wanted(chosen, formats_of("conformance"), "a conformance run")
    from harness.cli._conform_target import conformance_of, plan_of
    from harness.report.words.text import PLAIN

    if chosen.plan:
        from harness.report.terminal.checks import plan_text

        console.save(plan_text(plan_of(chosen), console.style), chosen.output)
        return 0
    if chosen.new_only and chosen.no_store:
        raise UsageError("--new-only needs the store of runs", hint="leave out --no-store")
    store = None if chosen.no_store else open_store(chosen)
    id_, run = conformance_of(chosen, arguments, console)
    if store is not None:
        new = _remembered(store, id_, run, is_mock=chosen.mock)
        store.close()
        run = only_new(run, new) if chosen.new_only else run
    for format_, path in reports:
        console.save(write(run, format_, style=PLAIN if path else console.style), path)
    return _INTERRUPTED if run.is_interrupted else exit_code(run)


def _remembered(store: RunStore, id_: str, run: ConformanceRun, *, is_mock: bool) -> frozenset[str]:
    """Remember a run, and give the ids of what no earlier run of the same server had found."""
    from harness.conformance import MOCK, records
    from harness.report.formats.conformance_json import conformance_json

    store.add(id_, run, b"".join(conformance_json(run)), server=MOCK if is_mock else None)
    own = (record for record in records(store.runs(run.setup.api)) if any(each.id == id_ for each in record.runs))
    return next(own).new


def only_new(run: ConformanceRun, new: frozenset[str]) -> ConformanceRun:
    """The run without the failures that are not among the new ones, which it counts."""
    failures = tuple(failure for failure in run.failures if failure.id in new)
    return run._replace(failures=failures, known=len(run.failures) - len(failures))


def run_of(api: str, base_url: str, chosen: Namespace, console: Console) -> ConformanceRun:
    """The run that `harness conform API --base-url URL` makes, with the options that are common to commands."""
    from argparse import Namespace

    from harness.cli._conform_target import conformance_of

    arguments = [api, "--base-url", base_url]
    arguments += [f"--{name.replace('_', '-')}" for name in ("allow_writes", "no_overlay") if getattr(chosen, name)]
    return conformance_of(_options().parse(arguments, Namespace(**vars(chosen))), arguments, console)[1]


def exit_code(run: ConformanceRun) -> int:
    """0: all was reached; 1: findings; 4: no version ever answered; 5: something was not reached, and nothing found."""
    if run.end.state == "no-answer":
        return _NO_ANSWER
    if run.is_broken:
        return 1
    wanting = any(cell.state == "untested" for cell in run.cells)
    return _UNREACHED if run.end.state == "stopped" or wanting else 0


def _options() -> Options:
    options = Options("harness conform", _DESCRIPTION)
    options.positional("api", "API", help="the name of the API")
    options.value("--base-url", metavar="URL", help="the address of the server (default: what api.toml names)")
    options.flag("--mock", help="test the mock of the API instead of a server")
    options.values("--versions", metavar="NAME", help="only this version")
    options.values("--operation", metavar="GLOB", help="only operations of this id, or `METHOD /path`")
    options.values("--path", metavar="GLOB", help="only operations of this path")
    options.values("--tag", metavar="GLOB", help="only operations with this tag")
    options.values("--phase", metavar="PHASE", help=f"only this way to generate requests: {', '.join(PHASES)}, or none")
    options.value("--seed", metavar="N", default="1", help="what generated values come from (default: 1)")
    options.value("--workers", metavar="N", default="2", help="processes at a time (default: 2)")
    options.value("--time-limit", metavar="S", default="160", help="seconds for all of it (default: 160)")
    options.value("--requests", metavar="N", help="requests that may be sent, all in all")
    options.value("--rate", metavar="N", help="requests a second, all in all: 5, or 5/s")
    options.value("--answers-within", metavar="S", help="seconds that an answer may take; none is too slow without it")
    options.value("--journal", metavar="FILE", help="what is done, line by line (default: reports/journals/API.jsonl)")
    options.value(
        "--corpus", metavar="DIR", default=CORPUS, help=f"what was generated, to be sent again (default: {CORPUS})"
    )
    options.flag("--fresh", help="generate anew what the corpus has")
    options.flag("--resume", help="go on with the run that the journal is of")
    options.value("--shard", metavar="N/M", help="only the Nth of M parts; harness report --merge puts them together")
    add_store(options)
    options.flag("--no-store", help="do not remember the run")
    options.flag("--new-only", help="list and count only what no earlier run found at this server")
    options.value("--commit", metavar="REV", help="the commit of the server, for the store of runs")
    options.flag("--allow-writes", help="send requests that change things to other machines, too")
    options.values("--checks", metavar="FILE", help="make the checks of this Python file, too")
    options.flag("--plan", help="say what would be tested, and what would not, and why; nothing is sent")
    options.value("-f", "--format", metavar="FMT", default="text", help="(default: text)")
    options.value("-o", "--output", metavar="FILE", help="write into a file instead of standard output")
    options.values("-r", "--report", metavar="FMT=FILE", help="write another format into a file")
    options.flag("--no-overlay", help="do not mend the snapshots by the overlay of the API")
    options.add_global(inherited=True)
    return options
