"""`harness settings API`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.cli._options import Options

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from harness.cli._console import Console
    from harness.versions import Api, KeyPath, Settings

_DESCRIPTION = """\
Print the settings of an API, each with the file and line that set it: harness.toml of
the current folder and of the team, then the api.toml of the API. Of credentials it
says where they come from, never what they are.

--credentials fetches each of them and says which are there, for the security schemes
of the newest snapshot."""


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    options = Options("harness settings", _DESCRIPTION)
    options.positional("api", "API", help="the name of the API")
    options.flag("--credentials", help="fetch each credential and say whether it is there")
    options.value("--config", metavar="FILE", help="the shared settings (default: harness.toml, if there is one)")
    options.add_global(inherited=True)
    options.parse(arguments, chosen)
    console.begin(chosen)
    from harness.cli._options import read_settings
    from harness.versions import Store

    api = Store(chosen.specs, chosen.config).api(chosen.api)
    read_settings(chosen.config, api)  # says what is wrong with those of rules
    for line in _credentials(api) if chosen.credentials else _lines(api.settings):
        console.print(line)
    return 0


def _lines(settings: Settings) -> Iterator[str]:
    """A line for each value that is set, and where it is set."""
    from harness.report.words.text import printable

    layers = settings.layers
    if layers is None:
        return
    rows = [(f"{_name(place)} = {_written(place, value)}", place) for place, value in layers.values()]
    width = min(max((len(text) for text, _ in rows), default=0), 60)
    for text, place in rows:
        where = f"{layers.origin(place).path}:{layers.line_of(place)}"
        yield f"{printable(text):<{width}}  {printable(where)}\n"


def _name(place: KeyPath) -> str:
    """How a place is written: `identities[2].name`, counted from 1."""
    text = ""
    for key in place:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def _written(place: KeyPath, value: Any) -> str:
    import json

    if place[:1] == ("identities",) and place[-1] == "command":
        # Arguments may hold what nobody should read.
        return json.dumps([*value[:1], *["..."] * (len(value) > 1)], ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


def _credentials(api: Api) -> Iterator[str]:
    """A line for each credential that is there.

    Raises:
        UsageError: one is not.
    """
    from harness.report.words.text import printable
    from harness.versions import Credentials, load_snapshot

    document = load_snapshot(api.snapshot("latest"))
    for identity in api.settings.identities:
        credentials = Credentials(identity, document)
        for name, source in {**identity.headers, **identity.credentials}.items():
            credentials.value(name, source)
            yield f"{identity.name}  {printable(name)}  {printable(source.label)}\n"
