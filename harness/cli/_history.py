"""`harness history API`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._options import Options

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from harness.cli._console import Console
    from harness.report import History

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
    from harness.cli._settings import read_impacts, today
    from harness.document import Store
    from harness.report import history_of
    from harness.session import Judging

    api = Store(chosen.specs).api(chosen.api)
    api.snapshot("latest")  # says so where there is none
    in_folder = chosen.format == "html" and chosen.output not in (None, "-")
    session = session_of(chosen, console, Judging(impacts=read_impacts(chosen.config), witnesses=in_folder))
    if in_folder:
        from harness.cli._history_pages import Pages

        pages = Pages(chosen.output, console)
        pages.write_api(api, session, today(), every_pair=chosen.pairs == "all", url=chosen.url)
        return 0
    with reading(api, console) as progress:
        history = history_of(api, session, today(), progress=progress.at)
    console.save(_rendered(history, chosen, console), chosen.output)
    return 0


def _options() -> Options:
    options = Options("harness history", _DESCRIPTION)
    options.positional("api", "API", help="the name of the API")
    options.value("-f", "--format", choices=("text", "json", "html", "atom"), default="text", help="(default: text)")
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
    options.value("--config", metavar="FILE", help="the settings (default: harness.toml, if there is one)")
    options.flag("--no-overlay", help="do not mend the snapshots by the overlay of the API")
    options.add_global(inherited=True)
    return options


def _rendered(history: History, chosen: Namespace, console: Console) -> Iterable[str | bytes]:
    if chosen.format == "html":
        from harness.report import history_html

        return history_html(history)
    from harness.report import PLAIN, atom, history_json, history_text

    if chosen.format == "json":
        return history_json(history)
    if chosen.format == "atom":
        return atom(history, chosen.url)
    return history_text(history, PLAIN if chosen.output else console.style)
