"""`harness site`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harness.cli._options import Options

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from harness.changelog import Changelog
    from harness.cli._console import Console
    from harness.cli._steps import Judge
    from harness.document import Api
    from harness.report import History

_DESCRIPTION = """\
Write the pages of all stored APIs into one folder: an index, and for each API its
history, a page for each step, its changelog and a feed."""
_INDEX = "index.html"
_CHANGELOG = "changelog.html"


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    _options().parse(arguments, chosen)
    console.begin(chosen)
    from harness.cli._day import today
    from harness.cli._history_pages import make_folder
    from harness.cli._settings import read_impacts
    from harness.cli._steps import Judge
    from harness.document import Store
    from harness.report import site_html

    store = Store(chosen.specs)
    judge = Judge(console, today(), read_impacts(chosen.config), overlay=not chosen.no_overlay)
    apis = [store.api(name) for name in store.apis()]
    make_folder(chosen.output)
    histories = []
    for api in apis:
        if not api.snapshots:
            console.note("note", f"{api.name} has no snapshot yet")
            continue
        base = None if chosen.url is None else f"{chosen.url.rstrip('/')}/{api.name}/"
        histories.append(_write_api(api, os.path.join(chosen.output, api.name), judge, base))
    console.save(site_html(histories, judge.today), os.path.join(chosen.output, _INDEX))
    return 0


def _options() -> Options:
    options = Options("harness site", _DESCRIPTION)
    options.value("-o", "--output", metavar="DIR", default="site", help="the folder (default: site)")
    options.value("--url", metavar="URL", help="where the folder will be published, for the links of the feeds")
    options.value("--config", metavar="FILE", help="the settings (default: harness.toml, if there is one)")
    options.flag("--no-overlay", help="do not mend the snapshots by the overlay of their API")
    options.add_global(inherited=True)
    return options


def _write_api(api: Api, folder: str, judge: Judge, url: str | None) -> History:
    from harness.changelog import render_history
    from harness.cli._history_pages import make_folder, write_pages

    around = [("All APIs", f"../{_INDEX}", False)]
    make_folder(folder)
    if len(api.snapshots) > 1:
        around.append(("Changelog", _CHANGELOG, False))
        judge.console.save(render_history(_changelogs(api, judge), "html"), os.path.join(folder, _CHANGELOG))
    return write_pages(api, folder, judge, judge.console, url=url, around=tuple(around))


def _changelogs(api: Api, judge: Judge) -> Iterator[Changelog]:
    """The changelog of each step, newest first."""
    from itertools import pairwise

    from harness.changelog import changelog
    from harness.comparison import compare

    new = judge.document(api.snapshots[-1])
    for before, _ in reversed(list(pairwise(api.snapshots))):
        old = judge.document(before)
        yield changelog(compare(old, new))
        new = old
