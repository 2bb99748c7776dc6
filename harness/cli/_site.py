"""`harness site`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from harness.cli._options import Options, read_judging, today
from harness.cli._runs import add_store, records_of
from harness.cli._time_limit import RUN_SECONDS, add_time_limit, budget_of, note_unfinished

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console
    from harness.versions import Api

_DESCRIPTION = """\
Write the pages of all stored APIs into one folder: an index, and for each API its
history, a page for each step, its changelog and a feed."""
_INDEX = "index.html"


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    _options().parse(arguments, chosen)
    console.begin(chosen)
    from harness.cli._history_pages import Pages, make_folder
    from harness.cli._session import session_of
    from harness.report.pages.site import site_html
    from harness.versions import Store

    store = Store(chosen.specs, chosen.config)
    apis = [view for name in store.apis() for view in _views(store.api(name))]
    budget = budget_of(chosen)
    make_folder(chosen.output)
    day = today()
    histories = []
    for api in apis:
        if not api.snapshots:
            console.note("note", f"{api.name} has no snapshot yet")
            continue
        around = (("All APIs", f"{'../' * api.name.count('/')}../{_INDEX}", False),)
        url = None if chosen.url is None else f"{chosen.url.rstrip('/')}/{api.name}/"
        pages = Pages(os.path.join(chosen.output, api.name), console, around, changelog=len(api.line) > 1)
        session = session_of(chosen, console, read_judging(chosen.config, api)._replace(budget=budget))
        histories.append(pages.write_api(api, session, day, url=url, records=records_of(api.name, chosen)))
    console.save(site_html(histories, day), os.path.join(chosen.output, _INDEX))
    note_unfinished(budget, console)
    return 0


def _views(api: Api) -> tuple[Api, ...]:
    """The API, and each version by itself where these lie side by side."""
    return (api, *api.beside) if api.snapshots else (api,)


def _options() -> Options:
    options = Options("harness site", _DESCRIPTION)
    options.value("-o", "--output", metavar="DIR", default="site", help="the folder (default: site)")
    options.value("--url", metavar="URL", help="where the folder will be published, for the links of the feeds")
    add_time_limit(options, RUN_SECONDS)
    add_store(options, read=True)
    options.value("--config", metavar="FILE", help="the settings (default: harness.toml, if there is one)")
    options.flag("--no-overlay", help="do not mend the snapshots by the overlay of their API")
    options.add_global(inherited=True)
    return options
