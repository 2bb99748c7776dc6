"""`harness gate [API ...]`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from harness.cli._formats import hand_to_github, wanted
from harness.cli._options import Options
from harness.cli._options import today as day_of_now
from harness.cli._time_limit import RUN_SECONDS, add_time_limit, budget_of
from harness.errors import HarnessError, UsageError
from harness.report.registry import formats_of, write

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console
    from harness.cli._formats import Wanted
    from harness.cli._gate_inputs import Judge
    from harness.report.model.gate import GateRun
    from harness.vocabulary import Grade

# What a run of many APIs ends with is the first of these that any of them ends with.
PRECEDENCE: Final = (130, 70, 2, 3, 4, 1, 5, 0)

_GRADES: Final[dict[str, Grade]] = {
    "breaking": "unusual",
    "breaking:some": "some",
    "breaking:every": "every",
    "warning": "unusual",
}
_DESCRIPTION = """\
Say whether what is new may be published: each new snapshot against the newest of its own
version, where nothing may break; or, where it begins a version, against the version
before, where each break needs a note. The promise of the API, [promise] in api.toml,
says what else is asked. Ends with 0 if it may be published, with 1 if not.

Without --from and --to, or --candidate, the work tree is compared with the commit that
it shares with the branch that it will be merged into. What that branch has already is
told apart, and closes the gate only with --release."""


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    _options().parse(arguments, chosen)
    console.begin(chosen)
    from harness.cli._gate_inputs import judges_of
    from harness.report.model.gate import GateRun
    from harness.versions import Store

    all_wanted = wanted(chosen, formats_of("gate"), "a gate")
    today = checked_day(chosen.today) if chosen.today else day_of_now()
    budget = budget_of(chosen)
    store = Store(chosen.specs, chosen.config)
    judges, unchanged = judges_of(store, chosen, console, today, budget)
    if chosen.base_url is not None and len(judges) > 1:
        raise UsageError("--base-url is the address of one API, and several are judged", hint="name one of them")
    run, codes = _run(judges, chosen, console)
    run = GateRun(run.reports, run.unjudged, unchanged)
    save_gate(all_wanted, run, console)
    return min(codes, key=PRECEDENCE.index, default=0)


def checked_day(text: str) -> str:
    """A day that was given.

    Raises:
        UsageError: it is none.
    """
    from harness.versions import date_problem

    problem = date_problem(text)
    if problem is not None:
        raise UsageError(f"{text[:60]!a} {problem}", hint="give a day of the form YYYY-MM-DD")
    return text


def save_gate(all_wanted: tuple[Wanted, ...], run: GateRun, console: Console) -> None:
    """Write all that is wanted of a gate, and hand its counts to GitHub where that is asked for."""
    from harness.report.words.text import PLAIN

    for format_, path in all_wanted:
        console.save(write(run, format_, style=PLAIN if path else console.style), path)
        if format_.name == "github" and (os.environ.get("GITHUB_OUTPUT") or os.environ.get("GITHUB_STEP_SUMMARY")):
            from harness.report.formats.gate_github import gate_outputs

            hand_to_github(*gate_outputs(run))


def _options() -> Options:
    options = Options("harness gate", _DESCRIPTION)
    options.positional("apis", "API", help="the names of APIs; without any: all that changed", count="*")
    options.flag("--all", help="all APIs that changed, which is usual where none is named")
    options.value("--from", metavar="API@DATE", help="judge this pair alone: what is published", dest="old")
    options.value("--to", metavar="API@DATE", help="and what is to be", dest="new")
    options.value("--candidate", metavar="DOC", help="a document to be published: a path, REV:path, or -")
    options.value("--date", metavar="DATE", help="the day under which the candidate is to be published")
    options.value("--base", metavar="REV", help="the branch to merge into (default: the upstream branch)")
    options.value("--changed-from", metavar="REV", help="look only at APIs that changed since (default: the base)")
    options.value("--today", metavar="DATE", help="the day of the judgement (default: today in UTC)")
    options.value(
        "--fail-on",
        choices=tuple(_GRADES),
        default="breaking",
        help="what closes the gate: all that breaks, only what breaks some or every message that clients send, or "
        "warnings too (default: breaking)",
    )
    options.values("--conformance", metavar="FILE", help="a stored conformance run (JSON): the server must pass, too")
    options.value("--base-url", metavar="URL", help="the address of the server: it is tested now, and must pass, too")
    options.flag("--allow-writes", help="send requests that change things to other machines, too")
    options.flag("--release", help="be closed by what is on the branch already, too")
    add_time_limit(options, RUN_SECONDS)
    options.value("-f", "--format", choices=tuple(formats_of("gate")), default="text", help="(default: text)")
    options.value("-o", "--output", metavar="FILE", help="write into a file instead of standard output")
    options.values("-r", "--report", metavar="FORMAT=FILE", help="also write this format into a file")
    options.value("--config", metavar="FILE", help="the settings (default: harness.toml, if there is one)")
    options.flag("--no-overlay", help="do not mend the snapshots by the overlay of the API")
    options.add_global(inherited=True)
    return options


def _run(judges: dict[str, Judge], chosen: Namespace, console: Console) -> tuple[GateRun, list[int]]:
    """The gates of some APIs, and the exit code of each."""
    from harness.cli._run import exit_code_of
    from harness.gate import FailOn
    from harness.report.build.gate import gate_report
    from harness.report.model.gate import GateRun, Unjudged

    level = FailOn(_GRADES[chosen.fail_on], chosen.fail_on == "warning")
    reports, unjudged, codes = [], [], []
    for name, judge in judges.items():
        try:
            report = gate_report(judge(), level, release=chosen.release)
        except HarnessError as error:
            if len(judges) == 1:
                raise
            console.error(error)
            unjudged.append(Unjudged(name, str(error), error.hint))
            codes.append(exit_code_of(error))
            continue
        reports.append(report)
        codes.append(1 if not report.passed else 5 if report.is_partial else 0)
    return GateRun(tuple(reports), tuple(unjudged)), codes
