"""`harness runs [API]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._options import Options
from harness.errors import UsageError, nearest

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from harness.cli._console import Console
    from harness.conformance import RunStore, ServerRecord
    from harness.report.words.text import Style

_DESCRIPTION = """\
Show the conformance runs that the store remembers, and what became of all that they found:
what is new in the last run, what fails since which run and commit, what comes and goes, and
what is fixed."""
_EPILOG = """\
exit codes:
  0    done
  1    with --new-only: the last run found something new"""


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
    all_records = {api: _records(store, api, chosen) for api in apis}
    store.close()
    from harness.report.words.text import PLAIN

    style = PLAIN if chosen.output else console.style
    console.save(_json(all_records) if chosen.format == "json" else _text(all_records, style), chosen.output)
    return int(chosen.new_only and any(record.new for own in all_records.values() for record in own))


def add_store(options: Options, *, read: bool = False) -> None:
    """The options that name the store, or go without.

    Args:
        options: of a command.
        read: whether the command only reads a store, where there is one.
    """
    from harness.conformance._model import STORE

    if read:
        options.value("--store", metavar="URL", help=f"the store of conformance runs (default: {STORE} if it is there)")
        options.flag("--no-store", help="say nothing of conformance runs")
    else:
        options.value("--store", metavar="URL", default=STORE, help=f"the store of runs (default: {STORE})")


def open_store(chosen: Namespace, *, make: bool = True) -> RunStore:
    """The store that the options name.

    Raises:
        UsageError: it cannot be opened.
    """
    from harness.conformance import RunStore

    return RunStore(chosen.store, make=make)


def records_of(api: str, chosen: Namespace) -> tuple[ServerRecord, ...]:
    """What conformance runs of an API found, as far as the options lead to a store.

    Raises:
        UsageError: it cannot be opened.
    """
    from os.path import exists

    from harness.conformance import RunStore, records
    from harness.conformance._model import STORE

    if chosen.no_store or (chosen.store is None and not exists(STORE.removeprefix("sqlite:///"))):
        return ()
    store = RunStore(chosen.store or STORE, make=False)
    own = records(store.runs(api))
    store.close()
    return own


def _records(store: RunStore, api: str, chosen: Namespace) -> list[ServerRecord]:
    from harness.conformance import records

    def chosen_of(record: ServerRecord) -> ServerRecord:
        trends = tuple(trend for trend in record.trends if not chosen.new_only or trend.course == "new")
        return record._replace(trends=trends)

    return [chosen_of(record) for record in records(store.runs(api, int(chosen.last)))]


def _text(all_records: dict[str, list[ServerRecord]], style: Style) -> Iterator[str]:
    from harness.report.terminal.runs import record_text
    from harness.report.words.text import printable

    for api, own in all_records.items():
        yield style.paint(printable(api), "bold") + "\n"
        for record in own:
            yield from record_text(record, style)


def _json(all_records: dict[str, list[ServerRecord]]) -> Iterator[str]:
    import json

    from harness.report.formats.runs_json import record_members

    apis = {api: {"servers": [record_members(record) for record in own]} for api, own in all_records.items()}
    yield json.dumps(apis, indent=2, ensure_ascii=False) + "\n"
