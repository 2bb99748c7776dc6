"""`harness snapshots list [API]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cli._options import Options, today

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.cli._console import Console
    from harness.errors import DocumentError
    from harness.versions import Api, Snapshot

_DESCRIPTION = """\
List the snapshots of one API or of all, oldest first: the version that each belongs
to, the number of its operations, and the versions that mean it when they are requested;
then what the register of versions says of each on this day."""
_HEAD = ("date", "version", "operations", "meant by")
_REGISTER_HEAD = ("version", "stage", "released", "deprecated", "sunset")


def main(arguments: list[str], chosen: Namespace, console: Console) -> int:
    """Run the command and give its exit code."""
    options = Options("harness snapshots list", _DESCRIPTION)
    options.positional("api", "API", help="the name of an API, or API@VERSION; without it: all", count="?")
    options.add_global(inherited=True)
    options.parse(arguments, chosen)
    console.begin(chosen)
    from harness.versions import Store

    store = Store(chosen.specs)
    names = (chosen.api,) if chosen.api is not None else store.apis()
    if not names:
        console.note("note", f"no API is stored in {chosen.specs}")
    unreadable: list[DocumentError] = []
    for number, name in enumerate(names):
        console.print("\n" * bool(number) + _listed(store.api(name), console, unreadable))
    for error in unreadable:
        console.error(error)
    return 3 if unreadable else 0


def _listed(api: Api, console: Console, unreadable: list[DocumentError]) -> str:
    """The table of an API; the errors of those snapshots that cannot be read are added to a list."""
    from harness.report.words.text import printable

    count = len(api.snapshots)
    title = f"{api.name}  {printable(api.title)}  {count} snapshot{'' if count == 1 else 's'}"
    lines = [console.style.paint(title, "bold")]
    rows = [_row(api, snapshot, unreadable) for snapshot in api.snapshots]
    widths = [max(len(row[column]) for row in (_HEAD, *rows)) for column in range(2)]
    for row in (_HEAD, *rows) if rows else ():
        text = f"  {row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]:>{len(_HEAD[2])}}  {row[3]}".rstrip()
        lines.append(console.style.paint(text, "dim") if row is _HEAD else text)
    lines += _register(api, console)
    return "".join(f"{line}\n" for line in lines)


def _register(api: Api, console: Console) -> list[str]:
    """What the settings say of versions, where they say more than names."""
    from harness.report.words.text import printable

    versions = api.served(today())
    if not any(version.registered[1:] != (None,) * 4 for version in versions.named):
        return []
    rows = [_REGISTER_HEAD]
    for version in versions.named:
        _, _, released, deprecated, sunset = version.registered
        rows.append(
            (str(version.name), version.stage(versions.today) or "-", released or "-", deprecated or "-", sunset or "-")
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(_REGISTER_HEAD))]
    texts = [
        "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return ["", console.style.paint(texts[0], "dim"), *map(printable, texts[1:])]


def _row(api: Api, snapshot: Snapshot, unreadable: list[DocumentError]) -> tuple[str, str, str, str]:
    from harness.errors import DocumentError
    from harness.report.words.text import printable
    from harness.versions import load_snapshot

    meaning = ", ".join(_meaning(api, snapshot))
    try:
        operations = f"{len(load_snapshot(snapshot).operations):,}"
        version = snapshot.series or snapshot.version or "-"
    except DocumentError as error:
        unreadable.append(error)
        return snapshot.date, printable(snapshot.series or "-"), "unreadable", meaning
    return snapshot.date, printable(version), operations, meaning


def _meaning(api: Api, snapshot: Snapshot) -> list[str]:
    """The words and announced versions that lead to a snapshot."""
    names = [word for word in ("latest", "previous") if _is(api, word, snapshot)]
    versions = api.served(today())
    requested = [str(version.name) for version in versions.named]
    names += [name for name in requested if versions.resolve(name).snapshot == snapshot]
    return [*names, "no version"] if versions.resolve().snapshot == snapshot else names


def _is(api: Api, word: str, snapshot: Snapshot) -> bool:
    return len(api.versions.line) > (word == "previous") and api.snapshot(word) == snapshot
