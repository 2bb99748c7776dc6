"""`harness history API`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._options import Options, read_judging, today
from harness.cli._runs import add_store, records_of
from harness.cli._time_limit import RUN_SECONDS, add_time_limit, budget_of, note_unfinished
from harness.report.registry import formats_of, write

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console

_DESCRIPTION = """\
Show all snapshots of an API in order: when each was published, what the step to it
changed, and which versions are served until when. Every step is judged as by
`harness diff`.

--format html -o DIR writes a folder: history.html, a page for each step
(diff-OLD-NEW.html) and feed.atom."""


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    _options().parse(arguments, chosen)
    console.begin(chosen)
    from harness.cli._session import reading, session_of
    from harness.report.build.history import history_of
    from harness.report.words.text import PLAIN
    from harness.versions import Store

    api = Store(chosen.specs, chosen.config).api(chosen.api)
    api.snapshot("latest")  # says so where there is none
    in_folder = chosen.format == "html" and chosen.output not in (None, "-")
    budget = budget_of(chosen)
    judging = read_judging(chosen.config, api)._replace(witnesses=in_folder, budget=budget)
    session = session_of(chosen, console, judging)
    records = records_of(api.name, chosen)
    if in_folder:
        from harness.cli._history_pages import Pages

        pages = Pages(chosen.output, console)
        every_pair = chosen.pairs == "all"
        pages.write_api(api, session, today(), every_pair=every_pair, url=chosen.url, records=records)
        note_unfinished(budget, console)
        return 0
    with reading(api, console) as progress:
        history = history_of(api, session, today(), progress=progress.at)._replace(records=records)
    style = PLAIN if chosen.output else console.style
    console.save(write(history, formats_of("history")[chosen.format], style=style, url=chosen.url), chosen.output)
    note_unfinished(budget, console)
    return 0


def _options() -> Options:
    options = Options("harness history", _DESCRIPTION)
    options.positional("api", "API", help="the name of the API; API@VERSION for one version")
    options.value("-f", "--format", choices=tuple(formats_of("history")), default="text", help="(default: text)")
    options.value(
        "-o", "--output", metavar="PATH", help="write into a file, HTML into a folder, instead of standard output"
    )
    options.value(
        "--pairs",
        choices=("neighbours", "all"),
        default="neighbours",
        help="which pages of differences a folder gets (default: neighbours)",
    )
    options.value("--url", metavar="URL", help="where the folder will be published, for the links of the feed")
    add_time_limit(options, RUN_SECONDS)
    add_store(options, read=True)
    options.value("--config", metavar="FILE", help="the settings (default: harness.toml, if there is one)")
    options.flag("--no-overlay", help="do not mend the snapshots by the overlay of the API")
    options.add_global(inherited=True)
    return options
