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
    from harness.cli._day import today
    from harness.cli._settings import read_impacts
    from harness.cli._steps import Judge, history
    from harness.document import Store

    api = Store(chosen.specs).api(chosen.api)
    api.snapshot("latest")  # says so where there is none
    judge = Judge(console, today(), read_impacts(chosen.config), overlay=not chosen.no_overlay)
    if chosen.format == "html" and chosen.output not in (None, "-"):
        from harness.cli._history_pages import write_pages

        write_pages(api, chosen.output, judge, console, every_pair=chosen.pairs == "all", url=chosen.url)
        return 0
    console.save(_rendered(history(api, judge), chosen, console), chosen.output)
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


def _rendered(found: History, chosen: Namespace, console: Console) -> Iterable[str | bytes]:
    if chosen.format == "html":
        from harness.report import history_html

        return history_html(found)
    from harness.report import PLAIN, atom, history_json, history_text

    if chosen.format == "json":
        return history_json(found)
    if chosen.format == "atom":
        return atom(found, chosen.url)
    return history_text(found, PLAIN if chosen.output else console.style)
