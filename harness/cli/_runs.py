"""`harness runs [API]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.cli._options import Options
from harness.errors import UsageError, nearest

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from harness.cli._console import Console
    from harness.conformance._store import RunStore, StoredRun
    from harness.conformance._trends import Trend

_DESCRIPTION = """\
Show the conformance runs that the store remembers, and what became of all that they found:
what is new in the last run, what fails since which run and commit, what comes and goes, and
what is fixed."""
_EPILOG = """\
exit codes:
  0    done
  1    with --new-only: the last run found something new"""
_SHORT = 8


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    options = Options("harness runs", _DESCRIPTION, epilog=_EPILOG)
    options.positional("api", "API", count="?", help="the name of the API (default: all that the store knows)")
    add_store(options)
    options.value("--last", metavar="N", default="50", help="how many runs of an API are looked at (default: 50)")
    options.flag("--new-only", help="only what the last run found for the first time")
    options.value("-f", "--format", choices=("text", "json"), default="text", help="(default: text)")
    options.value("-o", "--output", metavar="FILE", help="write into a file instead of standard output")
    options.add_global(inherited=True)
    options.parse(arguments, chosen)
    console.begin(chosen)
    if not (chosen.last.isascii() and chosen.last.isdecimal() and 0 < int(chosen.last[:9]) < 10**6):
        raise UsageError(f"--last is {chosen.last[:60]!r}", hint="give it a number above zero")
    store = open_store(chosen, make=False)
    known = store.apis()
    if chosen.api is not None and chosen.api not in known:
        hint = nearest(chosen.api, known) or f"known: {', '.join(known) or 'none'}"
        raise UsageError(f"the store has no run of {chosen.api[:60]!r}", hint=hint)
    apis = known if chosen.api is None else (chosen.api,)
    courses = {api: _course(store, api, chosen) for api in apis}
    store.close()
    console.save(_json(courses) if chosen.format == "json" else _text(courses), chosen.output)
    return int(chosen.new_only and any(trends for _, trends in courses.values()))


def add_store(options: Options) -> None:
    """The option that names the store."""
    from harness.conformance._model import STORE

    options.value("--store", metavar="URL", default=STORE, help=f"the store of runs (default: {STORE})")


def open_store(chosen: Namespace, *, make: bool = True) -> RunStore:
    """The store that the options name.

    Raises:
        UsageError: it cannot be opened.
    """
    from harness.conformance._store import RunStore

    return RunStore(chosen.store, make=make)


def _course(store: RunStore, api: str, chosen: Namespace) -> tuple[list[StoredRun], list[Trend]]:
    from harness.conformance._trends import trends

    runs = store.runs(api, int(chosen.last))
    return runs, [trend for trend in trends(runs) if not chosen.new_only or trend.course == "new"]


def _text(courses: dict[str, tuple[list[StoredRun], list[Trend]]]) -> Iterator[str]:
    from harness.report.words.text import plural, printable

    for api, (runs, all_trends) in courses.items():
        yield printable(f"{api}: {plural(len(runs), 'run')}, the last {_named(runs[-1])}, {runs[-1].state}") + "\n"
        for trend in all_trends:
            since = "" if trend.course == "new" else f"  since {_named(trend.since)}"
            yield printable(f"  {trend.course:<8}{trend.failure}  {trend.title.replace('`', '')}{since}") + "\n"
            for operation, version in trend.places:
                yield printable(f"            {operation or 'all operations'}  on {version}") + "\n"
        if not all_trends:
            yield "  nothing\n"


def _named(run: StoredRun) -> str:
    commit = f" of commit {run.commit[:12]}" if run.commit else ""
    return f"{run.id[:_SHORT]} from {run.started[:10]}{commit}"


def _json(courses: dict[str, tuple[list[StoredRun], list[Trend]]]) -> Iterator[str]:
    import json

    def plain(run: StoredRun) -> dict[str, Any]:
        return {"id": run.id, "started": run.started, "commit": run.commit, "state": run.state}

    apis = {
        api: {
            "runs": [{**plain(run), "base_url": run.base_url, "failures": sorted(run.failures)} for run in runs],
            "failures": [
                {
                    "id": trend.failure,
                    "title": trend.title,
                    "course": trend.course,
                    "since": plain(trend.since),
                    "last": plain(trend.last),
                    "places": [{"operation": operation, "version": version} for operation, version in trend.places],
                }
                for trend in all_trends
            ],
        }
        for api, (runs, all_trends) in courses.items()
    }
    yield json.dumps(apis, indent=2, ensure_ascii=False) + "\n"
